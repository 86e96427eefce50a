"""A section's outlook for the month and for the year against one target (断面达标预测：以天保月、以月保年)."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.limits import NUMERALS
from app.assessment.means import STATION_FIRST, TIME_ZONE, counts_in_means, month_means, on_full_days
from app.assessment.outlook import IndicatorOutlook, indicator_outlook
from app.assessment.outlook_light import (
    IN_DOUBT,
    LIGHTS,
    LIKELY,
    MONTH_RULE,
    UNKNOWN,
    UNLIKELY,
    YEAR_RULE,
    OutlookRule,
)
from app.assessment.section_month import SectionFacts
from app.assessment.targets import Target


@dataclass(frozen=True, slots=True)
class SectionOutlook:
    """Whether a section will attain a target (断面达标预测).

    Attributes
    ----------
    period, as_of
        ``2023-05`` and the day, or ``2023`` and the month, that it is told on.
    light
        The worst of its indicators' lights; ``likely`` may rest on fewer indicators than required.
    on_n
        Some required indicators are unknown: the light is of the others.
    unknown
        Required indicators without a light, those without any value among them.
    deciding
        The indicators that gave the light, unless it is ``likely``.
    money_at_stake_fen
        Handed through from the caller [fen]; None where none was given.
    """

    section: SectionFacts
    target: Target
    period: str
    as_of: str
    light: str
    on_n: bool
    indicators: tuple[IndicatorOutlook, ...]
    unknown: tuple[str, ...]
    deciding: tuple[str, ...]
    rule: OutlookRule
    money_at_stake_fen: int | None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        zh, en = LIGHTS[self.light]
        return {
            "code": self.section.code,
            "name": self.section.name,
            "river": self.section.river,
            "purpose": self.target.purpose,
            "target_period": self.target.period,
            "target_class": self.target.water_class,
            "target_class_name": NUMERALS[self.target.water_class],
            "period": self.period,
            "as_of": self.as_of,
            "light": self.light,
            "light_zh": zh,
            "light_en": en,
            "on_n": self.on_n,
            "required": list(self.section.required.codes),
            "unknown": list(self.unknown),
            "deciding": list(self.deciding),
            "indicators": [one.as_dict() for one in self.indicators],
            "rule": self.rule.as_dict(),
            "money_at_stake_fen": self.money_at_stake_fen,
        }


def month_outlook(
    section: SectionFacts,
    samples: pd.DataFrame,
    as_of: date,
    target: Target,
    *,
    rule: OutlookRule = MONTH_RULE,
    station_day_min_values: int = 1,
    reconciliation: str = STATION_FIRST,
    money_at_stake_fen: int | None = None,
) -> SectionOutlook:
    """Whether one section will attain in the month that a day lies in (以天保月); see `month_outlooks`."""
    money = {} if money_at_stake_fen is None else {section.code: money_at_stake_fen}
    (answer,) = month_outlooks(
        [(section, target)],
        samples,
        as_of,
        rule=rule,
        station_day_min_values=station_day_min_values,
        reconciliation=reconciliation,
        money_at_stake_fen=money,
    )
    return answer


def month_outlooks(
    sections: Sequence[tuple[SectionFacts, Target]],
    samples: pd.DataFrame,
    as_of: date,
    *,
    rule: OutlookRule = MONTH_RULE,
    station_day_min_values: int = 1,
    reconciliation: str = STATION_FIRST,
    money_at_stake_fen: Mapping[str, int] | None = None,
) -> list[SectionOutlook]:
    """Whether sections will attain in the month that a day lies in (以天保月).

    Parameters
    ----------
    sections
        Each with the target that is looked at; a section may come several times.
    samples
        As for `app.assessment.means.month_means`; other sites, other months and values after the day are left out,
        so any past day can be told anew.
    as_of
        The day of Asia/Shanghai that is over; the rest of the month begins on the next.
    station_day_min_values, reconciliation
        As for `app.assessment.means.month_means`: the same source is used as for the month. Where that is the manual
        sample, its values are taken as the month's, no further sample being assumed.
    money_at_stake_fen
        By section code, handed through [fen].

    Returns
    -------
    list of SectionOutlook
        In the order of ``sections``: the required indicators that have values, in the order of Table 1.

    Notes
    -----
    聊城市 2020 方案 一(二). Half the limit stands for values below it; a detection limit above the class limit is not
    looked at here, the month's judgement is.

    Examples
    --------
    >>> month_outlooks([], pd.DataFrame(), date(2023, 6, 10))
    []
    """
    if not sections:
        return []
    wanted = {section.code for section, _ in sections}
    values = _values_so_far(samples, as_of, wanted, station_day_min_values, reconciliation)
    end = calendar.monthrange(as_of.year, as_of.month)[1]
    answers = []
    for section, target in sections:
        found = []
        for code in section.required.codes:
            numbers, days, by_station = values.get((section.code, code), (None, None, False))
            if numbers is None or days is None:
                continue
            found.append(
                indicator_outlook(
                    code,
                    numbers,
                    days,
                    now=as_of.day,
                    last=end,
                    water_type=section.water_type,
                    target_class=target.water_class,
                    more=by_station,
                    rule=rule,
                )
            )
        money = (money_at_stake_fen or {}).get(section.code)
        answers.append(_joined(section, target, f"{as_of:%Y-%m}", as_of.isoformat(), found, rule, money))
    return answers


def year_outlook(
    section: SectionFacts,
    means: pd.DataFrame,
    as_of: str,
    target: Target,
    *,
    rule: OutlookRule = YEAR_RULE,
    money_at_stake_fen: int | None = None,
) -> SectionOutlook:
    """Whether a section will attain in the year, from its month means so far (以月保年).

    Parameters
    ----------
    means
        From `app.assessment.means.month_means`; other sites, other years, later months and means that are not valid
        are left out.
    as_of
        The last month that is over, ``YYYY-MM``.

    Notes
    -----
    A year's mean weighs every month the same (`app.assessment.means.mean_of_means`), so what is left is 12 less the
    month; a month without a mean is not made up for.
    """
    year, now = as_of[:4], int(as_of[5:7])
    months = means["month"].astype(str)
    here = (means["site_code"].astype(str) == section.code) & (months.str[:4] == year) & means["valid"].astype(bool)
    mine = means[here]
    found = []
    for code in section.required.codes:
        rows = mine[mine["indicator"] == code]
        if rows.empty:
            continue
        found.append(
            indicator_outlook(
                code,
                rows["mean"].to_numpy(dtype=np.float64),
                [int(month[5:7]) for month in rows["month"]],
                now=now,
                last=12,
                water_type=section.water_type,
                target_class=target.water_class,
                rule=rule,
            )
        )
    return _joined(section, target, year, as_of, found, rule, money_at_stake_fen)


def _values_so_far(
    samples: pd.DataFrame, as_of: date, sites: Collection[str], station_day_min_values: int, reconciliation: str
) -> dict[tuple[str, str], tuple[NDArray[np.float64], NDArray[np.int64], bool]]:
    """Values, their days, and whether a station's, by site and indicator, of the source that the month would use."""
    samples = samples[samples["site_code"].isin(sites).to_numpy(dtype=bool)]
    times = pd.to_datetime(samples["sampled_at"], utc=True).dt.tz_convert(TIME_ZONE)
    local = pd.DatetimeIndex(times).tz_localize(None).normalize()
    here = (local >= pd.Timestamp(as_of.replace(day=1))) & (local <= pd.Timestamp(as_of))
    here = here & counts_in_means(samples).to_numpy(dtype=bool) & samples["value"].notna().to_numpy(dtype=bool)
    used, dates = samples[here], local[here]
    means = month_means(used, station_day_min_values=station_day_min_values, reconciliation=reconciliation)
    if means.empty:
        return {}
    keys = used["site_code"].astype(str) + "\x1f" + used["indicator"].astype(str)
    source = used["source"].fillna("manual").astype(str)
    group = pd.factorize(keys + "\x1f" + source)[0].astype(np.int64)
    automatic = (source == "automatic").to_numpy(dtype=bool)
    full = on_full_days(automatic, group, dates.to_numpy(), station_day_min_values)
    chosen = dict(zip(means["site_code"] + "\x1f" + means["indicator"], means["source"], strict=True))
    table = pd.DataFrame(
        {"key": keys.to_numpy(), "value": used["value"].to_numpy(dtype=np.float64), "day": dates.day, "by": automatic}
    )
    taken = table[full & (keys.map(chosen).to_numpy() == source.to_numpy())]
    found: dict[tuple[str, str], tuple[NDArray[np.float64], NDArray[np.int64], bool]] = {
        (key.partition("\x1f")[0], key.partition("\x1f")[2]): (
            np.empty(0),
            np.empty(0, dtype=np.int64),
            by == "automatic",
        )
        for key, by in chosen.items()
    }
    for key, rows in taken.groupby("key", sort=False):
        site, _, code = str(key).partition("\x1f")
        found[(site, code)] = (rows["value"].to_numpy(), rows["day"].to_numpy(dtype=np.int64), bool(rows["by"].iat[0]))
    return found


def _joined(
    section: SectionFacts,
    target: Target,
    period: str,
    as_of: str,
    found: Sequence[IndicatorOutlook],
    rule: OutlookRule,
    money_at_stake_fen: int | None,
) -> SectionOutlook:
    """The section's light out of its indicators'."""
    lights = {one.code: one.light for one in found}
    unknown = tuple(code for code in section.required.codes if lights.get(code, UNKNOWN) == UNKNOWN)
    light = next((one for one in (UNLIKELY, IN_DOUBT, LIKELY) if one in lights.values()), UNKNOWN)
    return SectionOutlook(
        section=section,
        target=target,
        period=period,
        as_of=as_of,
        light=light,
        on_n=light != UNKNOWN and bool(unknown),
        indicators=tuple(found),
        unknown=unknown,
        deciding=tuple(code for code, own in lights.items() if own == light) if light in (UNLIKELY, IN_DOUBT) else (),
        rule=rule,
        money_at_stake_fen=money_at_stake_fen,
    )
