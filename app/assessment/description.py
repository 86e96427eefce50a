"""An indicator as answers describe it (指标说明)."""

from __future__ import annotations

from typing import Any

from app.assessment.indicators import indicator_table
from app.assessment.limits import class_limits, limits_of


def describe(code: str, water_type: str) -> dict[str, Any]:
    """An indicator's names, unit, decimals and limits, JSON ready (指标说明).

    ``limits`` are Ⅰ–Ⅴ, ``[lower, upper]`` pairs for pH, None where there are none.

    Examples
    --------
    >>> describe("w21011", "lake_or_reservoir")["limits"], describe("x:ag_sol", "river")["name_zh"]
    ([0.01, 0.025, 0.05, 0.1, 0.2], 'ag_sol')
    """
    known = indicator_table().get(code)
    limits = limits_of(code, water_type) if code in class_limits()["river"] else None
    bounds: Any = None
    if limits is not None and limits.direction == "range":
        bounds = [[limits.lower, limits.upper]] * 5
    elif limits is not None and limits.classes:
        bounds = list(limits.classes)
    return {
        "code": code,
        "name_zh": known.zh if known else code.removeprefix("x:"),
        "name_en": known.en if known else code.removeprefix("x:"),
        "symbol": known.symbol if known else code.removeprefix("x:"),
        "unit": known.unit if known else None,
        "decimals": known.decimals if known else None,
        "direction": limits.direction if limits else "none",
        "limits": bounds,
    }
