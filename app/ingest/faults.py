"""Collecting faults: all are counted, so many are listed (故障清单)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.errors import Fault, Severity

LISTED_PER_CODE = 200
LISTED = 1000
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "repaired": 2}


@dataclass
class FaultLog:
    """Faults of one file, in the order found; counts go on where the list ends.

    ``row_numbers`` gives the file's number of each row, where they do not run 1, 2, 3 …
    """

    row_numbers: Sequence[int] = ()
    counts: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def number(self, position: int) -> int:
        """The row's number in the file, the first data row is 1."""
        return self.row_numbers[position] if self.row_numbers else position + 1

    def add(self, fault: Fault) -> None:
        """Take one fault whose row is already the file's number."""
        self.counts[fault.severity] += 1
        self.codes[fault.code] += 1
        if self.codes[fault.code] <= LISTED_PER_CODE:
            self.faults.append(fault)

    def add_placed(self, faults: Iterable[Fault], column: str | None = None) -> None:
        """Take faults whose rows are positions from 1, of one column if it is named."""
        for fault in faults:
            if self.row_numbers and fault.row is not None:
                number = self.number(fault.row - 1)
                zh = fault.zh.replace(f"第 {fault.row} 行", f"第 {number} 行", 1)
                en = fault.en.replace(f"ow {fault.row}", f"ow {number}", 1)
                fault = replace(fault, row=number, zh=zh, en=en)
            self.add(fault if column is None else replace(fault, field=column))

    def add_rows(self, positions: Sequence[int] | NDArray[np.int64], make: Callable[[int, int], Fault]) -> None:
        """Take one fault for each row; ``make(position, number)`` is called only for those that are listed."""
        if not len(positions):
            return
        first = make(int(positions[0]), self.number(int(positions[0])))
        room = max(LISTED_PER_CODE - self.codes[first.code], 0)
        self.counts[first.severity] += len(positions)
        self.codes[first.code] += len(positions)
        self.faults += [make(int(at), self.number(int(at))) for at in positions[:room]]

    def listed(self) -> tuple[Fault, ...]:
        """The faults to show: errors first, each kind in file order, at most ``LISTED``."""
        return tuple(sorted(self.faults, key=lambda fault: _RANK[fault.severity])[:LISTED])

    @property
    def refuses(self) -> bool:
        """True where an error was found."""
        return self.counts["error"] > 0

    def totals(self) -> dict[str, int]:
        """Number of errors, warnings and repairs, the unlisted included."""
        return {"errors": self.counts["error"], "warnings": self.counts["warning"], "repairs": self.counts["repaired"]}
