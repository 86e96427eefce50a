"""Values of a letter as text that can be neither template nor markup (文书取值)."""

from __future__ import annotations

import unicodedata
from typing import Final

from markupsafe import Markup, escape

from app.errors import BreaksRule

MOST_CHARACTERS: Final = 4000
Value = Markup


def clean_text(text: str) -> str:
    """A text on one line, without what XML cannot hold or what turns the reading direction (清洗文本).

    Examples
    --------
    >>> clean_text(" 徒骇河\\x00\\n聊位路桥 ")
    '徒骇河 聊位路桥'
    """
    kept = []
    for letter in text:
        kind = unicodedata.category(letter)
        if letter in "\t\n\r\v\f\x85" or kind in {"Zl", "Zp"}:
            kept.append(" ")
        elif kind not in {"Cc", "Cs", "Cf"} and ord(letter) & 0xFFFE != 0xFFFE:
            kept.append(letter)
    return "".join(kept).strip(" ")


def plain(text: str, name: str) -> Value:
    """A text escaped for a part of a document (转义后的文本); braces too, so that nothing reads as a placeholder.

    Raises
    ------
    BreaksRule
        The text is over 4,000 characters.

    Examples
    --------
    >>> str(plain("{{ 7*7 }} <w:p>", "subject"))
    '&#123;&#123; 7*7 &#125;&#125; &lt;w:p&gt;'
    """
    if len(text) > MOST_CHARACTERS:
        raise BreaksRule(
            f"“{name}”有 {len(text)} 个字，超过 {MOST_CHARACTERS} 个字的上限。",
            f"“{name}” has {len(text)} characters, more than {MOST_CHARACTERS}.", parameter=name,
        )  # fmt: skip
    escaped = str(escape(clean_text(text)))
    return Markup(escaped.replace("{", "&#123;").replace("}", "&#125;").replace("%", "&#37;"))  # noqa: S704 - escaped
