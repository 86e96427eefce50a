"""What sluices and pumps may have let out while the water passed (闸泵线索): pools, releases, lifted drains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from app.network.sluice_states import StateRecord, closed_hours, openings, spans
from app.tracing.candidates import Candidate
from app.tracing.walked import Walk, locate
from app.uses.network.sluice_records import Sluice
from app.uses.tracing.trace_barriers import is_lateral, passing_window
from app.uses.tracing.trace_places import TracePlaces

FLOWING: Final = ("open", "partly", "reversed")


def sluice_candidates(
    places: TracePlaces, free: Walk, sluices: Mapping[str, Sluice], window: tuple[datetime, datetime]
) -> Iterator[Candidate]:
    """The pool behind a sluice that was closed, a sluice opened while the water passed, pumps of drains (闸泵线索).

    Parameters
    ----------
    free
        A walk from the start without barriers.
    window
        When the water was at the start; each sluice is looked at over the time in which that water passed it.

    Notes
    -----
    A pump's running hours, where they are recorded, are its known activity; one that is known to have stood still all
    the while counts as seen dry.
    """
    for key, sluice in sluices.items():
        at = places.at.get(("sluices", key))
        where = None if at is None else locate(free, *at)
        if at is None or where is None:
            continue
        start, end = passing_window(*window, where.early_h, where.late_h)
        if is_lateral(sluice):
            active, is_running = running_spans(sluice.records, start, end)
            yield Candidate(
                "drain", "sluices", key, sluice.name, *at, category="强排站", active=active,
                is_rain_driven=True, is_discharging=is_running,
            )  # fmt: skip
            continue
        opened = openings(sluice.records, start, end)
        if (closed_hours(sluice.records, start, end) or 0) > 0 or opened:
            yield Candidate("pool", "", key, f"{sluice.name}闸前", *at, category="闸前")
        if opened:
            active, _ = running_spans(sluice.records, opened[0].at, max(end, opened[0].at))
            yield Candidate("opened_sluice", "sluices", key, sluice.name, *at, active=active)


def running_spans(
    records: Sequence[StateRecord], start: datetime, end: datetime
) -> tuple[tuple[tuple[datetime, datetime], ...], bool | None]:
    """When water is known to have passed, and whether any did (过水时段): None where nothing or only a part is known.

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda d: datetime(2026, 10, d, tzinfo=UTC)
    >>> still = StateRecord("Z1", "closed", day(1), None, "值班员", "")
    >>> run = StateRecord("Z1", "open", day(5), day(6), "值班员", "")
    >>> [(a.day, b.day) for a, b in running_spans([still, run], day(4), day(9))[0]]
    [(5, 6)]
    >>> running_spans([still], day(4), day(9)), running_spans([], day(4), day(9))
    (((), False), ((), None))
    """
    found = spans(records, start, end)
    active = tuple((one.start, one.end) for one in found if one.state in FLOWING)
    if active or not found or any(one.state == "unknown" for one in found):
        return active, True if active else None
    return active, False
