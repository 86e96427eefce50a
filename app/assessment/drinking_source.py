"""Quality of drinking-water sources, surface and groundwater, before and after exemptions (饮用水水源地水质评价)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.attainment import (
    MET,
    MET_ON_N,
    STATES,
    Attainment,
    attain,
    certain_grades,
    exceedance_multiples,
    limit_array,
)
from app.assessment.grade import grade_indicators
from app.assessment.groundwater import judge_groundwater
from app.assessment.groundwater_limits import groundwater_items
from app.assessment.indicators import judged_codes
from app.assessment.limits import RIVER
from app.assessment.rounding import cleaned
from app.assessment.single_limits import joined, judge_limits, without
from app.assessment.source_quality import Exemption, SourceQuality, exemptions_by_source
from app.assessment.supplementary_limits import checked_chosen, source_limits

SURFACE: Final = "surface"
GROUNDWATER: Final = "groundwater"
COD: Final = "w01018"
BESIDE: Final[tuple[str, ...]] = ("w21001", "w02003")  # total nitrogen, coliforms: shown, not judged
NO_CHOICE: Final = (
    "未给出表3特定项目的监测清单，达标结论只针对已评价的项目。",
    "The list of Table 3 items to be monitored is not given: what attains attains on the judged items only.",
)


def judge_surface_sources(
    values: pd.DataFrame,
    water_type: str | Sequence[str] = RIVER,
    *,
    chosen: Sequence[str] | None = None,
    target_class: int = 3,
    detection_limits: pd.DataFrame | None = None,
    lower_values: pd.DataFrame | None = None,
    exemptions: Sequence[Exemption] = (),
) -> list[SourceQuality]:
    """The quality of surface sources (地表水型水源地水质).

    Parameters
    ----------
    values
        One row a source (the index names it), one column a code [unit of the indicator table]; NaN, or no column,
        is not measured; half the detection limit where below it.
    water_type
        One, or one a row.
    chosen
        The items of Table 3 that these sources are monitored on: an attribute of the source, never assumed. Without
        it a source attains at most ``met_on_n``, and the answer says so.
    target_class
        1–5; Ⅲ is that of sources.
    detection_limits, lower_values
        As in `app.assessment.attainment.attain`, in the shape of ``values``.
    exemptions
        For 除地质原因外; both results are always given.

    Returns
    -------
    list of SourceQuality
        In the order of the rows.

    Raises
    ------
    UnfitValues
        A chosen item that Table 3 does not hold, or an exemption without a document.

    Notes
    -----
    20 items of GB 3838-2002 Table 1 (the 21 without 化学需氧量), the 5 of Table 2 and the chosen ones of Table 3, each
    of these pass or fail. Total nitrogen and faecal coliforms stand beside.

    Examples
    --------
    >>> table = pd.DataFrame({"w01009": [6.0], "w21038": [262.5]}, index=["谭庄水库"])
    >>> answer = judge_surface_sources(table, "lake_or_reservoir", chosen=[])[0]
    >>> answer.attainment, answer.water_class, answer.missed
    ('missed', 2, {'w21038': 0.05})
    >>> judge_surface_sources(table.iloc[:0])
    []
    """
    table_1 = [code for code in judged_codes() if code != COD]
    table_2, table_3 = list(source_limits(2)), list(checked_chosen(chosen or ()))
    limits = [source_limits(2)[code].limit for code in table_2] + [source_limits(3)[code].limit for code in table_3]
    kinds = water_type if isinstance(water_type, str) else np.asarray(list(water_type), dtype=object)
    grouped = exemptions_by_source(exemptions)

    first = _pick(values, table_1), _limits_of(values, detection_limits, table_1), _least(values, lower_values, table_1)
    grades, open_ = certain_grades(first[0], table_1, kinds, detection_limits=first[1], lower_values=first[2])
    part_1 = attain(first[0], table_1, kinds, target_class, True, detection_limits=first[1], lower_values=first[2])
    rest = [*table_2, *table_3]
    part_23 = judge_limits(
        _pick(values, rest),
        np.array(limits),
        True,
        detection_limits=_limits_of(values, detection_limits, rest),
        lower_values=_least(values, lower_values, rest),
    )
    codes = [*table_1, *rest]
    whole = joined([part_1, part_23])
    bounds = np.hstack(
        [limit_array(table_1, kinds, np.full(len(values), target_class)), np.tile(limits, (len(values), 1))]
    )
    multiples = exceedance_multiples(_pick(values, codes), codes, bounds)
    beside = grade_indicators(_pick(values, list(BESIDE)), BESIDE, kinds, beside=True)
    found = []
    for row, name in enumerate(map(str, values.index)):
        exempt = grouped.get(name, ())
        one = _row_of(whole, row)
        after = without(one, _mask(codes, exempt))
        found.append(
            SourceQuality(
                name,
                SURFACE,
                int(grades[row].max()),
                target_class,
                _state(one, known=chosen is not None),
                _state(after, known=chosen is not None),
                {
                    "table_1": STATES[part_1.state[row]],
                    "table_2": _part(one, slice(20, 25)),
                    "table_3": _part(one, slice(25, None)) if chosen is not None else "undetermined",
                },
                _multiples(codes, one.missed[0], multiples[row]),
                _named(codes, one.missing[0]),
                _named(codes, one.undeterminable[0] | np.pad(open_[row], (0, len(rest)))),
                exempt,
                {code: int(grade) for code, grade in zip(BESIDE, beside[row], strict=True) if grade},
                () if chosen is not None else (NO_CHOICE,),
            )
        )
    return found


def judge_groundwater_sources(
    values: pd.DataFrame,
    *,
    target_class: int = 3,
    required: Sequence[str] | None = None,
    detection_limits: pd.DataFrame | None = None,
    lower_values: pd.DataFrame | None = None,
    exemptions: Sequence[Exemption] = (),
) -> list[SourceQuality]:
    """The quality of groundwater sources: Ⅲ of GB/T 14848-2017 on the 39 items (地下水型水源地水质).

    Parameters are those of `judge_surface_sources`; ``required`` names fewer items than the 39 where the source is
    monitored on fewer.

    Examples
    --------
    >>> table = pd.DataFrame({"w21017": [1.2], "x:total_hardness": [200.0]}, index=["冠县水源地"])
    >>> why = Exemption("冠县水源地", "w21017", "地质原因", "示例文号")
    >>> answer = judge_groundwater_sources(table, exemptions=[why])[0]
    >>> answer.attainment, answer.attainment_exempted, answer.missed
    ('missed', 'met_on_n', {'w21017': 0.2})
    """
    grouped = exemptions_by_source(exemptions)
    codes = list(groundwater_items())
    names = list(map(str, values.index))
    result = judge_groundwater(
        _pick(values, codes),
        codes,
        target_class=target_class,
        required=required,
        exempted=np.array([_mask(codes, grouped.get(name, ()))[0] for name in names]).reshape(len(names), len(codes)),
        detection_limits=_limits_of(values, detection_limits, codes),
        lower_values=_least(values, lower_values, codes),
    )
    found = []
    for row, (name, answer) in enumerate(zip(names, result.as_dicts(), strict=True)):
        found.append(
            SourceQuality(
                name,
                GROUNDWATER,
                int(result.water_class[row]),
                target_class,
                answer["attainment"],
                answer["attainment_exempted"],
                {"gbt_14848": answer["attainment"]},
                {item["code"]: item["multiple"] for item in answer["items"] if item["missed"]},
                tuple(answer["missing"]),
                _named(result.codes, result.attainment.undeterminable[row] | result.undeterminable[row]),
                grouped.get(name, ()),
            )
        )
    return found


def _pick(values: pd.DataFrame, codes: Sequence[str]) -> NDArray[np.float64]:
    """Columns by code; NaN where there is none."""
    return values.reindex(columns=list(codes)).to_numpy(dtype=np.float64, na_value=np.nan)


def _limits_of(values: pd.DataFrame, limits: pd.DataFrame | None, codes: Sequence[str]) -> NDArray[np.float64]:
    """Detection limits in the order of the codes; NaN where none is below."""
    if limits is None:
        return np.full((len(values), len(codes)), np.nan)
    return _pick(limits.reindex(index=values.index), codes)


def _least(values: pd.DataFrame, lower: pd.DataFrame | None, codes: Sequence[str]) -> NDArray[np.float64]:
    """What is surely there; 0 where that is not told."""
    if lower is None:
        return np.zeros((len(values), len(codes)))
    return _pick(lower.reindex(index=values.index), codes)


def _row_of(whole: Attainment, row: int) -> Attainment:
    """One row of an attainment."""
    part = slice(row, row + 1)
    return Attainment(
        whole.state[part], whole.met[part], whole.missed[part], whole.undeterminable[part], whole.missing[part]
    )


def _part(one: Attainment, columns: slice) -> str:
    """The state of some columns by themselves."""
    mask = np.ones(one.met.shape, dtype=bool)
    mask[:, columns] = False
    return without(one, mask).names()[0]


def _state(one: Attainment, *, known: bool) -> str:
    """The state of one row; never ``met`` where the list of Table 3 is not known."""
    state = int(one.state[0])
    return STATES[MET_ON_N if state == MET and not known else state]


def _mask(codes: Sequence[str], exemptions: Sequence[Exemption]) -> NDArray[np.bool_]:
    """(1, k) which codes are exempted."""
    names = {one.indicator for one in exemptions}
    return np.array([[code in names for code in codes]], dtype=bool)


def _named(codes: Sequence[str], mask: NDArray[np.bool_]) -> tuple[str, ...]:
    """The codes where the mask is True."""
    return tuple(code for code, there in zip(codes, mask, strict=True) if there)


def _multiples(codes: Sequence[str], missed: NDArray[np.bool_], row: NDArray[np.float64]) -> dict[str, float | None]:
    """Multiples of the missed indicators."""
    numbers = cleaned(row)
    return {
        code: None if np.isnan(number) else float(number)
        for code, number, over in zip(codes, numbers, missed, strict=True)
        if over
    }
