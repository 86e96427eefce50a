"""Coefficients of decay to choose from, each with its source (衰减系数); none is a default."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from app.errors import BreaksRule

THETA: Final = 1.047
"""k_T = k_20 · 1.047^(T − 20), as the usual texts on river models have it (known, not read in a standard: K-high)."""

REFERENCE_TEMPERATURE_C: Final = 20.0


@dataclass(frozen=True, slots=True)
class DecayChoice:
    """A first-order coefficient of decay on record (衰减系数备选值).

    Attributes
    ----------
    id
        Stable name of the row.
    indicator
        Code of the indicator.
    k_min_per_d, k_max_per_d
        Its span [1/d].
    k_per_d
        The middle of the span, or the mean where the source has one [1/d].
    context_zh, context_en
        For which waters the source gives it.
    source, confidence
        Where it is from, and how sure that is.
    """

    id: str
    indicator: str
    k_min_per_d: float
    k_max_per_d: float
    k_per_d: float
    context_zh: str
    context_en: str
    source: str
    confidence: str

    @property
    def k_sd(self) -> float | None:
        """Relative standard uncertainty of k [1]: the span taken as evenly likely, half of it over √3 (GUM, JCGM
        100:2008, 4.3.7); None where the source gives one value without a span."""
        if self.k_max_per_d == self.k_min_per_d:
            return None
        return (self.k_max_per_d - self.k_min_per_d) / 2 / math.sqrt(3) / self.k_per_d


@cache
def _choices() -> tuple[DecayChoice, ...]:
    """All rows of the table."""
    text = files("app.tracing").joinpath("data/decay_coefficients.csv").read_text("utf-8")
    numbers = ("k_min_per_d", "k_max_per_d", "k_per_d")
    return tuple(
        DecayChoice(**{name: float(value) if name in numbers else value for name, value in row.items()})  # type: ignore[arg-type]
        for row in csv.DictReader(text.splitlines())
    )


def decay_choices(indicator: str) -> tuple[DecayChoice, ...]:
    """Coefficients on record for an indicator (衰减系数备选值), in the order of the table; empty where there are none.

    Somebody chooses one, or gives one of their own with its source: no function takes one by itself.

    Examples
    --------
    >>> [(choice.id, choice.k_min_per_d, choice.k_max_per_d) for choice in decay_choices("w21003")][0]
    ('nh3n_good', 0.15, 0.2)
    >>> decay_choices("w21017")
    ()
    """
    return tuple(choice for choice in _choices() if choice.indicator == indicator)


def temperature_factor(temperature_c: float, *, theta: float = THETA) -> float:
    """What a coefficient at 20 ℃ is multiplied by at another water temperature (温度校正系数) [1]: θ^(T − 20).

    Only for a coefficient that its source gives at 20 ℃: most of the table do not say their temperature.

    Parameters
    ----------
    temperature_c
        Water temperature [℃], 0 to 40.
    theta
        1.047 unless the source of the coefficient has its own.

    Raises
    ------
    BreaksRule
        A temperature outside of 0 to 40 ℃ or not known: it does not become 20.

    Examples
    --------
    >>> temperature_factor(20.0), round(temperature_factor(10.0), 4)
    (1.0, 0.6317)
    """
    if not 0 <= temperature_c <= 40:
        raise BreaksRule(
            "水温应在 0～40 ℃ 之间。", "The water temperature must be between 0 and 40 ℃.", parameter="temperature_c"
        )
    return float(theta ** (temperature_c - REFERENCE_TEMPERATURE_C))
