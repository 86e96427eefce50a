"""Means that come from sums are those of the samples, whatever the rules (月累计值与月均值)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.means import MEAN_COLUMNS, month_means, reconciliations
from app.assessment.month_sums import KEYS, SumArrays, frame_of_means, means_of_sums, sum_codes, sum_months

FEW_CODES = ("w01001", "w01009", "w21003", "w20122", "x:flow")

value = st.one_of(st.integers(0, 900).map(lambda n: n / 100), st.just(float("nan")), st.floats(1e-6, 14))
sample = st.fixed_dictionaries(
    {
        "site_code": st.sampled_from(["A", "B"]),
        "sampled_at": st.integers(0, 24 * 62 - 1).map(
            lambda h: pd.Timestamp("2023-04-30T16:00Z") + pd.Timedelta(hours=h)
        ),
        "indicator": st.sampled_from(FEW_CODES),
        "value": value,
        "below_limit": st.booleans(),
        "detection_limit": st.sampled_from([None, 0.01, 0.5]),
        "source": st.sampled_from(["manual", "automatic", "automatic", "field"]),
        "state": st.sampled_from([None, "正常", "维护"]),
    }
)


def frame_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Samples as the store gives them."""
    names = ["site_code", "sampled_at", "indicator", "value", "below_limit", "detection_limit", "source", "state"]
    frame = pd.DataFrame(rows, columns=names)
    frame["sampled_at"] = pd.to_datetime(frame["sampled_at"], utc=True)
    frame["detection_limit"] = frame["detection_limit"].astype(float)
    frame["month"] = frame["sampled_at"].dt.tz_convert("Asia/Shanghai").dt.strftime("%Y-%m").astype(object)
    return frame.assign(site_kind="sections")


def spread(keys: pd.DataFrame, sums: SumArrays, source: str, order: pd.DataFrame) -> SumArrays:
    """The sums of one source over all the sites and months of ``order``."""
    grid = SumArrays.zeros(len(order))
    of_source = (keys["source"] == source).to_numpy()
    pairs = pd.MultiIndex.from_frame(order)
    rows = pairs.get_indexer(pd.MultiIndex.from_frame(keys.loc[of_source, ["site_code", "month"]]))
    for part, source_part in zip(grid.parts(), sums.rows(of_source).parts(), strict=True):
        part[rows] = source_part
    return grid


@settings(max_examples=150, deadline=None)
@given(st.lists(sample, max_size=40), st.sampled_from(list(reconciliations())), st.integers(1, 3), st.integers(1, 2))
def test_means_of_sums_are_the_means_of_the_samples(
    rows: list[dict[str, Any]], rule: str, min_days: int, day_values: int
) -> None:
    samples = frame_of(rows)
    keys, sums = sum_months(samples, station_day_min_values=day_values)
    order = keys[["site_code", "month"]].drop_duplicates(ignore_index=True)
    means = means_of_sums(
        spread(keys, sums, "manual", order), spread(keys, sums, "automatic", order),
        station_min_days=min_days, reconciliation=rule,
    )  # fmt: skip
    found = frame_of_means(order, means)
    judged = samples[samples["indicator"].isin(sum_codes())]
    wanted = month_means(judged, station_min_days=min_days, station_day_min_values=day_values, reconciliation=rule)
    assert len(found) == len(wanted)
    for name in MEAN_COLUMNS:
        if name in ("mean", "lower_mean", "detection_limit"):
            np.testing.assert_allclose(
                found[name].to_numpy(float), wanted[name].to_numpy(float), rtol=1e-11, err_msg=name
            )
        else:
            assert found[name].tolist() == wanted[name].tolist(), name


def test_one_source_alone_needs_no_other() -> None:
    samples = frame_of([{"site_code": "A", "sampled_at": pd.Timestamp("2023-05-02T00:00Z"), "indicator": "w21003",
                         "value": 0.5, "below_limit": False, "detection_limit": None, "source": "automatic",
                         "state": "正常"}])  # fmt: skip
    keys, sums = sum_months(samples)
    assert keys[list(KEYS)].values.tolist() == [["sections", "A", "2023-05", "automatic"]]
    means = means_of_sums(SumArrays.zeros(1), sums)
    at = sum_codes().index("w21003")
    assert (means.mean[0, at], means.automatic[0, at], means.valid[0, at], means.days[0, at]) == (0.5, True, True, 1)
    assert not means_of_sums(SumArrays.zeros(1), sums, reconciliation="manual_only").count.any()
