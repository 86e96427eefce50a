"""Rendered texts of chosen features, with members of an answer put into each (指定要素的文本)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import orjson
from sqlalchemy import Connection, select, text

from app.store.bulk import in_lists
from app.store.engine import Store
from app.store.features import text_column

ENDING = "}}"
"""Every rendered text ends its properties and itself so."""


def read_texts(c: Connection, store: Store, layer: str, fids: Sequence[int], full: bool = False) -> dict[int, str]:
    """The rendered text of each of the features that there are, by fid (要素文本); ``full`` as in ``read_page``."""
    tables = store.layer(layer)
    found: dict[int, str] = {}
    for condition in in_lists(fids):
        statement = select(tables.rendered.c.fid, text_column(tables, full)).where(text(condition))
        found.update((row[0], row[1]) for row in c.execute(statement))
    return found


def splice_texts(
    c: Connection,
    store: Store,
    layer: str,
    fids: Sequence[int],
    members: str,
    columns: Sequence[Sequence[object]],
    full: bool = False,
) -> bytes:
    """The texts of features in the order given, joined by commas, with more properties in each (拼接要素文本).

    SQLite joins them itself, and one formatting writes all that is put in, so that no Python object is made of a
    feature. A fid that is not there is left out.

    Parameters
    ----------
    fids
        Each once.
    members
        The further properties as JSON members with a ``%`` place for each column, ``"distance_m":%.1f`` for one. A
        number that is not known (NaN) becomes null; a text must be given as JSON.
    columns
        The values of each place, in the order of the fids.
    """
    if not fids:
        return b""
    if store.kind != "geopackage":
        found = read_texts(c, store, layer, fids, full)
        rows = zip(fids, *columns, strict=True)
        tails = [(fid, ("," + members % tuple(values)).replace(":nan", ":null")) for fid, *values in rows]
        return ",".join(found[fid][: -len(ENDING)] + tail + ENDING for fid, tail in tails if fid in found).encode()
    tables = store.layer(layer)
    has_full = full and any(field.personal for field in tables.spec.fields)
    column = "coalesce(r.full_text, r.text)" if has_full else "r.text"
    # The order of json_each is the order of the answer: a cross join keeps it outside, a lookup by rowid inside.
    blob = f"CAST({column} AS BLOB)"
    statement = (
        f"SELECT CAST(group_concat(substr({blob}, 1, length({blob}) - {len(ENDING)}) || j.value) AS BLOB)"  # noqa: S608
        f' FROM json_each(?) AS j CROSS JOIN "{tables.rendered.name}" AS r ON r.fid = CAST(j.key AS INTEGER)'
    )
    one = '"%d":"' + ("," + members + ENDING).replace("\\", "\\\\").replace('"', '\\"') + '"'
    escaped = [
        [orjson.dumps(value).decode()[1:-1] for value in column] if column and isinstance(column[0], str) else column
        for column in columns
    ]
    values = tuple(chain.from_iterable(zip(fids, *escaped, strict=True)))
    given = ",".join([one] * len(fids)) % values
    given = "{" + given.replace(":nan", ":null") + "}"
    joined = c.connection.driver_connection.execute(statement, (given,)).fetchone()[0]  # type: ignore[union-attr]
    return joined or b""
