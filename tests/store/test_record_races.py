"""Two people at once: the same draft, step, change or correction; one wins, the other is told, nothing comes twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import func, select

from app.errors import Absent, Clash, SuyuanError
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.month_sums import find_wrong_sums
from app.store.registers import load_entries, load_entry, load_events
from app.store.revisions import publish
from app.store.sample_changes import change_status, supersede_sample, withdraw_batch
from app.store.samples import add_samples
from app.uses.accountability.month_close import close_month
from app.uses.accountability.notice_drafts import draft_notices
from app.uses.registers.register_entries import amend, enter, move
from tests.sections_of_tests import frame_of, section

WORK = {"plan": "liaocheng_2020", "clause": "一", "item": "某项", "target": "完成"}


def at_once(store: Store, *jobs: Callable[[Any], Any]) -> list[Any]:
    """What each job gives or raises, each in a transaction of its own, all begun together."""
    gate, found = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[Any], Any]) -> None:
        gate.wait()
        try:
            with store.writing() as c:
                found[place] = job(c)
        except SuyuanError as error:
            found[place] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def one_loser(found: list[Any], kind: type[Exception]) -> Any:
    """The error of the one that lost, and that all others won."""
    lost = [one for one in found if isinstance(one, Exception)]
    assert len(lost) == len(found) - 1
    assert all(isinstance(one, kind) and str(one) for one in lost), lost
    return lost[0]


@pytest.fixture
def town(store_url: str) -> Any:
    """A section that missed in May 2023, on official values."""
    store = open_store(store_url)
    target = {"purpose": "考核", "period": "month", "class": 4}
    place = section("S1", "甲", "徒骇河", 116.0, district="东昌府区", control_level="市控", assessment_level="市考",
                    required_set="w21003", targets=[target])  # fmt: skip
    at = pd.to_datetime(["2023-05-08T02:00:00Z", "2023-06-08T02:00:00Z"])
    values = pd.DataFrame(
        {
            "site_kind": "sections", "site_code": "S1", "site_name": "甲", "sampled_at": at, "indicator": "w21003",
            "value": [3.0, 1.0], "raw_text": ["3.0", "1.0"], "unit": "mg/L", "source": "manual", "status": "final",
        }
    )  # fmt: skip
    with store.writing() as c:
        publish(c, store, "sections", frame_of("sections", [place]), who="t")
        add_samples(c, store, values, batch={"file_name": "v.csv", "who": "t"})
    yield store
    store.close()


def test_the_same_letters_drafted_at_once(town: Store, tmp_path: Path) -> None:
    def draft(c: Any) -> tuple[int, int]:
        close = close_month(c, town, Settings(data_dir=tmp_path), "liaocheng_2020", "2023-05")
        made, known = draft_notices(c, town, close, who="t")
        return len(made), len(known)

    found = at_once(town, draft, draft, draft)
    most = max(made for made, _ in found)
    assert most >= 1
    assert sorted(found) == [(0, most), (0, most), (most, 0)]
    with town.reading() as c:
        assert len(load_entries(c, town, "notices")) == most


def test_one_entry_changed_moved_and_entered_at_once(town: Store) -> None:
    found = at_once(town, *(lambda c: enter(c, town, "works", WORK, who="t") for _ in range(4)))
    assert sorted(is_new for _, is_new in found) == [False, False, False, True]
    assert len({entry.id for entry, _ in found}) == 1
    entry = found[0][0].id

    def change(text: str) -> Callable[[Any], Any]:
        return lambda c: amend(c, town, "works", entry, {"target": text}, version=1, who=text)

    told = one_loser(at_once(town, change("甲"), change("乙"), change("丙")), Clash)
    assert "改过这一条" in told.zh

    def finish(c: Any) -> Any:
        return move(c, town, "works", entry, "done", who="t", may=lambda _: True, note="完工", version=2)

    told = one_loser(at_once(town, finish, finish), Clash)
    assert "改过这一条" in told.zh

    def back(c: Any) -> Any:  # without a version
        return move(c, town, "works", entry, "open", who="t", may=lambda _: True, note="退回")

    told = one_loser(at_once(town, back, back), Clash)
    assert "不能这样流转" in told.zh
    with town.reading() as c:
        assert [one.version for one in load_events(c, town, entry)] == [1, 2, 3, 4]
        assert load_entry(c, town, "works", entry).version == 4


def test_one_value_corrected_withdrawn_and_moved_at_once(town: Store) -> None:
    def correct(text: str) -> Callable[[Any], Any]:
        return lambda c: supersede_sample(
            c, town, 1, value=float(text), raw_text=text, who="t", reason="笔误", document="示例1号"
        )

    told = one_loser(at_once(town, correct("0.5"), correct("0.6"), correct("0.7")), Absent)
    assert told.zh
    with town.reading() as c:
        assert c.execute(select(func.count()).select_from(town.tables.samples)).scalar() == 2

    def withdraw(c: Any) -> int:
        return withdraw_batch(c, town, 1, who="t", reason="误传", document="示例1号")

    def lower(c: Any) -> int:
        return change_status(
            c, town, from_status="final", to_status="reported", who="t", month="2023-06", document="示例1号"
        )

    found = at_once(town, withdraw, lower, withdraw)
    assert sorted([found[0], found[2]]) == [0, 1]  # taken back once
    assert found[1] in (0, 1)
    with town.reading() as c:
        assert find_wrong_sums(c, town) == []


def test_the_same_file_of_values_sent_in_at_once(town: Store) -> None:
    frame = pd.DataFrame(
        {
            "site_kind": "sections", "site_code": "S1", "sampled_at": pd.Timestamp("2023-07-08T02:00:00Z"),
            "indicator": ["w21003", "w21011"], "value": [1.0, 0.1], "raw_text": ["1.0", "0.1"], "source": "manual",
            "status": "raw",
        }
    )  # fmt: skip
    found = at_once(town, *(lambda c: add_samples(c, town, frame, batch={"who": "t"})[1:] for _ in range(3)))
    assert sorted(found) == [(0, 2), (0, 2), (2, 0)]
    with town.reading() as c:
        assert find_wrong_sums(c, town) == []
