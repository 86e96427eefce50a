"""A file in: published whole as one revision, or nothing changes."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Absent, BreaksRule, Clash, TooLarge, UnknownKind, Unparsable
from app.export.layer_file import write_layer
from app.settings import Settings
from app.store.engine import Store, open_store
from app.store.features import layer_state, load_frame
from app.store.revisions import list_revisions
from app.store.uploads import Upload, add_upload, list_uploads, load_upload
from app.uses.layers import layer_import
from app.uses.layers.layer_import import (
    accept_upload,
    check_file,
    discard_upload,
    import_file,
    recover_uploads,
    run_upload,
)
from tests.ingest.files import feature, geojson
from tests.store.conftest import ENGINES


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with an empty store of each engine."""
    (tmp_path / "data").mkdir()
    if request.param == "geopackage":
        yield Settings(data_dir=tmp_path / "data")
    else:
        with request.getfixturevalue("postgis_cluster").database() as url:
            yield Settings(data_dir=tmp_path / "data", database_url=url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.store_url())
    yield store
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two outfalls."""
    return geojson(
        tmp_path / "a.geojson", feature("1", (116.0, 36.5), name="甲", 颜色="灰"), feature("2", (116.1, 36.5))
    )


def _revision(store: Store, layer: str = "outfalls") -> int:
    with store.reading() as connection:
        return layer_state(connection, store, layer).revision


def _upload(store: Store, upload_id: str) -> Upload:
    with store.reading() as connection:
        return load_upload(connection, store, upload_id)


def test_a_file_becomes_a_revision_with_its_name_and_sum(store: Store, settings: Settings, file: Path) -> None:
    told: list[str] = []
    result = import_file(
        store, settings, "outfalls", file, who="gis", note="首次", progress=lambda zh, en: told.append(en)
    )
    assert result.revision is not None
    assert (result.counts["read"], result.counts["added"], result.counts["unchanged"]) == (2, 2, 0)
    with store.reading() as connection:
        revision = list_revisions(connection, store, "outfalls")[0]
        frame = load_frame(connection, store, "outfalls")
    assert (revision.who, revision.file_name, revision.note) == ("gis", "a.geojson", "首次")
    assert revision.file_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert frame["extra"].tolist() == [{"颜色": "灰"}, None]
    assert told == ["reading the file", "checking 2 rows", "publishing"]


def test_the_same_file_again_is_no_revision(store: Store, settings: Settings, file: Path) -> None:
    import_file(store, settings, "outfalls", file, who="gis")
    again = import_file(store, settings, "outfalls", file, who="gis")
    assert again.revision is None
    assert (again.counts["added"], again.counts["changed"], again.counts["removed"]) == (0, 0, 0)
    assert again.counts["unchanged"] == 2
    assert _revision(store) == 1


def test_changes_are_counted_and_missing_ones_go_or_stay(
    store: Store, settings: Settings, tmp_path: Path, file: Path
) -> None:
    import_file(store, settings, "outfalls", file, who="gis")
    other = geojson(tmp_path / "b.geojson", feature("1", (116.0, 36.5), name="乙"), feature("3", (116.2, 36.5)))
    checked = check_file(store, settings, "outfalls", other)
    assert {name: checked.counts[name] for name in ("added", "changed", "removed", "unchanged")} == {
        "added": 1,
        "changed": 1,
        "removed": 1,
        "unchanged": 0,
    }
    assert _revision(store) == 1
    kept = import_file(store, settings, "outfalls", other, who="gis", keep_missing=True)
    assert kept.counts["removed"] == 0
    assert import_file(store, settings, "outfalls", other, who="gis").counts["removed"] == 1


def test_a_refused_file_changes_nothing(store: Store, settings: Settings, tmp_path: Path, file: Path) -> None:
    import_file(store, settings, "outfalls", file, who="gis")
    bad = geojson(tmp_path / "b.geojson", feature("9", (116.0, 36.5)), feature("9", (116.1, 36.5)), feature("8", None))
    with pytest.raises(BreaksRule) as caught:
        import_file(store, settings, "outfalls", bad, who="gis")
    assert {(fault.code, fault.row) for fault in caught.value.faults} == {("key_repeated", 2), ("geometry_missing", 3)}
    assert "2" in caught.value.zh
    with store.reading() as connection:
        assert load_frame(connection, store, "outfalls")["code"].tolist() == ["1", "2"]
    assert _revision(store) == 1


@pytest.mark.parametrize(
    ("options", "error", "parameter"),
    [
        ({"crs": "EPSG:1"}, Unparsable, "crs"),
        ({"encoding": "klingon"}, Unparsable, "encoding"),
        ({"mapping": {"nonsense": "a"}}, Unparsable, "mapping"),
        ({"mapping": {"code": "nowhere"}}, BreaksRule, "mapping"),
    ],
)
def test_wrong_options_are_named(
    store: Store, settings: Settings, file: Path, options: dict[str, object], error: type[Exception], parameter: str
) -> None:
    with pytest.raises(error) as caught:
        import_file(store, settings, "outfalls", file, who="gis", **options)  # type: ignore[arg-type]
    assert caught.value.parameter == parameter  # type: ignore[attr-defined]


def test_what_is_wrong_with_the_whole_is_said_at_once(
    store: Store, settings: Settings, tmp_path: Path, file: Path
) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    (tmp_path / "b.geojson").write_bytes(b"<VRT/>")
    metres = geojson(tmp_path / "c.geojson", feature("1", (416242.0, 4084534.0)))
    keyless = geojson(tmp_path / "d.geojson", {"type": "Feature", "geometry": None, "properties": {"a": 1}})
    small = settings.model_copy(update={"upload_max_bytes": 10})
    for path, chosen, error in (
        (tmp_path / "a.exe", settings, UnknownKind),
        (tmp_path / "b.geojson", settings, Unparsable),
        (metres, settings, BreaksRule),
        (keyless, settings, BreaksRule),
        (file, small, TooLarge),
    ):
        with pytest.raises(error):
            accept_upload(store, chosen, "outfalls", path, who="gis", file_name=path.name)
    with pytest.raises(Absent):
        accept_upload(store, settings, "nonsense", file, who="gis", file_name="a.geojson")
    with store.reading() as connection:
        assert list_uploads(connection, store) == []
    assert not list((settings.data_dir).glob("files/*"))


def test_an_upload_is_checked_then_published(store: Store, settings: Settings, file: Path) -> None:
    upload_id = accept_upload(store, settings, "outfalls", file, who="gis", file_name="../甲.geojson", note="n")
    upload = _upload(store, upload_id)
    assert (upload.state, upload.file_name, upload.size_bytes) == ("reading", "甲.geojson", file.stat().st_size)
    assert (settings.data_dir / "files" / upload.sha256).read_bytes() == file.read_bytes()
    file.unlink()
    checked = run_upload(store, settings, upload_id)
    assert (checked.state, checked.counts["added"], checked.revision) == ("checked", 2, None)
    assert _revision(store) == 0
    published = run_upload(store, settings, upload_id, publish_it=True)
    assert (published.state, published.counts["added"], published.revision) == ("published", 2, 1)
    with pytest.raises(Clash):
        run_upload(store, settings, upload_id, publish_it=True)
    with pytest.raises(Clash):
        discard_upload(store, upload_id)


def test_an_upload_is_published_at_once_if_asked(store: Store, settings: Settings, file: Path) -> None:
    for revision in (1, 1):
        upload_id = accept_upload(store, settings, "outfalls", file, who="gis", file_name="a.geojson")
        upload = run_upload(store, settings, upload_id, publish_it=True)
        assert (upload.state, upload.revision) == ("published", revision)
    assert upload.counts["unchanged"] == 2


def test_a_refused_upload_lists_its_faults(store: Store, settings: Settings, tmp_path: Path) -> None:
    bad = geojson(tmp_path / "b.geojson", feature("9", (116.0, 36.5)), feature("9", (116.1, 36.5)))
    upload_id = accept_upload(store, settings, "outfalls", bad, who="gis", file_name="b.geojson")
    upload = run_upload(store, settings, upload_id, publish_it=True)
    assert upload.state == "refused"
    assert upload.counts["errors"] == 1
    assert [(fault["code"], fault["row"], fault["field"]) for fault in upload.faults] == [("key_repeated", 2, "code")]
    assert upload.message
    assert _revision(store) == 0
    assert discard_upload(store, upload_id).state == "discarded"


def test_options_of_an_upload_are_kept(store: Store, settings: Settings, tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [416242, 4084534]}, "properties": {"FID": 7}},
    )
    upload_id = accept_upload(
        store, settings, "outfalls", path, who="gis", file_name="a.geojson", mapping={"code": "FID"}, crs="EPSG:4548"
    )
    assert run_upload(store, settings, upload_id, publish_it=True).state == "published"
    with store.reading() as connection:
        assert load_frame(connection, store, "outfalls")["code"].tolist() == ["7"]


def test_a_file_that_breaks_later_is_refused_in_the_background(store: Store, settings: Settings, file: Path) -> None:
    upload_id = accept_upload(store, settings, "outfalls", file, who="gis", file_name="a.geojson")
    (settings.data_dir / "files" / _upload(store, upload_id).sha256).write_bytes(b"{")
    upload = run_upload(store, settings, upload_id)
    assert upload.state == "refused"
    assert upload.faults[0]["code"] == "json_broken"


def test_an_unexpected_error_refuses_and_is_raised(
    store: Store, settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = accept_upload(store, settings, "outfalls", file, who="gis", file_name="a.geojson")

    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(layer_import, "check_against", fail)
    with pytest.raises(RuntimeError):
        run_upload(store, settings, upload_id)
    upload = _upload(store, upload_id)
    assert upload.state == "refused"
    assert "boom" not in str(upload.faults)


def test_what_a_dead_server_was_reading_is_refused_at_start(store: Store, settings: Settings) -> None:
    with store.writing() as connection:
        upload_id = add_upload(connection, store, layer="outfalls", who="gis", file_name="a", sha256="x", size_bytes=1)
    assert recover_uploads(store, settings.model_copy(update={"workers": 4})) == 0
    assert recover_uploads(store, settings) == 1
    upload = _upload(store, upload_id)
    assert (upload.state, upload.faults[0]["code"]) == ("refused", "upload_broke_off")
    assert recover_uploads(store, settings) == 0


def test_two_uploads_at_once_leave_one_whole_layer(store: Store, settings: Settings, tmp_path: Path) -> None:
    ids = []
    for n in range(2):
        path = geojson(tmp_path / f"{n}.geojson", *(feature(f"{n}-{at}", (116 + at / 1000, 36.5)) for at in range(50)))
        ids.append(accept_upload(store, settings, "outfalls", path, who="gis", file_name=path.name))
    threads = [
        threading.Thread(target=run_upload, args=(store, settings, one), kwargs={"publish_it": True}) for one in ids
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [_upload(store, one).state for one in ids] == ["published", "published"]
    with store.reading() as connection:
        keys = load_frame(connection, store, "outfalls")["code"].tolist()
    assert len(keys) == 50
    assert len({key.split("-")[0] for key in keys}) == 1
    assert _revision(store) == 2


def test_awkward_values_go_in_and_out_again(store: Store, settings: Settings, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>\x00'\"; DROP TABLE outfalls; --"
    awkward = feature(
        "a/b?c#d e%20", (116.0, 36.5), name=name, **{"列\x00": {"深": ["\x00", 2**70, 1e300]}, "n": 2**63}
    )
    path = geojson(tmp_path / "a.geojson", awkward, feature("2", (116.1, 36.5)))
    assert import_file(store, settings, "outfalls", path, who="gis").counts["added"] == 2
    out = tmp_path / "out.geojson"
    write_layer(store, "outfalls", out)
    properties = json.loads(out.read_text(encoding="utf-8"))["features"][0]["properties"]
    assert properties["name"] == name.replace("\x00", "")
    assert properties["code"] == "a/b?c#d e%20"
    assert import_file(store, settings, "outfalls", out, who="gis").revision is None
    assert import_file(store, settings, "outfalls", path, who="gis").revision is None


def test_the_place_of_the_store_orders_the_candidates(store: Store, settings: Settings, tmp_path: Path) -> None:
    here = geojson(tmp_path / "here.geojson", feature("1", (112.3, 35.0)))
    import_file(store, settings, "outfalls", here, who="gis")
    metres = geojson(tmp_path / "c.geojson", feature("1", (500_000.0, 3_900_000.0)))
    with pytest.raises(BreaksRule, match=r"look like EPSG:4546"):
        import_file(store, settings, "outfalls", metres, who="gis")
