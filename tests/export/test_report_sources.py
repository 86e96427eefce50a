"""The report's content from the real judgement of months written by hand."""

from __future__ import annotations

from app.assessment.ranking import Ranked, rank_indices
from app.assessment.region import assess_region
from app.export.report_content import Exceeded, Pollutant, ReportContent, Versus
from app.export.report_paragraphs import report_paragraphs
from app.export.report_sources import group_of, rankings_of, section_line, section_lines
from tests.assessment.judged import GOLDEN, judged, of_class


def test_the_golden_section_over_class_three() -> None:
    """COD 26 / 20, CODMn 7.2 / 6, BOD5 4.4 / 4: multiples 0.30, 0.20, 0.10."""
    line = section_line(judged("S1", GOLDEN, district="冠县"), last_month=of_class("S1", 5))
    assert (line.water_class, line.target_class, line.attainment, line.district) == (4, 3, "missed", "冠县")
    expected = (Exceeded("化学需氧量", 0.3), Exceeded("高锰酸盐指数", 0.2), Exceeded("五日生化需氧量", 0.1))
    assert line.over_3 == line.over_target == expected
    assert (line.class_last_month, line.class_last_year) == (5, None)
    assert line.values["w21003"] == 0.85


def test_without_a_multiple_comes_last_and_without_values_says_why() -> None:
    low_oxygen = judged("S1", GOLDEN | {"w01009": 4.0})
    assert [one.name for one in section_line(low_oxygen).over_target][-1] == "溶解氧"
    empty = section_line(judged("S2", {}))
    assert (empty.water_class, empty.attainment) == (None, "undetermined")
    assert empty.reason


def test_a_district_of_six_sections_reads_through_to_the_text() -> None:
    sections = [of_class(f"S{place}", grade) for place, grade in enumerate((2, 3, 3, 4, 6, 6))]
    before = [of_class(f"S{place}", grade) for place, grade in enumerate((2, 3, 3, 4, 4, 6))]
    now = assess_region(sections, kind="district", name="冠县")
    group = group_of(now, last_month=assess_region(before, kind="district", name="冠县"))
    assert (group.sections, group.class_counts, group.level, group.water_class) == (
        6, (0, 1, 2, 1, 0, 2), "中度污染", None,
    )  # fmt: skip
    assert group.pollutants == (Pollutant("氨氮", 50.0),)
    assert group.last_month == Versus("有所变差", (0, 1, 2, 2, 0, 1))  # 轻度污染 to 中度污染: one level
    content = ReportContent("2023-05", "冠县", section_lines(sections, before), group)
    assert report_paragraphs(content)[0]["zh"] == (
        "2023年5月，冠县共有断面6个，参与评价6个。Ⅰ～Ⅲ类断面3个，占50.0%；Ⅳ类断面1个，占16.7%；Ⅴ类断面0个，占0.0%；"
        "劣Ⅴ类断面2个，占33.3%。水质状况总体为中度污染。与上月相比，Ⅰ～Ⅲ类断面比例持平，"
        "劣Ⅴ类断面比例上升16.7个百分点，水质有所变差；上年同月没有可比数据。"
    )


def test_rankings_of_different_sets_stay_apart() -> None:
    answer = rank_indices([Ranked("a", "甲", 6.2, ("w01018",)), Ranked("b", "乙", 5.1, ("w01018", "w21003"))])
    found = rankings_of("水质指数", answer, {"b": -2.5})
    assert [(one.item_count, [(row.name, row.change_percent) for row in one.rows]) for one in found] == [
        (2, [("乙", -2.5)]),
        (1, [("甲", None)]),
    ]
