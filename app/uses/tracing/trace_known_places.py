"""Where a sample can be taken along the searched reaches (可到达点位): sections, sluices, bridges."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np

from app.tracing.trace_question import KnownPlace
from app.uses.network.river_network import SNAPPED
from app.uses.tracing.trace_places import TracePlaces
from app.uses.tracing.trace_reaches import TraceReaches

WORDS: Final = {"sections": "断面", "sluices": "闸坝"}
REACHABLE: Final = ("桥梁", "闸坝")
"""Kinds of emergency sites that stand over the water."""


def known_places(
    places: TracePlaces, reaches: TraceReaches, rows: Collection[int], names: Mapping[tuple[str, str], str]
) -> list[KnownPlace]:
    """Sections, sluices and bridges on the searched reaches, where a sample can be taken (可到达点位).

    ``names`` by layer and key; what has none there goes by its key.
    """
    features, found = reaches.river.features, []
    for number, layer in enumerate(SNAPPED):
        chosen = np.flatnonzero((features.layer == number) & np.isin(features.row, list(rows)))
        for one in chosen.tolist() if layer in WORDS else ():
            key, row, measure_m = str(features.key[one]), int(features.row[one]), float(features.measure_m[one])
            found.append(KnownPlace(WORDS[layer], layer, key, names.get((layer, key), key), row, measure_m))
    for key, told in places.rows["emergency_sites"].items():
        at = places.at.get(("emergency_sites", key))
        if at is not None and at[0] in rows and told.get("kind") in REACHABLE:
            found.append(KnownPlace(str(told["kind"]), "emergency_sites", key, told.get("name") or key, *at))
    return found
