"""One column of a file as values of a field (取值归一): codes as text, numbers, dates, yes and no, choices, lists.

What cannot be read becomes null with a warning that names row, field and mend; whoever calls keeps the raw text. Clean
columns take the vectorised way; only the rows that it leaves over are read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from app.errors import Fault
from app.layers.dates import read_date, read_instant
from app.layers.lists import read_codes, read_object, read_people
from app.layers.numbers import read_number
from app.layers.plain import is_blank, plain
from app.layers.spec import Field
from app.layers.targets import read_targets

YES = frozenset(["是", "有", "对", "真", "y", "yes", "true", "t", "1", "1.0", "√", "✓", "已", "on"])
NO = frozenset(["否", "没有", "不", "假", "n", "no", "false", "f", "0", "0.0", "×", "✗", "x", "未", "off"])
# A number in scientific notation of which digits are lost: 3.71E+17 was an 18-digit code once.
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d*)?e\+?\d+", re.IGNORECASE)
_LARGEST_EXACT = 1e15  # an Excel cell keeps 15 digits


def coerce_column(field: Field, values: pd.Series[Any]) -> tuple[pd.Series[Any], list[Fault]]:
    """The values of a field (字段取值), one for each raw value, with a warning for each that cannot be read.

    Parameters
    ----------
    field
        The field that the column was matched to.
    values
        Raw values of the column, (n,), any dtype; index kept.

    Returns
    -------
    series
        (n,), same index. By kind: ``text`` object of ``str``; ``integer`` Int64; ``number`` float64 with NaN; ``date``
        object of :class:`datetime.date`; ``datetime`` object of aware :class:`datetime.datetime` (UTC); ``boolean``
        nullable boolean; ``json`` object of lists and dicts. Missing is ``None`` in object series.
    faults
        Warnings; ``row`` is the 1-based position, ``field`` the field's name.

    Examples
    --------
    >>> from app.layers.discharge import OUTFALLS
    >>> series, faults = coerce_column(OUTFALLS.field("flow_m3_per_d"), pd.Series(["约１，２００", "—", "很多"]))
    >>> series.tolist(), [(fault.row, fault.code) for fault in faults]
    ([1200.0, nan, nan], [(3, 'value_unreadable')])
    >>> coerce_column(OUTFALLS.field("code"), pd.Series([], dtype=object))[0].tolist()
    []
    """
    if field.kind == "text":
        return _read_choices(field, values) if field.allowed else _read_texts(field, values)
    if field.kind in ("number", "integer"):
        return _read_numbers(field, values)
    reader: Callable[[Any], Any] = {
        "boolean": _read_flag,
        "date": read_date,
        "datetime": read_instant,
        "json": _json_reader(field),
    }[field.kind]
    series, faults = _read_each(field, values, reader)
    return (series.astype("boolean") if field.kind == "boolean" else series), faults


def _json_reader(field: Field) -> Callable[[Any], Any]:
    """The reader of a ``json`` field's shape."""
    return {"targets": read_targets, "codes": read_codes, "people": read_people}.get(field.shape, read_object)


def _fault(field: Field, row: int, raw: Any, expected: str, code: str = "value_unreadable") -> Fault:
    """A warning at one row; the raw value is quoted, cut to 40 characters; ``expected`` is ``中文|English``."""
    shown = str(raw)[:40]
    zh, _, en = expected.partition("|")
    return Fault(
        code,
        f"第 {row} 行“{field.zh}”为“{shown}”，{zh}。原文已保留，该值留空。",
        f"Row {row}: {field.en} is “{shown}”; {en or zh}. The raw text is kept, the value left empty.",
        severity="warning",
        row=row,
        field=field.name,
    )


def _read_each(
    field: Field, values: pd.Series[Any], reader: Callable[[Any], Any]
) -> tuple[pd.Series[Any], list[Fault]]:
    """Read every distinct text or number once; lists cannot be looked up and are read one by one."""
    out = np.empty(len(values), dtype=object)
    faults: list[Fault] = []
    known: dict[Any, tuple[Any, str | None]] = {}
    for position, raw in enumerate(values.tolist()):
        if isinstance(raw, (str, int, float)):
            value, trouble = known.get((type(raw), raw)) or known.setdefault((type(raw), raw), _try(reader, raw))
        else:
            value, trouble = _try(reader, raw)
        out[position] = value
        if trouble is not None:
            faults.append(_fault(field, position + 1, raw, trouble))
    return pd.Series(out, index=values.index, name=field.name, dtype=object), faults


def _try(reader: Callable[[Any], Any], raw: Any) -> tuple[Any, str | None]:
    """(value, None), or (None, what is expected as ``中文|English``)."""
    if is_blank(raw):
        return None, None
    try:
        return reader(raw), None
    except ValueError as error:
        return None, str(error)


def _read_flag(raw: Any) -> bool:
    """是 or 否."""
    word = str(raw).casefold() if not isinstance(raw, str) else plain(raw).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError("应为“是”或“否”|expected yes or no")


