"""The content of an entry against what the store holds: sections, indicators, files, names of sites (台账内容核对)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from app.assessment.indicators import FREE_PREFIX, indicator_table
from app.errors import BreaksRule, Clash, Fault
from app.layers.catalogue import layer_spec
from app.registers.aliases import find_overlap
from app.registers.check import check_content
from app.registers.spec import RegisterSpec
from app.store.engine import Store
from app.store.features import read_text
from app.store.files import load_files
from app.uses.registers.register_lookup import aliases_in_force

OTHER_SITES: Final = {"exemptions": ("water_sources", "wells")}  # judged before and after exemptions as sections are


def checked_content(
    c: Connection, store: Store, spec: RegisterSpec, given: Mapping[str, Any], *, allow: Collection[str] = (),
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The content as it is kept (核对内容); ``BreaksRule`` where it has faults."""
    content, faults = check_against(c, store, spec, given, allow=allow, before=before)
    if faults:
        raise refused(faults)
    return content


def check_against(
    c: Connection, store: Store, spec: RegisterSpec, given: Mapping[str, Any], *, allow: Collection[str],
    before: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], list[Fault]]:  # fmt: skip
    """The content as it is kept, and its faults, those against the store included; what stood before is not doubted."""
    content, faults = check_content(spec, given, allow=allow)
    old = before or {}
    for field in spec.fields:
        value = content.get(field.name)
        if value is None or value == old.get(field.name):
            continue
        values = value if isinstance(value, list) else [value]
        if field.kind == "section":
            faults += [
                Fault("section_absent", f"没有编码为“{code}”的断面。请从列表中选择。",
                      f"There is no section “{code}”; choose one of the list.", field=field.name)
                for code in values if not _is_site(c, store, spec, code)
            ]  # fmt: skip
        elif field.kind == "feature" and field.layer is not None:
            title = layer_spec(store.catalogue, field.layer)
            faults += [
                Fault("feature_absent", f"“{title.zh}”图层中没有“{code}”。请从列表中选择。",
                      f"The layer “{title.en}” has no “{code}”; choose one of the list.", field=field.name)
                for code in values if read_text(c, store, field.layer, code) is None
            ]  # fmt: skip
        elif field.kind == "indicator":
            faults += [
                Fault("indicator_unknown", f"没有编码为“{code}”的指标。请从列表中选择。",
                      f"There is no indicator “{code}”; choose one of the list.", field=field.name)
                for code in values if code not in indicator_table() and not code.startswith(FREE_PREFIX)
            ]  # fmt: skip
        elif field.kind == "file":
            faults += absent_files(c, store, [(field.name, one) for one in values])
    return content, faults


def _is_site(c: Connection, store: Store, spec: RegisterSpec, code: str) -> bool:
    """Whether a code is a section, or of another layer whose sites the register is about too."""
    layers = ("sections", *OTHER_SITES.get(spec.id, ()))
    return any(read_text(c, store, layer, code) is not None for layer in layers)


def absent_files(c: Connection, store: Store, named: Sequence[tuple[str, str]]) -> list[Fault]:
    """A fault for each field whose file is not kept (附件核对)."""
    kept = load_files(c, store, [sha256 for _, sha256 in named])
    return [
        Fault("file_absent", "文件尚未上传。请先上传，再提交。", "The file is not here; send it in first.", field=name)
        for name, sha256 in named if sha256 not in kept
    ]  # fmt: skip


def refused(faults: Sequence[Fault]) -> BreaksRule:
    """The error that refuses an entry for its faults (不予登记)."""
    more = f"（共 {len(faults)} 处）" if len(faults) > 1 else ""
    return BreaksRule(
        f"{faults[0].zh}{more}", f"{faults[0].en}{f' ({len(faults)} faults)' if more else ''}",
        parameter=faults[0].field, faults=faults, code="entry_refused",
    )  # fmt: skip


def refuse_overlap(
    c: Connection, store: Store, spec: RegisterSpec, content: Mapping[str, Any], own_id: int | None
) -> None:
    """Refuse a name that stands for another site at the same time."""
    if spec.id != "aliases":
        return
    others = {id(one.content): one for one in aliases_in_force(c, store) if one.id != own_id}
    other = find_overlap(content, [one.content for one in others.values()])
    if other is not None:
        entry = others[id(other)]
        raise Clash(
            f"“{content.get('river', '')} {content['name']}”在重叠的日期内已指向 {other['site_code']}"
            f"（编号 {entry.id}）。"
            "请先撤销或给它停用日期。",
            f"“{content.get('river', '')} {content['name']}” stands for {other['site_code']} on overlapping days "
            f"(entry {entry.id}); revoke that or end it first.",
            parameter="name", code="alias_overlap",
        )  # fmt: skip
