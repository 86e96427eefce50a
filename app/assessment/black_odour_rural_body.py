"""Black-odorous rural waters: a round of samples at several points taken together (农村黑臭水体判定)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from app.assessment.black_odour_rural import STATES, grade_rural_samples
from app.assessment.indicators import indicator_table

_WORST_FIRST = ("black", "undetermined", "not_black")


def grade_rural_bodies(samples: pd.DataFrame) -> list[dict[str, Any]]:
    """Whether each body is black-odorous, with its points, JSON ready (农村水体黑臭判定).

    A point, and a body, is black where any of its samples is; undetermined where none is and one cannot be told.

    Parameters
    ----------
    samples
        Columns ``body``, ``point``, and those of `grade_rural_samples`; optional ``place`` (number along the body) and
        ``depth_cm``.

    Returns
    -------
    list of dict
        By name: ``body``, ``grade`` (``black``, ``not_black``, ``undetermined``), ``grade_zh``, ``grade_en``,
        ``black_share_percent`` of its samples, ``points``, ``warnings``.

    Notes
    -----
    环办土壤〔2019〕48号 judges a datum by any one of three; that one datum makes the body black is this project's
    reading, as for urban waters that one datum makes a point light.

    Examples
    --------
    >>> table = pd.DataFrame({"body": "塘", "point": ["a", "a", "b"], "x:transparency": [30.0, 20.0, 30.0],
    ...     "w01009": 5.0, "w21003": 2.0, "depth_cm": 60.0})
    >>> answer = grade_rural_bodies(table)[0]
    >>> answer["grade"], answer["black_share_percent"], [point["grade"] for point in answer["points"]]
    ('black', 33.3, ['black', 'not_black'])
    >>> grade_rural_bodies(table.iloc[:0])
    []
    """
    table = samples.reset_index(drop=True)
    depth = table["depth_cm"].to_numpy(dtype=np.float64) if "depth_cm" in table else None
    judged = grade_rural_samples(table, depth_cm=depth)
    place = pd.to_numeric(table["place"]) if "place" in table else pd.Series(0.0, index=table.index)
    keys = pd.DataFrame({"body": table["body"].astype(str), "point": table["point"].astype(str), "place": place})
    bodies: dict[str, dict[str, list[dict[str, Any]]]] = {}
    keys = keys.assign(row=range(len(keys))).sort_values(["body", "place", "point"], kind="stable")
    for body, point, row in zip(keys["body"], keys["point"], keys["row"].tolist(), strict=True):
        bodies.setdefault(body, {}).setdefault(point, []).append(judged[row])
    return [_body(name, points) for name, points in bodies.items()]


def _body(name: str, points: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """One body from the samples of its points."""
    every = [sample for samples in points.values() for sample in samples]
    black = sum(sample["state"] == "black" for sample in every)
    return {
        "body": name,
        **_named(every),
        "black_share_percent": round(100 * black / len(every), 1),
        "points": [_point(point, samples) for point, samples in points.items()],
        "warnings": [
            {
                "code": "depth_unknown",
                "zh": f"监测点{point}的透明度决定了结论而没有水深，按水深不小于25厘米判定。",
                "en": f"Transparency decides at point {point} and its depth is not known: judged as in 25 cm or more.",
            }
            for point, samples in points.items()
            if any(sample["depth_unknown"] for sample in samples)
        ],
    }


def _point(name: str, samples: list[dict[str, Any]]) -> dict[str, Any]:
    """One point."""
    table, count = indicator_table(), len(samples)
    deciding: dict[str, int] = {}
    for sample in samples:
        for one in sample["deciding"]:
            deciding[one["code"]] = deciding.get(one["code"], 0) + 1
    never = [code for code in samples[0]["missing"] if all(code in sample["missing"] for sample in samples)]
    return {
        "point": name,
        **_named(samples),
        "samples": count,
        "missing": never,
        "deciding": [
            {
                "code": code, "name_zh": table[code].zh, "name_en": table[code].en,
                "black_percent": round(100 * number / count, 1),
            }
            for code, number in deciding.items()
        ],
    }  # fmt: skip


def _named(samples: list[dict[str, Any]]) -> dict[str, str]:
    """The worst state of some samples, with its names."""
    states = {sample["state"] for sample in samples}
    state = next(one for one in _WORST_FIRST if one in states)
    return {"grade": state, "grade_zh": STATES[state][0], "grade_en": STATES[state][1]}
