"""The catalogue of layers (图层目录): what tables, checks, queryables, legend and forms are made from.

A new layer is a new ``LayerSpec`` in this tuple, nothing else. The order is the order of the layer tree.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Absent
from app.layers.black_odorous import BLACK_ODOROUS_WATERS
from app.layers.discharge import CHANNELS, DISCHARGERS, OUTFALLS
from app.layers.drinking_water import PROTECTION_ZONES, WATER_SOURCES
from app.layers.emergency import EMERGENCY_SITES
from app.layers.monitoring import SECTIONS, WELLS
from app.layers.places import DISTRICTS, VILLAGES
from app.layers.rivers import LAKES, REACHES
from app.layers.spec import LayerSpec
from app.layers.works import DRAINS, LEVEES, SLUICES

CATALOGUE: tuple[LayerSpec, ...] = (
    SECTIONS,
    REACHES,
    OUTFALLS,
    BLACK_ODOROUS_WATERS,
    PROTECTION_ZONES,
    LAKES,
    SLUICES,
    DISCHARGERS,
    CHANNELS,
    WATER_SOURCES,
    DRAINS,
    VILLAGES,
    WELLS,
    LEVEES,
    EMERGENCY_SITES,
    DISTRICTS,
)


def layer_spec(catalogue: Sequence[LayerSpec], layer_id: str) -> LayerSpec:
    """The specification of a layer (图层规格) by its id.

    Raises
    ------
    app.errors.Absent
        No layer has that id; the sentence lists those there are.

    Examples
    --------
    >>> layer_spec(CATALOGUE, "reaches").zh
    '河段'
    """
    for spec in catalogue:
        if spec.id == layer_id:
            return spec
    known = "、".join(spec.id for spec in catalogue)
    raise Absent(
        f"没有名为“{layer_id}”的图层。已有图层：{known}。",
        f"There is no layer “{layer_id}”. Layers: {known.replace('、', ', ')}.",
        parameter="layer",
    )
