"""Sheets of a workbook or a text table, read inside the confined process (工作簿读取).

Values come from calamine; what it does not tell (errors, formulas that were never computed, a limit's mark in the
number format, the epoch) is laid over them. Macros are never looked at.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.errors import SuyuanError, TooLarge
from app.ingest.refusal import Refusal, broken, short
from app.ingest.sample_grid import (
    BOOLEAN,
    DATE,
    EMPTY,
    ERROR,
    FORMULA,
    NUMBER,
    TEXT,
    Sheet,
    text_sheet,
    write_sheets,
)
from app.ingest.sample_ole import read_marks, workbook_stream

MAX_SHEETS: Final = 300
MAX_TOTAL_CELLS: Final = 12_000_000
_LONGEST: Final = 2000  # characters of a cell that are kept


def read_into(target: Path, order: dict[str, Any]) -> None:
    """Read the file that the order names and write its sheets."""
    path, kind = Path(order["path"]), order["kind"]
    if kind == "text":
        from app.ingest.sample_text import read_sample_grid

        try:
            rows, encoding = read_sample_grid(path, encoding=order.get("encoding"))
        except SuyuanError as error:
            name = "too_large" if isinstance(error, TooLarge) else "unparsable"
            raise Refusal(name, error.code or "file_broken", error.zh, error.en) from None
        write_sheets(target, [text_sheet(rows)], {"epoch_1904": False, "encoding": encoding})
        return
    sheets, head = read_xlsx(path, order["file_bytes"]) if kind == "xlsx" else read_xls(path)
    write_sheets(target, sheets, head)


def read_xlsx(path: Path, max_bytes: int) -> tuple[list[Sheet], dict[str, Any]]:
    """The sheets of an ``.xlsx`` (or ``.xlsm``)."""
    from app.ingest import sample_xlsx

    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _broken(error) from None
    try:
        with archive:
            sample_xlsx.check_archive(archive, max_bytes)
            styles = sample_xlsx.limit_styles(archive)
            marks = {
                name: sample_xlsx.scan_sheet(archive, part, styles)
                for name, part in sample_xlsx.sheet_paths(archive).items()
            }
            epoch = sample_xlsx.epoch_1904(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(error) from None
    laid: dict[str, dict[tuple[int, int], tuple[int, str]]] = {}
    for name, mark in marks.items():
        laid[name] = {
            **{place: (NUMBER, sign) for place, sign in mark.limits.items()},
            **{place: (ERROR, text) for place, text in mark.errors.items()},
            **{place: (FORMULA, text) for place, text in mark.formulas.items()},
        }
    return _sheets(path, laid), {"epoch_1904": epoch}


def read_xls(path: Path) -> tuple[list[Sheet], dict[str, Any]]:
    """The sheets of an old ``.xls``."""
    marks = read_marks(workbook_stream(path.read_bytes()))
    if marks.password:
        raise password()
    laid = {
        at: {place: (FORMULA if text == "=" else ERROR, text) for place, text in cells.items()}
        for at, cells in enumerate(marks.cells)
    }
    return _sheets(path, laid), {"epoch_1904": marks.epoch_1904}


def password() -> Refusal:
    """A workbook that asks for a password."""
    return broken(
        "workbook_password",
        "工作簿设有打开密码，无法读取；请在 Excel 或 WPS 中打开，去掉密码后另存再导入。",
        "The workbook is protected by a password; open it, take the password off and save it anew.",
    )


def _broken(error: Exception) -> Refusal:
    """A workbook that cannot be read."""
    return broken(
        "file_broken",
        f"工作簿已损坏，无法读取（{short(error, 80)}）；请用 Excel 或 WPS 打开后另存为 .xlsx。",
        f"The workbook is broken ({short(error, 80)}); open it in Excel and save it as .xlsx.",
    )


def _sheets(path: Path, laid: dict[Any, dict[tuple[int, int], tuple[int, str]]]) -> list[Sheet]:
    """All worksheets of a workbook, with the marks laid over their cells; by name, or by place among worksheets."""
    import python_calamine as calamine

    sheets: list[Sheet] = []
    total = 0
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            known = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
            if len(known) > MAX_SHEETS:
                raise Refusal(
                    "too_large", "too_many_sheets",
                    f"工作簿有 {len(known)} 张工作表，超过 {MAX_SHEETS} 张。",
                    f"The workbook has {len(known)} sheets, more than {MAX_SHEETS}.",
                )  # fmt: skip
            for at, one in enumerate(known):
                found = book.get_sheet_by_name(one.name)
                marks = laid.get(one.name, laid.get(at, {}))
                sheet = _sheet(found, one.name, one.visible == calamine.SheetVisibleEnum.Visible, marks)
                total += sheet.kinds.size
                if total > MAX_TOTAL_CELLS:
                    raise Refusal(
                        "too_large", "sheet_too_large",
                        f"工作簿超过 {MAX_TOTAL_CELLS} 个单元格；请分批导入。",
                        f"The workbook has more than {MAX_TOTAL_CELLS} cells; import it in parts.",
                    )  # fmt: skip
                sheets.append(sheet)
    except calamine.PasswordError:
        raise password() from None
    except calamine.CalamineError as error:
        raise _broken(error) from None
    return sheets


def _sheet(found: Any, name: str, visible: bool, marks: dict[tuple[int, int], tuple[int, str]]) -> Sheet:
    """One sheet as kinds and texts."""
    end = found.end
    rows = max([(end[0] + 1) if end else 0, *(row + 1 for row, _ in marks)])
    columns = max([(end[1] + 1) if end else 0, *(column + 1 for _, column in marks)])
    kinds = np.zeros((rows, columns), dtype=np.uint8)
    texts = np.full((rows, columns), "", dtype=object)
    if end:
        first_row, first_column = found.start
        for at, cells in enumerate(found.to_python(skip_empty_area=True)):
            for beside, value in enumerate(cells):
                if value != "":
                    kind, text = _cell(value)
                    kinds[first_row + at, first_column + beside] = kind
                    texts[first_row + at, first_column + beside] = text
    for (row, column), (kind, text) in marks.items():
        if kind == NUMBER:  # the format shows 0.01L where the cell holds 0.01
            if kinds[row, column] == NUMBER:
                number = texts[row, column]
                kinds[row, column], texts[row, column] = TEXT, f"{number}L" if text == "L" else f"<{number}"
        elif kinds[row, column] == EMPTY:
            kinds[row, column], texts[row, column] = kind, text
    merged = tuple((a, b, c, d) for (a, b), (c, d) in found.merged_cell_ranges or ())
    return Sheet(name, kinds, texts, merged[:100_000], visible)


def _cell(value: Any) -> tuple[int, str]:
    """Kind and text of one value."""
    if isinstance(value, bool):
        return BOOLEAN, "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return NUMBER, str(int(value)) if whole else repr(value)
    if isinstance(value, int):
        return NUMBER, str(value)
    if isinstance(value, str):
        text = value if len(value) <= _LONGEST else value[:_LONGEST]
        return (TEXT, text) if text.strip() else (EMPTY, "")
    if isinstance(value, dt.datetime):
        return DATE, value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return DATE, value.isoformat()
    if isinstance(value, dt.time):
        return TEXT, value.isoformat(timespec="minutes")
    if isinstance(value, dt.timedelta):
        return TEXT, str(value)
    return TEXT, str(value)[:_LONGEST]
