"""An impact as a .docx: arrivals, sluices, emergency sites, whom to tell, where to sample (下游影响报告)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from docx.document import Document

from app.export.letters_values import clean_text
from app.export.report_layout import INTERNAL, add_heading, add_table, add_text, add_title, new_document, saved

_NUMBERS: Final = ("一", "二", "三", "四", "五", "六", "七", "八")
_KIND_ZH: Final = {
    "sections": "断面", "water_sources": "取水口", "protection_zones": "水源保护区", "lakes": "湖库",
}  # fmt: skip
_UNKNOWN: Final = "未知"
_SMALL_PT: Final = 10.5


def impact_docx(impact: Mapping[str, Any]) -> bytes:
    """An impact as .docx (下游影响报告); every page says 内部资料, for it names intakes, and that it is a model's.

    Parameters
    ----------
    impact
        As `app.uses.tracing.impact_keep.shown_impact` gives it.
    """
    document = new_document(internal_mark=clean_text(f"{INTERNAL}　{impact['caveat_zh']}"), of_all=True)
    title = clean_text(impact["title"])
    add_title(document, title)
    add_text(document, clean_text(impact["caveat_zh"]), align="center", font="楷体_GB2312")
    parts = [
        ("基本情况", _basics), ("到达时间与浓度", _arrivals), ("沿线闸坝", _sluices), ("可用应急空间", _sites),
        ("下游告知", _districts), ("加密监测", _sampling), ("计算依据与不足", _grounds),
    ]  # fmt: skip
    for number, (heading, write) in zip(_NUMBERS, parts, strict=False):
        add_heading(document, f"{number}、{heading}")
        write(document, impact)
    return saved(document, title)


def _basics(document: Document, impact: Mapping[str, Any]) -> None:
    """What entered, where, when."""
    asked = impact["question"]
    amounts = {
        "mass_kg": ("总量", "千克"), "rate_kg_per_h": ("排放速率", "千克/小时"), "duration_h": ("历时", "小时"),
        "flow_m3_per_s": ("下泄流量", "立方米/秒"),
    }  # fmt: skip
    told = [f"{zh}{asked[name]:g}{unit}" for name, (zh, unit) in amounts.items() if asked.get(name) is not None]
    where = f"位于{asked['river']}" if asked.get("river") else ""
    what = f"，污染物为{asked['indicator_zh']}" if asked.get("indicator_zh") else ""
    _line(
        document,
        f"{moment(asked['moment'])}，{asked['name']}（{where or '河段 ' + asked['reach']}）发生{asked['kind_zh']}{what}"
        + ("，" + "，".join(told) if told else "，数量未知") + "。",
    )  # fmt: skip
    _line(document, f"分析由{impact['made_by']}于{moment(impact['made_at'])}作出，编号 {impact['id']}。")


def _arrivals(document: Document, impact: Mapping[str, Any]) -> None:
    rows = []
    for one in impact["arrivals"]:
        peak = one["peak"]
        values = peak["concentration_mg_per_l"] if peak else None
        rows.append((
            one["name"], _KIND_ZH.get(one["layer"], ""), kilometres(one["distance_m"]),
            short_moment(one["arrival"]["early"]), short_moment(one["arrival"]["probable"]),
            short_moment(one["arrival"]["late"]),
            f"{values['probable']:g}（{values['low']:g}～{values['high']:g}）" if values else _UNKNOWN,
            short_moment(one["end"]),
        ))  # fmt: skip
    heads = ("名称", "类别", "距离 km", "前锋最早", "前锋可能", "前锋最晚", "峰值浓度 mg/L", "结束")
    _table(document, heads, rows, (29, 15, 13, 18, 18, 18, 27, 18), "下游没有断面、取水口、水源保护区和湖库。", (2, 6))
    for one in impact["arrivals"]:
        if one["peak"]:
            formula = one["peak"]["formula"]
            told = f"{formula}（HJ 2.3-2018）" if formula.startswith("E") else formula
            _line(document, f"{one['name']}：峰值公式 {told}，{one['peak']['validity_zh']}。")


def _sluices(document: Document, impact: Mapping[str, Any]) -> None:
    rows = [
        (one["name"], kilometres(one["distance_m"]), one["state_zh"], short_moment(one["close_before"]),
         one["operator"] or "", f"{one['storage_m3']:,.0f}" if one["storage_m3"] is not None else "")
        for one in impact["sluices"]
    ]  # fmt: skip
    heads = ("闸坝", "距离 km", "当时状态", "最迟关闭时刻", "管理单位", "拦蓄水量 m³")
    _table(document, heads, rows, (38, 16, 18, 30, 31, 23), "沿线没有闸坝。", (1, 5))


def _sites(document: Document, impact: Mapping[str, Any]) -> None:
    rows = [
        (one["name"], one["kind_zh"] or "", kilometres(one["distance_m"]),
         f"{one['volume_m3']:,.0f}" if one["volume_m3"] is not None else _UNKNOWN,
         f"{one['holds_flow_h']:g}" if one["holds_flow_h"] is not None else _UNKNOWN,
         one["owner"] or "", short_moment(one["usable_until"]))
        for one in impact["storage_sites"]
    ]  # fmt: skip
    heads = ("应急空间", "类型", "距离 km", "容积 m³", "可容来水 h", "权属单位", "最迟启用时刻")
    _table(document, heads, rows, (33, 17, 16, 20, 20, 26, 24), "沿线没有登记的应急空间。", (2, 3, 4))


def _districts(document: Document, impact: Mapping[str, Any]) -> None:
    for one in impact["districts"]:
        when = f"前锋最早{moment(one['arrival'])}到达" if one["arrival"] else "到达时间未知"
        word = "事发地" if one["is_origin"] else f"距离{kilometres(one['distance_m'])}千米，{when}"
        _line(document, f"{one['name']}（{word}）：告知{one['body_zh']}。")
    if not impact["districts"]:
        _line(document, "河段所在行政区未知，请核对后告知。")


def _sampling(document: Document, impact: Mapping[str, Any]) -> None:
    rows = [
        (one["name"], short_moment(one["from"]), short_moment(one["to"]),
         f"{one['every_h']:g}" if one["every_h"] is not None else _UNKNOWN)
        for one in impact["dense_sampling"]
    ]  # fmt: skip
    heads = ("断面", "开始", "结束", "每隔 h")
    _table(document, heads, rows, (60, 36, 36, 24), "下游没有断面。", (3,))


def _grounds(document: Document, impact: Mapping[str, Any]) -> None:
    for heading, name in (("采用", "assumed"), ("不足", "lacking")):
        for one in impact[name]:
            _line(document, f"{heading}：{one['zh']}。")
    rules = sorted({one["end_rule_zh"] for one in impact["arrivals"] if one["end_rule_zh"]})
    for rule in rules:
        _line(document, f"结束时刻：{rule}。")


def _table(
    document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float], empty: str,
    right: Sequence[int],
) -> None:  # fmt: skip
    """A table with its columns of numbers at the right, or a sentence where there is nothing to list."""
    if not rows:
        _line(document, empty)
        return
    cleaned = [[clean_text(str(cell)) for cell in row] for row in rows]
    add_table(document, heads, cleaned, widths_mm, right=right, size_pt=_SMALL_PT)


def _line(document: Document, text: str) -> None:
    add_text(document, clean_text(text), indent_chars=2)


def moment(iso: str | None) -> str:
    """An instant in words (时刻).

    >>> moment("2026-10-03T08:05+08:00"), moment(None)
    ('2026年10月3日8时5分', '未知')
    """
    if iso is None:
        return _UNKNOWN
    year, month, day = (int(part) for part in iso[:10].split("-"))
    return f"{year}年{month}月{day}日{int(iso[11:13])}时{int(iso[14:16])}分"


def short_moment(iso: str | None) -> str:
    """An instant for a table (时刻简写).

    >>> short_moment("2026-10-03T08:05+08:00"), short_moment(None)
    ('10-03 08:05', '未知')
    """
    return _UNKNOWN if iso is None else f"{iso[5:10]} {iso[11:16]}"


def kilometres(metres: float | None) -> str:
    """A distance in kilometres (公里数).

    >>> kilometres(1234.0), kilometres(None)
    ('1.2', '未知')
    """
    return _UNKNOWN if metres is None else f"{metres / 1000:.1f}"
