"""What may be entered, field by field; and what is wrong is said by field in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.catalogue import REGISTERS, register_spec
from app.registers.check import Wrong, check_content, read_value
from app.registers.spec import RegisterField, RegisterSpec

EXEMPTION: dict[str, Any] = {
    "section": "LC01", "kind": "exemption", "first_month": "2023-01", "last_month": "2023-03", "reason": "冰封",
    "document_number": "环办〔2023〕1号", "approver": "市生态环境局",
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**4000) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def faults_of(register: str, **content: Any) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in check_content(register_spec(register), content)[1]]


def test_an_exemption_without_its_document_is_refused() -> None:
    assert faults_of("exemptions", **EXEMPTION) == []
    for name in ("document_number", "approver", "section", "reason", "first_month"):
        assert faults_of("exemptions", **(EXEMPTION | {name: " "})) == [("field_missing", name)]


def test_an_exemption_is_judged_as_a_whole() -> None:
    assert faults_of("exemptions", **(EXEMPTION | {"last_month": "2022-12"})) == [("months_reversed", "last_month")]
    assert faults_of("exemptions", **(EXEMPTION | {"reason": "其他"})) == [("field_missing", "reason_text")]
    deduction = EXEMPTION | {"kind": "deduction", "indicators": ["w21003"]}
    assert faults_of("exemptions", **deduction) == [("field_missing", "approved_value")]
    assert faults_of("exemptions", **deduction, approved_value=0.9) == []
    assert faults_of("exemptions", **(deduction | {"indicators": ["w21003", "w21011"]}), approved_value=0.9) == [
        ("one_indicator", "indicators")
    ]


def test_a_number_of_a_letter_is_never_entered_but_by_its_step() -> None:
    draft: dict[str, Any] = {
        "title": "提醒函", "rule_set": "gaoxin_2023", "kind": "reminder", "subject": "LC01", "month": "2023-05",
        "addressees": ["责任河长"], "reasons_zh": "超标",
    }  # fmt: skip
    assert faults_of("notices", **draft) == []
    assert faults_of("notices", **draft, document_number="1号") == [("field_by_transition", "document_number")]
    content, faults = check_content(
        register_spec("notices"), draft | {"document_number": "1号"}, allow={"document_number"}
    )
    assert faults == []
    assert content["document_number"] == "1号"


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", " 甲\u0301 ", "甲\u0301"), ("text", "e\u0301", "é"), ("text", "", None), ("text", 3, Wrong),
        ("text", "a\nb", Wrong), ("text", "a\x00", Wrong), ("text", "字" * 501, Wrong), ("text", "\ud800", Wrong),
        ("integer", 3, 3), ("integer", True, Wrong), ("integer", 3.0, Wrong), ("integer", 2**60, Wrong),
        ("number", 0, 0.0), ("number", float("nan"), Wrong), ("number", "3", Wrong), ("number", 1e300, Wrong),
        ("date", "2024-02-29", "2024-02-29"), ("date", "2023-02-29", Wrong), ("date", "20230201", Wrong),
        ("month", "2023-05", "2023-05"), ("month", "2023-5", Wrong), ("month", "0000-05", Wrong),
        ("money_fen", 50_000_000, 50_000_000), ("money_fen", 0.5, Wrong), ("money_fen", False, Wrong),
        ("list", ["甲", "", "甲", "乙"], ["甲", "乙"]), ("list", [], None), ("list", "甲", Wrong),
        ("list", ["甲"] * 201, Wrong),
        ("file", "a" * 64, "a" * 64), ("file", "A" * 64, Wrong), ("file", "../etc/passwd", Wrong),
        ("json", {"a": 1}, {"a": 1}), ("json", {"a": float("inf")}, Wrong), ("json", ["x" * 30_000], Wrong),
        ("section", "LC01", "LC01"), ("indicator", "x" * 101, Wrong),
    ],
)  # fmt: skip
def test_values_by_kind(kind: Any, value: Any, kept: Any) -> None:
    field = RegisterField("f", kind, "栏目", "Field")
    if kept is Wrong:
        with pytest.raises(Wrong) as told:
            read_value(field, value)
        assert told.value.zh
        assert str(told.value)
    else:
        assert read_value(field, value) == kept


def test_bounds_and_choices() -> None:
    field = RegisterField("f", "integer", "年度", "Year", minimum=2000, maximum=2100)
    assert read_value(field, 2000) == 2000
    with pytest.raises(Wrong):
        read_value(field, 1999)
    with pytest.raises(Wrong):
        read_value(RegisterField("f", "money_fen", "金额", "Amount", minimum=0), -1)
    reason = register_spec("exemptions").field("kind")
    assert read_value(reason, "免考") == read_value(reason, "exemption") == "exemption"
    with pytest.raises(Wrong):
        read_value(reason, "豁免")
    assert read_value(register_spec("works").field("plan"), "某县2027") == "某县2027"


@given(st.sampled_from(REGISTERS), st.dictionaries(st.text(max_size=8), JSON, max_size=3), st.data())
def test_whatever_is_sent_is_kept_clean_or_told_by_field(
    spec: RegisterSpec, strange: dict[str, Any], data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from([field.name for field in spec.fields]), max_size=5))
    given_content = strange | {name: data.draw(JSON, name) for name in names}
    content, faults = check_content(spec, given_content)
    assert all(fault.zh and fault.en and fault.field is not None for fault in faults)
    if not faults:
        assert check_content(spec, content) == (content, [])  # what is kept stays as it is
