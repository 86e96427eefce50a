"""The city's monthly workbook as it comes: merged title, heading of two rows, merged rivers, a mean (月报表)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

Row = list[Any]
#: Sections of the demonstration; 油坊大桥 is a name that none of them bears.
ROWS: list[Row] = [
    [1, "马颊河", "千户营桥", 7.9, 6.2, 5.1, 18, 0.62, "0.01L", 0.14],
    [2, None, "董姑桥", 8.1, 7.4, 4.8, 17, 0.41, 0.02, 0.12],
    [3, "徒骇河", "前油坊", 7.8, 4.1, 9.8, 33, 1.72, 0.03, 0.36],
    [4, "四新河", "崔庄桥", "断流", None, None, None, None, None, None],
    [5, "卫运河", "油坊大桥", 8.0, 8.3, 4.2, 15, 0.33, "0.01L", 0.09],
]


def city_workbook(month: str = "2026年11月", rows: list[Row] | None = None, sheet_name: str = "11月") -> bytes:
    """The bytes of an ``.xlsx``; the values stand in D4:J8 where the rows are the usual ones."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = sheet_name
    rows = ROWS if rows is None else rows
    lines: list[Row] = [
        [f"聊城市{month}地表水水质监测结果表"],
        ["序号", "河流", "断面名称", "监测项目（mg/L，pH 无量纲）"],
        [None, None, None, "pH", "溶解氧", "高锰酸盐指数", "化学需氧量", "氨氮", "石油类", "总磷"],
        *rows,
        [None, "平均值", None, 7.95, 6.5, 6, 20.75, 0.77, 0.01, 0.18],
        ["备注：L 表示未检出；本表由监测站填报"],
    ]
    for at, line in enumerate(lines, start=1):
        for beside, value in enumerate(line, start=1):
            if value is not None:
                sheet.cell(at, beside, value)
    for place in ("A1:J1", "A2:A3", "B2:B3", "C2:C3", "D2:J2"):
        sheet.merge_cells(place)
    if len(rows) > 1 and rows[1][1] is None:
        sheet.merge_cells("B4:B5")
    book.create_sheet("填表说明").cell(1, 1, "请于每月 5 日前报送")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
