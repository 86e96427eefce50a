"""Rendered texts of chosen features, with members of an answer put into each (指定要素的文本)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Connection, select, text

from app.store.bulk import in_lists
from app.store.engine import Store
from app.store.features import text_column

ENDING = "}}"
"""Every rendered text ends its properties and itself so."""
UNKNOWN = re.compile(r"(?<=\\\"):-1(\.9+)?(?=[,}])")


@dataclass(frozen=True)
class Decimals:
    """Numbers not below 0 and how many decimals are written; NaN, not known, becomes null."""

    values: NDArray[Any]
    decimals: int = 0


Member = Decimals | Sequence[str] | str


def read_texts(c: Connection, store: Store, layer: str, fids: Sequence[int], full: bool = False) -> dict[int, str]:
    """The rendered text of each of the features that there are, by fid (要素文本); ``full`` as in ``read_page``."""
    tables = store.layer(layer)
    found: dict[int, str] = {}
    for condition in in_lists(fids):
        statement = select(tables.rendered.c.fid, text_column(tables, full)).where(text(condition))
        found.update((row[0], row[1]) for row in c.execute(statement))
    return found


def splice_texts(
    c: Connection, store: Store, layer: str, fids: Sequence[int], members: Mapping[str, Member], full: bool = False
) -> bytes:
    """The texts of features in the order given, joined by commas, with more properties in each (拼接要素文本).

    SQLite joins them itself, and one formatting writes all that is put in, so that no Python object is made of a
    feature. A fid that is not there is left out.

    Parameters
    ----------
    fids
        Each once.
    members
        The further properties by name, in the order of the fids: `Decimals`, a list of texts, or one text for all.
    """
    if not fids:
        return b""
    given = write_members(fids, members)
    if store.kind != "geopackage":
        found = read_texts(c, store, layer, fids, full)
        tails = orjson.loads(given).items()
        return ",".join(found[int(fid)][: -len(ENDING)] + tail for fid, tail in tails if int(fid) in found).encode()
    tables = store.layer(layer)
    has_full = full and any(field.personal for field in tables.spec.fields)
    column = "coalesce(r.full_text, r.text)" if has_full else "r.text"
    # The order of json_each is the order of the answer: a cross join keeps it outside, a lookup by rowid inside.
    blob = f"CAST({column} AS BLOB)"
    statement = (
        f"SELECT CAST(group_concat(substr({blob}, 1, length({blob}) - {len(ENDING)}) || j.value) AS BLOB)"  # noqa: S608
        f' FROM json_each(?) AS j CROSS JOIN "{tables.rendered.name}" AS r ON r.fid = CAST(j.key AS INTEGER)'
    )
    joined = c.connection.driver_connection.execute(statement, (given,)).fetchone()[0]  # type: ignore[union-attr]
    return joined or b""


def write_members(fids: Sequence[int], members: Mapping[str, Member]) -> str:
    """A JSON object: for each fid the text that takes the place of its feature's ending.

    Numbers are written as whole numbers around a point, several times as fast as Python writes floats.

    Examples
    --------
    >>> print(write_members([7], {"distance_m": Decimals(np.array([12.34]), 1), "reach": ["a"]}))
    {"7":",\\"distance_m\\":12.3,\\"reach\\":\\"a\\"}}"}
    """
    form, has_unknown = '"%d":"', False
    columns: list[Sequence[object]] = [fids]
    for name, member in members.items():
        form += f',\\"{name}\\":'
        if isinstance(member, Decimals):
            scale = 10**member.decimals
            scaled = np.rint(member.values * scale)
            unknown = np.isnan(scaled)
            has_unknown |= bool(unknown.any())
            scaled = np.where(unknown, -1, np.maximum(scaled, 0)).astype(np.int64)
            form += "%d" + (f".%0{member.decimals}d" if member.decimals else "")
            columns += [(scaled // scale).tolist()] + ([(scaled % scale).tolist()] if member.decimals else [])
        elif isinstance(member, str):
            form += _quoted(member).replace("%", "%%")
        else:
            form += "%s"
            columns.append([_quoted(text) for text in member])
    form += ENDING + '"'
    written = ",".join([form] * len(fids)) % tuple(chain.from_iterable(zip(*columns, strict=True)))
    if has_unknown:
        written = UNKNOWN.sub(":null", written)
    return "{" + written + "}"


def _quoted(text: str) -> str:
    """A text as JSON within a JSON text."""
    return orjson.dumps(orjson.dumps(text).decode()).decode()[1:-1]
