"""Uploads of samples: recognised, asked, imported whole or not at all, taken back (样品上传)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import Absent, BreaksRule, Clash, UnknownKind, Unparsable
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.revisions import publish
from app.store.sample_batches import load_batch, load_batches
from app.store.sample_changes import change_status, load_history
from app.store.sample_uploads import SampleUpload
from app.store.samples import load_month_states, load_samples
from app.uses.registers.register_entries import enter
from app.uses.samples.sample_books import load_kept_book, window_of
from app.uses.samples.sample_edits import supersede_value, withdraw_import
from app.uses.samples.sample_uploads import (
    accept_sample_upload,
    change_upload_choices,
    discard_sample_upload,
    import_sample_upload,
    recover_sample_uploads,
    run_sample_upload,
)
from tests.sample_books_of_tests import ROWS, city_workbook
from tests.sections_of_tests import frame_of, section
from tests.store.conftest import ENGINES

SECTIONS = [
    section("S1", "千户营", "马颊河", 115.5, aliases=["千户营桥"]),
    section("S2", "董姑桥", "马颊河", 115.6),
    section("S3", "前油坊", "徒骇河", 116.0),
    section("S4", "崔庄桥", "四新河", 116.1),
    section("S5", "油坊桥", "卫运河", 115.9),
]
ASKED = "卫运河|油坊大桥"


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "geopackage":
        opened = open_store(f"sqlite:///{tmp_path / 'store.gpkg'}")
        yield filled(opened)
        opened.close()
    else:
        with request.getfixturevalue("postgis_cluster").database() as url:
            opened = open_store(url)
            yield filled(opened)
            opened.close()


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Store]:
    """One engine, for what is no matter of the engine."""
    opened = open_store(f"sqlite:///{tmp_path / 'quick.gpkg'}")
    yield filled(opened)
    opened.close()


def filled(store: Store) -> Store:
    with store.writing() as c:
        publish(c, store, "sections", frame_of("sections", SECTIONS), who="test")
    return store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def taken(store: Store, settings: Settings, body: bytes, name: str = "11月.xlsx", **more: Any) -> SampleUpload:
    """An upload, read."""
    path = settings.data_dir / "in.bin"
    path.write_bytes(body)
    upload_id = accept_sample_upload(store, settings, path, who="王", file_name=name, **more)
    return run_sample_upload(store, settings, upload_id)


def values_of(store: Store) -> dict[tuple[str, str], str]:
    with store.reading() as c:
        rows = load_samples(c, store)
    return {(row.site_code, row.indicator): row.raw_text for row in rows.itertuples()}


def test_the_citys_workbook_from_upload_to_undo(store: Store, settings: Settings) -> None:
    upload = taken(store, settings, city_workbook())
    counts = upload.found["counts"]
    assert (upload.state, counts["values"], counts["new"], counts["known"]) == (
        "ready",
        22,
        22,
        0,
    )  # 3 sites × 7, and 断流
    assert (counts["unknown"], counts["states_new"], counts["errors"], counts["sites"]) == (1, 1, 0, 4)
    assert upload.options["mapping"]["sheets"]["11月"]["month"] == "2026-11"
    [asked] = upload.found["unknown_sites"]
    assert (asked["key"], asked["name"], asked["sheet"], asked["row"]) == (ASKED, "油坊大桥", "11月", 8)
    assert asked["choices"][0]["code"] == "S5"
    with pytest.raises(BreaksRule) as caught:
        import_sample_upload(store, settings, upload.id, who="王")
    assert [fault.key for fault in caught.value.faults] == [ASKED]
    assert values_of(store) == {}
    upload = change_upload_choices(store, settings, upload.id, {"sites": {ASKED: "S5"}, "remember_names": True})
    assert upload.found["counts"]["values"] == 29
    assert upload.found["blockers"] == []
    done = import_sample_upload(store, settings, upload.id, who="王", version=upload.version)
    assert done.state == "imported"
    told = done.found["done"]
    assert (told["added"], told["known"], told["states"], told["names"]) == (29, 0, 1, 1)
    with store.reading() as c:
        rows = load_samples(c, store).set_index(["site_code", "indicator"])
        states = load_month_states(c, store, "2026-11", "2026-11")
    cell = rows.loc[("S3", "w21003")]
    assert (cell["value"], cell["sheet"], cell["row_number"], cell["column_label"]) == (1.72, "11月", 6, "H")
    assert rows.loc[("S1", "w22001"), ["value", "detection_limit", "below_limit"]].tolist() == [0.005, 0.01, True]
    assert set(rows["status"]) == {"raw"}
    assert states[["site_code", "state"]].to_numpy().tolist() == [["S4", "断流"]]
    # The same file again adds nothing, and asks nothing, for the name is in the register now.
    again = taken(store, settings, city_workbook(), "again.xlsx")
    assert (again.found["counts"]["new"], again.found["counts"]["unknown"]) == (0, 0)
    assert again.options["remembered"]["file_name"] == "11月.xlsx"
    same = import_sample_upload(store, settings, again.id, who="王").found["done"]
    assert (same["batch_id"], same["added"], same["states"]) == (None, 0, 0)
    with store.writing() as c:
        assert withdraw_import(c, store, told["batch_id"], who="王", reason="误传") == (29, 1)
    assert values_of(store) == {}
    with store.reading() as c:
        assert load_month_states(c, store, "2026-11", "2026-11").empty
        batch = load_batch(c, store, told["batch_id"])
    assert (batch.withdrawn, batch.withdrawn_by, batch.by_status) == (29, "王", {})
    with store.writing() as c, pytest.raises(BreaksRule):
        withdraw_import(c, store, told["batch_id"], who="王", reason="再撤")


def test_an_official_value_is_not_overwritten(store: Store, settings: Settings) -> None:
    first = taken(store, settings, city_workbook(rows=ROWS[:4]), status="final", level="city")
    import_sample_upload(store, settings, first.id, who="王")
    rows = [list(row) for row in ROWS[:4]]
    rows[2][7] = 0.9  # H6, once 1.72
    second = taken(store, settings, city_workbook(rows=rows), "改.xlsx")
    counts = second.found["counts"]
    assert (counts["new"], counts["official"], counts["known"]) == (0, 1, 21)
    [held] = second.found["official"]
    assert (held["row"], held["column"], held["raw_text"], held["official"]["raw_text"]) == (6, "H", "0.9", "1.72")
    assert import_sample_upload(store, settings, second.id, who="王").found["done"]["added"] == 0
    assert values_of(store)[("S3", "w21003")] == "1.72"
    with store.writing() as c:
        number = held["official"]["id"]
        with pytest.raises(BreaksRule):
            supersede_value(c, store, number, raw_text="0.9", reason="复核", document=None, who="王")
    with store.writing() as c:
        supersede_value(c, store, number, raw_text="0.9", reason="复核", document="聊环监〔2026〕1号", who="王")
        assert load_history(c, store, "sections", "S3", "2026-11")[0]["raw_text"] == "1.72"
    assert values_of(store)[("S3", "w21003")] == "0.9"


def test_what_is_not_a_value_supersedes_nothing(quick: Store, settings: Settings) -> None:
    upload = taken(quick, settings, city_workbook(rows=ROWS[:4]))
    import_sample_upload(quick, settings, upload.id, who="王")
    with quick.writing() as c:
        number = int(load_samples(c, quick)["id"].iloc[0])
        for text in ("大概", "-3"):
            with pytest.raises(BreaksRule):
                supersede_value(c, quick, number, raw_text=text, reason="复核", document=None, who="王")
        with pytest.raises(Absent):
            supersede_value(c, quick, 10**6, raw_text="1", reason="复核", document=None, who="王")


def test_names_may_be_left_out_and_answers_taken_back(quick: Store, settings: Settings) -> None:
    upload = taken(quick, settings, city_workbook())
    upload = change_upload_choices(quick, settings, upload.id, {"sites": {ASKED: "skip"}})
    assert (upload.found["counts"]["skipped"], upload.found["counts"]["unknown"]) == (7, 0)
    back = change_upload_choices(quick, settings, upload.id, {"sites": {ASKED: None}})
    assert back.found["counts"]["unknown"] == 1
    with pytest.raises(BreaksRule):
        change_upload_choices(quick, settings, upload.id, {"sites": {ASKED: "nowhere"}})
    change_upload_choices(quick, settings, upload.id, {"sites": {ASKED: "skip"}})
    assert import_sample_upload(quick, settings, upload.id, who="王").found["done"]["added"] == 22
    with quick.reading() as c:
        assert set(load_samples(c, quick)["site_code"]) == {"S1", "S2", "S3", "S4"}


@pytest.mark.parametrize(("day", "code"), [("2026-10-31", None), ("2026-11-01", "S5"), ("2026-12-31", "S5"),
                                           ("2027-01-01", "S2")])  # fmt: skip
def test_names_of_the_register_hold_by_their_dates(quick: Store, settings: Settings, day: str, code: str) -> None:
    content = {"river": "卫运河", "name": "油坊大桥", "site_kind": "sections"}
    with quick.writing() as c:
        dates = {"valid_from": "2026-11-01", "valid_to": "2026-12-31"}
        enter(c, quick, "aliases", {**content, **dates, "site_code": "S5"}, who="王")
        enter(c, quick, "aliases", {**content, "valid_from": "2027-01-01", "site_code": "S2"}, who="王")
    text = f"河流,断面名称,采样时间,氨氮(mg/L)\n卫运河,油坊大桥,{day},0.5\n"
    upload = taken(quick, settings, text.encode(), "a.csv")
    assert [site["code"] for site in upload.found["sites"]] == ([code] if code else [])
    assert upload.found["counts"]["unknown"] == (0 if code else 1)


def test_a_changed_mapping_needs_no_upload_and_is_remembered(quick: Store, settings: Settings) -> None:
    text = "断面名称,采样时间,氨氮(mg/L),项目甲\n前油坊,2026-11-03,0.5,12\n"
    upload = taken(quick, settings, text.encode(), "a.csv")
    mapping = upload.options["mapping"]
    [sheet] = mapping["sheets"]
    assert mapping["sheets"][sheet]["tables"][0]["columns"]["D"].get("indicator") != "w01018"
    mapping["sheets"][sheet]["tables"][0]["columns"]["D"] = {"indicator": "w01018", "unit": "mg/L", "heading": "项目甲"}
    upload = change_upload_choices(quick, settings, upload.id, {"mapping": mapping, "version": 1})
    assert upload.found["counts"]["values"] == 2
    with pytest.raises(Clash):
        change_upload_choices(quick, settings, upload.id, {"year": 2026, "version": 1})
    mapping["sheets"][sheet]["tables"][0]["columns"]["D"] = {"field": "nonsense"}
    with pytest.raises(BreaksRule):
        change_upload_choices(quick, settings, upload.id, {"mapping": mapping})
    import_sample_upload(quick, settings, upload.id, who="王")
    assert values_of(quick)[("S3", "w01018")] == "12"
    after = taken(quick, settings, text.replace("-11-", "-12-").encode(), "b.csv")
    assert after.options["mapping"]["sheets"][sheet]["tables"][0]["columns"]["D"]["indicator"] == "w01018"


def test_a_file_without_a_year_asks_for_it(quick: Store, settings: Settings) -> None:
    upload = taken(quick, settings, "断面名称,采样时间,氨氮(mg/L)\n前油坊,11-03,0.5\n".encode(), "a.csv")
    assert "year_needed" in {fault["code"] for fault in upload.faults}
    assert [one["code"] for one in upload.found["blockers"]] == ["file_errors"]
    with pytest.raises(BreaksRule):
        import_sample_upload(quick, settings, upload.id, who="王")
    upload = change_upload_choices(quick, settings, upload.id, {"year": 2021})
    assert [one["month"] for one in upload.found["months"]] == ["2021-11"]
    assert import_sample_upload(quick, settings, upload.id, who="王").found["done"]["added"] == 1


def test_what_changed_meanwhile_is_told_and_counted_anew(quick: Store, settings: Settings) -> None:
    one = taken(quick, settings, city_workbook(rows=ROWS[:4]))
    two = taken(quick, settings, city_workbook(rows=ROWS[:4]), "zwei.xlsx")
    import_sample_upload(quick, settings, one.id, who="王")
    with pytest.raises(Clash) as caught:
        import_sample_upload(quick, settings, two.id, who="李")
    assert caught.value.code == "upload_changed"
    assert import_sample_upload(quick, settings, two.id, who="李").found["done"]["added"] == 0
    with pytest.raises(Clash):
        import_sample_upload(quick, settings, two.id, who="李")
    with pytest.raises(Clash):
        discard_sample_upload(quick, two.id)


def test_withdrawing_official_values_needs_a_document(quick: Store, settings: Settings) -> None:
    upload = taken(quick, settings, city_workbook(rows=ROWS[:4]))
    batch = import_sample_upload(quick, settings, upload.id, who="王").found["done"]["batch_id"]
    with quick.writing() as c:
        assert change_status(c, quick, from_status="raw", to_status="final", who="王", month="2026-11") == 22
    with quick.writing() as c, pytest.raises(BreaksRule):
        withdraw_import(c, quick, batch, who="王", reason="误传")
    with quick.writing() as c:
        assert withdraw_import(c, quick, batch, who="王", reason="误传", document="函") == (22, 1)
        assert [one.id for one in load_batches(c, quick)] == [batch]


def test_a_reading_that_broke_off_is_refused_at_start(quick: Store, settings: Settings) -> None:
    path = settings.data_dir / "in.bin"
    path.write_bytes(city_workbook())
    upload_id = accept_sample_upload(quick, settings, path, who="王", file_name="11月.xlsx")
    assert recover_sample_uploads(quick, settings) == 1
    with pytest.raises(Clash):
        run_sample_upload(quick, settings, upload_id)
    assert recover_sample_uploads(quick, settings) == 0
    assert discard_sample_upload(quick, upload_id).state == "discarded"


def test_a_file_of_another_kind_is_refused(quick: Store, settings: Settings) -> None:
    with pytest.raises(UnknownKind):
        taken(quick, settings, b"%PDF-1.7 nothing", "a.pdf")
    with pytest.raises(Unparsable):
        taken(quick, settings, city_workbook()[:900], "cut.xlsx")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(part, "<nothing")
    broken = taken(quick, settings, stream.getvalue(), "broken.xlsx")
    assert (broken.state, bool(broken.message)) == ("refused", True)


def test_sheets_are_kept_and_made_anew_where_they_are_lost(quick: Store, settings: Settings) -> None:
    upload = taken(quick, settings, city_workbook())
    [kept] = (settings.data_dir / "sheets").iterdir()
    book = load_kept_book(settings, upload.sha256, upload.file_name)
    assert [sheet.name for sheet in book.sheets] == ["11月", "填表说明"]
    window = window_of(book.sheets[0], 6, 1)
    assert window["cells"] == [["3", "徒骇河", "前油坊", "7.8", "4.1", "9.8", "33", "1.72", "0.03", "0.36"]]
    assert window["labels"][-1] == "J"
    kept.write_bytes(kept.read_bytes()[:-3])
    again = load_kept_book(settings, upload.sha256, upload.file_name)
    assert replace(again, sheets=()) == replace(book, sheets=())
    assert (again.sheets[0].texts == book.sheets[0].texts).all()
    kept.unlink()
    (settings.data_dir / "files" / upload.sha256).unlink()
    with pytest.raises(Absent):
        load_kept_book(settings, upload.sha256, upload.file_name)
