"""Rule sets read from the package's own files, and checked (规则集读取)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from app.accountability.forms import FORMS, FREQUENCIES
from app.accountability.outcome import KINDS as SUBJECT_KINDS
from app.accountability.outcome import PERIODS
from app.accountability.rules import KINDS, Ambiguity, BadRuleSet, Option, Rule, RuleSet, Selection
from app.accountability.words import Words

_TOP: Final = {
    "id": str, "title_zh": str, "title_en": str, "document_number": str, "issuer_zh": str, "issuer_en": str,
    "date": date, "source": str, "confidence": str, "binds": dict, "validity": dict, "exceedance_zh": str,
    "exceedance_en": str, "roles": dict, "findings": dict, "settings": dict, "rules": list,
}  # fmt: skip
_MAY_LACK: Final = ("document_number", "roles", "findings", "settings")
_BINDS: Final = {"area_zh": str, "area_en": str, "bodies": list, "districts": list, "every_district": bool}
_VALIDITY: Final = {"from": date, "to": date, "note_zh": str, "note_en": str}
_SETTING: Final = {
    "title_zh": str, "title_en": str, "default": str, "reason_zh": str, "reason_en": str, "options": list,
}  # fmt: skip
_OPTION: Final = {"value": str, "zh": str, "en": str, "levels": list}
_RULE: Final = {
    "id": str, "kind": str, "form": str, "clause": str, "title_zh": str, "title_en": str, "text_zh": str,
    "text_en": str, "lead": list, "implement": list, "subjects": dict, "parameters": dict,
}  # fmt: skip
_SUBJECTS: Final = {
    "kinds": list, "names": list, "rivers": list, "assessment_levels": list, "control_levels": list, "scales": list,
    "levels_setting": str, "in_township": bool,
}  # fmt: skip


@cache
def rule_set_ids() -> tuple[str, ...]:
    """The ids of the rule sets that come with the package (内置规则集), in order.

    Examples
    --------
    >>> rule_set_ids()
    ('dujia_2023', 'gaoxin_2023', 'guanxian_2023', 'liaocheng_2020', 'pinglu_2021')
    """
    names = (entry.name for entry in files("app.accountability").joinpath("data").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load_rule_set(rule_set_id: str) -> RuleSet:
    """The rule set of that id (规则集).

    Raises
    ------
    BadRuleSet
        There is none of that id.

    Examples
    --------
    >>> load_rule_set("liaocheng_2020").document_number is None
    True
    """
    if rule_set_id not in rule_set_ids():
        known = "、".join(rule_set_ids())
        raise BadRuleSet(
            f"没有规则集“{rule_set_id}”；现有：{known}。",
            f"There is no rule set {rule_set_id!r}; there are: {known}.",
            parameter="rule_set",
        )
    text = files("app.accountability").joinpath(f"data/{rule_set_id}.toml").read_text("utf-8")
    return read_rule_set(text, f"{rule_set_id}.toml")


def read_rule_set(text: str, file_name: str) -> RuleSet:
    """A rule set from the text of its file, checked (规则集解析与检查).

    Raises
    ------
    BadRuleSet
        The text is no TOML, a key is unknown, missing or of the wrong type, or a rule asks for a setting or finding
        that the file does not declare; the sentence names file and key.

    Examples
    --------
    >>> read_rule_set("", "a.toml")
    Traceback (most recent call last):
    ...
    app.accountability.rules.BadRuleSet: The file a.toml lacks the key 'id'.
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRuleSet(
            f"规则集文件 {file_name} 不是有效的 TOML：{error}。", f"The file {file_name} is no valid TOML: {error}."
        ) from None
    check = _Check(file_name)
    check.table(written, _TOP, "", _MAY_LACK)
    binds, validity = written["binds"], written["validity"]
    check.table(binds, _BINDS, "binds", ("districts", "every_district"))
    check.table(validity, _VALIDITY, "validity", ("to",))
    if not binds.get("districts") and not binds.get("every_district"):
        raise check.bad("binds.districts", "为空", "is empty")
    ambiguities = {name: _ambiguity(name, entry, check) for name, entry in written.get("settings", {}).items()}
    findings = {name: _words(entry, check, f"findings.{name}") for name, entry in written.get("findings", {}).items()}
    rules = tuple(_rule(entry, check, ambiguities, findings) for entry in written["rules"])
    if len({rule.id for rule in rules}) < len(rules):
        raise check.bad("rules.id", "有重复", "is used twice")
    _check_references(rules, check)
    return RuleSet(
        id=written["id"],
        title=Words(written["title_zh"], written["title_en"]),
        document_number=written.get("document_number"),
        issuer=Words(written["issuer_zh"], written["issuer_en"]),
        dated=written["date"],
        source=written["source"],
        confidence=written["confidence"],
        area=Words(binds["area_zh"], binds["area_en"]),
        bodies=tuple(binds["bodies"]),
        districts=tuple(binds.get("districts", ())),
        every_district=binds.get("every_district", False),
        valid_from=validity["from"],
        valid_to=validity.get("to"),
        validity_note=Words(validity["note_zh"], validity["note_en"]),
        exceedance=Words(written["exceedance_zh"], written["exceedance_en"]),
        roles=written.get("roles", {}),
        findings=findings,
        ambiguities=ambiguities,
        rules=rules,
    )


