"""What emission standards say, as the plans and permits write them (排放标准)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.emission_standard import USUAL_ITEMS, read_emission_standard

TN, COLIFORMS = "w21001", "w02003"
READ = [
    ("地表水Ⅳ类（聊高新区管办发〔2023〕10号）", 4, False, (), "聊高新区管办发〔2023〕10号"),
    ("地表水Ⅳ类，总氮除外（聊江管办发〔2023〕4号）", 4, False, (TN,), "聊江管办发〔2023〕4号"),
    ("地表水准Ⅳ类（冠政办字〔2023〕5号）", 4, True, (), "冠政办字〔2023〕5号"),
    ("地表水Ⅴ类（2020年行动计划 二（三）1）", 5, False, (), "2020年行动计划 二（三）1"),
    ("准Ⅳ", 4, True, (), None),
    ("Ⅳ类(总氮除外)", 4, False, (TN,), None),
    ("除总氮外执行地表水Ⅳ类标准", 4, False, (TN,), None),
    ("达到地表水 IV 类水质标准，不含总氮", 4, False, (TN,), None),
    ("《地表水环境质量标准》（GB 3838-2002）Ⅴ类标准（总氮、粪大肠菌群除外）", 5, False, (TN, COLIFORMS),
     "GB 3838-2002"),
    ("地表水5类", 5, False, (), None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "water_class", "quasi", "excepted", "document"), READ)
def test_what_can_be_read(
    text: str, water_class: int, quasi: bool, excepted: tuple[str, ...], document: str | None
) -> None:
    told = read_emission_standard(text)
    assert told.rule is not None
    assert (told.rule.water_class, told.rule.quasi, told.rule.excepted) == (water_class, quasi, excepted)
    assert (told.rule.items, told.document, told.unread) == (USUAL_ITEMS, document, ())
    assert not told.items_named


def test_named_items_and_what_is_not_understood() -> None:
    told = read_emission_standard("COD、氨氮、总磷执行地表水Ⅳ类，其余一级A")
    assert told.rule is not None
    assert told.rule.items == ("w01018", "w21003", "w21011")
    assert told.items_named
    assert told.unread == ("其余一级A",)


@pytest.mark.parametrize(
    "text",
    ["一级A", "GB18918-2002一级A标准", "劣Ⅴ类", "第2类污染物", "Ⅲ类或Ⅳ类", "按排污许可证", "（Ⅳ〔2023〕类）", "Ⅵ类"],
)
def test_what_names_no_one_class_is_said(text: str) -> None:
    told = read_emission_standard(text)
    assert told.rule is None
    assert told.zh
    assert text in told.zh
    assert told.en


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_written(text: str | None) -> None:
    assert read_emission_standard(text).zh == "未填写排放标准。"


@given(st.text(alphabet="准ⅣⅤIV45类地表水标准总氮除外，、（）()〔〕 COD一级A", max_size=30))
def test_no_text_breaks_it_and_a_class_is_always_written(text: str) -> None:
    told = read_emission_standard(text)
    assert (told.rule is None) == (told.zh is not None)
    if told.rule is not None:
        assert "类" in text or "准" in text