def _read_texts(field: Field, values: pd.Series[Any]) -> tuple[pd.Series[Any], list[Fault]]:
    """Names and codes as text; 18-digit codes that a spreadsheet has spoilt are told of."""
    faults: list[Fault] = []
    if pd.api.types.is_integer_dtype(values.dtype):
        return _as_text(values.astype("Int64").astype("string").astype(object), field), faults
    listed = values.tolist()
    if pd.api.types.infer_dtype(listed, skipna=True) == "string" and len(distinct := set(listed)) < len(listed):
        # Texts repeat: each is read once. One that is told of is told of with its row, below.
        words, said = _read_texts(field, pd.Series(list(distinct), dtype=object))
        if not said:
            known = dict(zip(distinct, words.tolist(), strict=True))
            out = np.array([known[raw] for raw in listed], dtype=object)
            return pd.Series(out, index=values.index, name=field.name, dtype=object), faults
    out = np.empty(len(values), dtype=object)
    for position, raw in enumerate(listed):
        if type(raw) is str:
            word = plain(raw) if field.is_code else raw.replace("\u3000", " ").replace("\u200b", "").strip()
            if (len(word) <= 6 or not word.isascii()) and is_blank(word):
                out[position] = None
                continue
            if field.is_code and "e" in word.casefold() and _SCIENTIFIC.fullmatch(word):
                faults.append(_spoilt(field, position + 1, raw))
                out[position] = None
                continue
            out[position] = word[:-2] if field.is_code and word.endswith(".0") and word[:-2].isdigit() else word
        elif is_blank(raw):
            out[position] = None
        elif isinstance(raw, float) and raw.is_integer():
            if abs(raw) >= _LARGEST_EXACT:
                faults.append(_spoilt(field, position + 1, f"{raw:.6E}"))
                out[position] = None
            else:
                out[position] = str(int(raw))
        else:
            out[position] = str(raw)
    return pd.Series(out, index=values.index, name=field.name, dtype=object), faults


def _as_text(values: pd.Series[Any], field: Field) -> pd.Series[Any]:
    """An object series in which missing is None."""
    listed = [None if value is pd.NA or value is None else str(value) for value in values.tolist()]
    return pd.Series(listed, index=values.index, name=field.name, dtype=object)


def _spoilt(field: Field, row: int, raw: Any) -> Fault:
    """A code of which a spreadsheet has lost digits."""
    return _fault(
        field,
        row,
        raw,
        "编码已变成科学计数，末位数字已丢失，请把该列设为文本后重新导出|"
        "the code became a number in scientific notation and lost its last digits; "
        "make the column text and export again",
        code="code_spoilt",
    )


def _read_choices(field: Field, values: pd.Series[Any]) -> tuple[pd.Series[Any], list[Fault]]:
    """Allowed values by their own name, their label or a synonym; another text is kept and told of."""
    words: dict[str, str] = {plain(word).casefold(): value for word, value in field.synonyms.items()}
    for value, labels in field.labels.items():
        words.update({plain(label).casefold(): value for label in labels})
    words.update({plain(value).casefold(): value for value in field.allowed})
    raw_texts, faults = _read_texts(field, values)
    listed_zh = "、".join(field.labels[value][0] if value in field.labels else value for value in field.allowed)
    listed_en = ", ".join(field.labels[value][1] if value in field.labels else value for value in field.allowed)
    expected = f"应为以下之一：{listed_zh}|expected one of: {listed_en}"
    unique = {text: words.get(plain(text).casefold()) for text in set(raw_texts.tolist()) if text is not None}
    out = np.empty(len(values), dtype=object)
    for position, (text, raw) in enumerate(zip(raw_texts.tolist(), values.tolist(), strict=True)):
        if text is None:  # 无 is a word where a choice says so
            out[position] = words.get(plain(raw).casefold()) if isinstance(raw, str) else None
            continue
        out[position] = unique[text]
        if unique[text] is None:
            faults.append(_fault(field, position + 1, text, expected, "value_not_allowed"))
    return pd.Series(out, index=values.index, name=field.name, dtype=object), faults


def _read_numbers(field: Field, values: pd.Series[Any]) -> tuple[pd.Series[Any], list[Fault]]:
    """Numbers, at first all at once; what is left over one by one (约, thousands, units, full width)."""
    if values.dtype == bool:
        values = values.astype(int)
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    left = np.flatnonzero(numbers.isna().to_numpy() & values.notna().to_numpy())
    faults: list[Fault] = []
    found = numbers.to_numpy(copy=True)
    raws = values.tolist() if len(left) else []
    for position in left.tolist():
        raw = raws[position]
        if is_blank(raw):
            continue
        try:
            found[position] = read_number(str(raw), field.unit)
        except ValueError as error:
            faults.append(_fault(field, position + 1, raw, str(error)))
    if field.kind == "integer":
        broken = np.flatnonzero(np.isfinite(found) & ((found != np.round(found)) | (np.abs(found) > _LARGEST_EXACT)))
        faults += [
            _fault(field, position + 1, found[position], "应为整数|expected a whole number")
            for position in broken.tolist()
        ]
        found[broken] = np.nan
        return pd.Series(found, index=values.index, name=field.name).astype("Int64"), faults
    return pd.Series(found, index=values.index, name=field.name), faults
