"""What weakens or ends a walk upstream: sections, sluices, pumps, borders (阻隔与停止).

Only a compliant section and a border cut; a closed sluice or a pump at rest weakens. The weights are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.errors import BreaksRule

BARRIER_KINDS: Final = (
    "compliant_section", "closed_sluice", "sluice_unknown", "pump_off", "pump_unknown", "border",
)  # fmt: skip
"""``sluice_unknown`` and ``pump_unknown``: the state in the window is not known; shown, and nothing is weakened."""
STOP_KINDS: Final = ("headwater", "outlet", *BARRIER_KINDS, "max_distance", "max_travel_time")
"""``headwater`` ends a branch upstream, ``outlet`` one downstream."""
STOP_WORDS: Final[dict[str, tuple[str, str]]] = {
    "headwater": ("河源", "Headwater"),
    "outlet": ("河网出口", "Outlet of the network"),
    "compliant_section": ("达标断面", "Compliant section"),
    "closed_sluice": ("关闭的闸坝", "Closed sluice"),
    "sluice_unknown": ("启闭状态未知的闸坝", "Sluice of unknown state"),
    "pump_off": ("停运的泵站", "Pump off"),
    "pump_unknown": ("运行状态未知的泵站", "Pump of unknown state"),
    "border": ("行政区边界", "Border"),
    "max_distance": ("达到距离上限", "Distance limit"),
    "max_travel_time": ("达到传播时间上限", "Travel time limit"),
}
"""What each of `STOP_KINDS` is called, Chinese and English."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """A place on a reach that weakens or cuts what lies above it (阻隔).

    Attributes
    ----------
    kind
        One of `BARRIER_KINDS`.
    layer, key, name
        The feature: a section, a sluice, a district's border (``layer`` ``districts``).
    row, measure_m
        Where it lies: row of the network, metres from the inlet of the row [m].
    weight
        What the leads above are multiplied by, 0 to 1; 0 cuts (达标断面, 行政区边界), above 0 only weakens.
    hours
        How long it was closed within the window [h]; None where it is not that kind, or not known.
    reason_zh, reason_en
        One sentence with the numbers and their source.
    """

    kind: str
    layer: str
    key: str
    name: str
    row: int
    measure_m: float
    weight: float
    hours: float | None
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a branch of a walk stopped or was weakened (停止点), and why.

    ``kind`` is one of `STOP_KINDS`; ``weight`` 0 where the branch ends here, else what the barrier multiplies by.
    ``distance_m`` along the river from the start [m], ``probable_h`` travel of the water from here to the start [h],
    None where it is not known. ``layer``, ``key`` and ``name`` are blank for headwaters and limits, where ``row`` and
    ``measure_m`` tell the place.
    """

    kind: str
    layer: str
    key: str
    name: str
    row: int
    measure_m: float
    distance_m: float
    probable_h: float | None
    weight: float
    hours: float | None
    reason_zh: str
    reason_en: str


