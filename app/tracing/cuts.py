"""The least cut, and the fewest sources to cut, that bring a section to its target (削减方案)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from app.errors import BreaksRule
from app.network.arrays import Flags, Floats
from app.tracing.increments import KG_PER_D

SLACK: Final = 1e-6  # of what is needed: the solver's own tolerance


@dataclass(frozen=True, slots=True)
class CutPlan:
    """What to cut where (削减方案).

    Attributes
    ----------
    cut_kg_per_d
        For each source, in the order given [kg/d], as cut at its place.
    share
        The same as a share of its load [1]; 0 where the load is 0.
    count
        Number of sources that are cut.
    total_kg_per_d
        Sum of the cuts [kg/d].
    arrives_kg_per_d
        What less arrives at each section for it [kg/d].
    shortfall_kg_per_d
        What is still lacking at each section though every source is cut as far as it may be [kg/d]; 0 else.
    is_enough
        The sections come to their targets.
    unknown
        Numbers of the sources whose load or delivery is not known: nothing is cut there, and nothing counted.
    """

    cut_kg_per_d: tuple[float, ...]
    share: tuple[float, ...]
    count: int
    total_kg_per_d: float
    arrives_kg_per_d: tuple[float, ...]
    shortfall_kg_per_d: tuple[float, ...]
    is_enough: bool
    unknown: tuple[int, ...]


def needed_cut_kg_per_d(concentration_mg_per_l: float, target_mg_per_l: float, flow_m3_per_s: float) -> float:
    """What must arrive less at a section for its concentration to meet its target (需削减量) [kg/d]; 0 where it does.

    (C − target) · Q · 86.4, the flow as it is.

    Raises
    ------
    BreaksRule
        A value that is not known, a target below 0, a flow that is not above 0.

    Examples
    --------
    >>> round(needed_cut_kg_per_d(1.85, 1.0, 2.0), 2), needed_cut_kg_per_d(0.8, 1.0, 2.0)
    (146.88, 0.0)
    """
    if not (np.isfinite(concentration_mg_per_l) and 0 <= target_mg_per_l < np.inf and 0 < flow_m3_per_s < np.inf):
        raise BreaksRule(
            "须有断面浓度、目标和流量，才能算需削减量。",
            "Concentration, target and flow of the section are needed to tell what must be cut.",
            parameter="flow_m3_per_s",
        )
    return max(concentration_mg_per_l - target_mg_per_l, 0.0) * flow_m3_per_s * KG_PER_D


def least_total_cut(
    loads_kg_per_d: ArrayLike, delivered: ArrayLike, needed_kg_per_d: ArrayLike, max_share: ArrayLike = 1.0
) -> CutPlan:
    """The plan with the least sum of cuts (削减总量最小方案), by linear programming (HiGHS).

    Minimise Σ x_i so that Σ delivered_i · x_i ≥ needed at every section, 0 ≤ x_i ≤ max_share_i · load_i.

    Parameters
    ----------
    loads_kg_per_d
        (n,) load of each source at its place [kg/d]; NaN is unknown.
    delivered
        (n,) what of it arrives at the section [1], or (m, n) at each of m sections.
    needed_kg_per_d
        What must arrive less, one or (m,) [kg/d]; see `needed_cut_kg_per_d`.
    max_share
        How far a source may be cut [1], one or (n,).

    Raises
    ------
    BreaksRule
        Shapes that do not fit, numbers below 0, shares above 1.

    Examples
    --------
    Of 100 kg/d each, the nearer source counts for more:

    >>> plan = least_total_cut([100.0, 100.0], [0.9, 0.5], 100.0)
    >>> [round(cut, 6) for cut in plan.cut_kg_per_d], plan.count, plan.is_enough
    ([100.0, 20.0], 2, True)
    >>> least_total_cut([], [], 5.0).shortfall_kg_per_d
    (5.0,)
    """
    sources = _read(loads_kg_per_d, delivered, needed_kg_per_d, max_share)
    cut = _least(sources, np.ones(len(sources.load), dtype=np.bool_))
    return _plan(sources, _all_cut(sources) if cut is None else cut)


def fewest_sources(
    loads_kg_per_d: ArrayLike, delivered: ArrayLike, needed_kg_per_d: ArrayLike, max_share: ArrayLike = 1.0
) -> CutPlan:
    """The plan that cuts the fewest sources (涉及来源最少方案), and among those the least sum, by `milp` (HiGHS).

    As `least_total_cut`, with a whole number for each source: cut or not.

    Examples
    --------
    >>> least_total_cut([60.0, 60.0, 500.0], [1.0, 1.0, 0.5], 100.0).count
    2
    >>> [round(cut, 6) for cut in fewest_sources([60.0, 60.0, 500.0], [1.0, 1.0, 0.5], 100.0).cut_kg_per_d]
    [0.0, 0.0, 200.0]
    """
    sources = _read(loads_kg_per_d, delivered, needed_kg_per_d, max_share)
    every = np.ones(len(sources.load), dtype=np.bool_)
    if _least(sources, every) is None:
        return _plan(sources, _all_cut(sources))
    if not len(every) or not sources.needed.any():
        return _plan(sources, np.zeros(len(every)))
    chosen = _fewest(sources)
    better = _least_of(sources, int(chosen.sum()))
    cut = None if better is None else _least(sources, better)
    cut = _least(sources, chosen) if cut is None else cut
    # The solver takes 10⁻⁶ of a source for none of it; where the plan needs that, the next best source joins it.
    for source in np.argsort(-(sources.delivered * sources.most).sum(axis=0), kind="stable").tolist():
        if cut is not None:
            break
        chosen[source] = True
        cut = _least(sources, chosen)
    return _plan(sources, _all_cut(sources) if cut is None else cut)


@dataclass(frozen=True, eq=False)
class _Sources:
    """Checked arguments: ``load``, ``most`` (n,) and ``delivered`` (m, n) without what is unknown, ``needed`` (m,)."""

    load: Floats
    most: Floats
    delivered: Floats
    needed: Floats
    unknown: tuple[int, ...]


def _read(loads: ArrayLike, delivered: ArrayLike, needed: ArrayLike, max_share: ArrayLike) -> _Sources:
    """The arguments, checked."""
    load = np.asarray(loads, dtype=np.float64)
    need = np.atleast_1d(np.asarray(needed, dtype=np.float64))
    part = np.atleast_2d(np.asarray(delivered, dtype=np.float64))
    share = np.asarray(max_share, dtype=np.float64)
    fits = load.ndim == 1 and part.shape == (len(need), len(load)) and share.shape in ((), load.shape)
    if not fits:
        raise BreaksRule(
            "负荷、送达比例和需削减量的个数不相符。", "Loads, fractions and needs do not fit together.",
            parameter="delivered",
        )  # fmt: skip
    if (load < 0).any() or (part < 0).any() or not (need >= 0).all() or not ((share >= 0) & (share <= 1)).all():
        raise BreaksRule(
            "负荷、送达比例和需削减量应不小于 0，可削减份额应在 0 与 1 之间。",
            "Loads, fractions and needs must not be below 0, shares that may be cut between 0 and 1.",
            parameter="loads_kg_per_d",
        )
    unknown = np.isnan(load) | np.isnan(part).any(axis=0)
    load, part = np.where(unknown, 0.0, load), np.where(unknown, 0.0, part)
    return _Sources(load, load * share, part, need, tuple(np.flatnonzero(unknown).tolist()))


def _rows(sources: _Sources) -> tuple[Floats, Floats]:
    """(m', n) what a whole cut of each source does, as a part of what is needed, and (m',) ones; only where needed."""
    asked = sources.needed > 0
    effect = sources.delivered[asked] * sources.most / sources.needed[asked, None]
    return effect, np.ones(int(asked.sum()))


def _least(sources: _Sources, allowed: Flags) -> Floats | None:
    """(n,) the least cuts of the allowed sources [kg/d]; None where they are not enough."""
    effect, ones = _rows(sources)
    if not len(ones):
        return np.zeros(len(sources.load))
    reach = np.where(allowed, effect, 0.0).sum(axis=1)
    if (reach < 1 - SLACK).any():
        return None
    if not len(sources.load):
        return None
    useful = _useful(effect)
    scale = max(float((sources.most * useful).max()), np.finfo(np.float64).tiny)
    # What only just is enough must not fail by a rounding: then the whole is asked for and no more.
    found = linprog(
        sources.most * useful / scale, A_ub=-effect * useful, b_ub=-np.minimum(ones, reach),
        bounds=[(0.0, float(ok)) for ok in allowed], method="highs",
    )  # fmt: skip
    return None if found.x is None or found.status != 0 else np.asarray(found.x) * sources.most * useful


def _useful(effect: Floats) -> Floats:
    """(n,) share of each source's whole beyond which cutting more of it serves no section: it keeps numbers near 1."""
    return np.asarray(np.divide(1.0, effect, out=np.ones_like(effect), where=effect > 1).max(axis=0))


