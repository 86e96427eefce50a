"""Checks of a letter's template, and the only language that it may speak (文书模板检查).

A template is a .docx whose text holds placeholders: ``{{ title }}``, ``{% if deadline %}…{% endif %}``,
``{%p for reason in reasons %}`` with ``{{ reason.text }}``. ``{%p``, ``{%tr`` and ``{%tc`` take their whole paragraph,
row or cell away. Nothing else of the template engine is let in: no filter, call, assignment, arithmetic or include.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from xml.parsers import expat

import docxtpl  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from app.errors import BreaksRule, Fault
from app.export.letters_placeholders import placeholders_of
from app.export.office_package import checked_parts

MOST_PART_BYTES: Final = 2 * 1024 * 1024
MOST_MARKS: Final = 400
_STORY: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_ANY_MARK: Final = re.compile(r"\{\{|\{%|\{#|#\}|%\}|\}\}")
_MARK: Final = re.compile(r"\{\{(?P<value>.*?)\}\}|\{%(?P<statement>.*?)%\}")
_VALUE: Final = re.compile(r"\s*([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?\s*", re.ASCII)
_STATEMENT: Final = re.compile(
    r"(?P<whole>p |tr |tc )?\s*"
    r"(?:(?:if|elif) (?:not )?[a-z_]+(?:\.[a-z_]+)?|for [a-z_]+ in [a-z_]+|else|endif|endfor)\s*",
    re.ASCII,
)
_PLAIN_NODES: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Not)
_NODES: Final = (*_PLAIN_NODES, nodes.Name, nodes.Getattr, nodes.For)


@dataclass(frozen=True, slots=True)
class _Names:
    """What a kind's placeholders are called."""

    plain: frozenset[str]
    lists: dict[str, frozenset[str]]
    needed: frozenset[tuple[str, str]]


@dataclass(slots=True)
class _Found:
    """What the template was seen to hold."""

    used: set[tuple[str, str]] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def template_environment() -> SandboxedEnvironment:
    """The engine in its sandbox, without filters, tests or functions; an unknown name is an error (模板环境)."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    for table in (environment.globals, environment.filters, environment.tests):
        table.clear()
    return environment


@lru_cache(maxsize=32)
def check_template(content: bytes, kind: str) -> frozenset[str]:
    """The placeholders that a template uses, once it is known to be fit for its kind of letter (检查文书模板).

    Parameters
    ----------
    content
        The .docx.
    kind
        The kind of letter.

    Returns
    -------
    frozenset of str
        Names of the letter's own placeholders and lists.

    Raises
    ------
    UnknownKind, TooLarge, Unparsable
        As `checked_parts`: no .docx, too large, with macros or links.
    BreaksRule
        Unknown or missing placeholders, or a language that is not let in; each is a fault with its place.

    Examples
    --------
    >>> from app.export.letters_default import default_template
    >>> sorted(check_template(default_template("reminder"), "reminder"))[:3]
    ['addressee', 'attachments', 'basis']
    """
    names = _names_of(kind)
    parts = checked_parts(content, "docx")
    found = _Found()
    for name, part in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        story = bool(_STORY.fullmatch(name))
        if story and len(part) > MOST_PART_BYTES:
            found.faults.append(_fault("template_size", "模板正文过大，请精简后再上传。", "The text is too large."))
            continue
        for number, text in enumerate(_paragraphs(part, found, story), 1):
            _check_paragraph(text, number, names, found)
    if not found.faults:
        _check_syntax(content, names, found)
    for owner, name in sorted(names.needed - found.used):
        shown = f"{{{{ {name} }}}}" if not owner else f"{owner} 的 {name}"
        found.faults.append(_fault(
            "template_missing", f"模板缺少占位符“{shown}”；请加入后再上传。",
            f"The template lacks the placeholder {'.'.join(filter(None, (owner, name)))}; add it.",
        ))  # fmt: skip
    if found.faults:
        raise BreaksRule(
            "模板不能使用：" + "".join(fault.zh for fault in found.faults[:5]),
            "The template cannot be used: " + " ".join(fault.en for fault in found.faults[:5]),
            parameter="template", faults=found.faults[:100], code=found.faults[0].code,
        )  # fmt: skip
    return frozenset(name for owner, name in found.used if not owner)


def _fault(code: str, zh: str, en: str) -> Fault:
    return Fault(code, zh, en)


def _names_of(kind: str) -> _Names:
    """The names of a kind's placeholders."""
    rows = placeholders_of(kind)
    lists = {row.list_name for row in rows if row.list_name}
    return _Names(
        frozenset(row.name for row in rows if not row.list_name and row.name not in lists),
        {name: frozenset(row.name for row in rows if row.list_name == name) for name in lists},
        frozenset((row.list_name, row.name) for row in rows if row.needed),
    )


