"""The sections of a month as features of a map: result, main pollutants, change, exemptions (断面月评价要素)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.assessment.change import level_change
from app.assessment.limits import NUMERALS
from app.assessment.main_pollutants import main_pollutants, pollutants_text
from app.assessment.region_levels import level_of_class
from app.assessment.section_month import SectionMonth
from app.calendar_months import shift_month
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.exempted_months import JudgedSection, judge_now
from app.uses.assessment.section_matrix import assess_matrix


def section_features(
    c: Connection, store: Store, settings: Settings, month: str, *, basis: Basis = ALL
) -> list[dict[str, Any]]:
    """Every section in force in a month as a GeoJSON feature (断面月评价要素).

    Beside what `SectionMonth.as_properties` gives before exemptions: ``main_pollutants``, ``change`` of the level
    against last month and a year ago, ``exempt``, ``before``, ``after``, ``exemptions``.
    """
    judged = judge_now(c, store, settings, month, basis=basis)
    earlier = {
        "month": _classes(c, store, settings, shift_month(month, -1), basis),
        "year": _classes(c, store, settings, shift_month(month, -12), basis),
    }
    return [_feature(one, earlier) for one in judged]


def _classes(c: Connection, store: Store, settings: Settings, month: str, basis: Basis) -> dict[str, int]:
    """The class of each section in another month, 0 where it has none."""
    matrix = assess_matrix(c, store, settings, [month], basis=basis)
    return dict(zip((row["code"] for row in matrix.sections), matrix.judged.water_class.tolist(), strict=True))


def _feature(one: JudgedSection, earlier: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    section = one.before
    place = section.section.place
    pollutants = main_pollutants(section)
    return {
        "type": "Feature",
        "id": one.code,
        "geometry": {"type": "Point", "coordinates": [round(place[0], 7), round(place[1], 7)]} if place else None,
        "properties": {
            **section.as_properties(),
            **one.as_dict(),
            "main_pollutants": [
                {"code": each.code, "name_zh": known["name_zh"], "name_en": known["name_en"],
                 "multiple": known["multiple"], "text_zh": known["text_zh"]}
                for each, known in ((each, each.as_dict()) for each in pollutants)
            ],
            "main_pollutants_zh": pollutants_text(pollutants),
            "main_pollutants_en": pollutants_text(pollutants, english=True),
            "change": {name: _change(classes.get(one.code, 0), section) for name, classes in earlier.items()},
        },
    }  # fmt: skip


def _change(before: int, section: SectionMonth) -> dict[str, Any]:
    """The change of the level against an earlier class, in the words of the rule."""
    after = section.water_class
    change = level_change(level_of_class(before), level_of_class(after))
    return {
        "class_before": before or None,
        "class_before_name": NUMERALS[before] or None,
        "class_steps": before - after if before and after else None,
        "direction": change.direction,
        "wording_zh": change.zh,
        "wording_en": change.en,
    }
