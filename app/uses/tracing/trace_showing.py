"""A kept trace as it may be shown now (溯源展示): verdicts as they stand, names by the level of evidence.

The archive holds everything by name. What leaves it, as JSON, GeoJSON or document, goes through here alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from app.registers.catalogue import register_spec
from app.registers.instants import CHINA
from app.registers.investigations import CONFIRMED, EXCLUDED
from app.store.engine import Store
from app.store.registers import Entry
from app.store.traces import Kept, KeptRow
from app.tracing.candidates import LEVELS
from app.tracing.factor_tables import factor_numbers
from app.tracing.wording import CAVEAT, LEVEL_TITLES, STATE_WORDS, level_words, shows_name
from app.uses.tracing.investigations import Verdict, lead_verdicts, standing_entries
from app.uses.tracing.trace_document import FACTOR_WORDS

ALWAYS_NAMED: Final = ("tributary", "pool", "opened_sluice", "unlisted")
"""Waters and works of the public, and what has no name: no firm stands behind them."""
PLAIN_FACTORS: Final = ("barrier", "travel")
"""Factors that rest on the river alone: shown at every level."""


def show_trace(c: Connection, store: Store, kept: Kept) -> dict[str, Any]:
    """A kept trace, JSON ready, as it may be shown now (溯源展示).

    Verdicts are read now: an excluded lead has score 0 and comes last as 已排除, a confirmed one comes first, and the
    shares follow. A lead below L2 shows its code and its reach; name, chain and record are shown from L2 on.
    """
    row, document = kept.row, kept.document
    question = document["question"]
    verdicts = lead_verdicts(c, store, row.id, section=_section(row), indicator=row.indicator, month=row.month)
    reached = str(document["level_reached"])
    leads = ranked(document["leads"], verdicts)
    title = LEVEL_TITLES[reached]
    shown = [shown_lead(lead, verdicts.get(lead["id"]), reached) for lead in leads]
    names = {lead["id"]: lead for lead in shown}
    return {
        "id": row.id, "title": row.title, "made_at": row.made_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "made_by": row.made_by, "state": row.state, "version": row.version,
        "caveat_zh": CAVEAT.zh, "caveat_en": CAVEAT.en,
        "question": question, "notes": document["notes"],
        "level": {"asked": question["level"], "reached": reached, "words_zh": title.zh, "words_en": title.en},
        "levels": document["levels"], "reaches": document["reaches"], "stops": document["stops"],
        "stretches": document["stretches"], "leads": shown,
        "sampling_points": _sampling_points(document["sampling_points"], leads, verdicts),
        "profile": [_profile_row(one, names) for one in document["profile"]],
        "bands": document["bands"], "investigations": _investigations(c, store, row),
        "revisions": kept.revisions,
    }  # fmt: skip


def ranked(leads: Sequence[Mapping[str, Any]], verdicts: Mapping[str, Verdict]) -> list[dict[str, Any]]:
    """The leads with the verdicts that stand, in their order, with rank and share (排查优先序).

    >>> leads = [{"id": "a", "score": 3.0, "distance_m": 1.0, "factors": []},
    ...     {"id": "b", "score": 1.0, "distance_m": 2.0, "factors": []}]
    >>> [(one["id"], one["rank"], one["share"]) for one in ranked(leads, {})]
    [('a', 1, 0.75), ('b', 2, 0.25)]
    >>> ranked([], {})
    []
    """
    found = []
    for lead in leads:
        verdict = verdicts[lead["id"]].verdict if lead["id"] in verdicts else ""
        score = float(lead["score"])
        if verdict == EXCLUDED:
            score = 0.0
        elif verdict == CONFIRMED:
            score *= factor_numbers()["verdict_confirmed"].value
        found.append({**lead, "score": score, "verdict": verdict})
    place = {CONFIRMED: 0, EXCLUDED: 2}
    found.sort(
        key=lambda one: (
            place.get(one["verdict"], 1), -one["score"],
            float("inf") if one["distance_m"] is None else one["distance_m"], one["id"],
        )
    )  # fmt: skip
    total = sum(one["score"] for one in found)
    return [
        {**one, "rank": rank, "share": one["score"] / total if total > 0 else 0.0} for rank, one in enumerate(found, 1)
    ]


def shown_lead(lead: Mapping[str, Any], verdict: Verdict | None, reached: str) -> dict[str, Any]:
    """What may be shown of a lead (线索展示): by the lower of its own level and the trace's."""
    level = min(lead["evidence_level"], reached, key=LEVELS.index)
    state = "open" if verdict is None else verdict.state
    is_confirmed = state == CONFIRMED
    named = shows_name(level) or is_confirmed or lead["kind"] in ALWAYS_NAMED
    name_zh, name_en = _shown_name(lead, named)
    words = STATE_WORDS[state] if state in (CONFIRMED, EXCLUDED) else level_words(level)
    factors = list(lead["factors"]) if named else [one for one in lead["factors"] if one["name"] in PLAIN_FACTORS]
    if verdict is not None and verdict.verdict:
        factors.append(_verdict_factor(verdict, named))
    plain = (
        "id", "rank", "kind", "kind_zh", "kind_en", "layer", "key", "reach", "river", "stretch", "distance_m",
        "early_h", "probable_h", "late_h", "score", "share",
    )  # fmt: skip
    told = ("category", "load_kg_per_d", "load_source")
    return {
        **{name: lead[name] for name in plain},
        "n": lead["rank"], "shown_name_zh": name_zh, "shown_name_en": name_en,
        "place": lead["place"] if named or lead["layer"] == "outfalls" else lead["river_place"],
        "state": state, "state_zh": STATE_WORDS[state].zh, "state_en": STATE_WORDS[state].en,
        "evidence_level": level, "words_zh": words.zh, "words_en": words.en, "is_named": named,
        "factors": factors, **{name: lead[name] if named else None for name in told},
        "chain": (lead["chain"] or None) if named else None,
        "investigation": None if verdict is None else verdict.entry,
    }  # fmt: skip