def _paragraphs(part: bytes, found: _Found, story: bool) -> Iterator[str]:
    """The text of each paragraph; marks anywhere else than in text are faults."""
    texts: list[str] = []
    open_texts: list[list[str]] = [[]]  # of paragraphs within paragraphs, as text boxes have them
    inside: list[str] = []
    astray = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal astray
        local = tag.rpartition(" ")[2]
        inside.append(local)
        if local == "p":
            open_texts.append([])
        if local in {"tab", "br"}:
            open_texts[-1].append(" ")
        astray = astray or any(_ANY_MARK.search(value) for value in attributes.values())

    def end(tag: str) -> None:
        inside.pop()
        if tag.rpartition(" ")[2] == "p":
            texts.append("".join(open_texts.pop()))

    def text(letters: str) -> None:
        nonlocal astray
        if inside and inside[-1] == "t" and story:
            open_texts[-1].append(letters)
        else:
            astray = astray or bool(_ANY_MARK.search(letters))

    def comment(letters: str) -> None:
        nonlocal astray
        astray = astray or "{" in letters

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.CommentHandler = text, comment
    parser.ProcessingInstructionHandler = lambda _target, data: comment(data)
    parser.Parse(part, True)
    if astray:
        found.faults.append(_fault(
            "template_astray", "占位符只能写在正文、页眉和页脚的文字里。",
            "Placeholders may stand only in the text of the body, headers and footers.",
        ))  # fmt: skip
    yield from texts


def _check_paragraph(text: str, number: int, names: _Names, found: _Found) -> None:
    """Every mark of one paragraph is one that is known."""
    place, place_en = f"第 {number} 段", f"paragraph {number}"
    if _ANY_MARK.search(_MARK.sub("", text)):
        short = text.strip()[:40]
        found.faults.append(_fault(
            "template_open", f"{place}“{short}”里的占位符没有成对闭合；一个占位符应写在同一段内。",
            f"A placeholder in {place_en} is not closed.",
        ))  # fmt: skip
        return
    for mark in _MARK.finditer(text):
        value, statement = mark["value"], mark["statement"]
        shown = mark[0][:60]
        known = _VALUE.fullmatch(value) if value is not None else _STATEMENT.fullmatch(statement)
        if known is None:
            found.faults.append(_fault(
                "template_language", f"{place}的“{shown}”不是可用的写法；只能用占位符、if 和 for。",
                f"“{shown}” in {place_en} is not let in; only placeholders, if and for are.",
            ))  # fmt: skip
        elif value is None and known["whole"] in {"p ", "tr "} and text.strip() != mark[0]:
            found.faults.append(_fault(
                "template_language", f"{place}写有“{shown}”，该段其余文字会丢失；请让它独占一段。",
                f"“{shown}” takes all of {place_en} away; give it a paragraph of its own.",
            ))  # fmt: skip
        elif value is not None and known[2] is None and known[1] not in names.plain:
            near = difflib.get_close_matches(known[1], sorted(names.plain), 1)
            hint = f"是否应为“{near[0]}”？" if near else "可用的见文书模板说明。"
            found.faults.append(_fault(
                "template_unknown", f"{place}的占位符“{shown}”不认识，{hint}",
                f"The placeholder “{shown}” in {place_en} is not known{f'; is it {near[0]}?' if near else '.'}",
            ))  # fmt: skip


