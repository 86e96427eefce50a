"""What every word processor needs of a document to lay it out alike."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from app.export import trace_document
from app.export.letters_default import default_template
from app.export.letters_placeholders import letter_kinds
from app.export.publication import MonitoredPlace, Publication
from app.export.publication_tables import published_tables
from app.export.report_document import _WIDTHS_MM
from app.export.report_layout import add_heading, add_table, add_text, add_title, new_document, saved

TEXT_MM = 156.0
RUN_ORDER = ["rStyle", "rFonts", "b", "color", "spacing", "sz", "szCs"]


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def plain(*, of_all: bool = False) -> Document:
    document = new_document(internal_mark="内部资料", of_all=of_all)
    add_title(document, "标题")
    add_heading(document, "一、表")
    add_text(document, "正文", indent_chars=2)
    add_table(document, ("名称", "数"), [("名" * 40, "1")], (130, 26), right=(1,))
    return opened(saved(document, "标题"))


def names(properties: Any) -> list[str]:
    return [str(child.tag).rpartition("}")[2] for child in properties]


def letter_documents() -> list[Document]:
    return [opened(default_template(kind)) for kind in letter_kinds()]


@pytest.mark.parametrize("document", [plain(), *letter_documents()])
def test_text_is_set_closer_and_not_on_a_grid_of_characters(document: Document) -> None:
    # a grid narrower than its characters takes two places a character in LibreOffice
    assert document.sections[0]._sectPr.find(qn("w:docGrid")) is None
    shapes = [run._r.rPr for paragraph in document.paragraphs for run in paragraph.runs]
    text = [shape for shape in shapes if shape.find(qn("w:sz")).get(qn("w:val")) == "32"]
    assert text
    for shape in text:
        assert 28 * (16 + int(shape.find(qn("w:spacing")).get(qn("w:val"))) / 20) <= TEXT_MM / 25.4 * 72


@pytest.mark.parametrize("document", [plain(), *letter_documents()])
def test_properties_stand_in_the_order_of_the_schema(document: Document) -> None:
    for shape in document.element.body.iter(qn("w:rPr")):
        told = names(shape)
        assert told == sorted(told, key=RUN_ORDER.index)
    for table in document.tables:
        told = names(table._tbl.tblPr)
        assert told.index("tblLayout") < told.index("tblCellMar") < told.index("tblLook")


def test_a_head_repeats_rows_hold_together_and_numbers_are_at_the_right() -> None:
    head, row = plain().tables[0].rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert [cell.paragraphs[0].alignment.name for cell in row.cells] == ["LEFT", "RIGHT"]


@pytest.mark.parametrize(
    ("of_all", "fields", "words"), [(False, ["PAGE"], "— 1 —"), (True, ["PAGE", "NUMPAGES"], "第 1 页　共 1 页")]
)
def test_pages_are_numbered_as_letters_or_as_reports(of_all: bool, fields: list[str], words: str) -> None:
    section = plain(of_all=of_all).sections[0]
    for footer in (section.footer, section.even_page_footer):
        first, mark = footer.paragraphs
        assert [one.text.strip() for one in first._p.iter(qn("w:instrText"))] == fields
        assert (first.text, mark.text) == (words, "内部资料")


def test_tables_are_as_wide_as_the_text() -> None:
    place = MonitoredPlace("名", None, None, None, "undetermined")
    tables = published_tables(Publication("2020-03", "聊城市", 3, outfalls=(place,), sources=(place,)))
    widths = [
        *(table.widths_mm for table in tables),
        _WIDTHS_MM,
        *(
            getattr(trace_document, name)[1]
            for name in ("_LEADS", "_FACTORS", "_STRETCHES", "_STOPS", "_POINTS", "_TASKS")
        ),
    ]
    assert {sum(one) for one in widths} == {TEXT_MM}


@pytest.mark.parametrize("kind", letter_kinds())
def test_a_signature_never_stands_on_a_page_alone(kind: str) -> None:
    texts = [one for one in opened(default_template(kind)).paragraphs if not one.text.startswith("{%p")]
    at = next(number for number, one in enumerate(texts) if one.text == "{{ issuer }}")
    assert all(one.paragraph_format.keep_with_next for one in texts[at - 7 : at + 1])
