"""A Word document laid out like a Chinese official document, and its paragraphs and tables (公文版式).

The measures follow GB/T 9704-2012 《党政机关公文格式》 as it is well known; no copy of the standard was at hand, so
every one of them is *from knowledge*:

* sure: A4 210 × 297 mm; type area 156 × 225 mm with 37 mm above it and 28 mm at its left; title 2号 (22 pt) 小标宋
  centred; text 3号 (16 pt) 仿宋 with two characters of indent; headings 黑体 then 楷体; 22 lines a page; page number
  4号 (14 pt) 宋体 between two dashes, at the right of odd and at the left of even pages.
* derived: a line of 225 mm / 22 = 28.95 pt, exact; 28 characters a line by text set a quarter of a point closer
  (156 mm / 28 = 15.79 pt). No grid of characters: word processors take one differently, and some give each character
  of a grid narrower than it two places.
* less sure: size of the issuer's red name at the head (26 pt here; the standard leaves it to the office).

Fonts go by the names of the usual Windows and WPS installations; 方正小标宋简体 and 楷体_GB2312 carry 宋体 and 楷体
as alternative names, which a word processor that lacks them may take.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from app.export.office_package import steady

BODY_FONT: Final = "仿宋"
TITLE_FONT: Final = "方正小标宋简体"
HEADING_FONT: Final = "黑体"
BODY_PT: Final = 16.0
TITLE_PT: Final = 22.0
LINE_PT: Final = 28.95
RED: Final = RGBColor(0xC8, 0x10, 0x1E)
INTERNAL: Final = "内部资料　不得外传"
_ALTERNATIVES: Final = {TITLE_FONT: "宋体", "楷体_GB2312": "楷体", BODY_FONT: "仿宋_GB2312"}
_STYLES: Final = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Header", "Footer"})
_ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_CLOSER: Final = -5  # between characters of the text, in 20ths of a point: 28 of 15.75 pt in 156 mm
_CELL_MARGIN: Final = 57  # at the left and right of a cell, in 20ths of a point: 1 mm


def new_document(*, internal_mark: str | None = None, of_all: bool = False) -> Document:
    """An empty document with the page, the fonts and the page numbers of an official one (空白公文).

    Parameters
    ----------
    internal_mark
        A text for the foot of every page, such as 内部资料; None for none.
    of_all
        The foot says 第 1 页 共 8 页, as reports do, instead of the — 1 — of a letter.
    """
    document = docx.Document()
    _drop_extras(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    _set_fonts(document)
    _number_pages(document, internal_mark, of_all=of_all)
    return document


def add_text(
    document: Document,
    text: str,
    *,
    font: str = BODY_FONT,
    size_pt: float = BODY_PT,
    align: str = "justify",
    indent_chars: float = 0,
    right_chars: float = 0,
    line_pt: float | None = LINE_PT,
    colour: RGBColor | None = None,
    keep_next: bool = False,
) -> Paragraph:
    """A paragraph (段落): first line indented, or the whole kept off the right edge, by so many characters."""
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    paragraph.alignment = _ALIGN[align]
    shape.space_before = shape.space_after = Pt(0)
    shape.first_line_indent = Pt(size_pt * indent_chars) if indent_chars else None
    shape.right_indent = Pt(size_pt * right_chars) if right_chars else None
    shape.keep_with_next = keep_next or None
    if line_pt:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_pt)
    write_run(paragraph, text, font=font, size_pt=size_pt, colour=colour)
    return paragraph


def write_run(
    paragraph: Paragraph,
    text: str,
    *,
    font: str = BODY_FONT,
    size_pt: float = BODY_PT,
    colour: RGBColor | None = None,
) -> None:
    """Add a run of one font to a paragraph (文字)."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size_pt)
    if colour is not None:
        run.font.color.rgb = colour
    properties: Any = run._r.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), font)
    if size_pt == BODY_PT:
        properties.append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{_CLOSER}"/>'))
    _order(properties, _RUN_ORDER)


def add_title(document: Document, text: str) -> Paragraph:
    """The title: 2号 小标宋, centred (标题)."""
    return add_text(document, text, font=TITLE_FONT, size_pt=TITLE_PT, align="center", line_pt=35)


def add_heading(document: Document, text: str) -> Paragraph:
    """A heading of the first level: 3号 黑体, two characters of indent (一级标题)."""
    return add_text(document, text, font=HEADING_FONT, indent_chars=2, keep_next=True)


