"""Files of samples in the shapes people have (样品文件)."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from app.errors import BreaksRule, SuyuanError, TooLarge, UnknownKind, Unparsable
from app.ingest.sample_file import SampleFile, read_sample_file
from app.ingest.sample_headings import match_fields, result_column, split_unit
from app.ingest.sample_times import read_time


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]
    def read_text(text: str, encoding: str = "utf-8", **options: object) -> SampleFile:
        path = tmp_path / "samples.csv"
        path.write_bytes(text.encode(encoding))
        return read_sample_file(path, **options)  # type: ignore[arg-type]

    return read_text


WIDE = """断面名称,采样时间,pH(无量纲),高锰酸盐指数(mg/L),汞(μg/L),石油类（mg/L）,水质类别
前油坊,2023-05-12 08:00,7.8,4.17,0.05,0.01L,Ⅳ
董姑桥,2023-05-12 09:30,--,断流,＜0.04,未检出,*
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_indicators_as_columns(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    file = read(WIDE, encoding)
    assert file.rows == 2
    assert file.unused == ("水质类别",)
    first = file.values[file.values["row"] == 1].set_index("indicator")
    assert first["value"].to_dict() == {"w01001": 7.8, "w01019": 4.17, "w20111": 0.00005, "w22001": 0.005}
    assert first.loc["w20111", "raw_text"] == "0.05 μg/L"
    assert first.loc["w22001", "detection_limit"] == 0.01
    assert first.loc["w01001", "sampled_at"] == pd.Timestamp("2023-05-12 00:00", tz="UTC")
    assert set(first["source"]) == {"manual"}
    second = file.values[file.values["row"] == 2].set_index("indicator")
    assert second.loc["w01019", "state_word"] == "断流"
    assert second.loc["w20111", "detection_limit"] == pytest.approx(0.00004, rel=1e-15)
    assert second.loc["w22001", "below_limit"]
    assert math.isnan(second.loc["w22001", "value"])
    assert second.loc["w01001", "raw_text"] == "--"


def test_one_row_a_value(read) -> None:  # type: ignore[no-untyped-def]
    file = read(
        "站点编码;监测日期;监测项目;监测值;单位;检出限\n"
        "S1;2023年5月12日;氨氮;0.85;mg/L;\nS1;2023年5月12日;总汞;ND;μg/L;0.04\nS1;2023年5月12日;w01018;26;;\n"
        "S1;2023年5月12日;铀;0.02;mg/L;\n"
    )
    rows = file.values.set_index("indicator")
    assert rows["value"].to_dict() == pytest.approx({"w21003": 0.85, "w20111": 0.00002, "w01018": 26.0, "x:铀": 0.02})
    assert rows.loc["w20111", "detection_limit"] == pytest.approx(0.00004, rel=1e-15)
    assert rows.loc["x:铀", "unit"] == "mg/L"


def test_station_states_make_it_automatic_and_blank_ones_unknown(read) -> None:  # type: ignore[no-untyped-def]
    file = read("断面名称,监测时间,氨氮(mg/L),站点情况\nA,2021-04-01 04:00,0.1,正常\nA,2021-04-01 08:00,0.2,\n")
    assert file.values["source"].tolist() == ["automatic"] * 2
    assert file.values["state"].tolist() == ["正常", "不明"]


def test_rows_that_repeat_are_kept_once_and_told(read) -> None:  # type: ignore[no-untyped-def]
    file = read("断面名称,时间,氨氮\nA,2023-05-01,0.1\nA,2023-05-01,0.1\nA,2023-05-01,0.2\n")
    assert (file.rows, file.repeated, len(file.values)) == (3, 1, 2)
    assert [fault.code for fault in file.faults] == ["rows_repeated"]
    assert file.values["row"].tolist() == [1, 3]


def test_a_time_without_a_year_is_asked_for(read) -> None:  # type: ignore[no-untyped-def]
    text = "断面名称,监测时间,氨氮\nA,04-01 04:00,0.1\n"
    with pytest.raises(BreaksRule) as caught:
        read(text)
    assert caught.value.parameter == "year"
    assert read(text, year=2021).values["sampled_at"].iloc[0] == pd.Timestamp("2021-03-31 20:00", tz="UTC")


def test_a_day_column_gives_the_year_and_goes_before_the_one_given(read) -> None:  # type: ignore[no-untyped-def]
    file = read("断面名称,采集日,监测时间,氨氮\nA,2020-05-08,05-08 15:00,0.1\nA,2020-05-09,,0.2\n", year=2021)
    assert file.values["sampled_at"].tolist() == [
        pd.Timestamp("2020-05-08 07:00", tz="UTC"),
        pd.Timestamp("2020-05-08 16:00", tz="UTC"),
    ]


def test_no_time_is_a_fault_and_with_a_value_a_refusal(read) -> None:  # type: ignore[no-untyped-def]
    file = read("断面名称,时间,氨氮\nA,*,--\nA,2023-05-01,0.1\n")
    assert [(fault.code, fault.severity, fault.row) for fault in file.faults] == [("time_unreadable", "warning", 2)]
    assert len(file.values) == 1
    with pytest.raises(BreaksRule) as caught:
        read("断面名称,时间,氨氮\nA,someday,0.3\nA,2023-05-01,0.1\n")
    assert [(fault.severity, fault.row) for fault in caught.value.faults] == [("error", 2)]


def test_unreadable_and_marked_values_are_kept_and_told(read) -> None:  # type: ignore[no-untyped-def]
    file = read("site,date,ammonia(mg/l),cod\nA,2023-05-01,t/x,*12\nA,2023-05-02,0.1,13\n")
    assert [(fault.code, fault.row) for fault in file.faults] == [("value_unreadable", 2), ("value_marked", None)]
    rows = file.values.set_index(["row", "indicator"])
    assert rows.loc[(1, "w21003"), "raw_text"] == "t/x"
    assert math.isnan(rows.loc[(1, "w21003"), "value"])
    assert rows.loc[(1, "w01018"), "value"] == 12.0


def test_mapped_columns(read) -> None:  # type: ignore[no-untyped-def]
    file = read(
        "sampling(point),collect(date),thing,other\nww_1,2023-05-01,0.3,0.4\n",
        mapping={"site_code": "sampling(point)", "sampled_at": "collect(date)", "w21003": "thing"},
    )
    assert file.values.set_index("indicator")["value"].to_dict() == {"w21003": 0.3, "x:other": 0.4}


@pytest.mark.parametrize("mapping", [{"site_code": "nowhere"}, {"colour": "a"}])
def test_wrong_mappings_name_what_there_is(read, mapping: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BreaksRule, match=r"nowhere|colour") as caught:
        read("a,时间,氨氮\nA,2023-05-01,0.1\n", mapping=mapping)
    assert caught.value.parameter == "mapping"


@pytest.mark.parametrize(
    "text", ["氨氮,时间\n0.1,2023-05-01\n", "断面,氨氮\nA,0.1\n", "断面,时间,备注\nA,2023-05-01,好\n"]
)
def test_files_without_site_time_or_result_are_refused(read, text: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BreaksRule):
        read(text)


def test_a_row_without_a_site_is_an_error_with_its_place(read) -> None:  # type: ignore[no-untyped-def]
    file = read("断面,时间,氨氮\n,2023-05-01,0.1\nA,2023-05-01,0.1\n")
    assert [(fault.code, fault.severity, fault.row) for fault in file.faults] == [("site_missing", "error", 2)]


def test_a_unit_of_another_kind_gives_a_free_code(read) -> None:  # type: ignore[no-untyped-def]
    file = read("断面,时间,氨氮(NTU),氨氮(mg/L)\nA,2023-05-01,5,0.1\n")
    assert file.values.set_index("indicator")["value"].to_dict() == {"x:氨氮": 5.0, "w21003": 0.1}
    assert "unit_unknown" in [fault.code for fault in file.faults]


def test_two_columns_of_one_indicator_are_both_kept(read) -> None:  # type: ignore[no-untyped-def]
    file = read("断面,时间,COD,化学需氧量\nA,2023-05-01,10,20\n")
    assert file.values.set_index("indicator")["value"].to_dict() == {"w01018": 10.0, "x:化学需氧量": 20.0}
    assert [fault.code for fault in file.faults] == ["indicator_repeated"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"PK\x03\x04rest", Unparsable),
        (b"\xd0\xcf\x11\xe0rest", Unparsable),
        (b"%PDF-1.7", UnknownKind),
        (b"<html><table><tr><td>1</td></tr></table></html>", UnknownKind),
        (b"a,b\x00c\n1,2\n", UnknownKind),
        (b"", Unparsable),
        ("断面,时间,氨氮\n".encode(), Unparsable),
        ("断面,时间\nA,2023-05-01,0.1,9\n".encode(), Unparsable),
        (b"site,date,x\n\xff\xfe\xfa\x80,2023-05-01,1\n", SuyuanError),
        (b"site,date,x\nA,2023-05-01," + b"9" * 20_000 + b"\n", TooLarge),
        ((",".join(f"c{i}" for i in range(2001)) + "\n1\n").encode(), TooLarge),
        (b'site,date,x\n"A,2023-05-01,1\n', SuyuanError),
    ],
)
def test_other_kinds_and_broken_files_are_refused(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    with pytest.raises(error):
        read_sample_file(path)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(WIDE.encode())
    with pytest.raises(TooLarge):
        read_sample_file(path, max_bytes=100)


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [
        ("高锰酸盐指数(mg/L)", "高锰酸盐指数", "mg/L"),
        ("藻密度(cells/L)", "藻密度", "cells/L"),
        ("电导率(μS/cm)", "电导率", "μS/cm"),
        ("氨氮 mg/L", "氨氮", "mg/L"),
        ("氨氮_mg/L", "氨氮", "mg/L"),
        ("铬(六价)", "铬(六价)", ""),
        ("铬(六价)(mg/L)", "铬(六价)", "mg/L"),
        ("radiochem(alpha)", "radiochem(alpha)", ""),
        ("总氮(湖、库，以N计)", "总氮(湖、库,以N计)", ""),
    ],
)
def test_headings_and_units(heading: str, name: str, unit: str) -> None:
    assert split_unit(heading) == (name, unit)


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("CODMn", "w01019"),
        ("CODcr(mg/L)", "w01018"),
        ("COD", "w01018"),
        ("W01019", "w01019"),
        ("NH₃-N", "w21003"),
        ("五日生化需氧量(BOD5)", "w01017"),
        ("六价铬", "w20117"),
        ("铬（六价）", "w20117"),
        ("总磷（以P计）", "w21011"),
        ("氟化物(以F-计)", "w21017"),
        ("DO", "w01009"),
        ("phenol(ug/l)", "x:phenol"),
        ("no2+no3(mg/l)", "x:no2+no3"),
    ],
)
def test_headings_to_codes(heading: str, code: str) -> None:
    assert result_column(heading).code == code


def test_fields_by_their_usual_names() -> None:
    assert match_fields(["站点编码", "所属河流", "采样日期", "状态"], {}) == {
        "site_code": "站点编码",
        "river": "所属河流",
        "sampled_at": "采样日期",
        "state": "状态",
    }


@pytest.mark.parametrize("text", ["", "*", "--", "32-01 04:00", "13-45 04:00", "someday"])
def test_texts_that_tell_no_time(text: str) -> None:
    assert read_time(text, year=2021) is None


def test_leap_days_need_their_year() -> None:
    assert read_time("02-29 04:00", year=2021) is None
    assert read_time("02-29 04:00", year=2020) is not None
