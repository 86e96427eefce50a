"""Drinking-water sources as the layer has them, and the quality of their rows of values (水源地水质评价)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from app.assessment.attainment import MET, MET_ON_N, STATES
from app.assessment.drinking_source import COD, judge_groundwater_sources, judge_surface_sources
from app.assessment.groundwater_limits import groundwater_items
from app.assessment.indicators import find_indicator, judged_codes
from app.assessment.limits import LAKE, RIVER
from app.assessment.sampling_schedule import frequencies
from app.assessment.source_quality import SourceQuality
from app.assessment.supplementary_limits import source_limits
from app.store.engine import Store
from app.uses.assessment.site_values import SiteExemption, SiteValues, layer_rows, target_of

SOURCE_FIELDS: Final = (
    "code", "name", "kind", "scale", "river", "district", "township", "target_class", "monitored_set", "frequency",
    "is_reserve", "supply_m3_per_d", "population",
)  # fmt: skip
GROUND: Final = "地下水型"
WATER_TYPES: Final = {"河流型": RIVER, "湖库型": LAKE}
USUAL_CLASS: Final = 3


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the layer says of a source (水源地基本信息).

    Attributes
    ----------
    chosen
        Items of Table 3 that a surface source is monitored on; None where the layer does not say.
    required
        Items of the 39 that a groundwater source is monitored on; None where all are required.
    unknown_items
        Names of the monitored set that are no indicator: what attains is then ``met_on_n`` at most.
    months
        Months of a sampling period; None where the frequency is not known.
    """

    told: Mapping[str, Any]
    target_class: int
    is_target_assumed: bool
    chosen: tuple[str, ...] | None = None
    required: tuple[str, ...] | None = None
    unknown_items: tuple[str, ...] = ()
    months: int | None = None

    @property
    def code(self) -> str:
        """Key of the layer."""
        return str(self.told["code"])

    @property
    def is_ground(self) -> bool:
        """Whether it is groundwater."""
        return bool(self.told["kind"] == GROUND)

    @property
    def water_type(self) -> str | None:
        """``river`` or ``lake_or_reservoir``; None of groundwater and of an unknown kind."""
        return WATER_TYPES.get(str(self.told["kind"]))


def source_facts(c: Connection, store: Store) -> list[SourceFacts]:
    """What the layer says of every source, in its order (水源地图层)."""
    return [_facts(told) for told in layer_rows(c, store, "water_sources", SOURCE_FIELDS)]


def judge_sources(
    sources: Sequence[SourceFacts],
    key_of: Mapping[str, str],
    values: SiteValues,
    held: Mapping[str, Sequence[SiteExemption]],
) -> dict[str, SourceQuality]:
    """The quality of rows of values by their key (水源地水质), without sources of an unknown kind.

    Parameters
    ----------
    key_of
        Key of a row of ``values`` -> code of its source.
    held
        The exemptions that hold for a row, by its key.
    """
    by_code = {source.code: source for source in sources}
    groups: dict[tuple[Any, ...], list[str]] = {}
    for key, code in key_of.items():
        source = by_code[code]
        if source.is_ground or source.water_type:
            alike = (source.is_ground, source.target_class, source.chosen, source.required)
            groups.setdefault(alike, []).append(key)
    found: dict[str, SourceQuality] = {}
    for (is_ground, target, chosen, required), keys in groups.items():
        rows, items = values.rows(keys), judged_items(is_ground, chosen)
        exempt = [one for key in keys for part in held.get(key, ()) for one in part.single(key, items)]
        more: dict[str, Any] = {
            "target_class": target, "detection_limits": rows.detection_limits, "lower_values": rows.lower.fillna(0.0),
            "exemptions": exempt,
        }  # fmt: skip
        if is_ground:
            answers = judge_groundwater_sources(rows.means, required=required, **more)
        else:
            kinds = [by_code[key_of[key]].water_type or RIVER for key in keys]
            answers = judge_surface_sources(rows.means, kinds, chosen=chosen, **more)
        found |= {
            key: _at_most_on_n(answer) if by_code[key_of[key]].unknown_items else answer
            for key, answer in zip(keys, answers, strict=True)
        }
    return found


def _at_most_on_n(quality: SourceQuality) -> SourceQuality:
    """An answer that is no more than ``met_on_n``: the list of items could not be read wholly."""
    words = {STATES[MET]: STATES[MET_ON_N]}
    before, after = quality.attainment, quality.attainment_exempted
    return replace(quality, attainment=words.get(before, before), attainment_exempted=words.get(after, after))


def judged_items(is_ground: bool, chosen: Sequence[str] | None) -> tuple[str, ...]:
    """The codes that a source is judged on (参评项目)."""
    if is_ground:
        return tuple(groundwater_items())
    first = (code for code in judged_codes() if code != COD)
    return (*first, *source_limits(2), *(chosen or ()))


def _facts(told: Mapping[str, Any]) -> SourceFacts:
    """One row of the layer."""
    target = target_of(told["target_class"])
    is_ground = told["kind"] == GROUND
    highest = 4 if is_ground else 5
    known: list[str] = []
    strange: list[str] = []
    for name in told["monitored_set"] or ():
        indicator = find_indicator(str(name))
        (strange.append(str(name)) if indicator is None else known.append(indicator.code))
    routine = tuple(code for code in groundwater_items() if code in known)
    third = tuple(code for code in source_limits(3) if code in known)
    frequency = frequencies().get(str(told["frequency"]).strip())
    return SourceFacts(
        told,
        target if target and target <= highest else USUAL_CLASS,
        not (target and target <= highest),
        chosen=third if told["monitored_set"] and (third or not strange) else None,
        required=routine if is_ground and routine else None,
        unknown_items=tuple(strange),
        months=frequency.months if frequency else None,
    )
