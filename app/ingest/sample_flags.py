"""Values that look wrong, marked and never dropped: implausible, a unit slip, chloride beside COD (异常标记)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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
_NEGATIVE: Final = re.compile(r"[-−]\s*\d*\.?\d*[1-9]")
_MARKS_OF_NONE: Final = re.compile(r"-(?:1|9|99|999|9999)(?:\.0+)?")
_CHLORIDES: Final = ("氯化物", "氯离子", "chloride", "cl-", "cl⁻")
_CONDUCTIVITIES: Final = ("电导率", "电导", "conductivity", "ec")
_TO_US_PER_CM: Final = {"": 1.0, "μs/cm": 1.0, "us/cm": 1.0, "ms/cm": 1000.0, "ms/m": 10.0}


def mark_values(values: pd.DataFrame, unit_named: NDArray[np.bool_]) -> dict[int, list[str]]:
    """The marks of the values that have any, by position (异常标记).

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
    {}
    """
    if values.empty:
        return {}
    masks = {
        UNIT_SLIP: _slips(values, unit_named),
        IMPLAUSIBLE: _implausible(values),
        CHLORIDE: _salty(values) & (values["indicator"] == "w01018").to_numpy(dtype=bool),
    }
    marks: dict[int, list[str]] = {}
    for name, mask in masks.items():
        for at in np.flatnonzero(mask).tolist():
            marks.setdefault(at, []).append(name)
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
    value, limit = values["value"].to_numpy(dtype=float), values["detection_limit"].to_numpy(dtype=float)
    return np.where(np.isnan(limit), value, limit)


def _by_code(values: pd.DataFrame, table: Mapping[str, float]) -> NDArray[np.float64]:
    """A number of each value's indicator, NaN where the table has none."""
    codes, names = pd.factorize(values["indicator"])
    return np.array([table.get(name, np.nan) for name in names], dtype=float)[codes]


def _slips(values: pd.DataFrame, unit_named: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Metals beyond class Ⅴ that would be plausible a thousand times lower; a column mostly so is so as a whole."""
    limit = _by_code(values, {code: class_v_limits()[code] for code in METALS})
    number = _numbers(values)
    with np.errstate(invalid="ignore"):
        beyond = number > limit * np.where(unit_named, SLIP_TIMES_WITH_UNIT, 1.0)
        one: NDArray[np.bool_] = beyond & (number / 1000 <= limit)
    if not one.any():
        return one
    one &= (values["unit"] == "mg/L").to_numpy(dtype=bool)
    told = np.isfinite(number) & np.isfinite(limit)
    frame = pd.DataFrame({"key": values["column_key"].to_numpy(), "one": one & told, "told": told})
    sums = frame.groupby("key")[["one", "told"]].transform("sum")
    whole = (sums["one"] * 2 > sums["told"]).to_numpy()
    return np.asarray(one | (whole & told & ~unit_named), dtype=bool)


def _implausible(values: pd.DataFrame) -> NDArray[np.bool_]:
    """Values that water does not have, and negative ones that are no mark of a missing value."""
    value = values["value"].to_numpy(dtype=float)
    low, high = (_by_code(values, {name: pair[at] for name, pair in BOUNDS.items()}) for at in (0, 1))
    with np.errstate(invalid="ignore"):
        mask: NDArray[np.bool_] = (value < low) | (value > high)
        mask |= value > TIMES_CLASS_V * _by_code(values, class_v_limits())
    codes, texts = pd.factorize(values["raw_text"])
    negative = np.array(
        [bool(_NEGATIVE.match(text)) and not _MARKS_OF_NONE.fullmatch(text.split()[0]) for text in texts]
    )
    if negative.any():
        may = values["indicator"].isin(["w01010", "x:orp", "x:flow", "x:level"]).to_numpy()
        mask |= negative[codes] & ~may & ~(value >= 0)
    return mask


def _salty(values: pd.DataFrame) -> NDArray[np.bool_]:
    """Values of samples whose chloride or conductivity is so high that chloride may have been measured as COD."""
    codes, names = pd.factorize(values["indicator"])
    plain = [re.sub(r"[(（]以.*", "", str(code).removeprefix("x:")) for code in names]
    chlorides, conductivities = _codes(_CHLORIDES), _codes(_CONDUCTIVITIES)
    chloride = np.array([code in chlorides or folded(one) in chlorides for code, one in zip(names, plain, strict=True)])
    conducts = np.array(
        [code in conductivities or folded(one) in conductivities for code, one in zip(names, plain, strict=True)]
    )
    salty = np.zeros(len(values), dtype=bool)
    if not chloride.any() and not conducts.any():
        return salty
    value = values["value"].to_numpy(dtype=float)
    units, written = pd.factorize(values["unit"].fillna(""))
    factor = np.array([_TO_US_PER_CM.get(str(one).casefold().replace("µ", "μ"), np.nan) for one in written])[units]
    with np.errstate(invalid="ignore"):
        salty |= chloride[codes] & (value > CHLORIDE_MG_PER_L)
        salty |= conducts[codes] & (value * factor > CONDUCTIVITY_US_PER_CM)
    if not salty.any():
        return salty
    keys = pd.MultiIndex.from_frame(values[["site_code", "sampled_at"]])
    return np.asarray(keys.isin(keys[salty]), dtype=bool)


def _codes(names: tuple[str, ...]) -> frozenset[str]:
    """Names as they are compared, and the codes of the indicators that they name."""
    known = (find_indicator(name) for name in names)
    return frozenset((*(folded(name) for name in names), *(one.code for one in known if one)))