def _cover(sources: _Sources) -> LinearConstraint:
    """That the chosen sources are enough if each is cut as far as it may be."""
    effect, ones = _rows(sources)
    # More than all that is needed is no more than all: so no source is worth a millionth of itself.
    effect = np.minimum(effect, 1.0)
    return LinearConstraint(effect, np.minimum(ones, effect.sum(axis=1)), np.inf)


def _fewest(sources: _Sources) -> Flags:
    """(n,) the fewest sources that are enough."""
    number = len(sources.load)
    found = milp(
        np.ones(number), integrality=np.ones(number), bounds=Bounds(0.0, 1.0), constraints=[_cover(sources)],
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return np.ones(number, dtype=np.bool_) if found.x is None else np.asarray(found.x > 0.5)


def _least_of(sources: _Sources, count: int) -> Flags | None:
    """(n,) of the choices of so many sources the one with the least sum of cuts; None where the solver finds none."""
    effect, ones = _rows(sources)
    number = len(sources.load)
    useful = _useful(effect)
    covers = _cover(sources)
    none, one = np.zeros((number, number)), np.eye(number)
    scale = max(float((sources.most * useful).max()), np.finfo(np.float64).tiny)
    found = milp(
        np.concatenate([sources.most * useful / scale, none[0]]),
        integrality=np.repeat([0, 1], number),
        bounds=Bounds(0.0, 1.0),
        constraints=[
            LinearConstraint(np.hstack([effect * useful, 0 * effect]), np.minimum(ones, effect.sum(axis=1)), np.inf),
            LinearConstraint(np.hstack([0 * effect, covers.A]), covers.lb, np.inf),
            LinearConstraint(np.hstack([one, -one]), -np.inf, 0.0),  # cut only what is chosen
            LinearConstraint(np.concatenate([none[0], np.ones(number)])[None, :], 0.0, float(count)),
        ],
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else np.asarray(found.x[number:] > 0.5)


def _all_cut(sources: _Sources) -> Floats:
    """(n,) every source that counts, cut as far as it may be [kg/d]."""
    counts = (sources.delivered[sources.needed > 0] > 0).any(axis=0)
    return np.where(counts, sources.most, 0.0)


def _plan(sources: _Sources, cut: Floats) -> CutPlan:
    """The plan of the cuts."""
    cut = np.where(
        cut > SLACK * np.maximum(sources.most, np.finfo(np.float64).tiny), np.minimum(cut, sources.most), 0.0
    )
    arrives = sources.delivered @ cut
    lacking = np.maximum(sources.needed - arrives, 0.0)
    lacking[lacking <= 10 * SLACK * sources.needed] = 0.0
    share = np.divide(cut, sources.load, out=np.zeros_like(cut), where=sources.load > 0)
    return CutPlan(
        tuple(cut.tolist()), tuple(share.tolist()), int((cut > 0).sum()), float(cut.sum()),
        tuple(arrives.tolist()), tuple(lacking.tolist()), not lacking.any(), sources.unknown,
    )  # fmt: skip
