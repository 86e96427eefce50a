"""Black-odorous waters up to a month from the store: grades by rounds, history, rebound (黑臭水体评价)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection

from app.assessment.black_odour import GRADES, grade_points, urban_limits
from app.assessment.black_odour_body import grade_bodies, grades_of_points
from app.assessment.black_odour_history import BLACK, grade_histories
from app.assessment.black_odour_rural import STATES
from app.assessment.black_odour_rural_body import grade_rural_bodies
from app.assessment.indicators import indicator_table
from app.assessment.package_data import package_rows
from app.calendar_months import month_bounds, read_month
from app.store.engine import Store
from app.store.month_sums import ALL, Basis
from app.uses.assessment.site_values import layer_rows, load_site_samples

BODY_FIELDS: Final = (
    "code", "name", "setting", "grade", "ledger_state", "length_m", "area_m2", "receiving_water", "responsible_bodies",
    "district", "township", "found_on", "closed_on", "rebounded_on",
)  # fmt: skip
DEPTH: Final = "x:depth"
CLOSED: Final = frozenset({"销号", "长效巡查"})
RULES: Final[dict[str, tuple[str, str]]] = {
    "urban": ("城市黑臭水体（建城〔2015〕130号）：监测点—河段—水体分级", "urban guide (2015): points, stretches, body"),
    "rural": ("农村黑臭水体（环办土壤〔2019〕48号）：三项任一超标", "rural guide (2019): any one of three"),
}
_AS_LAYER: Final = {"not_black": "none", "light": "light", "heavy": "heavy", "black": "black"}
_NAMES: Final[dict[str, tuple[str, str]]] = {**STATES, **{key: (zh, en) for key, zh, en in GRADES.values()}}
NOTES: Final = (
    {
        "zh": "一个月内的监测为一轮，取截至本月最近一轮评价。"
        "城市水体按建城〔2015〕130号，农村水体按环办土壤〔2019〕48号。",
        "en": "The samples of a calendar month are a round; the newest one up to this month is judged. Urban waters by "
        "建城〔2015〕130号, rural ones by 环办土壤〔2019〕48号.",
    },
    {
        "zh": "反弹由监测值推定：销号日期之后的一轮监测（首次采样日晚于销号日）为黑臭即为反弹；"
        "图层登记的反弹日期并列。",
        "en": "A rebound is derived from values: a round that begins after the day of closing and is black-odorous. "
        "The layer's own date stands beside.",
    },
)  # fmt: skip


def assess_black_odorous_waters(
    c: Connection, store: Store, month: str, *, with_orp: bool = True, basis: Basis = ALL
) -> list[dict[str, Any]]:
    """The grade of every black-odorous water in its newest round up to a month, and before (黑臭水体月评价).

    Parameters
    ----------
    month
        ``YYYY-MM`` of Asia/Shanghai; later samples are not looked at.
    with_orp
        Whether ORP takes part in urban grades: one source only names its limits.
    basis
        ``all`` values, or the official ones only (``final``, 终版).

    Returns
    -------
    list of dict
        JSON ready, in the order of the layer.
    """
    bodies = layer_rows(c, store, "black_odorous_waters", BODY_FIELDS)
    _, end = month_bounds(read_month(month), month)
    visits = wide_visits(load_site_samples(c, store, "black_odorous_waters", end=end, basis=basis))
    setting = {str(body["code"]): body["setting"] for body in bodies}
    visits = visits.assign(setting=visits["code"].map(setting))
    newest = visits[visits["month"] == visits.groupby("code")["month"].transform("max")]
    newest = newest.assign(body=newest["code"])
    urban, rural = (newest[newest["setting"] == kind] for kind in ("urban", "rural"))
    answers = {one["body"]: one for one in (*grade_bodies(urban, with_orp=with_orp), *grade_rural_bodies(rural))}
    rounds = grade_rounds(visits, with_orp=with_orp)
    closed = pd.Series({str(body["code"]): body["closed_on"] for body in bodies}, dtype=object)
    past = {
        one["body"]: one
        for one in grade_histories(rounds.rename(columns={"code": "body", "first_day": "date"}), closed)
    }
    history: dict[str, list[dict[str, Any]]] = {}
    for one in rounds.to_dict("records"):
        history.setdefault(str(one["code"]), []).append({str(name): value for name, value in one.items()})
    days = {str(code): sorted(set(told)) for code, told in newest.groupby("code")["day"]}
    codes = [str(body["code"]) for body in bodies]
    shown = _visits(newest)
    return [
        _row(body, answers.get(code), history.get(code, []), past.get(code), days) | {"visits": shown.get(code, [])}
        for body, code in zip(bodies, codes, strict=True)
    ]


def limits_shown() -> dict[str, list[dict[str, Any]]]:
    """The limits of urban and of rural waters, JSON ready (黑臭分级限值).

    Examples
    --------
    >>> [(one["code"], one["not_black"], one["heavy"]) for one in limits_shown()["urban"]][0]
    ('x:transparency', 25.0, 10.0)
    >>> [(one["code"], one["not_black"]) for one in limits_shown()["rural"]]
    [('x:transparency', 25.0), ('w01009', 2.0), ('w21003', 15.0)]
    """
    table = indicator_table()
    rules: dict[str, list[tuple[str, str, float, float | None]]] = {
        "urban": [(one.code, one.direction, one.not_black, one.heavy) for one in urban_limits()],
        "rural": [
            (row["code"], row["direction"], float(row["limit"]), None) for row in package_rows("black_odour_rural.csv")
        ],
    }
    return {
        name: [
            {"code": code, "name_zh": table[code].zh, "name_en": table[code].en, "unit": table[code].unit,
             "direction": direction, "not_black": not_black, "heavy": heavy}
            for code, direction, not_black, heavy in rows
        ]
        for name, rows in rules.items()
    }  # fmt: skip


def _visits(newest: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The values of the newest round, a point and visit a row, by body."""
    if newest.empty:
        return {}
    measured = [name for name in newest.columns if name not in ("code", "point", "place", "month", "day", "body")]
    values = newest[[name for name in measured if name not in ("setting", "sampled_at")]]
    rows = values.astype(object).where(values.notna(), None).to_dict("records")
    order = newest["place"].to_numpy().argsort(kind="stable")
    told: dict[str, list[dict[str, Any]]] = {}
    codes, points, days = (newest[name].tolist() for name in ("code", "point", "day"))
    for at in order.tolist():
        told.setdefault(str(codes[at]), []).append(
            {"point": points[at], "day": days[at], "values": {str(name): value for name, value in rows[at].items()}}
        )
    return told


