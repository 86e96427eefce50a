"""Children that kill themselves in the middle of a change of records, again and again (no test of itself).

``python -m tests.store.record_and_die URL FOLDER`` fills the store, then before the commit and before each second
database call of each action forks a child that sends itself SIGKILL there, and for some more children kills them
at any moment; after each it looks whether the store is whole and holds what it held, or the whole change. Prints how
many died and how many got through.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import event, select

from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.month_sums import find_wrong_sums
from app.store.sample_changes import change_status, supersede_sample, withdraw_batch
from app.store.samples import add_samples
from app.uses.registers.file_keeping import file_sha256, keep_attachment
from app.uses.registers.register_entries import amend, enter, move

ACTIONS = ("enter", "amend", "move", "keep", "add", "supersede", "status", "withdraw")  # each finds what it needs
WORK = {"plan": "liaocheng_2020", "clause": "一", "item": "某项", "target": "完成"}
COMMIT = -1
TABLES = (
    "samples", "samples_history", "sample_batches", "month_sums", "status_changes", "register_entries",
    "register_events", "files",
)  # fmt: skip


def samples(site: str, number: int) -> pd.DataFrame:
    """Values of one site in two months."""
    rows = range(number)
    return pd.DataFrame(
        {
            "site_kind": "sections", "site_code": site, "site_name": site, "unit": "mg/L", "source": "manual",
            "sampled_at": [pd.Timestamp(f"2023-0{5 + row % 2}-08T02:00:00Z") for row in rows],
            "indicator": [f"w2{row:04d}" if row % 3 else "w21003" for row in rows],
            "value": [0.5 + row for row in rows], "raw_text": [str(0.5 + row) for row in rows], "below_limit": False,
            "detection_limit": None, "state": "正常", "status": "final",
        }
    )  # fmt: skip


def add(store: Store, site: str) -> None:
    """Values of a site."""
    with store.writing() as c:
        add_samples(c, store, samples(site, 12), batch={"file_name": f"{site}.csv", "who": "t"})


def keep(store: Store, folder: Path) -> None:
    """A file that belongs to an entry."""
    attachment = folder / "scan.txt"
    attachment.write_text("依据文件" * 1000, "utf-8")
    keep_attachment(store, Settings(data_dir=folder), attachment, name="依据.txt", who="t")


def act(action: str, store: Store, folder: Path) -> None:
    """One change in one transaction."""
    if action == "keep":
        return keep(store, folder)
    if action == "add":
        return add(store, "S2")
    with store.writing() as c:
        if action == "enter":
            enter(c, store, "works", WORK | {"item": "另一项"}, who="t")
        elif action == "move":
            move(c, store, "works", 1, "done", who="t", may=lambda _: True, note="完工")
        elif action == "amend":
            amend(c, store, "works", 1, {"target": "全部完成"}, version=1, who="t")
        elif action == "withdraw":
            withdraw_batch(c, store, 1, who="t", reason="误传", document="示例1号")
        elif action == "supersede":
            supersede_sample(c, store, 1, value=9.0, raw_text="9.0", who="t", reason="笔误", document="示例1号")
        elif action == "status":
            change_status(
                c, store, from_status="final", to_status="reported", who="t", month="2023-05", document="示例1号"
            )
    return None


def held(store: Store) -> str:
    """All records, as a text to compare."""
    with store.reading() as c:
        found = {}
        for name in TABLES:
            table = getattr(store.tables, name)
            order = list(table.primary_key.columns) or list(table.columns)
            found[name] = [tuple(map(str, row)) for row in c.execute(select(table).order_by(*order))]
    return json.dumps(found)


def assert_whole(store: Store, folder: Path) -> None:
    """Fail where any part of the records tells another story than the rest."""
    t = store.tables
    with store.reading() as c:
        assert find_wrong_sums(c, store) == []
        entries = c.execute(select(t.register_entries)).all()
        events = c.execute(select(t.register_events).order_by(t.register_events.c.id)).all()
        assert {one.entry_id for one in events} == {one.id for one in entries}
        for entry in entries:
            mine = [one for one in events if one.entry_id == entry.id]
            assert [one.version for one in mine] == list(range(1, entry.version + 1))
            assert (mine[-1].to_state, mine[-1].content) == (entry.state, entry.content)
        for file in c.execute(select(t.files)):
            path = folder / "files" / file.sha256
            assert path.stat().st_size == file.size_bytes
            assert file_sha256(path) == file.sha256
        standing = c.execute(select(t.samples)).all()
        gone = c.execute(select(t.samples_history)).all()
        ids = {one.id for one in standing}
        assert not ids & {one.id for one in gone}
        batches = set(c.execute(select(t.sample_batches.c.id)).scalars())
        assert {one.batch_id for one in (*standing, *gone)} <= batches
        assert {one.superseded_by for one in gone if one.superseded_by} <= ids
        assert len({one.fingerprint for one in standing}) == len(standing)
        if store.kind == "geopackage":
            assert c.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def child(store: Store, run: Callable[[Store], None], last: int) -> int:
    """Fork; the child dies before its call of that number or before its commit, or goes to the end.

    It takes over the open store, which is without a connection, so that it need not build the tables again.
    """
    pid = os.fork()
    if pid:
        return pid
    calls = 0

    def count(*_: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def at_commit(*_: Any) -> None:
        if last == COMMIT:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.engine, "before_cursor_execute", count)
    event.listen(store.engine, "commit", at_commit)
    try:
        run(store)
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def look(store: Store, folder: Path) -> str:
    """What the store holds, once it is seen to be whole, over a connection of its own."""
    try:
        assert_whole(store, folder)
        return held(store)
    finally:
        store.close()  # no connection goes to a child


def main(url: str, folder: Path) -> None:
    """Kill, look, kill again."""
    store = open_store(url)
    add(store, "S1")
    with store.writing() as c:
        enter(c, store, "works", WORK, who="t")
    store.close()
    died = {action: _kill_at_every_call(url, folder, action) for action in ACTIONS}
    rng, through = random.Random(3), 0
    store = open_store(url)
    for site in range(4):  # at any moment, the commit's own included
        here = look(store, folder)
        pid = child(store, lambda store, site=site: add(store, f"R{site}"), 0)  # type: ignore[misc]
        time.sleep(rng.uniform(0, 0.15))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        through += look(store, folder) != here
    print(json.dumps({"died": died, "through": through}))


def _kill_at_every_call(url: str, folder: Path, action: str) -> int:
    """How many children died; the last went through."""
    store = open_store(url)  # after the kills of the action before
    before, died = look(store, folder), 0
    for last in (COMMIT, *range(2, 500, 2)):
        _, status = os.waitpid(child(store, lambda store: act(action, store, folder), last), 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            break
        died += 1
        assert look(store, folder) == before, (action, last)
    assert look(store, folder) != before
    return died


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
