"""The monthly publication: sums that add up, what is not known said so, final values only, no person."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.export.publication import (
    FINAL_SENTENCE,
    MissedSection,
    MonitoredPlace,
    OpenSection,
    PayerSum,
    Publication,
    payer_sums,
    publication_json,
    summary,
    total_fen,
)
from app.export.publication_file import publication_docx, publication_xlsx
from tests.export.packages import paragraphs

# 聊城市2020年行动计划 三（二）: three sections, all missed: 3 × 500,000 yuan; four, one of them missed: 400,000.
MISSED = (
    MissedSection("甲桥", "徒骇河", "东阿县", 5, 6, "氨氮（超0.15倍）", "东阿县", 50_000_000, "三（二）"),
    MissedSection("乙桥", "徒骇河", "东阿县", 5, 6, "总磷（超0.20倍）", "东阿县", 50_000_000, "三（二）"),
    MissedSection("=丙桥", "马颊河", "东阿县", 5, 6, "", "东阿县", 50_000_000, "三（二）"),
    MissedSection("丁桥", "马颊河", "阳谷县", 4, 5, "化学需氧量（超0.10倍）", "阳谷县", 40_000_000, "三（二）"),
    MissedSection("镇桥", "四新河", "度假区", 5, None, "", "朱老庄镇", None, "四（二）"),
)
WHOLE = Publication(
    "2020-05",
    "聊城市",
    9,
    MISSED,
    (OpenSection("戊桥", "卫运河", "临清市", "断流"),),
    (
        MonitoredPlace("一号口", "371500-1", "徒骇河", "东阿县", "met", standard="Ⅴ类", sampled_on="2020-05-12"),
        MonitoredPlace("二号口", None, "徒骇河", "东阿县", "not_monitored"),
        MonitoredPlace("三号口", None, "马颊河", None, "undetermined", sampled_on="2020-05-13"),
    ),
    (MonitoredPlace("某镇水源地", None, "地下水", "东阿县", "missed", "氟化物（超0.20倍）", "Ⅲ类", "2020-04-20"),),
    "聊城市生态环境局",
    "2020-06-05",
)


def test_sums_by_payer_are_those_of_the_clause() -> None:
    assert payer_sums(WHOLE) == (
        PayerSum("东阿县", 3, 150_000_000, 0),
        PayerSum("阳谷县", 1, 40_000_000, 0),
        PayerSum("朱老庄镇", 1, 0, 1),
    )
    assert total_fen(WHOLE) == 190_000_000


def test_the_sentences_count_everything_once() -> None:
    assert summary(WHOLE) == (
        "2020年5月，聊城市纳入考核的断面9个，未达到考核目标5个，无法判定1个。",
        "应缴纳生态赔偿（补偿）金合计190万元；另有1项金额未定，不计入合计。",
        "2020年5月，入河排污口共3个：达标1个、无法判定1个、未监测1个。",
        "2020年第二季度，“千吨万人”饮用水水源地共1个：未达标1个。",
        FINAL_SENTENCE,
    )


def test_the_document_holds_the_tables_as_typed_here() -> None:
    texts = paragraphs(publication_docx(WHOLE))
    assert texts[0] == "聊城市2020年5月水环境质量考核情况公示"
    start = texts.index("三、2020年5月生态赔偿（补偿）金")
    assert texts[start + 1 : start + 18] == [
        "缴纳单位", "断面数", "金额未定项", "金额", "东阿县", "3", "1,500,000元", "阳谷县", "1", "400,000元",
        "朱老庄镇", "1", "1", "未定", "合计", "5", "1",
    ]  # fmt: skip
    assert texts[start + 18] == "1,900,000元"
    assert "未定" in texts
    assert texts[-2:] == ["聊城市生态环境局", "2020年6月5日"]
    assert FINAL_SENTENCE in texts
    row = texts.index("二号口")
    assert texts[row : row + 5] == ["二号口", "徒骇河", "东阿县", "未监测", "未监测"]


def test_the_workbook_holds_the_same_and_texts_stay_texts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(publication_xlsx(WHOLE)))
    assert book.sheetnames == ["未达标断面", "无法判定断面", "缴纳金额", "入河排污口", "千吨万人水源地"]
    sheet = book["未达标断面"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=3, max_row=8)]
    assert rows[0] == ("甲桥", "徒骇河", "东阿县", "Ⅴ类", "劣Ⅴ类", "氨氮（超0.15倍）", 500000)
    assert rows[4] == ("镇桥", "四新河", "度假区", "Ⅴ类", "无法判定", None, "未定")
    assert rows[5][0] == FINAL_SENTENCE
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=丙桥", "s")
    money = [row[3].value for row in book["缴纳金额"].iter_rows(min_row=3, max_row=6)]
    assert money == [1500000, 400000, "未定", 1900000]


def test_an_empty_month_says_so() -> None:
    empty = Publication("2020-05", "聊城市", 9, outfalls=())
    texts = paragraphs(publication_docx(empty))
    assert texts[1] == "2020年5月，聊城市纳入考核的断面9个，未达到考核目标0个，无法判定0个。"
    assert texts[2] == "2020年5月，入河排污口共0个。"
    assert texts.count("无。") == 2
    assert not [text for text in texts if "水源地" in text]
    assert openpyxl.load_workbook(io.BytesIO(publication_xlsx(empty)))["入河排污口"]["A3"].value == "无"


def test_the_json_has_sums_and_words() -> None:
    answer = publication_json(WHOLE)
    assert answer["total"]["zh"] == "190万元"
    assert [one["amount"]["fen"] for one in answer["missed"]] == [50_000_000] * 3 + [40_000_000, None]
    assert answer["sources"][0]["verdict_zh"] == "未达标"
    assert answer["payers"][0]["amount"]["yuan"] == "1,500,000元"


@pytest.mark.parametrize(("change", "said"), [
    ({"missed": (replace(MISSED[0], status="审核"),)}, "不是终版"),
    ({"outfalls": (MonitoredPlace("口", None, None, None, "met", status="原始"),)}, "不是终版"),
    ({"outfalls": (MonitoredPlace("口", None, None, None, "good"),)}, "不认识"),
    ({"outfalls": (MonitoredPlace("口 13812345678", None, None, None, "met"),)}, "个人信息"),
    ({"open_sections": (OpenSection("甲", None, None, "张某371502199001011234"),)}, "个人信息"),
    ({"missed": (replace(MISSED[0], payer=None),)}, "没有缴纳单位"),
    ({"sections_assessed": 3}, "多于考核断面数"),
    ({"month": "2020-13"}, "无法识别"),
])  # fmt: skip
def test_what_may_not_be_published_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(BreaksRule) as caught:
        replace(WHOLE, **change)  # type: ignore[arg-type]
    assert said in caught.value.zh


AMOUNTS = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.none() | st.integers(0, 10**10)), max_size=20)


@settings(max_examples=50, deadline=None)
@given(AMOUNTS)
def test_the_payers_add_up_to_the_total(amounts: list[tuple[str, int | None]]) -> None:
    missed = tuple(
        MissedSection(str(number), None, None, 3, 4, payer=payer, amount_fen=amount)
        for number, (payer, amount) in enumerate(amounts)
    )
    publication = Publication("2020-05", "市", 20, missed)
    sums = payer_sums(publication)
    assert sum(one.total_fen for one in sums) == total_fen(publication) == sum(amount or 0 for _, amount in amounts)
    assert sum(one.sections for one in sums) == len(amounts)
    assert sum(one.open_count for one in sums) == sum(amount is None for _, amount in amounts)
