"""A letter was drafted, then the value it rests on was superseded: the close says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from app.settings import Settings
from app.store.engine import Store
from app.store.sample_changes import supersede_sample
from app.store.samples import add_samples
from app.uses.accountability.month_close import MonthClose, close_month, drafted_of
from app.uses.accountability.notice_drafts import draft_notices
from app.uses.accountability.notice_grounds import describe_gone, letter_grounds
from app.uses.registers.register_entries import enter, move
from tests.sections_of_tests import make_store, section

PLAN, MONTH = "liaocheng_2020", "2023-05"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Store]:
    """A section that missed Ⅳ in May with 3.0 mg/L of ammonia, officially, and its drafted letter."""
    target = {"purpose": "考核", "period": "month", "class": 4}
    store = make_store(tmp_path, [
        section("S1", "甲", "徒骇河", 116.0, district="东昌府区", control_level="市控", assessment_level="市考",
                required_set="w21003", targets=[target]),
    ])  # fmt: skip
    values = pd.DataFrame(
        {
            "site_kind": "sections", "site_code": "S1", "sampled_at": [pd.Timestamp("2023-05-08T02:00:00Z")],
            "indicator": "w21003", "value": 3.0, "raw_text": "3.0", "unit": "mg/L", "source": "manual",
            "status": "final",
        }
    )  # fmt: skip
    with store.writing() as c:
        add_samples(c, store, values, batch={"file_name": "v.csv", "who": "t"})
    close = closed(store)
    with store.writing() as c:
        made, _ = draft_notices(c, store, close, who="t")
    assert made
    yield store
    store.close()


def closed(store: Store) -> MonthClose:
    with store.reading() as c:
        return close_month(c, store, Settings(), PLAN, MONTH)


def corrected(store: Store, value: float) -> tuple[frozenset[str], list[str]]:
    """After the newest value was superseded by this one: keys of letters with other reasons, and of those gone."""
    with store.writing() as c:
        newest = c.exec_driver_sql("SELECT max(id) FROM samples").scalar_one()
        supersede_sample(c, store, newest, value=value, raw_text=str(value), who="t", reason="复测", document="示例1号")
    close = closed(store)
    with store.reading() as c:
        grounds = letter_grounds(c, store, close, drafted_of(c, store, close))
    return grounds.changed, [entry.key for entry in grounds.no_longer_due]


def test_nothing_has_changed_at_first(town: Store) -> None:
    close = closed(town)
    with town.reading() as c:
        grounds = letter_grounds(c, town, close, drafted_of(c, town, close))
    assert (grounds.changed, grounds.no_longer_due) == (frozenset(), ())


def test_another_value_that_misses_changes_the_reasons(town: Store) -> None:
    keys = {notice.key for notice in closed(town).due}
    changed, gone = corrected(town, 2.5)
    assert changed == keys
    assert gone == []


def test_a_value_that_meets_leaves_the_letter_without_ground(town: Store) -> None:
    keys = sorted(notice.key for notice in closed(town).due)
    assert corrected(town, 1.0) == (frozenset(), keys)
    by_hand = {"title": "函", "rule_set": PLAN, "kind": "reminder", "subject": "S1", "month": MONTH,
               "addressees": ["某镇"], "reasons_zh": "另有原因"}  # fmt: skip
    with town.writing() as c:
        enter(c, town, "notices", by_hand, who="t")  # rests on no rule and stays
    assert corrected(town, 1.1)[1] == keys
    close = closed(town)
    with town.writing() as c:
        for entry in letter_grounds(c, town, close, {}).no_longer_due:
            assert "氨氮" in describe_gone(entry)["reasons_zh"]
            move(c, town, "notices", entry.id, "void", who="u", may=lambda _: True, note="数据更正")
    assert corrected(town, 1.2) == (frozenset(), [])
