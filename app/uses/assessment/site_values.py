"""Samples of wells, water sources, plants and black-odorous waters as wide tables of means (点位均值表)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.assessment.groundwater_limits import groundwater_items, presence_value
from app.assessment.indicators import indicator_table
from app.assessment.means import TIME_ZONE, counts_in_means, labelled_means
from app.assessment.rounding import shown_value
from app.assessment.source_quality import Exemption
from app.assessment.treatment_plant import effluent_class
from app.assessment.unfit import UnfitValues
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.month_sums import ALL, FINAL, Basis
from app.store.site_samples import load_site_values
from app.uses.assessment.section_facts import plain
from app.uses.registers.register_lookup import exemptions_in_force

OTHER_KINDS: Final = ("wells", "water_sources", "dischargers", "black_odorous_waters")


@dataclass(frozen=True, slots=True)
class SiteValues:
    """Means of n rows and k indicators (点位均值): tables with the rows' keys as index, codes as columns.

    Attributes
    ----------
    means, lower, detection_limits
        As `app.assessment.means.month_means` has them [the indicator's unit]; NaN where nothing was measured.
    counts
        Values in each mean; 0 where there is none.
    sampled_on
        Days of Asia/Shanghai on which a row was sampled, ISO text in order.
    """

    means: pd.DataFrame
    lower: pd.DataFrame
    detection_limits: pd.DataFrame
    counts: pd.DataFrame
    sampled_on: Mapping[str, tuple[str, ...]]

    def rows(self, keys: Sequence[str]) -> SiteValues:
        """These rows in this order; those that are not there are empty."""
        names = list(keys)
        return SiteValues(
            self.means.reindex(index=names),
            self.lower.reindex(index=names),
            self.detection_limits.reindex(index=names),
            self.counts.reindex(index=names, fill_value=0),
            {name: self.sampled_on.get(name, ()) for name in names},
        )


def load_site_samples(
    c: Connection, store: Store, site_kind: str, *, start: datetime | None = None, end: datetime | None = None,
    site_codes: Iterable[str] | None = None, basis: Basis = ALL,
) -> pd.DataFrame:  # fmt: skip
    """The usable samples of a layer's sites (点位监测值): those with a result, whose state lets them count.

    The answer to 嗅和味 and 肉眼可见物 is 0 for 无 and 1 for 有; a column ``day`` is the day of Asia/Shanghai.
    """
    status = FINAL if basis == FINAL else None
    samples = load_site_values(c, store, site_kind, start=start, end=end, site_codes=site_codes, status=status)
    if samples.empty:
        return samples.assign(day=pd.Series(dtype=object))
    qualitative = [code for code, item in groundwater_items().items() if item.kind == "presence"]
    told = samples["indicator"].isin(qualitative) & samples["value"].isna()
    if told.any():
        samples.loc[told, "value"] = [presence_value(text) for text in samples.loc[told, "raw_text"]]
    usable = counts_in_means(samples) & (samples["value"].notna() | samples["below_limit"])
    samples = samples[usable].reset_index(drop=True)
    places, times = pd.factorize(samples["sampled_at"])
    days = pd.DatetimeIndex(times).tz_convert(TIME_ZONE).strftime("%Y-%m-%d").to_numpy(dtype=object)
    return samples.assign(day=days[places] if len(days) else pd.Series(dtype=object))


def mean_values(samples: pd.DataFrame, keys: pd.Series, settings: Settings) -> SiteValues:
    """The means of the samples that share a key (按键求均值), by the rules that the settings name.

    Parameters
    ----------
    samples
        From `load_site_samples`.
    keys
        The row that each sample belongs to, in the order of ``samples``: a site, or a site and a month.

    Examples
    --------
    >>> mean_values(pd.DataFrame({"day": []}), pd.Series(dtype=object), Settings()).means.shape
    (0, 0)
    """
    if samples.empty:
        return joined_values([])
    means = labelled_means(
        samples.assign(site_code=keys.to_numpy()),
        pd.Series("", index=samples.index),
        station_min_days=settings.station_month_min_days,
        station_day_min_values=settings.station_day_min_values,
        reconciliation=settings.reconciliation,
    )
    means = means[means["valid"].astype(bool)]
    rows, row_keys = pd.factorize(means["site_code"], sort=True)
    columns, codes = pd.factorize(means["indicator"], sort=True)

    def wide(name: str, fill: float) -> pd.DataFrame:
        table = np.full((len(row_keys), len(codes)), fill)
        table[rows, columns] = means[name].to_numpy(dtype=np.float64)
        return pd.DataFrame(table, index=pd.Index(row_keys, dtype=object), columns=list(codes))

    days = pd.DataFrame({"key": keys.to_numpy(), "day": samples["day"].to_numpy()}).drop_duplicates()
    told: dict[str, list[str]] = {}
    for key, day in days.sort_values("day", kind="stable").itertuples(index=False):
        told.setdefault(str(key), []).append(day)
    sampled_on = {key: tuple(part) for key, part in told.items()}
    return SiteValues(
        wide("mean", np.nan),
        wide("lower_mean", np.nan),
        wide("detection_limit", np.nan),
        wide("count", 0).astype(np.int64),
        sampled_on,
    )


def joined_values(parts: Sequence[SiteValues]) -> SiteValues:
    """Tables of different rows as one (合并均值表).

    Examples
    --------
    >>> joined_values([]).means.shape
    (0, 0)
    """
    none = pd.DataFrame(index=pd.Index([], dtype=object))
    told = [part for part in parts if len(part.means)]
    if not told:
        return SiteValues(none, none, none, none, {})
    return SiteValues(
        pd.concat([part.means for part in told]),
        pd.concat([part.lower for part in told]),
        pd.concat([part.detection_limits for part in told]),
        pd.concat([part.counts for part in told]).fillna(0).astype(np.int64),
        {key: days for part in told for key, days in part.sampled_on.items()},
    )


def layer_rows(c: Connection, store: Store, layer: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """What a layer says of its features (图层属性): one mapping a feature in its order, None where missing."""
    frame = load_frame(c, store, layer, columns=list(names))
    lists = [frame[name].tolist() for name in names]
    return [
        {name: _plain(value) for name, value in zip(names, values, strict=True)} for values in zip(*lists, strict=True)
    ]


def target_of(text: Any) -> int | None:
    """The class that a target's text names (目标类别), None where it names none.

    Examples
    --------
    >>> target_of("Ⅲ"), target_of("IV类"), target_of(None), target_of("达标")
    (3, 4, None, None)
    """
    try:
        return effluent_class(str(text))[0] if text is not None else None
    except UnfitValues:
        return None


@dataclass(frozen=True, slots=True)
class SiteExemption:
    """An exemption in force at a site (点位免考): of some indicators, or of all where ``indicators`` is empty."""

    site: str
    indicators: tuple[str, ...]
    reason: str
    document: str
    first_month: str
    last_month: str

    def holds(self, months: Iterable[str]) -> bool:
        """Whether it holds in all of these months: a mean of which a part only is exempted is not."""
        return all(self.first_month <= month <= self.last_month for month in months)

    def single(self, key: str, codes: Sequence[str]) -> list[Exemption]:
        """One exemption an indicator of these codes, for the row of that key."""
        wanted = self.indicators or tuple(codes)
        return [Exemption(key, code, self.reason, self.document) for code in wanted if code in set(codes)]

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "indicators": list(self.indicators), "reason": self.reason, "document": self.document,
            "first_month": self.first_month, "last_month": self.last_month,
        }  # fmt: skip


def exemptions_of_sites(
    c: Connection, store: Store, first_month: str, last_month: str
) -> dict[str, tuple[SiteExemption, ...]]:
    """Exemptions in force in a span of months by site (生效的免考). Deductions are of sections, and left out."""
    found: dict[str, tuple[SiteExemption, ...]] = {}
    for entry in exemptions_in_force(c, store, first_month, last_month):
        told = entry.content
        if told.get("kind") != "exemption" or not (told.get("document_number") or "").strip():
            continue
        site = str(told["section"])
        one = SiteExemption(
            site,
            tuple(told.get("indicators") or ()),
            str(told.get("reason_text") or told["reason"]),
            str(told["document_number"]),
            told["first_month"],
            told["last_month"],
        )
        found[site] = (*found.get(site, ()), one)
    return found


def exempted_mask(exemptions: Sequence[SiteExemption], codes: Sequence[str]) -> NDArray[np.bool_]:
    """(k,) which codes these exemptions leave out (免考项)."""
    return np.array([any(not one.indicators or code in one.indicators for one in exemptions) for code in codes], bool)


def described(codes: Iterable[str]) -> list[dict[str, str]]:
    """Codes with their names (指标名称)."""
    table = indicator_table()
    return [{"code": code, "name_zh": table[code].zh, "name_en": table[code].en} for code in codes]


def missed_words(missed: Sequence[Mapping[str, Any]]) -> list[str]:
    """Missed indicators as reports write them (超标项文字).

    Examples
    --------
    >>> missed_words([{"name_zh": "总硬度", "multiple": 0.25}, {"name_zh": "pH", "multiple": None}])
    ['总硬度（超0.25倍）', 'pH']
    """
    return [
        one["name_zh"] if one["multiple"] is None else f"{one['name_zh']}（超{shown_value(one['multiple'], 2):g}倍）"
        for one in missed
    ]


def _plain(value: Any) -> Any:
    """A value of a layer, a day as ISO text; None for every kind of missing."""
    if isinstance(value, date) and value == value:
        return value.isoformat()[:10]
    return plain(value)
