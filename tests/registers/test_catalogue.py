"""The registers as data: every specification is sound, and the seeds pass their own check."""

from __future__ import annotations

import csv
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from app.layers.catalogue import CATALOGUE, layer_spec
from app.registers.catalogue import REGISTERS, register_spec
from app.registers.check import check_content
from app.registers.plans import plan_choices
from app.registers.seed_works import load_seed_measures, load_seed_works
from app.registers.spec import RegisterSpec
from app.uses.accounts.accounts import ROLES

RULE_SETS = Path(__file__).resolve().parents[2] / "app" / "accountability" / "data"


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.id)
def test_a_specification_names_only_what_it_has(spec: RegisterSpec) -> None:
    names = {field.name for field in spec.fields}
    states = {state.id for state in spec.states}
    assert len(names) == len(spec.fields)
    assert len(states) == len(spec.states)
    named = {*spec.key_fields, *spec.title_fields, spec.subject_field, spec.month_field, spec.deadline_field} - {None}
    named |= {state.deadline for state in spec.states} - {None, ""}
    assert named <= names
    assert any(field.in_list for field in spec.fields)
    for field in spec.fields:
        assert field.zh
        assert field.en
        assert (field.kind == "choice") == bool(field.choices)
        assert not (field.by_transition and field.required)
        assert (field.kind == "feature") == (field.layer is not None)
        if field.layer is not None:
            layer_spec(CATALOGUE, field.layer)
    for step in spec.transitions:
        assert {step.from_state, step.to_state} <= states
        assert set(step.needs) | set(step.takes) <= names
        assert set(step.role.split("|")) <= set(ROLES)
        assert not spec.state(step.from_state).void
        assert not (step.other_than_last and spec.state(step.from_state).editable)  # the last change is that step
        if step.only_if is not None:
            assert step.only_if[1] in {one.value for one in spec.field(step.only_if[0]).choices}
    ends = [(step.from_state, step.to_state) for step in spec.transitions]
    assert len(ends) == len(set(ends))
    assert set(spec.read_role.split("|")) | set(spec.write_role.split("|")) <= set(ROLES)


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.id)
def test_every_state_is_reached_and_every_field_of_a_transition_is_brought_by_one(spec: RegisterSpec) -> None:
    reached, before = {spec.first_state.id}, set()
    while reached != before:
        before = set(reached)
        reached |= {step.to_state for step in spec.transitions if step.from_state in reached}
    assert reached == {state.id for state in spec.states}
    brought = {name for step in spec.transitions for name in (*step.needs, *step.takes)}
    assert {field.name for field in spec.fields if field.by_transition} <= brought


def test_notices_go_the_way_of_an_office() -> None:
    notices = register_spec("notices")
    way = ["draft", "reviewed", "signed", "numbered", "sealed", "delivered", "answered", "closed"]
    assert [notices.state(one).zh for one in way] == ["拟稿", "核稿", "签发", "编号", "用印", "送达", "反馈", "销号"]
    steps = {(step.from_state, step.to_state): step for step in notices.transitions}
    assert all(pair in steps for pair in pairwise(way))
    assert steps["signed", "numbered"].needs == ("document_number",)
    assert all(steps[state, "void"].note_needed for state in way[:-1])
    assert ("closed", "void") not in steps


def test_a_notice_goes_its_way_in_order() -> None:
    notices = register_spec("notices")
    way = [notices.first_state.id]
    while onward := [one for one in notices.transitions_from(way[-1]) if one.to_state not in (*way, "void")]:
        assert len(onward) == 1
        way.append(onward[0].to_state)
    assert [notices.state(one).zh for one in way] == ["拟稿", "核稿", "签发", "编号", "用印", "送达", "反馈", "销号"]
    assert notices.field("reasons_zh").required  # the letter's text is there before any step


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("draft", {("reviewed", ""), ("void", "note")}),
        ("reviewed", {("signed", "signer signed_on"), ("draft", "note"), ("void", "note")}),
        ("signed", {("numbered", "document_number"), ("draft", "note"), ("void", "note")}),
        ("numbered", {("sealed", "sealed_on"), ("void", "note")}),  # after the number it can only be voided
        ("sealed", {("delivered", "delivered_on receipt"), ("void", "note")}),
        ("delivered", {("answered", "feedback"), ("void", "note")}),
        ("answered", {("closed", "note"), ("delivered", "note"), ("void", "note")}),
        ("closed", set()),
        ("void", set()),
    ],
)
def test_what_each_step_of_a_notice_needs(state: str, steps: set[tuple[str, str]]) -> None:
    found = {
        (one.to_state, " ".join([*one.needs, *(["note"] if one.note_needed else [])]))
        for one in register_spec("notices").transitions_from(state)
    }
    assert found == steps


