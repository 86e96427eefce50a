"""Workbooks in ugly shapes: every number with its sheet and cell, and nothing else (各种样式的工作簿)."""

from __future__ import annotations

import json
import math
from collections import Counter

import pandas as pd
import pytest

from app.ingest.sample_file import open_sample_book, read_sample_book
from app.ingest.sample_grid import SampleBook
from tests.ingest import sample_workbooks_oddities
from tests.ingest.sample_workbooks import Shape

SHAPES = sample_workbooks_oddities.SHAPES


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SampleBook]:
    """Every workbook, made and read once."""
    folder = tmp_path_factory.mktemp("shapes")
    found = {}
    for shape in SHAPES:
        path = folder / f"{shape.name}{shape.suffix}"
        shape.make(path)
        found[shape.name] = open_sample_book(path)
    return found


def _instant(text: str) -> pd.Timestamp:
    return pd.Timestamp(text if len(text) > 7 else f"{text}-01", tz="Asia/Shanghai")


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_every_number_comes_out_of_its_cell(shape: Shape, books: dict[str, SampleBook]) -> None:
    read = read_sample_book(books[shape.name], **shape.options)
    assert not read.errors
    values = read.values.assign(cell=read.values["column_label"] + read.values["row_number"].astype(str))
    found = {(row["sheet"], row["cell"]): row for row in values.to_dict("records")}
    assert set(found) == {(line[0], line[1]) for line in shape.expected}
    assert len(values) == len(shape.expected)
    for sheet, cell, site, time, code, value, *rest in shape.expected:
        row = found[(sheet, cell)]
        told = (row["site_name"], row["sampled_at"], row["indicator"])
        assert told == (site, _instant(time), code), (sheet, cell, told)
        assert math.isnan(row["value"]) if value is None else row["value"] == pytest.approx(value, rel=1e-12), (
            cell,
            row,
        )
        limit = rest[0] if rest else None
        assert math.isnan(row["detection_limit"]) if limit is None else row["detection_limit"] == pytest.approx(limit)
        assert row["state_word"] == (rest[1] if len(rest) > 1 else None)
        assert not shape.rivers or row["river"] == shape.rivers[site]
        assert (row["flags"] or "") == (f'["{shape.flags[cell]}"]' if cell in shape.flags else row["flags"] or "")
        assert row["raw_text"]
    counts = Counter(fault.code for fault in read.faults)
    assert counts == Counter(shape.faults)
    states = read.states.assign(cell=read.states["column_label"] + read.states["row_number"].astype(str))
    assert [tuple(one) for one in states[["sheet", "cell", "site_name", "state_word"]].itertuples(index=False)] == [
        (sheet, cell, site, word) for sheet, cell, site, _, word in shape.states
    ]


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_the_mapping_given_back_gives_the_same_values(shape: Shape, books: dict[str, SampleBook]) -> None:
    book = books[shape.name]
    first = read_sample_book(book, **shape.options)
    again = read_sample_book(book, json.loads(json.dumps(first.mapping)))
    pd.testing.assert_frame_equal(first.values, again.values)
    assert first.faults == again.faults


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 12
