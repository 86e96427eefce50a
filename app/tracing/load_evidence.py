"""What the stretches' increments say of a source at each place: likelihood ratios (负荷证据)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.network.arrays import Flags, Floats
from app.tracing.factor_tables import number
from app.tracing.increments import KG_PER_D
from app.tracing.stretch_paths import Stretches
from app.tracing.stretches import Increment

_STEPS = np.linspace(-3.5, 3.5, 121)
_WEIGHTS = np.exp(-(_STEPS**2) / 2) / np.exp(-(_STEPS**2) / 2).sum()
_BOUNDS_IN_SD = 2 * 1.6448536269514722
"""The 5 % and 95 % bounds of a normal quantity lie so many standard deviations apart."""


@dataclass(frozen=True, eq=False)
class LoadEvidence:
    """Unexplained increments with their joint uncertainty (未解释增量及协方差).

    Attributes
    ----------
    sections
        Key of the lower section of each of the s stretches.
    unexplained
        (s,) increment without the loads on record and without the diffuse load of the water gained [kg/d], or
        relative; none is NaN.
    precision
        (s, s) inverse of the covariance: the error of a section's flux is in its own stretch and, turned, in the next.
    scale
        (s,) flux at the lower section, in the same unit.
    is_relative
        (s,) in shares of the lower section's flux [1].
    number_of
        Place of each section in the arrays.
    anomalous
        Sections in whose stretch more than nothing is unexplained with 95 %, by the increment's own lower bound and
        with all that is allowed for here.
    diffuse_mg_per_l
        Concentration allowed for in the water that a stretch gains [mg/L].
    """

    sections: tuple[str, ...]
    unexplained: Floats
    precision: Floats
    scale: Floats
    is_relative: Flags
    number_of: Mapping[str, int] = field(default_factory=dict)
    anomalous: frozenset[str] = frozenset()
    diffuse_mg_per_l: float = 0.0


def unexplained_of(increment: Increment) -> tuple[float, float, float]:
    """What is unexplained in a stretch, and its bounds (未解释增量); the whole increment where no load is on record."""
    value, low, high = increment.unexplained, increment.unexplained_low, increment.unexplained_high
    if value is None or low is None or high is None:
        return increment.increment, increment.low, increment.high
    return value, low, high


def load_evidence(
    increments: Sequence[Increment], stretches: Stretches | None = None, proportion: Mapping[str, float] | None = None
) -> LoadEvidence:
    """The increments as evidence (负荷证据): those that are numbers, with their covariance.

    The standard deviations are those of the Monte Carlo bounds, and `load_misfit_share` of the flux for what the
    model leaves out. With ``stretches`` the errors of a flux that two stretches share are taken together, and the
    water that a stretch gains is taken to carry `load_diffuse_share` of the low concentration of the sections;
    ``proportion`` stands for the flows where the increment is relative.

    Examples
    --------
    >>> load_evidence([]).sections
    ()
    """
    kept = [one for one in increments if np.isfinite([one.flux_down, *unexplained_of(one)]).all()]
    count = len(kept)
    parts = np.array([unexplained_of(one) for one in kept], dtype=np.float64).reshape(count, 3)
    scale = np.abs(np.array([one.flux_down for one in kept], dtype=np.float64))
    is_relative = np.array([one.is_relative for one in kept], dtype=np.bool_)
    sd = np.maximum((parts[:, 2] - parts[:, 1]) / _BOUNDS_IN_SD, 1e-9 * np.maximum(scale, 1e-9))
    number_of = {one.to_section: at for at, one in enumerate(kept)}
    covariance = sd[:, None] * _correlation(kept, number_of, is_relative, stretches) * sd[None, :]
    covariance[np.diag_indices(count)] += (number("load_misfit_share") * scale) ** 2
    unexplained = parts[:, 0].copy()
    diffuse, concentration = _diffuse(kept, number_of, is_relative, stretches, proportion)
    unexplained -= diffuse * number("load_diffuse_share")
    covariance += np.outer(diffuse, diffuse) * number("load_diffuse_sd") ** 2
    precision: Floats = np.linalg.inv(covariance).astype(np.float64) if count else np.zeros((0, 0))
    least = unexplained - _BOUNDS_IN_SD / 2 * np.sqrt(np.diag(covariance))
    anomalous = frozenset(
        one.to_section for one, low, own in zip(kept, least.tolist(), parts[:, 1].tolist(), strict=True)
        if low > 0 and own > 0
    )  # fmt: skip
    return LoadEvidence(
        tuple(number_of), unexplained, precision, scale, is_relative, number_of, anomalous,
        concentration * number("load_diffuse_share"),
    )  # fmt: skip


def _diffuse(
    kept: Sequence[Increment],
    number_of: Mapping[str, int],
    is_relative: Flags,
    stretches: Stretches | None,
    proportion: Mapping[str, float] | None,
) -> tuple[Floats, float]:
    """(s,) load of the water gained in each stretch at the low concentration of the sections, and that [mg/L].

    The water gained is the flow at the lower section less what the upper ones send; the low concentration is the lower
    quartile of those measured.
    """
    load = np.zeros(len(kept))
    if stretches is None:
        return load, 0.0
    concentration = [at.concentration_mg_per_l for at in stretches.sections]
    low = float(np.quantile(concentration, 0.25)) if concentration else 0.0
    flow = np.array([np.nan if at.flow_m3_per_s is None else at.flow_m3_per_s for at in stretches.sections])
    in_proportion = np.array([at.is_relative_flow for at in stretches.sections], dtype=np.bool_)
    told = np.array([(proportion or {}).get(at.key, np.nan) for at in stretches.sections])
    links = stretches.links
    for is_asked in (False, True):  # flows, and flows in proportion, each with its like
        like = np.where(in_proportion, flow, np.nan) if not proportion else told
        own_flow = like if is_asked else np.where(in_proportion, np.nan, flow)
        sent = np.bincount(links.section, weights=links.fraction[:, 0] * own_flow[links.node], minlength=len(own_flow))
        gained = np.maximum(np.nan_to_num(own_flow - sent), 0.0) * max(low, 0.0)
        unit = own_flow * np.array(concentration) if is_asked else np.full(len(own_flow), 1 / KG_PER_D)
        for at, section in enumerate(stretches.sections):
            own = number_of.get(section.key)
            if own is not None and is_relative[own] == is_asked and gained[at] > 0:
                load[own] = gained[at] / unit[at]
    return load, low


def _correlation(
    kept: Sequence[Increment], number_of: Mapping[str, int], is_relative: Flags, stretches: Stretches | None
) -> Floats:
    """(s, s) correlation of the increments by the fluxes that they share."""
    if stretches is None or not kept:
        return np.eye(len(kept))
    key = [section.key for section in stretches.sections]
    spread = np.array([np.hypot(at.concentration_sd, at.flow_sd) for at in stretches.sections])
    flux_sd = np.zeros(len(key))
    mixing = np.zeros((len(kept), len(key)))
    flux = {one.to_section: one.flux_down for one in kept}
    for at, section in enumerate(key):
        own = number_of.get(section)
        flux_sd[at] = spread[at] * flux.get(section, 0.0)
        if own is not None:
            mixing[own, at] = 1.0
    links = stretches.links
    for above, below, fraction in zip(links.node, links.section, np.nan_to_num(links.fraction[:, 1]), strict=True):
        own = number_of.get(key[below])
        if own is not None and not is_relative[own]:
            mixing[own, above] -= fraction
    shared = mixing * flux_sd
    covariance = shared @ shared.T
    sd = np.sqrt(np.maximum(np.diag(covariance), 1e-300))
    correlation = covariance / sd[:, None] / sd[None, :]
    correlation[is_relative, :] = correlation[:, is_relative] = 0.0
    correlation[np.diag_indices(len(kept))] = 1.0
    return np.asarray(correlation, dtype=np.float64)


def load_ratios(evidence: LoadEvidence, arriving: Floats, size_kg_per_d: Floats, usual_kg_per_d: float) -> Floats:
    """(c,) how much likelier the increments are with a source at each place than with none (负荷似然比) [1].

    A source discharges E beyond what is on record; E is not known: lognormal about the candidate's size where that is
    known and has to do with it (`load_record_trust`), else wide about a usual size. The ratio is
    ``∫ N(U; E·d, C) p(E) dE / N(U; 0, C)``, by 121 steps of ln E.

    Parameters
    ----------
    arriving
        (c, s) fraction of a load at each place that arrives at each section [1].
    size_kg_per_d
        (c,) what each is known to be good for [kg/d]; NaN unknown, 0 nothing: the increments are then as with none.
    usual_kg_per_d
        Median of a source of unknown size, `load_unknown_share` of the flux at the start [kg/d].

    Returns
    -------
    (c,)
        1 where no increment is known of a place's stretch; capped at e^700.
    """
    if not len(evidence.sections):
        return np.ones(len(arriving))
    linear = arriving @ (evidence.precision @ evidence.unexplained)
    square = np.einsum("cs,st,ct->c", arriving, evidence.precision, arriving)
    is_relative = (arriving[:, evidence.is_relative] > 0).any(axis=1)
    wide_sd, own_sd = number("load_unknown_log_sd"), number("load_excess_log_sd")
    usual = np.where(is_relative, number("load_unknown_share"), usual_kg_per_d)
    log_wide = _log_ratio(linear, square, np.log(usual), wide_sd)
    has_size = np.isfinite(size_kg_per_d) & ~is_relative
    own = np.where(has_size & (size_kg_per_d > 0), size_kg_per_d, 1.0) * number("load_excess_ratio")
    log_own = np.where(size_kg_per_d == 0, 0.0, _log_ratio(linear, square, np.log(own), own_sd))
    trust = np.where(has_size, number("load_record_trust"), 0.0)
    with np.errstate(divide="ignore"):
        log_ratio = np.logaddexp(np.log(1 - trust) + log_wide, np.log(trust) + log_own)
    return np.asarray(np.exp(np.minimum(log_ratio, 700.0)), dtype=np.float64)


def _log_ratio(linear: Floats, square: Floats, middle: Floats, sd: float) -> Floats:
    """(c,) logarithm of the mean of exp(E·linear − E²·square/2) over ln E normal about ``middle``."""
    excess = np.exp(middle[:, None] + sd * _STEPS[None, :])
    exponent = excess * linear[:, None] - excess**2 * square[:, None] / 2
    most = exponent.max(axis=1)
    mean = (np.exp(exponent - most[:, None]) * _WEIGHTS).sum(axis=1)
    return np.asarray(most + np.log(mean), dtype=np.float64)
