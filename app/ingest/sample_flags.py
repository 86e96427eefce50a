"""Values that look wrong, marked and never dropped: implausible, a unit slip, chloride beside COD (异常标记)."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.indicators import find_indicator, folded
from app.assessment.limits import LAKE, RIVER, class_limits
from app.ingest.sample_context import METALS

UNIT_SLIP: Final = "unit_slip_suspected"
IMPLAUSIBLE: Final = "implausible"
CHLORIDE: Final = "chloride_interference"
NOISE: Final = "float_noise"
# The thresholds below are this project's own, chosen to catch slips of the hand; no standard names them.
BOUNDS: Final = {"w01001": (0.0, 14.0), "w01009": (0.0, 30.0), "w01010": (-5.0, 45.0)}  # pH, DO [mg/L], 水温 [℃]
TIMES_CLASS_V: Final = 100.0  # beyond this multiple of the class Ⅴ limit a value is implausible
SLIP_TIMES_WITH_UNIT: Final = 30.0  # the same for a metal whose unit the file names, to be called a slip
CHLORIDE_MG_PER_L: Final = 1000.0
CONDUCTIVITY_US_PER_CM: Final = 3000.0
_MARKS_OF_NONE: Final = re.compile(r"-(?:1|9|99|999|9999)(?:\.0+)?")
_CHLORIDES: Final = ("氯化物", "氯离子", "chloride", "cl-", "cl⁻")
_CONDUCTIVITIES: Final = ("电导率", "电导", "conductivity", "ec")
_TO_US_PER_CM: Final = {"": 1.0, "μs/cm": 1.0, "us/cm": 1.0, "ms/cm": 1000.0, "ms/m": 10.0}


def mark_values(values: pd.DataFrame, unit_named: NDArray[np.bool_]) -> list[list[str]]:
    """The marks of each value, in the order of the rows (异常标记).

    Parameters
    ----------
    values
        Columns ``site_code``, ``sampled_at``, ``indicator``, ``value``, ``detection_limit``, ``unit``, ``raw_text``,
        ``column_key`` (which column of which table a value stands in).
    unit_named
        Whether the file names the unit of each value, shape (n,).

    Examples
    --------
    >>> mark_values(pd.DataFrame({"indicator": []}), np.array([], dtype=bool))
    []
    """
    if values.empty:
        return []
    masks = {
        UNIT_SLIP: _slips(values, unit_named),
        IMPLAUSIBLE: _implausible(values),
        CHLORIDE: _salty(values) & (values["indicator"] == "w01018").to_numpy(),
    }
    marks: list[list[str]] = [[] for _ in range(len(values))]
    for name, mask in masks.items():
        for at in np.flatnonzero(mask).tolist():
            marks[at].append(name)
    return marks


def as_json(marks: list[str]) -> str | None:
    """Marks as the store keeps them; None where there are none.

    >>> as_json(["implausible"]), as_json([])
    ('["implausible"]', None)
    """
    return json.dumps(marks) if marks else None


@cache
def class_v_limits() -> dict[str, float]:
    """Class Ⅴ limit of each indicator that grows worse upwards [its unit]: the river's, else the lakes'.

    >>> class_v_limits()["w20111"], class_v_limits()["w21001"], "w01009" in class_v_limits()
    (0.001, 2.0, False)
    """
    found: dict[str, float] = {}
    for water_type in (LAKE, RIVER):
        for code, limits in class_limits()[water_type].items():
            if limits.direction == "le":
                found[code] = limits.classes[4]
    return found


def _numbers(values: pd.DataFrame) -> NDArray[np.float64]:
    """The value, or the detection limit where it is below it."""
    value = pd.to_numeric(values["value"]).to_numpy(dtype=float)
    limit = pd.to_numeric(values["detection_limit"]).to_numpy(dtype=float)
    return np.where(np.isnan(limit), value, limit)


def _slips(values: pd.DataFrame, unit_named: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Metals beyond class Ⅴ that would be plausible a thousand times lower; a column mostly so is so as a whole."""
    limit = values["indicator"].map(class_v_limits()).to_numpy(dtype=float)
    metal = values["indicator"].isin(METALS).to_numpy() & (values["unit"] == "mg/L").to_numpy()
    number = _numbers(values)
    with np.errstate(invalid="ignore"):
        beyond = number > limit * np.where(unit_named, SLIP_TIMES_WITH_UNIT, 1.0)
        one: NDArray[np.bool_] = metal & beyond & (number / 1000 <= limit)
    if not one.any():
        return one
    told = np.isfinite(number)
    frame = pd.DataFrame({"key": values["column_key"].to_numpy(), "one": one & told, "told": told})
    sums = frame.groupby("key")[["one", "told"]].transform("sum")
    whole = (sums["one"] * 2 > sums["told"]).to_numpy()
    return one | (whole & metal & told & ~unit_named)


def _implausible(values: pd.DataFrame) -> NDArray[np.bool_]:
    """Values that water does not have, and negative ones that are no mark of a missing value."""
    code, value = values["indicator"], pd.to_numeric(values["value"]).to_numpy(dtype=float)
    limit = code.map(class_v_limits()).to_numpy(dtype=float)
    low = code.map({name: pair[0] for name, pair in BOUNDS.items()}).to_numpy(dtype=float)
    high = code.map({name: pair[1] for name, pair in BOUNDS.items()}).to_numpy(dtype=float)
    raw = values["raw_text"].astype(str).str.strip()
    negative = raw.str.match(r"[-−]\s*\d*\.?\d*[1-9]") & ~raw.str.fullmatch(_MARKS_OF_NONE.pattern)
    negative &= ~code.isin(["w01010", "x:orp", "x:flow"])
    negative &= values["value"].isna() | (values["value"] < 0)
    with np.errstate(invalid="ignore"):
        mask: NDArray[np.bool_] = (value < low) | (value > high) | (value > TIMES_CLASS_V * limit)
    return mask | negative.to_numpy(dtype=bool)


def _salty(values: pd.DataFrame) -> NDArray[np.bool_]:
    """Values of samples whose chloride or conductivity is so high that chloride may have been measured as COD."""
    names = {code: re.sub(r"[(（]以.*", "", code.removeprefix("x:")) for code in values["indicator"].unique()}
    chlorides, conductivities = _codes(_CHLORIDES), _codes(_CONDUCTIVITIES)
    chloride = {code: code in chlorides or folded(name) in chlorides for code, name in names.items()}
    conducting = {code: code in conductivities or folded(name) in conductivities for code, name in names.items()}
    value = pd.to_numeric(values["value"]).to_numpy(dtype=float)
    unit = values["unit"].fillna("").str.casefold().str.replace("µ", "μ").map(_TO_US_PER_CM).to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        salty = (values["indicator"].map(chloride).to_numpy(dtype=bool) & (value > CHLORIDE_MG_PER_L)) | (
            values["indicator"].map(conducting).to_numpy(dtype=bool) & (value * unit > CONDUCTIVITY_US_PER_CM)
        )
    if not salty.any():
        return np.zeros(len(values), dtype=bool)
    keys = pd.MultiIndex.from_frame(values[["site_code", "sampled_at"]])
    return np.asarray(keys.isin(keys[salty]))


def _codes(names: tuple[str, ...]) -> frozenset[str]:
    """Names as they are compared, and the codes of the indicators that they name."""
    known = (find_indicator(name) for name in names)
    return frozenset((*(folded(name) for name in names), *(one.code for one in known if one)))
