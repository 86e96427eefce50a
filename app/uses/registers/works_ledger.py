"""The ledger of works with its lights: works, their progress and the rule brought together (任务目标台账)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from app.registers.catalogue import register_spec
from app.registers.lights import Light, LightName, light_work
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, load_entries

LIGHTS: tuple[LightName, ...] = ("red", "yellow", "green", "unknown")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A work in a month (台账行): its light, the month's report and the latest one up to it, None where none is."""

    work: Entry
    light: Light
    report: Entry | None
    latest: Entry | None


def load_ledger(
    c: Connection, store: Store, *, month: str, today: date, due_days: int, plan: str | None = None
) -> list[LedgerRow]:
    """The works that were not cancelled with their lights of a month (任务台账), in the order they were entered.

    Parameters
    ----------
    month
        ``YYYY-MM``; an earlier month is looked at from its last day, by the reports up to it.
    due_days
        How many days before its deadline a work turns yellow [d].
    plan
        Only the works of a plan.
    """
    spec = register_spec("works")
    live = tuple(state.id for state in spec.states if not state.void)
    works = load_entries(c, store, "works", EntryQuery(states=live, subject=plan))
    reports: dict[str, list[Entry]] = {}
    for entry in load_entries(c, store, "progress", EntryQuery(states=("reported",), last_month=month)):
        reports.setdefault(entry.content["work"], []).append(entry)
    rows = []
    for work in works:
        own = sorted(reports.get(str(work.id), []), key=lambda entry: entry.content["month"])
        latest = own[-1] if own else None
        light = light_work(
            work.content, [entry.content for entry in own], month=month, today=today,
            is_done=work.state in ("done", "closed"), due_days=due_days,
        )  # fmt: skip
        report = latest if latest and latest.content["month"] == month else None
        rows.append(LedgerRow(work, light, report, latest))
    return rows


def count_lights(rows: Sequence[LedgerRow]) -> dict[LightName, int]:
    """How many works bear each light (亮灯统计), all four always there.

    >>> count_lights([])
    {'red': 0, 'yellow': 0, 'green': 0, 'unknown': 0}
    """
    found = Counter(row.light.light for row in rows)
    return {light: found[light] for light in LIGHTS}
