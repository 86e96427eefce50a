"""What a person asks of an impact, checked and turned into a spill on the network (下游影响问题)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from app.assessment.indicators import Indicator, find_indicator
from app.errors import BreaksRule, Unparsable
from app.tracing.spill import SPILL_KINDS, Spill
from app.uses.tracing.trace_asked import NOT_TRACED, has_load


@dataclass(frozen=True, slots=True)
class ImpactQuestion:
    """What is asked (下游影响问题).

    Attributes
    ----------
    start
        ``LAYER/KEY`` or ``point/LON,LAT``.
    moment
        When it begins; an aware instant.
    kind
        ``spill``, ``discharge`` or ``release``.
    mass_kg, rate_kg_per_h, duration_h
        Amount [kg], or rate [kg/h] and how long [h]; a discharge without ``duration_h`` has no end.
    flow_m3_per_s
        Water that a release adds [m³/s].
    decay
        ``{"id"}`` of a choice, or ``{"k_per_d", "source"}``; None: the pollutant is taken as lasting.
    dispersion
        ``{"low", "probable", "high", "source"}`` [m²/s]; None: Fischer's formula.
    """

    start: str
    moment: datetime
    kind: str
    mass_kg: float | None = None
    rate_kg_per_h: float | None = None
    duration_h: float | None = None
    flow_m3_per_s: float | None = None
    indicator: str | None = None
    name: str = ""
    decay: Mapping[str, Any] | None = None
    dispersion: Mapping[str, Any] | None = None
    max_distance_m: float | None = None
    max_travel_h: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON ready; the moment as ISO text."""
        told = asdict(self) | {"from": self.start, "moment": self.moment.isoformat()}
        return {name: value for name, value in told.items() if name != "start"}


def check_question(question: ImpactQuestion) -> None:
    """Nothing, where amounts and kind fit (核对问题).

    Raises
    ------
    BreaksRule
        An amount that does not belong to the kind, a mass and a rate both, an amount not above 0.
    Unparsable
        A text with control characters.
    """
    texts = {
        "from": question.start, "name": question.name, "indicator": question.indicator or "",
        "dispersion": str((question.dispersion or {}).get("source") or ""),
    }  # fmt: skip
    for name, text in texts.items():
        if not text.isprintable():
            raise Unparsable(f"{name} 含有控制字符。", f"{name} holds control characters.", parameter=name)
    if not FIRST_YEAR <= question.moment.year <= LAST_YEAR:
        raise _refused(
            "moment", f"时刻应在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间。",
            f"The moment must be within {FIRST_YEAR} to {LAST_YEAR}.",
        )  # fmt: skip
    if question.kind not in SPILL_KINDS:
        raise _refused(
            "kind", f"kind 应为 {'、'.join(SPILL_KINDS)} 之一。", f"kind must be one of {', '.join(SPILL_KINDS)}."
        )
    amounts = {name: getattr(question, name) for name in ("mass_kg", "rate_kg_per_h", "duration_h", "flow_m3_per_s")}
    allowed = {
        "spill": {"mass_kg", "duration_h"},
        "discharge": {"mass_kg", "rate_kg_per_h", "duration_h"},
        "release": {"flow_m3_per_s", "duration_h"},
    }[question.kind]
    for name, value in amounts.items():
        if value is not None and name not in allowed:
            raise _refused(
                name, f"“{KIND_WORDS[question.kind][0]}”不填写 {name}，请删去。",
                f"A {question.kind} does not take {name}; leave it out.",
            )  # fmt: skip
        if value is not None and not value > 0 and name != "duration_h":
            raise _refused(name, f"{name} 应大于 0。", f"{name} must be above 0.")
        if value is not None and value < 0:
            raise _refused(name, f"{name} 应不小于 0。", f"{name} must not be below 0.")
    if question.kind == "discharge":
        if question.mass_kg is not None and question.rate_kg_per_h is not None:
            raise _refused("mass_kg", "总量与速率只填一个。", "Give the mass or the rate, not both.")
        if question.mass_kg is not None and not question.duration_h:
            raise _refused(
                "duration_h", "以总量填报持续排放时，须填写大于 0 的历时 duration_h。",
                "A discharge told by its mass needs a duration_h above 0.",
            )  # fmt: skip
        if question.duration_h == 0:
            raise _refused("duration_h", "持续排放的历时应大于 0。", "A discharge lasts longer than 0 hours.")
    if question.kind == "release" and not question.start.startswith(("sluices/", "point/")):
        raise _refused("from", "提闸放水应从闸坝（或点）开始。", "A release begins at a sluice (or a point).")