def add_rule(paragraph: Paragraph, *, colour: str = "C8101E", eighths: int = 12, above: bool = False) -> None:
    """A line under a paragraph, and above it where asked (分隔线); the default is the red one of the head."""
    line = f'w:val="single" w:sz="{eighths}" w:space="6" w:color="{colour}"'
    top = f"<w:top {line}/>" if above else ""
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{top}<w:bottom {line}/></w:pBdr>")
    properties = paragraph._p.get_or_add_pPr()
    properties.append(borders)
    _order(properties, _PROPERTY_ORDER)


def add_table(
    document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float],
    *, right: Sequence[int] = (), size_pt: float = 12,
) -> Any:  # fmt: skip
    """A table with thin lines whose head repeats on every page (表格); columns in ``right`` are right-aligned."""
    table = document.add_table(rows=0, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    sides = "".join(f'<w:{side} w:w="{_CELL_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
    for number, cells in enumerate([heads, *rows]):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if number == 0:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for column, (cell, text, width) in enumerate(zip(row.cells, cells, widths_mm, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            head = number == 0
            paragraph.alignment = _ALIGN["center" if head else "right" if column in right else "left"]
            shape = paragraph.paragraph_format
            shape.space_before = shape.space_after = Pt(1)
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size_pt + 5)
            write_run(paragraph, text, font=HEADING_FONT if head else BODY_FONT, size_pt=size_pt)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def saved(document: Document, title: str) -> bytes:
    """The document as bytes; equal documents give equal bytes (保存)."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.last_modified_by = title[:250], "", "", ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    document.save(out)
    return steady(out.getvalue())


def _drop_extras(document: Document) -> None:
    """Without the picture and the sample data that the library's own blank document carries."""
    package = document.part.package
    for holder in (package, document.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/customXml", "/stylesWithEffects", "/numbering")):
                del holder.rels[key]


def _set_fonts(document: Document) -> None:
    """3号 仿宋 as the normal style, and other names for fonts that a machine may lack."""
    styles = document.styles.element
    for style in list(styles):
        tag = str(style.tag).rpartition("}")[2]
        if tag == "latentStyles" or (tag == "style" and style.get(qn("w:styleId")) not in _STYLES):
            styles.remove(style)
    for link in list(styles.iter(qn("w:link"))):  # to styles that are gone
        link.getparent().remove(link)
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for fonts in styles.iter(qn("w:rFonts")):
        for key in [key for key in fonts.attrib if str(key).lower().endswith("theme")]:
            del fonts.attrib[key]
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), BODY_FONT)
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            entries = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                for name, other in _ALTERNATIVES.items()
            )
            part: Any = relation.target_part
            part._blob = (
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{entries}</w:fonts>'
            ).encode()


def _number_pages(document: Document, internal_mark: str | None, *, of_all: bool) -> None:
    """— 1 — at the outer edge of the foot, one character in, or 第 1 页 共 8 页; the internal mark below it."""
    pieces = ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页") if of_all else ("— ", "PAGE", " —")
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        first = footer.paragraphs[0]
        first.alignment = _ALIGN[align]
        shape = first.paragraph_format
        shape.right_indent, shape.left_indent = (Pt(14), None) if align == "right" else (None, Pt(14))
        for piece in pieces:
            if piece not in ("PAGE", "NUMPAGES"):
                write_run(first, piece, font="宋体", size_pt=14)
                continue
            for kind in ("begin", piece, "separate", "1", "end"):
                first._p.append(parse_xml(_field_run(kind)))
        if internal_mark:
            mark = footer.add_paragraph()
            mark.alignment = _ALIGN["center"]
            write_run(mark, internal_mark, font=HEADING_FONT, size_pt=10.5)


def _field_run(kind: str) -> str:
    """One run of the field of the page number."""
    inner = {
        **{name: f'<w:instrText xml:space="preserve"> {name} </w:instrText>' for name in ("PAGE", "NUMPAGES")},
        "1": "<w:t>1</w:t>",
    }.get(kind, f'<w:fldChar w:fldCharType="{kind}"/>')
    fonts = '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'
    return f"<w:r {nsdecls('w')}>{fonts}{inner}</w:r>"


_PROPERTY_ORDER: Final = ("pStyle", "keepNext", "keepLines", "pBdr", "spacing", "ind", "jc", "rPr")
_RUN_ORDER: Final = ("rFonts", "color", "spacing", "sz")


def _order(properties: Any, names: Sequence[str]) -> None:
    """The properties of a paragraph or a run in the order of the schema."""
    for child in sorted(properties, key=lambda one: names.index(str(one.tag).rpartition("}")[2])):
        properties.append(child)
