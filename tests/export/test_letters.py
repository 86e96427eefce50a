"""Letters: what they say, what stays blank, and that data is never template or markup."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import docx
import pytest
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.export.letters import Letter, PaymentLine, Reason, letter_title, write_letter
from app.export.letters_default import default_template
from app.export.letters_placeholders import letter_kinds
from app.export.letters_values import clean_text
from tests.export.packages import changed, feet, paragraphs, part

BARE = Letter("reminder", "马颊河千户营断面", "2023年5月", (Reason("氨氮超标"),))
FULL = Letter(
    "reminder",
    "赵牛河出境断面",
    "2023年5月",
    (
        Reason("2023年5月水质为Ⅴ类，未达到Ⅳ类目标；氨氮1.73 mg/L（超Ⅳ类0.15倍）。", "四（二）"),
        Reason("氟化物1.60 mg/L（超Ⅳ类0.07倍）。"),
    ),
    basis="《聊城高新区2023年水污染防治协同治理工作方案》（聊高新区管办发〔2023〕10号）四（二）",
    number="聊高新环委办〔2023〕7号",
    addressee="赵牛河责任河长",
    demands=("排查赵牛河沿线排污口",),
    deadline=date(2023, 6, 5),
    deadline_basis="本单位录入",
    attachments=("2023年5月监测结果表", "超标断面位置图"),
    issuer="聊城高新区生态环境分局",
    dated=date(2023, 6, 1),
    copies="高新区管委会",
    contact="水科 0635-0000000",
    internal=True,
)


def test_a_full_reminder_reads_as_typed_here() -> None:
    content = write_letter(FULL)
    assert paragraphs(content) == [
        "聊城高新区生态环境分局",
        "聊高新环委办〔2023〕7号",
        "关于赵牛河出境断面2023年5月水质超标的提醒函",
        "赵牛河责任河长：",
        "根据《聊城高新区2023年水污染防治协同治理工作方案》（聊高新区管办发〔2023〕10号）四（二），"
        "现就赵牛河出境断面2023年5月水质情况提醒如下：",
        "1．2023年5月水质为Ⅴ类，未达到Ⅳ类目标；氨氮1.73 mg/L（超Ⅳ类0.15倍）。〔依据：四（二）〕",
        "2．氟化物1.60 mg/L（超Ⅳ类0.07倍）。",
        "请高度重视，组织排查原因，落实治理措施，使水质尽快达到目标要求。",
        "具体要求：",
        "1．排查赵牛河沿线排污口",
        "请于2023年6月5日前完成，并书面反馈落实情况（期限依据：本单位录入）。",
        "附件：",
        "1．2023年5月监测结果表",
        "2．超标断面位置图",
        "（联系人：水科 0635-0000000）",
        "聊城高新区生态环境分局",
        "2023年6月1日",
        "抄送：高新区管委会。",
    ]
    assert feet(content) == ["— 1 —", "内部资料　不得外传"] * 2


def test_what_was_not_given_stays_blank_and_no_number_or_deadline_is_made() -> None:
    texts = paragraphs(write_letter(BARE))
    assert texts[0] == "〔    〕  号"
    assert texts[2] == "　　　　　　　　："
    assert "请书面反馈落实情况。" in texts
    assert texts[-1] == "　　　　年　　月　　日"
    assert not [text for text in texts if "前完成" in text or "附件" in text or "抄送" in text]
    assert "内部资料" not in "".join(feet(write_letter(BARE)))


def test_a_payment_notice_adds_up() -> None:
    """聊城市2020年行动计划 三（二）: three sections, 500,000 yuan each."""
    lines = tuple(PaymentLine(f"{name}断面未达标", 50_000_000, "三（二）") for name in ("甲", "乙", "丙"))
    letter = replace(BARE, kind="payment", month="2020年5月", lines=lines, payee="市财政局", issuer="市生态环境局")
    texts = paragraphs(write_letter(letter))
    assert "关于缴纳2020年5月生态赔偿金的通知" in texts
    start = texts.index("序号")
    assert texts[start : start + 18] == [
        "序号", "事项", "依据", "金额",
        "1", "甲断面未达标", "三（二）", "500,000元",
        "2", "乙断面未达标", "三（二）", "500,000元",
        "3", "丙断面未达标", "三（二）", "500,000元",
        "合计", "1,500,000元",
    ]  # fmt: skip
    assert texts[start + 18] == "以上共计150万元（人民币壹佰伍拾万元整）。"
    assert "收款单位：市财政局" in texts


@pytest.mark.parametrize(("kind", "title"), [
    ("reminder", "关于马颊河千户营断面2023年5月水质超标的提醒函"),
    ("interview", "关于就马颊河千户营断面水质问题进行约谈的通知"),
    ("warning", "关于马颊河千户营断面2023年5月水质未达考核要求的预警通报"),
    ("supervision", "关于解决马颊河千户营断面水环境问题的督办函"),
    ("listing", "关于对马颊河千户营断面水环境问题实行挂牌督办的通知"),
    ("accountability", "关于马颊河千户营断面水质考核问题的问责建议"),
    ("circular", "关于马颊河千户营断面2023年5月水环境质量有关情况的通报"),
    ("payment", "关于缴纳2023年5月生态赔偿金的通知"),
])  # fmt: skip
def test_every_kind_is_written_with_its_title(kind: str, title: str) -> None:
    lines = (PaymentLine("甲", 100),) if kind == "payment" else ()
    content = write_letter(replace(BARE, kind=kind, lines=lines))
    assert title in paragraphs(content)
    assert set(letter_kinds()) >= {kind}


def test_an_interview_leaves_time_and_place_to_the_office() -> None:
    texts = paragraphs(write_letter(replace(BARE, kind="interview", meeting_place="管委会三楼会议室")))
    assert "时间：　　　　年　　月　　日　　时　　分" in texts
    assert "地点：管委会三楼会议室" in texts


@pytest.mark.parametrize("hostile", [
    "{{ 7*7 }}", "{% for x in y %}", "<w:p>", "&lt;&amp;", "{_{ title }_}", "]]>", "=1+1", "{#", "'\"", "}}{{", "%}",
])  # fmt: skip
def test_hostile_names_come_out_as_they_went_in(hostile: str) -> None:
    content = write_letter(replace(FULL, subject=hostile, addressee=hostile, attachments=(hostile,)))
    assert f"{hostile}：" in paragraphs(content)
    assert f"1．{hostile}" in paragraphs(content)
    assert f"关于{hostile}2023年5月水质超标的提醒函" in paragraphs(content)


def test_control_characters_and_reading_direction_are_taken_out() -> None:
    content = write_letter(replace(BARE, addressee="甲\x00\x1b\n\u202e镇\ufffe\ud800"))
    assert "甲 镇：" in paragraphs(content)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gives_a_whole_document_that_holds_it(text: str) -> None:
    content = write_letter(replace(BARE, reasons=(Reason(f"甲{text}乙"),)))
    ElementTree.fromstring(part(content, "word/document.xml"))
    assert f"1．{clean_text(f'甲{text}乙')}" in paragraphs(content)


@pytest.mark.parametrize(("change", "said"), [
    ({"kind": "fine"}, "没有“fine”这种文书"),
    ({"reasons": ()}, "没有事由"),
    ({"kind": "payment"}, "金额应逐项大于零"),
    ({"kind": "payment", "lines": (PaymentLine("甲", 100), PaymentLine("乙", -50))}, "金额应逐项大于零"),
    ({"subject": "长" * 4001}, "超过 4000 个字"),
    ({"demands": ("甲",) * 501}, "最多列 500 条"),
    ({"meeting_time": "6月1日"}, "没有安放“meeting_time”的位置"),
])  # fmt: skip
def test_what_cannot_be_written_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(BreaksRule) as caught:
        write_letter(replace(BARE, **change))  # type: ignore[arg-type]
    assert said in caught.value.zh


def test_a_template_without_a_place_for_what_was_entered_is_told() -> None:
    template = changed(default_template("reminder"), copies=("抄送：{{ copies }}。", "抄送：县政府。"), test=(
        "{%p if copies %}", "{%p if subject %}",
    ))  # fmt: skip
    assert write_letter(BARE, template)
    with pytest.raises(BreaksRule, match="copies"):
        write_letter(FULL, template)


def test_the_page_is_that_of_an_official_document() -> None:
    """GB/T 9704-2012: A4, 37 mm above and 28 mm beside a type area of 156 × 225 mm, 3号, 22 lines a page."""
    document = docx.Document(io.BytesIO(write_letter(FULL)))
    page = document.sections[0]
    sizes = (page.page_width, page.page_height, page.top_margin, page.left_margin)
    assert [round(size.mm) for size in sizes if size is not None] == [210, 297, 37, 28]
    width = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    assert round(width / 36000) == 156
    text = next(one for one in document.paragraphs if one.text.startswith("请高度重视"))
    assert text.runs[0].font.size == Pt(16)
    assert text.paragraph_format.line_spacing.pt == pytest.approx(28.95)  # type: ignore[union-attr]
    assert text.paragraph_format.first_line_indent == Pt(32)
    assert 'w:eastAsia="仿宋"' in text.runs[0]._r.xml


def test_a_letter_is_the_same_bytes_each_time() -> None:
    assert write_letter(FULL) == write_letter(FULL)
    assert letter_title(replace(BARE, title="关于某事的函")) == "关于某事的函"
