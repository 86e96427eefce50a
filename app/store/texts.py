"""Rendered texts of chosen features, with members of an answer put into each (指定要素的文本)."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Connection, select, text

from app.store.bulk import in_lists
from app.store.engine import Store
from app.store.features import text_column

ENDING: Final = b"}}"
"""Every rendered text ends its properties and itself so; without it a text is open for further members."""
KEPT_BYTES: Final = 24 * 1024 * 1024


@dataclass(frozen=True)
class Decimals:
    """Numbers not below 0 and how many decimals are written; NaN, not known, becomes null."""

    values: NDArray[Any]
    decimals: int = 0


Member = Decimals | Sequence[str | None] | str


def splice_texts(
    c: Connection,
    store: Store,
    layer: str,
    fids: Sequence[int],
    members: Mapping[str, Member],
    full: bool = False,
    version: Hashable | None = None,
) -> bytes:
    """The texts of features in the order given, joined by commas, with more properties in each (拼接要素文本).

    One formatting writes the whole answer, so that no Python object is made of a feature. A fid that is not there is
    left out.

    Parameters
    ----------
    fids
        Each once.
    members
        The further properties by name, in the order of the fids: `Decimals`, a list of texts or None, or one text for
        all.
    version
        What tells this state of the layer from every other: texts of one version are kept in memory, for the rivers
        that people ask about are few. None, as in a transaction that writes: nothing is kept.
    """
    if not fids:
        return b""
    heads = _kept.read(c, store, layer, fids, full, version)
    found = [heads.get(fid) for fid in fids]
    if None in found:
        there = np.flatnonzero([head is not None for head in found])
        members = {name: _at(member, there) for name, member in members.items()}
    return join_members([head for head in found if head is not None], members)


def join_members(heads: Sequence[bytes], members: Mapping[str, Member]) -> bytes:
    """Open texts, each with its members and its ending, joined by commas.

    Numbers are written as whole numbers around a point, several times as fast as Python writes floats.

    Examples
    --------
    >>> more = {"distance_m": Decimals(np.array([12.34, np.nan]), 1), "layer": "reaches", "reach": ["a", "b"]}
    >>> print(join_members([b'{"properties":{"code":1', b'{"properties":{"code":2'], more).decode())
    {"properties":{"code":1,"distance_m":12.3,"layer":"reaches","reach":"a"}},{"properties":{"code":2,"distance_m":null,"layer":"reaches","reach":"b"}}
    """
    form, columns = b"%b", [list[Any](heads)]
    for name, member in members.items():
        form += b"," + orjson.dumps(name) + b":"
        if isinstance(member, str):
            form += orjson.dumps(member).replace(b"%", b"%%")
        elif isinstance(member, Decimals):
            part, lists = _numbers(member)
            form += part
            columns += lists
        else:
            form += b"%b"
            columns.append([orjson.dumps(one) for one in member])
    form += ENDING
    return b",".join([form] * len(heads)) % tuple(chain.from_iterable(zip(*columns, strict=True)))


def _numbers(member: Decimals) -> tuple[bytes, list[list[Any]]]:
    """How numbers are formatted, and the columns that this takes."""
    scale = 10**member.decimals
    scaled = np.rint(np.asarray(member.values, dtype=np.float64) * scale)
    unknown = np.isnan(scaled)
    whole = np.where(unknown, 0, np.maximum(scaled, 0)).astype(np.int64)
    part = b"%d" + (b".%%0%dd" % member.decimals if member.decimals else b"")
    lists = [(whole // scale).tolist()] + ([(whole % scale).tolist()] if member.decimals else [])
    if not unknown.any():
        return part, lists
    pairs = zip(unknown.tolist(), zip(*lists, strict=True), strict=True)
    return b"%b", [[b"null" if gone else part % numbers for gone, numbers in pairs]]


def _at(member: Member, rows: NDArray[np.int64]) -> Member:
    """A member of some of the features."""
    if isinstance(member, str):
        return member
    if isinstance(member, Decimals):
        return Decimals(member.values[rows], member.decimals)
    return [member[row] for row in rows.tolist()]


class _Kept:
    """Open texts of the features asked for lately, by layer, its version, and whether persons stand in them."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.texts: dict[tuple[str, str, bool], tuple[Hashable, dict[int, bytes]]] = {}
        self.lock = threading.Lock()

    def read(
        self, c: Connection, store: Store, layer: str, fids: Sequence[int], full: bool, version: Hashable | None
    ) -> dict[int, bytes]:
        """The texts of the fids, and perhaps of others; those that are not kept are read."""
        if version is None:
            return dict(_open_texts(c, store, layer, fids, full))
        place = store.url, layer, full
        with self.lock:
            of_version, texts = self.texts.get(place, (None, {}))
            if of_version != version:
                self.bytes -= sum(map(len, texts.values()))
                texts = {}
                self.texts[place] = version, texts
        missing = [fid for fid in fids if fid not in texts]
        if not missing:
            return texts
        found = dict(_open_texts(c, store, layer, missing, full))
        with self.lock:
            self.bytes += sum(len(one) for fid, one in found.items() if fid not in texts)
            texts.update(found)
            if self.bytes > self.most_bytes:  # who holds these texts goes on with them; the next ones are read anew
                self.texts.clear()
                self.bytes = 0
        return texts


def _open_texts(
    c: Connection, store: Store, layer: str, fids: Sequence[int], full: bool
) -> Iterable[tuple[int, bytes]]:
    """The rendered text without its ending of each of the features that there are."""
    tables = store.layer(layer)
    for condition in in_lists(fids):
        statement = select(tables.rendered.c.fid, text_column(tables, full)).where(text(condition))
        for row in c.execute(statement):
            yield row[0], row[1].encode()[: -len(ENDING)]


_kept = _Kept(KEPT_BYTES)
