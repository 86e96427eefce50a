"""The paragraphs of a month's water-quality report, as text to paste (月报段落).

Shares are of the sections with a class; changes in percentage points are of the unrounded shares, so that they may
differ by 0.1 from the difference of the shown ones. The words for a change are the rule's (环办〔2011〕22号) and come
with the content; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.export.report_content import ATTAINMENT_ZH, Group, Pollutant, ReportContent, SectionLine
from app.export.report_figures import (
    Figure,
    Piece,
    count,
    decimal_text,
    exceeded,
    joined,
    month,
    multiple,
    name,
    paragraph,
    percent,
    versus,
    water_class,
)
from app.export.report_paragraphs_beside import cumulative, exemptions, lakes, rankings

_BANDS: Final = ((0, 3, "Ⅰ～Ⅲ类"), (3, 4, "Ⅳ类"), (4, 5, "Ⅴ类"), (5, 6, "劣Ⅴ类"))


def report_paragraphs(content: ReportContent) -> list[dict[str, Any]]:
    """The report's paragraphs (月报段落), each ``{id, title_zh, zh, facts}``.

    Returns
    -------
    list of dict
        ``facts``: every number of the text with its full ``value``, ``unit``, ``source`` (its place in the content)
        and its ``start`` and ``end`` in ``zh``. Parts that the content does not have are left out; what is known to
        be empty is said so.

    Examples
    --------
    >>> empty = ReportContent("2026-10", "某县", (), Group("某县", 0, (0,) * 6, None))
    >>> [(one["id"], one["zh"]) for one in report_paragraphs(empty)][0]
    ('overall', '2026年10月，某县没有参与评价的断面。')
    """
    parts = [
        _overall(content),
        _attainment(content),
        _groups("rivers", "主要河流水质状况", content.rivers),
        _groups("districts", "各县（市、区）水质状况", content.districts),
        _missed(content),
        _pollutants(content),
        lakes(content),
        rankings(content),
        cumulative(content),
        _not_judged(content),
        _critical(content),
        exemptions(content),
    ]
    return [part for part in parts if part is not None]


def shares(group: Group, source: str) -> list[Piece]:
    """How many sections are of which classes, and their shares (类别比例)."""
    counts = group.class_counts
    bands: list[list[Piece]] = [
        [
            f"{title}断面",
            count(sum(counts[first:last]), f"{source}.class_counts[{first}:{last}]"),
            "个，占",
            percent(sum(counts[first:last]), group.judged, f"{source}.class_counts[{first}:{last}]"),
        ]
        for first, last, title in _BANDS
    ]
    return joined(bands, "；")


def _overall(content: ReportContent) -> dict[str, Any]:
    """Sections judged, shares, level, changes."""
    overall = content.overall
    head: list[Piece] = [month(content.month), "，", name(content.place, "place")]
    if not overall.judged:
        empty = "没有参与评价的断面。" if not overall.sections else "没有能够判定类别的断面。"
        return paragraph("overall", "总体状况", [*head, empty])
    pieces: list[Piece] = [*head, "共有断面", count(overall.sections, "overall.sections"), "个，参与评价"]
    pieces += [count(overall.judged, "sum(overall.class_counts)"), "个。", *shares(overall, "overall"), "。"]
    if overall.level:
        own = f"（{water_class(overall.water_class)}）" if overall.water_class else ""
        pieces.append(f"水质状况总体为{overall.level}{own}。")
    for other, label, source in (
        (overall.last_month, "上月", "overall.last_month"), (overall.last_year, "上年同月", "overall.last_year"),
    ):  # fmt: skip
        pieces += [*versus(overall.class_counts, other, label, source), "。" if source.endswith("year") else "；"]
    return paragraph("overall", "总体状况", pieces)


def _attainment(content: ReportContent) -> dict[str, Any] | None:
    """How many sections attain their targets; those on fewer items apart."""
    states = [one.attainment for one in content.sections if one.attainment]
    if not states:
        return None
    pieces: list[Piece] = ["有考核目标的断面", count(len(states), "len(sections with attainment)"), "个，其中"]
    pieces += joined([
        [title, count(states.count(state), f"sections.attainment == {state}"), "个"]
        for state, title in ATTAINMENT_ZH.items()
    ])  # fmt: skip
    return paragraph("attainment", "达标情况", [*pieces, "。"])


def _groups(key: str, title: str, groups: Sequence[Group]) -> dict[str, Any] | None:
    """Rivers or districts, a line each."""
    if not groups:
        return None
    return paragraph(key, title, joined([_group(one, f"{key}[{one.name}]") for one in groups], "\n"))


def _group(group: Group, source: str) -> list[Piece]:
    """One river or district."""
    total = count(group.sections, f"{source}.sections")
    pieces: list[Piece] = [name(group.name, f"{source}.name"), "：监测断面", total]
    if not group.judged:
        return [*pieces, "个，无法判定。"]
    pieces.append("个")
    if group.judged < group.sections:
        pieces += ["（参与评价", count(group.judged, f"sum({source}.class_counts)"), "个）"]
    if group.water_class:
        pieces.append(f"，水质为{water_class(group.water_class)}")
    else:
        counts = group.class_counts
        pieces += ["，Ⅰ～Ⅲ类占", percent(sum(counts[:3]), group.judged, f"{source}.class_counts[0:3]")]
        pieces += ["，劣Ⅴ类占", percent(counts[5], group.judged, f"{source}.class_counts[5:6]")]
    if group.level:
        pieces.append(f"，水质状况为{group.level}")
    if group.pollutants:
        pieces += ["，主要污染指标为", *pollutants(group.pollutants, source)]
    for other, label in ((group.last_month, "上月"), (group.last_year, "上年同月")):
        if other is not None and other.wording:
            pieces.append(f"；与{label}相比，水质{other.wording}")
    return [*pieces, "。"]


def pollutants(found: Sequence[Pollutant], source: str) -> list[Piece]:
    """Main pollutants with the share of sections over Ⅲ, or with their multiples (主要污染指标)."""
    listed: list[list[Piece]] = []
    for one in found:
        place = f"{source}.pollutants[{one.name}]"
        label = name(one.name, place)
        if one.share_percent is not None:
            share = Figure(f"{decimal_text(one.share_percent, 1)}%", one.share_percent, f"{place}.share_percent", "%")
            listed.append([label, "（断面超标率", share, "）"])
        elif one.multiple is not None:
            listed.append([label, "（超Ⅲ类", multiple(one.multiple, f"{place}.multiple"), "倍）"])
        else:
            listed.append([label])
    return joined(listed)


def section_name(section: SectionLine, source: str) -> list[Piece]:
    """A section with its river and district: 聊位路桥断面（徒骇河，度假区）."""
    label = section.name if section.name.endswith("断面") else f"{section.name}断面"
    beside = "，".join(filter(None, (section.river, section.district)))
    return [name(label, f"{source}.name"), *(["（", name(beside, source), "）"] if beside else [])]


def _missed(content: ReportContent) -> dict[str, Any]:
    """Each section that missed, with its indicators over the target and over Ⅲ."""
    missed = [one for one in content.sections if one.attainment == "missed"]
    if not missed:
        return paragraph("missed", "未达标断面", ["本月没有未达到目标的断面。"])
    lines = []
    for one in missed:
        source = f"sections[{one.name}]"
        line = [*section_name(one, source), f"：水质为{water_class(one.water_class)}"]
        if one.target_class:
            line.append(f"，未达到{water_class(one.target_class)}目标")
        limit = water_class(one.target_class) if one.target_class else "目标"
        if one.over_target:
            line.append("，超标指标为")
            line += joined([exceeded(item, limit, f"{source}.over_target[{item.name}]") for item in one.over_target])
        if one.over_3 and one.target_class != 3:
            line.append("；与Ⅲ类标准相比，")
            line += joined([exceeded(item, "Ⅲ类", f"{source}.over_3[{item.name}]") for item in one.over_3])
        lines.append([*line, "。"])
    head: list[Piece] = ["未达到目标的断面", count(len(missed), "sections.attainment == missed"), "个。\n"]
    return paragraph("missed", "未达标断面", [*head, *joined(lines, "\n")])


def _pollutants(content: ReportContent) -> dict[str, Any] | None:
    """Main pollutants of the whole."""
    if not content.overall.judged:
        return None
    if not content.overall.pollutants:
        return paragraph("pollutants", "主要污染指标", ["本月没有主要污染指标。"])
    pieces = ["主要污染指标为", *pollutants(content.overall.pollutants, "overall"), "。"]
    return paragraph("pollutants", "主要污染指标", pieces)


def _not_judged(content: ReportContent) -> dict[str, Any] | None:
    """Sections without a class, with the reason."""
    found = [one for one in content.sections if one.water_class is None]
    if not found:
        return None
    lines = []
    for one in found:
        reason = (one.reason or "原因未录入").rstrip("。")
        lines.append([*section_name(one, f"sections[{one.name}]"), "：", name(reason, f"sections[{one.name}].reason")])
    head: list[Piece] = ["无法判定类别的断面", count(len(found), "sections.water_class is None"), "个："]
    return paragraph("not_judged", "未参与评价的断面", [*head, *joined(lines, "；"), "。"])


def _critical(content: ReportContent) -> dict[str, Any] | None:
    """Sections whose class rounding changed."""
    found = [one for one in content.sections if one.water_class and one.class_unrounded]
    found = [one for one in found if one.class_unrounded != one.water_class]
    if not found:
        return None
    lines: list[list[Piece]] = [
        [*section_name(one, f"sections[{one.name}]"),
         f"：修约后为{water_class(one.water_class)}，未修约为{water_class(one.class_unrounded)}"]
        for one in found
    ]  # fmt: skip
    return paragraph("critical", "临界断面", [*joined(lines, "；"), "。"])
