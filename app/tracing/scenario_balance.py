"""How changes upstream come down to a section, through the sections between (情景平衡)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from app.errors import BreaksRule
from app.network.arrays import Floats
from app.tracing.increments import KG_PER_D
from app.tracing.scenario_changes import SourceLoad
from app.tracing.stretch_paths import Stretches, arrivals_by, known_or_nan
from app.tracing.stretches import SectionValue


class SectionState(NamedTuple):
    """Flux [kg/d] and flow [m³/s] at the section (断面通量与流量)."""

    flux: float
    flow: float

    @property
    def concentration(self) -> float:
        """[mg/L]; NaN where no water is left, or less than no load."""
        return self.flux / self.flow / KG_PER_D if self.flow > 0 and self.flux >= 0 else float("nan")


def find_section(stretches: Stretches, section_key: str) -> int:
    """Number of a section that cuts, by its key (断面序号); `BreaksRule` where it has no value in the period."""
    for number, section in enumerate(stretches.sections):
        if section.key == section_key:
            return number
    raise BreaksRule(
        f"断面“{section_key}”本期没有浓度。", f"Section {section_key} has no concentration in the period.",
        parameter="section",
    )  # fmt: skip


def delivered_to_section(stretches: Stretches, section_key: str, rows: ArrayLike, measures_m: ArrayLike) -> Floats:
    """(q,) what of a load at each place arrives at a section, through those between (到达断面比例) [1].

    0 for what does not come there; NaN where a travel time on the way is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> from app.network import build
    >>> from app.tracing.stretch_paths import find_stretches
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [9.0, 9.0]}), to_key="to")
    >>> sections = [SectionValue(key, key, row, 9.0, 2.0, 1.0, "", "", 0.1, 0.1) for row, key in enumerate("AB")]
    >>> stretches = find_stretches(network, sections, [12.0, 24.0], 0.2)
    >>> delivered_to_section(stretches, "B", [0, 0, 1], [0.0, 9.0, 9.0]).round(4).tolist()
    [0.7408, 0.8187, 1.0]
    >>> delivered_to_section(stretches, "A", [1], [9.0]).tolist()
    [0.0]
    """
    target = find_section(stretches, section_key)
    count = len(stretches.sections)
    places = np.size(np.asarray(rows))
    by_column = []
    for column in (1, 2):
        passes = passes_on(stretches, target, column, count)
        found = arrivals_by(stretches, rows, measures_m, (column, column))
        arriving = np.where(found.fraction == 0, 0.0, found.fraction * passes[found.section])
        by_column.append(np.asarray(np.bincount(found.place, weights=arriving, minlength=places), dtype=np.float64))
    return known_or_nan(by_column[1], by_column[0])


def passes_on(stretches: Stretches, target: int, column: int, count: int) -> Floats:
    """(count,) what of an amount at each section comes to the target, by one column of `Pairs` (断面间传递) [1]."""
    asked = np.zeros(count)
    asked[target] = 1.0
    try:
        # An amount at s comes to the target by itself (s is the target) or by the next sections: y = e + G y.
        return np.asarray(np.linalg.solve(np.eye(count) - link_matrix(stretches, column, count), asked))
    except np.linalg.LinAlgError:  # a ring of sections that loses nothing: what goes round in it cannot be told
        return np.full(count, np.nan)


def balance_section(
    before: Stretches,
    after: Stretches,
    target: int,
    today: SectionState,
    given: Mapping[str, SourceLoad],
    sources: Mapping[str, SourceLoad],
) -> SectionState:
    """Flux and flow at the section with sources and ways as they are after the changes (变化后的断面)."""
    count = len(before.sections)
    flow = np.array([_measured_flow(one) for one in before.sections])
    flux = np.array([one.concentration_mg_per_l for one in before.sections]) * flow * KG_PER_D
    places = list(sources.values())
    # A load that is not known belongs to what is not on record: it stays as it is.
    before_changes = [given.get(key, SourceLoad(key, "", 0, 0.0, 0.0)) for key in sources]
    load = np.nan_to_num([[one.load_kg_per_d for one in before_changes], [one.load_kg_per_d for one in places]])
    water = np.nan_to_num([[one.flow_m3_per_s for one in before_changes], [one.flow_m3_per_s for one in places]])
    found = []
    for column, amounts, own in ((1, load, flux), (2, load, flux), (0, water, flow)):
        change = _source_change(before, after, places, amounts, column, count)
        turned = link_matrix(after, column, count) - link_matrix(before, column, count)
        change += np.where(turned == 0, 0.0, turned * own[:, None]).sum(axis=0)
        passes = passes_on(after, target, column, count)
        found.append(float(np.where((passes == 0) | (change == 0), 0.0, passes * change).sum()))
    most, least, more_water = found
    is_known = abs(most - least) <= 1e-9 * max(abs(most), abs(today.flux))
    return SectionState(today.flux + most if is_known else float("nan"), today.flow + more_water)


def link_matrix(stretches: Stretches, column: int, count: int) -> Floats:
    """(count, count) what of the flux at each section (rows) arrives at each next one (断面传递矩阵) [1]."""
    links = stretches.links
    kept = (links.node < count) & (links.section < count)
    ways = np.zeros((count, count))
    ways[links.node[kept], links.section[kept]] = links.fraction[kept, column]
    return ways


def _measured_flow(section: SectionValue) -> float:
    """Flow [m³/s]; NaN where there is none or it is in proportion only."""
    return float("nan") if section.flow_m3_per_s is None or section.is_relative_flow else section.flow_m3_per_s


def _source_change(
    before: Stretches, after: Stretches, places: Sequence[SourceLoad], amounts: Floats, column: int, count: int
) -> Floats:
    """(s,) what more arrives at the next sections of each source; ``amounts`` (2, q) today and after."""
    rows, measures = [one.row for one in places], [one.measure_m for one in places]
    change = np.zeros(count)
    for stretches, amount, sign in ((before, amounts[0], -1.0), (after, amounts[1], 1.0)):
        found = arrivals_by(stretches, rows, measures, (column, column))
        kept = found.section < count
        np.add.at(change, found.section[kept], sign * amount[found.place[kept]] * found.fraction[kept])
    return change
