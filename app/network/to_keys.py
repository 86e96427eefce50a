"""Edges from a column of to-keys (下游编码)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from app.errors import Fault
from app.network.arrays import Ints, Texts
from app.network.fault_sentences import fault_at


def read_keys(column: pd.Series[Any], *, repeats_allowed: bool) -> tuple[Texts, list[Fault]]:
    """(n,) keys as integers where all are, else as texts; missing ones are blank text and a fault."""
    missing = column.isna().to_numpy()
    keys = plain_values(column)
    faults = [fault_at("key_missing", row, keys, field=str(column.name)) for row in np.flatnonzero(missing)]
    if not repeats_allowed:
        distinct, first, counts = np.unique(keys, return_index=True, return_counts=True)
        repeated = np.flatnonzero((counts > 1) & (distinct.astype(np.str_) != ""))
        for row, count in zip(first[repeated], counts[repeated], strict=True):
            faults.append(fault_at("key_repeated", row, keys, count=int(count), field=str(column.name)))
    return keys, faults


def plain_values(column: pd.Series[Any]) -> Texts:
    """The column as int64 where every value is a whole number, else as fixed-width text, missing ones blank."""
    values = [None if value is pd.NA or value != value else value for value in column.astype(object)]
    if not len(values):
        return np.zeros(0, dtype="U1")
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        if np.isfinite(numbers).all() and (numbers == np.floor(numbers)).all() and (np.abs(numbers) < 2**53).all():
            return column.to_numpy(dtype=np.int64)
        return np.array(["" if value is None else _number_text(value) for value in values], dtype=np.str_)
    return np.array(["" if value is None else str(value) for value in values], dtype=np.str_)


def _number_text(value: float) -> str:
    """A number as text, whole numbers without a point."""
    return str(int(value)) if value == value and value == int(value) else str(value)


def edges_of_keys(keys: Texts, to_key: pd.Series[Any], arc_of_row: Ints) -> tuple[Ints, Ints, list[Fault]]:
    """Edges (from arc, to arc), each once, and a fault for each to-key that is not there."""
    to_texts = plain_values(to_key).astype(np.str_)
    key_texts = keys.astype(np.str_)
    distinct, first = np.unique(key_texts, return_index=True)
    if not len(distinct):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), []
    at = np.minimum(np.searchsorted(distinct, to_texts), len(distinct) - 1)
    found = (distinct[at] == to_texts) & (to_texts != "")
    is_outlet = np.isin(np.char.strip(to_texts), ("", "0", "nan", "None"))
    faults = [
        fault_at("dangling_to_key", row, keys, value=to_texts[row], field=str(to_key.name))
        for row in np.flatnonzero(~found & ~is_outlet)
    ]
    source, target = arc_of_row[found], arc_of_row[first[at[found]]]
    edges = np.unique(np.column_stack([source, target]), axis=0).astype(np.int64)
    return edges[:, 0], edges[:, 1], faults
