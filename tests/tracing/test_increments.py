"""Increments: what is lacking, what is relative, what lies below zero, and that each says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.errors import BreaksRule
from app.network import Network, build
from app.tracing.increments import balance_stretches, section_increments
from app.tracing.stretch_paths import find_stretches
from app.tracing.stretches import Increment, SectionValue
from app.tracing.travel_times import TravelTimes


def section(key: str, row: int, concentration: float, flow: float | None, sd: float = 0.05) -> SectionValue:
    """A section at the end of a reach of 10 m."""
    return SectionValue(key, f"断面{key}", row, 10.0, concentration, flow, "", "", sd, sd)


@pytest.fixture(scope="module")
def network() -> Network:
    """Reaches a, b, c one after the other, 10 m each."""
    table = pd.DataFrame({"code": list("abc"), "f": [0, 1, 2], "t": [1, 2, 3], "length_m": [10.0] * 3})
    return build(table, from_node="f", to_node="t")


A, B = section("A", 0, 10.0, 1.0), section("B", 2, 9.0, 1.5)
HOURS = [24.0, 24.0, 24.0]


def below(network: Network, sections: list[SectionValue], hours: object = HOURS, **more: object) -> Increment:
    """The increment at B."""
    found = section_increments(network, sections, hours, 0.1, "by hand", **more)  # type: ignore[arg-type]
    return next(one for one in found if one.to_section == "B")


def test_by_hand(network: Network) -> None:
    one = below(network, [A, B], k_sd=0.1, known={"B": 100.0})
    assert one.flux_down == pytest.approx(9 * 1.5 * 86.4)
    assert one.flux_up == pytest.approx(864 * np.exp(-0.2))
    assert one.increment == pytest.approx(1166.4 - 864 * np.exp(-0.2))
    assert one.unexplained == pytest.approx(one.increment - 100)
    assert one.unexplained_low == pytest.approx(one.low - 100)
    assert one.unexplained_high == pytest.approx(one.high - 100)
    assert (one.from_sections, one.rows, one.is_relative) == (("A",), (1, 2), False)
    assert one.notes_en == ()
    # By propagation: σ² = (1166.4² · 2 + 707.4² · 2) · 0.05² + (707.4 · 0.2 · 0.1)² [k·t = 0.2]
    spread = 1.6449 * np.sqrt((1166.4**2 + 707.4**2) * 2 * 0.05**2 + (707.4 * 0.02) ** 2)
    assert one.high - one.low == pytest.approx(2 * spread, rel=0.06)


def test_no_record_of_loads_is_not_zero(network: Network) -> None:
    one = below(network, [A, B], known={"A": 5.0})
    assert (one.known, one.unexplained, one.unexplained_low, one.unexplained_high) == (None, None, None, None)


def test_below_zero_is_said_and_not_cut_off(network: Network) -> None:
    one = below(network, [A, replace(B, concentration_mg_per_l=2.0)], k_sd=0.0, known={"B": 10.0})
    assert one.increment == pytest.approx(2 * 1.5 * 86.4 - 864 * np.exp(-0.2))
    assert one.increment < 0
    assert one.low < one.increment < one.high < 0
    assert any("below zero" in note for note in one.notes_en)
    assert one.unexplained is not None
    assert one.unexplained < one.increment


def test_loads_on_record_above_the_increment(network: Network) -> None:
    one = below(network, [A, B], known={"B": 9000.0})
    assert any("exceed the increment" in note for note in one.notes_en)


def test_bounds_on_both_sides_of_zero(network: Network) -> None:
    one = below(network, [A, replace(B, concentration_mg_per_l=5.5)], k_sd=0.0)
    assert one.low < 0 < one.high
    assert any("both sides of zero" in note for note in one.notes_en)


@pytest.mark.parametrize("lacking", ["A", "B"])
def test_without_a_flow_there_is_no_number(network: Network, lacking: str) -> None:
    one = below(network, [replace(at, flow_m3_per_s=None) if at.key == lacking else at for at in (A, B)])
    assert np.isnan([one.increment, one.low, one.high]).all()
    assert not one.is_relative
    assert f"断面{lacking} 没有流量" in one.notes_zh[0]


def test_relative_by_catchment_where_a_flow_lacks(network: Network) -> None:
    sections = [replace(A, flow_m3_per_s=None), B]
    one = below(network, sections, proportion={"A": 40.0, "B": 60.0}, proportion_source="集水面积", known={"B": 1.0})
    assert one.is_relative
    assert one.increment == pytest.approx(1 - 40 * 10 * np.exp(-0.2) / (60 * 9))
    assert one.flux_down == 1.0
    assert one.known is None
    assert 0 < one.low < one.increment < one.high < 1
    assert "集水面积" in one.notes_zh[0]
    assert "not kilograms" in one.notes_en[0]
    assert not below(network, [A, B], proportion={"A": 40.0, "B": 60.0}).is_relative


def test_flows_in_proportion_serve_with_their_like_only(network: Network) -> None:
    relative = [replace(at, is_relative_flow=True) for at in (A, B)]
    one = below(network, relative)
    assert one.is_relative
    assert one.increment == pytest.approx(1 - 10 * np.exp(-0.2) / (1.5 * 9))
    assert np.isnan(below(network, [relative[0], B]).increment)


def test_a_lack_above_does_not_travel_two_stretches_down(network: Network) -> None:
    middle = section("M", 1, 9.5, 1.2)
    one = below(network, [replace(A, flow_m3_per_s=None), middle, B])
    assert one.increment == pytest.approx(1166.4 - 9.5 * 1.2 * 86.4 * np.exp(-0.1))


def test_an_unknown_travel_time_leaves_bounds(network: Network) -> None:
    one = below(network, [A, B], [24.0, np.nan, 24.0], k_sd=0.0)
    assert np.isnan([one.increment, one.flux_up]).all()
    free = below(network, [A, B], [24.0, 0.0, 24.0], k_sd=0.0)
    assert one.low == pytest.approx(free.low)
    assert one.high == pytest.approx(1166.4 * np.exp(1.6449 * 0.05 * np.sqrt(2)), rel=0.02)
    assert any("travel time is not known" in note for note in one.notes_en)
    assert below(network, [A, B], [np.nan, 24.0, 24.0]).increment == pytest.approx(1166.4 - 864 * np.exp(-0.2))


def test_times_of_travel_times_are_the_probable(network: Network) -> None:
    hours = np.array(HOURS)
    times = TravelTimes(hours / 2, hours, hours * 2, np.array(["measured"] * 3))
    assert below(network, [A, B], times).increment == below(network, [A, B]).increment


def test_equal_shares_are_said() -> None:
    table = pd.DataFrame({"code": list("abcd"), "f": [1, 2, 2, 3], "t": [2, 3, 5, 4], "length_m": [10.0] * 4})
    network = build(table, from_node="f", to_node="t")
    hours = [24.0] * 4
    sections = [replace(A, row=0), replace(B, row=3)]
    one = below(network, sections, hours, k_sd=0.0)
    assert one.increment == pytest.approx(1166.4 - 864 / 2 * np.exp(-0.2))
    assert any("each way takes the same" in note for note in one.notes_en)
    given = below(network, sections, hours, k_sd=0.0, split={("a", "b"): 0.25, ("a", "c"): 0.75})
    assert given.increment == pytest.approx(1166.4 - 864 / 4 * np.exp(-0.2))
    assert given.notes_en == ()


def test_bounds_grow_with_each_uncertainty(network: Network) -> None:
    exact = [replace(at, concentration_sd=0.0, flow_sd=0.0) for at in (A, B)]
    none = below(network, exact, k_sd=0.0)
    assert none.low == pytest.approx(none.increment)
    assert none.high == pytest.approx(none.increment)
    for one in (
        below(network, [replace(exact[0], concentration_sd=0.1), exact[1]], k_sd=0.0),
        below(network, [exact[0], replace(exact[1], flow_sd=0.1)], k_sd=0.0),
        below(network, exact, k_sd=0.3),
    ):
        assert one.low < one.increment < one.high


def test_an_uncertain_k_of_which_nothing_is_said(network: Network) -> None:
    one = below(network, [A, B])
    assert any("the bounds do not hold it" in note for note in one.notes_en)
    assert (one.k_per_d, one.k_source) == (0.1, "by hand")


def test_the_same_numbers_give_the_same_bounds(network: Network) -> None:
    assert below(network, [A, B], k_sd=0.2, seed=4) == below(network, [A, B], k_sd=0.2, seed=4)
    assert below(network, [A, B], k_sd=0.2, seed=4).low != below(network, [A, B], k_sd=0.2, seed=5).low


def test_only_the_rows_asked(network: Network) -> None:
    found = section_increments(network, [A, B], HOURS, 0.1, "by hand", rows=[2])
    assert [one.to_section for one in found] == ["B"]
    assert found[0].from_sections == ("A",)


def test_no_water_at_the_lower_section_is_no_share(network: Network) -> None:
    one = below(network, [replace(A, flow_m3_per_s=None), replace(B, concentration_mg_per_l=0.0)],
                proportion={"A": 1.0, "B": 2.0})  # fmt: skip
    assert one.is_relative
    assert np.isnan([one.increment, one.low, one.high]).all()


@pytest.mark.parametrize(
    ("sections", "more", "parameter"),
    [
        ([A, B], {"k_source": " "}, "k_source"),
        ([A, B], {"samples": 99}, "samples"),
        ([A, replace(B, flow_sd=-0.1)], {}, "sections"),
        ([A, replace(B, concentration_sd=float("nan"))], {}, "sections"),
        ([A, B], {"proportion": {"A": 0.0}}, "proportion"),
    ],
)
def test_wrong_arguments(
    network: Network, sections: list[SectionValue], more: dict[str, object], parameter: str
) -> None:
    stretches = find_stretches(network, sections, HOURS, 0.1)
    with pytest.raises(BreaksRule) as raised:
        balance_stretches(stretches, **{"k_source": "by hand", **more})  # type: ignore[arg-type]
    assert raised.value.parameter == parameter
