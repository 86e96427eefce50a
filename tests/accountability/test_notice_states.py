"""The way of a notice from draft to closing."""

from __future__ import annotations

import pytest

from app.accountability.notice_states import check_step, notice_states, notice_steps, steps_from
from app.errors import BreaksRule, Clash, NotAllowed, SuyuanError

WHO = {"role": "analyst", "person": "乙", "drafted_by": "甲"}
GIVEN = {
    "text": "正文", "signer": "王某", "signed_on": "2023-07-03", "document_number": "聊环函〔2023〕7号",
    "sealed_on": "2023-07-04", "delivered_on": "2023-07-05", "receipt": "签收单", "answer": "已整改",
    "closing_reason": "连续达标", "reason": "写错月份",
}  # fmt: skip


def test_the_whole_way_in_order() -> None:
    state, way = "draft", ["draft"]
    for action in ("review", "sign", "number", "seal", "deliver", "answer", "close"):
        state = check_step(state, action, given=GIVEN, **WHO).to_state
        way.append(state)
    assert [notice_states()[one].zh for one in way] == ["拟稿", "核稿", "签发", "编号", "用印", "送达", "反馈", "销号"]
    assert steps_from("closed") == []
    assert steps_from("void") == []


@pytest.mark.parametrize("step", notice_steps(), ids=lambda step: f"{step.from_state}-{step.action}")
def test_each_step_asks_for_each_thing_it_needs(step: object) -> None:
    for name in step.needs:  # type: ignore[attr-defined]
        for lacking in ({**GIVEN, name: " "}, {key: text for key, text in GIVEN.items() if key != name}):
            with pytest.raises(BreaksRule) as caught:
                check_step(step.from_state, step.action, given=lacking, **WHO)  # type: ignore[attr-defined]
            assert caught.value.parameter == name
    assert check_step(step.from_state, step.action, given=GIVEN, **WHO) is step  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("state", "action", "who", "error"),
    [
        ("draft", "number", {}, Clash),  # no number before it is signed
        ("draft", "close", {}, Clash),
        ("numbered", "return", {}, Clash),  # after the number it can only be voided
        ("closed", "void", {}, Clash),
        ("nowhere", "void", {}, Clash),
        ("draft", "review", {"person": "甲"}, NotAllowed),
        ("draft", "review", {"person": "甲", "role": "admin"}, NotAllowed),
        ("draft", "review", {"role": "chief"}, NotAllowed),
        ("reviewed", "sign", {"role": "inspector"}, NotAllowed),
    ],
)
def test_steps_that_cannot_be_taken(state: str, action: str, who: dict[str, str], error: type[SuyuanError]) -> None:
    with pytest.raises(error):
        check_step(state, action, given=GIVEN, **{**WHO, **who})


def test_a_chief_may_answer_and_an_administrator_may_all() -> None:
    assert [step.action for step in steps_from("delivered", "chief")] == ["answer"]
    assert [step.action for step in steps_from("delivered", "admin")] == ["answer", "void"]


@pytest.mark.parametrize("day", ["2023-7-5", "20230705", "2023-02-30", "昨天"])
def test_days_are_days(day: str) -> None:
    with pytest.raises(BreaksRule) as caught:
        check_step("sealed", "deliver", given={**GIVEN, "delivered_on": day}, **WHO)
    assert caught.value.parameter == "delivered_on"
