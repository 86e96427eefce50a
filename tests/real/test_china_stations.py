"""The published class of national stations against ours (国家地表水水质自动监测实时数据).

Four-hourly values are classed unrounded. Nothing is fitted: the limits are Table 1's, the three lakes are named by the
data's own description, and what this row's values do not explain is printed as such.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.assessment.grade import classify, grade_indicators
from app.assessment.indicators import indicator_table
from app.assessment.limits import NUMERALS
from app.assessment.readings import read_value
from app.assessment.rounding import round_values
from app.errors import BreaksRule
from app.ingest.sample_file import read_sample_file
from app.ingest.sample_headings import result_column
from app.ingest.sample_text import read_sample_rows

FILE = "china-stations/stations_shandong_shanxi_2021-04.csv"
DAILY = "china-stations/liaocheng_shuozhou_dezhou_datong_daily.csv"
LAKES = ("峡山水库库中", "云蒙湖湖心", "中心")


@pytest.fixture(scope="module")
def published(real_data: Path) -> tuple[pd.DataFrame, np.ndarray, list[str]]:
    """Every row in the state 正常 that has a published class, repeated ones too, its values, and their codes."""
    rows = read_sample_rows(real_data / FILE, max_bytes=10**8)
    table = pd.DataFrame(rows.rows, columns=list(rows.headings), dtype=str)
    table = table[(table["站点情况"] == "正常") & table["水质类别"].isin(NUMERALS[1:])].reset_index(drop=True)
    columns = [result_column(heading) for heading in table.columns if "(" in heading]
    columns = [column for column in columns if column.code.startswith("w")]
    values = np.array(
        [[read_value(text).value * column.factor for text in table[column.heading]] for column in columns]
    )
    assert all(column.unit in ("mg/L", "℃", None) for column in columns)
    return table, values.T, [column.code for column in columns]


def _published_classes(table: pd.DataFrame) -> np.ndarray:
    return table["水质类别"].map(NUMERALS.index).to_numpy()


def _share(ours: np.ndarray, table: pd.DataFrame) -> float:
    return float((ours == _published_classes(table)).mean())


def _tell(ours: np.ndarray, table: pd.DataFrame, values: np.ndarray, codes: list[str], title: str) -> Counter[str]:
    """Print every disagreement with its values and what is known of the reason."""
    theirs = _published_classes(table)
    grades = grade_indicators(values, codes, "river")
    lake = classify(values, codes, "lake_or_reservoir")
    judged = [k for k, code in enumerate(codes) if indicator_table()[code].judged]
    reasons: Counter[str] = Counter()
    print(f"\n{title}: {int((ours != theirs).sum())} of {len(table)} rows differ")
    for row in np.flatnonzero(ours != theirs):
        if lake[row] == theirs[row]:
            reason = "lake limits of total phosphorus give the published class"
        elif theirs[row] in grades[row]:
            reason = "one indicator has the published class, another a worse one"
        else:
            reason = "not explained by this row's values"
        reasons[reason] += 1
        shown = " ".join(f"{indicator_table()[codes[k]].symbol}={values[row, k]:g}" for k in judged)
        name, when = table["断面名称"][row], table["监测时间"][row]
        print(f"  {name} {when}: ours {NUMERALS[ours[row]]}, published {NUMERALS[theirs[row]]}; {shown}; {reason}")
    for reason, count in reasons.most_common():
        print(f"  {count} x {reason}")
    return reasons


def test_river_limits(published: tuple[pd.DataFrame, np.ndarray, list[str]]) -> None:
    table, values, codes = published
    ours = classify(values, codes, "river")
    reasons = _tell(ours, table, values, codes, "river limits")
    share = _share(ours, table)
    print(f"river limits: {share:.4%} of {len(table)} rows agree")
    assert share >= 0.97
    assert sum(reasons.values()) == int((ours != _published_classes(table)).sum())


def test_with_three_lakes(published: tuple[pd.DataFrame, np.ndarray, list[str]]) -> None:
    table, values, codes = published
    types = np.where(table["断面名称"].isin(LAKES), "lake_or_reservoir", "river")
    ours = classify(values, codes, types)
    _tell(ours, table, values, codes, "three stations by lake limits")
    share = _share(ours, table)
    print(f"three stations by lake limits: {share:.4%} of {len(table)} rows agree")
    assert share >= 0.982


def test_without_midnight(published: tuple[pd.DataFrame, np.ndarray, list[str]]) -> None:
    table, values, codes = published
    ours = classify(values, codes, "river")
    keep = ~table["监测时间"].str.endswith(" 00:00").to_numpy()
    share = _share(ours[keep], table[keep])
    print(f"river limits without the 00:00 rows: {share:.4%} of {int(keep.sum())} rows agree")
    assert 0 < keep.sum() < len(table)
    assert share >= 0.985


def test_rounding_first_agrees_less(published: tuple[pd.DataFrame, np.ndarray, list[str]]) -> None:
    """Why four-hourly values are classed unrounded: where the two ways differ, the published class is the unrounded."""
    table, values, codes = published
    decimals = [indicator_table()[code].decimals or 0 for code in codes]
    ours, rounded = classify(values, codes, "river"), classify(round_values(values, decimals), codes, "river")
    differ = ours != rounded
    theirs = _published_classes(table)
    print(
        f"{int(differ.sum())} rows differ by rounding; published is the unrounded in {(ours == theirs)[differ].sum()}"
    )
    assert _share(ours, table) > _share(rounded, table)
    assert (ours == theirs)[differ].sum() > (rounded == theirs)[differ].sum()


def test_the_year_is_asked_for(real_data: Path) -> None:
    with pytest.raises(BreaksRule, match="year") as caught:
        read_sample_file(real_data / FILE)
    assert caught.value.parameter == "year"


def test_every_row_is_accounted_for(real_data: Path) -> None:
    read = read_sample_file(real_data / FILE, year=2021)
    untimed = [fault for fault in read.faults if fault.code == "time_unreadable"]
    assert read.rows == 3012
    assert len(untimed) == 79
    assert all(fault.severity == "warning" and fault.row for fault in untimed)
    assert read.values["row"].nunique() + read.repeated + len(untimed) == read.rows
    assert set(read.values["state"]) == {"正常", "维护"}
    assert set(read.values["source"]) == {"automatic"}
    assert read.values["sampled_at"].min() == pd.Timestamp("2021-04-01 04:00", tz="Asia/Shanghai")


def test_the_daily_file_names_its_year(real_data: Path) -> None:
    read = read_sample_file(real_data / DAILY)
    assert read.rows == 334
    first = read.values[read.values["site_name"] == "前油坊"].iloc[0]
    assert first["sampled_at"] == pd.Timestamp("2020-05-08 15:00", tz="Asia/Shanghai")
    assert first["river"] == ""
    assert set(read.values["state"]) == {"正常", "维护", "停站"}
