"""Colours, symbols and legend entries of the map, as data (配色与图例).

Hues of the classes are the official ones (blue, green, yellow, orange, red); the dark edge keeps them apart on paper
and for colour-blind readers, and the numeral is always written beside the colour.
"""

from __future__ import annotations

from typing import Any

COLOURS: dict[str, dict[str, str]] = {
    "paper": {"fill": "#F5F4EF", "edge": "#CFCBBF", "text": "#8A867A"},
    "water": {"fill": "#A9BFCC", "edge": "#7E98A8", "text": "#1D2730"},
    "ink": {"fill": "#1D2730", "edge": "#1D2730", "text": "#FFFFFF"},
    "soft_ink": {"fill": "#5B6772", "edge": "#3C4650", "text": "#FFFFFF"},
    "accent": {"fill": "#0B5A78", "edge": "#073C50", "text": "#FFFFFF"},
    "class_1": {"fill": "#2B78D4", "edge": "#14498A", "text": "#FFFFFF"},
    "class_2": {"fill": "#2B78D4", "edge": "#14498A", "text": "#FFFFFF"},
    "class_3": {"fill": "#2E9E57", "edge": "#175C31", "text": "#FFFFFF"},
    "class_4": {"fill": "#F3C51B", "edge": "#8A6C00", "text": "#1D2730"},
    "class_5": {"fill": "#F0851A", "edge": "#8C4700", "text": "#1D2730"},
    "class_6": {"fill": "#D32F3A", "edge": "#7C141B", "text": "#FFFFFF"},
    "class_0": {"fill": "#9AA3AB", "edge": "#5B6772", "text": "#1D2730"},
    "black_odorous": {"fill": "#6B4A6E", "edge": "#432C45", "text": "#FFFFFF"},
    "zone": {"fill": "#0F5E5C", "edge": "#0A403F", "text": "#FFFFFF"},
    "problem": {"fill": "#D32F3A", "edge": "#7C141B", "text": "#FFFFFF"},
    "overdue": {"fill": "#F0A81A", "edge": "#8C6200", "text": "#1D2730"},
}


def entry(value: str, zh: str, en: str, colour: str, **more: Any) -> dict[str, Any]:
    """One line of a legend: the value it stands for, its words, its colour token, and what else the symbol needs."""
    return {"value": value, "zh": zh, "en": en, "colour": colour, **more}


CLASS_LEGEND = (
    entry("1-2", "Ⅰ–Ⅱ类 优", "Class I–II, excellent", "class_2", numeral="Ⅱ"),
    entry("3", "Ⅲ类 良好", "Class III, good", "class_3", numeral="Ⅲ"),
    entry("4", "Ⅳ类 轻度污染", "Class IV, lightly polluted", "class_4", numeral="Ⅳ"),
    entry("5", "Ⅴ类 中度污染", "Class V, moderately polluted", "class_5", numeral="Ⅴ"),
    entry("6", "劣Ⅴ类 重度污染", "Worse than class V, heavily polluted", "class_6", numeral="劣Ⅴ"),
    entry("0", "无法判定", "Not judged", "class_0", numeral="—", pattern="hatch"),
)
ATTAINMENT_LEGEND = (
    entry("met", "达标", "Met", "ink", ring="solid"),
    entry("missed", "未达标", "Missed", "problem", ring="double_notched"),
    entry("met_on_n", "所测项目达标", "Met on the items measured", "soft_ink", ring="thin"),
    entry("undetermined", "无法判定", "Undetermined", "class_0", ring="dashed"),
)
