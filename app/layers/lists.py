"""Lists in one cell (多值): codes and names parted by 、；, and persons as 张三（市级河长，123）."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

_PARTING = re.compile(r"[、;；,，\n|]+")


def read_codes(raw: Any) -> list[str]:
    """A list of codes or names (编码列表): JSON, or parted by 、 ； , or line ends; no entry twice.

    Examples
    --------
    >>> read_codes("甲厂；乙厂、甲厂"), read_codes('["D1", "D2"]'), read_codes(371500)
    (['甲厂', '乙厂'], ['D1', 'D2'], ['371500'])
    """
    parts: list[Any]
    if isinstance(raw, (list, tuple)):
        parts = list(raw)
    else:
        word = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        loaded = _loaded(word)
        parts = loaded if isinstance(loaded, list) else _PARTING.split(word)
    texts = [unicodedata.normalize("NFC", str(part)).strip() for part in parts]
    return list(dict.fromkeys(text for text in texts if text))


def read_people(raw: Any) -> list[dict[str, Any]]:
    """Persons (人员): a JSON list of ``{level, name, post, tel}``, or names, each with what stands in brackets as post.

    Examples
    --------
    >>> read_people("张三（县级）、李四")
    [{'name': '张三', 'post': '县级'}, {'name': '李四'}]
    """
    loaded = raw if isinstance(raw, (list, dict)) else _loaded(str(raw))
    if isinstance(loaded, dict):
        loaded = [loaded]
    if isinstance(loaded, list) and all(isinstance(person, dict) for person in loaded):
        return [{str(name): value for name, value in person.items()} for person in loaded]
    people: list[dict[str, Any]] = []
    for part in read_codes(raw):
        match = re.fullmatch(r"(.+?)[(（](.+?)[)）]", part)
        people.append({"name": match[1], "post": match[2]} if match else {"name": part})
    return people


def read_object(raw: Any) -> Any:
    """A JSON value, as it is or from its text (JSON).

    Raises
    ------
    ValueError
        The text is no JSON; the message is ``中文|English``.
    """
    if not isinstance(raw, str):
        return raw
    loaded = _loaded(raw)
    if loaded is None:
        raise ValueError("应为 JSON|expected JSON")
    return loaded


def _loaded(word: str) -> Any:
    """The JSON value of a text that looks like one, else None."""
    if word[:1] not in "[{":
        return None
    try:
        return json.loads(word)
    except ValueError:
        return None
