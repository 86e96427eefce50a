"""Entering, changing and moving entries by their specification, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import geopandas as gpd
import pytest
import shapely

from app.errors import BreaksRule, Clash, NotAllowed
from app.registers.catalogue import register_spec
from app.registers.seed_works import load_seed_measures, load_seed_works
from app.store.engine import Store, open_store
from app.store.files import add_file
from app.store.registers import Entry, EntryQuery, load_events
from app.store.revisions import publish
from app.uses.registers.register_entries import amend, clean_note, enter, move
from app.uses.registers.register_lookup import aliases_in_force, exemptions_in_force, find_page, is_overdue
from app.uses.registers.works_ledger import count_lights, load_ledger

EXEMPTION: dict[str, Any] = {
    "section": "LC01", "kind": "exemption", "indicators": ["w21011"], "first_month": "2023-01",
    "last_month": "2023-03", "reason": "冰封", "document_number": "环办〔2023〕1号", "approver": "省厅",
}  # fmt: skip
DRAFT: dict[str, Any] = {
    "title": "提醒函", "rule_set": "gaoxin_2023", "rule": "reminder", "kind": "reminder", "subject": "LC01",
    "month": "2023-05", "addressees": ["责任河长"], "reasons_zh": "氨氮超标", "deadline": "2023-06-20",
}  # fmt: skip


def anyone(role: str) -> bool:
    return True


@pytest.fixture(params=["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)], scope="module")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path_factory.mktemp('registers') / 'store.gpkg'}"
    store = open_store(url if request.param == "geopackage" else request.getfixturevalue("postgis_url"))
    frame = gpd.GeoDataFrame(
        {"code": ["LC01", "LC02"], "name": ["千户营", "崔庄桥"], "extra": [None, None]},
        geometry=[shapely.Point(115.9, 36.5), shapely.Point(116, 36.4)], crs=4490,
    )  # fmt: skip
    with store.writing() as c:
        publish(c, store, "sections", frame, who="test")
    yield store
    store.close()


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    """The shared store, its registers emptied afterwards."""
    yield shared
    with shared.writing() as c:
        for table in (shared.tables.register_events, shared.tables.register_entries, shared.tables.files):
            c.execute(table.delete())


def put(store: Store, register: str, content: dict[str, Any], **more: Any) -> Entry:
    with store.writing() as c:
        return enter(c, store, register, content, who="王", **more)[0]


def step(store: Store, entry: Entry, to_state: str, **more: Any) -> Entry:
    with store.writing() as c:
        return move(c, store, entry.register, entry.id, to_state, **{"who": "王", "may": anyone, **more})


def fault_fields(told: pytest.ExceptionInfo[BreaksRule]) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.field) for fault in told.value.faults]


def test_the_same_content_again_is_the_same_entry(store: Store) -> None:
    first = put(store, "exemptions", EXEMPTION)
    with store.writing() as c:
        again, new = enter(c, store, "exemptions", EXEMPTION | {"approver": " 省厅 "}, who="李")
    assert (again, new) == (first, False)
    with pytest.raises(Clash) as told:
        put(store, "exemptions", EXEMPTION | {"approver": "市局"})
    assert f"编号 {first.id}" in told.value.zh
    assert (first.subject, first.month, first.state) == ("LC01", "2023-01", "registered")


def test_what_is_revoked_may_be_entered_anew_but_a_draft_made_by_a_program_is_not(store: Store) -> None:
    first = put(store, "exemptions", EXEMPTION)
    step(store, first, "revoked", note="登记有误")
    second = put(store, "exemptions", EXEMPTION)
    assert second.id != first.id
    assert put(store, "exemptions", EXEMPTION).id == second.id
    draft = put(store, "notices", DRAFT, key="gaoxin_2023/reminder/LC01/2023-05")
    step(store, draft, "void", note="不需发文")
    kept = put(store, "notices", DRAFT | {"title": "另一个"}, key="gaoxin_2023/reminder/LC01/2023-05", keep=True)
    assert (kept.id, kept.state) == (draft.id, "void")


def test_sections_indicators_and_files_must_be_there(store: Store) -> None:
    with pytest.raises(BreaksRule) as told:
        put(store, "exemptions", EXEMPTION | {"section": "XX", "indicators": ["w99999"], "document": "a" * 64})
    assert fault_fields(told) == [
        ("section_absent", "section"), ("indicator_unknown", "indicators"), ("file_absent", "document"),
    ]  # fmt: skip
    assert "共 3 处" in told.value.zh
    with store.writing() as c:
        add_file(c, store, sha256="a" * 64, name="a.pdf", media_type="application/pdf", size_bytes=1, who="王")
    assert put(store, "exemptions", EXEMPTION | {"document": "a" * 64}).content["document"] == "a" * 64


def test_an_exemption_holds_only_when_in_force_and_within_its_months(store: Store) -> None:
    entry = put(store, "exemptions", EXEMPTION)

    def held(first: str, last: str) -> list[int]:
        with store.reading() as c:
            return [one.id for one in exemptions_in_force(c, store, first, last)]

    assert held("2023-01", "2023-12") == []
    step(store, entry, "in_force")
    assert held("2023-03", "2023-03") == held("2022-01", "2023-01") == [entry.id]
    assert held("2023-04", "2023-12") == held("2022-01", "2022-12") == []
    with pytest.raises(Clash, match="cannot be changed"), store.writing() as c:
        amend(c, store, "exemptions", entry.id, {"approver": "x"}, version=2, who="李")
    with pytest.raises(BreaksRule) as told:
        step(store, entry, "revoked", note=" ")
    assert fault_fields(told) == [("note_missing", "note")]
    step(store, entry, "revoked", note="文件废止")
    assert held("2023-01", "2023-12") == []


def test_a_name_stands_for_one_site_at_a_time(store: Store) -> None:
    name = {"river": "马颊河", "name": "千户营桥", "site_kind": "sections", "site_code": "LC01"}
    first = put(store, "aliases", name | {"valid_to": "2022-12-31"})
    with pytest.raises(Clash) as told:
        put(store, "aliases", name | {"site_code": "LC02"})
    assert "LC01" in told.value.zh
    later = put(store, "aliases", name | {"site_code": "LC02", "valid_from": "2023-01-01"})
    put(store, "aliases", name | {"river": "徒骇河", "site_code": "LC02"})
    with pytest.raises(Clash), store.writing() as c:
        amend(c, store, "aliases", first.id, {"valid_to": None}, version=1, who="李")
    step(store, later, "revoked", note="改回")
    with store.writing() as c:
        assert amend(c, store, "aliases", first.id, {"valid_to": None}, version=1, who="李").version == 2
        assert len(aliases_in_force(c, store)) == 2


def test_a_notice_goes_from_draft_to_closing_and_keeps_its_way(store: Store) -> None:
    draft = put(store, "notices", DRAFT)
    with pytest.raises(Clash) as told:
        step(store, draft, "numbered", fields={"document_number": "1号"})
    assert "核稿" in told.value.zh
    with pytest.raises(NotAllowed, match="another person"):
        step(store, draft, "reviewed", may=lambda role: role == "analyst")
    step(store, draft, "reviewed", who="李", may=lambda role: role == "analyst")
    step(store, draft, "draft", note="措辞")
    with store.writing() as c:
        amend(c, store, "notices", draft.id, {"reasons_zh": "氨氮超标0.5倍"}, version=3, who="李")
    step(store, draft, "reviewed")
    step(store, draft, "signed", fields={"signer": "赵", "signed_on": "2023-06-01"})
    with pytest.raises(BreaksRule) as broken:
        step(store, draft, "numbered", fields={"issued_on": "2023-06-01"})
    assert fault_fields(broken) == [("field_missing", "document_number")]
    with pytest.raises(BreaksRule) as broken:
        step(store, draft, "numbered", fields={"title": "改标题", "document_number": "1号"})
    assert fault_fields(broken) == [("field_not_of_step", "title")]
    step(store, draft, "numbered", fields={"document_number": "聊环函〔2023〕1号"})
    step(store, draft, "sealed", fields={"sealed_on": "2023-06-02"})
    step(store, draft, "delivered", fields={"delivered_on": "2023-06-03", "receipt": "王某签收"})
    step(store, draft, "answered", fields={"feedback": "已整改"})
    closed = step(store, draft, "closed", note="现场核实")
    assert closed.content["document_number"] == "聊环函〔2023〕1号"
    with store.reading() as c:
        events = load_events(c, store, draft.id)
    assert [event.to_state for event in events] == [
        "draft", "reviewed", "draft", "draft", "reviewed", "signed", "numbered", "sealed", "delivered", "answered",
        "closed",
    ]  # fmt: skip
    spec = register_spec("notices")
    assert is_overdue(spec, draft, date(2023, 6, 20)) is False
    assert is_overdue(spec, draft, date(2023, 6, 21)) is True
    assert is_overdue(spec, closed, date(2024, 1, 1)) is False


def test_a_step_is_for_its_roles_only(store: Store) -> None:
    entry = put(store, "exemptions", EXEMPTION)
    with pytest.raises(NotAllowed) as told:
        step(store, entry, "in_force", may=lambda role: role != "analyst")
    assert "analyst" in told.value.zh


def test_a_stale_change_is_refused_and_nothing_new_is_no_version(store: Store) -> None:
    entry = put(store, "works", load_seed_works()[0])
    with store.writing() as c:
        assert amend(c, store, "works", entry.id, {"item": entry.content["item"]}, version=1, who="李").version == 1
        assert amend(c, store, "works", entry.id, {"note": "注"}, version=1, who="李").version == 2
    for change in (
        lambda c: amend(c, store, "works", entry.id, {"note": "又"}, version=1, who="赵"),
        lambda c: move(c, store, "works", entry.id, "done", who="赵", may=anyone, note="x", version=1),
    ):
        with pytest.raises(Clash) as told, store.writing() as c:
            change(c)
        assert "李" in told.value.zh
        assert told.value.code == "entry_changed"


def test_lists_are_searched_by_their_words_page_by_page(store: Store) -> None:
    for content in load_seed_works():
        put(store, "works", content)
    with store.reading() as c:
        page = find_page(c, store, "works", EntryQuery(), text="畜禽 农业农村", limit=3)
        rest = find_page(c, store, "works", EntryQuery(after=page.next_after or 0), text="畜禽 农业农村", limit=9)
        by_plan = find_page(c, store, "works", EntryQuery(subject="dujia_2023"))
        by_word = find_page(c, store, "works", EntryQuery(), text="平鲁区2021")
    assert [len(page.entries), len(rest.entries), rest.next_after] == [3, 2, None]
    assert len(by_plan.entries) == 3
    assert len(by_word.entries) == 14


def test_the_ledger_has_a_light_for_each_work(store: Store) -> None:
    works = [put(store, "works", content) for content in load_seed_works()]
    village = next(one for one in works if one.content["item"] == "村庄生活污水治理")
    report = {"work": str(village.id), "month": "2023-06", "pace": "on_pace", "text": "王庄村完工", "value": 1}
    put(store, "progress", report)
    put(store, "progress", report | {"month": "2023-08", "value": 3})

    def light(month: str, today: date = date(2026, 11, 27)) -> str:
        with store.reading() as c:
            rows = load_ledger(c, store, month=month, today=today, due_days=30)
        (row,) = [one for one in rows if one.work.id == village.id]
        assert (row.report is not None) == (month in ("2023-06", "2023-08"))
        assert sum(count_lights(rows).values()) == 47
        return row.light.light

    assert [light(month) for month in ("2023-05", "2023-06", "2023-07", "2023-08", "2023-10")] == [
        "yellow", "green", "yellow", "green", "green",
    ]  # fmt: skip


def test_every_measure_of_the_plans_is_entered(store: Store) -> None:
    entries = [put(store, "measures", content) for content in load_seed_measures()]
    assert len({entry.id for entry in entries}) == 7


def test_a_note_is_kept_clean() -> None:
    assert clean_note("\x00 a\tb\n") == "a\tb"
