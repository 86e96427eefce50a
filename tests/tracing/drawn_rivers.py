"""Random rivers with known sources, and a slow plain balance to compare with: recursion over every way of the water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from app.network import Network, build
from app.tracing.increments import KG_PER_D
from app.tracing.stretches import SectionValue


@dataclass(frozen=True)
class River:
    """A river with known sources: reach i flows to ``below[i]`` by ``shares[i]``; its own amount enters at its end."""

    below: list[list[int]]
    shares: list[list[float]]
    decay: np.ndarray  # k·t through each reach [1]
    catchment: np.ndarray
    concentration: np.ndarray
    sections: list[int]  # reaches with a section at their end

    @property
    def load(self) -> np.ndarray:
        """What each reach adds, in units of catchment × concentration."""
        return self.catchment * self.concentration


def draw_river(rng: np.random.Generator, *, divides: bool, most: int = 100) -> River:
    """A tree, or a river in which a third of the reaches divide and join again below."""
    count = int(rng.integers(3, most + 1))
    below: list[list[int]] = []
    shares: list[list[float]] = []
    for reach in range(count):
        left = count - 1 - reach
        ways = 0 if not left else min(2, left) if divides and rng.random() < 1 / 3 else 1
        near = max(1, min(left, 12))
        below.append(sorted((reach + 1 + rng.choice(near, size=min(ways, near), replace=False)).tolist()))
        cut = float(rng.uniform(0.1, 0.9))
        shares.append([1.0] if len(below[-1]) == 1 else [cut, 1 - cut][: len(below[-1])])
    chosen = rng.permutation(count)[: max(1, round(count * rng.uniform(0.3, 0.6)))]
    return River(
        below,
        shares,
        rng.uniform(0.0, 3.0, count),
        10 ** rng.uniform(0.0, 2.0, count),
        10 ** rng.uniform(0.0, 2.0, count),
        sorted(chosen.tolist()),
    )


def network_of(river: River) -> Network:
    """The network of a river by to-keys: a row for each way down of a reach."""
    rows = [(reach, below) for reach, ways in enumerate(river.below) for below in (ways or [None])]
    table = pd.DataFrame({"code": [f"R{a}" for a, _ in rows], "to": [None if b is None else f"R{b}" for _, b in rows]})
    table["length_m"] = [10.0 + a for a, _ in rows]
    return build(table, to_key="to")


def rows_of(river: River) -> np.ndarray:
    """First row of each reach in `network_of`."""
    ways = [max(1, len(below)) for below in river.below]
    return np.concatenate([[0], np.cumsum(ways)[:-1]])


def per_row(river: River, values: np.ndarray) -> np.ndarray:
    """Values of reaches on the rows of `network_of`."""
    return np.repeat(values, [max(1, len(below)) for below in river.below])


def split_of(river: River) -> dict[tuple[str, str], float]:
    """Shares as `accumulate` takes them."""
    return {
        (f"R{reach}", f"R{below}"): share
        for reach, ways in enumerate(river.below)
        for below, share in zip(ways, river.shares[reach], strict=True)
    }


def passing(river: River, local: np.ndarray, *, decays: bool) -> np.ndarray:
    """What passes the end of each reach, reach by reach from above; reaches flow to higher numbers only."""
    total = local.astype(float).copy()
    for reach in range(len(local)):
        for below, share in zip(river.below[reach], river.shares[reach], strict=True):
            total[below] += total[reach] * share * (np.exp(-river.decay[below]) if decays else 1.0)
    return total


def ways_down(
    river: River, reach: int, fraction: float, targets: dict[int, list[float]]
) -> dict[tuple[int, int], float]:
    """What of a unit at a place arrives at the next sections, one way of the water after the other.

    ``targets`` {reach: fractions of its length at which sections stand, ascending}; answered by (reach, position).
    """
    for position, at in enumerate(targets.get(reach, [])):
        if at >= fraction:
            return {(reach, position): float(np.exp(-river.decay[reach] * (at - fraction)))}
    found: dict[tuple[int, int], float] = {}
    rest = float(np.exp(-river.decay[reach] * (1 - fraction)))
    for below, share in zip(river.below[reach], river.shares[reach], strict=True):
        for section, part in ways_down(river, below, 0.0, targets).items():
            found[section] = found.get(section, 0.0) + rest * share * part
    return found


def true_increments(river: River) -> dict[int, float]:
    """What the sources of each stretch bring to its section: each followed down until it meets a section."""
    found = dict.fromkeys(river.sections, 0.0)
    is_section = set(river.sections)
    carried = river.load.astype(float).copy()
    for reach in range(len(carried)):  # reaches flow to higher numbers only
        if reach in is_section:
            found[reach] = carried[reach]
            continue
        for below, share in zip(river.below[reach], river.shares[reach], strict=True):
            carried[below] += carried[reach] * share * np.exp(-river.decay[below])
    return found


def measured(river: River, error: np.ndarray | None = None, sd: float = 0.0) -> list[SectionValue]:
    """Sections with what is measured there: flow the sum of the catchments above, concentration = load / flow."""
    flow = passing(river, river.catchment, decays=False)
    concentration = passing(river, river.load, decays=True) / flow
    factor = np.ones(len(flow)) if error is None else error
    row, length = rows_of(river), 10.0 + np.arange(len(flow))
    return [
        SectionValue(
            f"S{at}", f"断面{at}", int(row[at]), float(length[at]), float(concentration[at] * factor[at]),
            float(flow[at]), "drawn", "drawn", sd, 0.0,
        )
        for at in river.sections
    ]  # fmt: skip


def as_kg(values: dict[int, float]) -> dict[str, float]:
    """Loads of `true_increments` by section key in kg/d, where flow is m³/s and concentration mg/L."""
    return {f"S{at}": value * KG_PER_D for at, value in values.items()}


def balance_arguments(river: River, k_per_d: float = 0.2) -> dict[str, Any]:
    """Times that make k·t the river's decay, and the shares."""
    return {"times_h": per_row(river, river.decay) / k_per_d * 24, "k_per_d": k_per_d, "split": split_of(river)}
