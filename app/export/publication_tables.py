"""The tables of a publication, alike in Word and Excel (公开表格)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accountability.money import in_yuan
from app.accountability.words import month_words
from app.export.publication import (
    NOT_MONITORED,
    VERDICTS,
    MonitoredPlace,
    Publication,
    class_text,
    payer_sums,
    quarter_words,
    total_fen,
)

Cell = str | int
_UNSETTLED = "未定"


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table (公开表): a short name for a sheet, a title, heads, rows; ``fen`` are columns of money [fen]."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths_mm: tuple[float, ...]
    fen: tuple[int, ...] = ()
    total: bool = False


def published_tables(publication: Publication) -> list[PublishedTable]:
    """The tables of a publication in their order (公开表格): only those parts that are published.

    Examples
    --------
    >>> [table.name for table in published_tables(Publication("2020-05", "聊城市", 3, outfalls=()))]
    ['未达标断面', '入河排污口']
    """
    month = month_words(publication.month).zh
    tables = [PublishedTable(
        "未达标断面", f"{month}未达到考核目标的断面",
        ("断面", "所在河流", "县（市、区）", "目标", "水质类别", "主要超标指标", "缴纳金额"),
        tuple(
            (one.section, one.river or "", one.district or "", class_text(one.target_class),
             class_text(one.water_class), one.pollutants, _amount(one.payer, one.amount_fen))
            for one in publication.missed
        ), (25, 20, 23, 16, 19, 29, 24), (6,),
    )]  # fmt: skip
    if publication.open_sections:
        tables.append(PublishedTable(
            "无法判定断面", f"{month}无法判定的断面", ("断面", "所在河流", "县（市、区）", "原因"),
            tuple((one.section, one.river or "", one.district or "", one.reason) for one in publication.open_sections),
            (34, 30, 32, 60),
        ))  # fmt: skip
    sums = payer_sums(publication)
    if sums:
        rows: list[tuple[Cell, ...]] = [
            (
                one.payer,
                one.sections,
                one.open_count or "",
                one.total_fen if one.open_count < one.sections else _UNSETTLED,
            )
            for one in sums
        ]
        rows.append((
            "合计", sum(one.sections for one in sums), sum(one.open_count for one in sums) or "", total_fen(publication)
        ))  # fmt: skip
        tables.append(PublishedTable(
            "缴纳金额", f"{month}生态赔偿（补偿）金", ("缴纳单位", "断面数", "金额未定项", "金额"), tuple(rows),
            (60, 26, 30, 40), (3,), total=True,
        ))  # fmt: skip
    if publication.outfalls is not None:
        tables.append(_places("入河排污口", f"{month}入河排污口监测结果", "受纳水体", publication.outfalls))
    if publication.sources is not None:
        title = f"{quarter_words(publication.month)}“千吨万人”饮用水水源地监测结果"
        tables.append(_places("千吨万人水源地", title, "水源类型", publication.sources))
    return tables


def money_text(value: Cell) -> str:
    """A cell of a money column as text (金额文字).

    Examples
    --------
    >>> money_text(50_000_000), money_text("未定")
    ('500,000元', '未定')
    """
    return in_yuan(value) if isinstance(value, int) else value


def _amount(payer: str | None, amount_fen: int | None) -> Cell:
    """The sum; 未定 where a payer owes one that is not settled, empty where nobody owes."""
    return amount_fen if amount_fen is not None else _UNSETTLED if payer else ""


def _places(name: str, title: str, water: str, places: Sequence[MonitoredPlace]) -> PublishedTable:
    """Outfalls or sources."""
    return PublishedTable(
        name, title, ("名称", "编码", water, "县（市、区）", "采样日期", "执行标准", "结果", "超标指标"),
        tuple(
            (one.name, one.code or "", one.water or "", one.district or "", one.sampled_on or NOT_MONITORED,
             one.standard or "", VERDICTS[one.verdict], one.exceeded)
            for one in places
        ), (26, 20, 20, 18, 20, 20, 14, 18),
    )  # fmt: skip