def test_nobody_reviews_the_own_draft() -> None:
    notices = register_spec("notices")
    assert [one.to_state for one in notices.transitions if one.other_person] == ["reviewed"]


def test_plans_are_those_of_the_rule_sets() -> None:
    rule_sets = {path.stem for path in RULE_SETS.glob("*.toml")}
    assert rule_sets <= {one.value for one in plan_choices()}


def test_the_works_of_the_plans_are_all_there() -> None:
    works = load_seed_works()
    counts = {plan.value: sum(work["plan"] == plan.value for work in works) for plan in plan_choices()}
    assert counts == {
        "liaocheng_2020": 17, "pinglu_2021": 14, "guanxian_2023": 6, "gaoxin_2023": 7, "dujia_2023": 3,
    }  # fmt: skip
    spec = register_spec("works")
    assert [faults for work in works if (faults := check_content(spec, work)[1])] == []
    assert len({spec.key(work) for work in works}) == len(works) == 47


@pytest.mark.parametrize(
    ("plan", "item", "comparison", "value", "unit", "deadline", "clause"),
    [
        # 聊城市2020 二（三）1: 主城区及临清市污水处理率达到98%以上, 2020年年底
        ("liaocheng_2020", "主城区及临清市污水处理率", ">=", 98.0, "%", "2020-12-31", "二（三）1"),
        # 聊城市2020 二（三）3: 市城区黑臭水体消除比例高于90% — strictly above
        ("liaocheng_2020", "市城区黑臭水体消除", ">", 90.0, "%", "2020-12-31", "二（三）3"),
        # 聊城市2020 一（二）: 极差比例控制在16.7%以内
        ("liaocheng_2020", "地下水考核点位极差比例", "<=", 16.7, "%", "2020-12-31", "一（二）"),
        # 高新区2023 三（三）10: 2023年9月底前, 三个村
        ("gaoxin_2023", "村庄生活污水治理", ">=", 3.0, "个村", "2023-09-30", "三（三）10"),
        # 平鲁区2021 三（二）2: 平均150 mg/L以上, 且均不低于100 mg/L
        ("pinglu_2021", "污水处理厂进水生化需氧量最低", ">=", 100.0, "mg/L", "2021-12-31", "三（二）2"),
        # 冠县2023 三（一）2: 新增3万吨/日以上
        ("guanxian_2023", "新增生活污水处理能力", ">=", 3.0, "万吨/日", "2023-12-31", "三（一）2"),
    ],
)
def test_works_bear_the_numbers_of_their_clauses(
    plan: str, item: str, comparison: str, value: float, unit: str, deadline: str, clause: str
) -> None:
    (work,) = [one for one in load_seed_works() if (one["plan"], one["item"]) == (plan, item)]
    assert (work["comparison"], work["target_value"], work["unit"], work["deadline"], work["clause"]) == (
        comparison, value, unit, deadline, clause,
    )  # fmt: skip


def test_the_measures_of_the_plans_are_all_there() -> None:
    measures = load_seed_measures()
    spec = register_spec("measures")
    assert [faults for one in measures if (faults := check_content(spec, one)[1])] == []
    assert [one["section_name"] for one in measures if one["list"] == "section_plan"] == ["马邑"] * 4
    assert {one["plan"] for one in measures if one["list"] == "total_nitrogen"} == {
        "guanxian_2023", "gaoxin_2023", "dujia_2023",
    }  # fmt: skip
    assert measures[0]["bodies"] == ["区生态环境分局", "区住建局"]


@pytest.mark.parametrize("name", ["works.csv", "measures.csv", "plans.csv"])
def test_every_row_says_where_it_comes_from(name: str) -> None:
    text = files("app.registers").joinpath(f"data/{name}").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows
    assert all(row["source"] and row["confidence"] for row in rows)
