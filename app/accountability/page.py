"""The page of docs on plans, rules, settings and forms, made from the data (``python -m app.accountability.page``)."""

from __future__ import annotations

from collections.abc import Iterator

from app.accountability.forms import FORMS
from app.accountability.rule_set import load_rule_set, rule_set_ids
from app.accountability.rules import Ambiguity, Rule, RuleSet


def rule_sets_page() -> str:
    """The page as Markdown (规则集说明), plan by plan.

    Examples
    --------
    >>> rule_sets_page().splitlines()[0]
    '# Rule sets 规则集'
    """
    return "\n".join([*_head(), *(line for name in rule_set_ids() for line in _plan(load_rule_set(name))), *_forms()])


def _head() -> list[str]:
    """What a rule set is."""
    return [
        "# Rule sets 规则集",
        "",
        "Made from `app/accountability/data/*.toml` by `python -m app.accountability.page > docs/rule-sets.md`. A plan",
        "is one file: each rule with its clause, each thing the plan leaves open as a setting with its default and the",
        "reason. An unknown key is refused with the name of file and key. Only `missed` on final values (终版) brings",
        "money or letters; a month met on fewer indicators or without data never does.",
    ]


def _plan(plan: RuleSet) -> Iterator[str]:
    """One plan."""
    yield from ("", f"## {plan.title.zh}", "")
    number = plan.document_number or "文号未载于原文 (not in the paper)"
    until = plan.valid_to.isoformat() if plan.valid_to else "…"
    yield f"`{plan.id}` · {number} · {plan.issuer.zh} · {plan.dated.isoformat()} · {plan.confidence}"
    yield ""
    bound = "every district 各县（市、区）" if plan.every_district else "、".join(plan.districts)
    yield f"Binds {plan.area.zh}: {bound}. In force {plan.valid_from.isoformat()} – {until}. {plan.validity_note.zh}"
    yield f"Exceedance: {plan.exceedance.zh}"
    yield from ("", "| rule | clause | kind | form | 内容 | |", "|---|---|---|---|---|---|")
    yield from (_rule(rule) for rule in plan.rules)
    for ambiguity in plan.ambiguities.values():
        yield from _setting(ambiguity)


def _rule(rule: Rule) -> str:
    """One rule as a row."""
    return f"| `{rule.id}` | {rule.clause} | {rule.kind} | `{rule.form}` | {rule.text.zh} | {rule.text.en} |"


def _setting(ambiguity: Ambiguity) -> Iterator[str]:
    """One setting with its options."""
    yield from ("", f"**`{ambiguity.name}`** {ambiguity.title.zh} ({ambiguity.title.en})", "")
    for option in ambiguity.options:
        chosen = " **(default)**" if option.value == ambiguity.default else ""
        yield f"* `{option.value}`{chosen} {option.words.zh} ({option.words.en})"
    yield from ("", f"{ambiguity.reason.zh} {ambiguity.reason.en}")


def _forms() -> Iterator[str]:
    """The forms with their keys."""
    yield from (
        "",
        "## Forms of rules 规则形式",
        "",
        "| form | keys | may have | settings it needs |",
        "|---|---|---|---|",
    )
    for name, form in FORMS.items():
        keys = (form.required, form.optional, form.settings)
        yield f"| `{name}` | {' | '.join(', '.join(f'`{key}`' for key in sorted(part)) for part in keys)} |"
    yield ""


if __name__ == "__main__":
    print(rule_sets_page(), end="")
