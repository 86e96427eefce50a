"""The kinds of file that samples may come in, by suffix and first bytes together; others are told how to save anew."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NoReturn

from app.errors import UnknownKind, Unparsable
from app.ingest.kinds import HEAD_BYTES, Kind
from app.ingest.sample_ole import OLE_SIGN, stream_names

XLSX: Final = Kind("xlsx", (".xlsx", ".xlsm"), "Excel 工作簿(.xlsx)", "Excel workbook (.xlsx)")
XLS: Final = Kind("xls", (".xls",), "旧版 Excel 工作簿(.xls)", "old Excel workbook (.xls)")
TEXT_TABLE: Final = Kind("text", (".csv", ".txt", ".tsv"), "文本表格(.csv)", "text table (.csv)")
SAMPLE_KINDS: Final = (XLSX, XLS, TEXT_TABLE)

_OPEN_AND_SAVE: Final = (
    "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入",
    "open it in Excel, save it as .xlsx and import that",
)
_BY_SUFFIX: Final[dict[str, tuple[str, str, str, str]]] = {
    ".et": ("WPS 表格(.et)", "a WPS spreadsheet (.et)", *_OPEN_AND_SAVE),
    ".ett": ("WPS 模板(.ett)", "a WPS template (.ett)", *_OPEN_AND_SAVE),
    ".ods": ("OpenDocument 表格(.ods)", "an OpenDocument spreadsheet (.ods)", *_OPEN_AND_SAVE),
    ".numbers": ("苹果表格(.numbers)", "an Apple Numbers file",
                 "请在 Numbers 中导出为 Excel（.xlsx）后再导入", "export it from Numbers as Excel (.xlsx)"),
    ".xlsb": ("Excel 二进制工作簿(.xlsb)", "a binary workbook (.xlsb)", *_OPEN_AND_SAVE),
    ".doc": ("Word 文档(.doc)", "a Word document (.doc)",
             "请把表格复制到 Excel，存为 .xlsx 后再导入", "copy the table into Excel and save it as .xlsx"),
    ".docx": ("Word 文档(.docx)", "a Word document (.docx)",
              "请把表格复制到 Excel，存为 .xlsx 后再导入", "copy the table into Excel and save it as .xlsx"),
    ".html": ("网页(.html)", "a web page (.html)", *_OPEN_AND_SAVE),
    ".htm": ("网页(.htm)", "a web page (.htm)", *_OPEN_AND_SAVE),
    ".mht": ("网页(.mht)", "a web page (.mht)", *_OPEN_AND_SAVE),
    ".xml": ("XML 表格(.xml)", "an XML spreadsheet (.xml)", *_OPEN_AND_SAVE),
    **dict.fromkeys((".rar", ".7z", ".zip", ".gz", ".tar"),
                    ("压缩文件", "an archive", "请先解压，再导入里面的表格", "unpack it and import the table inside")),
    **dict.fromkeys((".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".heic"),
                    ("扫描件、PDF 或图片", "a scan, a PDF or a picture",
                     "其中的数字不能可靠读出，请向出具单位索取 Excel 原件，或录入模板后再导入",
                     "its numbers cannot be read reliably; ask for the Excel file, or fill in the template")),
}  # fmt: skip
_PICTURES: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def find_sample_kind(path: Path, file_name: str) -> tuple[Kind, bool]:
    """The kind of a file of samples (样品文件格式), and whether its suffix says another one that is read too.

    Raises
    ------
    UnknownKind
        Another kind of file, with how to save it anew.
    Unparsable
        Empty, protected by a password, or no workbook inside.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a"
    >>> _ = file.write_bytes("断面,氨氮".encode())
    >>> [(kind.name, differs) for kind, differs in (find_sample_kind(file, "a.csv"), find_sample_kind(file, "a.xls"))]
    [('text', False), ('text', True)]
    """
    suffix = Path(file_name).suffix.lower()
    if suffix in _BY_SUFFIX:
        _refuse(*_BY_SUFFIX[suffix])
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip():
        raise Unparsable("文件是空的。", "The file is empty.", parameter="file", code="empty_file")
    kind = _by_content(path, head)
    if kind is TEXT_TABLE and suffix not in (*TEXT_TABLE.suffixes, *XLS.suffixes):
        kinds = "、".join(one.zh for one in SAMPLE_KINDS)
        raise UnknownKind(
            f"不支持“{suffix or file_name}”格式；可导入：{kinds}。",
            f"Files of kind “{suffix or file_name}” are not read; these are: "
            f"{', '.join(one.en for one in SAMPLE_KINDS)}.",
            parameter="file",
            code="unknown_kind",
        )
    return kind, suffix not in kind.suffixes


def _by_content(path: Path, head: bytes) -> Kind:
    """The kind that the bytes show."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(path)
    if head.startswith(OLE_SIGN[:4]):
        return _in_ole(path)
    if head.startswith(_PICTURES) and not head.startswith(b"BM,"):
        _refuse(*_BY_SUFFIX[".pdf"])
    if head.startswith(_ARCHIVES):
        _refuse(*_BY_SUFFIX[".rar"])
    if head.startswith(b"SQLite format 3"):
        _refuse("数据库文件", "a database", "请导出为 .xlsx 或 CSV 后再导入", "export it as .xlsx or CSV")
    text = head[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").replace(b"\0", b"").lower()
    if text.startswith(b"mime-version") or b"content-type: multipart/related" in text:
        _refuse(*_BY_SUFFIX[".mht"])
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<head", b"<body", b"<style", b"<meta", b"<div")):
        _refuse("网页格式的表格（虽名为 Excel 文件）", "a table saved as a web page, whatever its name says",
                *_OPEN_AND_SAVE)  # fmt: skip
    if text.startswith((b"<?xml", b"<workbook", b"<ss:workbook")):
        if b"<html" in text:
            _refuse("网页格式的表格", "a table saved as a web page", *_OPEN_AND_SAVE)
        _refuse("XML 2003 表格", "an XML 2003 spreadsheet", *_OPEN_AND_SAVE)
    if b"\0" in head[:4096] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse("二进制文件，不是表格", "a binary file, no table", *_OPEN_AND_SAVE)
    return TEXT_TABLE


def _in_zip(path: Path) -> Kind:
    """A workbook, or whatever else is a zip."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _broken() from None
    if "xl/workbook.xml" in names:
        return XLSX
    if "xl/workbook.bin" in names:
        _refuse(*_BY_SUFFIX[".xlsb"])
    if "word/document.xml" in names:
        _refuse(*_BY_SUFFIX[".docx"])
    if "OFD.xml" in names:
        _refuse(*_BY_SUFFIX[".pdf"])
    if any(name.endswith(".iwa") for name in names):
        _refuse(*_BY_SUFFIX[".numbers"])
    if "content.xml" in names and "mimetype" in names:
        _refuse(*_BY_SUFFIX[".ods"])
    if "[Content_Types].xml" in names:
        raise _broken()
    _refuse(*_BY_SUFFIX[".zip"])


def _in_ole(path: Path) -> Kind:
    """An old workbook, or whatever else lies in a compound file."""
    names = stream_names(path.read_bytes())
    if "EncryptedPackage" in names:
        raise Unparsable(
            "工作簿设有打开密码，无法读取；请在 Excel 或 WPS 中打开，去掉密码后另存再导入。",
            "The workbook is protected by a password; open it, take the password off and save it anew.",
            parameter="file",
            code="workbook_password",
        )
    if "WordDocument" in names:
        _refuse(*_BY_SUFFIX[".doc"])
    if "Workbook" in names or "Book" in names:
        return XLS
    raise _broken()


def _broken() -> Unparsable:
    """A workbook that is cut or damaged."""
    return Unparsable(
        "工作簿已损坏或不完整，无法读取；请用 Excel 或 WPS 打开后另存为 .xlsx。",
        "The workbook is broken or not whole; open it in Excel and save it as .xlsx.",
        parameter="file",
        code="file_broken",
    )


def _refuse(zh: str, en: str, zh_anew: str, en_anew: str) -> NoReturn:
    """The sentence how to save the file anew."""
    raise UnknownKind(
        f"这是{zh}；{zh_anew}。", f"This is {en}; please {en_anew}.", parameter="file", code="unknown_kind"
    )
