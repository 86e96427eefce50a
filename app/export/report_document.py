"""The month's report as .docx: its paragraphs and the table of sections (月报文档)."""

from __future__ import annotations

from app.accountability.words import month_words
from app.export.letters_values import clean_text
from app.export.report_content import ATTAINMENT_ZH, ReportContent, SectionLine
from app.export.report_figures import water_class
from app.export.report_layout import INTERNAL, add_heading, add_table, add_text, add_title, new_document, saved
from app.export.report_paragraphs import report_paragraphs

_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四")
_HEADS = ("断面", "河流", "县（市、区）", "目标", "本月", "上月", "上年同月", "达标情况", "超标指标")
_WIDTHS_MM = (24, 17, 19, 14, 15, 15, 15, 17, 20)


def report_title(content: ReportContent) -> str:
    """The report's title (月报标题).

    Examples
    --------
    >>> from app.export.report_content import Group
    >>> report_title(ReportContent("2026-10", "聊城市", (), Group("聊城市", 0, (0,) * 6, None)))
    '聊城市2026年10月地表水环境质量月报'
    """
    return clean_text(f"{content.place}{month_words(content.month).zh}地表水环境质量月报")


def report_docx(content: ReportContent, *, internal: bool = False) -> bytes:
    """The report as .docx (月报文档).

    Parameters
    ----------
    internal
        The foot of every page says 内部资料 不得外传.
    """
    document = new_document(internal_mark=INTERNAL if internal else None)
    add_title(document, report_title(content))
    add_text(document, "")
    parts = report_paragraphs(content)
    for number, part in enumerate(parts):
        add_heading(document, f"{_NUMBERS[number]}、{part['title_zh']}")
        for line in part["zh"].split("\n"):
            add_text(document, clean_text(line), indent_chars=2)
    if content.sections:
        add_heading(document, f"{_NUMBERS[len(parts)]}、断面水质一览表")
        rows = [[clean_text(cell) for cell in _row(one)] for one in content.sections]
        add_table(document, _HEADS, rows, _WIDTHS_MM, size_pt=10.5)
    return saved(document, report_title(content))


def _row(section: SectionLine) -> tuple[str, ...]:
    """A section's row of the table."""
    return (
        section.name,
        section.river or "",
        section.district or "",
        water_class(section.target_class) if section.target_class else "",
        water_class(section.water_class),
        water_class(section.class_last_month) if section.class_last_month else "无数据",
        water_class(section.class_last_year) if section.class_last_year else "无数据",
        ATTAINMENT_ZH[section.attainment] if section.attainment else "无目标",
        "、".join(one.name for one in section.over_target),
    )
