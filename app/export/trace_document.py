"""A trace as .docx (溯源排查线索文档), from what may be shown of it, with the caveat on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from docx.document import Document

from app.assessment.rounding import shown_value
from app.export.letters_values import clean_text
from app.export.report_layout import add_heading, add_table, add_text, add_title, new_document, saved

MOST_FACTORS: Final = 10
"""Of so many leads the factors are written out, the first ones in their order."""
NUMBERS: Final = ("一", "二", "三", "四", "五", "六", "七")
_SMALL_PT: Final = 10.5
_Layout = tuple[Sequence[str], Sequence[float], Sequence[int]]  # heads, widths [mm], columns of numbers
_LEADS: Final[_Layout] = (
    ("序", "排查线索", "类别", "河段", "距离/km", "传播时间/h", "份额", "证据", "状态"),
    (8, 35, 19, 18, 14, 20, 12, 16, 14),
    (0, 4, 5, 6),
)
_FACTORS: Final[_Layout] = (("因子", "取值", "依据", "来源"), (20, 14, 82, 40), (1,))
_STRETCHES: Final[_Layout] = (
    ("区间", "增量", "90%区间", "已知负荷", "未解释", "单位"),
    (50, 19, 32, 20, 20, 15),
    (1, 2, 3, 4),
)
_STOPS: Final[_Layout] = (("类型", "名称", "距离/km", "权重", "说明"), (22, 28, 14, 12, 80), (2, 3))
_POINTS: Final[_Layout] = (("序", "河段", "预计排除", "过水时段", "到达方式"), (8, 20, 20, 50, 58), (0, 2))
_TASKS: Final[_Layout] = (("编号", "线索", "排查人", "时限", "状态"), (14, 54, 30, 28, 30), (0,))


def trace_docx(shown: Mapping[str, Any], address: str = "") -> bytes:
    """A trace as .docx (溯源文档).

    Parameters
    ----------
    shown
        `app.uses.tracing.trace_showing.show_trace`: names and chains as the level of evidence lets them be shown.
    address
        Where the trace is found again.
    """
    document = new_document(internal_mark=shown["caveat_zh"], of_all=True)
    title = clean_text(f"{shown['title']}溯源排查线索")
    add_title(document, title)
    add_text(document, f"（{shown['caveat_zh']}）", align="center")
    add_text(document, "")
    parts = [
        ("溯源问题", _question), ("排查线索（按排查优先序）", _leads), ("区间增量", _stretches), ("停止点", _stops),
        ("下一步采样点", _points), ("各层假定与缺项", _levels), ("排查任务", _tasks),
    ]  # fmt: skip
    for number, (heading, write) in zip(NUMBERS, parts, strict=True):
        add_heading(document, f"{number}、{heading}")
        write(document, shown)
    add_text(document, "")
    state = {"open": "未结案", "closed": "已结案"}[shown["state"]]
    made = shown["made_at"][:10]
    add_text(
        document, clean_text(f"溯源编号 {shown['id']}，{shown['made_by']} 于 {made} 作出，{state}。"), indent_chars=2
    )
    if address:
        add_text(document, clean_text(f"查阅：{address}"), indent_chars=2)
    return saved(document, title)


def _say(document: Document, text: str, *, keep_next: bool = False) -> None:
    add_text(document, clean_text(text), indent_chars=2, keep_next=keep_next)


def _table(document: Document, layout: _Layout, rows: Sequence[Sequence[Any]]) -> None:
    heads, widths, right = layout
    cells = [[clean_text("" if cell is None else str(cell)) for cell in row] for row in rows]
    add_table(document, heads, cells, widths, right=right, size_pt=_SMALL_PT)


def _question(document: Document, shown: Mapping[str, Any]) -> None:
    question = shown["question"]
    unit = f" {question['unit']}" if question["unit"] else ""
    month = question["month"]
    when = f"{month[:4]}年{int(month[5:])}月" if month else _minute(question["moment"])
    parts = [f"起点：{question['name']}。时段：{when}。指标：{question['indicator_zh']}。"]
    if question["value"] is not None:
        parts.append(f"监测值 {_text(question['value'], 3)}{unit}。")
    limit = question["limit"]
    if limit is not None:
        told = f"{limit[0]:g}–{limit[1]:g}" if isinstance(limit, (list, tuple)) else f"{limit:g}"
        parts.append(f"{question['limit_zh']}限值 {told}{unit}。")
    if question["multiple"] is not None:
        parts.append(f"超标 {_text(question['multiple'], 2)} 倍。")
    if question["decay"] is not None:
        parts.append(f"衰减系数 {question['decay']['k_per_d']:g} /d（{question['decay']['source']}）。")
    _say(document, "".join(parts))
    for note in shown["notes"]:
        _say(document, note["zh"])
    level = shown["level"]
    _say(document, f"证据层级：达到 {level['reached']}（{level['words_zh']}），要求 {level['asked']}。")


def _leads(document: Document, shown: Mapping[str, Any]) -> None:
    leads = shown["leads"]
    if not leads:
        _say(document, "搜索范围内没有线索。")
        return
    _table(
        document, _LEADS,
        [
            (
                lead["rank"], lead["shown_name_zh"], lead["kind_zh"], lead["reach"], _km(lead["distance_m"]),
                _span(lead["early_h"], lead["late_h"]), _share(lead), lead["words_zh"],
                lead["state_zh"],
            )
            for lead in leads
        ],
    )  # fmt: skip
    for lead in leads[:MOST_FACTORS]:
        add_text(document, "", line_pt=12)
        chain = _chain(lead["chain"])
        words = dict.fromkeys((lead["words_zh"], lead["state_zh"]))
        told = "。" if chain is None else f"。链条：{chain}。"
        _say(document, f"{lead['rank']}. {lead['shown_name_zh']}（{'，'.join(words)}）{told}", keep_next=True)
        if not lead["is_named"]:
            _say(document, "证据未达到 L2，只列编号和河段。", keep_next=True)
        _table(
            document, _FACTORS,
            [(one["zh"], _text(one["value"], 3), one["evidence_zh"], one["source"]) for one in lead["factors"]],
        )  # fmt: skip
    if len(leads) > MOST_FACTORS:
        _say(document, f"其余 {len(leads) - MOST_FACTORS} 条线索的因子见系统。")


def _share(lead: Mapping[str, Any]) -> str:
    """A lead's share in percent, to a tenth below ten; a dash where a verdict excluded it.

    >>> [_share({"share": share, "state": "open"}) for share in (0.981, 0.0312, 0.0001)]
    ['98%', '3.1%', '<0.1%']
    """
    percent = 100 * lead["share"]
    if lead["state"] == "excluded":
        return "—"
    return f"{percent:.0f}%" if percent >= 10 else f"{percent:.1f}%" if percent >= 0.05 else "<0.1%"


def _chain(chain: Mapping[str, Any] | None) -> str | None:
    """受纳水体—排污口—排污通道—排污单位 in one line."""
    if not chain:
        return None
    outfall = chain.get("outfall")
    parts = [
        chain.get("water"),
        outfall["name"] if outfall else None,
        "、".join(one["name"] for one in chain.get("channels") or ()),
        "、".join(one["name"] for one in chain.get("dischargers") or ()),
    ]
    return "—".join(str(part) for part in parts if part)


def _stretches(document: Document, shown: Mapping[str, Any]) -> None:
    if not shown["stretches"]:
        _say(document, "未作质量平衡，理由见“各层假定与缺项”。")
        return
    rows = []
    for one in shown["stretches"]:
        above = "、".join(section["name"] for section in one["from_sections"]) or "河源"
        unit = "占下断面通量比例" if one["is_relative"] else one["unit"]
        rows.append(
            (
                f"{above}→{one['to_name']}", _text(one["increment"]), _span(one["low"], one["high"]),
                _text(one["known"]), _text(one["unexplained"]), unit,
            )
        )  # fmt: skip
    _table(document, _STRETCHES, rows)
    for note in dict.fromkeys(note["zh"] for one in shown["stretches"] for note in one["notes"]):
        _say(document, note)


def _stops(document: Document, shown: Mapping[str, Any]) -> None:
    if not shown["stops"]:
        _say(document, "没有停止点。")
        return
    _table(
        document, _STOPS,
        [
            (one["kind_zh"], one["name"] or one["reach"], _km(one["distance_m"]), _text(one["weight"], 3),
             one["reason_zh"])
            for one in shown["stops"]
        ],
    )  # fmt: skip


def _points(document: Document, shown: Mapping[str, Any]) -> None:
    if not shown["sampling_points"]:
        _say(document, "没有能进一步区分线索的采样点。")
        return
    rows = []
    for one in shown["sampling_points"]:
        window = one["window"]
        when = "传播时间未知" if window is None else f"{_minute(window['from'])} 至 {_minute(window['to'])}"
        rows.append(
            (one["n"], one["reach"], f"{100 * one['expected_share_excluded']:.0f}%", when, one["reachable_zh"])
        )  # fmt: skip
    _table(document, _POINTS, rows)


def _levels(document: Document, shown: Mapping[str, Any]) -> None:
    for level in shown["levels"]:
        reached = "达到" if level["reached"] else "未达到"
        assumed = "".join(one["zh"] for one in level["assumed"]) or "无。"
        lacking = "".join(one["zh"] for one in level["lacking"]) or "无。"
        _say(document, f"{level['id']}（{reached}）假定：{assumed}缺项：{lacking}")


def _tasks(document: Document, shown: Mapping[str, Any]) -> None:
    names = {lead["id"]: lead["shown_name_zh"] for lead in shown["leads"]}
    if not shown["investigations"]:
        _say(document, "尚未下达排查任务。")
        return
    _table(
        document, _TASKS,
        [
            (one["id"], names.get(one["lead"], one["lead"]), one["inspector"], one["due"], one["state_zh"])
            for one in shown["investigations"]
        ],
    )  # fmt: skip


def _text(value: float | None, decimals: int = 2) -> str:
    """A number without zeros at its end; a dash where it is not known.

    >>> _text(1.50), _text(None), _text(1088.64)
    ('1.5', '—', '1088.64')
    """
    return "—" if value is None else f"{shown_value(value, decimals):.10g}"


def _km(distance_m: float | None) -> str:
    return _text(None if distance_m is None else distance_m / 1000)


def _span(low: float | None, high: float | None) -> str:
    """Two numbers as a span; one dash where neither is known."""
    return "—" if low is None and high is None else f"{_text(low, 1)}～{_text(high, 1)}"


def _minute(text: str) -> str:
    return text[:16].replace("T", " ")
