"""What both engines promise of changed values: superseded, withdrawn, made official; and of the sums of months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Connection, event, func, select

from app.assessment.means import MEAN_COLUMNS, month_means
from app.assessment.month_sums import frame_of_means, means_of_sums, sum_codes
from app.errors import Absent, BreaksRule, Unparsable
from app.store.engine import Store
from app.store.month_sums import (
    ALL,
    FINAL,
    Basis,
    find_wrong_sums,
    follow_day_rule,
    load_month_sums,
    read_day_rule,
    rebuild_sums,
)
from app.store.sample_changes import change_status, load_history, load_status_changes, supersede_sample, withdraw_batch
from app.store.samples import add_samples, load_samples
from app.store.sum_rows import unpack_sums


def values(seed: int = 1, n: int = 60, **more: Any) -> pd.DataFrame:
    """Values of three sections in three months, manual and automatic, some below their limit."""
    rng = np.random.default_rng(seed)
    number = np.round(rng.uniform(0.01, 9, n), 3)
    source = rng.choice(["manual", "automatic"], n)
    data: dict[str, Any] = {
        "site_kind": "sections",
        "site_code": rng.choice(["S1", "S2", "S3"], n),
        "sampled_at": pd.Timestamp("2026-04-30T16:00Z") + pd.to_timedelta(rng.integers(0, 24 * 91, n), unit="h"),
        "indicator": rng.choice(["w01001", "w01009", "w21003", "w20122", "x:flow"], n),
        "value": number,
        "raw_text": [str(one) for one in number],
        "below_limit": rng.random(n) < 0.2,
        "detection_limit": 0.05,
        "unit": "mg/L",
        "source": source,
        "state": np.where(source == "automatic", "正常", None),
        "status": rng.choice(["raw", "reviewed", "final"], n),
    }
    return pd.DataFrame(data | more)


def add(store: Store, frame: pd.DataFrame, file_name: str = "a.xlsx") -> int:
    with store.writing() as c:
        batch, _, _ = add_samples(c, store, frame, batch={"who": "王", "file_name": file_name})
    assert batch is not None
    return batch


def loaded(store: Store, **more: Any) -> pd.DataFrame:
    with store.reading() as c:
        return load_samples(c, store, **more)


def means_by_sums(store: Store, basis: Basis, least: int) -> pd.DataFrame:
    """The means of everything in the store, by way of the sums."""
    with store.reading() as c:
        kept = load_month_sums(c, store, first="2026-01", last="2026-12", basis=basis, station_day_min_values=least)
    months = [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in kept.rows.months.tolist()]
    pairs = pd.DataFrame({"site_code": np.repeat(kept.site_codes, kept.counts), "month": months}, dtype=object)
    order = pairs.drop_duplicates(ignore_index=True)
    grids = []
    for source in (0, 1):
        here = np.flatnonzero(kept.rows.automatic == source)
        at = pd.MultiIndex.from_frame(order).get_indexer(pd.MultiIndex.from_frame(pairs.iloc[here]))
        grids.append(unpack_sums(kept.rows, here, at, len(order)))
    return frame_of_means(order, means_of_sums(*grids))


def assert_sums_fit(store: Store, least: int = 1) -> None:
    """Fail where sums and samples tell two stories."""
    with store.reading() as c:
        assert find_wrong_sums(c, store) == []
    samples = loaded(store)
    samples = samples[samples["indicator"].isin(sum_codes())]
    for basis, chosen in ((ALL, samples), (FINAL, samples[samples["status"] == "final"])):
        found, wanted = means_by_sums(store, basis, least), month_means(chosen, station_day_min_values=least)
        assert len(found) == len(wanted)
        for name in MEAN_COLUMNS:
            if name in ("mean", "lower_mean", "detection_limit"):
                np.testing.assert_allclose(found[name].astype(float), wanted[name].astype(float), rtol=1e-11)
            else:
                assert found[name].tolist() == wanted[name].tolist()


def test_sums_follow_every_change(store: Store) -> None:
    first = add(store, values(1))
    assert_sums_fit(store)
    add(store, values(2), "b.xlsx")
    assert_sums_fit(store)
    one = loaded(store).query("status == 'raw'").iloc[0]
    with store.writing() as c:
        supersede_sample(c, store, int(one["id"]), value=3.5, raw_text="3.5", who="李", reason="抄录错误")
    assert_sums_fit(store)
    with store.writing() as c:
        assert change_status(c, store, from_status="raw", to_status="final", who="李", month="2026-05") > 0
    assert_sums_fit(store)
    with store.writing() as c:
        withdraw_batch(c, store, first, who="李", reason="文件有误", document="聊环函〔2026〕1号")
    assert_sums_fit(store)


def test_the_rule_of_days_makes_the_sums_anew(store: Store) -> None:
    add(store, values(3, 400, source="automatic", state="正常"))
    with store.writing() as c:
        rebuild_sums(c, store)
    assert follow_day_rule(store, 2) is True
    assert follow_day_rule(store, 2) is False
    with store.reading() as c:
        assert read_day_rule(c, store) == 2
    assert_sums_fit(store, least=2)
    add(store, values(4, 100, source="automatic", state="正常"), "b.xlsx")
    assert_sums_fit(store, least=2)
    asked = means_by_sums(store, ALL, 3)  # not the kept rule: made there and then
    of_samples = loaded(store)
    wanted = month_means(of_samples[of_samples["indicator"].isin(sum_codes())], station_day_min_values=3)
    assert asked["count"].tolist() == wanted["count"].tolist()


def test_wrong_sums_are_found_and_mended(store: Store) -> None:
    add(store, values(5))
    table = store.tables.month_sums
    with store.writing() as c:
        c.execute(table.delete().where(table.c.site_code == "S1", table.c.status == ALL))
    with store.reading() as c:
        wrong = find_wrong_sums(c, store)
    assert {(key[1], key[4]) for key in wrong} == {("S1", ALL)}
    with store.writing() as c:
        rebuild_sums(c, store)
    assert_sums_fit(store)


def test_a_superseded_value_is_kept_and_the_file_again_adds_nothing(store: Store) -> None:
    frame = values(6, 10, status="final")
    add(store, frame)
    old = loaded(store).iloc[3]
    with store.writing() as c, pytest.raises(BreaksRule, match="document"):
        supersede_sample(c, store, int(old["id"]), value=1.0, raw_text="1.0", who="李", reason="复测")
    with store.writing() as c, pytest.raises(BreaksRule):
        supersede_sample(c, store, int(old["id"]), value=1.0, raw_text="1.0", who="李", reason=" ", document="x")
    with store.writing() as c, pytest.raises(Absent):
        supersede_sample(c, store, 10**9, value=1.0, raw_text="1.0", who="李", reason="复测")
    with store.writing() as c:
        new_id = supersede_sample(
            c, store, int(old["id"]), value=1.0, raw_text="1.0", who="李", reason="复测", document="聊环函〔2026〕2号"
        )
    new = loaded(store).set_index("id").loc[new_id]
    assert (new["value"], new["status"], new["site_code"]) == (1.0, "final", old["site_code"])
    assert new["sampled_at"] == old["sampled_at"]
    with store.reading() as c:
        (kept,) = load_history(c, store, "sections", str(old["site_code"]), str(old["month"]))
    assert (kept["raw_text"], kept["reason"], kept["superseded_by"]) == (old["raw_text"], "superseded", new_id)
    assert "聊环函〔2026〕2号" in kept["document"]
    with store.writing() as c:
        assert add_samples(c, store, frame, batch={"who": "王"}) == (None, 0, 10)
    with store.writing() as c:  # and back to the first text: a chain, whose end the history names
        back = supersede_sample(
            c,
            store,
            new_id,
            value=float(old["value"]),
            raw_text=str(old["raw_text"]),
            who="李",
            reason="误改",
            document="d",
        )
    with store.reading() as c:
        rows = load_history(c, store, "sections", str(old["site_code"]), str(old["month"]))
    assert {row["superseded_by"] for row in rows} == {back}
    assert_sums_fit(store)


def test_a_withdrawn_file_may_be_imported_again(store: Store) -> None:
    frame = values(7, 30, status="raw")
    batch = add(store, frame)
    other = add(store, values(8, 5, status="raw"), "b.xlsx")
    with store.writing() as c:
        assert withdraw_batch(c, store, batch, who="李", reason="文件有误") == 30
    assert set(loaded(store)["batch_id"]) == {other}
    again = add(store, frame)
    assert len(loaded(store)) == 35
    with store.writing() as c:  # the ids are new ones, so that the history takes them too
        assert withdraw_batch(c, store, again, who="李", reason="还是有误") == 30
    history = store.tables.samples_history
    with store.reading() as c:
        assert c.execute(select(func.count()).select_from(history)).scalar() == 60
    with store.writing() as c, pytest.raises(Absent):
        withdraw_batch(c, store, 999, who="李", reason="无")
    assert_sums_fit(store)


def test_what_a_withdrawn_value_stood_in_for_may_come_again(store: Store) -> None:
    frame = values(9, 3, status="raw")
    add(store, frame)
    with store.writing() as c:
        new_id = supersede_sample(
            c, store, int(loaded(store)["id"][0]), value=1.0, raw_text="1.0", who="李", reason="复测"
        )
    batch = int(loaded(store).set_index("id").loc[new_id, "batch_id"])
    with store.writing() as c:
        withdraw_batch(c, store, batch, who="李", reason="复测作废")
        assert add_samples(c, store, frame, batch={"who": "王"})[1:] == (1, 2)
    assert_sums_fit(store)


def test_statuses_go_forward_and_back_with_a_document_only(store: Store) -> None:
    batch = add(store, values(10, 20, status="raw"))
    with store.writing() as c:
        assert change_status(c, store, from_status="raw", to_status="reported", who="李", batch_id=batch) == 20
        with pytest.raises(BreaksRule, match="document"):
            change_status(c, store, from_status="reported", to_status="raw", who="李", batch_id=batch)
        with pytest.raises(BreaksRule):
            change_status(c, store, from_status="reported", to_status="final", who="李")
        with pytest.raises(Unparsable):
            change_status(c, store, from_status="reported", to_status="official", who="李", batch_id=batch)
        moved = change_status(
            c, store, from_status="reported", to_status="final", who="李", site_codes=["S1"], level="city"
        )
        assert (
            change_status(
                c, store, from_status="final", to_status="reviewed", who="李", site_codes=["S1"], document="d"
            )
            == moved
        )
    frame = loaded(store)
    assert set(frame[frame["site_code"] == "S1"]["status"]) == {"reviewed"}
    assert set(frame[frame["site_code"] == "S1"]["level"]) == {"city"}
    with store.reading() as c:
        log = load_status_changes(c, store)
    assert [(row["from_status"], row["to_status"], row["count"]) for row in log] == [
        ("final", "reviewed", moved), ("reported", "final", moved), ("raw", "reported", 20),
    ]  # fmt: skip
    assert log[1]["chosen"]["sites"] == ["S1"]
    assert_sums_fit(store)


class Stopped(Exception):
    """The process ends here."""


@pytest.mark.parametrize(
    "change",
    [
        lambda c, store: add_samples(c, store, values(12), batch={"who": "王"}),
        lambda c, store: supersede_sample(c, store, 5, value=1.0, raw_text="1", who="李", reason="复测", document="d"),
        lambda c, store: withdraw_batch(c, store, 1, who="李", reason="误", document="d"),
        lambda c, store: change_status(c, store, from_status="raw", to_status="final", who="李", month="2026-05"),
    ],
    ids=["add", "supersede", "withdraw", "status"],
)
def test_a_stop_at_any_statement_leaves_all_as_it_was(
    store: Store, change: Callable[[Connection, Store], object]
) -> None:
    add(store, values(11))
    before = loaded(store)
    left = 0

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stopped

    event.listen(store.engine, "before_cursor_execute", count)
    for stop in range(1, 200):
        left = stop
        try:
            with store.writing() as c:
                change(c, store)
        except Stopped:
            left = 0
            pd.testing.assert_frame_equal(loaded(store), before)
            with store.reading() as c:
                assert find_wrong_sums(c, store) == []
        else:
            break
    left = 0
    assert stop > 5
    assert_sums_fit(store)
    assert not loaded(store).equals(before)
