"""The report's paragraphs on lakes, rankings, the year so far and exemptions (月报其他段落)."""

from __future__ import annotations

from typing import Any, Final

from app.accountability.words import month_words
from app.export.report_content import ATTAINMENT_ZH, Exempted, Lake, RankedPlace, Ranking, ReportContent
from app.export.report_figures import (
    Figure,
    Piece,
    count,
    decimal_text,
    joined,
    name,
    paragraph,
    percent,
    versus,
    water_class,
)

_ALL_SHOWN: Final = 10
_ENDS_SHOWN: Final = 3


def lakes(content: ReportContent) -> dict[str, Any] | None:
    """Lakes and reservoirs with class and trophic state (湖库)."""
    if not content.lakes:
        return None
    return paragraph("lakes", "湖库水质和营养状态", joined([_lake(one) for one in content.lakes], "\n"))


def rankings(content: ReportContent) -> dict[str, Any] | None:
    """Rankings, each over equal sets of indicators (排名)."""
    found = [one for one in content.rankings if one.rows]
    if not found:
        return None
    return paragraph("ranking", "水质指数排名", joined([_ranking(one) for one in found], "\n"))


def cumulative(content: ReportContent) -> dict[str, Any] | None:
    """The year's months together (累计)."""
    group = content.cumulative
    if group is None:
        return None
    first, last = content.cumulative_from or f"{content.month[:4]}-01", content.month
    year = month_words(first).zh
    span = year if first == last else f"{year.removesuffix('月')}～{int(last[5:])}月"
    pieces: list[Piece] = [Figure(span, f"{first}/{last}", "cumulative_from, month")]
    if not group.judged:
        return paragraph("cumulative", "累计水质状况", [*pieces, "没有能够判定类别的断面。"])
    counts = group.class_counts
    pieces += ["，参与评价断面", count(group.judged, "sum(cumulative.class_counts)"), "个，Ⅰ～Ⅲ类占"]
    pieces += [percent(sum(counts[:3]), group.judged, "cumulative.class_counts[0:3]"), "，劣Ⅴ类占"]
    pieces += [percent(counts[5], group.judged, "cumulative.class_counts[5:6]")]
    pieces.append(f"，水质状况总体为{group.level}。" if group.level else "。")
    pieces += [*versus(counts, group.last_year, "上年同期", "cumulative.last_year"), "。"]
    return paragraph("cumulative", "累计水质状况", pieces)


def exemptions(content: ReportContent) -> dict[str, Any] | None:
    """Both results of every exemption, before and after (免考与扣除)."""
    if not content.exemptions:
        return None
    lines = [_exempted(one) for one in content.exemptions]
    return paragraph("exemptions", "免考与扣除前后结果", joined(lines, "\n"))


def _lake(lake: Lake) -> list[Piece]:
    """One lake."""
    source = f"lakes[{lake.name}]"
    pieces: list[Piece] = [name(lake.name, f"{source}.name"), f"：水质为{water_class(lake.water_class)}"]
    if not lake.water_class:
        pieces = [name(lake.name, f"{source}.name"), "：水质类别无法判定"]
    if lake.level:
        pieces.append(f"，水质状况为{lake.level}")
    if lake.trophic_index is not None:
        index = Figure(decimal_text(lake.trophic_index, 1), lake.trophic_index, f"{source}.trophic_index")
        pieces += ["；综合营养状态指数为", index, f"，{lake.trophic_level}" if lake.trophic_level else ""]
    else:
        reason = (lake.trophic_reason or "营养状态无法判定").rstrip("。")
        pieces += ["；", name(reason, f"{source}.trophic_reason")]
    return [*pieces, "。"]


def _ranking(ranking: Ranking) -> list[Piece]:
    """One ranking: all places, or the first and last three of many."""
    rows = ranking.rows
    source = f"rankings[{ranking.title}]"
    items = Figure(str(ranking.item_count), ranking.item_count, f"{source}.item_count", "项")
    pieces: list[Piece] = [name(ranking.title, f"{source}.title"), "（按", items, "项指标，由好到差）："]
    if len(rows) <= _ALL_SHOWN:
        return [*pieces, *joined([_place(row, source) for row in rows]), "。"]
    best = joined([_place(row, source) for row in rows[:_ENDS_SHOWN]])
    worst = joined([_place(row, source) for row in rows[-_ENDS_SHOWN:]])
    total = count(len(rows), f"len({source}.rows)")
    return [*pieces, "共", total, "个，靠前的为", *best, "；靠后的为", *worst, "。"]


def _place(row: RankedPlace, source: str) -> list[Piece]:
    """One place: 第1名东阿县（指数4.1234，同比下降3.2%）."""
    place = f"{source}.rows[{row.name}]"
    rank = Figure(str(row.rank), row.rank, f"{place}.rank")
    pieces: list[Piece] = ["第", rank, "名", name(row.name, f"{place}.name")]
    pieces += ["（指数", Figure(decimal_text(row.index, 4), row.index, f"{place}.index")]
    change = row.change_percent
    if change is not None:
        word = "上升" if change > 0 else "下降"
        if change:
            shown = Figure(f"{decimal_text(abs(change), 1)}%", change, f"{place}.change_percent", "%")
            pieces += [f"，同比{word}", shown]
        else:
            pieces.append("，同比持平")
    return [*pieces, "）"]


def _exempted(one: Exempted) -> list[Piece]:
    """One exemption, with its document and both results."""
    source = f"exemptions[{one.section}]"
    label = one.section if one.section.endswith("断面") else f"{one.section}断面"
    pieces: list[Piece] = [name(label, f"{source}.section"), "：", name(one.indicator, f"{source}.indicator")]
    pieces += ["因", name(one.reason, f"{source}.reason"), "免考或扣除（"]
    pieces += [name(one.document, f"{source}.document"), "），"]
    return [
        *pieces,
        f"处理前为{water_class(one.class_before)}、{ATTAINMENT_ZH[one.attainment_before]}，"
        f"处理后为{water_class(one.class_after)}、{ATTAINMENT_ZH[one.attainment_after]}。",
    ]
