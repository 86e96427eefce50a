"""More workbooks: days of every kind, units in titles, slips, two epochs, copies, an old ``.xls``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import xlwt

from tests.ingest.sample_workbooks import (
    BOD,
    CHLORIDE,
    COD,
    CR6,
    CU,
    DO,
    HG,
    MN,
    NH3,
    PB,
    PH,
    SHAPES,
    TP,
    Shape,
    first_sheet,
    put,
    shape,
)


@shape(
    [
        ("Sheet1", "C2", "前油坊", "2023-05-01", TP, 0.3), ("Sheet1", "C3", "前油坊", "2023-05", TP, 0.15),
        ("Sheet1", "C4", "前油坊", "2023-06", TP, 0.25), ("Sheet1", "C5", "前油坊", "2023-09", TP, 0.35),
        ("Sheet1", "C6", "前油坊", "2023-10", TP, 0.12), ("Sheet1", "C7", "前油坊", "2023-11", TP, 0.14),
        ("Sheet1", "C8", "前油坊", "2023-12-05", TP, 0.16), ("Sheet1", "C9", "前油坊", "2023-12-08", TP, 0.17),
        ("Sheet1", "C10", "前油坊", "2023-12-12 09:00", TP, 0.18),
        ("Sheet1", "C11", "前油坊", "2023-12-20", TP, None),
    ],
    options={"year": 2023},
    faults={"float_noise": 1, "time_span": 1},
)  # fmt: skip
def dates_of_every_kind(book: openpyxl.Workbook) -> None:
    """Serial number, 2023.5, 2023年6月, 2023.9, 2023.10 as 2023.1, a day without its year, a span; a residue."""
    put(first_sheet(book), [
        ["断面", "采样时间", "总磷"],
        ["前油坊", 45047, 0.1 + 0.2],
        ["前油坊", 2023.5, 0.15],
        ["前油坊", "2023年6月", 0.25],
        ["前油坊", 2023.9, 0.35],
        ["前油坊", 2023.1, 0.12],
        ["前油坊", 2023.11, 0.14],
        ["前油坊", "12月5日", 0.16],
        ["前油坊", "12月8日-10日", 0.17],
        ["前油坊", "2023-12-12 9:00", 0.18],
        ["前油坊", "20231220", "--"],
    ])  # fmt: skip
    from openpyxl.cell.cell import Cell

    cell = book.worksheets[0]["C2"]
    assert isinstance(cell, Cell)
    cell.value, cell.data_type = "0.30000000000000004", "n"


@shape(
    [
        ("五月", "C5", "前油坊", "2023-05", CU, 0.002), ("五月", "D5", "前油坊", "2023-05", PB, 0.001),
        ("五月", "E5", "前油坊", "2023-05", PH, 7.5),
        ("五月", "C7", "董姑桥", "2023-05", CU, 0.0005, 0.001), ("五月", "D7", "董姑桥", "2023-05", PB, None),
        ("五月", "E7", "董姑桥", "2023-05", PH, 15.2),
    ],
    rivers={"前油坊": "卫运河", "董姑桥": "徒骇河"},
    faults={"rows_ignored": 2, "implausible": 1},
    flags={"E7": "implausible"},
    states=[("五月", "F8", "任堂桥", "2023-05", "断流")],
)  # fmt: skip
def river_group_rows_and_units_in_title(book: openpyxl.Workbook) -> None:
    """The unit line names μg/L for metals; rivers as group rows; text numbers; the reason in the remark."""
    sheet = first_sheet(book, "五月")
    put(sheet, [
        ["2023年度水质监测成果表"],
        ["单位：mg/L（pH无量纲，重金属μg/L）"],
        ["断面", "县区", "铜", "铅", "pH值", "备注"],
        ["卫运河"],
        ["前油坊", "临清", "2.0", "１", "7.5"],
        ["徒骇河"],
        ["董姑桥", "莘县", "1L", "*", 15.2],
        ["任堂桥", "阳谷", None, None, None, "河道断流，未采样"],
        ["Ⅲ类标准限值", None, 1000, 50, "6~9"],
    ])  # fmt: skip
    for place in ("A4:F4", "A6:F6"):
        sheet.merge_cells(place)


@shape(
    [
        ("Sheet1", "B3", "前油坊", "2023-05", HG, 0.05), ("Sheet1", "C3", "前油坊", "2023-05", COD, 42.0),
        ("Sheet1", "D3", "前油坊", "2023-05", CHLORIDE, 1500.0),
        ("Sheet1", "B4", "董姑桥", "2023-05", HG, 0.02, 0.04), ("Sheet1", "C4", "董姑桥", "2023-05", COD, 20.0),
        ("Sheet1", "D4", "董姑桥", "2023-05", CHLORIDE, 90.0),
        ("Sheet1", "B5", "任堂桥", "2023-05", HG, 0.06), ("Sheet1", "C5", "任堂桥", "2023-05", COD, None),
        ("Sheet1", "D5", "任堂桥", "2023-05", CHLORIDE, 80.0),
    ],
    faults={"unit_slip_suspected": 1, "chloride_interference": 1, "implausible": 1},
    flags={"B3": "unit_slip_suspected", "B4": "unit_slip_suspected", "B5": "unit_slip_suspected",
           "C3": "chloride_interference", "C5": "implausible"},
)  # fmt: skip
def slips_and_salt(book: openpyxl.Workbook) -> None:
    """Mercury a thousand times too high without a unit; chloride beside COD; a negative value."""
    put(first_sheet(book), [
        ["2023.05 水质监测结果"],
        ["断面", "汞", "COD", "氯化物(mg/L)"],
        ["前油坊", 0.05, 42, 1500],
        ["董姑桥", "0.04L", 20, 90],
        ["任堂桥", 0.06, -20, 80],
    ])  # fmt: skip


@shape(
    [
        ("数据", "D2", "前油坊", "2023-05-12", MN, 4.2), ("数据", "E2", "前油坊", "2023-05-12", NH3, 0.3),
        ("数据", "D3", "前油坊", "2023-06-11", MN, 4.4), ("数据", "E3", "前油坊", "2023-06-11", NH3, None),
        ("数据", "D4", "前油坊", "2023-07-10", MN, 4.6), ("数据", "E4", "前油坊", "2023-07-10", NH3, None),
    ],
    faults={"cell_error": 1, "value_unreadable": 1},
)  # fmt: skip
def epoch_1904_and_errors(book: openpyxl.Workbook) -> None:
    """Days counted from 1904, as real dates and as bare numbers; an error of a formula; a date where a value was."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904
    sheet = first_sheet(book, "数据")
    put(sheet, [
        ["序号", "断面", "采样日期", "高锰酸盐指数", "氨氮"],
        [1, "前油坊", dt.date(2023, 5, 12), 4.2, 0.3],
        [2, "前油坊", (dt.date(2023, 6, 11) - dt.date(1904, 1, 1)).days, 4.4, "#DIV/0!"],
        [3, "前油坊", dt.date(2023, 7, 10), 4.6, dt.date(2023, 7, 8)],
    ])  # fmt: skip


