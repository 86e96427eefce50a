"""Effluents of treatment plants against the class that a plan names (污水处理厂出水评价)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from app.assessment.attainment import STATES, exceedance_multiples
from app.assessment.indicators import indicator_table
from app.assessment.limits import NUMERALS, RIVER, limits_of
from app.assessment.rounding import cleaned, shown_value
from app.assessment.single_limits import judge_limits
from app.assessment.unfit import UnfitValues

TOTAL_NITROGEN: Final = "w21001"
_CLASS: Final = re.compile(r"(地表水)?(准)?(I{1,3}|IV|V|[1-5])(类)?(标准)?")
_NUMBERS: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}


@dataclass(frozen=True, slots=True)
class EffluentRule:
    """What a plan demands of an effluent (出水要求).

    Attributes
    ----------
    water_class
        1–5 of GB 3838-2002 Table 1.
    quasi
        Whether the plan says 准: no national limits exist for that, so the class's limits hold for the plan's items
        unless ``limits`` gives others.
    items
        Codes that the plan names, e.g. COD, NH3-N, TP, fluoride.
    excepted
        Codes that the plan excepts, e.g. total nitrogen (总氮除外).
    limits
        Limits that the plan states itself [mg/L], before those of the class.
    source
        The plan and its clause.
    """

    water_class: int
    items: tuple[str, ...]
    quasi: bool = False
    excepted: tuple[str, ...] = ()
    limits: Mapping[str, float] | None = None
    source: str | None = None


def effluent_class(text: str) -> tuple[int, bool]:
    """The class that a plan names, and whether it says 准 (出水类别).

    Raises
    ------
    UnfitValues
        A text that names no class.

    Examples
    --------
    >>> effluent_class("地表水准Ⅳ类标准"), effluent_class("V类"), effluent_class("准Ⅳ")
    ((4, True), (5, False), (4, True))
    """
    match = _CLASS.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper())
    if match is None:
        raise UnfitValues(
            f"“{text}”不是水质类别，应如“Ⅳ类”“准Ⅳ类”。",
            f"{text!r} names no class; write e.g. 'Ⅳ类' or '准Ⅳ类'.",
            parameter="water_class",
        )
    return int(_NUMBERS.get(match[3], 0) or match[3]), match[2] is not None


def judge_effluents(
    values: pd.DataFrame,
    rule: EffluentRule,
    water_type: str = RIVER,
    *,
    detection_limits: pd.DataFrame | None = None,
    lower_values: pd.DataFrame | None = None,
) -> list[dict[str, Any]]:
    """Whether each effluent keeps the limits of the named class (出水达标判定).

    Parameters
    ----------
    values
        One row a plant (the index names it), one column a code [mg/L].
    rule
        What the plan demands. An item without an upper limit in that class (pH and dissolved oxygen, total nitrogen
        of rivers) is listed as ``not_judgeable`` unless the plan gives its limit.
    water_type
        Whose limit of total phosphorus holds.
    detection_limits, lower_values
        As in `app.assessment.attainment.attain`, in the shape of ``values``.

    Returns
    -------
    list of dict
        JSON ready, in the order of the rows: ``plant``, ``attainment`` (four states), ``items`` with ``value``,
        ``limit``, ``state``, ``multiple`` and a reason in both languages, ``excepted``, ``not_judgeable``, ``note``.

    Examples
    --------
    >>> rule = EffluentRule(4, ("w01018", "w21003", "w21001"), excepted=("w21001",))
    >>> table = pd.DataFrame({"w01018": [39.0], "w21003": [1.5], "w21001": [12.0]}, index=["县污水处理厂"])
    >>> answer = judge_effluents(table, rule)[0]
    >>> answer["attainment"], [(item["code"], item["multiple"]) for item in answer["items"]]
    ('missed', [('w01018', 0.3), ('w21003', None)])
    >>> judge_effluents(table.iloc[:0], rule)
    []
    """
    given = dict(rule.limits or {})
    codes = [code for code in dict.fromkeys(rule.items) if code not in rule.excepted]
    bounds = {code: given.get(code, _class_limit(code, rule.water_class, water_type)) for code in codes}
    judged = [code for code in codes if bounds[code] is not None]
    limits = np.array([bounds[code] for code in judged], dtype=np.float64)
    numbers = values.reindex(columns=judged).to_numpy(dtype=np.float64, na_value=np.nan)
    below = None if detection_limits is None else _aligned(detection_limits, values, judged, np.nan)
    least = np.zeros(numbers.shape) if lower_values is None else _aligned(lower_values, values, judged, 0.0)
    answer = judge_limits(numbers, limits, True, detection_limits=below, lower_values=least)
    multiples = cleaned(exceedance_multiples(numbers, judged, limits))
    open_items = [code for code in codes if code not in judged]
    found = []
    for row, plant in enumerate(map(str, values.index)):
        items = []
        for column, code in enumerate(judged):
            state = next(
                name for name in ("missed", "undeterminable", "missing", "met") if getattr(answer, name)[row, column]
            )
            items.append(_item(code, numbers[row, column], float(limits[column]), state, multiples[row, column]))
        state_name = STATES[answer.state[row]]
        found.append(
            {
                "plant": plant,
                "class": rule.water_class,
                "class_name": ("准" if rule.quasi else "") + NUMERALS[rule.water_class],
                "attainment": "met_on_n" if open_items and state_name == "met" else state_name,
                "items": items,
                "excepted": list(rule.excepted),
                "not_judgeable": open_items,
                "source": rule.source,
                "note_zh": "“准”类没有国家限值，按该类限值和方案所列指标评价。" if rule.quasi else None,
                "note_en": "A 'quasi' class has no national limits: those of the class, on the plan's items."
                if rule.quasi
                else None,
            }
        )
    return found


def _item(code: str, value: float, limit: float, state: str, multiple: float) -> dict[str, Any]:
    """One item of one effluent."""
    known = indicator_table()[code]
    texts = {
        "met": ("达标", "met"),
        "missed": (f"{value:g} mg/L，超过限值 {limit:g} mg/L", f"{value:g} mg/L, above the limit of {limit:g} mg/L"),
        "missing": ("未监测", "not measured"),
        "undeterminable": ("检出限高于限值，无法判定", "detection limit above the limit: cannot be judged"),
    }
    return {
        "code": code,
        "name_zh": known.zh,
        "name_en": known.en,
        "unit": known.unit,
        "value": shown_value(value, None),
        "limit": limit,
        "state": state,
        "multiple": shown_value(multiple, None),
        "reason_zh": texts[state][0],
        "reason_en": texts[state][1],
    }


def _class_limit(code: str, water_class: int, water_type: str) -> float | None:
    """The upper limit of the class; None where it has none."""
    limits = limits_of(code, water_type)
    return limits.classes[water_class - 1] if limits.direction == "le" else None


def _aligned(table: pd.DataFrame, values: pd.DataFrame, codes: Sequence[str], fill: float) -> Any:
    """A table in the rows and columns of the values."""
    found = table.reindex(index=values.index, columns=list(codes)).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(found), fill, found)
