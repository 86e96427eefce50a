"""The flood season against the rest of a year, section by section (汛期与非汛期对比)."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection

from app.assessment.flood_season import flood_season
from app.calendar_months import months_until
from app.errors import BreaksRule
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.matrix_lists import means_of_matrix
from app.uses.assessment.section_matrix import assess_matrix


def flood_months(settings: Settings) -> tuple[int, ...]:
    """The months of the flood season that the setting names (汛期月份).

    Raises
    ------
    app.errors.BreaksRule
        The setting is no span of months such as 6-9.

    Examples
    --------
    >>> flood_months(Settings(flood_season_months="6-9"))
    (6, 7, 8, 9)
    """
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", settings.flood_season_months.strip())
    first, last = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= first <= last <= 12 or last - first == 11:
        raise BreaksRule(
            "SUYUAN_FLOOD_SEASON_MONTHS 应为起止月份，如 6-9。",
            "SUYUAN_FLOOD_SEASON_MONTHS must be a first and a last month, such as 6-9.",
            parameter="SUYUAN_FLOOD_SEASON_MONTHS",
        )
    return tuple(range(first, last + 1))


def compare_seasons(
    c: Connection, store: Store, settings: Settings, year: int, *, basis: Basis = ALL
) -> list[dict[str, Any]]:
    """Each section and indicator in the flood season and in the rest of a year, JSON ready (汛期对比)."""
    matrix = assess_matrix(c, store, settings, months_until(f"{year:04d}-12", 12), basis=basis)
    sections = {row["code"]: row for row in matrix.sections}
    types = {code: str(row["water_type"]) for code, row in sections.items()}
    found = flood_season(means_of_matrix(matrix), types, months=flood_months(settings))
    return [
        {
            "section": one.site_code,
            "section_name": sections[one.site_code]["name"],
            "river": sections[one.site_code]["river"],
            **one.as_dict(),
        }
        for one in found
    ]
