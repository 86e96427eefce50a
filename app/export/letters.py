"""Letters of accountability as Word documents: reminder, interview, warning and the rest (通知文书).

The software never makes a document number: 文号 is what the office entered, or blanks. Deadlines, demands, places and
times are what a rule or the office gave; nothing that was entered is left out without a word.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import docxtpl  # type: ignore[import-untyped]

from app.accountability.money import in_capitals, in_wan, in_yuan
from app.errors import BreaksRule
from app.export.letters_default import default_template
from app.export.letters_placeholders import letter_kinds, placeholders_of
from app.export.letters_template import check_template, template_environment
from app.export.letters_values import Value, plain
from app.export.office_package import checked_parts, steady

NO_NUMBER: Final = "〔    〕  号"
_BLANK: Final = "　　　　　　　　"
_BLANK_TIME: Final = "　　　　年　　月　　日　　时　　分"
_BLANK_DATE: Final = "　　　　年　　月　　日"
_MOST_ITEMS: Final = 500


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a letter (事由), and the clause that it rests on where there is one."""

    text: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of a payment notice (金额明细) [fen]."""

    text: str
    amount_fen: int
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says (文书内容). Texts are data: never taken for template or markup.

    Attributes
    ----------
    kind
        One of `app.export.letters_placeholders.letter_kinds`.
    subject
        Section, water body or matter, as sentences name it: 马颊河千户营断面.
    month
        Month or period as words: 2023年5月, 2023年第二季度.
    reasons
        In order; at least one.
    basis
        Document and clause: 《…》（聊高新区管办发〔2023〕10号）四（二）.
    title
        None takes the kind's own.
    number
        文号 as the office entered it; None leaves blanks.
    deadline, deadline_basis
        Only where a rule or the office gives one.
    lines, fund, payee, account
        Of a payment notice; ``fund`` is 生态赔偿金 or 生态补偿金.
    internal
        The foot of every page says 内部资料 不得外传.
    """

    kind: str
    subject: str
    month: str
    reasons: tuple[Reason, ...]
    basis: str | None = None
    title: str | None = None
    number: str | None = None
    addressee: str | None = None
    demands: tuple[str, ...] = ()
    deadline: date | None = None
    deadline_basis: str | None = None
    attendees: str | None = None
    meeting_time: str | None = None
    meeting_place: str | None = None
    lines: tuple[PaymentLine, ...] = ()
    fund: str | None = None
    payee: str | None = None
    account: str | None = None
    attachments: tuple[str, ...] = ()
    issuer: str | None = None
    dated: date | None = None
    copies: str | None = None
    contact: str | None = None
    internal: bool = False


def letter_title(letter: Letter) -> str:
    """The letter's title: as given, else of its kind (文书标题).

    Examples
    --------
    >>> letter_title(Letter("reminder", "马颊河千户营断面", "2023年5月", (Reason("氨氮超标"),)))
    '关于马颊河千户营断面2023年5月水质超标的提醒函'
    """
    if letter.title:
        return letter.title
    pattern: str = letter_kinds()[_checked_kind(letter.kind)]["title"]
    filled = {"month": letter.month, "fund": letter.fund or "生态赔偿金", "subject": letter.subject}
    return re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], pattern)


