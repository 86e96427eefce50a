"""What is added between neighbouring sections, with bounds (区间增量)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from app.errors import BreaksRule
from app.network import Network
from app.network.accumulation import Split
from app.network.arrays import Flags, Floats
from app.tracing.increment_bounds import draw_increments
from app.tracing.increment_notes import BalanceFacts, balance_notes
from app.tracing.stretch_paths import Stretches, find_stretches, known_or_nan, stretch_rows
from app.tracing.stretches import Increment, SectionValue
from app.tracing.travel_times import TravelTimes

KG_PER_D: Final = 86.4
"""kg/d of 1 m³/s at 1 mg/L: 86,400 s/d · 10⁻³ kg/g."""


def section_increments(
    network: Network,
    sections: Sequence[SectionValue],
    times_h: ArrayLike | TravelTimes,
    k_per_d: float,
    k_source: str,
    *,
    k_sd: float | None = None,
    split: Split | None = None,
    reservoir: ArrayLike | None = None,
    known: Mapping[str, float] | None = None,
    proportion: Mapping[str, float] | None = None,
    proportion_source: str = "",
    samples: int = 2000,
    seed: int = 0,
    rows: Sequence[int] | None = None,
) -> list[Increment]:
    """What is added in each stretch between sections (区间增量): `find_stretches`, then `balance_stretches`.

    Parameters
    ----------
    network, sections, times_h, k_per_d, k_sd, split, reservoir
        As `find_stretches`.
    k_source, known, proportion, proportion_source, samples, seed, rows
        As `balance_stretches`.

    Examples
    --------
    Two sections 24 h apart: 1 m³/s at 2 mg/L comes down as 172.8 · e^(−0.2) = 141.48 kg/d.

    >>> import pandas as pd
    >>> from app.network import build
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "to": ["b", None], "length_m": [9.0, 9.0]}), to_key="to")
    >>> above = SectionValue("A", "A", 0, 9.0, 2.0, 1.0, "", "", 0.05, 0.05)
    >>> below = SectionValue("B", "B", 1, 9.0, 3.0, 1.5, "", "", 0.05, 0.05)
    >>> found = section_increments(network, [above, below], [12.0, 24.0], 0.2, "measured", k_sd=0.1)
    >>> [(one.to_section, one.from_sections, round(one.increment, 2)) for one in found]
    [('A', (), 172.8), ('B', ('A',), 247.32)]
    >>> found[1].low < found[1].increment < found[1].high
    True
    >>> section_increments(network, [], [12.0, 24.0], 0.2, "measured")
    []
    """
    stretches = find_stretches(network, sections, times_h, k_per_d, k_sd=k_sd, split=split, reservoir=reservoir)
    return balance_stretches(
        stretches, k_source, known=known, proportion=proportion, proportion_source=proportion_source,
        samples=samples, seed=seed, rows=rows,
    )  # fmt: skip


def balance_stretches(
    stretches: Stretches,
    k_source: str,
    *,
    known: Mapping[str, float] | None = None,
    proportion: Mapping[str, float] | None = None,
    proportion_source: str = "",
    samples: int = 2000,
    seed: int = 0,
    rows: Sequence[int] | None = None,
) -> list[Increment]:
    """What is added in each stretch, ΔW = Q_d·C_d − Σ Q_u·C_u·s·e^(−k·t) (区间增量), in the order of the sections.

    ``s`` is the share of the upper section's water that comes down this way, t its travel time; ways that rejoin are
    summed. As it arrives at the lower section: a source of L at its place is L·s·e^(−k·t) of it. Nothing is cut off
    at zero: an increment below zero (loss, abstraction, error) stays and a note says it.

    The bounds are the 5 % and 95 % quantiles of ``samples`` draws in which every flux and k vary by their relative
    standard uncertainties, independently, as lognormal factors with the measured value as median: the error of C, Q
    and k is one of proportion, and none of them turns negative. A section's draw is the same where it is the lower
    and where it is the upper one. Travel times and shares are taken as exact; where they are not, say it in ``k_sd``.

    Parameters
    ----------
    stretches
        Of `find_stretches`.
    k_source
        Where the coefficient is from; not blank.
    known
        {section key: load on record within its stretch as it arrives there [kg/d]}, see `known_loads`; a section that
        is not in it has none on record.
    proportion
        {section key: catchment, treatment-plant flow, …}, any one unit: what the flow is in proportion to. Used in a
        stretch where a section has no flow, or one in proportion only: its increment is then relative, a share of the
        lower section's flux.
    proportion_source
        What ``proportion`` is, for the note, e.g. 集水面积.
    samples, seed
        Number of draws and where they start: the same numbers give the same bounds.
    rows
        Only the stretches of sections on these rows; None = all.

    Returns
    -------
    list of Increment
        One a section with a concentration. NaN where the flow or a travel time that matters is not known; where only
        the time lacks, ``low`` takes the load from above as not decayed there and ``high`` as wholly lost.

    Raises
    ------
    BreaksRule
        A blank source, fewer than 100 draws, an uncertainty or a proportion below 0.
    """
    _check(stretches, k_source, samples, proportion)
    flux, is_relative, usable = _fluxes(stretches, proportion)
    above, below = stretches.links.node, stretches.links.section
    fraction = stretches.links.fraction
    delivered = known_or_nan(fraction[:, 2], fraction[:, 1])
    count = len(stretches.sections)
    unit = np.where(is_relative, flux[1], flux[0])
    incoming = np.where(is_relative[below], flux[1][above], flux[0][above])
    arriving = np.where(incoming == 0, 0.0, incoming * delivered)
    flux_up = np.bincount(below, weights=arriving, minlength=count)
    increment = unit - flux_up
    low, high = draw_increments(stretches, unit, incoming, is_relative, samples, seed)
    scale = np.where(is_relative, unit, 1.0)
    share = np.divide(1.0, scale, out=np.full(count, np.nan), where=scale > 0)
    asked = None if rows is None else set(rows)
    rows_of = stretch_rows(stretches)
    found = []
    for number, section in enumerate(stretches.sections):
        if asked is not None and section.row not in asked:
            continue
        relative = bool(is_relative[number])
        load = None if known is None or relative else known.get(section.key)
        value, least, most = increment[number] * share[number], low[number], high[number]
        links = np.flatnonzero(below == number)
        facts = BalanceFacts(
            increment=float(value),
            known=load,
            is_relative=relative,
            is_usable=bool(usable[number]),
            has_unknown_time=bool(np.isnan(delivered[links]).any()),
            lacking_flow=_names_without_flow(stretches, [number, *above[links].tolist()]),
            proportion_source=proportion_source,
            has_upper=bool(len(links)),
            divides=bool(stretches.divides[number]) and not stretches.split_is_given,
            in_pool=bool(stretches.in_pool[stretches.pairs.node[stretches.pairs.section == number]].any()),
            k_is_exact=stretches.k_sd is None and stretches.k_per_d > 0,
            crosses_zero=bool(least < 0 < most),
        )
        notes = balance_notes(facts)
        found.append(
            Increment(
                to_section=section.key,
                from_sections=tuple(stretches.sections[at].key for at in above[links].tolist()),
                rows=rows_of[section.key],
                increment=float(value),
                low=float(least),
                high=float(most),
                known=load,
                unexplained=None if load is None else float(value - load),
                unexplained_low=None if load is None else float(least - load),
                unexplained_high=None if load is None else float(most - load),
                flux_down=float(unit[number] * share[number]),
                flux_up=float(flux_up[number] * share[number]),
                is_relative=relative,
                k_per_d=stretches.k_per_d,
                k_source=k_source,
                notes_zh=tuple(zh for zh, _ in notes),
                notes_en=tuple(en for _, en in notes),
            )
        )
    return found


class _Fluxes(NamedTuple):
    """``flux`` (2, s) of each section [kg/d], and in proportion only · ``is_relative`` (s,) its stretch uses the second
    · ``usable`` (s,) one of them is there for all sections of the stretch."""

    flux: Floats
    is_relative: Flags
    usable: Flags


def _fluxes(stretches: Stretches, proportion: Mapping[str, float] | None) -> _Fluxes:
    """Fluxes in both units; a stretch is relative where one of its sections has no flow of its own."""
    sections = stretches.sections
    concentration = np.array([section.concentration_mg_per_l for section in sections], dtype=np.float64)
    flow = np.array([np.nan if at.flow_m3_per_s is None else at.flow_m3_per_s for at in sections], dtype=np.float64)
    in_proportion = np.array([section.is_relative_flow for section in sections], dtype=np.bool_)
    if proportion is None:  # flows in proportion serve with their like
        given = np.where(in_proportion, flow, np.nan)
    else:
        given = np.array([proportion.get(section.key, np.nan) for section in sections], dtype=np.float64)
    flux = np.vstack([np.where(in_proportion, np.nan, flow) * concentration * KG_PER_D, given * concentration])
    own = np.isnan(flux)
    lacks = own.copy()
    for unit in range(2):
        lacks[unit, stretches.links.section[own[unit, stretches.links.node]]] = True
    return _Fluxes(flux, lacks[0] & ~lacks[1], ~(lacks[0] & lacks[1]))


def _names_without_flow(stretches: Stretches, numbers: Sequence[int]) -> tuple[str, ...]:
    """Names of the sections among them that have no flow of their own."""
    sections = [stretches.sections[number] for number in numbers]
    return tuple(at.name for at in sections if at.flow_m3_per_s is None or at.is_relative_flow)


def _check(stretches: Stretches, k_source: str, samples: int, proportion: Mapping[str, float] | None) -> None:
    """Raise `BreaksRule` for the first wrong argument."""
    if not k_source.strip():
        raise BreaksRule("衰减系数须注明来源。", "The coefficient of decay needs its source.", parameter="k_source")
    if samples < 100:
        raise BreaksRule("samples 应不小于 100。", "samples must be 100 at least.", parameter="samples")
    sds = [sd for at in stretches.sections for sd in (at.concentration_sd, at.flow_sd)]
    if not all(np.isfinite(sd) and sd >= 0 for sd in sds):
        raise BreaksRule(
            "断面浓度和流量的相对不确定度应为不小于 0 的数。",
            "Relative uncertainties of concentration and flow must be numbers, not below 0.",
            parameter="sections",
        )
    if any(not value > 0 for value in (proportion or {}).values()):
        raise BreaksRule("proportion 应大于 0。", "proportion must be above 0.", parameter="proportion")
