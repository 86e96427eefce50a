"""A child process that kills itself in the middle of a publish, at the statement it is told (no test of itself).

``python -m tests.store.publish_and_die URL STATEMENT`` opens a filled store, publishes a changed layer, and sends
itself SIGKILL just before the given database call, the commit being the last; with 0 it goes to the end; with -1 it
takes all back and prints how many calls there are.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from app.store import bulk
from app.store.engine import open_store
from app.store.revisions import publish
from tests.store.layers_of_tests import CATALOGUE, some_points

OLD, NEW = some_points(3000), some_points(3600, seed=5).iloc[600:]


def main(url: str, last: int) -> None:
    """Publish, and die before the call of that number."""
    store = open_store(url, CATALOGUE)
    calls = 0

    def count(*_: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == last:
            os.kill(os.getpid(), signal.SIGKILL)

    inserted = bulk.insert_rows

    def insert_rows(c: Any, table: Any, names: Any, rows: Any) -> None:
        def until_half() -> Any:
            for row, values in enumerate(rows):
                if row == 1500:
                    count()
                yield values

        inserted(c, table, names, until_half())

    event.listen(store.engine, "before_cursor_execute", count)
    event.listen(store.engine, "commit", count)
    import app.store.revisions

    app.store.revisions.insert_rows = insert_rows
    with store.writing() as c:
        publish(c, store, "wells_of_test", NEW, who="child")
        if last == -1:
            print(calls + 1)
            c.rollback()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