def chinese_date(day: date) -> str:
    """A day as letters write it, without leading zeros (成文日期).

    Examples
    --------
    >>> chinese_date(date(2023, 6, 5))
    '2023年6月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def write_letter(letter: Letter, template: bytes | None = None) -> bytes:
    """The letter as .docx (生成文书); the same letter gives the same bytes.

    Parameters
    ----------
    letter
        What it says.
    template
        The office's own .docx; None takes `default_template`.

    Raises
    ------
    BreaksRule
        An unknown kind, no reason, sums that cannot be paid, a text over its limit; a template that
        `check_template` refuses, or that has no place for something that the letter holds.

    Examples
    --------
    >>> letter = Letter("reminder", "马颊河千户营断面", "2023年5月", (Reason("氨氮超Ⅳ类0.15倍", "四（二）"),))
    >>> write_letter(letter)[:2], write_letter(letter) == write_letter(letter)
    (b'PK', True)
    """
    values = _values(letter)
    content = template if template is not None else default_template(letter.kind)
    used = check_template(content, letter.kind)
    given = {
        "deadline": letter.deadline, "demands": letter.demands, "attachments": letter.attachments,
        "copies": letter.copies, "contact": letter.contact, "internal": letter.internal, "payee": letter.payee,
        "account": letter.account, "attendees": letter.attendees, "meeting_time": letter.meeting_time,
        "meeting_place": letter.meeting_place, "lines": letter.lines, "deadline_basis": letter.deadline_basis,
        "basis": letter.basis,
    }  # fmt: skip
    lost = [name for name, value in given.items() if value and name not in used]
    if lost:
        raise BreaksRule(
            f"模板没有安放“{'、'.join(lost)}”的位置，已录入的内容会丢失；请在模板中加入相应占位符，或删去这些内容。",
            f"The template has no place for {', '.join(lost)}; add the placeholders, or take the content out.",
            parameter="template", code="template_no_place",
        )  # fmt: skip
    return render_letter(content, values)


def render_letter(content: bytes, values: Mapping[str, Any]) -> bytes:
    """A checked template with its values in it (渲染模板)."""
    template = docxtpl.DocxTemplate(io.BytesIO(content))
    template.render(dict(values), jinja_env=template_environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    made = steady(out.getvalue())
    checked_parts(made, "docx")
    return made


def _checked_kind(kind: str) -> str:
    """A kind that there is."""
    if kind not in letter_kinds():
        raise BreaksRule(
            f"没有“{kind}”这种文书；可用：{'、'.join(letter_kinds())}。",
            f"There is no letter {kind!r}; there are {', '.join(letter_kinds())}.", parameter="kind",
        )  # fmt: skip
    return kind


def _values(letter: Letter) -> dict[str, Any]:
    """Every placeholder of the kind with its value."""
    _checked_kind(letter.kind)
    if not letter.reasons:
        raise BreaksRule("文书没有事由，不能生成。", "A letter without a reason is not written.", parameter="reasons")
    total = _total(letter)
    texts: dict[str, str] = {
        "letterhead": letter.issuer or "",
        "number": letter.number or NO_NUMBER,
        "title": letter_title(letter),
        "addressee": letter.addressee or _BLANK,
        "subject": letter.subject,
        "month": letter.month,
        "basis": letter.basis or "",
        "deadline": chinese_date(letter.deadline) if letter.deadline else "",
        "deadline_basis": letter.deadline_basis or "",
        "attendees": letter.attendees or _BLANK,
        "meeting_time": letter.meeting_time or _BLANK_TIME,
        "meeting_place": letter.meeting_place or _BLANK,
        "fund": letter.fund or "生态赔偿金",
        "total": in_wan(total),
        "total_yuan": in_yuan(total),
        "total_capitals": in_capitals(total),
        "payee": letter.payee or "",
        "account": letter.account or "",
        "issuer": letter.issuer or _BLANK,
        "date": chinese_date(letter.dated) if letter.dated else _BLANK_DATE,
        "copies": letter.copies or "",
        "contact": letter.contact or "",
    }
    lists: dict[str, list[dict[str, Value]]] = {
        "reasons": _numbered([{"text": one.text, "clause": one.clause or ""} for one in letter.reasons]),
        "demands": _numbered([{"text": text} for text in letter.demands]),
        "attachments": _numbered([{"text": text} for text in letter.attachments]),
        "lines": _numbered([
            {"text": one.text, "clause": one.clause or "", "amount": in_yuan(one.amount_fen)} for one in letter.lines
        ]),
    }  # fmt: skip
    values: dict[str, Any] = {name: plain(text, name) for name, text in texts.items()} | lists
    values["internal"] = letter.internal
    known = {row.name for row in placeholders_of(letter.kind) if not row.list_name}
    return {name: value for name, value in values.items() if name in known}


def _numbered(rows: list[dict[str, str]]) -> list[dict[str, Value]]:
    """Rows with their serial numbers."""
    if len(rows) > _MOST_ITEMS:
        raise BreaksRule(
            f"一份文书最多列 {_MOST_ITEMS} 条，现有 {len(rows)} 条；请分开发文。",
            f"A letter lists at most {_MOST_ITEMS} items, not {len(rows)}.", parameter="reasons",
        )  # fmt: skip
    return [
        {"number": plain(str(number), "number")} | {name: plain(text, name) for name, text in row.items()}
        for number, row in enumerate(rows, 1)
    ]


def _total(letter: Letter) -> int:
    """The sum of the lines [fen]; a payment notice without a positive sum is not written."""
    total = sum(line.amount_fen for line in letter.lines)
    if letter.kind == "payment" and (total <= 0 or any(line.amount_fen < 0 for line in letter.lines)):
        raise BreaksRule(
            "缴款通知的金额应逐项大于零；金额未定的事项请先录入金额。",
            "A payment notice needs amounts above zero; settle those that are open first.", parameter="lines",
        )  # fmt: skip
    return total
