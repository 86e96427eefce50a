"""The default templates of the letters, made from the words in ``data/letters.toml`` (默认文书模板)."""

from __future__ import annotations

from functools import cache
from typing import Final

from docx.document import Document
from docx.shared import Pt

from app.errors import BreaksRule
from app.export.letters_placeholders import letter_kinds
from app.export.report_layout import (
    BODY_FONT,
    INTERNAL,
    RED,
    TITLE_FONT,
    add_heading,
    add_rule,
    add_table,
    add_text,
    add_title,
    new_document,
    saved,
)

_BLOCKS: Final = {
    "@reasons": (
        "{%p for reason in reasons %}",
        "{{ reason.number }}．{{ reason.text }}{% if reason.clause %}〔依据：{{ reason.clause }}〕{% endif %}",
        "{%p endfor %}",
    ),
    "@demands": (
        "{%p if demands %}",
        "具体要求：",
        "{%p for demand in demands %}",
        "{{ demand.number }}．{{ demand.text }}",
        "{%p endfor %}",
        "{%p endif %}",
    ),
    "@deadline": (
        "{%p if deadline %}",
        "请于{{ deadline }}前完成，并书面反馈落实情况"
        "{% if deadline_basis %}（期限依据：{{ deadline_basis }}）{% endif %}。",
        "{%p else %}",
        "请书面反馈落实情况。",
        "{%p endif %}",
    ),
    "@deadline_given": (
        "{%p if deadline %}",
        "请于{{ deadline }}前完成，并书面反馈落实情况"
        "{% if deadline_basis %}（期限依据：{{ deadline_basis }}）{% endif %}。",
        "{%p endif %}",
    ),
    "@deadline_payment": (
        "{%p if deadline %}",
        "请于{{ deadline }}前缴纳{% if deadline_basis %}（期限依据：{{ deadline_basis }}）{% endif %}。",
        "{%p endif %}",
    ),
}


@cache
def default_template(kind: str) -> bytes:
    """The default template of a kind of letter as .docx, for use and for editing (默认模板).

    Raises
    ------
    BreaksRule
        There is no such kind.

    Examples
    --------
    >>> default_template("reminder")[:2]
    b'PK'
    """
    if kind not in letter_kinds():
        raise BreaksRule(
            f"没有“{kind}”这种文书；可用：{'、'.join(letter_kinds())}。",
            f"There is no letter {kind!r}; there are {', '.join(letter_kinds())}.", parameter="kind",
        )  # fmt: skip
    document = new_document(internal_mark=f"{{% if internal %}}{INTERNAL}{{% endif %}}")
    _head(document)
    lines = letter_kinds()[kind]["body"]
    listed = max(number for number, line in enumerate(lines) if line in ("@reasons", "@lines"))
    for number, line in enumerate(lines):
        # what follows the last list stays with the signature, so that no page holds that alone
        keep = number > listed or lines[number + 1 : number + 2] == ["@lines"]
        if line == "@lines":
            _payment_table(document)
        elif line in _BLOCKS:
            for text in _BLOCKS[line]:
                add_text(document, text, indent_chars=2, keep_next=keep)
        elif line.startswith("#"):
            add_heading(document, line[1:])
        else:
            add_text(document, line, indent_chars=2, keep_next=keep)
    _foot(document)
    return saved(document, str(letter_kinds()[kind]["zh"]))


def _head(document: Document) -> None:
    """Issuer's name in red, number, red line, title, addressee."""
    add_text(document, "{%p if letterhead %}")
    add_text(document, "{{ letterhead }}", font=TITLE_FONT, size_pt=26, align="center", line_pt=40, colour=RED)
    add_text(document, "{%p endif %}")
    add_text(document, "")
    add_rule(add_text(document, "{{ number }}", align="center"))
    add_text(document, "")
    add_title(document, "{{ title }}")
    add_text(document, "")
    add_text(document, "{{ addressee }}：", align="left")


def _payment_table(document: Document) -> None:
    """The lines of the sum, a row each, and their total."""
    rows = [
        ("{%tr for line in lines %}", "", "", ""),
        ("{{ line.number }}", "{{ line.text }}", "{{ line.clause }}", "{{ line.amount }}"),
        ("{%tr endfor %}", "", "", ""),
        ("", "合计", "", "{{ total_yuan }}"),
    ]
    add_table(document, ("序号", "事项", "依据", "金额"), rows, (14, 66, 42, 34), right=(3,))


def _foot(document: Document) -> None:
    """Attachments, signature and date four characters off the right edge, copies."""
    add_text(document, "{%p if attachments %}")
    add_text(document, "", keep_next=True)
    add_text(document, "附件：", indent_chars=2, align="left", keep_next=True)
    add_text(document, "{%p for attachment in attachments %}")
    add_text(document, "{{ attachment.number }}．{{ attachment.text }}", indent_chars=4, align="left", keep_next=True)
    add_text(document, "{%p endfor %}")
    add_text(document, "{%p endif %}")
    add_text(document, "{%p if contact %}")
    add_text(document, "", keep_next=True)
    add_text(document, "（联系人：{{ contact }}）", indent_chars=2, keep_next=True)
    add_text(document, "{%p endif %}")
    add_text(document, "", keep_next=True)
    add_text(document, "", keep_next=True)
    add_text(document, "{{ issuer }}", align="right", right_chars=4, keep_next=True)
    add_text(document, "{{ date }}", align="right", right_chars=4)
    add_text(document, "{%p if copies %}")
    add_text(document, "")
    copies = add_text(document, "抄送：{{ copies }}。", font=BODY_FONT, size_pt=14, align="left")
    copies.paragraph_format.space_before = Pt(6)
    add_rule(copies, colour="000000", eighths=8, above=True)
    add_text(document, "{%p endif %}")
