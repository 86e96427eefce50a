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
from app.accountability.outcome import BODY, SECTION, Finding, RiverChief, SubjectMonth
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.registers import Entry, EntryQuery, load_entries
from app.uses.assessment.official_records import OfficialMonth, official_records
from app.uses.assessment.section_facts import listed, plain
from app.uses.assessment.water_source_history import water_source_months
from app.uses.network.river_network import current_network


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
    parties = section_parties(c, store, settings)
    records = [
        section_record(one, parties.get(one.section["code"])) for one in official_records(c, store, settings, months)
    ]
    records += water_source_months(c, store, settings, months)
    return with_findings(records, confirmed_findings(c, store, first_month, last_month))


def section_record(judged: OfficialMonth, party: SectionParty | None) -> SubjectMonth:
    """A section's month as a rule set looks at it (断面考核记录)."""
    told = {name: plain(value) for name, value in judged.section.items() if name != "place"}
    return SubjectMonth(
        kind=SECTION,
        code=told["code"],
        name=told["name"],
        month=judged.month,
        river=told["river"] or told["lake"],
        district=told["district"],
        district_beyond=told["district_beyond"],
        is_shared=told["kind"] == "左右岸共有",
        township=party.township if party else None,
        control_level=told["control_level"],
        assessment_level=told["assessment_level"],
        aliases=party.aliases if party else (),
        responsible_bodies=party.responsible_bodies if party else (),
        river_chiefs=party.river_chiefs if party else (),
        targets=judged.targets,
        water_class=judged.water_class or None,
        is_complete=judged.is_complete,
        over_3=judged.over_3,
        state=judged.state,
        is_final=judged.is_final,
        values=judged.values,
        index=judged.index,
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
