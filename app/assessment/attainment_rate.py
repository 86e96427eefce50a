"""How many sections attain their target, each of the four answers counted apart (达标率)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.assessment.rounding import round_half_even
from app.assessment.section_month import SectionMonth


@dataclass(frozen=True, slots=True)
class AttainmentCounts:
    """Sections by their answer (达标情况统计).

    Attributes
    ----------
    without_target
        Sections that are held to no target; in no rate.
    missed_codes
        Which sections missed.
    """

    met: int
    missed: int
    met_on_n: int
    undetermined: int
    without_target: int
    missed_codes: tuple[str, ...] = ()

    @property
    def with_target(self) -> int:
        """Sections that are held to a target."""
        return self.met + self.missed + self.met_on_n + self.undetermined

    def as_dict(self) -> dict[str, Any]:
        """JSON ready, with three rates, each beside its numerator and denominator.

        ``of_all``: met ÷ all with a target, so that what is unknown is not met. ``of_decided``: met ÷ (met + missed).
        ``with_met_on_n``: (met + met on fewer indicators) ÷ (those + missed).
        """
        return {
            "met": self.met,
            "missed": self.missed,
            "met_on_n": self.met_on_n,
            "undetermined": self.undetermined,
            "with_target": self.with_target,
            "without_target": self.without_target,
            "missed_sections": list(self.missed_codes),
            "rates": {
                "of_all": _rate(self.met, self.with_target),
                "of_decided": _rate(self.met, self.met + self.missed),
                "with_met_on_n": _rate(self.met + self.met_on_n, self.met + self.met_on_n + self.missed),
            },
        }


def count_attainments(sections: Sequence[SectionMonth], *, purpose: str | None = None) -> AttainmentCounts:
    """The four answers counted over some sections (达标断面数).

    Parameters
    ----------
    purpose
        Take the first target of this purpose, in its own period (a year's target by the mean so far); by default
        this month's values against each section's leading target.

    Examples
    --------
    >>> count_attainments([]).as_dict()["rates"]["of_all"]
    {'numerator': 0, 'denominator': 0, 'share': None, 'pct': None}
    """
    answers = [(section.section.code, attainment_for(section, purpose)) for section in sections]
    states = [state for _, state in answers]
    return AttainmentCounts(
        met=states.count("met"),
        missed=states.count("missed"),
        met_on_n=states.count("met_on_n"),
        undetermined=states.count("undetermined"),
        without_target=states.count(None),
        missed_codes=tuple(code for code, state in answers if state == "missed"),
    )


def attainment_for(section: SectionMonth, purpose: str | None = None) -> str | None:
    """A section's answer as `count_attainments` takes it; None where it has no such target (断面达标情况)."""
    if purpose is None:
        return section.attainment
    return next((one.attainment for one in section.targets if one.target.purpose == purpose), None)


def _rate(numerator: int, denominator: int) -> dict[str, Any]:
    """A rate with what it is of; no share of nothing."""
    return {
        "numerator": numerator,
        "denominator": denominator,
        "share": numerator / denominator if denominator else None,
        "pct": round_half_even(100 * numerator / denominator, 1) if denominator else None,
    }
