"""Short ways of writing a field down, so that a layer's file reads like a table (字段写法)."""

from __future__ import annotations

from app.layers.spec import Field

Names = tuple[str, ...]


def code(name: str, zh: str, en: str, *aliases: str, refers_to: str | None = None, note: str = "") -> Field:
    """A code (编码): text always, compared without the width of its letters."""
    return Field(name, "text", zh, en, aliases=aliases, is_code=True, refers_to=refers_to, note=note)


def text(
    name: str, zh: str, en: str, *aliases: str, refers_to: str | None = None, personal: bool = False, note: str = ""
) -> Field:
    """A name or a free text."""
    return Field(name, "text", zh, en, aliases=aliases, refers_to=refers_to, personal=personal, note=note)


def number(name: str, zh: str, en: str, unit: str | None, *aliases: str, note: str = "") -> Field:
    """A number with its unit."""
    return Field(name, "number", zh, en, unit=unit, aliases=aliases, note=note)


def whole(name: str, zh: str, en: str, unit: str | None, *aliases: str, note: str = "") -> Field:
    """A whole number."""
    return Field(name, "integer", zh, en, unit=unit, aliases=aliases, note=note)


def day(name: str, zh: str, en: str, *aliases: str, note: str = "") -> Field:
    """A date."""
    return Field(name, "date", zh, en, aliases=aliases, note=note)


def flag(name: str, zh: str, en: str, *aliases: str, note: str = "") -> Field:
    """Yes or no (是/否)."""
    return Field(name, "boolean", zh, en, aliases=aliases, note=note)


def choice(
    name: str,
    zh: str,
    en: str,
    choices: tuple[tuple[str, str, str, Names], ...],
    *aliases: str,
    note: str = "",
) -> Field:
    """A field with allowed values; each choice is (value, zh, en, what people write for it)."""
    return Field(
        name,
        "text",
        zh,
        en,
        allowed=tuple(value for value, *_ in choices),
        aliases=aliases,
        note=note,
        labels={value: (zh_word, en_word) for value, zh_word, en_word, _ in choices},
        synonyms={word: value for value, _, _, words in choices for word in words},
    )


def same(*words: str) -> tuple[tuple[str, str, str, Names], ...]:
    """Choices whose value is the Chinese word itself; each is written ``中文|English|synonym|…``."""
    rows = [word.split("|") for word in words]
    return tuple((row[0], row[0], row[1], tuple(row[2:])) for row in rows)


def codes(name: str, zh: str, en: str, *aliases: str, refers_to: str | None = None, note: str = "") -> Field:
    """A list of codes or names; on import ``甲；乙、丙`` is three."""
    return Field(name, "json", zh, en, aliases=aliases, refers_to=refers_to, note=note, shape="codes")


def people(name: str, zh: str, en: str, *aliases: str, note: str = "") -> Field:
    """Persons with post and telephone: shown only to those who are signed in."""
    return Field(name, "json", zh, en, aliases=aliases, personal=True, note=note, shape="people")


DISTRICT = text(
    "district", "县（市、区）", "District", "区县", "县区", "所属区县", "所在县区", "行政区", "XZQ", "QX", "COUNTY"
)
TOWNSHIP = text("township", "乡镇（街道）", "Township", "乡镇", "街道", "镇街", "XZJD", "XZ", "TOWN")
RIVER_ALIASES = (
    "河流",
    "河流名称",
    "河名",
    "所在河流",
    "所属河流",
    "水体名称",
    "HLMC",
    "HL",
    "RIVERNAME",
    "RIVER_NAME",
)
IN_FORCE = (
    day("valid_from", "启用日期", "Valid from", "生效日期", "起始日期", "QYRQ"),
    day("valid_to", "停用日期", "Valid to", "失效日期", "终止日期", "TYRQ"),
)
LAST = (
    flag(
        "is_invented",
        "示意",
        "Invented for the demonstration",
        "是否示意",
        "SFSY",
        note="是：名称或位置为演示编写，并非真实。",
    ),
    text("position_note", "位置说明", "About the position", "位置备注", "坐标说明", "WZSM"),
    text("remarks", "备注", "Remarks", "说明", "附注", "BZ", "REMARK", "NOTE", "MEMO"),
)
