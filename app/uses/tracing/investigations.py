"""Investigations of leads: opened from a trace, their verdicts, and the record that later ranks use (排查任务与认定).

Verdicts are read when a trace is shown, so a lead that was cleared shows as cleared on old links and exports too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from app.registers.catalogue import register_spec
from app.registers.investigations import CONFIRMED, EXCLUDED, VERDICT_STATES
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, load_entries
from app.uses.registers.register_entries import enter

REGISTER: Final = "investigations"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the investigation of a lead stands (线索认定).

    Attributes
    ----------
    state
        ``assigned`` while no verdict stands, else ``confirmed`` or ``excluded``.
    reason
        Why, in the words of the person who gave it; blank without a verdict.
    entry
        Id in the register of investigations.
    entry_state
        Its state there.
    inspector, due
        Who looks, until when.
    at, by
        When it was last changed, and by whom.
    """

    lead: str
    state: str
    reason: str
    entry: int
    entry_state: str
    inspector: str
    due: str
    at: datetime
    by: str

    @property
    def verdict(self) -> str:
        """``confirmed``, ``excluded``, or blank where none stands: as a candidate has it."""
        return self.state if self.state in (CONFIRMED, EXCLUDED) else ""


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """How often a feature was confirmed and excluded as the cause of an exceedance (历史认定)."""

    confirmed: int = 0
    excluded: int = 0


def open_investigation(
    c: Connection, store: Store, *, trace_id: int | None, lead: str, lead_name: str, inspector: str, due: str,
    what: str, who: str, section: str | None = None, indicator: str | None = None, month: str | None = None,
) -> tuple[Entry, bool]:  # fmt: skip
    """The task of looking at a lead on site, and whether it is new (下达排查任务); the same again is the one there is.

    Parameters
    ----------
    trace_id
        The trace; None for a lead that comes from a complaint or a patrol.
    lead, lead_name
        Id of the lead, such as ``outfalls/PWK012``, and its name.
    inspector
        Name of the account that shall look.
    due
        Until when, ``YYYY-MM-DD``.
    section, indicator, month
        What exceeded where and when; None where the trace has none.

    Raises
    ------
    app.errors.BreaksRule
        A field is lacking or wrong.
    app.errors.Clash
        The lead has a task of this trace with another content: amend or reopen that one.
    """
    content: dict[str, Any] = {
        "trace": trace_id, "lead": lead, "lead_name": lead_name, "section": section, "indicator": indicator,
        "month": month, "inspector": inspector, "due": due, "what": what,
    }  # fmt: skip
    return enter(c, store, REGISTER, content, who=who)


def lead_verdicts(
    c: Connection, store: Store, trace_id: int | None, *, section: str | None = None, indicator: str | None = None,
    month: str | None = None,
) -> dict[str, Verdict]:  # fmt: skip
    """Lead -> where its investigation stands, for a trace (线索认定): those of the trace itself, and where section,
    indicator and month are given, those of other traces of the same exceedance.

    A lead that is not in the answer has not been looked at. Of several, one with a verdict wins over a task that is
    under way, so that who was cleared shows as cleared wherever else a task stands; then the trace's own, then the
    latest.
    """
    found: dict[str, tuple[tuple[bool, bool], Verdict]] = {}
    event = (section, indicator, month)
    for entry in standing_entries(c, store):
        content = entry.content
        is_own = trace_id is not None and content.get("trace") == trace_id
        is_same = None not in event and event == tuple(content.get(name) for name in ("section", "indicator", "month"))
        if not (is_own or is_same):
            continue
        verdict = verdict_of(entry)
        weight, before = (bool(verdict.verdict), is_own), found.get(content["lead"])
        if before is None or weight >= before[0]:
            found[content["lead"]] = (weight, verdict)
    return {lead: verdict for lead, (_, verdict) in found.items()}


def verdict_of(entry: Entry) -> Verdict:
    """Where the investigation of an entry stands (认定情况)."""
    content = entry.content
    stands = entry.state in VERDICT_STATES and content.get("verdict") in (CONFIRMED, EXCLUDED)
    return Verdict(
        lead=content["lead"],
        state=content["verdict"] if stands else "assigned",
        reason=content.get("verdict_reason", "") if stands else "",
        entry=entry.id, entry_state=entry.state, inspector=content["inspector"], due=content["due"],
        at=entry.changed_at, by=entry.changed_by,
    )  # fmt: skip


def standing_entries(c: Connection, store: Store) -> list[Entry]:
    """Every investigation that was not voided, in the order they were made (有效的排查任务)."""
    states = tuple(state.id for state in register_spec(REGISTER).states if not state.void)
    return load_entries(c, store, REGISTER, EntryQuery(states=states))


def lead_records(c: Connection, store: Store, *, indicator: str | None = None) -> dict[str, LeadRecord]:
    """Lead -> how often it was confirmed and excluded (历史认定), for later ranks; those without are left out.

    Parameters
    ----------
    indicator
        Only verdicts on this indicator; None for all.
    """
    return count_verdicts(
        verdict_of(entry)
        for entry in standing_entries(c, store)
        if indicator is None or entry.content.get("indicator") == indicator
    )


def count_verdicts(verdicts: Iterable[Verdict]) -> dict[str, LeadRecord]:
    """Lead -> its confirmed and excluded verdicts (认定次数).

    >>> count_verdicts([])
    {}
    """
    found: dict[str, LeadRecord] = {}
    for one in verdicts:
        if one.verdict:
            old = found.get(one.lead, LeadRecord())
            is_confirmed = one.verdict == CONFIRMED
            found[one.lead] = LeadRecord(old.confirmed + is_confirmed, old.excluded + (not is_confirmed))
    return found