@shape(
    [
        ("Sheet1", "D2", "前油坊", "2023-05-12", NH3, 0.4), ("Sheet1", "E2", "前油坊", "2023-05-12", TP, 0.005, 0.01),
        ("Sheet1", "D3", "前油坊", "2023-11-02", NH3, 0.5), ("Sheet1", "E3", "前油坊", "2023-11-02", TP, 0.2),
    ],
)  # fmt: skip
def year_month_day_columns_and_hidden_limit(book: openpyxl.Workbook) -> None:
    """Year, month and day in columns of their own; a number format that shows 0.01L where the cell holds 0.01."""
    sheet = first_sheet(book)
    put(
        sheet,
        [
            ["年", "月", "日", "氨氮", "总磷", "点位"],
            [2023, 5, 12, 0.4, 0.01, "前油坊"],
            [2023, 11, 2, 0.5, 0.2, "前油坊"],
        ],
    )
    sheet["E2"].number_format = '0.00"L"'


@shape(
    [
        ("Sheet1", "B4", "前油坊", "2022-11", NH3, 0.1), ("Sheet1", "C4", "前油坊", "2022-12", NH3, 0.2),
        ("Sheet1", "D4", "前油坊", "2023-01", NH3, 0.3), ("Sheet1", "B5", "董姑桥", "2022-11", NH3, 0.4),
        ("Sheet1", "C5", "董姑桥", "2022-12", NH3, 0.5), ("Sheet1", "D5", "董姑桥", "2023-01", NH3, 0.6),
    ],
)  # fmt: skip
def months_over_two_years(book: openpyxl.Workbook) -> None:
    """Months under merged years; the indicator in a labelled line beside the title."""
    sheet = first_sheet(book)
    put(sheet, [
        ["监测项目：氨氮", None, None, "单位：mg/L"],
        ["断面", "2022年", None, "2023年"],
        [None, "11月", "12月", "1月"],
        ["前油坊", 0.1, 0.2, 0.3],
        ["董姑桥", 0.4, 0.5, 0.6],
    ])  # fmt: skip
    for place in ("A2:A3", "B2:C2"):
        sheet.merge_cells(place)


