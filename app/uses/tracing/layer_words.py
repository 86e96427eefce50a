"""The words of a layer's choices, as its specification has them (图层取值用语)."""

from __future__ import annotations

from typing import Any

from app.layers.catalogue import CATALOGUE, layer_spec

Words = tuple[str, str]
"""Chinese and English."""


def words_of(layer: str, field: str, value: Any) -> Words:
    """A value of a layer's field in Chinese and English (取值的中英文).

    >>> words_of("sluices", "state", "closed"), words_of("sluices", "state", None)
    (('关闭', 'Closed'), ('', ''))
    """
    if value is None or value != value:
        return "", ""
    return layer_spec(CATALOGUE, layer).field(field).labels.get(str(value), (str(value), str(value)))
