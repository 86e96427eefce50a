"""Units of concentrations as files write them, to the unit used inside (浓度单位换算)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.assessment.indicators import Indicator

_PER_MG_PER_L: Final[dict[str, float]] = {
    "mg/l": 1.0,
    "ppm": 1.0,
    "g/m3": 1.0,
    "μg/ml": 1.0,
    "μg/l": 1e-3,
    "ug/l": 1e-3,
    "mg/m3": 1e-3,
    "ppb": 1e-3,
    "ng/ml": 1e-3,
    "ng/l": 1e-6,
    "g/l": 1e3,
    "kg/m3": 1e3,
}
_WITHOUT: Final = frozenset({"", "无量纲", "ph", "-", "无", "ph单位", "dimensionless", "su", "s.u."})
_DEGREES: Final = frozenset({"℃", "°c", "c", "deg_c", "degc", "deg c", "摄氏度", "celsius"})
_PER_LITRE: Final[dict[str, float]] = {
    "个/l": 1.0,
    "mpn/l": 1.0,
    "cfu/l": 1.0,
    "个/100ml": 10.0,
    "mpn/100ml": 10.0,
    "cfu/100ml": 10.0,
    "cts/100ml": 10.0,
}


def unit_factor(indicator: Indicator, unit: str) -> float | None:
    """What a number in ``unit`` is multiplied by to be in the indicator's own unit (换算系数).

    Returns
    -------
    float or None
        None where the unit is of another kind, so that nothing may be converted silently. An empty unit is
        taken as the indicator's own.

    Examples
    --------
    >>> from app.assessment.indicators import indicator_table
    >>> mercury, ph = indicator_table()["w20111"], indicator_table()["w01001"]
    >>> unit_factor(mercury, "μg/L"), unit_factor(mercury, "ng/L"), unit_factor(ph, "无量纲"), unit_factor(ph, "mV")
    (0.001, 1e-06, 1.0, None)
    >>> unit_factor(indicator_table()["x:total_coliforms"], "个/L")
    0.1
    """
    written, own = folded_unit(unit), folded_unit(indicator.unit)
    if not written or written == own:
        return 1.0
    if own == "mg/l":
        return _PER_MG_PER_L.get(written)
    if own in _PER_LITRE:
        return _PER_LITRE[written] / _PER_LITRE[own] if written in _PER_LITRE else None
    if own in _DEGREES:
        return 1.0 if written in _DEGREES else None
    if not own:
        return 1.0 if written in _WITHOUT else None
    return None


def folded_unit(unit: str) -> str:
    """A unit as units are compared: NFKC, small letters, no blanks, Greek μ, litre as ``l``."""
    text = unicodedata.normalize("NFKC", unit).casefold().strip()
    text = re.sub(r"\s+", "", text).replace("µ", "μ").replace("毫克/升", "mg/l").replace("微克/升", "μg/l")
    text = text.replace("升", "l").replace("m³", "m3").replace("·l-1", "/l").replace("l-1", "/l")
    return "μg/l" if text == "ug/l" else text