def wide_visits(samples: pd.DataFrame) -> pd.DataFrame:
    """One row a body, point and visit (监测行次): ``code``, ``point``, ``place``, ``month``, ``day``, the indicators.

    ``place`` numbers the points in their natural order: 2号点 before 10号点.
    """
    names = ["code", "point", "place", "month", "day"]
    if samples.empty:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names})
    keys = ["site_code", "site_name", "sampled_at", "month", "day"]
    told = samples.assign(site_name=samples["site_name"].fillna(""))
    wide = told.groupby([*keys, "indicator"], sort=True)["value"].mean().unstack("indicator").reset_index()
    wide = wide.rename(columns={"site_code": "code", "site_name": "point", DEPTH: "depth_cm"})
    wide.columns.name = None
    order = {name: place for place, name in enumerate(sorted(wide["point"].unique(), key=_natural))}
    return wide.assign(place=wide["point"].map(order))


def grade_rounds(visits: pd.DataFrame, *, with_orp: bool = True) -> pd.DataFrame:
    """The grade of each body in each month with samples (逐轮级别): ``code``, ``month``, ``grade``, ``first_day``.

    Parameters
    ----------
    visits
        From `wide_visits`, with ``setting``: bodies of an unknown one are left out.
    """
    visits = visits[visits["setting"].isin(["urban", "rural"])]
    if visits.empty:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in ("code", "month", "grade", "first_day")})
    frame = visits.assign(body=visits["code"].astype(str) + "\n" + visits["month"].astype(str))
    rounds = frame.groupby("body", sort=True).agg(
        code=("code", "first"), month=("month", "first"), first_day=("day", "min")
    )
    urban, rural = (frame[frame["setting"] == kind] for kind in ("urban", "rural"))
    numbers = grades_of_points(grade_points(urban, with_orp=with_orp))["grade"]
    grades = {str(body): GRADES[int(number)][0] for body, number in numbers.items()}
    grades |= {one["body"]: one["grade"] for one in grade_rural_bodies(rural)}
    return rounds.assign(grade=[grades[str(body)] for body in rounds.index]).reset_index(drop=True)


