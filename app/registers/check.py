"""The check of an entry's content against its register (台账内容检查): every fault by field, in both languages."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final

import orjson

from app.errors import Fault
from app.registers.instants import read_instant
from app.registers.spec import RegisterField, RegisterSpec

LONGEST_LINE: Final = 500
LONGEST_TEXT: Final = 8_000
MOST_ITEMS: Final = 200
MOST_JSON: Final = 20_000  # characters
_EXACT: Final = 2**53
_MONTH: Final = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # turn what follows around
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Wrong(ValueError):
    """What a value must be, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def check_content(
    spec: RegisterSpec, given: Mapping[str, Any], *, allow: Collection[str] = ()
) -> tuple[dict[str, Any], list[Fault]]:
    """The content as it is kept, and its faults (内容检查); where there is a fault, nothing is kept.

    Texts are trimmed and composed (NFC), blanks, empty lists and nulls are left out: what is unknown is absent.

    Parameters
    ----------
    allow
        Fields that only a transition brings, and that may be there because one brought them.

    Examples
    --------
    >>> from app.registers.catalogue import register_spec
    >>> spec = register_spec("progress")
    >>> check_content(spec, {"work": " 3 ", "month": "2023-05", "pace": "on_pace", "text": "已开工", "value": 0})
    ({'work': '3', 'month': '2023-05', 'value': 0.0, 'pace': 'on_pace', 'text': '已开工'}, [])
    >>> [(fault.code, fault.field) for fault in check_content(spec, {"month": "2023-13", "wish": 1})[1]]
    [('field_unknown', 'wish'), ('field_missing', 'work'), ('field_invalid', 'month'), ('field_missing', 'pace'), \
('field_missing', 'text')]
    """
    known = {one.name for one in spec.fields}
    faults = [
        Fault("field_unknown", f"“{spec.zh}”没有名为“{str(name)[:40]}”的栏目。请删去。",
              f"The register “{spec.en}” has no field “{str(name)[:40]}”; leave it out.", field=str(name)[:40])
        for name in given if name not in known
    ][:20]  # fmt: skip
    content: dict[str, Any] = {}
    for field in spec.fields:
        try:
            value = read_value(field, given.get(field.name))
        except Wrong as wrong:
            faults.append(Fault(
                "field_invalid", f"“{field.zh}”须为{wrong.zh}。请改正。", f"“{field.en}” must be {wrong.en}; mend it.",
                field=field.name,
            ))  # fmt: skip
            continue
        if value is not None and field.by_transition and field.name not in allow:
            faults.append(Fault(
                "field_by_transition", f"“{field.zh}”在流转时填写，不能在此填写。",
                f"“{field.en}” comes with a step of the entry and is not entered here.", field=field.name,
            ))  # fmt: skip
        elif value is not None:
            content[field.name] = value
        elif field.required:
            faults.append(missing(field))
    for rule in spec.rules:
        told = {fault.field for fault in faults}
        faults.extend(fault for fault in rule(content) if fault.field not in told)
    return content, faults


def missing(field: RegisterField) -> Fault:
    """The fault of a field that must be filled."""
    return Fault(
        "field_missing", f"“{field.zh}”必填。请填写。", f"“{field.en}” is needed; fill it in.", field=field.name
    )


