"""Joint control of sluices (涵闸联合管控): which sluices answer for a section, and orders drafted for a month.

发现超标水体，立即启动涵闸联合管控 (度假区 2023 三（四）10). A shortfall of flow or level asks for sluices above to let
water through; a missed target asks for them to hold it back. The program drafts, a person puts in force.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from app.assessment.indicators import indicator_table
from app.assessment.limits import NUMERALS
from app.assessment.section_month import SectionMonth
from app.calendar_months import month_bounds
from app.errors import Absent, BreaksRule, SuyuanError
from app.network.sluice_states import state_at
from app.registers.catalogue import register_spec
from app.registers.instants import CHINA
from app.settings import Settings
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, load_entries
from app.uses.assessment.month_assessment import assess_sections
from app.uses.network.network_now import navigate
from app.uses.network.sluice_records import load_sluices
from app.uses.registers.register_entries import enter
from app.uses.tracing.ecological_flows import SectionFlow, check_flows

REGISTER: Final = "control_orders"
REACH_M: Final = 50_000.0
MOST_SLUICES: Final = 5
"""Sluices at most so far upstream [m] and at most so many are proposed; both are ours, and the draft may be changed."""


@dataclass(frozen=True, slots=True)
class ProposedSluice:
    """A sluice upstream of a section (上游闸坝): distance along the river [m], its state at the end of the month."""

    code: str
    name: str
    distance_m: float
    state: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What joint control a section asks for in a month (管控建议).

    ``sluices`` are those to act on, the nearest first; empty where none above could help, and then ``note_*`` says so.
    ``order`` is the id of the order there is already.
    """

    section: str
    name: str
    cause: str
    month: str
    indicator: str | None
    action: str
    cause_zh: str
    cause_en: str
    sluices: tuple[ProposedSluice, ...]
    order: int | None
    order_state: str | None
    note_zh: str
    note_en: str

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return asdict(self)


def propose_orders(c: Connection, store: Store, settings: Settings, month: str) -> list[Proposal]:
    """What joint control the sections ask for in a month (管控建议): shortfalls of flow first, then missed targets."""
    orders = _orders(c, store, month)
    short = [
        _proposal(c, store, settings, one.code, one.name, "ecological_flow", month, None,
                  (one.check.reason.zh, one.check.reason.en), orders)
        for one in check_flows(c, store, month)
        if one.check.state == "missed"
    ]  # fmt: skip
    missed = [
        _proposal(c, store, settings, one.section.code, one.section.name, "quality", month, indicator, words, orders)
        for one, indicator, words in _missed_sections(c, store, settings, month)
    ]
    return [*short, *missed]


def draft_order(
    c: Connection, store: Store, settings: Settings, *, section: str, cause: str, month: str, by: str, start: str,
    end: str | None, who: str,
) -> tuple[Entry, bool]:  # fmt: skip
    """The draft of an order for a section, and whether it is new (拟管控令); the one there is stays as it is.

    Parameters
    ----------
    by
        The body that orders; nobody is assumed.
    start, end
        Moments from and until which it shall hold.

    Raises
    ------
    Absent
        The section asks for no joint control for that cause in that month.
    BreaksRule
        No sluice upstream could help, or a field is wrong.
    """
    found = [one for one in propose_orders(c, store, settings, month) if (one.section, one.cause) == (section, cause)]
    if not found:
        raise Absent(
            f"断面“{section[:40]}”{month} 没有需要联合管控的情形。",
            f"The section {section[:40]} asks for no joint control in {month}.", parameter="section",
        )  # fmt: skip
    (proposal,) = found
    if proposal.order is not None:
        known = next(one for one in load_entries(c, store, REGISTER) if one.id == proposal.order)
        return known, False
    if not proposal.sluices:
        raise BreaksRule(proposal.note_zh, proposal.note_en, parameter="section", code="no_sluice")
    content: dict[str, Any] = {
        "section": section, "cause": cause, "month": month, "indicator": proposal.indicator,
        "cause_text": proposal.cause_zh, "sluices": [one.code for one in proposal.sluices], "action": proposal.action,
        "from": start, "to": end, "by": by,
    }  # fmt: skip
    return enter(c, store, REGISTER, content, who=who)


