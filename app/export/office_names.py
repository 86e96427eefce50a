"""The names that an office may put into its own workbook, and their values (模板名称)."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from app.accountability.money import in_capitals, in_wan
from app.accountability.words import class_words, month_words, two_decimals
from app.assessment.indicators import indicator_table
from app.assessment.rounding import round_half_even
from app.export.publication import Publication, payer_sums, total_fen
from app.export.report_content import ATTAINMENT_ZH, Exceeded, Group, ReportContent, SectionLine


@cache
def office_names() -> Mapping[str, frozenset[str]]:
    """The names by list, those of the whole under the empty one (模板名称).

    Examples
    --------
    >>> "month" in office_names()[""], "payer" in office_names()["payers"], "氨氮" in office_names()["sections"]
    (True, True, True)
    """
    text = files("app.export").joinpath("data/office_names.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names = {key: frozenset(row["name"] for row in rows if row["list"] == key) for key in ("", "sections", "payers")}
    indicators = indicator_table()
    names["sections"] |= set(indicators) | {one.zh for one in indicators.values()}
    names["missed"] = names["sections"]
    names[""] -= names.keys()
    return names


def office_values(content: ReportContent, publication: Publication | None = None) -> dict[str, Any]:
    """The values of every name, from a month's report and publication (名称取值).

    What is not known is None; without a publication there are no sums.

    Examples
    --------
    >>> values = office_values(ReportContent("2026-10", "某县", (), Group("某县", 0, (0,) * 6, None)))
    >>> values["month_zh"], values["sections"], values["good_percent"], values["total_yuan"]
    ('2026年10月', [], None, None)
    """
    overall = content.overall
    missed = [one for one in content.sections if one.attainment == "missed"]
    total = None if publication is None else total_fen(publication)
    sums = () if publication is None else payer_sums(publication)
    return {
        "month": content.month,
        "month_zh": month_words(content.month).zh,
        "year": int(content.month[:4]),
        "month_number": int(content.month[5:]),
        "place": content.place,
        "sections_total": overall.sections,
        "sections_judged": overall.judged,
        "missed_count": len(missed),
        "undetermined_count": sum(one.water_class is None for one in content.sections),
        "good_percent": _percent(sum(overall.class_counts[:3]), overall),
        "worst_percent": _percent(overall.class_counts[5], overall),
        "level": overall.level,
        "main_pollutants": "、".join(one.name for one in overall.pollutants),
        "total_fen": total,
        "total_yuan": None if total is None else _yuan(total),
        "total_zh": None if total is None else in_wan(total),
        "total_capitals": None if total is None else in_capitals(total),
        "sections": _rows(content.sections),
        "missed": _rows(missed),
        "payers": [
            {
                "number": number, "payer": one.payer, "sections": one.sections,
                "total_yuan": _yuan(one.total_fen) if one.open_count < one.sections else None,
            }
            for number, one in enumerate(sums, 1)
        ],
    }  # fmt: skip


def _yuan(amount_fen: int) -> int | float:
    """Yuan as a spreadsheet holds them."""
    return amount_fen / 100 if amount_fen % 100 else amount_fen // 100


def _percent(part: int, group: Group) -> float | None:
    """A share with one decimal [%]."""
    return round_half_even(100 * part / group.judged, 1) if group.judged else None


def _class(value: int | None) -> str | None:
    return class_words(value).zh if value else None


def _rows(sections: Sequence[SectionLine]) -> list[dict[str, Any]]:
    """The columns of sections; values of indicators under their codes and names."""
    table = indicator_table()
    return [
        {
            "number": number,
            "name": one.name,
            "river": one.river,
            "district": one.district,
            "target": _class(one.target_class),
            "class": _class(one.water_class) or ATTAINMENT_ZH["undetermined"],
            "class_last_month": _class(one.class_last_month),
            "class_last_year": _class(one.class_last_year),
            "attainment": ATTAINMENT_ZH[one.attainment] if one.attainment else None,
            "main_pollutants": _exceeded(one.over_3),
            "multiples": _exceeded(one.over_target),
            "reason": one.reason,
            **dict.fromkeys(table),
            **{known.zh: one.values.get(code) for code, known in table.items()},
            **one.values,
        }
        for number, one in enumerate(sections, 1)
    ]


def _exceeded(found: Sequence[Exceeded]) -> str:
    """Indicators with multiples: 氨氮（0.30）、溶解氧."""
    return "、".join(
        one.name if one.multiple is None else f"{one.name}（{two_decimals(one.multiple)}）" for one in found
    )
