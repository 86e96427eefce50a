"""Short ways of writing a register's fields down, so that a specification reads like a table (字段写法)."""

from __future__ import annotations

from typing import Any

from app.registers.spec import Choice, RegisterField, State


def text(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A text on one line, or on several with ``multiline=True``."""
    return RegisterField(name, "text", zh, en, help_zh=help_zh, help_en=help_en, **more)


def day(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A date."""
    return RegisterField(name, "date", zh, en, help_zh=help_zh, help_en=help_en, **more)


def month(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A month ``YYYY-MM``."""
    return RegisterField(name, "month", zh, en, help_zh=help_zh, help_en=help_en, **more)


def instant(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A moment; without an offset it is of Asia/Shanghai."""
    return RegisterField(name, "instant", zh, en, help_zh=help_zh, help_en=help_en, **more)


def number(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A number."""
    return RegisterField(name, "number", zh, en, help_zh=help_zh, help_en=help_en, **more)


def whole(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A whole number."""
    return RegisterField(name, "integer", zh, en, help_zh=help_zh, help_en=help_en, **more)


def money(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A sum of money, kept as whole fen, entered in yuan."""
    return RegisterField(
        name, "money_fen", zh, en, unit="元", help_zh=help_zh, help_en=help_en, minimum=0, maximum=10**15, **more
    )


def words(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A list of texts."""
    return RegisterField(name, "list", zh, en, help_zh=help_zh, help_en=help_en, **more)


def files(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """Files that are kept."""
    return RegisterField(name, "file", zh, en, many=True, help_zh=help_zh, help_en=help_en, **more)


def file(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """A file that is kept."""
    return RegisterField(name, "file", zh, en, help_zh=help_zh, help_en=help_en, **more)


def section(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """The code of a section."""
    return RegisterField(name, "section", zh, en, help_zh=help_zh, help_en=help_en, **more)


def indicator(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """The code of an indicator."""
    return RegisterField(name, "indicator", zh, en, help_zh=help_zh, help_en=help_en, **more)


def sluice(name: str, zh: str, en: str, help_zh: str = "", help_en: str = "", **more: Any) -> RegisterField:
    """The code of a sluice, dam or pumping station."""
    return RegisterField(name, "feature", zh, en, layer="sluices", help_zh=help_zh, help_en=help_en, **more)


def choice(
    name: str, zh: str, en: str, choices: tuple[str, ...], help_zh: str = "", help_en: str = "", **more: Any
) -> RegisterField:
    """A field with allowed values; each choice is written ``value|中文|English``.

    >>> choice("kind", "类型", "Kind", ("exemption|免考|Exemption",)).choices[0].zh
    '免考'
    """
    made = tuple(Choice(*one.split("|")) for one in choices)
    return RegisterField(name, "choice", zh, en, choices=made, help_zh=help_zh, help_en=help_en, **more)


def registered_then(name: str, zh: str, en: str) -> tuple[State, State, State]:
    """The states of an entry that is registered, then holds, or is revoked (登记—…—撤销).

    >>> [state.id for state in registered_then("in_force", "生效", "In force")]
    ['registered', 'in_force', 'revoked']
    """
    return (
        State("registered", "登记", "Registered", editable=True),
        State(name, zh, en),
        State("revoked", "撤销", "Revoked", closed=True, void=True),
    )
