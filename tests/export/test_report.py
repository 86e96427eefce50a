"""The report's paragraphs: typed by hand, and every digit with its source."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BreaksRule
from app.export.report_content import (
    Exceeded,
    Exempted,
    Group,
    Lake,
    Pollutant,
    RankedPlace,
    Ranking,
    ReportContent,
    SectionLine,
    Versus,
)
from app.export.report_document import report_docx
from app.export.report_paragraphs import report_paragraphs
from tests.export.packages import feet, paragraphs

SECTIONS = (
    SectionLine("前油坊", "徒骇河", "莘县", 4, 5, "met", class_last_month=5, class_last_year=4),
    SectionLine("聊位路桥", "徒骇河", "度假区", 5, 4, "missed", (Exceeded("氨氮", 0.15), Exceeded("溶解氧")),
                (Exceeded("氨氮", 0.73),)),
    SectionLine("1号桥", "马颊河", None, 6, 3, "missed", (Exceeded("总磷", 1.125),), (Exceeded("总磷", 1.125),)),
    SectionLine("高唐北湖", None, "高唐县", 3, 3, "met_on_n", class_unrounded=4),
    SectionLine("董姑桥", "马颊河", "冠县", 2, 5, "met"),
    SectionLine("西新河口", "四新河", "高新区", 3, 3, "met"),
    SectionLine("崔庄桥", "四新河", "度假区", 3),
    SectionLine("油坊桥", "卫运河", "临清市", None, 5, "undetermined", reason="断流"),
)  # fmt: skip
OVERALL = Group(
    "全市", 8, (0, 1, 3, 1, 1, 1), "轻度污染", None,
    (Pollutant("氨氮", 28.571428571428573), Pollutant("总磷", 14.285714285714286)),
    Versus("有所好转", (0, 1, 2, 1, 1, 1)), Versus("无明显变化", (0, 1, 3, 1, 1, 1)),
)  # fmt: skip
WHOLE = ReportContent(
    "2026-10", "聊城市", SECTIONS, OVERALL,
    (
        Group("徒骇河", 2, (0, 0, 0, 1, 1, 0), "轻度污染", 4, (Pollutant("氨氮", None, 0.44),), Versus("有所好转"),
              Versus(None)),
        Group("卫运河", 1, (0,) * 6, None),
    ),
    (Group("度假区", 6, (0, 0, 3, 1, 1, 0), "轻度污染", None, (Pollutant("氨氮", 40.0),)),),
    (Lake("高唐北湖", 3, "良好", 48.0181, "中营养"), Lake("谭庄水库", None, None, None, None, "缺少透明度，不能计算。")),  # noqa: E501
    (Ranking("县（市、区）水质指数", 21, (RankedPlace(1, "东阿县", 4.12345, -3.24), RankedPlace(2, "莘县", 8.414667))),),  # noqa: E501
    Group("全市", 8, (0, 1, 3, 2, 1, 1), "轻度污染", None, (), None, Versus("明显好转", (0, 0, 4, 0, 0, 4))),
    "2026-01",
    (Exempted("千户营", "氟化物", "地质本底", "鲁环函〔2023〕12号", 5, 4, "missed", "met"),),
)  # fmt: skip
EXPECTED = {
    "overall": "2026年10月，聊城市共有断面8个，参与评价7个。Ⅰ～Ⅲ类断面4个，占57.1%；Ⅳ类断面1个，占14.3%；Ⅴ类断面1个，占14.3%；"  # noqa: E501
    "劣Ⅴ类断面1个，占14.3%。水质状况总体为轻度污染。与上月相比，Ⅰ～Ⅲ类断面比例上升7.1个百分点，劣Ⅴ类断面比例下降2.4个百分点，"
    "水质有所好转；与上年同月相比，Ⅰ～Ⅲ类断面比例持平，劣Ⅴ类断面比例持平，水质无明显变化。",
    "attainment": "有考核目标的断面7个，其中达标3个、所测项目达标1个、未达标2个、无法判定1个。",
    "rivers": "徒骇河：监测断面2个，水质为Ⅳ类，水质状况为轻度污染，主要污染指标为氨氮（超Ⅲ类0.44倍）；与上月相比，水质有所好转。\n"  # noqa: E501
    "卫运河：监测断面1个，无法判定。",
    "districts": "度假区：监测断面6个（参与评价5个），Ⅰ～Ⅲ类占60.0%，劣Ⅴ类占0.0%，水质状况为轻度污染，"
    "主要污染指标为氨氮（断面超标率40.0%）。",
    "missed": "未达到目标的断面2个。\n聊位路桥断面（徒骇河，度假区）：水质为Ⅴ类，未达到Ⅳ类目标，超标指标为氨氮（超Ⅳ类0.15倍）、"  # noqa: E501
    "溶解氧（不计超标倍数）；与Ⅲ类标准相比，氨氮（超Ⅲ类0.73倍）。\n"
    "1号桥断面（马颊河）：水质为劣Ⅴ类，未达到Ⅲ类目标，超标指标为总磷（超Ⅲ类1.12倍）。",
    "pollutants": "主要污染指标为氨氮（断面超标率28.6%）、总磷（断面超标率14.3%）。",
    "lakes": "高唐北湖：水质为Ⅲ类，水质状况为良好；综合营养状态指数为48.0，中营养。\n"
    "谭庄水库：水质类别无法判定；缺少透明度，不能计算。",
    "ranking": "县（市、区）水质指数（按21项指标，由好到差）：第1名东阿县（指数4.1234，同比下降3.2%）、第2名莘县（指数8.4147）。",  # noqa: E501
    "cumulative": "2026年1～10月，参与评价断面8个，Ⅰ～Ⅲ类占50.0%，劣Ⅴ类占12.5%，水质状况总体为轻度污染。"
    "与上年同期相比，Ⅰ～Ⅲ类断面比例持平，劣Ⅴ类断面比例下降37.5个百分点，水质明显好转。",
    "not_judged": "无法判定类别的断面1个：油坊桥断面（卫运河，临清市）：断流。",
    "critical": "高唐北湖断面（高唐县）：修约后为Ⅲ类，未修约为Ⅳ类。",
    "exemptions": "千户营断面：氟化物因地质本底免考或扣除（鲁环函〔2023〕12号），处理前为Ⅴ类、未达标，处理后为Ⅳ类、达标。",  # noqa: E501
}


def test_the_paragraphs_are_those_typed_by_hand() -> None:
    assert {one["id"]: one["zh"] for one in report_paragraphs(WHOLE)} == EXPECTED


def _without_source(part: dict[str, Any]) -> list[str]:
    """Digits of a paragraph outside every fact."""
    text = list(part["zh"])
    for fact in part["facts"]:
        assert part["zh"][fact["start"] : fact["end"]] == fact["text"]
        assert fact["source"]
        text[fact["start"] : fact["end"]] = "□" * len(fact["text"])
    return re.findall(r"\d+", "".join(text))


def test_every_digit_belongs_to_a_fact() -> None:
    parts = report_paragraphs(WHOLE)
    assert [_without_source(part) for part in parts] == [[]] * len(parts)


def test_facts_hold_the_full_value_and_its_place() -> None:
    facts = {part["id"]: part["facts"] for part in report_paragraphs(WHOLE)}
    missed = [(one["text"], one["value"], one["source"]) for one in facts["missed"]]
    assert missed == [
        ("2", 2, "sections.attainment == missed"),
        ("0.15", 0.15, "sections[聊位路桥].over_target[氨氮].multiple"),
        ("0.73", 0.73, "sections[聊位路桥].over_3[氨氮].multiple"),
        ("1号桥断面", "1号桥断面", "sections[1号桥].name"),
        ("1.12", 1.125, "sections[1号桥].over_target[总磷].multiple"),
    ]
    share = facts["overall"][4]
    assert (share["text"], share["unit"]) == ("57.1%", "%")
    assert share["value"] == pytest.approx(400 / 7)


def test_nothing_known_is_said_and_what_is_not_there_is_left_out() -> None:
    section = SectionLine("甲", None, None, None)
    bare = ReportContent("2026-10", "某县", (section,), Group("某县", 1, (0,) * 6, None))
    assert {one["id"]: one["zh"] for one in report_paragraphs(bare)} == {
        "overall": "2026年10月，某县没有能够判定类别的断面。",
        "missed": "本月没有未达到目标的断面。",
        "not_judged": "无法判定类别的断面1个：甲断面：原因未录入。",
    }
    good = replace(section, water_class=1)
    first = ReportContent("2026-10", "某县", (good,), Group("某县", 1, (1, 0, 0, 0, 0, 0), "优", 1))
    texts = {one["id"]: one["zh"] for one in report_paragraphs(first)}
    assert texts["overall"].endswith("总体为优（Ⅰ类）。上月没有可比数据；上年同月没有可比数据。")
    assert texts["pollutants"] == "本月没有主要污染指标。"


def test_a_long_ranking_names_both_ends() -> None:
    rows = tuple(
        RankedPlace(number, f"{'甲乙丙丁戊己庚辛壬癸子'[number - 1]}县", float(number)) for number in range(1, 12)
    )
    content = replace(WHOLE, rankings=(Ranking("水质指数", 9, rows),))
    text = next(one["zh"] for one in report_paragraphs(content) if one["id"] == "ranking")
    assert text == (
        "水质指数（按9项指标，由好到差）：共11个，靠前的为第1名甲县（指数1.0000）、第2名乙县（指数2.0000）、第3名丙县（指数3.0000）；"
        "靠后的为第9名壬县（指数9.0000）、第10名癸县（指数10.0000）、第11名子县（指数11.0000）。"
    )


@pytest.mark.parametrize(("change", "said"), [
    ({"overall": replace(OVERALL, class_counts=(0, 1, 3, 1, 1, 0))}, "不一致"),
    ({"overall": replace(OVERALL, sections=9)}, "不一致"),
    ({"sections": (*SECTIONS[:-1], replace(SECTIONS[-1], attainment="good"))}, "不认识"),
    ({"month": "2026-1"}, "无法识别"),
])  # fmt: skip
def test_contents_that_do_not_add_up_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BreaksRule) as caught:
        replace(WHOLE, **change)
    assert said in caught.value.zh


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.integers(1, 6), max_size=40), st.text(max_size=12))
def test_any_month_counts_each_section_once_and_sources_each_digit(classes: list[int | None], place: str) -> None:
    sections = tuple(SectionLine(f"断面{n}", place, None, one, 3, "missed") for n, one in enumerate(classes))
    counts = tuple(classes.count(grade) for grade in range(1, 7))
    group = Group("全", len(classes), counts, None)  # type: ignore[arg-type]
    parts = report_paragraphs(ReportContent("2026-10", place, sections, group, (group,)))
    assert [_without_source(part) for part in parts] == [[]] * len(parts)
    if sum(counts):
        bands = [one["value"] for one in parts[0]["facts"] if one["unit"] == "个" and "class_counts[" in one["source"]]
        assert sum(bands) == sum(counts)


def test_the_document_holds_headings_paragraphs_and_the_table() -> None:
    content = report_docx(WHOLE, internal=True)
    texts = paragraphs(content)
    assert texts[:3] == ["聊城市2026年10月地表水环境质量月报", "一、总体状况", EXPECTED["overall"]]
    assert "十二、免考与扣除前后结果" in texts
    assert "十三、断面水质一览表" in texts
    table = docx.Document(io.BytesIO(content)).tables[0]
    assert [cell.text for cell in table.rows[2].cells] == [
        "聊位路桥", "徒骇河", "度假区", "Ⅳ类", "Ⅴ类", "无数据", "无数据", "未达标", "氨氮、溶解氧",
    ]  # fmt: skip
    assert "内部资料　不得外传" in feet(content)
