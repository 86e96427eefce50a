"""Sections and reaches of a month from the store: samples to means to classes (月评价)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.assessment.limits import NUMERALS, RIVER, WATER_TYPES
from app.assessment.means import counts_in_means, mean_of_means, month_means
from app.assessment.month_judgement import judge_month
from app.assessment.reach_class import HOW, Ints, judges_of_reaches
from app.assessment.required import required_indicators
from app.assessment.section_month import SectionFacts, SectionMonth
from app.assessment.series import series_of
from app.assessment.targets import YEAR, in_force, targets_in_force
from app.errors import Absent, Unparsable
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.samples import load_month_states, load_samples

UTC_OFFSET: Final = timedelta(hours=8)  # Asia/Shanghai, without summer time since 1991
PASSED_ON: Final = ("control_level", "assessment_level", "kind", "district", "lake", "is_invented")
NO_STATE: Final = "不明"


@dataclass(frozen=True, slots=True)
class ReachMonth:
    """A reach's class of a month and the section it comes from (河段月类别).

    Attributes
    ----------
    row
        Row of the reach in the network.
    water_class
        1–6; 0 where no section judges it or that section has no class this month.
    section
        Code of the section that judges it; None for none.
    how
        ``downstream``, ``upstream`` or ``none``: where that section lies (`judges_of_reaches`).
    """

    row: int
    code: str
    water_class: int
    section: str | None
    section_name: str | None
    how: str
    attainment: str | None
    reason: tuple[str, str] | None

    def as_properties(self) -> dict[str, Any]:
        """GeoJSON properties, JSON ready."""
        return {
            "code": self.code,
            "class": self.water_class or None,
            "class_name": NUMERALS[self.water_class] or None,
            "section": self.section,
            "section_name": self.section_name,
            "how": self.how,
            "attainment": self.attainment,
            "reason_zh": self.reason[0] if self.reason else None,
            "reason_en": self.reason[1] if self.reason else None,
        }


class SectionsOnNetwork(Protocol):
    """What is needed of `app.river_network.RiverNetwork` (河网与断面)."""

    @property
    def network(self) -> Any:
        """`app.network.Network`; its ``keys`` are asked for."""

    @property
    def rivers(self) -> NDArray[Any]:
        """(n,) river of each reach, blank where unknown."""

    def sections(self) -> tuple[NDArray[Any], Ints, NDArray[np.float64]]:
        """Key, row of the reach (-1 none) and measure from its inlet [m] of each section."""

    def main_rows(self) -> tuple[Ints, Ints]:
        """(n,) main row downstream and upstream of each reach, -1 for none."""


def read_month(text: str) -> str:
    """A month ``YYYY-MM`` as it is; Unparsable where it is none (月份).

    Examples
    --------
    >>> read_month("2023-05")
    '2023-05'
    """
    if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", text):
        raise Unparsable(
            f"月份“{text[:40]}”应为 YYYY-MM，如 2023-05。",
            f"The month {text[:40]!r} must be YYYY-MM, such as 2023-05.",
            parameter="month",
        )
    return text


def month_bounds(first: str, last: str) -> tuple[datetime, datetime]:
    """First instant of a month and first instant after another, of Asia/Shanghai, in UTC (月份起止).

    Examples
    --------
    >>> [instant.isoformat() for instant in month_bounds("2023-12", "2023-12")]
    ['2023-11-30T16:00:00+00:00', '2023-12-31T16:00:00+00:00']
    """
    start = datetime(int(first[:4]), int(first[5:]), 1, tzinfo=UTC) - UTC_OFFSET
    after = shift_month(last, 1)
    return start, datetime(int(after[:4]), int(after[5:]), 1, tzinfo=UTC) - UTC_OFFSET


def shift_month(month: str, by: int) -> str:
    """The month so many months later (月份推移).

    Examples
    --------
    >>> shift_month("2023-01", -1), shift_month("2023-12", 1)
    ('2022-12', '2024-01')
    """
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def assess_sections(
    c: Connection, store: Store, settings: Settings, month: str, *, codes: Sequence[str] | None = None
) -> list[SectionMonth]:
    """Class and attainment of every section in force in a month (断面月评价).

    Parameters
    ----------
    month
        ``YYYY-MM``, of Asia/Shanghai.
    codes
        Only these sections.

    Returns
    -------
    list of SectionMonth
        In the order of the layer; sections without any value are there, with the reason.

    Raises
    ------
    app.errors.Unparsable
        The month is none.
    """
    read_month(month)
    frame = load_frame(c, store, "sections")
    if codes is not None:
        frame = frame[frame["code"].isin(list(codes))]
    states = load_month_states(c, store, month, month)
    facts = section_facts(frame, month, dict(zip(states["site_code"], states["state"], strict=True)), settings)
    by_year = any(target.period == YEAR for section in facts for target in section.targets)
    start, end = month_bounds(f"{month[:4]}-01" if by_year else month, month)
    samples = load_samples(c, store, site_codes=codes, start=start, end=end)
    means = month_means(samples, station_min_days=settings.station_month_min_days)
    here = means[means["month"] == month]
    year = mean_of_means(means, means["site_code"]) if by_year else None
    return judge_month(facts, month, here, year, not_counted=not_counted(samples[samples["month"] == month]))


def assess_months(
    c: Connection, store: Store, settings: Settings, months: Sequence[str], *, codes: Sequence[str] | None = None
) -> dict[str, list[SectionMonth]]:
    """`assess_sections` of several months in one reading of the samples (多月评价), without yearly targets' means."""
    wanted = sorted(read_month(month) for month in months)
    if not wanted:
        return {}
    frame = load_frame(c, store, "sections")
    if codes is not None:
        frame = frame[frame["code"].isin(list(codes))]
    states = load_month_states(c, store, wanted[0], wanted[-1])
    start, end = month_bounds(wanted[0], wanted[-1])
    samples = load_samples(c, store, site_codes=codes, start=start, end=end)
    means = month_means(samples, station_min_days=settings.station_month_min_days)
    by_month = dict(iter(means.groupby("month"))) if len(means) else {}
    answers = {}
    for month in wanted:
        here = states[states["month"] == month]
        facts = section_facts(frame, month, dict(zip(here["site_code"], here["state"], strict=True)), settings)
        answers[month] = judge_month(facts, month, by_month.get(month, means.iloc[:0]))
    return answers