class _Check:
    """Checks of one file; every error names it."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name

    def bad(self, key: str, zh: str, en: str) -> BadRuleSet:
        """The error of a key."""
        return BadRuleSet(
            f"规则集文件 {self.file_name} 的键 {key} {zh}。", f"In the file {self.file_name} the key {key!r} {en}."
        )

    def table(self, table: Any, known: Mapping[str, type], place: str, may_lack: Sequence[str] = ()) -> None:
        """Nothing, where the table has the known keys of the known types and no others."""
        prefix = f"{place}." if place else ""
        if not isinstance(table, dict):
            raise self.bad(place, "应为表", "must be a table")
        for key, value in table.items():
            if key not in known:
                raise BadRuleSet(
                    f"规则集文件 {self.file_name} 有不认识的键 {prefix}{key}；可用：{'、'.join(known)}。",
                    f"The file {self.file_name} has the unknown key {prefix + key!r}; known: {', '.join(known)}.",
                )
            if not isinstance(value, known[key]) or (known[key] is int and isinstance(value, bool)):
                raise self.bad(
                    prefix + key, f"类型不对，应为 {known[key].__name__}", f"must be a {known[key].__name__}"
                )
        for key in known:
            if key not in table and key not in may_lack:
                raise BadRuleSet(
                    f"规则集文件 {self.file_name} 缺少键 {prefix}{key}。",
                    f"The file {self.file_name} lacks the key {prefix + key!r}.",
                )

    def word(self, word: object, allowed: Sequence[str], key: str) -> None:
        """Nothing, where the word is one of those allowed."""
        if word not in allowed:
            raise self.bad(key, f"取值“{word}”不认识，可用：{'、'.join(allowed)}", f"has the unknown value {word!r}")


def _ambiguity(name: str, entry: Any, check: _Check) -> Ambiguity:
    """One setting of the file."""
    place = f"settings.{name}"
    check.table(entry, _SETTING, place)
    for option in entry["options"]:
        check.table(option, _OPTION, f"{place}.options", ("levels",))
    options = tuple(
        Option(option["value"], Words(option["zh"], option["en"]), tuple(option.get("levels", ())))
        for option in entry["options"]
    )
    check.word(entry["default"], [option.value for option in options], f"{place}.default")
    reason = Words(entry["reason_zh"], entry["reason_en"])
    return Ambiguity(name, Words(entry["title_zh"], entry["title_en"]), options, entry["default"], reason)


def _rule(entry: Any, check: _Check, ambiguities: Mapping[str, Ambiguity], findings: Mapping[str, Words]) -> Rule:
    """One rule of the file."""
    place = f"rules.{entry.get('id', '?')}" if isinstance(entry, dict) else "rules"
    check.table(entry, _RULE, place, ("lead", "implement", "subjects"))
    check.word(entry["kind"], KINDS, f"{place}.kind")
    check.word(entry["form"], tuple(FORMS), f"{place}.form")
    form, parameters = FORMS[entry["form"]], entry["parameters"]
    check.table(parameters, {**form.required, **form.optional}, f"{place}.parameters", tuple(form.optional))
    selection = _selection(entry.get("subjects", {}), check, f"{place}.subjects")
    wanted = [*form.settings, selection.levels_setting, parameters.get("frequency_setting")]
    for name in wanted:
        if name and name not in ambiguities:
            raise check.bad(f"settings.{name}", f"未写，但规则 {entry['id']} 要用", f"is needed by {entry['id']}")
    words = [*parameters.get("findings", ()), *parameters.get("steps", ())]
    words += [parameters[key] for key in _FINDING_KEYS if key in parameters]
    for word in words:
        check.word(word, tuple(findings), f"{place}.parameters (findings)")
    for period in parameters.get("periods", ()):
        check.word(period, PERIODS, f"{place}.parameters.periods")
    if "frequency" in parameters:
        check.word(parameters["frequency"], FREQUENCIES, f"{place}.parameters.frequency")
    if entry["form"] == "percentage_change":
        check.word(parameters["reference"], REFERENCES, f"{place}.parameters.reference")
    if entry["form"] == "cap":
        check.word(parameters["period"], ("month", "year"), f"{place}.parameters.period")
    for band in parameters.get("bands", ()):
        check.table(band, {"from": int, "to": int, "yuan": int}, f"{place}.parameters.bands", ("to",))
    if "bands" in parameters and not _is_gapless(parameters["bands"]):
        raise check.bad(
            f"{place}.parameters.bands", "应从1起首尾相接，最后一档不封顶", "must join from 1 to an open end"
        )
    for addressee in parameters.get("addressees", ()):
        check.table(addressee, {"role_zh": str, "role_en": str, "who": str}, f"{place}.parameters.addressees")
    return Rule(
        id=entry["id"],
        kind=entry["kind"],
        form=entry["form"],
        clause=entry["clause"],
        title=Words(entry["title_zh"], entry["title_en"]),
        text=Words(entry["text_zh"], entry["text_en"]),
        selection=selection,
        lead=tuple(entry.get("lead", ())),
        implement=tuple(entry.get("implement", ())),
        parameters=parameters,
    )


_FINDING_KEYS: Final = ("not_mended", "listed", "interview_finding", "effect_finding")
REFERENCES: Final = ("previous_month", "same_month_last_year")


def _is_gapless(bands: Sequence[Mapping[str, int]]) -> bool:
    """Whether the bands begin at 1, join, and end open."""
    starts = [1, *(band.get("to", -1) + 1 for band in bands[:-1])]
    return bool(bands) and [band["from"] for band in bands] == starts and "to" not in bands[-1]


def _selection(entry: Any, check: _Check, place: str) -> Selection:
    """Which subjects a rule looks at."""
    check.table(entry, _SUBJECTS, place, tuple(_SUBJECTS))
    for kind in entry.get("kinds", ()):
        check.word(kind, SUBJECT_KINDS, f"{place}.kinds")
    for name in entry.get("names", ()):
        check.table(name, {"name": str, "river": str}, f"{place}.names", ("river",))
    return Selection(
        kinds=tuple(entry.get("kinds", ("section",))),
        names=tuple((name["name"], name.get("river")) for name in entry.get("names", ())),
        rivers=tuple(entry.get("rivers", ())),
        assessment_levels=tuple(entry.get("assessment_levels", ())),
        control_levels=tuple(entry.get("control_levels", ())),
        scales=tuple(entry.get("scales", ())),
        levels_setting=entry.get("levels_setting"),
        in_township=entry.get("in_township", False),
    )


def _check_references(rules: Sequence[Rule], check: _Check) -> None:
    """Nothing, where every rule that names another names one that is there."""
    known = tuple(rule.id for rule in rules)
    for rule in rules:
        named = [*rule.parameters.get("rules", ()), *rule.parameters.get("ladder", ())]
        if "interview_rule" in rule.parameters:
            named.append(rule.parameters["interview_rule"])
        for name in named:
            check.word(name, known, f"rules.{rule.id}.parameters")


def _words(entry: Any, check: _Check, place: str) -> Words:
    """A pair of sentences of the file."""
    check.table(entry, {"zh": str, "en": str}, place)
    return Words(entry["zh"], entry["en"])
