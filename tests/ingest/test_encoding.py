"""Chinese attribute tables come out right, whatever the file says of itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unparsable
from app.ingest.check import CheckedTable
from app.ingest.encoding import decode_column, decode_text, find_encoding
from app.ingest.wire import RawTable
from tests.ingest.files import dbf, shapefile, zip_shapefile

NAMES = ["徒骇河", "马颊河", "卫河(大沙河)", "聊城", "plain"]


def _texts(table: RawTable, column: str) -> list[object]:
    return next(one.values.tolist() for one in table.columns if one.name == column)


def _codes(table: RawTable) -> list[str]:
    return [str(fault["code"]) for fault in table.faults]


@pytest.mark.parametrize(
    ("real", "cpg", "ldid", "repaired"),
    [
        ("gbk", None, 0, False),
        ("gbk", None, 0x57, False),
        ("gbk", None, 0x4D, False),
        ("gbk", "GBK", 0, False),
        ("gbk", "936", 0, False),
        ("gbk", "UTF-8", 0, True),
        ("gbk", "ISO-8859-1", 0, True),
        ("gbk", "1252", 0, True),
        ("gbk", "nonsense", 0, False),
        ("gbk", "", 0, False),
        ("gb18030", None, 0, False),
        ("utf-8", None, 0, False),
        ("utf-8", "UTF-8", 0, False),
        ("utf-8", "GBK", 0, True),
        ("utf-8", "ISO-8859-1", 0, True),
        ("utf-8", None, 0x4D, True),
        ("big5", "BIG5", 0, False),
    ],
)
def test_names_are_right_whatever_is_declared(
    tmp_path: Path, read: Callable[..., RawTable], real: str, cpg: str | None, ldid: int, repaired: bool
) -> None:
    names = ["臺灣河", "聊城市", "plain"] if real == "big5" else NAMES
    title = "名稱" if real == "big5" else "名称"
    field = title.encode(real)
    path = shapefile(
        tmp_path,
        [(b"PWKBM", 8), (field, 40)],
        [[b"%d" % n, name.encode(real)] for n, name in enumerate(names)],
        cpg=cpg,
        ldid=ldid,
    )
    table = read(path)
    assert _texts(table, title) == names
    assert ("encoding_repaired" in _codes(table)) is repaired


def test_the_encoding_that_is_chosen_wins(tmp_path: Path, read: Callable[..., RawTable]) -> None:
    path = shapefile(tmp_path, [(b"NAME", 20)], [["河".encode("gbk")]], cpg="UTF-8")
    assert _texts(read(path, encoding="gbk"), "NAME") == ["河"]
    assert _texts(read(path, encoding="iso-8859-1"), "NAME") == ["ºÓ"]
    with pytest.raises(Unparsable, match="encoding"):
        read(path, encoding="klingon")


@pytest.mark.parametrize("real", ["gbk", "utf-8"])
def test_half_a_character_at_the_width_is_dropped_and_said(
    tmp_path: Path, read: Callable[..., RawTable], real: str
) -> None:
    text = "徒骇河聊城段".encode(real)
    width = len(text) - 1
    path = shapefile(tmp_path, [(b"NAME", width)], [[text], ["马颊河".encode(real)]], cpg=None)
    table = read(path)
    assert _texts(table, "NAME") == ["徒骇河聊城", "马颊河"]
    fault = next(fault for fault in table.faults if fault["code"] == "text_cut")
    assert (fault["row"], fault["field"], fault["severity"]) == (1, "NAME", "repaired")


def test_western_names_are_not_made_chinese(tmp_path: Path, read: Callable[..., RawTable]) -> None:
    path = shapefile(
        tmp_path, [(b"NAME", 20)], [["Café".encode("latin-1")], ["Río Bravo".encode("latin-1")]], cpg="ISO-8859-1"
    )
    assert _texts(read(path), "NAME") == ["Café", "Río Bravo"]


def test_bytes_of_no_encoding_are_told_of(tmp_path: Path, read: Callable[..., RawTable]) -> None:
    path = shapefile(tmp_path, [(b"NAME", 20)], [["河流".encode("gbk")], [b"a\xff\xff\xffb\xff\xffc"]], cpg=None)
    table = read(path)
    assert _texts(table, "NAME")[0] == "河流"
    assert [fault["row"] for fault in table.faults if fault["code"] == "text_undecodable"] == [2]


def test_a_zip_with_chinese_names_of_windows(tmp_path: Path, check: Callable[..., CheckedTable]) -> None:
    """Windows writes entry names in GBK without saying so; Python shows them as cp437."""
    shp = shapefile(tmp_path, [(b"PWKBM", 8), ("名称".encode("gbk"), 20)], [[b"1", "河".encode("gbk")]])
    path = zip_shapefile(tmp_path / "a.zip", shp, "QQ")
    stem = "河流".encode("gbk")
    assert len(stem) == 4
    path.write_bytes(path.read_bytes().replace(b"QQ.", stem[:2] + b"."))
    assert check(path).frame["name"].tolist() == ["河"]


def test_a_table_without_head_is_refused(tmp_path: Path, read: Callable[..., RawTable]) -> None:
    path = shapefile(tmp_path, [(b"NAME", 20)], [[b"a"]])
    (tmp_path / "points.dbf").write_bytes(b"\x03")
    with pytest.raises(Unparsable):
        read(path)
    dbf(tmp_path / "points.dbf", [(b"NAME", 20)], [[b"a"]])
    (tmp_path / "points.dbf").rename(tmp_path / "other.dbf")
    with pytest.raises(Unparsable, match="dbf"):
        read(path)


@pytest.mark.parametrize(("text", "encoding"), [("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("utf-16", "utf-16-le")])
def test_texts_are_decoded_by_mark_and_by_trial(text: str, encoding: str) -> None:
    assert decode_text("编码,经度\n1,2".encode(text)) == ("编码,经度\n1,2", encoding)


def test_a_text_of_no_encoding_is_refused() -> None:
    from app.ingest.refusal import Refusal

    with pytest.raises(Refusal):
        decode_text(b"a\xff\xff\xff,b")


_CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=12)


@given(st.lists(_CHINESE, min_size=3, max_size=8), st.sampled_from([None, "utf-8", "gb18030", "iso8859-1"]))
def test_any_chinese_in_utf8_is_found(names: list[str], declared: str | None) -> None:
    assert find_encoding([name.encode() for name in names], declared).encoding == "utf-8"


@given(st.lists(_CHINESE, max_size=8), st.sampled_from(["utf-8", "gb18030"]))
def test_a_column_comes_back_as_it_was(names: list[str], encoding: str) -> None:
    raw: list[str | None] = [name.encode(encoding).decode("latin-1") for name in names]
    assert decode_column([*raw, None], encoding) == ([*names, None], [], [])
