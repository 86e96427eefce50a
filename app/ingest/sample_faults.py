"""Faults of a file of samples, each with its sheet, row and column and a sentence (样品文件故障)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from app.errors import Fault, Severity
from app.ingest.sample_grid import SampleBook, Sheet, column_label

MOST_FAULTS: Final = 200  # of one kind and column: the rest is counted

# code: severities, sentence in Chinese, in English. {where} is the place, {n} a number, {text} the cell, {what} a heading.
SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    "site_missing": ("error", "{where}没有断面（点位）。", "{where}: no site is named."),
    "site_column_missing": (
        "error", "{where}找不到断面（点位）列，请指定；有：{text}。",
        "{where}: no column for the site; name it. There are {text}."),
    "results_missing": (
        "error", "{where}没有监测结果列，请指定；有：{text}。", "{where}: no column of results; name one. There are {text}."),
    "indicator_missing": ("error", "{where}没有监测项目。", "{where}: no indicator is named."),
    "indicator_needed": (
        "error", "{where}按月排列，却没有写明是哪个指标，请指定。",
        "{where}: months are columns but no indicator is named; name it."),
    "year_needed": (
        "error", "{where}的时间“{text}”没有年份，请给出年份（year）。",
        "{where}: the time {text!r} has no year; give the year."),
    "month_needed": (
        "error", "{where}没有采样时间，标题和工作表名也没有年月，请给出月份。",
        "{where}: no time in the table, its title or the sheet's name; give the month."),
    "month_ambiguous": (
        "error", "{where}的“{text}”可能是 1 月也可能是 10 月（表格软件丢掉了末尾的 0），请改写为 2023-10 一类的文字或给出月份。",
        "{where}: {text!r} may be January or October (a spreadsheet drops the last zero); write it as text or give the month."),
    "month_conflict": (
        "error", "{where}的标题与工作表名月份不一致（{text}），请确认月份。",
        "{where}: title and sheet name tell different months ({text}); choose one."),
    "time_unreadable": (
        "error, warning", "{where}没有可读的时间{text}。", "{where}: no readable time{text}."),
    "formula_uncached": (
        "error", "{where}是没有计算结果的公式“{text}”，请用 Excel 打开并保存一次后再导入。",
        "{where}: the formula {text!r} was never computed; open and save the file in Excel, then import it."),
    "cells_outside": (
        "error", "{where}有 {n} 个单元格在表头之外（“{text}”），请检查是否错列。",
        "{where}: {n} cells lie outside the heading ({text!r}); see whether the row is shifted."),
    "cell_error": (
        "warning", "{where}“{what}”是公式错误 {text}，原文保留，不参加统计。",
        "{where}, {what}: the formula gives {text}; the text is kept and counts nowhere."),
    "value_unreadable": (
        "warning", "{where}“{what}”为“{text}”，读不出数值；原文保留，不参加统计。",
        "{where}, {what}: {text!r} is no value; the text is kept and counts nowhere."),
    "values_unreadable": (
        "warning", "“{what}”另有 {n} 个读不出的值。", "{what}: {n} more values cannot be read."),
    "value_marked": (
        "warning", "“{what}”有 {n} 个数值带“{text}”，按数值采用，原文保留。",
        "{what}: {n} numbers bear {text!r}; they are taken as numbers, the text is kept."),
    "limit_unknown": (
        "warning", "“{what}”有 {n} 个未检出而没有检出限，按未知处理，不作零。",
        "{what}: {n} not detected without a limit; they are unknown, not zero."),
    "float_noise": (
        "repaired", "“{what}”有 {n} 个数值带计算尾差（如 {text}），按 15 位有效数字采用，原文保留。",
        "{what}: {n} numbers carry a computing residue (such as {text}); 15 digits are used, the text is kept."),
    "unit_unknown": (
        "warning", "“{what}”的单位“{text}”不能换算，以自定义编码保留，不参加评价。",
        "{what}: the unit {text!r} cannot be converted; kept under a free code, not judged."),
    "unit_slip_suspected": (
        "warning", "{where}起“{what}”有 {n} 个值（如 {text} mg/L）高得像 μg/L，请核对单位；数值未改，已标记。",
        "From {where} on, {what}: {n} values (such as {text} mg/L) look like μg/L; check the unit. They are marked, not changed."),
    "implausible": (
        "warning", "{where}“{what}”的值“{text}”不合常理，请核对；数值未改，已标记。",
        "{where}, {what}: {text!r} is not plausible; it is marked, not changed."),
    "chloride_interference": (
        "warning", "{where}起有 {n} 个样品含盐量高，化学需氧量可能受氯离子影响，已标记。",
        "From {where} on, {n} samples are salty; COD may be affected by chloride. They are marked."),
    "indicator_repeated": (
        "warning", "列“{what}”与前面的列是同一指标，以自定义编码保留。",
        "Column {what} is an indicator that an earlier column holds; it is kept under a free code."),
    "rows_repeated": (
        "repaired", "{where}{n} 行与其他行完全相同，只保留一次。", "{where}: {n} rows repeat others wholly; each is kept once."),
    "values_repeated": (
        "repaired", "{where}有 {n} 个值与前面的表完全相同，只保留一次。",
        "{where}: {n} values are in an earlier table already; each is kept once."),
    "filled_down": (
        "repaired", "{where}起 {n} 个空白单元格按上方填充。", "From {where} on, {n} blanks were filled from the cell above."),
    "time_span": (
        "warning", "{where}等 {n} 处时间是一段，按第一天记。", "{where} and {n} in all: a span of days is taken as its first day."),
    "date_outside_month": (
        "warning", "{where}等 {n} 行的采样时间不在 {text}，按采样时间记。",
        "{where} and {n} rows in all: the time is not in {text}; the row's own time is used."),
    "row_without_values": (
        "warning", "{where}“{text}”没有监测值，也没有说明原因，未导入。",
        "{where}: {text!r} has neither values nor a reason; it is left out."),
    "rows_ignored": (
        "repaired", "{where}等 {n} 行是{text}，不作样品导入。", "{where} and {n} rows in all are no samples ({what}); they are left out."),
    "sheet_hidden": ("warning", "工作表“{what}”是隐藏的，未读取；需要时可选用。", "The sheet {what!r} is hidden and was not read."),
    "sheet_example": ("repaired", "工作表“{what}”是示例或说明，未读取。", "The sheet {what!r} explains or shows an example; it was not read."),
    "sheet_without_table": (
        "warning", "工作表“{what}”里没有认出监测表，未读取。", "No table of results was found on the sheet {what!r}; it was not read."),
    "suffix_differs": (
        "repaired", "文件名与内容的格式不同，按内容（{text}）读取。", "The name and the content differ; it was read as {text}."),
}  # fmt: skip
REASONS: Final[dict[str, tuple[str, str]]] = {
    "heading": ("重复的表头", "repeated heading"),
    "average": ("平均值", "mean"),
    "maximum": ("最大值", "maximum"),
    "minimum": ("最小值", "minimum"),
    "total": ("合计", "total"),
    "limit": ("标准限值", "limit"),
    "detection_limit": ("检出限", "detection limit"),
    "rate": ("统计项", "statistic"),
    "method": ("方法或单位", "method or unit"),
    "note": ("备注或签署", "note or signature"),
    "group": ("分组标题", "group title"),
    "text": ("文字", "text"),
    "numbers": ("列号", "numbers of columns"),
    "empty": ("空行", "empty line"),
    "chosen": ("指定略过的行", "left out by choice"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet of a file, to tell where a fault is (位置)."""

    book: SampleBook
    sheet: Sheet | None = None

    def fault(
        self,
        code: str,
        n: int = 0,
        row: int | None = None,
        column: int | None = None,
        *,
        what: str = "",
        text: str = "",
        severity: str | None = None,
        zh_text: str | None = None,
    ) -> Fault:
        """A fault of ``SENTENCES``; ``row`` and ``column`` from 0."""
        severities, zh, en = SENTENCES[code]
        name = self.sheet.name if self.sheet is not None and self.book.kind != "text" else None
        label = column_label(column) if column is not None else None
        zh_where = (f"工作表“{name}”" if name else "") + (f"第 {row + 1} 行" if row is not None else "")
        zh_where += f" {label} 列" if label and row is not None else f" {label} 列 " if label else ""
        en_where = ", ".join(
            part
            for part in (f"sheet {name!r}" if name else "", f"row {row + 1}" if row is not None else "",
                         f"column {label}" if label else "")
            if part
        ) or "the file"  # fmt: skip
        shown = text if len(text) <= 120 else text[:119] + "…"
        return Fault(
            code,
            zh.format(where=zh_where or "文件", n=n, text=shown if zh_text is None else zh_text, what=what),
            en.format(where=en_where[0].upper() + en_where[1:], n=n, text=shown, what=what),
            cast(Severity, severity or severities.split(", ")[0]),
            row=row + 1 if row is not None else None,
            field=what or None,
            sheet=name,
            column=label,
        )
