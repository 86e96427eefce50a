"""What both engines promise of values, months, uploads and the kept network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from app.errors import Absent, BreaksRule, Fault
from app.store.engine import Store
from app.store.networks import load_network, load_network_revisions, save_network
from app.store.samples import (
    add_samples,
    load_month_states,
    load_samples,
    months_with_samples,
    set_month_states,
)
from app.store.uploads import add_upload, change_upload, list_uploads, load_upload


def some_samples(n: int = 4, **more: Any) -> pd.DataFrame:
    """Four-hourly values of one station."""
    data: dict[str, Any] = {
        "site_kind": ["sections"] * n,
        "site_code": ["S1"] * n,
        "site_name": ["秤钩湾"] * n,
        "sampled_at": pd.date_range("2021-03-31T12:00:00+08:00", periods=n, freq="4h"),
        "indicator": ["w01018"] * n,
        "value": [1.5 * i for i in range(n)],
        "raw_text": [f"{1.5 * i}" for i in range(n)],
        "below_limit": [False] * n,
        "detection_limit": [np.nan] * n,
        "unit": ["mg/L"] * n,
        "source": ["automatic"] * n,
        "state": ["正常"] * n,
        "status": ["raw"] * n,
    }
    return pd.DataFrame(data | more)


def add(store: Store, frame: pd.DataFrame, **batch: Any) -> tuple[int | None, int, int]:
    with store.writing() as c:
        return add_samples(c, store, frame, batch={"who": "test"} | batch)


def load(store: Store, **more: Any) -> pd.DataFrame:
    with store.reading() as c:
        return load_samples(c, store, **more)


def test_the_same_values_again_add_nothing(store: Store) -> None:
    first, added, known = add(store, some_samples(), file_name="a.csv", sha256="ff", note="n")
    assert first is not None
    assert (added, known) == (4, 0)
    assert add(store, some_samples()) == (None, 0, 4)
    assert add(store, some_samples().iloc[::-1]) == (None, 0, 4)
    second, added, known = add(store, some_samples(6))
    assert (added, known) == (2, 4)
    frame = load(store)
    assert list(frame["batch_id"]) == [first] * 4 + [second] * 2
    with store.reading() as c:
        batches = c.execute(select(store.tables.sample_batches).order_by("id")).all()
    assert [(b.file_name, b.file_sha256, b.note, b.added, b.known) for b in batches] == [
        ("a.csv", "ff", "n", 4, 0),
        (None, None, "", 2, 4),
    ]


def test_true_repeats_are_kept_once_each(store: Store) -> None:
    twice = pd.concat([some_samples(2), some_samples(2)])
    assert add(store, twice)[1:] == (4, 0)
    assert add(store, twice)[1:] == (0, 4)
    assert add(store, some_samples(2))[1:] == (0, 2)


@pytest.mark.parametrize(
    ("column", "value"),
    [("site_code", "S2"), ("indicator", "w21003"), ("source", "manual"), ("raw_text", "0.00"), ("unit", "μg/L")],
)
def test_what_tells_values_apart(store: Store, column: str, value: str) -> None:
    add(store, some_samples(1))
    assert add(store, some_samples(1, **{column: [value]}))[1] == 1


def test_values_come_back_as_they_went(store: Store) -> None:
    frame = some_samples(
        3,
        value=[np.nan, 0.25, 1e-12],
        raw_text=["<0.5", "--", "1e-12"],
        below_limit=[True, False, False],
        detection_limit=[0.5, np.nan, np.nan],
        site_name=["甲", None, np.nan],
        state=["正常", "维护", None],
        extra_column=[1, 2, 3],
    )
    add(store, frame)
    back = load(store)
    assert back["raw_text"].tolist() == ["<0.5", "--", "1e-12"]
    np.testing.assert_array_equal(back["value"], [np.nan, 0.25, 1e-12])
    np.testing.assert_array_equal(back["detection_limit"], [0.5, np.nan, np.nan])
    assert back["below_limit"].tolist() == [True, False, False]
    assert back["below_limit"].dtype == bool
    assert back["site_name"].tolist() == ["甲", None, None]
    assert back["state"].tolist() == ["正常", "维护", None]
    assert back["sampled_at"].tolist() == frame["sampled_at"].dt.tz_convert("UTC").tolist()
    assert str(back["sampled_at"].dt.tz) == "UTC"


def test_months_are_those_of_shanghai(store: Store) -> None:
    add(store, some_samples(5))  # 12, 16, 20 h of 31 March; 0 and 4 h of 1 April
    with store.reading() as c:
        assert months_with_samples(c, store) == ["2021-03", "2021-04"]
        assert months_with_samples(c, store, site_kind="outfalls") == []
    assert load(store)["month"].tolist() == ["2021-03"] * 3 + ["2021-04"] * 2
    midnight = datetime(2021, 3, 31, 16, tzinfo=UTC)
    assert len(load(store, end=midnight)) == 3  # the end is not included
    assert len(load(store, start=midnight)) == 2  # the start is


def test_filters_of_values(store: Store) -> None:
    add(
        store,
        pd.concat([some_samples(2), some_samples(2, site_code=["S2"] * 2), some_samples(1, site_kind=["outfalls"])]),
    )
    assert len(load(store)) == 4
    assert len(load(store, site_kind=None)) == 5
    assert len(load(store, site_kind="outfalls")) == 1
    assert set(load(store, site_codes=["S2", "S3"])["site_code"]) == {"S2"}
    assert len(load(store, site_codes=[])) == 0
    empty = load(store, site_codes=["none"])
    assert list(empty.columns) == list(load(store).columns)
    assert str(empty["sampled_at"].dtype).startswith("datetime64")


@pytest.mark.parametrize("column", ["site_kind", "site_code", "sampled_at", "indicator", "source", "status"])
def test_a_value_lacks_nothing_it_needs(store: Store, column: str) -> None:
    frame = some_samples(2)
    frame[column] = frame[column].astype(object)
    frame.loc[1, column] = None
    with pytest.raises(BreaksRule) as raised:
        add(store, frame)
    assert raised.value.parameter == column
    assert len(load(store)) == 0
    assert add(store, some_samples(0)) == (None, 0, 0)


def test_month_states(store: Store) -> None:
    def put(*rows: tuple[Any, ...]) -> None:
        with store.writing() as c:
            set_month_states(c, store, pd.DataFrame(rows, columns=["site_code", "month", "state", "note"]))

    def got(start: str, end: str) -> list[list[Any]]:
        with store.reading() as c:
            frame = load_month_states(c, store, start, end)
        assert list(frame.columns) == ["site_code", "month", "state", "note"]
        return frame.to_numpy().tolist()

    assert got("2020-01", "2022-12") == []
    put(("S1", "2021-01", "断流", "上游断水"), ("S1", "2021-02", "结冰", None), ("S2", "2021-01", "未采样", ""))
    put(("S1", "2021-02", "停站", "again"), ("S2", "2021-01", None, None))
    assert got("2021-01", "2021-12") == [["S1", "2021-01", "断流", "上游断水"], ["S1", "2021-02", "停站", "again"]]
    assert got("2021-02", "2021-02") == [["S1", "2021-02", "停站", "again"]]


def test_uploads(store: Store) -> None:
    with store.writing() as c:
        upload_id = add_upload(
            c,
            store,
            layer="wells_of_test",
            who="gis",
            file_name="点.zip",
            sha256="ab",
            size_bytes=7,
            options={"crs": None},
        )
        other = add_upload(c, store, layer="wells_of_test", who="b", file_name="b", sha256="", size_bytes=0)
        with pytest.raises(Absent):
            add_upload(c, store, layer="none", who="b", file_name="b", sha256="", size_bytes=0)
    assert len(upload_id) >= 20
    assert upload_id != other
    with store.writing() as c:
        upload = load_upload(c, store, upload_id)
        assert (upload.state, upload.counts, upload.faults, upload.revision, upload.message) == (
            "reading",
            {},
            [],
            None,
            None,
        )
        assert upload.options == {"crs": None}
        change_upload(c, store, upload_id, state="refused", faults=[{"code": "x", "zh": "错"}], counts={"read": 3})
        upload = load_upload(c, store, upload_id)
        assert (upload.state, upload.faults, upload.counts) == ("refused", [{"code": "x", "zh": "错"}], {"read": 3})
        assert upload.changed_at >= upload.created_at
        assert {row.id for row in list_uploads(c, store)} == {upload_id, other}
        assert [row.id for row in list_uploads(c, store, who="b")] == [other]
        assert [row.id for row in list_uploads(c, store, state="refused")] == [upload_id]
        assert len(list_uploads(c, store, limit=1)) == 1
        for call in (lambda: load_upload(c, store, "none"), lambda: change_upload(c, store, "none", state="checked")):
            with pytest.raises(Absent):
                call()
        with pytest.raises(ValueError, match="who"):
            change_upload(c, store, upload_id, who="x")


def test_network_is_kept_once(store: Store) -> None:
    with store.reading() as c:
        assert load_network(c, store) is None
        assert load_network_revisions(c, store) is None
    for number in (1, 2):
        with store.writing() as c:
            save_network(
                c, store, {"reaches": number}, bytes(range(256)) * number, [Fault("gap", "缺口", "Gap", row=1)]
            )
    with store.reading() as c:
        row = load_network(c, store)
        assert row is not None
        assert (row.revisions, row.arrays) == ({"reaches": 2}, bytes(range(256)) * 2)
        assert row.faults == [{"code": "gap", "zh": "缺口", "en": "Gap", "severity": "error", "row": 1}]
        assert load_network_revisions(c, store) == {"reaches": 2}