FIRST_YEAR, LAST_YEAR = 1950, 2198
"""Years in which a moment may lie, as those of traces."""
KIND_WORDS: Final[dict[str, tuple[str, str]]] = {
    "spill": ("瞬时泄漏", "spill"), "discharge": ("持续排放", "discharge"), "release": ("提闸放水", "release"),
}  # fmt: skip


def known_indicator(question: ImpactQuestion) -> Indicator | None:
    """The indicator that is asked about (污染指标), None where none is named.

    Raises
    ------
    BreaksRule
        It is not known, is a flow or a level, or is no mass though an amount in kg is given.
    """
    if question.indicator is None:
        return None
    found = find_indicator(question.indicator)
    if found is None:
        raise _refused(
            "indicator", f"没有名为“{question.indicator[:40]}”的指标。",
            f"There is no indicator “{question.indicator[:40]}”.",
        )  # fmt: skip
    if found.code in NOT_TRACED:
        raise _refused("indicator", f"“{found.zh}”不是污染指标。", f"{found.en} is no pollutant.")
    if not has_load(found) and (question.mass_kg is not None or question.rate_kg_per_h is not None):
        raise _refused(
            "indicator", f"“{found.zh}”不能以千克计量，算不出浓度。请删去排放量（只算到达时间），或改填具体物质。",
            f"{found.en} is not told in kg and gives no concentration: leave the amount out (arrivals only), or name "
            "the substance.",
        )  # fmt: skip
    return found


def spill_of(question: ImpactQuestion, row: int, measure_m: float, decay: tuple[float, str] | None) -> Spill:
    """The spill that is asked about, on the network (事故排放).

    Parameters
    ----------
    decay
        Coefficient [1/d] and its source.
    """
    mass_g = rate = None
    lasts_h = question.duration_h
    if question.kind == "spill":
        lasts_h = lasts_h or 0.0
        mass_g = None if question.mass_kg is None else question.mass_kg * 1000
    elif question.kind == "discharge":
        if question.rate_kg_per_h is not None:
            rate = question.rate_kg_per_h / 3.6
            mass_g = None if lasts_h is None else question.rate_kg_per_h * 1000 * lasts_h
        elif question.mass_kg is not None and lasts_h:
            mass_g, rate = question.mass_kg * 1000, question.mass_kg / lasts_h / 3.6
    spread, spread_source = dispersion_of_question(question)
    return Spill(
        row=row, measure_m=measure_m, moment=question.moment, kind=question.kind, mass_g=mass_g, rate_g_per_s=rate,
        duration_h=lasts_h, release_m3_per_s=question.flow_m3_per_s,
        k_per_d=decay[0] if decay else None, k_source=decay[1] if decay else "",
        dispersion_m2_per_s=spread, dispersion_source=spread_source,
        max_distance_m=question.max_distance_m, max_travel_h=question.max_travel_h,
    )  # fmt: skip


def dispersion_of_question(question: ImpactQuestion) -> tuple[tuple[float, float, float] | None, str]:
    """The dispersion coefficients that a person gave [m²/s] and their source; BreaksRule where they do not fit."""
    given = question.dispersion
    if given is None:
        return None, ""
    low, probable, high = (float(given[name]) for name in ("low", "probable", "high"))
    source = str(given.get("source") or "").strip()
    if not 0 < low <= probable <= high:
        raise _refused(
            "dispersion", "离散系数应为由小到大的三个正数。",
            "The dispersion must be three numbers above 0 in rising order.",
        )  # fmt: skip
    if not source:
        raise _refused("dispersion", "自定的离散系数须写明来源。", "A dispersion of one's own needs its source.")
    return (low, probable, high), source


def _refused(parameter: str, zh: str, en: str) -> BreaksRule:
    return BreaksRule(zh, en, parameter=parameter)
