"""Files that are no workbook, broken, protected or hostile: each refused with a sentence."""

from __future__ import annotations

import contextlib
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt

from app.errors import SuyuanError, TooLarge, UnknownKind, Unparsable
from app.ingest.sample_file import open_sample_book, read_sample_file
from app.ingest.sample_kinds import find_sample_kind
from app.settings import Settings

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def _plain(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["断面", "采样日期", "氨氮"])
    sheet.append(["前油坊", "2023-05-12", 0.5])
    book.save(path)


def _with_part(path: Path, name: str, data: bytes | Callable[[bytes], bytes]) -> None:
    """A plain workbook with one part replaced."""
    plain = path.with_name("plain.xlsx")
    _plain(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            content = old.read(one)
            if one == name:
                content = data(content) if callable(data) else data
            new.writestr(one, content)
        if name not in old.namelist() and not callable(data):
            new.writestr(name, data)


def _compound(*names: str) -> bytes:
    """A compound file whose directory holds streams of these names."""
    entries = b""
    for at, name in enumerate(("Root Entry", *names)):
        raw = name.encode("utf-16-le")
        kind = 5 if at == 0 else 2
        entries += raw.ljust(64, b"\0") + struct.pack("<HB", len(raw) + 2, kind) + b"\1" + b"\xff" * 12 + b"\0" * 36
        entries += struct.pack("<IQ", 0xFFFFFFFE, 0)
    entries = entries.ljust(512 * -(-len(entries) // 512), b"\0")
    sectors = len(entries) // 512
    table = [0xFFFFFFFD, *(k + 2 for k in range(sectors - 1)), 0xFFFFFFFE]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    head = head.ljust(512, b"\xff")
    return head + struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table))) + entries


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("月报.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页"),
        ("月报.xls", "\ufeff<table><tr><td>断面</td></tr></table>".encode(), "网页"),
        ("月报.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "网页"),
        ("月报.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML 2003"),
        ("月报.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "WPS"),
        ("月报.rar", b"Rar!\x1a\x07\x00", "解压"),
        ("月报.xlsx", b"Rar!\x1a\x07\x00", "解压"),
        ("月报.7z", b"7z\xbc\xaf\x27\x1c", "解压"),
        ("月报.pdf", b"%PDF-1.7", "扫描件"),
        ("月报.xlsx", b"%PDF-1.7", "扫描件"),
        ("月报.jpg", b"\xff\xd8\xff\xe0", "扫描件"),
        ("月报.xls", b"\x89PNG\r\n\x1a\n\0\0", "扫描件"),
        ("月报.ods", b"PK\x03\x04", "OpenDocument"),
        ("月报.numbers", b"PK\x03\x04", "Numbers"),
        ("月报.doc", b"\xd0\xcf\x11\xe0", "Word"),
        ("月报.xls", _compound("WordDocument"), "Word"),
        ("月报.xlsb", b"PK\x03\x04", "另存为 .xlsx"),
        ("月报.wks", b"a,b\n1,2\n", "可导入"),
    ],
)
def test_other_kinds_are_told_how_to_save_anew(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(data)
    with pytest.raises(UnknownKind) as caught:
        find_sample_kind(path, name)
    assert told in caught.value.zh
    assert caught.value.zh.endswith("。")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}, "OpenDocument"),
        ({"Index/Document.iwa": b"x"}, "Numbers"),
        ({"xl/workbook.bin": b"x"}, "二进制工作簿"),
        ({"word/document.xml": b"<a/>"}, "Word"),
        ({"OFD.xml": b"<a/>"}, "扫描件"),
        ({"月报.xlsx": b"x"}, "解压"),
    ],
)
def test_other_zips_under_a_workbooks_name(tmp_path: Path, parts: dict[str, bytes], told: str) -> None:
    path = tmp_path / "upload"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(UnknownKind) as caught:
        find_sample_kind(path, "月报.xlsx")
    assert told in caught.value.zh


