"""What is published each month (每月公开): sections that missed and sums, by district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accountability.compensation_lines import CompensationLine, MonthCompensation, PayerTotal
from app.accountability.money import money
from app.accountability.rules import RuleSet
from app.accountability.words import Words, month_words


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One payer of the publication (公开表一行): its missed sections and its sum; None [fen] while not settled."""

    district: str
    sections: tuple[Words, ...]
    section_codes: tuple[str, ...]
    amount_fen: int | None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "district": self.district,
            "sections": [one.as_dict() for one in self.sections],
            "section_codes": list(self.section_codes),
            "amount": money(self.amount_fen),
        }


@dataclass(frozen=True, slots=True)
class Publication:
    """A month's publication (当月公开内容): where it goes and to whom it is reported as well."""

    rule_set: str
    rule: str
    clause: str
    ground: Words
    month: str
    title: Words
    publish_in: Words
    report_to: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    open_count: int

    def as_dict(self) -> dict[str, Any]:
        """JSON ready."""
        return {
            "rule_set": self.rule_set,
            "rule": self.rule,
            "clause": self.clause,
            "ground": self.ground.as_dict(),
            "month": self.month,
            "title": self.title.as_dict(),
            "publish_in": self.publish_in.as_dict(),
            "report_to": list(self.report_to),
            "rows": [row.as_dict() for row in self.rows],
            "open_count": self.open_count,
        }


def month_publications(rule_set: RuleSet, compensation: MonthCompensation) -> list[Publication]:
    """The publications that a rule set asks for in a month (当月公开), made of the month's payments.

    Only payers with a missed section have a row; sections of which nothing is proved are counted, not named.

    Examples
    --------
    >>> from app.accountability.compensation import month_compensation
    >>> from app.accountability.rule_set import load_rule_set
    >>> plan = load_rule_set("liaocheng_2020")
    >>> month_publications(plan, month_compensation(plan, [], "2020-05"))[0].rows
    ()
    """
    found = []
    for rule in rule_set.rules:
        if rule.form != "disclosure":
            continue
        lines = {line.key: line for line in compensation.lines if line.rule in rule.parameters["rules"]}
        rows = [
            row
            for total in compensation.totals
            if (row := _row(total, [lines[key] for key in total.line_keys if key in lines])) is not None
        ]
        when = month_words(compensation.month)
        found.append(
            Publication(
                rule_set.id, rule.id, rule.clause, rule_set.ground(rule), compensation.month,
                Words(f"{when.zh}{rule.title.zh}", f"{rule.title.en}, {when.en}"),
                Words(rule.parameters["publish_in_zh"], rule.parameters["publish_in_en"]),
                tuple(rule.parameters.get("report_to", ())), tuple(rows), len(compensation.open_subjects),
            )
        )  # fmt: skip
    return found


def _row(total: PayerTotal, lines: Sequence[CompensationLine]) -> PublishedRow | None:
    """One payer's row; None where nothing missed."""
    if not lines:
        return None
    amounts = [line.amount_fen for line in lines if line.amount_fen is not None]
    labels = [line.subject_label for line in lines if line.subject_label is not None]
    codes = tuple(line.subject_code for line in lines if line.subject_code is not None)
    amount = sum(amounts) if len(amounts) == len(lines) else None
    return PublishedRow(total.payer or "", tuple(labels), codes, amount)
