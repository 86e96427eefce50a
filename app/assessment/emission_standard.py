"""What a discharger's 排放标准 says: the class of its effluent and what is excepted (排放标准识别)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.assessment.indicators import find_indicator
from app.assessment.treatment_plant import EffluentRule, effluent_class

USUAL_ITEMS: Final[tuple[str, ...]] = ("w01018", "w21003", "w21011", "w21017")
USUAL_SOURCE: Final = "2020年行动计划 二（三）1：化学需氧量、氨氮、总磷、氟化物"
_CLASS: Final = re.compile(r"(?<![0-9A-Za-z第劣])(?:地表水)?(准?\s*(?:III|II|IV|I|V|[1-5]))\s*类(?:标准|水质|水)?")
_QUASI: Final = re.compile(r"(?:地表水)?(准\s*(?:III|II|IV|I|V|[1-5]))(?![0-9A-Za-z])(?:标准|水质|水)?")
_EXCEPT: Final = re.compile(r"除([^,;。]+?)外|([^,;。]+?)除外|(?:不含|不包括|不考核)([^,;。]+)")
_FILLERS: Final = re.compile(
    r"GB\s*/?\s*T?\s*3838(-2002)?|地表水环境质量标准|地表水|[《》“”\"]|出水|水质|执行|达到|参照|满足|标准|限值|要求|等?指标|其中"
)
_SPLIT: Final = re.compile(r"[,;、。:\s]|和|及|与")


@dataclass(frozen=True, slots=True)
class EmissionStandard:
    """What could be read of a text (排放标准识别结果).

    Attributes
    ----------
    rule
        None where the text names no class of GB 3838-2002, more than one, or none at all.
    document
        What stands in brackets: the paper that says so.
    items_named
        Whether the text names its items; else they are the usual ones.
    unread
        Parts that were not understood; the judgement does not rest on them.
    zh, en
        Why there is no rule.
    """

    rule: EffluentRule | None
    document: str | None = None
    items_named: bool = False
    unread: tuple[str, ...] = ()
    zh: str | None = None
    en: str | None = None


def read_emission_standard(text: str | None) -> EmissionStandard:
    """The class, exceptions and document that an emission standard names (排放标准识别).

    Items are those the text names; where it names none, COD, ammonia nitrogen, total phosphorus and fluoride, which
    the city's plan of 2020 names (二（三）1). A class of another standard, such as 一级A of GB 18918, is not read.

    Examples
    --------
    >>> told = read_emission_standard("地表水准Ⅳ类，总氮除外（冠政办字〔2023〕5号）")
    >>> told.rule.water_class, told.rule.quasi, told.rule.excepted, told.document
    (4, True, ('w21001',), '冠政办字〔2023〕5号')
    >>> read_emission_standard("一级A").rule is None, read_emission_standard(None).zh
    (True, '未填写排放标准。')
    """
    if text is None or not text.strip():
        return EmissionStandard(None, zh="未填写排放标准。", en="No emission standard is given.")
    outside, inside = _part_brackets(text)
    papers = [part for part in inside if not _names_items(unicodedata.normalize("NFKC", part))]
    words = [part for part in inside if part not in papers]
    plain = unicodedata.normalize("NFKC", "，".join((outside, *words)))
    document = "；".join(papers) or None
    excepted, unread = _read_exceptions(plain)
    plain = _EXCEPT.sub(",", plain)
    found = list(_CLASS.finditer(plain)) or list(_QUASI.finditer(plain))
    classes = {effluent_class(one[1]) for one in found}
    if len(classes) != 1:
        return EmissionStandard(
            None, document,
            zh=f"排放标准“{text}”没有写明唯一的地表水类别，不能评价。" if classes
            else f"排放标准“{text}”没有写明地表水类别，不能评价。",
            en=f"The standard {text!r} does not name one class of surface water; it is not judged.",
        )  # fmt: skip
    for one in found:
        plain = plain.replace(one[0], ",")
    items, strange = _read_items(_FILLERS.sub("", plain))
    water_class, quasi = classes.pop()
    source = document if items else "；".join(filter(None, (document, USUAL_SOURCE)))
    rule = EffluentRule(water_class, items or USUAL_ITEMS, quasi, excepted, source=source)
    return EmissionStandard(rule, document, bool(items), (*unread, *strange))


def _part_brackets(text: str) -> tuple[str, list[str]]:
    """What stands outside brackets, and what in the outermost ones."""
    outside, inside, depth = "", [""], 0
    for sign in text:
        closes = sign in ")）" and depth > 0
        depth += (sign in "(（") - closes
        if depth == 0 and not closes:
            outside += sign
        elif depth == 0:
            inside.append("")
        elif not (depth == 1 and sign in "(（"):
            inside[-1] += sign
    return outside, [part for part in inside if part.strip()]


def _names_items(part: str) -> bool:
    """Whether a bracket says what is excepted, or a class, rather than naming a paper."""
    return bool(_EXCEPT.search(part) or _CLASS.fullmatch(part.strip()))


def _read_exceptions(plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes that are excepted, and names that are not known."""
    names = [name for groups in _EXCEPT.findall(plain) for group in groups for name in _SPLIT.split(group)]
    return _codes_of(_FILLERS.sub("", name) for name in names)


def _read_items(plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes that are named, and what is not known."""
    return _codes_of(_SPLIT.split(plain))


def _codes_of(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Known codes and unknown names, each once."""
    codes: dict[str, None] = {}
    strange: dict[str, None] = {}
    for name in (one.strip() for one in names):
        if name:
            known = find_indicator(name)
            if known is None:
                strange[name] = None
            else:
                codes[known.code] = None
    return tuple(codes), tuple(strange)
