"""Which way is the main one, where several meet or part (干流)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.network.arrays import Floats, Ints


def choose_main(
    reaches: pd.DataFrame, row: Ints, key_rank: Ints, source: Ints, target: Ints, length_m: Floats, above_m: Floats
) -> tuple[Ints, Ints]:
    """(m,) main neighbour downstream and upstream of each arc, -1 where there is none.

    Going down, the first rule that differs decides: ``is_main`` true, or NHD's ``divergence`` not 2 (minor);
    the same ``river`` as the arc above; the higher ``stream_order``; the larger ``flow_m3_per_s``; the shorter reach;
    the smaller key. Going up: the same ``river`` as the arc below; ``is_main``/``divergence`` as above; the higher
    ``stream_order``; the larger flow; the greater length of river above; the smaller key. Columns that are not there
    decide nothing.
    """
    columns = {str(name).casefold(): reaches[name] for name in reaches.columns}
    minor = _minor(columns, len(reaches))[row]
    order = _numbers(columns.get("stream_order"), len(reaches))[row]
    flow = _numbers(columns.get("flow_m3_per_s"), len(reaches))[row]
    river = _codes(columns.get("river"), len(reaches))[row]
    same_river = (river[source] == river[target]) & (river[source] >= 0)
    down = [minor[target], ~same_river, -order[target], -flow[target], length_m[target], key_rank[target]]
    up = [~same_river, minor[source], -order[source], -flow[source], -above_m[source], key_rank[source]]
    return _first_of_each(source, target, down, len(row)), _first_of_each(target, source, up, len(row))


def _first_of_each(group: Ints, choice: Ints, rules: list[NDArray[Any]], count: int) -> Ints:
    """(count,) the choice of each group that the rules, in order, put first."""
    order = np.lexsort((*reversed(rules), group))
    chosen = np.full(count, -1, dtype=np.int64)
    groups, first = np.unique(group[order], return_index=True)
    chosen[groups] = choice[order[first]]
    return chosen


def _minor(columns: dict[str, pd.Series[Any]], count: int) -> NDArray[np.bool_]:
    """(n,) true for a reach that is marked as not the main one."""
    if "is_main" in columns:
        return np.asarray(columns["is_main"].isin([False, 0, "0", "false", "False", "否"]), dtype=np.bool_)
    return np.asarray(_numbers(columns.get("divergence"), count) == 2, dtype=np.bool_)


def _numbers(column: pd.Series[Any] | None, count: int) -> Floats:
    """(n,) the column as numbers, 0 where missing."""
    if column is None:
        return np.zeros(count)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(np.nan_to_num(numbers), dtype=np.float64)


def _codes(column: pd.Series[Any] | None, count: int) -> Ints:
    """(n,) a number for each distinct text, -1 where missing or blank."""
    if column is None:
        return np.full(count, -1, dtype=np.int64)
    named = column.astype(object).where(column.notna() & (column.astype(str).str.strip() != ""), None)
    return pd.factorize(named, use_na_sentinel=True)[0].astype(np.int64)
