"""States of sluices and pumps in time (闸坝启闭状态): what is recorded, and what is not known."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

SLUICE_STATES: Final = ("open", "closed", "partly", "reversed", "unknown")
"""开启、关闭、部分开启、反向过流（the water runs against the usual way）、不明。"""


@dataclass(frozen=True, slots=True)
class StateRecord:
    """One recorded state of a sluice or pump (启闭记录), from ``start`` on and before ``end``; None = until further
    notice. ``state`` is one of `SLUICE_STATES`; ``reported_by`` who said so, ``source`` where that is kept;
    ``origin`` ``register``, or ``layer`` for the one state that the layer has from its date on."""

    sluice: str
    state: str
    start: datetime
    end: datetime | None
    reported_by: str
    source: str
    origin: str = "register"


@dataclass(frozen=True, slots=True)
class StateSpan:
    """A time in which a sluice had one state (启闭时段): ``record`` says which, None where nothing is recorded."""

    start: datetime
    end: datetime
    record: StateRecord | None

    @property
    def state(self) -> str:
        """The state, ``unknown`` where nothing is recorded."""
        return "unknown" if self.record is None else self.record.state

    @property
    def hours(self) -> float:
        """How long it lasted [h]."""
        return (self.end - self.start).total_seconds() / 3600


@dataclass(frozen=True, slots=True)
class Opening:
    """A closed sluice that was opened (提闸): when, since when it had been closed, how long that is known of [h]."""

    sluice: str
    at: datetime
    closed_since: datetime
    closed_h: float


def by_sluice(records: Iterable[StateRecord]) -> dict[str, tuple[StateRecord, ...]]:
    """The records of each sluice, in the given order (按闸坝分组).

    >>> by_sluice([])
    {}
    """
    found: dict[str, list[StateRecord]] = {}
    for record in records:
        found.setdefault(record.sluice, []).append(record)
    return {sluice: tuple(own) for sluice, own in found.items()}


def state_at(records: Sequence[StateRecord], moment: datetime) -> StateRecord | None:
    """The record of one sluice that holds at a moment (某一时刻的启闭状态), None where nothing is recorded: unknown.

    Of the records that hold then the latest start wins, of equal starts the later in the list. So a release of two
    days within a closure without an end is followed by the closure again.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda d: datetime(2026, 10, d, tzinfo=UTC)
    >>> closure = StateRecord("Z1", "closed", day(1), None, "值班员", "")
    >>> release = StateRecord("Z1", "open", day(5), day(7), "值班员", "")
    >>> [state_at([closure, release], day(d)).state for d in (1, 5, 7)]
    ['closed', 'open', 'closed']
    >>> state_at([closure], datetime(2026, 9, 30, tzinfo=UTC)) is state_at([], day(1)) is None
    True
    """
    holding = [record for record in records if record.start <= moment and (record.end is None or moment < record.end)]
    return max(reversed(holding), key=lambda record: record.start, default=None)


def spans(records: Sequence[StateRecord], start: datetime, end: datetime) -> list[StateSpan]:
    """The states of one sluice from start to end without a gap (启闭过程), neighbours of one state as recorded.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda d: datetime(2026, 10, d, tzinfo=UTC)
    >>> record = StateRecord("Z1", "open", day(3), day(4), "", "")
    >>> [(one.start.day, one.state) for one in spans([record], day(1), day(9))]
    [(1, 'unknown'), (3, 'open'), (4, 'unknown')]
    >>> [one.state for one in spans([], day(1), day(2))]
    ['unknown']
    """
    if not start < end:
        return []
    ordered = sorted(enumerate(records), key=lambda pair: (pair[1].start, pair[0]))
    edges = {start, end}
    for record in records:
        edges |= {edge for edge in (record.start, record.end) if edge is not None and start < edge < end}
    edge = sorted(edges)
    holding: list[tuple[int, StateRecord]] = []  # the latest start on top
    found: list[StateSpan] = []
    at = 0
    for low, high in pairwise(edge):
        while at < len(ordered) and ordered[at][1].start <= low:
            heapq.heappush(holding, (-at, ordered[at][1]))
            at += 1
        while holding and (until := holding[0][1].end) is not None and until <= low:
            heapq.heappop(holding)
        top = holding[0][1] if holding else None
        if found and found[-1].record is top:
            found[-1] = StateSpan(found[-1].start, high, top)
        else:
            found.append(StateSpan(low, high, top))
    return found


def state_hours(records: Sequence[StateRecord], start: datetime, end: datetime) -> dict[str, float]:
    """Hours of one sluice in each of `SLUICE_STATES` from start to end [h] (各状态历时); they add up to the window.

    >>> from datetime import UTC
    >>> state_hours([], datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC))["unknown"]
    24.0
    """
    hours = dict.fromkeys(SLUICE_STATES, 0.0)
    for span in spans(records, start, end):
        hours[span.state] += span.hours
    return hours


def closed_hours(records: Sequence[StateRecord], start: datetime, end: datetime) -> float | None:
    """Hours that one sluice is known to have been closed from start to end [h] (关闸历时); None where nothing is known.

    ``partly`` and ``reversed`` count 0 here; `state_hours` tells them apart. Where a part of the window is unknown the
    answer is what is known, so a lower bound.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda d: datetime(2026, 10, d, tzinfo=UTC)
    >>> closed = StateRecord("Z1", "closed", day(1), day(3), "值班员", "")
    >>> closed_hours([closed], day(2), day(5)), closed_hours([closed], day(4), day(5)), closed_hours([], day(1), day(2))
    (24.0, None, None)
    """
    hours = state_hours(records, start, end)
    return hours["closed"] if sum(hours.values()) > hours["unknown"] else None


def openings(records: Iterable[StateRecord], start: datetime, end: datetime) -> list[Opening]:
    """Each time that a closed sluice was opened from start to end (窗口内提闸), of one or many sluices, in time.

    Open, partly and reversed let water through. The closure may have begun before the window. Where nothing is recorded
    between a closure and the opening, ``at`` is the first moment that it is known to have been open, and ``closed_h``
    counts what is known.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda d: datetime(2026, 10, d, tzinfo=UTC)
    >>> records = [StateRecord("Z1", "closed", day(1), day(5), "", ""), StateRecord("Z1", "open", day(5), None, "", "")]
    >>> [(one.sluice, one.at.day, one.closed_since.day, one.closed_h) for one in openings(records, day(4), day(6))]
    [('Z1', 5, 1, 96.0)]
    >>> openings(records, day(6), day(9)), openings([], day(1), day(2))
    ([], [])
    """
    found = []
    for sluice, own in by_sluice(records).items():
        since: datetime | None = None
        closed_h = 0.0
        # One moment more, so that an opening at the very end of the window is seen.
        last = max([end, *(record.start for record in own)]) + (end - start)
        for span in spans(own, min([start, *(record.start for record in own)]), last):
            if span.state == "closed":
                since = span.start if since is None else since
                closed_h += span.hours
            elif span.state != "unknown":
                if since is not None and start <= span.start <= end:
                    found.append(Opening(sluice, span.start, since, closed_h))
                since, closed_h = None, 0.0
    return sorted(found, key=lambda opening: (opening.at, opening.sluice))