def compliant_section_barrier(
    key: str,
    name: str,
    row: int,
    measure_m: float,
    *,
    value_zh: str,
    value_en: str,
    value_age_h: float | None,
    travel_h: float | None,
    weak_weight: float = 0.5,
) -> Barrier:
    """A section that met the limit of the indicator traced, in the same period (达标断面).

    It cuts (weight 0) where its value is not older than the water takes from it to the start: what is too much at the
    start then came in below it. An older value tells of water that has passed, so it only weakens; so does one whose
    age, or whose travel time, is not known.

    Parameters
    ----------
    value_zh, value_en
        The value against its limit, and when it was taken: 氨氮 0.42 mg/L ≤ 1.0 mg/L，2026年10月.
    value_age_h
        How long before the exceedance the value was taken [h]; 0 within one period (a month against the same month);
        None unknown.
    travel_h
        Probable travel from the section to the start [h], as a walk without barriers gives it; None or NaN unknown.
    weak_weight
        Weight of what lies above a weak stop [1]; ours.

    Examples
    --------
    >>> told = {"value_zh": "氨氮 0.42 mg/L ≤ 1.0 mg/L", "value_en": "NH3-N 0.42 mg/L <= 1.0 mg/L"}
    >>> compliant_section_barrier("S1", "甲桥", 3, 120.0, **told, value_age_h=2, travel_h=9.5).weight
    0.0
    >>> weak = compliant_section_barrier("S1", "甲桥", 3, 120.0, **told, value_age_h=30, travel_h=9.5)
    >>> weak.weight, weak.reason_zh
    (0.5, '氨氮 0.42 mg/L ≤ 1.0 mg/L；该值早于水流传播时间（30 小时 > 9.5 小时），只降权，不截断。')
    """
    _check_weight("weak_weight", weak_weight)
    known_h = travel_h if travel_h is not None and travel_h == travel_h else None
    if value_age_h == 0:
        weight = 0.0
        zh, en = f"{value_zh}；与超标同一时段，到此为止。", f"{value_en}; of the same period: the branch ends here."
    elif value_age_h is not None and known_h is not None and value_age_h <= known_h:
        weight = 0.0
        zh = f"{value_zh}；该值不早于水流传播时间（{value_age_h:.3g} 小时 ≤ {known_h:.3g} 小时），到此为止。"
        en = f"{value_en}; not older than the travel time ({value_age_h:.3g} h <= {known_h:.3g} h): the end."
    elif value_age_h is not None and known_h is not None:
        weight = weak_weight
        zh = f"{value_zh}；该值早于水流传播时间（{value_age_h:.3g} 小时 > {known_h:.3g} 小时），只降权，不截断。"
        en = f"{value_en}; older than the travel time ({value_age_h:.3g} h > {known_h:.3g} h): weakened, not cut."
    else:
        weight = weak_weight
        lacks_zh, lacks_en = ("传播时间", "the travel time") if value_age_h is not None else ("采样时间", "its age")
        zh = f"{value_zh}；{lacks_zh}未知，只降权，不截断。"
        en = f"{value_en}; {lacks_en} is not known: weakened, not cut."
    return Barrier("compliant_section", "sections", key, name, row, measure_m, weight, None, zh, en)


def closed_sluice_barrier(
    key: str,
    name: str,
    row: int,
    measure_m: float,
    *,
    hours_closed: float | None,
    window_h: float,
    leak_share: float = 0.1,
) -> Barrier | None:
    """A sluice that was closed for some hours of the window (关闭的闸坝); None where it was open throughout.

    Water from above passed while it was open, and leaked through while it was closed, so what is above weighs
    ``1 − (1 − leak_share)·hours_closed/window_h``: never 0, it does not cut. Where its state is not known it is shown
    with weight 1. The pool behind it is a lead of its own (旱季藏污纳垢、雨季零存整取), which this does not touch.

    Parameters
    ----------
    hours_closed
        Hours closed within the window [h], partly open ones not among them; None unknown.
    window_h
        Length of the window [h].
    leak_share
        Flow through the closed sluice over that through the open one [1], above 0; ours.

    Examples
    --------
    >>> gate = closed_sluice_barrier("Z1", "陈庄闸", 3, 120.0, hours_closed=36, window_h=48)
    >>> round(gate.weight, 3), gate.hours
    (0.325, 36)
    >>> gate.reason_zh
    '时段 48 小时内关闭 36 小时；上游来水只能在开启的 12 小时内通过，关闭时按渗漏份额 0.1 计（本系统设定）。'
    >>> closed_sluice_barrier("Z1", "陈庄闸", 3, 120.0, hours_closed=None, window_h=48).weight
    1.0
    >>> closed_sluice_barrier("Z1", "陈庄闸", 3, 120.0, hours_closed=0, window_h=48)
    """
    if hours_closed is None:
        zh = f"时段 {window_h:.4g} 小时内的启闭状态未知，不加减。"
        en = f"Its state in the window of {window_h:.4g} h is not known: nothing is weakened."
        return Barrier("sluice_unknown", "sluices", key, name, row, measure_m, 1.0, None, zh, en)
    weight = passing_share(hours_closed, window_h, leak_share)
    if hours_closed <= 0:
        return None
    open_h = max(window_h - hours_closed, 0.0)
    zh = (
        f"时段 {window_h:.4g} 小时内关闭 {hours_closed:.4g} 小时；上游来水只能在开启的 {open_h:.4g} 小时内通过，"
        f"关闭时按渗漏份额 {leak_share:g} 计（本系统设定）。"
    )
    en = (
        f"Closed for {hours_closed:.4g} h of a window of {window_h:.4g} h: water from above could pass in the "
        f"{open_h:.4g} h it was open, and leaks at a share of {leak_share:g} while closed (a setting of ours)."
    )
    return Barrier("closed_sluice", "sluices", key, name, row, measure_m, weight, hours_closed, zh, en)


