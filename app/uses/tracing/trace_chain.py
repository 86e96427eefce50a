"""受纳水体—排污口—排污通道—排污单位: what hangs together below the water (排污链条)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.assessment.indicators import find_indicator
from app.uses.tracing.trace_places import Row, TracePlaces


@dataclass(frozen=True, eq=False)
class Chains:
    """The channels and dischargers of each outfall, by key (排污链条); each in the order of its layer."""

    channels: Mapping[str, tuple[str, ...]]
    dischargers: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=4)  # the layers stand between two revisions
def find_chains(places: TracePlaces) -> Chains:
    """What leads to each outfall, as any of the three layers says it (排污链条)."""
    outfalls, channels, firms = (places.rows[layer] for layer in ("outfalls", "channels", "dischargers"))
    own_channels: dict[str, dict[str, None]] = {key: {} for key in outfalls}
    own_firms: dict[str, dict[str, None]] = {key: {} for key in outfalls}
    for key, row in outfalls.items():
        if row.get("channel") in channels:
            own_channels[key][str(row["channel"])] = None
        own_firms[key] |= dict.fromkeys(_known(row.get("dischargers"), firms))
    for key, row in channels.items():
        if row.get("outfall") in outfalls:
            own_channels[str(row["outfall"])][key] = None
            own_firms[str(row["outfall"])] |= dict.fromkeys(_known(row.get("dischargers"), firms))
    for key, row in firms.items():
        for outfall in _known(row.get("outfalls"), outfalls):
            own_firms[outfall][key] = None
    through = {channel: outfall for outfall, some in own_channels.items() for channel in some}
    for key, row in firms.items():
        for channel in _known(row.get("channels"), through):
            own_firms[through[channel]][key] = None
    return Chains(
        {key: tuple(some) for key, some in own_channels.items()}, {key: tuple(some) for key, some in own_firms.items()}
    )


def _known(keys: Any, among: Iterable[str]) -> Iterator[str]:
    return (str(key) for key in keys or () if str(key) in among) if isinstance(keys, list) else iter(())


def chain_of(places: TracePlaces, chains: Chains, outfall: str) -> dict[str, Any]:
    """The chain of an outfall, JSON ready: water, outfall, channels, dischargers (排污链条)."""
    row = places.rows["outfalls"][outfall]
    return {
        "water": row.get("receiving_water"),
        "outfall": _named("outfalls", outfall, row),
        "channels": [_named("channels", key, places.rows["channels"][key]) for key in chains.channels[outfall]],
        "dischargers": [
            _named("dischargers", key, places.rows["dischargers"][key]) for key in chains.dischargers[outfall]
        ],
    }


def _named(layer: str, key: str, row: Row) -> dict[str, Any]:
    told = {"layer": layer, "key": key, "name": row.get("name") or key}
    return told | ({"kind": row["kind"]} if row.get("kind") else {})


def indicators_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Codes of the characteristic pollutants and permit items of dischargers (特征污染物与许可项目), each once.

    >>> indicators_of([{"characteristic_indicators": ["氨氮", "w21011"], "permitted_indicators": ["w21003", "某物"]}])
    ('w21003', 'w21011', '某物')
    >>> indicators_of([])
    ()
    """
    found: dict[str, None] = {}
    for row in rows:
        for name in (*(row.get("characteristic_indicators") or ()), *(row.get("permitted_indicators") or ())):
            known = find_indicator(str(name))
            found[known.code if known else str(name)] = None
    return tuple(found)
