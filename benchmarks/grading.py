"""Grading of 1,000,000 samples × 24 indicators against the bare numpy comparisons, as ratios of one run.

The bare comparisons are the least that any answer needs, nothing checked and nothing named: for each judged column and
each of the five limits one comparison, summed into a class, and the worst of them; pH by its two ends. They are run
over whole columns, and over pieces that the processor's cache holds, turned so that a column lies together; the faster
of the two is the measure. Columns that already lie one after another in memory stand beside: no sample comes so.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from app.assessment.attainment import attain
from app.assessment.grade import classify
from app.assessment.limits import class_limits
from app.assessment.required import required_indicators

SAMPLES = 1_000_000
LIMIT = 3.0
ROUNDS = 3


def random_values(count: int, rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Values about the limits of each of the 24 indicators; one in twenty is not measured."""
    codes = list(class_limits()["river"])
    values = np.empty((count, len(codes)))
    for column, code in enumerate(codes):
        classes = class_limits()["river"][code].classes
        middle = classes[2] if classes else 7.5
        values[:, column] = middle * rng.lognormal(0.0, 0.15 if code == "w01001" else 0.8, count)
    values[rng.random(values.shape) < 0.05] = np.nan
    return values, codes


def bare_in_pieces(values: np.ndarray, codes: list[str], rows: int = 8192) -> np.ndarray:
    """`bare` in pieces of so many rows, each turned first."""
    starts = range(0, len(values), rows)
    return np.concatenate([bare(np.asfortranarray(values[start : start + rows]), codes) for start in starts])


def bare(values: np.ndarray, codes: list[str]) -> np.ndarray:
    """The class by nothing but comparisons of columns."""
    worst = np.zeros(len(values), dtype=np.int8)
    for column, code in enumerate(codes):
        limits = class_limits()["river"][code]
        if code not in required_indicators("21").codes:
            continue
        number = values[:, column]
        if limits.direction == "range":
            grade = np.where((number < limits.lower) | (number > limits.upper), 6, 1).astype(np.int8)
        else:
            grade = np.ones(len(values), dtype=np.int8)
            for limit in limits.classes:
                grade += number < limit if limits.direction == "ge" else number > limit
        np.maximum(worst, np.where(number >= 0, grade, 0), out=worst)
    return worst


def processor_s(ask: Callable[[], object]) -> float:
    """Processor time of one call [s], the least of several."""
    best = np.inf
    for _ in range(ROUNDS):
        begin = time.process_time()
        ask()
        best = min(best, time.process_time() - begin)
    return best


def main() -> int:
    """Print the ratios; 1 where grading with attainment takes more than 3 times the bare comparisons."""
    values, codes = random_values(SAMPLES, np.random.default_rng(3))
    required = np.isin(codes, required_indicators("21").codes)
    assert np.array_equal(classify(values, codes), bare(values, codes))
    columns = np.asfortranarray(values)
    least = min(processor_s(lambda: bare(values, codes)), processor_s(lambda: bare_in_pieces(values, codes)))
    turned_s = processor_s(lambda: bare(columns, codes))
    class_s = processor_s(lambda: classify(values, codes))
    attain_s = processor_s(lambda: attain(values, codes, "river", 3, required))
    both_s = class_s + attain_s
    print(f"{SAMPLES:,} samples × {len(codes)} indicators, {least:.2f} s for the bare comparisons:")
    print(f"classify {class_s / least:.2f} ×, attain {attain_s / least:.2f} ×, both {both_s / least:.2f} ×")
    print(f"columns that lie together: bare {turned_s / least:.2f} ×")
    return int(both_s / least > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
