"""One Chinese and one English sentence for what pydantic found wrong with a parameter (参数错误的说明)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# pydantic's error types that people meet; anything else is told in general words.
KINDS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少", "is missing"),
    "int_parsing": ("须为整数", "must be an integer"),
    "int_from_float": ("须为整数", "must be an integer"),
    "float_parsing": ("须为数字", "must be a number"),
    "finite_number": ("须为有限的数", "must be a finite number"),
    "bool_parsing": ("须为 true 或 false", "must be true or false"),
    "greater_than": ("须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不得小于 {ge}", "must be at least {ge}"),
    "less_than": ("须小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("不得大于 {le}", "must be at most {le}"),
    "string_too_long": ("过长，至多 {max_length} 字", "is longer than {max_length} characters"),
    "string_too_short": ("过短，至少 {min_length} 字", "is shorter than {min_length} characters"),
    "string_pattern_mismatch": ("格式不符（{pattern}）", "does not match {pattern}"),
    "literal_error": ("只能是 {expected}", "must be {expected}"),
    "enum": ("只能是 {expected}", "must be {expected}"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
}


def validation_sentence(found: Sequence[Any]) -> tuple[str | None, str, str]:
    """The parameter at fault and a sentence in each language, from pydantic's list of errors.

    >>> validation_sentence([{"type": "int_parsing", "loc": ("query", "limit"), "input": "abc"}])
    ('limit', '参数 limit 须为整数。', 'Parameter limit must be an integer.')
    """
    if not found:
        return None, "请求无法解析。", "The request cannot be parsed."
    first = found[0]
    where = [str(part) for part in first.get("loc", ())]
    place, parameter = (where[0] if where else ""), (where[-1] if len(where) > 1 else None)
    zh, en = KINDS.get(str(first.get("type")), ("无效", "is not valid"))
    context = {name: str(value) for name, value in (first.get("ctx") or {}).items()}
    try:
        zh, en = zh.format(**context), en.format(**context)
    except (KeyError, IndexError):
        zh, en = "无效", "is not valid"
    if parameter is None or str(first.get("type")) == "json_invalid":
        return (place or None), f"请求体{zh}。", f"The request body {en}."
    noun_zh, noun_en = ("字段", "Field") if place == "body" else ("参数", "Parameter")
    return parameter, f"{noun_zh} {parameter} {zh}。", f"{noun_en} {parameter} {en}."
