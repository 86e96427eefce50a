"""What comes to a treatment plant: its load as a share of capacity, and inflow BOD (污水处理厂负荷与进水)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from app.assessment.package_data import package_rows
from app.assessment.rounding import cleaned, shown_value

_FLAGS: Final[dict[str, tuple[str, str]]] = {
    "over": ("达到或超过设计能力", "at or over its capacity"),
    "near_full": ("接近满负荷", "near full load"),
    "normal": ("负荷正常", "normal load"),
    "unknown": ("水量或设计能力未知", "flow or capacity not known"),
}


def load_share(flow_m3_per_d: float | None, capacity_m3_per_d: float | None, *, near_full: float) -> dict[str, Any]:
    """The load of a plant as a share of its capacity, with a flag (负荷率).

    Parameters
    ----------
    flow_m3_per_d, capacity_m3_per_d
        Mean flow treated and design capacity [m³/d]; None or NaN is unknown.
    near_full
        Share from which a plant counts as 接近满负荷: plans do not say, so the caller must.

    Examples
    --------
    >>> load_share(30_000, 30_000, near_full=0.9)["flag"], load_share(27_000, 30_000, near_full=0.9)["flag"]
    ('over', 'near_full')
    >>> load_share(None, 30_000, near_full=0.9)["share_percent"] is None
    True
    """
    flow = np.nan if flow_m3_per_d is None else float(flow_m3_per_d)
    capacity = np.nan if capacity_m3_per_d is None else float(capacity_m3_per_d)
    known = np.isfinite(flow) and np.isfinite(capacity) and flow >= 0 and capacity > 0
    share = float(cleaned([flow / capacity])[0]) if known else np.nan
    flag = "unknown" if not known else "over" if share >= 1 else "near_full" if share >= near_full else "normal"
    zh, en = _FLAGS[flag]
    return {
        "flow_m3_per_d": shown_value(flow, None),
        "capacity_m3_per_d": shown_value(capacity, None),
        "share_percent": float(cleaned([share * 100])[0]) if known else None,
        "near_full_percent": near_full * 100,
        "flag": flag,
        "zh": zh,
        "en": en,
    }


def judge_inflow_bod(bod_mg_per_l: pd.Series, flow_m3_per_d: pd.Series | None = None) -> dict[str, Any]:
    """Whether the plants' inflow BOD5 is high enough (进水生化需氧量): mean at least 150 and none below 100 mg/L.

    Parameters
    ----------
    bod_mg_per_l
        Each plant's mean inflow BOD5 over the period; the index names the plants; NaN is not measured.
    flow_m3_per_d
        Flows by which the mean is weighted, where it is to be; the plan does not say, so the plain mean is used
        without them. A plant without a flow leaves the weighted mean unknown.

    Returns
    -------
    dict
        JSON ready: ``state`` (``missed`` where the mean or a plant is too low; ``met`` where all plants are measured
        and keep both; ``met_on_n``; ``undetermined``), ``mean``, ``plants`` and ``reasons`` in both languages. The
        mean of only some plants misses nothing by itself: it is then ``undetermined``.

    Notes
    -----
    平政办发[2021]58号 三(二)2: 平均进水浓度达150mg/L以上, 且均不低于100mg/L. The limits are data.

    Examples
    --------
    >>> judge_inflow_bod(pd.Series({"甲": 210.0, "乙": 95.0}))["state"]
    'missed'
    >>> judge_inflow_bod(pd.Series({"甲": 150.0}))["state"], judge_inflow_bod(pd.Series(dtype=float))["state"]
    ('met', 'undetermined')
    """
    rules = {row["name"]: row for row in package_rows("treatment_plant_rules.csv")}
    least_mean, least_each = float(rules["inflow_bod_mean"]["value"]), float(rules["inflow_bod_each"]["value"])
    known = bod_mg_per_l[bod_mg_per_l >= 0].astype(float)
    unmeasured = [str(name) for name in bod_mg_per_l.index[~(bod_mg_per_l >= 0)]]
    mean = _mean(known, flow_m3_per_d)
    low = known[known < least_each]
    reasons = [
        (
            f"{name}进水BOD为{value:g} mg/L，低于{least_each:g} mg/L。",
            f"The inflow BOD of {name} is {value:g} mg/L, below {least_each:g} mg/L.",
        )
        for name, value in low.items()
    ]
    low_mean = mean is not None and mean < least_mean
    if low_mean:
        reasons.append(
            (
                f"平均进水BOD为{mean:.1f} mg/L，低于{least_mean:g} mg/L。",
                f"The mean inflow BOD is {mean:.1f} mg/L, below {least_mean:g} mg/L.",
            )
        )
    if len(low) or (low_mean and not unmeasured):
        state = "missed"
    elif mean is None or low_mean:
        state = "undetermined"
    else:
        state = "met_on_n" if unmeasured else "met"
    return {
        "state": state,
        "mean": mean,
        "mean_weighted": flow_m3_per_d is not None,
        "limit_mean": least_mean,
        "limit_each": least_each,
        "plants": [
            {"plant": str(name), "value": float(value), "too_low": bool(value < least_each)}
            for name, value in known.items()
        ],
        "missing": unmeasured,
        "reasons_zh": [zh for zh, _ in reasons],
        "reasons_en": [en for _, en in reasons],
        "source": rules["inflow_bod_mean"]["source"],
    }


def _mean(known: pd.Series, flow: pd.Series | None) -> float | None:
    """The mean, plain or weighted; None where it cannot be told."""
    if known.empty:
        return None
    if flow is None:
        return float(cleaned([known.mean()])[0])
    weights = flow.reindex(known.index).to_numpy(dtype=np.float64, na_value=np.nan)
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.sum() > 0):
        return None
    return float(cleaned([np.average(known.to_numpy(dtype=np.float64), weights=weights)])[0])
