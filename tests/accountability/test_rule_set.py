"""Rule sets: what their files may hold."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

import pytest

from app.accountability.forms import FORMS
from app.accountability.rule_set import load_rule_set, read_rule_set, rule_set_ids
from app.accountability.rules import BadRuleSet, bound_to

TEXT = files("app.accountability").joinpath("data/gaoxin_2023.toml").read_text("utf-8")
CITY = files("app.accountability").joinpath("data/liaocheng_2020.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "number", "dated"),
    [
        ("liaocheng_2020", None, date(2020, 4, 8)),
        ("gaoxin_2023", "聊高新区管办发〔2023〕10号", date(2023, 6, 9)),
        ("dujia_2023", "聊江管办发〔2023〕4号", date(2023, 5, 10)),
        ("guanxian_2023", "冠政办字〔2023〕5号", date(2023, 5, 11)),
        ("pinglu_2021", "平政办发[2021]58号", date(2021, 10, 22)),
    ],
)
def test_number_and_date_are_those_of_the_papers(name: str, number: str | None, dated: date) -> None:
    plan = load_rule_set(name)
    assert (plan.id, plan.document_number, plan.dated) == (name, number, dated)
    assert json.loads(json.dumps(plan.as_dict(), ensure_ascii=False))["id"] == name


@pytest.mark.parametrize("name", rule_set_ids())
def test_each_default_has_a_reason_and_is_an_option(name: str) -> None:
    for ambiguity in load_rule_set(name).ambiguities.values():
        assert ambiguity.reason.zh
        assert ambiguity.reason.en
        assert len(ambiguity.options) > 1
        assert ambiguity.option(ambiguity.default).words.zh


def test_every_ambiguity_of_the_plans_is_a_setting() -> None:
    zone, city = load_rule_set("gaoxin_2023").ambiguities, load_rule_set("liaocheng_2020").ambiguities
    assert {"exceedance", "no_data", "repeats", "run_unit"} <= zone.keys()
    assert {"no_improvement", "mix_periods", "no_data", "shared_section"} <= city.keys()
    assert {option.value for option in zone["run_unit"].options} == {"section", "township", "same_indicator"}


@pytest.mark.parametrize(
    ("text", "old", "new", "words"),
    [
        (TEXT, 'id = "gaoxin_2023"', 'id = "gaoxin_2023"\ncolour = "red"', "unknown key 'colour'"),
        (TEXT, "run = 2,", "runs = 2,", "unknown key 'rules.interview_deputy.parameters.runs'"),
        (TEXT, "run = 2,", "", "lacks the key 'rules.interview_deputy.parameters.run'"),
        (TEXT, "run = 2,", 'run = "2",', "'rules.interview_deputy.parameters.run' must be a int"),
        (TEXT, "run = 2,", "run = true,", "'rules.interview_deputy.parameters.run' must be a int"),
        (TEXT, 'form = "listing"', 'form = "list"', "'rules.listed_supervision.form' has the unknown value 'list'"),
        (TEXT, 'kind = "listing"', 'kind = "listed"', "'rules.listed_supervision.kind' has the unknown value"),
        (TEXT, '"interview_head"]', '"interview_mayor"]', "unknown value 'interview_mayor'"),
        (TEXT, 'steps = ["warned"', 'steps = ["cautioned"', "unknown value 'cautioned'"),
        (TEXT, "[settings.run_unit]", "[settings.run_units]", "'settings.run_unit' is needed by reminder"),
        (TEXT, 'default = "section"', 'default = "river"', "'settings.run_unit.default' has the unknown value"),
        (TEXT, 'id = "reminder"', 'id = "interview_head"', "'rules.id' is used twice"),
        (TEXT, "date = 2023-06-09", 'date = "2023-06-09"', "'date' must be a date"),
        (TEXT, 'districts = ["高新区"', 'district = ["高新区"', "unknown key 'binds.district'"),
        (TEXT, 'who = "{township}"', 'whom = "{township}"', "addressees.whom"),
        (TEXT, "[[rules]]", "[[rules]", "no valid TOML"),
        (CITY, "from = 4, yuan", "from = 5, yuan", "'rules.compensation_per_section.parameters.bands' must join"),
        (CITY, '"month", "quarter"]', '"month", "week"]', "unknown value 'week'"),
        (CITY, 'kinds = ["section"]', 'kinds = ["lake"]', "unknown value 'lake'"),
    ],
)
def test_a_fault_is_named_by_file_and_key(text: str, old: str, new: str, words: str) -> None:
    assert old in text
    with pytest.raises(BadRuleSet) as caught:
        read_rule_set(text.replace(old, new), "x.toml")
    assert words in caught.value.en
    assert "x.toml" in caught.value.en
    assert "x.toml" in caught.value.zh


def test_every_form_is_used_by_a_plan_or_is_one_of_other_counties() -> None:
    used = {rule.form for name in rule_set_ids() for rule in load_rule_set(name).rules}
    assert set(FORMS) - used == {"two_way_payment", "percentage_change", "cap"}


def test_whom_a_plan_binds_and_when() -> None:
    city, zone = load_rule_set("liaocheng_2020"), load_rule_set("gaoxin_2023")
    assert [city.binds("高唐县"), city.binds(None), zone.binds("高新区"), zone.binds("冠县"), zone.binds(None)] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert [zone.is_in_force(month) for month in ("2023-05", "2023-06", "2023-12", "2024-01")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert bound_to(zone, ("冠县",)).binds("冠县")


def test_an_unknown_rule_set_or_rule_is_refused() -> None:
    with pytest.raises(BadRuleSet, match="no rule set 'beijing'"):
        load_rule_set("beijing")
    with pytest.raises(Exception, match="no rule 'x'"):
        load_rule_set("gaoxin_2023").rule("x")