def section_series(
    c: Connection, store: Store, settings: Settings, code: str, *, last_month: str | None = None, months: int = 24
) -> dict[str, Any]:
    """The months of one section for its panel: values, classes, attainment, and the last values (断面过程线).

    Parameters
    ----------
    last_month
        ``YYYY-MM``; by default the last month in which the section has a value.
    months
        How many months, the last included; 1–240.

    Returns
    -------
    dict
        ``site``, ``name``, ``river``, ``water_type``, ``targets``, and what
        `app.assessment.series.series_of` gives; ``months`` is empty where the section has no value at all.

    Raises
    ------
    app.errors.Absent
        There is no such section.
    """
    frame = load_frame(c, store, "sections")
    frame = frame[frame["code"] == code]
    if frame.empty:
        raise Absent(f"没有断面“{code}”。", f"There is no section {code!r}.", parameter="site")
    samples = load_samples(c, store, site_codes=[code])
    last = read_month(last_month) if last_month else (str(samples["month"].max()) if len(samples) else None)
    names = [shift_month(last, -back) for back in range(min(max(months, 1), 240) - 1, -1, -1)] if last else []
    judged = assess_months(c, store, settings, names, codes=[code])
    newest = next((judged[month][0] for month in reversed(names) if judged[month]), None)
    water_type = str(frame["water_type"].iloc[0] or RIVER)
    water_type = water_type if water_type in WATER_TYPES else RIVER
    within = samples[samples["month"].isin(names)]
    return {
        "site": code,
        "name": str(frame["name"].iloc[0] or code),
        "river": frame["river"].iloc[0] or None,
        "water_type": water_type,
        "targets": [target.as_dict() for target in newest.targets] if newest else [],
        **series_of(names, {month: next(iter(judged[month]), None) for month in names}, within, water_type),
    }