def _orders(c: Connection, store: Store, month: str) -> dict[tuple[str, str], Entry]:
    """The orders of a month that count, by section and cause; the latest of several."""
    states = tuple(state.id for state in register_spec(REGISTER).states if not state.void)
    query = EntryQuery(states=states, first_month=month, last_month=month)
    return {(one.content["section"], one.content["cause"]): one for one in load_entries(c, store, REGISTER, query)}


def _missed_sections(
    c: Connection, store: Store, settings: Settings, month: str
) -> list[tuple[SectionMonth, str | None, tuple[str, str]]]:
    """Sections on rivers that miss their leading target in a month, the worst indicator, and the grounds in words."""
    found = []
    for judged in assess_sections(c, store, settings, month):
        target = judged.leading_target
        if target is None or target.month_attainment != "missed" or not judged.section.river:
            continue
        missed = sorted(target.month_missed.items(), key=lambda pair: (-(pair[1] or 0.0), pair[0]))
        named = [(indicator_table()[code], multiple) for code, multiple in missed]
        zh = "、".join(one.zh + ("" if over is None else f"（超标 {over:g} 倍）") for one, over in named)
        en = ", ".join(one.en + ("" if over is None else f" ({over:g} times above)") for one, over in named)
        name = NUMERALS[target.target.water_class]
        words = (f"{month} 未达{name}类：{zh}", f"{month} misses class {name}: {en}")
        found.append((judged, missed[0][0] if missed else None, words))
    return found


def _proposal(
    c: Connection, store: Store, settings: Settings, section: str, name: str, cause: str, month: str,
    indicator: str | None, words: tuple[str, str], orders: dict[tuple[str, str], Entry],
) -> Proposal:  # fmt: skip
    """The proposal of one section."""
    action = "open" if cause == "ecological_flow" else "close"
    sluices, note = _sluices_above(c, store, settings, section, month, action)
    order = orders.get((section, cause))
    return Proposal(
        section, name, cause, month, indicator, action, *words, sluices,
        None if order is None else order.id, None if order is None else order.state, *note,
    )  # fmt: skip


def _sluices_above(
    c: Connection, store: Store, settings: Settings, section: str, month: str, action: str
) -> tuple[tuple[ProposedSluice, ...], tuple[str, str]]:
    """The nearest sluices upstream that could be acted on, and why there are none."""
    try:
        answer = navigate(
            c, store, settings, f"sections/{section}", "upstream", max_distance_m=REACH_M, layers=("sluices",)
        )
    except SuyuanError as error:
        return (), (error.zh, error.en)
    known, at = load_sluices(c, store), _end_of(month)
    found = []
    for feature in json.loads(answer.body())["features"]:
        if feature["properties"]["layer"] != "sluices" or feature["id"] not in known:
            continue
        sluice = known[feature["id"]]
        record = state_at(sluice.records, at)
        state = "unknown" if record is None else record.state
        acts = state not in ("open", "reversed") if action == "open" else state != "closed"
        if sluice.kind != "pump" and acts:
            found.append(ProposedSluice(sluice.code, sluice.name, round(feature["properties"]["distance_m"]), state))
    if found:
        return tuple(found[:MOST_SLUICES]), ("", "")
    km = REACH_M / 1000
    return (), (
        f"上游 {km:g} km 内没有可以{'开启' if action == 'open' else '关闭'}的闸坝。",
        f"No sluice within {km:g} km upstream is left to {action}.",
    )


def _end_of(month: str) -> datetime:
    """The last moment of a month."""
    return month_bounds(month, month)[1].astimezone(CHINA)


def described_flow(one: SectionFlow) -> dict[str, Any]:
    """A section's check as JSON (核查结果)."""
    check = one.check
    return {
        "code": one.code, "name": one.name, "river": one.river, "district": one.district,
        "place": None if one.place is None else list(one.place), "state": check.state,
        "ecological_flow_m3_per_s": check.requirement.flow_m3_per_s,
        "ecological_level_m": check.requirement.level_m,
        "lowest_flow_m3_per_s": check.lowest_flow_m3_per_s, "lowest_level_m": check.lowest_level_m,
        "shortfall_m3_per_s": check.shortfall_m3_per_s, "shortfall_m": check.shortfall_m,
        "values": check.values, "below": check.below, "reason_zh": check.reason.zh, "reason_en": check.reason.en,
    }  # fmt: skip
