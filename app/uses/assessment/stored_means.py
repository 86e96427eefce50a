"""Month means from the kept sums, and what was kept out of them: no value is read twice (月均值读取)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.assessment.means import no_means
from app.assessment.month_sums import frame_of_means, means_of_sums, sum_codes
from app.calendar_months import month_bounds, shift_month
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import ALL, FINAL, Basis, load_month_sums
from app.store.samples import load_samples
from app.uses.assessment.month_assessment import means_by_rules
from app.uses.assessment.section_matrix import blocks_of_sums


def load_means(
    c: Connection,
    store: Store,
    settings: Settings,
    months: Sequence[str],
    *,
    codes: Sequence[str] | None = None,
    basis: Basis = ALL,
    beyond: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The means of sections in some months by the rules that the settings name (断面月均值).

    The table of `app.uses.assessment.month_assessment.means_by_rules` over the same months: Table 1 from the kept
    sums, indicators beyond it, such as chlorophyll-a, from their values.

    Parameters
    ----------
    months
        ``YYYY-MM`` in order; they need not follow one another.
    codes
        Only these sections.
    beyond
        Of the months, those whose indicators beyond Table 1 are wanted; all by default.
    """
    parts = []
    for run in runs_of(months):
        kept = load_month_sums(
            c, store, first=run[0], last=run[-1], site_codes=codes, basis=basis,
            station_day_min_values=settings.station_day_min_values,
        )  # fmt: skip
        sites = [site for site in kept.site_codes if codes is None or site in codes]
        for some, manual, automatic in blocks_of_sums(kept, sites, run):
            here = sites[some]
            keys = {"site_code": np.repeat(np.array(here, dtype=object), len(run)), "month": run * len(here)}
            means = means_of_sums(
                manual, automatic, station_min_days=settings.station_month_min_days,
                reconciliation=settings.reconciliation,
            )  # fmt: skip
            parts.append(frame_of_means(pd.DataFrame(keys), means))
    for run in runs_of(months if beyond is None else beyond):
        start, end = month_bounds(run[0], run[-1])
        samples = load_samples(c, store, site_codes=codes, start=start, end=end, without=sum_codes())
        parts.append(means_by_rules(samples if basis == ALL else samples[samples["status"] == FINAL], settings))
    filled = [part for part in parts if len(part)]
    if not filled:
        return no_means()
    return pd.concat(filled, ignore_index=True).sort_values(
        ["site_code", "month", "indicator"], kind="stable", ignore_index=True
    )


def runs_of(months: Sequence[str]) -> list[list[str]]:
    """Months in order, those that follow one another together (连续月份).

    Examples
    --------
    >>> runs_of(["2022-05", "2023-04", "2023-05"]), runs_of([])
    ([['2022-05'], ['2023-04', '2023-05']], [])
    """
    runs: list[list[str]] = []
    for month in months:
        if runs and shift_month(runs[-1][-1], 1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs
