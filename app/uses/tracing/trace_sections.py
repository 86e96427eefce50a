"""What was measured at sections in the month or nearest to the moment of a trace (断面实测值)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.assessment.attainment import exceedance_multiples, limit_array
from app.assessment.grade import grade_indicators
from app.assessment.limits import NUMERALS, class_limits
from app.assessment.means import counts_in_means
from app.assessment.rounding import shown_value
from app.assessment.section_month import SectionMonth, shown_multiple
from app.calendar_months import month_bounds
from app.registers.instants import CHINA
from app.settings import Settings
from app.store.engine import Store
from app.store.site_samples import load_site_values
from app.uses.assessment.exempted_months import judge_months

FLOW: Final = "x:flow"
BEFORE_H: Final = 48.0
AFTER_H: Final = 12.0
"""Of the values from so long before a moment to so long after it the nearest is taken [h]; both are ours."""


@dataclass(frozen=True, slots=True)
class SectionReading:
    """A section in the month or around the moment (断面实测) of one indicator.

    ``value`` [the indicator's unit], None where nothing was measured; ``shown_value`` as it is judged, rounded;
    ``count`` values in it and ``spread`` their relative standard deviation [1], None with fewer than three;
    ``sampled_at`` of the latest. ``flow_m3_per_s`` as
    measured in the same time. ``target_class`` of the leading target, None without one; ``is_met`` None where it
    cannot be said. ``limit`` of the indicator in that class.
    """

    code: str
    name: str
    kind: str
    district: str
    water_type: str
    value: float | None
    shown_value: float | None
    count: int
    spread: float | None
    sampled_at: datetime | None
    source: str
    flow_m3_per_s: float | None
    flow_count: int
    target_class: int | None
    limit: float | tuple[float, float] | None
    is_met: bool | None
    multiple: float | None

    @property
    def target_name(self) -> str | None:
        """The class of the target as it is written, ``Ⅲ类``; None without one."""
        return None if self.target_class is None else f"{NUMERALS[self.target_class]}类"


def read_sections(
    c: Connection, store: Store, settings: Settings, codes: Sequence[str], indicator: str, *, month: str,
    moment: datetime | None = None,
) -> dict[str, SectionReading]:  # fmt: skip
    """The sections in force in a month, by code, with what was measured of one indicator (断面实测值).

    Parameters
    ----------
    month
        ``YYYY-MM``; of a moment the month that holds it, for its targets.
    moment
        Where given, the value nearest to it, from `BEFORE_H` before to `AFTER_H` after it, not that of the month.

    Notes
    -----
    The value of a month is the mean that the assessment judges, by the same rules (`judge_months`).
    """
    if not codes:
        return {}
    judged = judge_months(c, store, settings, [month], codes=codes)[month]
    start, end = span_of(month, moment)
    values = _usable(
        load_site_values(
            c, store, "sections", site_codes=codes, start=start, end=end, indicators=(indicator, FLOW)
        )
    )  # fmt: skip
    own = {str(code): rows for code, rows in values.groupby("site_code")} if len(values) else {}
    none = values.iloc[:0]
    return {one.code: _reading(one.before, own.get(one.code, none), indicator, moment) for one in judged}


def span_of(month: str, moment: datetime | None) -> tuple[datetime, datetime]:
    """The time whose values count: the month, or around the moment (取值时段).

    >>> from datetime import UTC
    >>> [at.isoformat() for at in span_of("2026-10", datetime(2026, 10, 5, tzinfo=UTC))]
    ['2026-10-03T00:00:00+00:00', '2026-10-05T12:00:00+00:00']
    """
    if moment is None:
        return month_bounds(month, month)
    return moment - timedelta(hours=BEFORE_H), moment + timedelta(hours=AFTER_H)


def _usable(values: pd.DataFrame) -> pd.DataFrame:
    """Values that count and are numbers; half the limit where they lie below it (环办监测函〔2020〕82号)."""
    if values.empty:
        return values
    half = values["below_limit"] & values["detection_limit"].notna()
    values = values.assign(value=values["value"].where(~half, values["detection_limit"] / 2))
    return values[counts_in_means(values) & values["value"].notna()]


def _nearest(rows: pd.DataFrame, moment: datetime | None) -> pd.DataFrame:
    """The row nearest to a moment, all rows of a month."""
    if moment is None or rows.empty:
        return rows
    return rows.loc[[(rows["sampled_at"] - moment).abs().idxmin()]]


def _reading(section: SectionMonth, values: pd.DataFrame, indicator: str, moment: datetime | None) -> SectionReading:
    """One section's reading."""
    flows = _nearest(values[values["indicator"] == FLOW], moment)["value"].to_numpy(dtype=np.float64)
    own = _nearest(values[values["indicator"] == indicator], moment)
    numbers = own["value"].to_numpy(dtype=np.float64)
    judged = next((one for one in section.indicators if one.code == indicator), None)
    water_type, leading = section.section.water_type, section.leading_target
    target = leading.target.water_class if leading else None
    value = float(numbers.mean()) if len(numbers) else None
    grade = grade_of(indicator, value, water_type)
    shown = value
    if judged is not None and moment is None:
        value = judged.value_unrounded if judged.value is not None else None
        shown, grade = judged.value, 0 if judged.undeterminable else judged.water_class
    limit = limit_of(indicator, water_type, target)
    sources = sorted({SOURCE_WORDS.get(source, source) for source in own["source"]})
    attributes = section.section.attributes
    return SectionReading(
        code=section.section.code,
        name=section.section.name,
        kind=str(attributes.get("kind") or ""),
        district=str(attributes.get("district") or ""),
        water_type=water_type,
        value=value,
        shown_value=shown,
        count=len(numbers),
        spread=float(numbers.std(ddof=1) / numbers.mean()) if len(numbers) > 2 and numbers.mean() > 0 else None,
        sampled_at=own["sampled_at"].max().to_pydatetime() if len(own) else None,
        source="、".join(sources),
        flow_m3_per_s=float(flows.mean()) if len(flows) else None,
        flow_count=len(flows),
        target_class=target,
        limit=limit,
        is_met=None if not grade or target is None or limit is None else grade <= target,
        multiple=multiple_of(indicator, shown, water_type, target),
    )


SOURCE_WORDS: Final[Mapping[str, str]] = {"manual": "手工监测", "automatic": "自动监测", "field": "现场快检"}


def grade_of(indicator: str, value: float | None, water_type: str) -> int:
    """The class of one value (单值类别), 1–6; 0 where it is none or has no limits.

    >>> grade_of("w21003", 1.2, "river"), grade_of("x:flow", 1.2, "river"), grade_of("w21003", None, "river")
    (4, 0, 0)
    """
    if value is None or not has_limits(indicator, water_type):
        return 0
    return int(grade_indicators(np.array([[value]]), [indicator], water_type)[0, 0])


def has_limits(indicator: str, water_type: str) -> bool:
    """Whether GB 3838-2002 Table 1 has limits of an indicator for a water type (有无限值)."""
    limits = class_limits()[water_type].get(indicator)
    return limits is not None and limits.direction != "none"


def limit_of(indicator: str, water_type: str, target: int | None) -> float | tuple[float, float] | None:
    """The limit of an indicator in the class of a target (目标限值); a pair for pH, None where there is none.

    >>> limit_of("w21003", "river", 3), limit_of("w21001", "river", 3), limit_of("w21003", "river", None)
    (1.0, None, None)
    """
    if target is None or not has_limits(indicator, water_type):
        return None
    return class_limits()[water_type][indicator].limit_of(target)


def multiple_of(indicator: str, value: float | None, water_type: str, target: int | None) -> float | None:
    """By how many times a value exceeds the limit of a class (超标倍数); None where it does not or has none.

    >>> multiple_of("w21003", 1.85, "river", 3), multiple_of("w01009", 1.0, "river", 3)
    (0.85, None)
    """
    if value is None or target is None or not isinstance(limit_of(indicator, water_type, target), float):
        return None
    bounds = limit_array([indicator], water_type, np.array([target]))
    return shown_multiple(float(exceedance_multiples([[value]], [indicator], bounds)[0, 0]))


def shown_number(value: float | None, decimals: int = 3) -> str:
    """A number as sentences write it (数值文字), without zeros at its end.

    >>> shown_number(1.8500), shown_number(None)
    ('1.85', '—')
    """
    return "—" if value is None else f"{shown_value(value, decimals):g}"


def local_text(at: datetime | None) -> str:
    """An instant as sentences write it, of Asia/Shanghai (时刻文字).

    >>> from datetime import UTC
    >>> local_text(datetime(2026, 10, 5, tzinfo=UTC)), local_text(None)
    ('2026-10-05 08:00', '')
    """
    return "" if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