@shape(
    [
        ("Sheet1", "C4", "前油坊", "2023-05", NH3, 0.1), ("Sheet1", "D4", "前油坊", "2023-05", TP, 0.2),
        ("Sheet1", "E4", "前油坊", "2023-06", NH3, 0.3), ("Sheet1", "F4", "前油坊", "2023-06", TP, 0.4),
    ],
)  # fmt: skip
def months_times_indicators(book: openpyxl.Workbook) -> None:
    """Months over indicators in a two-row heading with line breaks."""
    sheet = first_sheet(book)
    put(sheet, [
        ["聊城市2023年水质"],
        ["河流\n名称", "断面\n名称", "5月", None, "6月"],
        [None, None, "氨氮\n(mg/L)", "总磷\n(mg/L)", "氨氮\n(mg/L)", "总磷\n(mg/L)"],
        ["卫运河", "前油坊", 0.1, 0.2, 0.3, 0.4],
    ])  # fmt: skip
    for place in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(place)


@shape(
    [
        ("汇总", "B2", "前油坊", "2023-05", NH3, 0.1), ("汇总", "B3", "董姑桥", "2023-05", NH3, 0.2),
        ("副本", "B3", "董姑桥", "2023-05", NH3, 0.25),
    ],
    faults={"values_repeated": 1},
)  # fmt: skip
def a_copy_of_the_sheet(book: openpyxl.Workbook) -> None:
    """The same value on a second sheet is kept once; another one is kept."""
    put(first_sheet(book, "汇总"), [["断面", "氨氮", "月份"], ["前油坊", 0.1, "2023-05"], ["董姑桥", 0.2, "2023-05"]])
    put(book.create_sheet("副本"), [["断面", "氨氮", "月份"], ["前油坊", 0.1, "2023-05"], ["董姑桥", 0.25, "2023-05"]])


