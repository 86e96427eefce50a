"""Black-odorous urban waters: the grades of samples and of points (城市黑臭水体分级)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from app.assessment.package_data import package_rows

TRANSPARENCY: Final = "x:transparency"
ORP: Final = "x:orp"
UNKNOWN, NOT_BLACK, LIGHT, HEAVY = -1, 0, 1, 2
GRADES: Final[dict[int, tuple[str, str, str]]] = {
    UNKNOWN: ("undetermined", "无法判定", "undetermined"),
    NOT_BLACK: ("not_black", "非黑臭", "not black-odorous"),
    LIGHT: ("light", "轻度黑臭", "lightly black-odorous"),
    HEAVY: ("heavy", "重度黑臭", "heavily black-odorous"),
}

Grades = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class UrbanLimit:
    """Limits of one indicator (城市黑臭分级限值) [the indicator's unit].

    ``ge``: not black from ``not_black`` upwards, heavy below ``heavy``; ``le`` the other way round. The bound of
    ``not_black`` itself is not black where ``inclusive``; that of ``heavy`` is light.
    """

    code: str
    direction: str
    not_black: float
    inclusive: bool
    heavy: float


@cache
def urban_limits() -> tuple[UrbanLimit, ...]:
    """Transparency, dissolved oxygen, ORP, ammonia nitrogen (城市黑臭水体指标).

    Examples
    --------
    >>> [limit.code for limit in urban_limits()]
    ['x:transparency', 'w01009', 'x:orp', 'w21003']
    """
    return tuple(
        UrbanLimit(
            row["code"],
            row["direction"],
            float(row["not_black"]),
            row["not_black_inclusive"] == "1",
            float(row["heavy"]),
        )
        for row in package_rows("black_odour_urban.csv")
    )


@cache
def rule(name: str) -> float:
    """A number of the grading rules (分级规则参数), from ``data/black_odour_rules.csv``.

    Examples
    --------
    >>> rule("point_one_share"), rule("stretch_points")
    (0.6, 3.0)
    """
    return next(float(row["value"]) for row in package_rows("black_odour_rules.csv") if row["name"] == name)


def urban_codes(*, with_orp: bool = True) -> tuple[str, ...]:
    """The codes that are looked at (评价指标): four, or three without ORP."""
    return tuple(limit.code for limit in urban_limits() if with_orp or limit.code != ORP)


def grade_urban_samples(
    values: pd.DataFrame,
    *,
    with_orp: bool = True,
    depth_cm: ArrayLike | None = None,
    clear_to_bottom: ArrayLike | None = None,
) -> pd.DataFrame:
    """The grade of each indicator of each sample, −1 where it is unknown (单项黑臭级别).

    Parameters
    ----------
    values
        Columns ``x:transparency`` [cm], ``w01009`` [mg/L], ``x:orp`` [mV], ``w21003`` [mg/L]; a missing column is not
        measured. Negative numbers are none, save of ORP.
    with_orp
        Whether ORP is looked at; one source only names its limits.
    depth_cm
        (n,) depth of the water [cm]. Below 25 cm the limit of heavy is 40 % of it in place of 10 cm, and whatever is
        not heavy is light. NaN is unknown: the limits of deeper water hold.
    clear_to_bottom
        (n,) True where the bottom is seen (清澈见底): transparency is then not black.

    Returns
    -------
    DataFrame
        Index of ``values``, one column a code, int8: −1, 0 not black, 1 light, 2 heavy.

    Notes
    -----
    城市黑臭水体整治工作指南, 建城〔2015〕130号. 10 cm, 0.2 mg/L, −200 mV and 15 mg/L are light; 25 cm, 2.0 and
    8.0 mg/L are not black, 50 mV is light.

    Examples
    --------
    >>> samples = pd.DataFrame({"x:transparency": [10.0, 8.0], "w01009": [2.0, 0.1], "w21003": [15.0, 15.1]})
    >>> grade_urban_samples(samples, with_orp=False).values.tolist()
    [[1, 0, 1], [2, 2, 2]]
    >>> grade_urban_samples(samples, with_orp=False, depth_cm=[24.0, 20.0])["x:transparency"].tolist()
    [1, 1]
    """
    depth = np.full(len(values), np.nan) if depth_cm is None else np.asarray(depth_cm, dtype=np.float64)
    clear = np.zeros(len(values), bool) if clear_to_bottom is None else np.asarray(clear_to_bottom, dtype=bool)
    found = {}
    for limit in urban_limits():
        if limit.code == ORP and not with_orp:
            continue
        numbers = np.full(len(values), np.nan)
        if limit.code in values:
            numbers = values[limit.code].to_numpy(dtype=np.float64, na_value=np.nan)
        if limit.code != ORP:
            numbers = np.where(numbers >= 0, numbers, np.nan)
        grade = _grade(numbers, limit)
        if limit.code == TRANSPARENCY:
            shallow = (depth > 0) & (depth < rule("shallow_depth_cm")) & ~np.isnan(numbers)
            grade = np.where(shallow, np.where(numbers < depth * rule("depth_share"), HEAVY, LIGHT), grade)
            grade = np.where(clear, NOT_BLACK, grade)
        found[limit.code] = grade.astype(np.int8)
    return pd.DataFrame(found, index=values.index)


def grade_points(samples: pd.DataFrame, *, with_orp: bool = True) -> pd.DataFrame:
    """The grade of each point of each body (监测点黑臭级别).

    Heavy where one indicator is heavy in at least 60 % of its data, or two are in at least 30 % each; light where any
    datum is light or heavy; not black where all indicators have data and none is; undetermined otherwise.

    Parameters
    ----------
    samples
        Columns ``body``, ``point``, and those of `grade_urban_samples`; optional ``place`` (number along the body, by
        which points stand in order; else in the order of their names), ``depth_cm`` and ``clear_to_bottom``.

    Returns
    -------
    DataFrame
        One row a body and point, in order: ``body``, ``point``, ``grade``, ``count`` of samples, ``missing`` (tuple of
        codes without data), ``reason`` (codes that decide, with their share of heavy data [%]), ``depth_unknown``
        (samples graded below 25 cm of transparency whose depth is not known).

    Notes
    -----
    建城〔2015〕130号. That one datum makes a point light is this project's reading: shares are given for heavy only.

    Examples
    --------
    >>> samples = pd.DataFrame({"body": "西沟", "point": ["a"] * 5, "x:transparency": [5.0, 5, 5, 12, 12],
    ...     "w01009": 3.0, "w21003": 2.0, "x:orp": 100.0})
    >>> grade_points(samples)[["grade", "count"]].values.tolist()
    [[2, 5]]
    >>> len(grade_points(samples.iloc[:0]))
    0
    """
    codes = urban_codes(with_orp=with_orp)
    table = samples.reset_index(drop=True)
    grades = grade_urban_samples(
        table,
        with_orp=with_orp,
        depth_cm=table.get("depth_cm"),
        clear_to_bottom=table["clear_to_bottom"].fillna(False).astype(bool) if "clear_to_bottom" in table else None,
    )
    depth_unknown = (grades[TRANSPARENCY] >= LIGHT) & (table["depth_cm"].isna() if "depth_cm" in table else True)
    place = table["place"] if "place" in table else pd.Series(0.0, index=table.index)
    keys = pd.DataFrame({"body": table["body"].astype(str), "point": table["point"].astype(str)})
    group = keys.assign(place=pd.to_numeric(place)).groupby(["body", "point"], sort=True)
    frame = group.agg(place=("place", "min"), count=("place", "size"))
    by = [keys["body"], keys["point"]]
    known = (grades >= NOT_BLACK).groupby(by).sum().reindex(frame.index)
    heavy = (grades == HEAVY).groupby(by).sum().reindex(frame.index)
    black = (grades >= LIGHT).groupby(by).sum().reindex(frame.index)
    frame["depth_unknown"] = depth_unknown.groupby(by).sum().reindex(frame.index).astype("int64")
    share = (heavy / known.where(known > 0)).to_numpy(dtype=np.float64)
    many = np.nan_to_num(share, nan=0.0)
    one, two = at_least(many, rule("point_one_share")), at_least(many, rule("point_two_share"))
    is_heavy = one.any(axis=1) | (two.sum(axis=1) >= 2)
    is_black = (black.to_numpy() > 0).any(axis=1)
    complete = (known.to_numpy() > 0).all(axis=1)
    grade = np.where(is_heavy, HEAVY, np.where(is_black, LIGHT, np.where(complete, NOT_BLACK, UNKNOWN)))
    frame["grade"] = grade.astype(np.int8)
    lacking = known.to_numpy() == 0
    frame["missing"] = pd.Series([_names(codes, row) for row in lacking], index=frame.index, dtype=object)
    deciding = np.where(is_heavy[:, None], two, black.to_numpy() > 0)
    frame["reason"] = pd.Series(
        [
            {code: round(float(part) * 100, 1) for code, part, yes in zip(codes, parts, yess, strict=True) if yes}
            for parts, yess in zip(many, deciding, strict=True)
        ],
        index=frame.index,
        dtype=object,
    )
    return frame.reset_index().sort_values(["body", "place", "point"], kind="stable").reset_index(drop=True)


def at_least(share: ArrayLike, bound: float) -> NDArray[np.bool_]:
    """Whether shares reach a bound, the noise of binary division left aside (达到比例).

    Examples
    --------
    >>> at_least([3 / 5, 0.59], 0.6).tolist()
    [True, False]
    """
    return np.asarray(np.asarray(share, dtype=np.float64) >= bound - 1e-9, dtype=np.bool_)


def _grade(numbers: NDArray[np.float64], limit: UrbanLimit) -> NDArray[np.int64]:
    """Grades by one pair of limits."""
    if limit.direction == "ge":
        clean = numbers >= limit.not_black if limit.inclusive else numbers > limit.not_black
        heavy = numbers < limit.heavy
    else:
        clean = numbers <= limit.not_black if limit.inclusive else numbers < limit.not_black
        heavy = numbers > limit.heavy
    return np.where(np.isnan(numbers), UNKNOWN, np.where(clean, NOT_BLACK, np.where(heavy, HEAVY, LIGHT)))


def _names(codes: Sequence[str], mask: NDArray[np.bool_]) -> tuple[str, ...]:
    """The codes where the mask is True."""
    return tuple(code for code, there in zip(codes, mask, strict=True) if there)