def _shown_name(lead: Mapping[str, Any], named: bool) -> tuple[str, str]:
    """The name where it may be told, else the code; what no layer lists has the words of its kind."""
    if lead["kind"] == "unlisted":
        return str(lead["kind_zh"]), str(lead["kind_en"])
    if named:
        name = str(lead["name"] or lead["key"] or lead["kind_zh"])
        return name, name if lead["name"] or lead["key"] else str(lead["kind_en"])
    code = str(lead["key"] or lead["reach"])
    return code, code


def _verdict_factor(verdict: Verdict, named: bool) -> dict[str, Any]:
    """The verdict as a factor; its reason, which may name somebody, where the lead is named."""
    zh, en = FACTOR_WORDS["verdict"]
    is_confirmed = verdict.verdict == CONFIRMED
    words = STATE_WORDS[verdict.verdict]
    told = verdict.reason.strip().rstrip("。.")
    reason = f"：{told}" if named and told else ""
    return {
        "name": "verdict", "zh": zh, "en": en,
        "value": factor_numbers()["verdict_confirmed"].value if is_confirmed else 0.0, "number": None, "unit": "1",
        "source": f"排查任务第 {verdict.entry} 条",
        "evidence_zh": f"经排查{words.zh}{reason}。", "evidence_en": f"By an investigation: {words.en}.",
    }  # fmt: skip


def _sampling_points(
    points: Sequence[Mapping[str, Any]], leads: Sequence[Mapping[str, Any]], verdicts: Mapping[str, Verdict]
) -> list[dict[str, Any]]:
    """The sampling points by the shares as they stand; those that part nothing any more are left out.

    Without a verdict they are as they were made. With one, a lead counts on the side where most of it lies.
    """
    if not any(one.verdict for one in verdicts.values()):
        return [dict(point) for point in points]
    share = {lead["id"]: lead["share"] for lead in leads}
    gone = {lead["id"] for lead in leads if lead["verdict"] == EXCLUDED}
    found = []
    for point in points:
        sides = {side: [one for one in point[side] if one not in gone] for side in ("above", "below")}
        above = sum(share.get(one, 0.0) for one in sides["above"])
        left = 2 * above * (1 - above)
        if left > 0.005:
            found.append({**point, **sides, "expected_share_excluded": round(left, 4)})
    found.sort(key=lambda point: -point["expected_share_excluded"])
    return [{**point, "n": number} for number, point in enumerate(found, 1)]


def _profile_row(row: Mapping[str, Any], leads: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A row of the profile, a lead by the name and load that may be shown."""
    lead = leads.get(row["key"]) if row["kind"] == "lead" else None
    if lead is None:
        return dict(row)
    return {**row, "name": lead["shown_name_zh"], "load": row["load"] if lead["is_named"] else None}


def tasks_of(c: Connection, store: Store, row: KeptRow) -> list[Entry]:
    """The investigations that bear on a trace, in the order they were made (相关排查任务).

    Its own, and those of the same section, indicator and month, whichever trace they were opened from, or none.
    """
    event = (_section(row), row.indicator, row.month)
    return [
        entry
        for entry in standing_entries(c, store)
        if entry.content.get("trace") == row.id
        or (None not in event and event == tuple(entry.content.get(name) for name in ("section", "indicator", "month")))
    ]


def _section(row: KeptRow) -> str | None:
    """The section a trace starts at, None for another place."""
    return row.subject.partition("/")[2] if row.subject.startswith("sections/") else None


def _investigations(c: Connection, store: Store, row: KeptRow) -> list[dict[str, Any]]:
    """The tasks of the trace, JSON ready."""
    spec = register_spec("investigations")
    return [
        {
            "id": entry.id, "state": entry.state, "state_zh": spec.state(entry.state).zh,
            "state_en": spec.state(entry.state).en, "lead": entry.content["lead"],
            "inspector": entry.content["inspector"], "due": entry.content["due"],
        }
        for entry in tasks_of(c, store, row)
    ]  # fmt: skip