def _check_syntax(content: bytes, names: _Names, found: _Found) -> None:
    """The whole as the engine will see it: known kinds of nodes, loops over known lists, known members."""
    template = docxtpl.DocxTemplate(io.BytesIO(content))
    template.init_docx()
    sources = [template.get_xml()]
    sources += [
        template.get_part_xml(part)
        for uri in (template.HEADER_URI, template.FOOTER_URI)
        for _, part in template.get_headers_footers(uri)
    ]
    marks = 0
    for source in sources:
        patched = template.patch_xml(source)
        marks += len(_ANY_MARK.findall(patched)) // 2
        if marks > MOST_MARKS:
            found.faults.append(_fault("template_size", "模板的占位符过多。", "There are too many placeholders."))
            return
        try:
            tree = template_environment().parse(patched)
        except (TemplateError, RecursionError) as error:
            found.faults.append(_fault(
                "template_open", f"模板的 if 或 for 没有成对（{str(error)[:80]}）。",
                f"The template's if or for do not pair ({str(error)[:80]}).",
            ))  # fmt: skip
            return
        _walk(tree, {}, names, found)


def _walk(node: nodes.Node, items: dict[str, str], names: _Names, found: _Found) -> None:
    """One node and what it holds; ``items`` are the loops' names and the lists that they run over."""
    if not isinstance(node, _NODES):
        found.faults.append(_fault("template_language", "模板里有不可用的写法。", "Its language is not let in."))
        return
    if isinstance(node, nodes.For):
        _walk_loop(node, items, names, found)
    elif isinstance(node, nodes.Getattr):
        owner = node.node.name if isinstance(node.node, nodes.Name) else ""
        _see(items.get(owner, "?"), node.attr, f"{owner}.{node.attr}", names, found)
    elif isinstance(node, nodes.Name):
        if node.name in names.lists and node.name not in items:
            found.used.add(("", node.name))
        else:
            _see("", node.name, node.name, names, found)
    else:
        for child in node.iter_child_nodes():
            _walk(child, items, names, found)


def _walk_loop(node: nodes.For, items: dict[str, str], names: _Names, found: _Found) -> None:
    """A loop over one of the lists, not inside another, whose name hides nothing."""
    target: Any = node.target
    source: Any = node.iter
    named = isinstance(target, nodes.Name) and isinstance(source, nodes.Name)
    if not named or node.test is not None or node.else_ or items or target.name in names.plain | set(names.lists):
        found.faults.append(_fault(
            "template_language", "for 只能单层循环清单，循环名不能与占位符同名。",
            "A for may loop only over a list, not inside another for, with a name of its own.",
        ))  # fmt: skip
        return
    if source.name not in names.lists:
        found.faults.append(_fault(
            "template_unknown", f"没有名为“{source.name[:40]}”的清单。", f"There is no list “{source.name[:40]}”."
        ))  # fmt: skip
        return
    found.used.add(("", source.name))
    for child in node.body:
        _walk(child, {target.name: source.name}, names, found)


def _see(owner: str, name: str, shown: str, names: _Names, found: _Found) -> None:
    """A name that is used; a fault where it is none of those known."""
    known = names.plain if not owner else names.lists.get(owner, frozenset())
    if name in known:
        found.used.add((owner, name))
    else:
        found.faults.append(_fault(
            "template_unknown", f"占位符“{shown[:40]}”不认识。", f"The placeholder “{shown[:40]}” is not known."
        ))  # fmt: skip