def read_value(field: RegisterField, value: Any) -> Any:
    """A value as it is kept (字段取值), None where there is none.

    Raises
    ------
    Wrong
        It is not of the field's kind.

    Examples
    --------
    >>> from app.registers.fields import money, words
    >>> read_value(money("amount_fen", "金额", "Amount"), 50000000)
    50000000
    >>> read_value(words("lead", "牵头", "Lead"), ["甲", " "])
    ['甲']
    >>> read_value(words("lead", "牵头", "Lead"), []) is None
    True
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if field.many or field.kind == "list":
        return _read_list(field, value)
    return _READERS[field.kind](field, value)


def _read_list(field: RegisterField, value: Any) -> list[Any] | None:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise Wrong(f"至多 {MOST_ITEMS} 项的列表", f"a list of at most {MOST_ITEMS}")
    read = _read_text if field.kind == "list" else _READERS[field.kind]
    blank = (one is None or (isinstance(one, str) and not one.strip()) for one in value)
    items = [read(field, one) for one, gone in zip(value, blank, strict=True) if not gone]
    return list(dict.fromkeys(items)) or None


def _read_text(field: RegisterField, value: Any) -> str:
    longest = LONGEST_TEXT if field.multiline else LONGEST_LINE
    if not isinstance(value, str):
        raise Wrong("文字", "a text")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > longest:
        raise Wrong(f"至多 {longest} 字的文字", f"a text of at most {longest} characters")
    for sign in text:
        category = "Cs" if sign in _DIRECTIONS else unicodedata.category(sign)
        if category in ("Cs", "Cn") or (category == "Cc" and not (sign in "\n\t" and field.multiline)):
            what = ("不含控制字符的文字", "a text without control characters")
            raise Wrong(
                *(what if field.multiline else ("不含换行和控制字符的文字", "one line without control characters"))
            )
    return text


def _read_number(field: RegisterField, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise Wrong("数字", "a number")
    if abs(value) > 1e15:
        raise Wrong("绝对值不超过 10 的 15 次方的数字", "a number of at most 1e15 in size")
    return float(_within(field, value))


def _read_whole(field: RegisterField, value: Any) -> int:
    what = ("整数（分）", "a whole number of fen") if field.kind == "money_fen" else ("整数", "a whole number")
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _EXACT:
        raise Wrong(*what)
    return int(_within(field, value))


def _within(field: RegisterField, value: float) -> float:
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        if high is None or low is None:
            least = low if low is not None else high
            raise Wrong(
                f"不{'小' if high is None else '大'}于 {least:g} 的数",
                f"at {'least' if high is None else 'most'} {least:g}",
            )
        raise Wrong(f"{low:g} 至 {high:g} 之间的数", f"between {low:g} and {high:g}")
    return value


def _read_date(field: RegisterField, value: Any) -> str:
    try:
        if isinstance(value, str) and len(value.strip()) == 10 and value.isascii():
            return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    raise Wrong("日期，写作 YYYY-MM-DD", "a date YYYY-MM-DD")


def _read_instant(field: RegisterField, value: Any) -> str:
    try:
        if isinstance(value, str):
            return read_instant(value.strip())
    except ValueError:
        pass
    raise Wrong("时刻，写作 YYYY-MM-DD HH:MM", "a moment YYYY-MM-DDTHH:MM")


def _read_month(field: RegisterField, value: Any) -> str:
    if isinstance(value, str) and _MONTH.fullmatch(value.strip()):
        return value.strip()
    raise Wrong("月份，写作 YYYY-MM", "a month YYYY-MM")


def _read_choice(field: RegisterField, value: Any) -> str:
    text = _read_text(field, value)
    if field.is_open or any(one.value == text for one in field.choices):
        return text
    by_word = {word: one.value for one in field.choices for word in (one.zh, one.en)}
    if text in by_word:
        return by_word[text]
    raise Wrong(
        "下列之一：" + "、".join(one.zh for one in field.choices),
        "one of " + ", ".join(one.value for one in field.choices),
    )


def _read_code(field: RegisterField, value: Any) -> str:
    text = _read_text(field, value)
    if len(text) > 100:
        raise Wrong("至多 100 字的编码", "a code of at most 100 characters")
    return text


def _read_file(field: RegisterField, value: Any) -> str:
    if isinstance(value, str) and _SHA256.fullmatch(value):
        return value
    raise Wrong("已上传的文件", "a file that has been sent in")


def _read_json(field: RegisterField, value: Any) -> Any:
    try:
        text = json.dumps(value, allow_nan=False)
        orjson.dumps(value)  # as the store writes it: whole numbers of 64 bits, texts without lone surrogates
    except (ValueError, RecursionError, TypeError) as error:
        raise Wrong("JSON", "JSON") from error
    if len(text) > MOST_JSON:
        raise Wrong(f"至多 {MOST_JSON} 字的 JSON", f"JSON of at most {MOST_JSON} characters")
    return value


_READERS: Final[Mapping[str, Callable[[RegisterField, Any], Any]]] = {
    "text": _read_text,
    "integer": _read_whole,
    "number": _read_number,
    "date": _read_date,
    "month": _read_month,
    "instant": _read_instant,
    "choice": _read_choice,
    "money_fen": _read_whole,
    "json": _read_json,
    "file": _read_file,
    "section": _read_code,
    "indicator": _read_code,
    "feature": _read_code,
}