def assess_reaches(
    c: Connection,
    store: Store,
    settings: Settings,
    month: str,
    network: SectionsOnNetwork,
    sections: Sequence[SectionMonth] | None = None,
) -> list[ReachMonth]:
    """The class of every reach in a month, by the section that judges it (河段月类别).

    The judging section is the nearest one downstream within the same river, else the nearest upstream
    (`app.assessment.reach_class.judges_of_reaches`); a lake's section never judges a river. It is chosen among the
    sections in force in the month by position alone: where it has no class this month (断流, no data), neither has
    the reach, and the reason is told.

    Parameters
    ----------
    network
        `app.river_network.RiverNetwork`: the arrays and what lies on them.
    sections
        The month's sections where the caller has them already.
    """
    judged = assess_sections(c, store, settings, month) if sections is None else sections
    place = {
        section.section.code: position
        for position, section in enumerate(judged)
        if section.section.water_type == RIVER
    }
    keys, rows, measures_m = network.sections()
    here = np.array([str(key) in place for key in keys.tolist()], dtype=bool)
    positions = [place[str(key)] for key in keys[here].tolist()]
    main_down, main_up = network.main_rows()
    judges = judges_of_reaches(main_down, main_up, network.rivers.tolist(), rows[here], measures_m[here])
    answers = []
    for row, key in enumerate(network.network.keys.tolist()):
        number = int(judges.section[row])
        section = judged[positions[number]] if number >= 0 else None
        answers.append(
            ReachMonth(
                row=row,
                code=str(key),
                water_class=section.water_class if section else 0,
                section=section.section.code if section else None,
                section_name=section.section.name if section else None,
                how=HOW[judges.how[row]],
                attainment=section.attainment if section else None,
                reason=section.reason if section else None,
            )
        )
    return answers


def section_facts(
    frame: gpd.GeoDataFrame, month: str, states: Mapping[str, str], settings: Settings
) -> list[SectionFacts]:
    """What the layer says of each section in force in a month (断面基本信息)."""
    facts = []
    for row in frame.to_dict("records"):
        if not in_force(row.get("valid_from"), row.get("valid_to"), month):
            continue
        code, water_type, point = str(row["code"]), row.get("water_type"), row.get("geometry")
        characteristic = [str(name) for name in _listed(row.get("characteristic_indicators"))]
        facts.append(
            SectionFacts(
                code=code,
                name=str(row.get("name") or code),
                river=row.get("river") or None,
                water_type=str(water_type) if water_type in WATER_TYPES else RIVER,
                required=required_indicators(row.get("required_set") or settings.required_set, characteristic),
                targets=targets_in_force(_listed(row.get("targets")), month),
                state=states.get(code),
                place=(point.x, point.y) if point is not None and not point.is_empty else None,
                attributes={name: _plain(row.get(name)) for name in PASSED_ON if name in row} | assumed(row),
            )
        )
    return facts


def assumed(row: Mapping[str, Any]) -> dict[str, bool]:
    """What of a section's rule is a default and not the layer's own word (采用默认值); shown beside every answer."""
    return {
        "water_type_assumed": row.get("water_type") not in WATER_TYPES,
        "required_set_assumed": not row.get("required_set"),
    }


def not_counted(samples: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Values kept out of the means by their state, by site and state (未参评数据)."""
    if samples.empty:
        return {}
    out = samples[~counts_in_means(samples) & samples["value"].notna()]
    counts: dict[str, dict[str, int]] = {}
    for (site, state), rows in out.groupby(["site_code", out["state"].fillna(NO_STATE)]):
        counts.setdefault(str(site), {})[str(state)] = len(rows)
    return counts


def _listed(value: Any) -> list[Any]:
    """A list of a JSON field, however it comes."""
    if isinstance(value, str) and value.strip():
        value = json.loads(value)
    return list(value) if isinstance(value, (list, tuple)) else []


def _plain(value: Any) -> Any:
    """A JSON-ready scalar; None for every kind of missing."""
    return None if value is None or value is pd.NA or value != value else value
