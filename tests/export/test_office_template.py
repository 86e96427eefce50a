"""The office's own workbook filled in: rows repeat with all that hangs on them, hostile files are refused."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from app.errors import BreaksRule, TooLarge, UnknownKind, Unparsable
from app.export.office_formula import RowsAdded, moved_formula
from app.export.office_names import office_names, office_values
from app.export.office_template import check_workbook, fill_workbook
from app.export.publication import MissedSection, Publication
from app.export.report_content import Exceeded, Group, ReportContent, SectionLine
from tests.export.packages import changed, part

SECTIONS = (
    SectionLine("前油坊", "徒骇河", "莘县", 4, 5, "met", values={"w21003": 1.2}),
    SectionLine("=聊位路桥", "徒骇河", "度假区", 5, 4, "missed", (Exceeded("氨氮", 0.15),), (Exceeded("氨氮", 0.73),)),
    SectionLine("油坊桥", "卫运河", None, None, 5, "undetermined", reason="断流"),
)
CONTENT = ReportContent("2026-10", "聊城市", SECTIONS, Group("全市", 3, (0, 0, 0, 1, 1, 0), "中度污染"))
PUBLISHED = Publication(
    "2026-10", "聊城市", 3, (MissedSection("聊位路桥", None, None, 4, 5, payer="度假区", amount_fen=85_000_000),)
)
VALUES = office_values(CONTENT, PUBLISHED)
RED = PatternFill("solid", fgColor="FFD32F3A")


def _book(**cells: Any) -> tuple[openpyxl.Workbook, Any]:
    """A workbook with a title, a head, a repeating row, totals below, and all that hangs on rows."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "月 报"
    rows = [
        ["{{place}}{{month_zh}}水质月报"],
        ["序号", "断面", "类别", "氨氮", "两倍", "备注"],
        ["{{sections.number}}", "{{sections.name}}", "{{ sections.class }}", "{{sections.氨氮}}", "=D3*2",
         "{{month_number}}月：{{sections.multiples}}"],
        ["合计", None, None, "=SUM(D3:D3)", "=SUM(E3:E3)"],
        ["金额", "{{total_yuan}}", "{{total_capitals}}"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for place, value in cells.items():
        sheet[place] = value
    return book, sheet


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _filled(template: bytes, values: dict[str, Any] = VALUES) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(fill_workbook(template, values).content))


def test_names_are_filled_and_the_row_repeats() -> None:
    sheet = _filled(_saved(_book()[0]))["月 报"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_col=6)] == [
        ["聊城市2026年10月水质月报", None, None, None, None, None],
        ["序号", "断面", "类别", "氨氮", "两倍", "备注"],
        [1, "前油坊", "Ⅳ类", 1.2, "=D3*2", "10月："],
        [2, "=聊位路桥", "Ⅴ类", None, "=D4*2", "10月：氨氮（0.15）"],
        [3, "油坊桥", "无法判定", None, "=D5*2", "10月："],
        ["合计", None, None, "=SUM(D3:D5)", "=SUM(E3:E5)", None],
        ["金额", 850000, "捌拾伍万元整", None, None, None],
    ]
    assert sheet["B4"].data_type == "s"


def test_styles_merged_cells_heights_rules_and_print_settings_stay() -> None:
    book, sheet = _book()
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("F3:G3")
    sheet.merge_cells("A4:C4")
    sheet["B3"].font, sheet["B3"].fill = Font(bold=True, name="仿宋"), RED
    sheet["D3"].number_format = "0.00"
    sheet["G3"].border = Border(right=Side(style="thick"))
    sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 31, 44
    sheet.column_dimensions["B"].width = 27
    sheet.print_area = "A1:G5"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.freeze_panes = "B3"
    sheet.auto_filter.ref = "A2:F3"
    sheet.conditional_formatting.add("C3:C3", FormulaRule(formula=['C3="Ⅴ类"'], fill=RED))
    validation = DataValidation("list", formula1="$H$6:$H$9")
    validation.add("F3")
    sheet.add_data_validation(validation)
    other = book.create_sheet("汇总")
    other["A1"], other["A2"] = "='月 报'!D4", "=SUM('月 报'!D3:D3)+A1"
    book.defined_names["合计"] = DefinedName("合计", attr_text="'月 报'!$D$4")
    filled = _filled(_saved(book))
    sheet = filled["月 报"]
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:F1", "F3:G3", "F4:G4", "F5:G5", "A6:C6"}
    for row in (3, 4, 5):
        assert (sheet.cell(row, 2).font.name, sheet.cell(row, 2).font.bold) == ("仿宋", True)
        assert sheet.cell(row, 2).fill.fgColor.rgb == "FFD32F3A"
        assert sheet.cell(row, 4).number_format == "0.00"
        assert sheet.cell(row, 7).border.right.style == "thick"
        assert sheet.row_dimensions[row].height == 31
    assert sheet.row_dimensions[6].height == 44
    assert sheet.column_dimensions["B"].width == 27
    assert sheet.print_area == "'月 报'!$A$1:$G$7"
    assert sheet.print_title_rows == "$1:$2"
    assert (sheet.page_setup.orientation, sheet.freeze_panes, sheet.auto_filter.ref) == ("landscape", "B3", "A2:F5")
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["C3:C5"]
    rule = sheet.data_validations.dataValidation[0]
    assert (str(rule.sqref), rule.formula1) == ("F3:F5", "$H$8:$H$11")
    assert [filled["汇总"][place].value for place in ("A1", "A2")] == ["='月 报'!D6", "=SUM('月 报'!D3:D5)+A1"]
    assert filled.defined_names["合计"].attr_text == "'月 报'!$D$6"
    assert filled.calculation.fullCalcOnLoad


