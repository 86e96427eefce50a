"""Sums of a section's month as the bytes of one row (累计值存储格式).

A row begins with its month and source, then come the 24 indicators' amounts, counts and days; what only cells with a
value below its limit need follows for these alone, so that most rows are 392 bytes long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.assessment.month_sums import SumArrays, sum_codes

HEAD: Final = np.dtype([("month", "<u4"), ("automatic", "<u4")])
DENSE: Final = np.dtype([("amount", "<f8"), ("count", "<u4"), ("days", "<u4")])
BELOW: Final = np.dtype([("lower", "<f8"), ("limit", "<f8"), ("below", "<u4"), ("unknown", "<u4"), ("column", "<u8")])
WIDTH: Final = len(sum_codes()) * DENSE.itemsize // 8  # words of eight bytes that the 24 indicators take

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PackedSums:
    """Rows as they are stored, one after the other (存储的累计值).

    Attributes
    ----------
    words
        Their bytes, eight at a time.
    starts, lengths
        (n,) where each row begins in ``words``, and how many it has.
    months, automatic
        (n,) number of the month (`month_number`), and 1 for a station's values.
    """

    words: NDArray[np.uint64]
    starts: Ints
    lengths: Ints
    months: Ints
    automatic: Ints

    def __len__(self) -> int:
        return len(self.starts)


def month_number(month: str) -> int:
    """A month as a number, one more for each later month (月序号).

    Examples
    --------
    >>> month_number("2024-01") - month_number("2023-12")
    1
    """
    return int(month[:4]) * 12 + int(month[5:]) - 1


def pack_sums(months: Sequence[str], sources: Sequence[str], sums: SumArrays) -> list[bytes]:
    """The bytes of each row (打包).

    Examples
    --------
    >>> [len(row) for row in pack_sums(["2023-05"], ["manual"], SumArrays.zeros(1))]
    [392]
    >>> pack_sums([], [], SumArrays.zeros(0))
    []
    """
    dense = np.zeros(sums.count.shape, DENSE)
    dense["amount"], dense["count"], dense["days"] = sums.amount, sums.count, sums.days
    rows, columns = sums.below.nonzero()
    sparse = np.zeros(len(rows), BELOW)
    sparse["column"] = columns
    for name in ("lower", "limit", "below", "unknown"):
        sparse[name] = getattr(sums, name)[rows, columns]
    bounds = np.searchsorted(rows, np.arange(len(sums) + 1)).tolist()
    heads = [
        np.array((month_number(m), s == "automatic"), HEAD).tobytes() for m, s in zip(months, sources, strict=True)
    ]
    return [
        head + row.tobytes() + sparse[start:stop].tobytes()
        for head, row, start, stop in zip(heads, dense, bounds[:-1], bounds[1:], strict=True)
    ]


def open_rows(rows: Sequence[bytes]) -> PackedSums:
    """Rows that `pack_sums` wrote, ready to be unpacked (打开).

    Examples
    --------
    >>> opened = open_rows(pack_sums(["2023-05"], ["automatic"], SumArrays.zeros(1)))
    >>> opened.months.tolist() == [month_number("2023-05")], opened.automatic.tolist(), len(open_rows([]))
    (True, [1], 0)
    """
    words = np.frombuffer(b"".join(rows), np.uint64)  # all lengths are multiples of eight bytes
    lengths = np.fromiter(map(len, rows), np.int64, len(rows)) // 8
    starts = np.cumsum(lengths) - lengths
    heads = words[starts].view(HEAD)
    return PackedSums(words, starts, lengths, heads["month"].astype(np.int64), heads["automatic"].astype(np.int64))


def unpack_sums(packed: PackedSums, chosen: Ints, at: Ints, size: int) -> SumArrays:
    """The sums of some rows, each at its place among ``size``; the others are zero (解包).

    Parameters
    ----------
    chosen, at
        Rows of ``packed``, and the row of the answer that each is written to.

    Examples
    --------
    >>> sums = SumArrays.zeros(1)
    >>> sums.below[0, 3], sums.limit[0, 3] = 2, 0.5
    >>> opened = open_rows(pack_sums(["2023-05"], ["manual"], sums))
    >>> unpack_sums(opened, np.array([0]), np.array([1]), 3).below[:, 3].tolist()
    [0, 2, 0]
    """
    sums = SumArrays.zeros(size)
    if not len(chosen):
        return sums
    starts, lengths = packed.starts[chosen] + 1, packed.lengths[chosen] - 1
    dense = packed.words[starts[:, None] + np.arange(WIDTH)].view(DENSE)
    sums.amount[at], sums.count[at], sums.days[at] = dense["amount"], dense["count"], dense["days"]
    more = (lengths - WIDTH) * 8 // BELOW.itemsize  # cells of each row with a value below its limit
    if more.any():
        rows = np.repeat(np.arange(len(chosen)), more)
        step = np.arange(len(rows)) - np.repeat(np.cumsum(more) - more, more)
        width = BELOW.itemsize // 8
        first = starts[rows] + WIDTH + step * width
        sparse = packed.words[first[:, None] + np.arange(width)].view(BELOW)[:, 0]
        columns = sparse["column"].astype(np.int64)
        for name in ("lower", "limit", "below", "unknown"):
            getattr(sums, name)[at[rows], columns] = sparse[name]
    return sums
