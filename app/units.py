"""Conversions between units, each with its name (单位换算). SI inside, converted at the edge.

Load is concentration times flow: 1 mg/L · 1 m³/s = 1 g/s = 86.4 kg/d.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

S_PER_H: Final = 3600.0
S_PER_D: Final = 86400.0
H_PER_D: Final = 24.0
M_PER_KM: Final = 1000.0
M2_PER_KM2: Final = 1e6
M2_PER_MU: Final = 10000.0 / 15.0  # 亩; 15 亩 are a hectare
MG_PER_L_PER_UG_PER_L: Final = 1e-3
YUAN_PER_WAN: Final = 10_000.0


def to_m3_per_s(flow_m3_per_d: Number) -> Number:
    """Flow [m³/s] of a flow [m³/d].

    Examples
    --------
    >>> to_m3_per_s(86400.0)
    1.0
    """
    return flow_m3_per_d / S_PER_D


def to_m3_per_d(flow_m3_per_s: Number) -> Number:
    """Flow [m³/d] of a flow [m³/s].

    Examples
    --------
    >>> to_m3_per_d(0.5)
    43200.0
    """
    return flow_m3_per_s * S_PER_D


def to_load_kg_per_d(concentration_mg_per_l: Number, flow_m3_per_s: Number) -> Number:
    """Load [kg/d] of a concentration [mg/L] in a flow [m³/s].

    Examples
    --------
    >>> round(to_load_kg_per_d(1.0, 1.0), 6)
    86.4
    """
    return concentration_mg_per_l * flow_m3_per_s * (S_PER_D / 1000.0)


def to_concentration_mg_per_l(load_kg_per_d: Number, flow_m3_per_s: Number) -> Number:
    """Concentration [mg/L] of a load [kg/d] in a flow [m³/s]; the flow is not zero.

    Examples
    --------
    >>> round(to_concentration_mg_per_l(86.4, 2.0), 6)
    0.5
    """
    return load_kg_per_d / (flow_m3_per_s * (S_PER_D / 1000.0))


def to_travel_h(distance_m: Number, velocity_m_per_s: Number) -> Number:
    """Travel time [h] over a distance [m] at a velocity [m/s]; the velocity is not zero.

    Examples
    --------
    >>> to_travel_h(3600.0, 0.5)
    2.0
    """
    return distance_m / velocity_m_per_s / S_PER_H


def per_d_to_per_s(rate_per_d: Number) -> Number:
    """Rate [1/s] of a rate [1/d], as decay coefficients are given (HJ 2.3-2018).

    Examples
    --------
    >>> per_d_to_per_s(86400.0)
    1.0
    """
    return rate_per_d / S_PER_D


def to_mg_per_l(concentration_ug_per_l: Number) -> Number:
    """Concentration [mg/L] of a concentration [μg/L].

    Examples
    --------
    >>> to_mg_per_l(50.0)
    0.05
    """
    return concentration_ug_per_l * MG_PER_L_PER_UG_PER_L
