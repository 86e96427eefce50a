"""The answer for a drinking-water source, and exemptions with their documents (水源地评价结果与豁免)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.assessment.indicators import indicator_table
from app.assessment.limits import NUMERALS
from app.assessment.unfit import UnfitValues


@dataclass(frozen=True, slots=True)
class Exemption:
    """An indicator of a source that is left out of the second result (豁免项), e.g. for 地质原因.

    Nothing is exempted without a document.
    """

    source: str
    indicator: str
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """The answer for one source (水源地评价结果).

    Attributes
    ----------
    water_class
        Of a surface source 1–6 by the 20 items of Table 1, of groundwater 1–5; 0 where nothing is graded.
    attainment, attainment_exempted
        One of the four states over all parts, without and with the exemptions; equal where there are none.
    parts
        Attainment of each table by itself.
    missed
        Missed indicators with their exceedance multiple (None for pH, dissolved oxygen and qualitative items).
    beside
        Class of total nitrogen (of lakes) and coliforms, not judged.
    """

    source: str
    kind: str
    water_class: int
    target_class: int
    attainment: str
    attainment_exempted: str
    parts: dict[str, str]
    missed: dict[str, float | None]
    missing: tuple[str, ...]
    undeterminable: tuple[str, ...]
    exemptions: tuple[Exemption, ...] = ()
    beside: dict[str, int] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON ready, with names."""
        table = indicator_table()
        return {
            "source": self.source,
            "kind": self.kind,
            "class": self.water_class or None,
            "class_name": NUMERALS[self.water_class] or None,
            "target_class": self.target_class,
            "attainment": self.attainment,
            "attainment_exempted": self.attainment_exempted,
            "parts": self.parts,
            "missed": [
                {"code": code, "name_zh": table[code].zh, "name_en": table[code].en, "multiple": multiple}
                for code, multiple in self.missed.items()
            ],
            "missing": list(self.missing),
            "undeterminable": list(self.undeterminable),
            "exemptions": [
                {"indicator": one.indicator, "reason": one.reason, "document": one.document} for one in self.exemptions
            ],
            "beside": self.beside,
            "notes_zh": [zh for zh, _ in self.notes],
            "notes_en": [en for _, en in self.notes],
        }


def exemptions_by_source(exemptions: Sequence[Exemption]) -> dict[str, tuple[Exemption, ...]]:
    """The exemptions of each source (豁免项); UnfitValues where one names no reason or no document."""
    grouped: dict[str, tuple[Exemption, ...]] = {}
    for one in exemptions:
        if not one.document.strip() or not one.reason.strip():
            raise UnfitValues(
                f"水源地“{one.source}”的豁免项 {one.indicator} 没有原因或依据文件，不能豁免。",
                f"The exemption of {one.indicator} at {one.source!r} has no reason or no document.",
                parameter="exemptions",
            )
        grouped[one.source] = (*grouped.get(one.source, ()), one)
    return grouped
