"""Templates of letters: what an office may change, and what is refused with its place."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.errors import BreaksRule, SuyuanError, TooLarge, UnknownKind, Unparsable
from app.export.letters import Letter, Reason, write_letter
from app.export.letters_default import default_template
from app.export.letters_placeholders import all_placeholders, letter_kinds
from app.export.letters_template import check_template
from tests.export.packages import changed, paragraphs, part

GOOD = default_template("reminder")
RELATIONS = "word/_rels/document.xml.rels"


@pytest.mark.parametrize("kind", letter_kinds())
def test_every_default_template_passes_with_all_that_is_needed(kind: str) -> None:
    used = check_template(default_template(kind), kind)
    needed = {one.name for one in all_placeholders() if one.needed and not one.list_name and one.kind in ("all", kind)}
    assert used >= needed


def test_the_office_may_change_words_and_leave_out_what_is_not_needed() -> None:
    edited = changed(GOOD, words=("请高度重视", "请务必重视"), head=("{{ letterhead }}", "某某局"))
    letter = Letter("reminder", "甲断面", "2023年5月", (Reason("乙"),), issuer="某局")
    texts = paragraphs(write_letter(letter, edited))
    assert "某某局" in texts
    assert any(text.startswith("请务必重视") for text in texts)


@pytest.mark.parametrize(("old", "new", "said"), [
    ("{{ title }}", "{{ titel }}", "是否应为“title”？"),
    ("{{ title }}", "标题", "缺少占位符“{{ title }}”"),
    ("{{ title }}", "{{ total }}", "占位符“{{ total }}”不认识"),
    ("{{ title }}", "{{ title", "没有成对闭合"),
    ("{{ reason.text }}", "{{ reason.txt }}", "“reason.txt”不认识"),
    ("{{ reason.text }}", "事由", "缺少占位符“reasons 的 text”"),
    ("for reason in reasons", "for reason in reason", "没有名为“reason”的清单"),
    ("for reason in reasons", "for title in reasons", "循环名不能与占位符同名"),
    ("{{ title }}", "{{ title }}{{ 7*7 }}", "不是可用的写法"),
    ("{{ title }}", "{{ title|upper }}", "不是可用的写法"),
    ("{{ title }}", "{{ title.__class__.__mro__ }}", "不是可用的写法"),
    ("{{ title }}", "{{ title.__class__ }}{{ title }}", "“title.__class__”不认识"),
    ("{{ title }}", "{{ range(9) }}", "不是可用的写法"),
    ("{{ title }}", "{{ title }}{{ 'a'*99999999 }}", "不是可用的写法"),
    ("{{ title }}", "{{ title }}{% set x = 1 %}", "不是可用的写法"),
    ("{{ title }}", "{% include 'x' %}", "不是可用的写法"),
    ("{{ title }}", "{# x #}{{ title }}", "没有成对闭合"),
    ("{{ title }}", "{{ title }}{% if date %}", "没有成对"),
    ("{{ title }}", "{{ title }}{%p if date %}x{%p endif %}", "该段其余文字会丢失"),
    ('w:val="32"', 'w:val="{{ title }}"', "只能写在正文、页眉和页脚的文字里"),
])  # fmt: skip
def test_a_template_that_is_not_fit_is_told_where_and_why(old: str, new: str, said: str) -> None:
    with pytest.raises(BreaksRule) as caught:
        check_template(changed(GOOD, text=(old, new)), "reminder")
    assert said in caught.value.zh
    assert caught.value.faults


def test_nested_loops_are_refused() -> None:
    nested = changed(GOOD, text=("{{ demand.text }}", "{% for a in attachments %}{{ a.text }}{% endfor %}"))
    with pytest.raises(BreaksRule, match="inside another"):
        check_template(nested, "reminder")


def _related(kind: str, target: str) -> dict[str, bytes]:
    relations = part(GOOD, RELATIONS)
    link = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return {RELATIONS: relations.replace("</Relationships>", link).encode()}


@pytest.mark.parametrize(("replaced", "said"), [
    (_related("attachedTemplate", "http://example.test/a.dotm"), "外部链接“http://example.test/a.dotm”"),
    (_related("image", "file:///etc/passwd"), "外部链接"),
    ({"word/vbaProject.bin": b"x"}, "含有宏"),
    ({"word/embeddings/oleObject1.bin": b"x"}, "嵌入对象"),
    ({"word/comments.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "文档类型声明"),
    ({"word/comments.xml": b"<a>"}, "不是完好的 XML"),
    ({"word/../../evil.xml": b"<a/>"}, "内部结构异常"),
])  # fmt: skip
def test_links_macros_objects_and_entities_are_refused(replaced: dict[str, bytes], said: str) -> None:
    with pytest.raises(Unparsable) as caught:
        check_template(changed(GOOD, replaced), "reminder")
    assert said in caught.value.zh


@pytest.mark.parametrize("instruction", ["DDEAUTO c:\\\\cmd.exe", ' INCLUDETEXT "http://x" ', "MACROBUTTON a"])
def test_fields_that_fetch_or_run_are_refused(instruction: str) -> None:
    half = len(instruction) // 2
    runs = (
        '</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction[:half]}</w:instrText></w:r>"
        f"<w:r><w:instrText>{instruction[half:]}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>{{ title }}'
    )
    with pytest.raises(Unparsable, match="field"):
        check_template(changed(GOOD, text=("{{ title }}", runs)), "reminder")


def test_a_placeholder_parted_by_the_word_processor_is_still_one() -> None:
    parted = '{{ ti</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">tle }}'
    letter = Letter("reminder", "甲断面", "2023年5月", (Reason("乙"),), title="关于甲的函")
    assert "关于甲的函" in paragraphs(write_letter(letter, changed(GOOD, text=("{{ title }}", parted))))


def test_other_files_and_bombs_are_refused() -> None:
    types = part(GOOD, "[Content_Types].xml").replace("document.main+xml", "template.main+xml")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 41 * 1024 * 1024)
    cases: list[tuple[bytes, type[SuyuanError], str]] = [
        (b"\xd0\xcf\x11\xe0old", UnknownKind, "另存为 .docx"),
        (b"PK\x03\x04broken", Unparsable, "已损坏"),
        (changed(GOOD, {"[Content_Types].xml": types.encode()}), UnknownKind, "不是 .docx"),
        (b"PK\x03\x04" + b"0" * 5 * 1024 * 1024, TooLarge, "5 MB"),
        (bomb.getvalue(), TooLarge, "解压后超过 40 MB"),
    ]
    for content, error, said in cases:
        with pytest.raises(error) as caught:
            check_template(content, "reminder")
        assert said in caught.value.zh
