"""What a layer is: its key, fields, names people use, and style, as data (图层规格)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FieldKind = Literal["text", "integer", "number", "date", "datetime", "boolean", "json"]
GeometryKind = Literal["Point", "LineString", "Polygon", "LineStringOrPolygon"]


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a layer (字段).

    Attributes
    ----------
    name
        The column of the store and the property of the GeoJSON.
    kind
        Codes are ``text``, always.
    zh, en
        Titles.
    unit
        Unit of a number, None for a pure number or a text.
    allowed
        Allowed values; empty where any is. Another value is a warning, never a refusal.
    aliases
        Column names people use for it, Chinese and the ten-letter forms of shapefiles. Compared without case,
        blanks and underscores.
    personal
        A person's name or telephone: never shown to those who are not signed in.
    note
        One sentence for the documentation and the form.
    labels
        Allowed value -> its Chinese and English word.
    synonyms
        Text that people write -> allowed value, e.g. ``{"湖库": "lake_or_reservoir"}``; the labels count as well.
    refers_to
        What a code or name in this field points at: ``"channels"`` is the key of that layer, ``"reaches.river"`` a
        field of it. With it the chain 受纳水体—排污口—排污通道—排污单位 is walked.
    is_code
        A code: full-width letters become plain ones on import, a number stays the text that was written.
    shape
        What a ``json`` field holds: ``codes`` (list of texts), ``targets``, ``people`` or ``object``.
    """

    name: str
    kind: FieldKind
    zh: str
    en: str
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    personal: bool = False
    note: str = ""
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    synonyms: Mapping[str, str] = field(default_factory=dict, hash=False)
    refers_to: str | None = None
    is_code: bool = False
    shape: Literal["", "codes", "targets", "people", "object"] = ""


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer (图层): everything that tables, checks, queryables, legend and forms are made of.

    ``key`` is the name of the field that is the public feature id; ``temporal`` the one field that OGC's
    ``datetime`` works on; ``title_field`` names a feature; ``public`` layers are readable without signing in where
    ``SUYUAN_PUBLIC_READ`` is set.
    """

    id: str
    zh: str
    en: str
    geometry: GeometryKind
    key: str
    fields: tuple[Field, ...]
    title_field: str = "name"
    temporal: str | None = None
    public: bool = True
    description_zh: str = ""
    description_en: str = ""
    style: dict[str, Any] = field(default_factory=dict, hash=False)

    def field(self, name: str) -> Field:
        """The field of that name; KeyError where there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    @property
    def allowed_geometries(self) -> frozenset[str]:
        """Geometry types a feature may have, multi-parts included."""
        kinds = ("LineString", "Polygon") if self.geometry == "LineStringOrPolygon" else (self.geometry,)
        return frozenset(kinds) | {f"Multi{kind}" for kind in kinds}