def _natural(name: str) -> list[tuple[bool, int, str]]:
    """A name as people order it: numbers by size."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name) if part]


def _row(
    body: Mapping[str, Any], answer: Mapping[str, Any] | None, told: Sequence[Mapping[str, Any]],
    past: Mapping[str, Any] | None, days: Mapping[str, Sequence[str]],
) -> dict[str, Any]:  # fmt: skip
    """One body of water."""
    code, rule = str(body["code"]), RULES.get(str(body["setting"]))
    answer, past = answer or {}, past or {}
    grade = answer.get("grade", "undetermined")
    reason = None
    if rule is None:
        reason = ("未填写城乡类型，不能评价。", "Whether it is urban or rural is not given: it is not judged.")
    elif not answer:
        reason = ("截至本月没有监测数据。", "No values up to this month.")
    return {
        **{name: body[name] for name in BODY_FIELDS if name != "grade"},
        "rule": body["setting"] if rule else None,
        "rule_zh": rule[0] if rule else None,
        "rule_en": rule[1] if rule else None,
        "round": told[-1]["month"] if told else None,
        "sampled_on": list(days.get(code, ())),
        "grade": grade,
        "grade_zh": _NAMES[grade][0],
        "grade_en": _NAMES[grade][1],
        "layer_grade": body["grade"],
        "heavy_share_percent": answer.get("heavy_share_percent"),
        "black_share_percent": answer.get("black_share_percent"),
        "may_be_heavy": answer.get("may_be_heavy"),
        "points": answer.get("points", []),
        "stretches": answer.get("stretches", []),
        "rebound": past.get("rebound"),
        "rebound_on": past.get("rebound_on"),
        "clean_since_rebound": past.get("clean_since_rebound"),
        "history": [
            {
                "month": one["month"], "grade": one["grade"], "grade_zh": _NAMES[one["grade"]][0],
                "grade_en": _NAMES[one["grade"]][1], "first_sampled_on": one["first_day"],
            }
            for one in told
        ],
        "warnings": [*answer.get("warnings", ()), *_warnings(body, grade, past)],
        "reason_zh": reason[0] if reason else None,
        "reason_en": reason[1] if reason else None,
    }  # fmt: skip


def _warnings(body: Mapping[str, Any], grade: str, past: Mapping[str, Any]) -> list[dict[str, str]]:
    """Where the ledger and the values do not agree."""
    found = []
    if grade in _AS_LAYER and body["grade"] is not None and body["grade"] != _AS_LAYER[grade]:
        found.append(
            {
                "code": "grade_differs",
                "zh": f"监测值评价为{_NAMES[grade][0]}，与图层登记的级别不一致。",
                "en": f"The values give {_NAMES[grade][1]}; the layer has another grade.",
            }
        )
    if past.get("rebound") and body["ledger_state"] in CLOSED:
        found.append(
            {
                "code": "rebound_not_in_ledger",
                "zh": f"销号后监测又为黑臭（{past['rebound_on']}），台账状态仍为{body['ledger_state']}。",
                "en": f"Black-odorous again after closing ({past['rebound_on']}); the ledger still says "
                f"{body['ledger_state']}.",
            }
        )
    if grade in BLACK and body["ledger_state"] in CLOSED and body["closed_on"] is None:
        found.append(
            {
                "code": "closing_date_unknown",
                "zh": "已销号而没有销号日期，不能判断是否反弹。",
                "en": "Closed without a date: whether it rebounded cannot be told.",
            }
        )
    return found