def pump_off_barrier(
    key: str,
    name: str,
    row: int,
    measure_m: float,
    *,
    hours_off: float | None,
    window_h: float,
    leak_share: float = 0.1,
) -> Barrier | None:
    """A pump that stood still for some hours of the window (停运的泵站); None where it ran throughout.

    As `closed_sluice_barrier`: its gate leaks while it stands, and water may pass beside it.

    >>> pump_off_barrier("B1", "李庄泵站", 3, 120.0, hours_off=24, window_h=48, leak_share=0.2).weight
    0.6
    """
    if hours_off is None:
        zh = f"时段 {window_h:.4g} 小时内的运行状态未知，不加减。"
        en = f"Whether it ran in the window of {window_h:.4g} h is not known: nothing is weakened."
        return Barrier("pump_unknown", "sluices", key, name, row, measure_m, 1.0, None, zh, en)
    weight = passing_share(hours_off, window_h, leak_share)
    if hours_off <= 0:
        return None
    zh = f"时段 {window_h:.4g} 小时内停运 {hours_off:.4g} 小时，停运时按渗漏份额 {leak_share:g} 计（本系统设定）。"
    en = (
        f"Off for {hours_off:.4g} h of a window of {window_h:.4g} h; a share of {leak_share:g} passes meanwhile "
        "(a setting of ours)."
    )
    return Barrier("pump_off", "sluices", key, name, row, measure_m, weight, hours_off, zh, en)


def border_barrier(key: str, name: str, row: int, measure_m: float) -> Barrier:
    """The border of the district, beyond which others look (行政区边界): it cuts.

    >>> border_barrier("371502", "东昌府区", 3, 0.0).reason_zh
    '到达东昌府区边界，上游属其他行政区。'
    """
    zh = f"到达{name}边界，上游属其他行政区。"
    en = f"The border of {name} is reached; what lies above is of another district."
    return Barrier("border", "districts", key, name, row, measure_m, 0.0, None, zh, en)


def passing_share(hours_closed: float, window_h: float, leak_share: float) -> float:
    """Share of the window's water that a sluice let pass (过闸份额) [1]: all while open, ``leak_share`` while closed.

    >>> passing_share(12, 24, 0.1)
    0.55
    >>> passing_share(0, 0, 0.1)
    1.0
    """
    _check_weight("leak_share", leak_share)
    if not (window_h >= 0 and hours_closed >= 0):
        raise BreaksRule("时长不应小于 0。", "Hours must not be below 0.", parameter="hours_closed")
    share = min(hours_closed / window_h, 1.0) if window_h > 0 else float(hours_closed > 0)
    return 1 - (1 - leak_share) * share


def _check_weight(name: str, weight: float) -> None:
    """Refuse a weight that would cut, or raise."""
    if not 0 < weight <= 1:
        raise BreaksRule(
            f"{name} 应大于 0 且不大于 1。", f"{name} must be above 0 and not above 1.", parameter=name
        )  # fmt: skip
