"""The months of every subject as rule sets look at them, from the store (考核对象逐月结果).

Only official values (终版) are judged here, after the exemptions that are in force: money and letters rest on nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection

from app.accountability.months import months_through
from app.accountability.outcome import (
    BODY,
    MONTH,
    SECTION,
    YEAR,
    Finding,
    MissedIndicator,
    RiverChief,
    SubjectMonth,
    TargetOutcome,
)
from app.assessment.indicators import indicator_table
from app.assessment.section_month import SectionMonth, TargetMonth
from app.assessment.water_index import index_items, section_indices
from app.official_months import judge_official_months
from app.river_network import current_network
from app.section_facts import listed
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.registers import Entry, EntryQuery, load_entries
from app.water_source_history import water_source_months

GOOD = 3


@dataclass(frozen=True, slots=True)
class SectionParty:
    """Who answers for a section (断面责任方): what the layers say beside its values."""

    township: str | None
    responsible_bodies: tuple[str, ...]
    river_chiefs: tuple[RiverChief, ...]
    aliases: tuple[str, ...]


def subject_history(
    c: Connection, store: Store, settings: Settings, first_month: str, last_month: str
) -> list[SubjectMonth]:
    """Every subject in every month of a span, both ends included (考核对象逐月结果).

    Sections in force, water sources, and the bodies or waters that a confirmed finding names.
    """
    months = months_through(first_month, last_month)
    judged = judge_official_months(c, store, settings, months)
    parties = section_parties(c, store, settings)
    records = [section_record(one, parties.get(one.section.code)) for month in months for one in judged[month]]
    records += water_source_months(c, store, settings, months)
    return with_findings(records, confirmed_findings(c, store, first_month, last_month))


def section_record(judged: SectionMonth, party: SectionParty | None) -> SubjectMonth:
    """A section's month as a rule set looks at it (断面考核记录)."""
    facts = judged.section
    told = facts.attributes
    written = [row for row in judged.indicators if row.value is not None]
    return SubjectMonth(
        kind=SECTION,
        code=facts.code,
        name=facts.name,
        month=judged.month,
        river=facts.river or told.get("lake"),
        district=told.get("district"),
        district_beyond=told.get("district_beyond"),
        is_shared=told.get("kind") == "左右岸共有",
        township=party.township if party else None,
        control_level=told.get("control_level"),
        assessment_level=told.get("assessment_level"),
        aliases=party.aliases if party else (),
        responsible_bodies=party.responsible_bodies if party else (),
        river_chiefs=party.river_chiefs if party else (),
        targets=tuple(_target(one) for one in judged.targets),
        water_class=judged.water_class or None,
        is_complete=bool(judged.judged) and not judged.missing and not judged.undeterminable,
        over_3=tuple(
            _missed(row.code, row.multiple_3) for row in judged.indicators if row.judged and row.water_class > GOOD
        ),
        state=facts.state,
        is_final=bool(written),  # only official values were read
        values={row.code: float(row.value) for row in written if row.value is not None},
        index=_index(judged),
    )


def section_parties(c: Connection, store: Store, settings: Settings) -> dict[str, SectionParty]:
    """Who answers for each section: township and bodies of the layer, river chiefs of the reach it lies on."""
    frame = load_frame(c, store, "sections")
    chiefs = _chiefs_of_sections(c, store, settings)
    return {str(row["code"]): _party(row, chiefs.get(str(row["code"]), ())) for row in frame.to_dict("records")}


def confirmed_findings(c: Connection, store: Store, first_month: str, last_month: str) -> list[Entry]:
    """The findings that are confirmed, of a span of months (已确认的认定)."""
    query = EntryQuery(states=("confirmed",), first_month=first_month, last_month=last_month)
    return load_entries(c, store, "findings", query)


def with_findings(records: Iterable[SubjectMonth], findings: Sequence[Entry]) -> list[SubjectMonth]:
    """The records with what was found of them; a finding about anything else makes a record of its own."""
    waiting: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in findings:
        place = (entry.content["subject_kind"], entry.content["subject"], entry.content["month"])
        waiting.setdefault(place, []).append(entry)
    answers = []
    for record in records:
        found = waiting.pop((record.kind, record.code, record.month), [])
        answers.append(replace(record, findings=tuple(map(_finding, found))) if found else record)
    for (kind, code, month), entries in waiting.items():
        about = entries[0].content
        answers.append(
            SubjectMonth(
                kind=kind, code=code, name=about.get("subject_name") or code, month=month,
                district=about.get("district") or (code if kind == BODY else None),
                findings=tuple(map(_finding, entries)),
            )
        )  # fmt: skip
    return answers


def _finding(entry: Entry) -> Finding:
    """One entry of the register as a finding."""
    told = entry.content
    return Finding(told["finding"], told["text"], told.get("document_number"))


def _target(judged: TargetMonth) -> TargetOutcome:
    """One target and its answers."""
    return TargetOutcome(
        purpose=judged.target.purpose,
        period=YEAR if judged.target.period == YEAR else MONTH,
        water_class=judged.target.water_class,
        attainment=judged.attainment,
        missed=_missed_of(judged.missed),
        month_attainment=judged.month_attainment,
        month_missed=_missed_of(judged.month_missed),
    )


def _missed_of(multiples: Mapping[str, float | None]) -> tuple[MissedIndicator, ...]:
    """The missed indicators of a target."""
    return tuple(_missed(code, multiple) for code, multiple in multiples.items())


def _missed(code: str, multiple: float | None) -> MissedIndicator:
    """One missed indicator with its names."""
    known = indicator_table()[code]
    return MissedIndicator(code, known.zh, known.en, multiple)


def _index(judged: SectionMonth) -> float | None:
    """The water-quality index of the section by itself; None without a value."""
    values = {row.code: row.value for row in judged.indicators if row.value is not None}
    codes = [code for code in index_items() if code in values]
    if not codes:
        return None
    index, _ = section_indices([[values[code] for code in codes]], codes, judged.section.water_type)
    return float(index[0]) if index[0] == index[0] else None


def _party(row: Mapping[str, Any], chiefs: tuple[RiverChief, ...]) -> SectionParty:
    """What one row of the layer says."""
    township = row.get("township")
    return SectionParty(
        township=str(township) if isinstance(township, str) and township else None,
        responsible_bodies=tuple(map(str, listed(row.get("responsible_bodies")))),
        river_chiefs=chiefs,
        aliases=tuple(map(str, listed(row.get("aliases")))),
    )


def _chiefs_of_sections(c: Connection, store: Store, settings: Settings) -> dict[str, tuple[RiverChief, ...]]:
    """The river chiefs of the reach that each section lies on."""
    river = current_network(c, store, settings)
    reaches: gpd.GeoDataFrame = load_frame(c, store, "reaches", columns=["code", "river_chiefs"])
    chiefs = dict(zip(reaches["code"].astype(str), reaches["river_chiefs"], strict=True))
    keys, rows, _ = river.sections()
    names = river.network.keys
    return {
        str(key): _chiefs(chiefs.get(str(names[row])))
        for key, row in zip(keys.tolist(), rows.tolist(), strict=True)
        if row >= 0
    }


def _chiefs(written: Any) -> tuple[RiverChief, ...]:
    """The chiefs of one reach; telephones stay where they are."""
    people = [one for one in listed(written) if isinstance(one, dict) and one.get("name")]
    return tuple(RiverChief(str(one["name"]), one.get("level"), one.get("post")) for one in people)
