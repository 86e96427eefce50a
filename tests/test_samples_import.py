"""Samples into the store: sites matched, nothing lost, nothing twice (样品导入)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from app.errors import BreaksRule
from app.settings import Settings
from app.store.engine import Store
from app.store.samples import load_month_states, load_samples
from app.uses.samples.samples_import import import_samples
from app.uses.samples.site_matching import match_sites
from tests.sections_of_tests import make_store, section

SECTIONS = [
    section("S1", "千户营桥", "马颊河", 115.5, aliases=["千户营"]),
    section("S2", "前油坊", "徒骇河", 116.0),
    section("S3", "油坊桥", "卫运河", 115.9),
    section("S4", "秤勾湾(秤钩湾)", "卫运河", 115.8),
    section("S5", "大桥", "徒骇河", 116.1),
    section("S6", "大桥", "马颊河", 115.6),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, SECTIONS)
    yield store
    store.close()


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "values.csv"
    path.write_text(text, encoding="utf-8")
    return path


def kept(store: Store) -> pd.DataFrame:
    with store.reading() as c:
        return load_samples(c, store)


@pytest.mark.parametrize(
    ("code", "name", "river", "expected"),
    [
        ("S2", "whatever", "", "S2"),
        ("千户营桥", "千户营桥", "", "S1"),
        ("千户营", "千户营", "马颊河", "S1"),
        ("千户营", "千户营", "徒骇河", "千户营"),  # another river's name is another place
        ("油坊桥", "油坊桥", "卫运河", "S3"),
        ("前油坊", "前油坊", "卫运河", "前油坊"),
        ("秤钩湾", "秤钩湾", "", "S4"),
        ("秤勾湾(秤钩湾)", "秤勾湾(秤钩湾)", "卫运河", "S4"),
        ("大桥", "大桥", "", "大桥"),  # two sections bear it
        ("大桥", "大桥", "马颊河", "S6"),
        ("nowhere", "nowhere", "", "nowhere"),
    ],
)
def test_sites_are_matched_by_code_then_river_and_name(code: str, name: str, river: str, expected: str) -> None:
    values = pd.DataFrame([{"site_code": code, "site_name": name, "river": river}])
    codes, faults = match_sites(values, pd.DataFrame(SECTIONS).reindex(columns=["code", "name", "river", "aliases"]))
    assert codes.tolist() == [expected]
    known = expected in {row["code"] for row in SECTIONS}
    assert [fault.code for fault in faults] == ([] if known else ["unknown_site"])
    assert all(fault.severity == "warning" and expected in fault.zh for fault in faults)


def test_an_ambiguous_name_lists_its_choices() -> None:
    values = pd.DataFrame([{"site_code": "大桥", "site_name": "大桥", "river": ""}])
    _, faults = match_sites(values, pd.DataFrame(SECTIONS).reindex(columns=["code", "name", "river", "aliases"]))
    assert "S5" in faults[0].en
    assert "S6" in faults[0].en


def test_the_same_file_twice_adds_nothing(store: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path, "断面名称,采样时间,氨氮(mg/L),汞(μg/L)\n前油坊,2023-05-12,0.85,<0.04\n未知桥,2023-05-12,1.2,\n"
    )
    first = import_samples(store, Settings(data_dir=tmp_path), path, who="analyst")
    assert (first.added, first.known, first.samples) == (3, 0, 2)
    assert (first.sites, first.unknown_sites, first.months) == (("S2",), ("未知桥",), ("2023-05",))
    again = import_samples(store, Settings(data_dir=tmp_path), path, who="analyst")
    assert (again.batch_id, again.added, again.known) == (None, 0, 3)
    rows = kept(store).set_index(["site_code", "indicator"])
    assert len(rows) == 3
    assert rows.loc[("S2", "w20111"), "detection_limit"] == pytest.approx(0.00004, rel=1e-15)
    assert rows.loc[("S2", "w20111"), "raw_text"] == "<0.04 μg/L"
    assert rows.loc[("未知桥", "w21003"), "value"] == 1.2
    assert set(rows["status"]) == {"reviewed"}


def test_a_refused_file_stores_nothing(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "断面名称,采样时间,氨氮(mg/L)\n前油坊,2023-05-12,0.85\n,2023-05-12,0.9\n")
    with pytest.raises(BreaksRule) as caught:
        import_samples(store, Settings(data_dir=tmp_path), path, who="analyst")
    assert [fault.row for fault in caught.value.faults] == [3]
    assert kept(store).empty


def test_words_become_states_of_months_without_values(store: Store, tmp_path: Path) -> None:
    text = (
        "断面名称,采样时间,氨氮(mg/L),总磷\n前油坊,2023-01-12,断流,断流\n油坊桥,2023-01-12,结冰,0.1\n"
        "千户营,2023-01-12,--,--\n"
    )
    assert import_samples(store, Settings(data_dir=tmp_path), written(tmp_path, text), who="analyst").states == 1
    with store.reading() as c:
        states = load_month_states(c, store, "2023-01", "2023-01")
    assert states[["site_code", "state"]].to_numpy().tolist() == [["S2", "断流"]]
    assert import_samples(store, Settings(data_dir=tmp_path), written(tmp_path, text), who="analyst").states == 0


def test_a_workbook_keeps_the_cell_of_every_value(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2023年5月"
    for row in (
        ["断面", "氨氮", "汞", "备注"],
        ["前油坊", 0.85, 0.05],
        ["油坊桥", None, None, "河道断流"],
        ["均值", 0.85],
    ):
        sheet.append(row)
    path = tmp_path / "五月.xlsx"
    book.save(path)
    result = import_samples(store, Settings(data_dir=tmp_path), path, who="analyst")
    assert (result.added, result.states, result.months) == (2, 1, ("2023-05",))
    rows = kept(store).set_index("indicator")
    places = rows.loc[["w21003", "w20111"], ["sheet", "row_number", "column_label"]]
    assert places.to_numpy().tolist() == [["2023年5月", 2, "B"], ["2023年5月", 2, "C"]]
    assert rows.loc[["w21003", "w20111"], "flags"].tolist() == [None, '["unit_slip_suspected"]']
    with store.reading() as c:
        states = load_month_states(c, store, "2023-05", "2023-05")
    assert states[["site_code", "state"]].to_numpy().tolist() == [["S3", "断流"]]
    again = import_samples(store, Settings(data_dir=tmp_path), path, who="analyst")
    assert (again.added, again.states) == (0, 0)


def test_two_results_at_one_time_are_kept_and_told(store: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "断面名称,监测时间,氨氮,站点情况\n前油坊,2023-05-12 04:00,0.8,正常\n前油坊,2023-05-12 04:00,0.9,正常\n",
    )
    result = import_samples(store, Settings(data_dir=tmp_path), path, who="analyst")
    assert result.added == 2
    assert "results_conflict" in [fault.code for fault in result.faults]


@pytest.mark.parametrize("choice", [{"source": "guessed"}, {"status": "maybe"}])
def test_choices_are_checked(store: Store, tmp_path: Path, choice: dict[str, str]) -> None:
    path = written(tmp_path, "断面名称,采样时间,氨氮\n前油坊,2023-05-12,0.85\n")
    with pytest.raises(BreaksRule) as caught:
        import_samples(store, Settings(data_dir=tmp_path), path, who="analyst", **choice)  # type: ignore[arg-type]
    assert caught.value.parameter == next(iter(choice))