def test_passwords_are_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(_compound("EncryptionInfo", "EncryptedPackage"))
    with pytest.raises(Unparsable, match="password") as caught:
        read_sample_file(path)
    assert caught.value.code == "workbook_password"
    old = tmp_path / "a.xls"
    book = xlwt.Workbook()
    book.add_sheet("5月").write(0, 0, "断面")
    book.save(str(old))
    data = old.read_bytes()
    at = data.index(b"\x09\x08\x10\x00") + 20  # right behind the first record: FILEPASS in place of what follows
    old.write_bytes(data[:at] + struct.pack("<HH", 0x2F, 2) + b"\0\0" + data[at + 6 :])
    with pytest.raises(Unparsable) as caught:
        read_sample_file(old)
    assert caught.value.code == "workbook_password"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _with_part(path, "xl/media/zeros.bin", b"\0" * 200_000_000)
    with pytest.raises(TooLarge) as caught:
        read_sample_file(path)
    assert caught.value.code == "zip_size"


def test_millions_of_empty_formatted_rows_are_read_past(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/><c r="B{row}" s="0"/></row>' for row in range(3, 300_000))
    _with_part(path, SHEET, lambda old: old.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))
    read = read_sample_file(path)
    assert read.values["value"].tolist() == [0.5]
    assert read.values["column_label"].tolist() == ["C"]


@pytest.mark.parametrize("place", ["XFD1048576", "AZ1048576"])
def test_a_stray_cell_far_away_is_named(tmp_path: Path, place: str) -> None:
    path = tmp_path / "a.xlsx"
    row = f'<row r="1048576"><c r="{place}"><v>1</v></c></row>'
    _with_part(path, SHEET, lambda old: old.replace(b"</sheetData>", row.encode() + b"</sheetData>"))
    with pytest.raises(TooLarge) as caught:
        read_sample_file(path)
    assert caught.value.code == "sheet_too_large"
    assert place in caught.value.zh


def test_huge_shared_texts_meet_the_memory_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 60_001))
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"A" * 200_000
    _with_part(path, SHEET, (HEAD + cells + "</sheetData></worksheet>").encode())
    second = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, strings + b"</t></si></sst>" if one == "xl/sharedStrings.xml" else old.read(one))
        if "xl/sharedStrings.xml" not in old.namelist():
            new.writestr("xl/sharedStrings.xml", strings + b"</t></si></sst>")
    with pytest.raises(SuyuanError) as caught:
        read_sample_file(second, settings=Settings(reading_memory_bytes=512 * 1024 * 1024))
    assert caught.value.code in ("reader_memory", "reader_broke", "results_missing", "file_broken")


def test_formulas_that_were_never_computed_are_an_error_with_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["断面", "采样日期", "氨氮"], ["前油坊", "2023-05-12", "=0.5*2"], ["平均值", None, "=AVERAGE(C2:C2)"]):
        sheet.append(row)
    book.save(path)
    read = read_sample_file(path)
    told = [(fault.code, fault.sheet, fault.row, fault.column) for fault in read.errors]
    assert told == [("formula_uncached", "Sheet", 2, "C")]
    assert read.values["raw_text"].tolist() == ["=0.5*2"]
    assert read.values["value"].isna().all()


def test_macros_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsm"
    _with_part(path, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
    assert read_sample_file(path).values["value"].tolist() == [0.5]


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_cut_workbooks_are_broken(tmp_path: Path, cut: float) -> None:
    path = tmp_path / "a.xlsx"
    _plain(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(Unparsable) as caught:
        read_sample_file(path)
    assert caught.value.code == "file_broken"


def test_broken_old_workbooks_do_not_bring_it_down(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("5月")
    for row, cells in enumerate((("断面", "采样日期", "氨氮"), ("前油坊", "2023-05-12", 0.5))):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(path))
    data = path.read_bytes()
    for at in range(512, len(data), 397):
        path.write_bytes(data[:at] + b"\xff" * 16 + data[at + 16 :])
        with contextlib.suppress(SuyuanError):  # anything else fails the test
            read_sample_file(path)


def test_the_content_counts_where_the_name_says_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _plain(path)
    read = read_sample_file(path, file_name="月报.xls")
    assert [fault.code for fault in read.faults] == ["suffix_differs"]
    text = tmp_path / "b"
    text.write_text("断面\t采样日期\t氨氮\n前油坊\t2023-05-12\t0.5\n", encoding="gbk")
    book = open_sample_book(text, file_name="导出.xls")
    assert book.kind == "text"
    assert read_sample_file(text, file_name="导出.xls").values["value"].tolist() == [0.5]


def test_an_empty_workbook_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(SuyuanError) as caught:
        read_sample_file(path)
    assert caught.value.parameter == "mapping"
