"""The sentences of the network's faults, in Chinese and English (河网故障)."""

from __future__ import annotations

from typing import Any, Final, SupportsInt

from app.errors import Fault, Severity
from app.network.arrays import Floats, Texts

SENTENCES: Final[dict[str, tuple[Severity, str, str]]] = {
    "key_missing": (
        "error",
        "第 {line} 行河段没有编码；请补上编码。",
        "The reach in row {line} has no key; give it one.",
    ),
    "key_repeated": (
        "error",
        "河段编码“{key}”重复 {count} 次；请改为各不相同的编码。",
        "The reach key {key} occurs {count} times; make the keys different.",
    ),
    "geometry_missing": (
        "error",
        "河段“{key}”没有图形，不参与连通；请补画。",
        "Reach {key} has no geometry and is joined to nothing; draw it.",
    ),
    "not_a_line": (
        "error",
        "河段“{key}”的图形是 {kind}，不是线，不参与连通。",
        "Reach {key} is a {kind}, not a line, and is joined to nothing.",
    ),
    "multi_part": (
        "warning",
        "河段“{key}”由互不相接的 {count} 段组成，各段分别入网，统计时只计一次。",
        "Reach {key} has {count} parts that do not join; they enter the network apart and are counted once.",
    ),
    "zero_length": (
        "warning",
        "河段“{key}”长度为零；请检查图形。",
        "Reach {key} has no length; check its geometry.",
    ),
    "self_loop": (
        "error",
        "河段“{key}”的起点和终点相接，自成一圈；请在中间断开。",
        "Reach {key} ends where it begins; split it.",
    ),
    "cycle": (
        "warning",
        "水流成环，共 {count} 个河段：{names}；请检查流向，环内按整体计算。",
        "The flow runs in a cycle of {count} reaches: {names}; check the directions. The cycle is taken as a whole.",
    ),
    "geometry_repeated": (
        "warning",
        "河段“{key}”与“{other}”图形相同；请删去一个。",
        "Reaches {key} and {other} have the same geometry; remove one.",
    ),
    "gap": (
        "warning",
        "河段“{key}”的一端与“{other}”的一端相距 {distance:.1f} 米，未相接；请检查是否应当连通。",
        "An end of reach {key} is {distance:.1f} m from an end of {other} and does not join it; check it.",
    ),
    "end_inside": (
        "warning",
        "河段“{key}”的一端落在“{other}”的中间（相距 {distance:.1f} 米），那里没有断点，未相接；请在该处断开“{other}”。",
        "An end of reach {key} lies {distance:.1f} m from the middle of {other}, where there is no junction; "
        "split {other} there.",
    ),
    "no_way_out": (
        "warning",
        "河段 {names} 在此相向汇合，却没有河段流出；如不是入湖入海口，请检查流向。",
        "Reaches {names} run into each other here and none leaves; check the directions unless this is a mouth.",
    ),
    "no_way_in": (
        "warning",
        "河段 {names} 都从此处流出，却没有河段流入；请检查流向。",
        "Reaches {names} all leave from here and none arrives; check the directions.",
    ),
    "drawn_reversed": (
        "warning",
        "河段“{key}”的画法与上下游相反；请反转其方向。",
        "Reach {key} is drawn against its neighbours; reverse it.",
    ),
    "direction_unknown": (
        "warning",
        "河段“{key}”的流向“{value}”不认识，按画线方向处理。",
        "The direction {value} of reach {key} is not known; it is taken as digitised.",
    ),
    "dangling_to_key": (
        "warning",
        "河段“{key}”的下游编码“{value}”不存在；按出口处理。",
        "Reach {key} flows to {value}, which is not there; it is taken as an outlet.",
    ),
    "length_unknown": (
        "warning",
        "{count} 个河段没有图形或 length_m，长度按 0 处理，距离不可用。",
        "{count} reaches have neither geometry nor length_m; their length is taken as 0, so distances are not usable.",
    ),
    "river_disagrees": (
        "warning",
        "{title}“{key}”属于“{river}”，离它最近的却是“{other}”的河段“{reach}”（{distance:.0f} 米）；"
        "已按河名接到 {distance_by_name:.0f} 米外的河段。",
        "{title_en} {key} is on {river}, but the nearest reach is {reach} of {other} ({distance:.0f} m); "
        "it was put on the river of its name, {distance_by_name:.0f} m away.",
    ),
    "river_not_near": (
        "warning",
        "{title}“{key}”所属“{river}”在 {limit:.0f} 米内没有河段；"
        "已接到最近的河段“{reach}”（{other}，{distance:.0f} 米）。",
        "No reach of {river} lies within {limit:.0f} m of {title_en} {key}; "
        "it was put on the nearest reach {reach} ({other}, {distance:.0f} m).",
    ),
    "travel_time_unknown": (
        "warning",
        "{count} 个河段的传播时间未知（途中缺少流速），未列入按时间限定的结果。",
        "The travel time to {count} reaches is not known (no velocity on the way); "
        "they are left out of an answer limited by time.",
    ),
    "too_far_from_reach": (
        "warning",
        "{title}“{key}”离最近的河段超过 {limit:.0f} 米，未接入河网。",
        "{title_en} {key} is more than {limit:.0f} m from any reach and is not on the network.",
    ),
}


def fault_at(
    code: str,
    row: SupportsInt | None,
    keys: Texts | None,
    place: Floats | None = None,
    *,
    field: str | None = None,
    **parts: Any,
) -> Fault:
    """The fault of that code, worded for one row; ``place`` is (lon, lat) [degree]."""
    severity, zh, en = SENTENCES[code]
    key = None if row is None or keys is None else str(keys[int(row)])
    parts = {"key": key, "line": None if row is None else int(row) + 1} | parts
    return Fault(
        code,
        zh.format(**parts),
        en.format(**parts),
        severity,
        row=None if row is None else int(row) + 1,
        field=field,
        key=key,
        lon=None if place is None else round(float(place[0]), 7),
        lat=None if place is None else round(float(place[1]), 7),
    )


def name_list(names: list[str], most: int = 20) -> str:
    """The names joined by commas, the rest counted."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} … ({len(names)})"