def test_cells_may_be_marked_by_excel_names() -> None:
    book, sheet = _book(A3=None, F3="")
    sheet["H1"] = "旧"
    book.defined_names["month"] = DefinedName("month", attr_text="'月 报'!$H$1")
    book.defined_names["sections.river"] = DefinedName("sections.river", attr_text="'月 报'!$A$3")
    book.defined_names["税率"] = DefinedName("税率", attr_text="0.06")
    filled = _filled(_saved(book))["月 报"]
    assert filled["H1"].value == "2026-10"
    assert [filled.cell(row, 1).value for row in range(3, 7)] == ["徒骇河", "徒骇河", "卫运河", "合计"]


def test_two_lists_stand_below_each_other_and_an_empty_one_is_told() -> None:
    book, sheet = _book(A7="{{payers.payer}}", B7="{{payers.total_yuan}}", A8="=SUM(B7:B7)", A9="{{level}}")
    sheet["C7"] = "{{missed.name}}"
    with pytest.raises(BreaksRule) as caught:
        check_workbook(_saved(book))
    assert "第 7 行混用了清单 missed、payers" in caught.value.zh
    sheet["C7"] = None
    filled = _filled(_saved(book))["月 报"]
    assert [filled.cell(row, 1).value for row in (9, 10, 11)] == ["度假区", "=SUM(B9:B9)", "中度污染"]
    result = fill_workbook(_saved(book), office_values(CONTENT))
    assert [note.code for note in result.notes] == ["list_empty"]
    blank: Any = openpyxl.load_workbook(io.BytesIO(result.content))["月 报"]
    assert (blank["A9"].value, blank["B7"].value) == (None, None)


def test_heads_and_feet_of_printed_pages_are_filled() -> None:
    book, sheet = _book()
    sheet.oddFooter.center.text = "{{month_zh}} 第 &P 页"
    assert _filled(_saved(book))["月 报"].oddFooter.center.text == "2026年10月 第 &P 页"
    sheet.oddFooter.center.text = "{{mouth}}"
    with pytest.raises(BreaksRule, match="mouth"):
        check_workbook(_saved(book))


@pytest.mark.parametrize(("cell", "said"), [
    ("{{monht}}", "工作表“月 报”单元格 H1 的名称“monht”不认识"),
    ("{{sections.nmae}}", "名称“sections.nmae”不认识"),
    ("{{rivers.name}}", "名称“rivers.name”不认识"),
    ("{{month", "没有成对的花括号"),
    ("{{ 7*7 }}", "名称“7*7”不认识"),
    ('=WEBSERVICE("http://x")', "公式引用外部内容"),
    ("=[1]Sheet1!A1", "公式引用外部内容"),
    ('="{{month}}"', "公式引用外部内容或含有占位符"),
])  # fmt: skip
def test_what_is_not_fit_is_told_with_sheet_and_cell(cell: str, said: str) -> None:
    with pytest.raises(BreaksRule) as caught:
        fill_workbook(_saved(_book(H1=cell)[0]), VALUES)
    assert said in caught.value.zh
    assert caught.value.faults[0].field == "月 报!H1"


def test_macros_links_bombs_and_other_files_are_refused() -> None:
    good = _saved(_book()[0])
    types = part(good, "[Content_Types].xml").replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
    sheet = part(good, "xl/worksheets/sheet1.xml").replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A10:XFD1048576"/></mergeCells>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        'Target="http://example.test" TargetMode="External"/></Relationships>'
    )
    cases: list[tuple[dict[str, bytes], type[Exception], str]] = [
        ({"xl/vbaProject.bin": b"x"}, Unparsable, "macros"),
        ({"[Content_Types].xml": types.encode()}, Unparsable, "macros"),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, Unparsable, "embedded object or a data link"),
        ({"xl/worksheets/_rels/sheet1.xml.rels": relations.encode()}, Unparsable, "links to"),
        ({"xl/worksheets/sheet1.xml": sheet.encode()}, TooLarge, "too large"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet/>"}, BreaksRule, "no name to fill"),
    ]
    for replaced, error, said in cases:
        with pytest.raises(error, match=said):
            check_workbook(changed(good, replaced))
    with pytest.raises(UnknownKind):
        check_workbook(b"\xd0\xcf\x11\xe0old")


@pytest.mark.parametrize(("formula", "moved"), [
    ("=C5", "=C5"), ("=C6", "=C8"), ("=SUM(C4:C5)", "=SUM(C4:C7)"), ("=SUM(C$2:C$4)", "=SUM(C$2:C$4)"),
    ("=SUM(C6:C9)", "=SUM(C8:C11)"), ("=SUM(5:5)", "=SUM(5:7)"), ("=SUM(C:C)", "=SUM(C:C)"),
    ('=IF(A6="C6",合计,LOG10(A9))', '=IF(A8="C6",合计,LOG10(A11))'), ("=其他!C6", "=其他!C6"), ("=甲!C6", "=甲!C8"),
    ("plain", "plain"),
])  # fmt: skip
def test_formulas_follow_two_rows_put_in_below_row_five(formula: str, moved: str) -> None:
    assert moved_formula(formula, "甲", RowsAdded("甲", 5, 2)) == moved


def test_the_values_have_every_name_of_the_table() -> None:
    assert office_names()[""] | {"sections", "missed", "payers"} == set(VALUES)
    assert office_names()["sections"] == set(VALUES["sections"][0])
    assert office_names()["payers"] == set(VALUES["payers"][0])