@shape(
    [
        ("月报", "G6", "毕屯", "2023-05", MN, 5.1), ("月报", "H6", "毕屯", "2023-05", NH3, 0.3),
        ("月报", "G7", "夏口", "2023-05", MN, 12.0), ("月报", "H7", "夏口", "2023-05", NH3, 1.6),
        ("月报", "G8", "任堂桥", "2023-05", MN, None, None, "断流"),
        ("月报", "H8", "任堂桥", "2023-05", NH3, None, None, "断流"),
    ],
    rivers={"毕屯": "徒骇河", "夏口": "徒骇河", "任堂桥": "马颊河"},
    faults={"rows_ignored": 2, "sheet_without_table": 1},
)  # fmt: skip
def the_monthly_report_of_an_office(book: openpyxl.Workbook) -> None:
    """Title in brackets, the day of reporting beside, attributes, a group heading, a limit row, a name list."""
    sheet = first_sheet(book, "月报")
    put(sheet, [
        ["附件1"],
        ["聊城市地表水环境质量月报（2023年5月）"],
        ["填报单位：聊城市监测中心", None, None, None, "填报日期：2023年6月5日"],
        ["序号", "所在水体", "断面名称", "断面属性", "水质目标", "水质现状", "主要监测指标浓度（mg/L）", None,
         "超标项目", "备注"],
        [None, None, None, None, None, None, "高锰酸盐指数", "氨氮"],
        [1, "徒骇河", "毕屯", "国控", "Ⅳ", "Ⅲ", 5.1, 0.3],
        [2, None, "夏口", "省控", "Ⅳ", "Ⅴ", 12, 1.6, "高锰酸盐指数(0.2)"],
        [3, "马颊河", "任堂桥", "省控", "Ⅳ", "/", "断流", None, None, "断流"],
        ["Ⅳ类标准值", None, None, None, None, None, 10, 1.5],
        ["审核人：", "李", None, "复核人：", "王"],
    ])  # fmt: skip
    for place in ("A2:J2", "G4:H4", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:F5", "B6:B7", "G8:H8", "A9:F9"):
        sheet.merge_cells(place)
    put(book.create_sheet("断面名单"), [["断面名称", "河流", "县区"], ["毕屯", "徒骇河", "莘县"]])


@shape(
    [
        ("1-2月", "D4", "毕屯", "2023-01", NH3, 0.3), ("1-2月", "F4", "毕屯", "2023-02", NH3, 1.2),
        ("1-2月", "D5", "夏口", "2023-01", NH3, None, None, "断流"), ("1-2月", "F5", "夏口", "2023-02", NH3, 1.3),
    ],
)  # fmt: skip
def class_beside_value_by_month(book: openpyxl.Workbook) -> None:
    """Class and value below each month; the word stands where the class would, the value's cell is blank."""
    sheet = first_sheet(book, "1-2月")
    put(sheet, [
        ["2023年1-2月断面水质情况"],
        ["断面名称", "考核目标", "1月", None, "2月"],
        [None, None, "类别", "氨氮", "类别", "氨氮"],
        ["毕屯", "Ⅳ", "Ⅲ", 0.3, "Ⅳ", 1.2],
        ["夏口", "Ⅳ", "断流", None, "Ⅳ", 1.3],
    ])  # fmt: skip
    for place in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(place)


@shape(
    [
        ("Sheet1", "B3", "毕屯", "2023-05-08", PH, 7.8), ("Sheet1", "C3", "夏口", "2023-05-09", PH, 8.0),
        ("Sheet1", "B4", "毕屯", "2023-05-08", DO, 8.0), ("Sheet1", "C4", "夏口", "2023-05-09", DO, 9.0),
        ("Sheet1", "B5", "毕屯", "2023-05-08", TP, 0.1), ("Sheet1", "C5", "夏口", "2023-05-09", TP, None),
    ],
    faults={"rows_ignored": 1, "limit_unknown": 1},
)  # fmt: skip
def sites_as_columns_without_a_word_for_the_indicators(book: openpyxl.Workbook) -> None:
    """Transposed, the corner says 断面名称; real dates; a column of limits; a row of verdicts."""
    put(first_sheet(book), [
        ["断面名称", "毕屯", "夏口", "Ⅲ类标准"],
        ["采样时间", dt.datetime(2023, 5, 8), dt.datetime(2023, 5, 9)],
        ["pH（无量纲）", 7.8, 8.0, "6-9"],
        ["溶解氧（mg/L）", 8, 9, "≥5"],
        ["总磷（mg/L）", 0.1, "未检出", 0.2],
        ["评价结果", "达标", "超标"],
    ])  # fmt: skip


@shape(
    [
        ("2023年5月", "C2", "毕屯", "2023-05-01", NH3, 0.3), ("2023年5月", "D2", "毕屯", "2023-05-02", NH3, 0.4),
        ("2023年5月", "C3", "毕屯", "2023-05-01", TP, 0.1), ("2023年5月", "D3", "毕屯", "2023-05-02", TP, 0.2),
    ],
)  # fmt: skip
def days_as_columns(book: openpyxl.Workbook) -> None:
    """Days of a month as columns, indicators as rows, the site merged."""
    sheet = first_sheet(book, "2023年5月")
    put(sheet, [["断面", "指标", "1日", "2日"], ["毕屯", "氨氮", 0.3, 0.4], [None, "总磷", 0.1, 0.2]])
    sheet.merge_cells("A2:A3")


@shape(
    [("2023年5月", "B2", "毕屯", "2023-05", NH3, 0.3), ("2023年5月", "B4", "王庄", "2023-05", NH3, 0.2)],
    states=[("2023年5月", "C3", "夏口", "2023-05", "断流")],
)
def the_word_stands_in_the_class_column(book: openpyxl.Workbook) -> None:
    """A row without values whose class says 断流."""
    put(
        first_sheet(book, "2023年5月"),
        [["断面", "氨氮", "水质类别"], ["毕屯", 0.3, "Ⅱ"], ["夏口", None, "断流"], ["王庄", 0.2, "Ⅱ"]],
    )


@shape(
    [
        ("Sheet1", "B3", "毕屯", "2023-05-01", NH3, 0.1), ("Sheet1", "C3", "毕屯", "2023-05-01", TP, 0.2),
        ("Sheet1", "D3", "夏口", "2023-05-01", NH3, 0.3), ("Sheet1", "E3", "夏口", "2023-05-01", TP, 0.4),
    ],
)  # fmt: skip
def sites_over_indicators(book: openpyxl.Workbook) -> None:
    """One row a day, each site over its indicators."""
    sheet = first_sheet(book)
    put(sheet, [
        ["日期", "断面1：毕屯", None, "断面2：夏口"],
        [None, "氨氮", "总磷", "氨氮", "总磷"],
        [dt.date(2023, 5, 1), 0.1, 0.2, 0.3, 0.4],
    ])  # fmt: skip
    for place in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(place)


def _old_workbook(path: Path) -> None:
    """A real .xls with merged title and river, dates, a formula's error."""
    book = xlwt.Workbook(encoding="gbk")
    sheet = book.add_sheet("5月")
    sheet.write_merge(0, 0, 0, 5, "聊城市2023年5月份水质监测结果")
    for at, text in enumerate(("河流", "断面", "采样日期", "溶解氧", "铬（六价）", "BOD5")):
        sheet.write(1, at, text)
    for at, text in enumerate(("", "", "", "mg/L", "ug/L", "mg/L")):
        sheet.write(2, at, text)
    sheet.write_merge(3, 4, 0, 0, "徒骇河")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, (site, when, do, chromium, bod) in enumerate(
        (("毕屯", dt.date(2023, 5, 8), 8.25, 4, "＜0.5"), ("夏口", dt.date(2023, 5, 9), 7.5, "4L", "未采样")), start=3
    ):
        sheet.write(row, 1, site)
        sheet.write(row, 2, when, day)
        sheet.write(row, 3, do)
        sheet.write(row, 4, chromium)
        sheet.write(row, 5, bod)
    sheet.write(5, 1, "平均")
    sheet.write(5, 3, xlwt.Formula("AVERAGE(D4:D5)"))
    book.save(str(path))


SHAPES.append(
    Shape(
        "old_workbook", _old_workbook,
        [
            ("5月", "D4", "毕屯", "2023-05-08", DO, 8.25), ("5月", "E4", "毕屯", "2023-05-08", CR6, 0.004),
            ("5月", "F4", "毕屯", "2023-05-08", BOD, 0.25, 0.5), ("5月", "D5", "夏口", "2023-05-09", DO, 7.5),
            ("5月", "E5", "夏口", "2023-05-09", CR6, 0.002, 0.004),
            ("5月", "F5", "夏口", "2023-05-09", BOD, None, None, "未采样"),
        ],
        suffix=".xls", rivers={"毕屯": "徒骇河", "夏口": "徒骇河"}, faults={"rows_ignored": 1},
    )
)  # fmt: skip
