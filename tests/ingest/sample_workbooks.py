"""Workbooks in the ugly shapes that offices send, each with every number that must come out, typed by hand.

An expected line is: sheet, cell, site, time (a month ``2023-05`` or a day or an instant of Asia/Shanghai), indicator,
value in its own unit (None: none), and where it matters the detection limit or the state's word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from app.assessment.indicators import find_indicator

PH, DO, MN, COD, BOD, NH3, TP, TN = "w01001", "w01009", "w01019", "w01018", "w01017", "w21003", "w21011", "w21001"
HG, CU, PB, OIL, CR6, AS = "w20111", "w20122", "w20120", "w22001", "w20117", "w20141"
_CHLORIDE = find_indicator("氯化物")
CHLORIDE = _CHLORIDE.code if _CHLORIDE else "x:氯化物"
Line = tuple[Any, ...]


@dataclass(frozen=True)
class Shape:
    """One workbook: how it is made, what must come out, and what must be told."""

    name: str
    make: Callable[[Path], None]
    expected: list[Line]
    faults: dict[str, int] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    suffix: str = ".xlsx"
    rivers: dict[str, str] = field(default_factory=dict)
    states: list[Line] = field(default_factory=list)
    flags: dict[str, str] = field(default_factory=dict)


SHAPES: list[Shape] = []


def put(sheet: Worksheet, rows: list[list[Any]], first: int = 1) -> None:
    """Write rows from a row on."""
    for at, row in enumerate(rows, start=first):
        for beside, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(at, beside, value)


def shape(expected: list[Line], **more: Any) -> Callable[[Callable[[openpyxl.Workbook], None]], None]:
    """Register a workbook that openpyxl builds."""

    def register(build: Callable[[openpyxl.Workbook], None]) -> None:
        def make(path: Path) -> None:
            book = openpyxl.Workbook()
            build(book)
            book.save(path)

        SHAPES.append(Shape(build.__name__, make, expected, **more))

    return register


def first_sheet(book: openpyxl.Workbook, title: str = "Sheet1") -> Worksheet:
    """The one sheet of a new workbook."""
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    return sheet


@shape(
    [
        ("Sheet1", "D5", "前油坊", "2023-05", PH, 7.8), ("Sheet1", "E5", "前油坊", "2023-05", DO, 9.12),
        ("Sheet1", "F5", "前油坊", "2023-05", HG, 0.00005), ("Sheet1", "G5", "前油坊", "2023-05", OIL, 0.005, 0.01),
        ("Sheet1", "D6", "董姑桥", "2023-05", PH, 8.1), ("Sheet1", "E6", "董姑桥", "2023-05", DO, 7.5),
        ("Sheet1", "F6", "董姑桥", "2023-05", HG, 0.00002, 0.00004), ("Sheet1", "G6", "董姑桥", "2023-05", OIL, None),
        ("Sheet1", "D8", "任堂桥", "2023-05", PH, 7.9), ("Sheet1", "E8", "任堂桥", "2023-05", DO, 6.4),
        ("Sheet1", "F8", "任堂桥", "2023-05", HG, 0.00006), ("Sheet1", "G8", "任堂桥", "2023-05", OIL, 0.03),
    ],
    rivers={"前油坊": "卫运河", "董姑桥": "卫运河", "任堂桥": "马颊河"},
    faults={"rows_ignored": 2, "limit_unknown": 1},
)  # fmt: skip
def merged_title_two_row_heading_unit_row(book: openpyxl.Workbook) -> None:
    """Merged title with the month, two heading rows, a unit row with μg/L, merged rivers, a mean row inside, notes."""
    sheet = first_sheet(book)
    put(sheet, [
        ["2023年5月地表水水质监测结果表"],
        ["序号", "河流", "断面名称", "监测项目"],
        [None, None, None, "pH", "溶解氧", "汞", "石油类"],
        [None, None, None, "无量纲", "mg/L", "μg/L", "mg/L"],
        [1, "卫运河", "前油坊", 7.8, 9.12, 0.05, "0.01L"],
        [2, None, "董姑桥", 8.1, 7.5, "<0.04", "未检出"],
        [None, "平均值", None, 7.95, 8.31, 0.04, None],
        [3, "马颊河", "任堂桥", 7.9, 6.4, 0.06, 0.03],
        ["备注：L 表示未检出"],
        ["制表人：张三", None, None, "审核：李四", None, None, "2023年6月2日"],
    ])  # fmt: skip
    for place in ("A1:G1", "A2:A4", "B2:B4", "C2:C4", "D2:G2", "B5:B6", "B7:C7", "A9:G9"):
        sheet.merge_cells(place)


@shape(
    [
        ("5月", "B3", "前油坊", "2023-05", NH3, 0.51), ("5月", "C3", "前油坊", "2023-05", TP, 0.12),
        ("5月", "B4", "任堂桥", "2023-05", NH3, 0.62), ("5月", "C4", "任堂桥", "2023-05", TP, 0.18),
        ("6月份", "B3", "前油坊", "2023-06", NH3, 0.71), ("6月份", "C3", "前油坊", "2023-06", TP, 0.22),
        ("6月份", "B4", "任堂桥", "2023-06", NH3, None, None, "断流"),
        ("6月份", "C4", "任堂桥", "2023-06", TP, None, None, "断流"),
        ("2023年7月", "B3", "前油坊", "2023-07", NH3, 0.3), ("2023年7月", "C3", "前油坊", "2023-07", TP, 0.1),
    ],
    faults={"sheet_hidden": 1, "sheet_without_table": 1, "row_without_values": 1},
)  # fmt: skip
def one_sheet_a_month(book: openpyxl.Workbook) -> None:
    """Sheets 5月, 6月份, 2023年7月; the year in the title; words in a merged row; a hidden sheet and one of prose."""
    first_sheet(book, "概况").cell(1, 1, "本表由监测站按月填报")
    for name, rows in {
        "5月": [["前油坊", 0.51, 0.12], ["任堂桥", 0.62, 0.18]],
        "6月份": [["前油坊", 0.71, 0.22], ["任堂桥", "断流"]],
        "2023年7月": [["前油坊", 0.3, 0.1], ["任堂桥"]],
        "旧数据": [["前油坊", 9.9, 9.9]],
    }.items():
        sheet = book.create_sheet(name)
        put(sheet, [["2023年莘县水质监测数据"], ["断面", "氨氮(mg/L)", "总磷(mg/L)"], *rows])
        sheet.merge_cells("A1:C1")
    book["6月份"].merge_cells("B4:C4")
    book["旧数据"].sheet_state = "hidden"


@shape(
    [
        ("氨氮", "C3", "前油坊", "2023-01", NH3, 0.9), ("氨氮", "D3", "前油坊", "2023-02", NH3, 0.8),
        ("氨氮", "E3", "前油坊", "2023-03", NH3, 0.7), ("氨氮", "C4", "董姑桥", "2023-01", NH3, None, None, "结冰"),
        ("氨氮", "D4", "董姑桥", "2023-02", NH3, 1.1), ("氨氮", "E4", "董姑桥", "2023-03", NH3, 1.2),
        ("总磷", "C3", "前油坊", "2023-01", TP, 0.09), ("总磷", "D3", "前油坊", "2023-02", TP, 0.08),
        ("总磷", "E3", "前油坊", "2023-03", TP, 0.07), ("总磷", "C4", "董姑桥", "2023-01", TP, 0.11),
        ("总磷", "D4", "董姑桥", "2023-02", TP, 0.12), ("总磷", "E4", "董姑桥", "2023-03", TP, 0.13),
    ],
    faults={"rows_ignored": 2, "filled_down": 2},
)  # fmt: skip
def months_as_columns(book: openpyxl.Workbook) -> None:
    """Sites × months, one sheet an indicator; a mean column and a mean row; the river once for two rows."""
    for name, title, rows in (
        ("氨氮", "2023年各断面氨氮月均值（mg/L）", [[0.9, 0.8, 0.7, 0.8], ["结冰", 1.1, 1.2, 1.15]]),
        ("总磷", "2023年总磷月均值（mg/L）", [[0.09, 0.08, 0.07, 0.08], [0.11, 0.12, 0.13, 0.12]]),
    ):
        sheet = first_sheet(book, name) if name == "氨氮" else book.create_sheet(name)
        put(sheet, [
            [title],
            ["河流", "断面名称", "1月", "2月", "3月", "年均值"],
            ["卫运河", "前油坊", *rows[0]],
            [None, "董姑桥", *rows[1]],
            ["全市平均", None, 1, 1, 1, 1],
        ])  # fmt: skip


@shape(
    [
        ("Sheet1", "C4", "前油坊", "2023-05-08", PH, 7.8), ("Sheet1", "D4", "董姑桥", "2023-05-09", PH, 8.0),
        ("Sheet1", "C5", "前油坊", "2023-05-08", MN, 4.2), ("Sheet1", "D5", "董姑桥", "2023-05-09", MN, 5.1),
        ("Sheet1", "C6", "前油坊", "2023-05-08", AS, 0.0012),
        ("Sheet1", "D6", "董姑桥", "2023-05-09", AS, 0.00015, 0.0003),
        ("Sheet1", "C7", "前油坊", "2023-05-08", TN, 3.5), ("Sheet1", "D7", "董姑桥", "2023-05-09", TN, 4.5),
    ],
    faults={"rows_ignored": 2},
)  # fmt: skip
def indicators_as_rows(book: openpyxl.Workbook) -> None:
    """Transposed: indicators as rows with a unit column, sites as columns, the day below each site."""
    put(first_sheet(book), [
        ["聊城市2023年5月监测结果"],
        ["监测项目", "单位", "前油坊", "董姑桥"],
        ["采样日期", None, "5月8日", "5月9日"],
        ["pH", "无量纲", 7.8, 8.0],
        ["高锰酸盐指数", "mg/L", 4.2, 5.1],
        ["砷", "μg/L", 1.2, "0.3L"],
        ["总氮", "mg/L", 3.5, 4.5],
        ["水质类别", None, "Ⅳ", "Ⅳ"],
        ["注：总氮不参与评价"],
    ])  # fmt: skip


@shape(
    [
        ("Sheet1", "B3", "前油坊", "2023-01", COD, 21.0), ("Sheet1", "C3", "前油坊", "2023-02", COD, 22.0),
        ("Sheet1", "D3", "前油坊", "2023-03", COD, 23.0),
        ("Sheet1", "B4", "前油坊", "2023-01", NH3, 0.5), ("Sheet1", "C4", "前油坊", "2023-02", NH3, 0.025, 0.05),
        ("Sheet1", "D4", "前油坊", "2023-03", NH3, None, None, "停站"),
        ("Sheet1", "B5", "前油坊", "2023-01", TP, 0.1), ("Sheet1", "C5", "前油坊", "2023-02", TP, 0.2),
        ("Sheet1", "D5", "前油坊", "2023-03", TP, 0.3),
    ],
)  # fmt: skip
def indicators_by_months_for_one_site(book: openpyxl.Workbook) -> None:
    """Indicators × months for one section that the title names; the range of a year beside."""
    put(first_sheet(book), [
        ["前油坊断面2023年水质监测结果"],
        ["项目", "1月", "2月", "3月", "1-3月均值"],
        ["化学需氧量(mg/L)", 21, 22, 23, 22],
        ["氨氮(mg/L)", 0.5, "ＮＤ0.05", "停站维护", 0.3],
        ["总磷(mg/L)", 0.1, 0.2, 0.3, 0.2],
    ])  # fmt: skip


@shape(
    [
        ("Sheet1", "D2", "千户营", "2023-05-12 08:30", MN, 4.2),
        ("Sheet1", "D3", "千户营", "2023-05-12 08:30", NH3, 0.3),
        ("Sheet1", "D4", "千户营", "2023-05-12 08:30", HG, 0.00002, 0.00004),
        ("Sheet1", "D5", "秤勾湾", "2023-05-13", MN, 5.5),
        ("Sheet1", "D6", "秤勾湾", "2023-05-13", CR6, 0.002, 0.004),
    ],
    faults={"filled_down": 2, "rows_ignored": 1},
)  # fmt: skip
def one_row_a_value(book: openpyxl.Workbook) -> None:
    """One row a value: site once for its rows, real dates with a clock, a unit and a limit column, codes and names."""
    put(first_sheet(book), [
        ["断面名称", "采样时间", "监测项目", "监测结果", "单位", "检出限"],
        ["千户营", dt.datetime(2023, 5, 12, 8, 30), "高锰酸盐指数", 4.2, "mg/L"],
        [None, None, "w21003", 0.3, "mg/L"],
        [None, None, "总汞", "ND", "μg/L", 0.04],
        ["秤勾湾", dt.date(2023, 5, 13), "CODMn", 5.5, "mg/L"],
        [None, None, "六价铬", "0.004L", "mg/L"],
        ["合计", None, None, 5],
    ])  # fmt: skip


@shape(
    [
        ("5月", "B3", "前油坊", "2023-05", NH3, 0.5), ("5月", "C3", "前油坊", "2023-05", TP, 0.1),
        ("5月", "B4", "董姑桥", "2023-05", NH3, 0.6), ("5月", "C4", "董姑桥", "2023-05", TP, 0.2),
        ("5月", "B7", "任堂桥", "2023-05", NH3, 0.7), ("5月", "C7", "任堂桥", "2023-05", TP, 0.3),
        ("5月", "B11", "高唐北湖", "2023-05", TN, 1.5),
        ("5月", "C11", "高唐北湖", "2023-05", "x:chlorophyll_a", 0.012),
        ("5月", "F3", "王庄", "2023-05", COD, 25.0), ("5月", "F4", "李庄", "2023-05", COD, 26.0),
    ],
    options={"year": 2023},
    faults={"rows_ignored": 2},
)  # fmt: skip
def stacked_and_side_by_side(book: openpyxl.Workbook) -> None:
    """Tables stacked with other headings, the heading repeated in the middle, a table beside, the year asked for."""
    put(first_sheet(book, "5月"), [
        ["河流断面"],
        ["断面", "氨氮", "总磷", None, "断面", "化学需氧量"],
        ["前油坊", 0.5, 0.1, None, "王庄", 25],
        ["董姑桥", 0.6, 0.2, None, "李庄", 26],
        ["最大值", 0.6, 0.2],
        ["断面", "氨氮", "总磷"],
        ["任堂桥", 0.7, 0.3],
        [],
        ["湖库点位"],
        ["点位", "总氮(mg/L)", "叶绿素a(μg/L)"],
        ["高唐北湖", 1.5, 12],
    ])  # fmt: skip
