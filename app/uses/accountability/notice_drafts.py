"""Letters that are due become drafts in the register; a notice of the register becomes a letter (文书拟稿)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from app.accountability.notice import Addressee, NoticeDue
from app.accountability.words import month_words
from app.errors import Absent, BreaksRule
from app.export.letters import Letter, PaymentLine, Reason
from app.store.engine import Store
from app.store.registers import Entry
from app.uses.accountability.month_close import DRAFTED, MonthClose, find_due, known_rule_set
from app.uses.registers.register_entries import enter

MOST_DRAFTS: Final = 500


def draft_notices(
    c: Connection, store: Store, close: MonthClose, *, who: str, keys: Sequence[str] | None = None
) -> tuple[list[Entry], list[Entry]]:
    """The drafts made and those that were there already (拟稿); asked again, nothing comes twice.

    Parameters
    ----------
    keys
        Of the letters to draft; None is all that need no judgement. A letter that needs one is drafted only by its
        key: whoever asks for it has judged.

    Raises
    ------
    BreaksRule
        A key that the close does not ask for.
    """
    wanted = [find_due(close, key) for key in keys] if keys is not None else [
        notice for notice in close.due if not notice.needs_judgement
    ]  # fmt: skip
    made: list[Entry] = []
    known: list[Entry] = []
    for notice in wanted[:MOST_DRAFTS]:
        entry, is_new = enter(c, store, DRAFTED, draft_of(notice), who=who, key=notice.key, keep=True)
        (made if is_new else known).append(entry)
    return made, known


def draft_of(notice: NoticeDue) -> dict[str, Any]:
    """What the register holds of a letter that is due (拟稿内容): no document number, for the office gives it.

    Addressees that the layers do not name stay roles: the office fills the name in, none is made up.
    """
    content: dict[str, Any] = {
        "title": f"{notice.title.zh}：{notice.subject_label.zh}（{month_words(notice.month).zh}）",
        "rule_set": notice.rule_set,
        "rule": notice.rule,
        "clause": notice.clause,
        "kind": notice.kind,
        "subject": notice.subject_code,
        "subject_name": notice.subject_label.zh,
        "month": notice.month,
        "addressees": [line for one in notice.addressees for line in _addressee_lines(one)],
        "report_to": list(notice.report_to),
        "reasons_zh": "\n".join(words.zh for words in notice.reasons),
        "reasons_en": "\n".join(words.en for words in notice.reasons),
    }
    return {name: value for name, value in content.items() if value}


def letter_of(entry: Entry, *, internal: bool) -> Letter:
    """A notice of the register as the letter that is printed (文书)."""
    told = entry.content
    plan = known_rule_set(told["rule_set"])
    number = f"（{plan.document_number}）" if plan.document_number else ""
    clause = told.get("clause")
    return Letter(
        kind=told["kind"],
        subject=told.get("subject_name") or told["subject"],
        month=month_words(told["month"]).zh,
        reasons=tuple(Reason(line) for line in told["reasons_zh"].splitlines() if line.strip()),
        basis=f"《{plan.title.zh}》{number}{clause or ''}",
        title=None if told["title"] == _draft_title(told) else told["title"],
        number=told.get("document_number"),
        addressee="、".join(told["addressees"]),
        deadline=_day(told.get("deadline")),
        issuer="、".join(plan.rule(told["rule"]).lead) if told.get("rule") else None,
        dated=_day(told.get("issued_on")),
        copies="、".join(told.get("report_to") or ()) or None,
        internal=internal,
    )


def payment_letter(close: MonthClose, payer: str, *, internal: bool) -> Letter:
    """The notice of what a payer owes for a month, line by line (缴款通知).

    While an amount waits for the office no notice can be made, for its sum would be wrong.

    Raises
    ------
    Absent
        The payer owes nothing under the plan in this month.
    BreaksRule
        A line still waits for its amount.
    """
    lines = [line for line in close.compensation.lines if line.payer == payer and line.amount_fen != 0]
    if not lines:
        raise Absent(
            f"{payer[:40]} 本月没有应缴款项。", f"{payer[:40]} owes nothing this month.", parameter="payer"
        )  # fmt: skip
    if any(line.amount_fen is None for line in lines):
        raise BreaksRule(
            f"{payer} 有款项尚未核定金额，请先在资金台账登记并确认。",
            f"An amount of {payer} is not settled yet; enter and confirm it in the register of payments.",
            parameter="payer",
        )
    plan, when = close.rule_set, month_words(close.month)
    number = f"（{plan.document_number}）" if plan.document_number else ""
    return Letter(
        kind="payment",
        subject=payer,
        month=when.zh,
        reasons=tuple(Reason(words.zh, line.clause) for line in lines for words in line.reasons),
        basis=f"《{plan.title.zh}》{number}" + "、".join(dict.fromkeys(line.clause for line in lines)),
        addressee=payer,
        lines=tuple(
            PaymentLine((line.subject_label or line.arithmetic).zh, line.amount_fen or 0, line.clause) for line in lines
        ),
        fund="生态补偿金" if all(line.form in ("fixed_payment", "two_way_payment") for line in lines) else "生态赔偿金",
        payee="、".join(dict.fromkeys(line.payee for line in lines if line.payee)) or None,
        issuer="、".join(plan.rule(lines[0].rule).lead) or None,
        internal=internal,
    )


def _draft_title(told: dict[str, Any]) -> str:
    """The title that a draft is made with; the letter then bears the official form of its kind."""
    rule = known_rule_set(told["rule_set"]).rule(told["rule"]) if told.get("rule") else None
    return f"{rule.title.zh if rule else ''}：{told.get('subject_name')}（{month_words(told['month']).zh}）"


def _addressee_lines(addressee: Addressee) -> list[str]:
    """Role and names of one addressee; the role alone where nobody is named."""
    role = addressee.role.zh
    return [name if name == role else f"{role} {name}" for name in addressee.names] or [role]


def _day(text: str | None) -> date | None:
    """A date of the register."""
    return date.fromisoformat(text) if text else None
