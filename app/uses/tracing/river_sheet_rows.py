"""The rows of a river's sheet by layer: what each thing is, whose it is, how much it holds (一河一策一图的条目)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from app.assessment.limits import NUMERALS
from app.network.sluice_states import state_at
from app.uses.network.sluice_records import Sluice
from app.uses.tracing.layer_words import Words, words_of

Row = Mapping[str, Any]

GROUPS: Final[Mapping[str, Words]] = {
    "risk_source": ("风险源", "Risk source"),
    "target": ("敏感目标", "Target to protect"),
    "section": ("监测断面", "Section"),
    "sluice": ("闸", "Sluice"),
    "dam": ("坝", "Dam"),
    "pump": ("泵站", "Pumping station"),
    "bridge": ("桥梁", "Bridge"),
    "pit": ("坑塘", "Pond"),
    "wetland": ("湿地", "Wetland"),
    "dry_channel": ("干涸河道", "Dry channel"),
    "reservoir": ("水库", "Reservoir"),
    "site": ("其他应急空间", "Other emergency site"),
    "junction": ("汇流与分流", "Junction"),
}
SITE_GROUPS: Final = {
    "坑塘": "pit", "桥梁": "bridge", "闸坝": "dam", "湿地": "wetland", "干涸河道": "dry_channel", "水库": "reservoir",
}  # fmt: skip
SLUICE_GROUPS: Final = {"sluice": "sluice", "ship_lock": "sluice", "dam": "dam", "pump": "pump"}
PERIODS: Final = {"month": ("月", "month"), "quarter": ("季", "quarter"), "year": ("年", "year")}
NO_STATE: Final = ("启闭状态不明", "state unknown")


def joined(*parts: Words | None) -> Words:
    """Parts of a row's words, blanks left out, joined (短语连接).

    >>> joined(("甲", "a"), None, ("", ""), ("乙", "b"))
    ('甲；乙', 'a; b')
    """
    kept = [part for part in parts if part is not None and part[0]]
    return "；".join(zh for zh, _ in kept), "; ".join(en for _, en in kept)


def amount(name: Words, value: Any, unit: str, unit_en: str | None = None) -> Words | None:
    """A number with its name and unit in words; None where it is not known (数量).

    >>> amount(("蓄水", "holds"), 85000.0, "m³"), amount(("蓄水", "holds"), None, "m³")
    (('蓄水 85,000 m³', 'holds 85,000 m³'), None)
    """
    if value is None or value != value:
        return None
    shown = f"{value:,.3f}".rstrip("0").rstrip(".")
    return f"{name[0]} {shown} {unit}", f"{name[1]} {shown} {unit if unit_en is None else unit_en}".rstrip()


def describe_outfall(row: Row, dischargers: Mapping[str, Row]) -> dict[str, Any]:
    """An outfall as a risk source (风险源): its type, dischargers, flow and state."""
    firms = [dischargers[code] for code in row.get("dischargers") or () if code in dischargers]
    names = "、".join(str(firm.get("name")) for firm in firms)
    kind = next((row[name] for name in ("outfall_type_3", "outfall_type_2", "outfall_type") if row.get(name)), None)
    indicators = sorted({code for firm in firms for code in firm.get("characteristic_indicators") or ()})
    dry = row.get("is_discharging")
    zh, en = joined(
        _type_words(row, kind),
        (names, names) if names else ("排污单位不明", "dischargers unknown"),
        amount(("排水", "discharges"), row.get("flow_m3_per_d"), "m³/d") if dry is not False else ("现场不排水", "dry"),
        words_of("outfalls", "remediation_state", row.get("remediation_state")),
    )
    people = [*(row.get("contacts") or ()), *(one for firm in firms for one in firm.get("contacts") or ())]
    owner = row.get("responsible_body") or names or None
    return _row("risk_source", row, zh, en, owner=owner, contacts=people, indicators=indicators)


def _type_words(row: Row, kind: Any) -> Words:
    """The finest type of an outfall."""
    for name in ("outfall_type_3", "outfall_type_2", "outfall_type"):
        if row.get(name) == kind:
            return words_of("outfalls", name, kind)
    return "", ""


def describe_section(row: Row) -> dict[str, Any]:
    """A section with what it is held to (监测断面)."""
    targets = [
        (f"{one['purpose']}{PERIODS.get(one['period'], ('', ''))[0]}{NUMERALS[int(one['class'])]}类",
         f"{PERIODS.get(one['period'], ('', one['period']))[1]} class {NUMERALS[int(one['class'])]}")
        for one in row.get("targets") or ()
    ]  # fmt: skip
    zh, en = joined(
        words_of("sections", "control_level", row.get("control_level")),
        words_of("sections", "kind", row.get("kind")),
        ("、".join(zh for zh, _ in targets), ", ".join(en for _, en in targets)),
        amount(("生态流量", "ecological flow"), row.get("ecological_flow_m3_per_s"), "m³/s"),
        amount(("生态水位", "ecological level"), row.get("ecological_level_m"), "m"),
    )
    return _row("section", row, zh, en, owner="、".join(row.get("responsible_bodies") or ()) or None)


def describe_source(row: Row) -> dict[str, Any]:
    """A water source as a target to protect (敏感目标)."""
    zh, en = joined(
        words_of("water_sources", "kind", row.get("kind")),
        amount(("日供水", "supplies"), row.get("supply_m3_per_d"), "m³/d"),
        amount(("供水人口", "people served"), row.get("population"), "人", ""),
        ("备用水源", "reserve source") if row.get("is_reserve") is True else None,
    )
    return _row("target", row, zh, en, owner=row.get("operator"))


def describe_sluice(row: Row, sluice: Sluice | None, now: datetime) -> dict[str, Any]:
    """A sluice, dam or pump with its state now (闸坝泵站)."""
    record = None if sluice is None else state_at(sluice.records, now)
    state = record.state if record is not None else "unknown"
    told = NO_STATE if state == "unknown" else words_of("sluices", "state", state)
    if record is not None and state != "unknown":
        since = f"{record.start:%Y-%m-%d}"
        told = (f"{told[0]}（{since} 起）", f"{told[1]} (since {since})")
    zh, en = joined(
        words_of("sluices", "kind", row.get("kind")), told,
        amount(("设计流量", "design flow"), row.get("design_flow_m3_per_s"), "m³/s"),
    )  # fmt: skip
    group = SLUICE_GROUPS.get(str(row.get("kind")), "sluice")
    return _row(
        group, row, zh, en, owner=row.get("operator"), contacts=row.get("contacts"), volume_m3=row.get("storage_m3"),
        state=state,
    )  # fmt: skip


def describe_site(row: Row) -> dict[str, Any]:
    """A pond, bridge, wetland, dry channel or reservoir for emergencies (应急空间)."""
    zh, en = joined(
        words_of("emergency_sites", "function", row.get("function")),
        _plain_words(row.get("way_in")), _plain_words(row.get("access")),
    )  # fmt: skip
    group = SITE_GROUPS.get(str(row.get("kind")), "site")
    return _row(
        group, row, zh, en, owner=row.get("owner"), contacts=row.get("contacts"), volume_m3=row.get("volume_m3")
    )


def _plain_words(text: Any) -> Words:
    return (str(text), str(text)) if text else ("", "")


def _row(
    group: str, row: Row, zh: str, en: str, *, owner: Any = None, contacts: Any = None, volume_m3: Any = None,
    state: str | None = None, indicators: list[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What every row of the sheet has; None is not known."""
    return {
        "group": group, "group_zh": GROUPS[group][0], "group_en": GROUPS[group][1],
        "key": str(row["code"]), "name": row.get("name") or str(row["code"]),
        "detail_zh": zh, "detail_en": en, "volume_m3": volume_m3, "owner": owner, "contacts": list(contacts or ()),
        "district": row.get("district"), "state": state, "indicators": indicators or [],
    }  # fmt: skip


DESCRIBED: Final[tuple[str, ...]] = ("outfalls", "sections", "water_sources", "sluices", "emergency_sites")
Describing = Callable[[Row], dict[str, Any]]
