"""Each form works with just the keys and settings that it names."""

from __future__ import annotations

from typing import Any

import pytest

from app.accountability.compensation import month_compensation
from app.accountability.disclosure import month_publications
from app.accountability.duties import due_duties
from app.accountability.forms import FORMS
from app.accountability.ladder import due_notices
from app.accountability.outcome import Finding
from app.accountability.rule_set import load_rule_set, read_rule_set, rule_set_ids
from app.accountability.rules import BadRuleSet, RuleSet
from app.accountability.settlement import settle_year
from tests.accountability.builders import history, section, target
from tests.accountability.test_compensation import MADE_UP

HEAD = MADE_UP.read_text("utf-8").split("[[rules]]")[0]
ADDRESSEES = '[{ role_zh = "县", role_en = "County", who = "{district}" }]'
VALUES = {
    "bands": "[{ from = 1, yuan = 100 }]", "addressees": ADDRESSEES, "periods": '["month"]', "run": "2",
    "rules": '["first"]', "ladder": '["first"]', "interview_rule": '"first"', "steps": '["word"]',
    "findings": '["word"]', "period": '"year"', "reference": '"previous_month"', "frequency": '"monthly"',
    "listed": '"other"',
}  # fmt: skip
WORDS = ("not_mended", "interview_finding", "effect_finding")
USUAL = {list: "[]", int: "1", str: '"x"', bool: "true"}
OPTIONS = {
    name: ambiguity for plan in rule_set_ids() for name, ambiguity in load_rule_set(plan).ambiguities.items()
}  # fmt: skip
FIRST = {"accountability_after_interviews": "interview_without_improvement", "listing": "rung", "cap": "fixed_payment",
         "settlement": "fixed_payment", "disclosure": "fixed_payment"}  # fmt: skip


def rule(name: str, form: str, kind: str) -> str:
    keys = [
        f"{key} = {VALUES.get(key, chr(34) + 'word' + chr(34) if key in WORDS else USUAL[type_])}"
        for key, type_ in FORMS[form].required.items()
    ]
    return (
        f'[[rules]]\nid = "{name}"\nkind = "{kind}"\nform = "{form}"\nclause = "一"\ntitle_zh = "一"\ntitle_en = "1"\n'
        f'text_zh = "一"\ntext_en = "1"\nparameters = {{ {", ".join(keys)} }}\n'
    )


def plan_of(form: str, without: str | None = None) -> RuleSet:
    """A plan with one rule of the form, and the one before it that it stands on."""
    first = FIRST.get(form)
    wanted = [*FORMS[form].settings, *(FORMS[first].settings if first else ())]
    text = HEAD + '\n[findings.word]\nzh = "认定"\nen = "Found"\n[findings.other]\nzh = "其他"\nen = "Other"\n'
    for name in dict.fromkeys(wanted):
        if name != without:
            options = ", ".join(f'{{ value = "{one.value}", zh = "", en = "" }}' for one in OPTIONS[name].options)
            text += f'\n[settings.{name}]\ntitle_zh = ""\ntitle_en = ""\ndefault = "{OPTIONS[name].default}"\n'
            text += f'reason_zh = ""\nreason_en = ""\noptions = [{options}]\n'
    text += "\n" + (rule("first", first, "interview") if first else "") + rule("second", form, "compensation")
    return read_rule_set(text, "made_up.toml")


def rows() -> list[Any]:
    usual = {"district": "某县", "findings": (Finding("word", "某事"),), "values": {"x": 1.0}}
    end = section("S1", "2024-12", "x", targets=(target("missed"), target("missed", period="year")), **usual)
    return [*history("oox", "2024-09", **usual), end]


@pytest.mark.parametrize("form", FORMS)
def test_the_form_works_with_what_it_names(form: str) -> None:
    plan = plan_of(form)
    paid = month_compensation(plan, rows(), "2024-12")
    found = [
        *due_notices(plan, rows(), "2024-12"), *due_duties(plan, rows(), "2024-12"), *paid.lines,
        *month_publications(plan, paid), *(settle_year(plan, "2024", [paid]).lines if form == "settlement" else ()),
    ]  # fmt: skip
    assert found or form in ("percentage_change", "cap")


@pytest.mark.parametrize(("form", "setting"), [(form, name) for form in FORMS for name in FORMS[form].settings])
def test_a_setting_that_is_needed_cannot_be_left_out(form: str, setting: str) -> None:
    with pytest.raises(BadRuleSet, match=f"'settings.{setting}' is needed"):
        plan_of(form, without=setting)
