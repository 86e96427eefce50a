"""Black-odorous urban waters: heavy stretches, and the grade of a body from its points (水体黑臭级别)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from app.assessment.black_odour import GRADES, HEAVY, LIGHT, NOT_BLACK, UNKNOWN, at_least, grade_points, rule
from app.assessment.indicators import indicator_table


def heavy_stretches(points: Sequence[str], grades: Sequence[int]) -> list[dict[str, Any]]:
    """Stretches of at least three consecutive heavy points, in order (重度黑臭河段).

    A point whose grade is not known ends a run.

    Examples
    --------
    >>> heavy_stretches(["a", "b", "c", "d"], [2, 2, 2, 1])
    [{'from': 'a', 'to': 'c', 'points': ['a', 'b', 'c']}]
    >>> heavy_stretches(["a", "b", "c"], [2, -1, 2])
    []
    """
    found, run = [], []
    for point, grade in [*zip(points, grades, strict=True), ("", UNKNOWN)]:
        if grade == HEAVY:
            run.append(point)
            continue
        if len(run) >= rule("stretch_points"):
            found.append({"from": run[0], "to": run[-1], "points": run})
        run = []
    return found


def grade_bodies(samples: pd.DataFrame, *, with_orp: bool = True) -> list[dict[str, Any]]:
    """The grade of each body with its points, stretches and warnings, JSON ready (水体黑臭级别).

    Heavy where at least 60 % of all its points are heavy; light where any point is light or heavy; not black where all
    are not black; undetermined otherwise. ``may_be_heavy`` where the undetermined points could still make it heavy.

    Parameters
    ----------
    samples
        As in `grade_points`.

    Returns
    -------
    list of dict
        By name: ``body``, ``grade`` (``heavy``, ``light``, ``not_black``, ``undetermined``), ``grade_zh``,
        ``grade_en``, ``heavy_share_percent``, ``may_be_heavy``, ``points``, ``stretches``, ``warnings``.

    Notes
    -----
    建城〔2015〕130号: at least 3 points a body, at least 3 samples a point.

    Examples
    --------
    >>> samples = pd.DataFrame({"body": "西沟", "point": list("abc"), "x:transparency": [5.0, 5.0, 30.0],
    ...     "w01009": 3.0, "w21003": 2.0, "x:orp": 100.0})
    >>> answer = grade_bodies(samples)[0]
    >>> answer["grade"], answer["heavy_share_percent"], len(answer["warnings"])
    ('heavy', 66.7, 5)
    >>> grade_bodies(samples.iloc[:0])
    []
    """
    table = grade_points(samples, with_orp=with_orp)
    grades = grades_of_points(table)
    told = dict(zip(grades.index, grades.itertuples(index=False), strict=True))
    return [_body(str(name), rows, *told[name]) for name, rows in table.groupby("body", sort=True)]


def grades_of_points(points: pd.DataFrame) -> pd.DataFrame:
    """The grade of each body from its points, all bodies at once (水体级别).

    Parameters
    ----------
    points
        From `grade_points`.

    Returns
    -------
    DataFrame
        Index ``body`` in order; ``grade`` (−1, 0, 1, 2), ``heavy`` and ``unknown`` (shares of its points).

    Examples
    --------
    >>> grades_of_points(pd.DataFrame({"body": ["a", "a", "b"], "grade": [2, 0, 0]})).values.tolist()
    [[1.0, 0.5, 0.0], [0.0, 0.0, 0.0]]
    >>> len(grades_of_points(pd.DataFrame({"body": [], "grade": []})))
    0
    """
    grade = points["grade"]
    flags = pd.DataFrame({"heavy": grade == HEAVY, "unknown": grade == UNKNOWN, "black": grade >= LIGHT}).astype(float)
    shares = flags.groupby(points["body"], sort=True).mean()
    heavy = at_least(shares["heavy"].to_numpy(), rule("body_share"))
    black, unknown = shares["black"].to_numpy() > 0, shares["unknown"].to_numpy() > 0
    answer = np.where(heavy, HEAVY, np.where(black, LIGHT, np.where(unknown, UNKNOWN, NOT_BLACK)))
    return pd.DataFrame({"grade": answer, "heavy": shares["heavy"], "unknown": shares["unknown"]}, index=shares.index)


def _body(name: str, rows: pd.DataFrame, grade: int, heavy: float, unknown: float) -> dict[str, Any]:
    """One body from its points."""
    grades = rows["grade"].to_numpy()
    key, zh, en = GRADES[grade]
    table = indicator_table()
    return {
        "body": name,
        "grade": key,
        "grade_zh": zh,
        "grade_en": en,
        "heavy_share_percent": round(heavy * 100, 1),
        "may_be_heavy": bool(grade != HEAVY and at_least(heavy + unknown, rule("body_share"))),
        "points": [
            {
                "point": str(row["point"]),
                "grade": GRADES[int(row["grade"])][0],
                "grade_zh": GRADES[int(row["grade"])][1],
                "grade_en": GRADES[int(row["grade"])][2],
                "samples": int(row["count"]),
                "missing": list(row["missing"]),
                "deciding": [
                    {"code": code, "name_zh": table[code].zh, "name_en": table[code].en, "heavy_percent": percent}
                    for code, percent in row["reason"].items()
                ],
            }
            for row in rows.to_dict("records")
        ],
        "stretches": heavy_stretches([str(point) for point in rows["point"]], [int(one) for one in grades]),
        "warnings": _warnings(rows),
    }


def _warnings(rows: pd.DataFrame) -> list[dict[str, str]]:
    """What makes the answer weak."""
    found = []
    if len(rows) < rule("least_points"):
        found.append(
            {
                "code": "few_points",
                "zh": f"只有{len(rows)}个监测点，指南要求至少3个。",
                "en": f"There are {len(rows)} points only; the guide asks for at least 3.",
            }
        )
    for point, count, unknown in zip(rows["point"], rows["count"], rows["depth_unknown"], strict=True):
        if count < rule("least_data"):
            found.append(
                {
                    "code": "few_samples",
                    "zh": f"监测点{point}只有{count}次监测，指南要求至少3次。",
                    "en": f"Point {point} has {count} samples only; the guide asks for at least 3.",
                }
            )
        if unknown:
            found.append(
                {
                    "code": "depth_unknown",
                    "zh": f"监测点{point}有{unknown}次监测没有水深，透明度按水深不小于25厘米评价。",
                    "en": f"Point {point} has {unknown} samples without depth: graded as in 25 cm of water or more.",
                }
            )
    return found
