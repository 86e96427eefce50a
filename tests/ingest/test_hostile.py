"""Files that would read, call or break something: nothing outside is read, and a sentence says what is wrong."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely

from app.errors import BreaksRule, SuyuanError, Unparsable
from app.ingest.child import environment
from app.ingest.kinds import GEOJSON, KML
from tests.ingest.files import feature, geojson, run_sql, table, zip_shapefile, zipped

CANARY = "canary-7f3a"


class Listener:
    """A local server that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self.socket.close()
        self.thread.join(timeout=5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    # a shutdown wakes the accept; the thread ends with it
    with contextlib.suppress(OSError):
        server.socket.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that is nobody's to read."""
    return geojson(tmp_path / "secret.geojson", feature("1", (116.0, 36.0), name=CANARY))


def _vrt(source: str) -> bytes:
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>".encode()


def _hostile(tmp_path: Path, secret: Path, address: str) -> dict[str, Path]:
    """Every trick by its name."""
    made = {}
    for name, source in (("file", str(secret)), ("http", f"/vsicurl/{address}/x.geojson")):
        for suffix in ("geojson", "csv", "kml", "gpkg"):
            made[f"vrt {name} {suffix}"] = tmp_path / f"vrt_{name}.{suffix}"
            made[f"vrt {name} {suffix}"].write_bytes(_vrt(source))
        made[f"vrt {name} kml comment"] = tmp_path / f"vrt_{name}_comment.kml"
        made[f"vrt {name} kml comment"].write_bytes(_vrt(source) + b"<!-- <kml> -->")
        made[f"vrt {name} as shp"] = zipped(tmp_path / f"as_shp_{name}.zip", {"a.shp": _vrt(source), "a.dbf": b"x"})
    one = feature("1", (116.0, 36.0))
    for name, properties in (("href", {"href": f"{address}/crs", "type": "proj4"}), ("file", {"href": str(secret)})):
        made[f"crs link {name}"] = geojson(
            tmp_path / f"crs_{name}.geojson", one, crs={"type": "link", "properties": properties}
        )
    for name, crs in (("url", f"{address}/crs"), ("path", str(secret)), ("grid", f"+proj=longlat +nadgrids={secret}")):
        made[f"crs name {name}"] = geojson(
            tmp_path / f"crsn_{name}.geojson", one, crs={"type": "name", "properties": {"name": crs}}
        )
    made["esri json"] = tmp_path / "esri.json"
    made["esri json"].write_text(
        json.dumps({"geometryType": "esriGeometryPoint", "url": f"{address}/x", "features": []})
    )
    link = f"<kml><NetworkLink><Link><href>{address}/x.kml</href></Link></NetworkLink></kml>"
    made["kml network link"] = tmp_path / "link.kml"
    made["kml network link"].write_text(link)
    made["kml entity"] = tmp_path / "entity.kml"
    made["kml entity"].write_text(f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{secret}">]><kml><name>&x;</name></kml>')
    made["kml bomb"] = tmp_path / "bomb.kml"
    made["kml bomb"].write_text('<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml><name>&b;</name></kml>')
    return made


TRICKS = [
    *(
        f"vrt {source} {suffix}"
        for source in ("file", "http")
        for suffix in ("geojson", "csv", "kml", "gpkg", "kml comment", "as shp")
    ),
    "crs link href",
    "crs link file",
    "crs name url",
    "crs name path",
    "crs name grid",
    "esri json",
    "kml network link",
    "kml entity",
    "kml bomb",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_are_refused_and_reach_nothing(
    tmp_path: Path, secret: Path, listener: Listener, check: Callable[..., object], trick: str
) -> None:
    path = _hostile(tmp_path, secret, listener.address)[trick]
    with pytest.raises(SuyuanError) as caught:
        check(path)
    assert isinstance(caught.value, Unparsable if not trick.startswith("crs name") else BreaksRule)
    assert CANARY not in caught.value.en + caught.value.zh
    assert listener.calls == 0


def test_the_listener_counts(listener: Listener) -> None:
    """The proof by silence above can fail."""
    socket.create_connection(("127.0.0.1", int(listener.address.rsplit(":", 1)[1]))).close()
    deadline = time.monotonic() + 5
    while not listener.calls and time.monotonic() < deadline:
        time.sleep(0.01)
    assert listener.calls == 1


_PROBE = """
import json, sys
sys.path.append({root!r})
from pathlib import Path
from app.ingest.confine import confine
held = confine(Path({folder!r}), Path({root!r}), memory_bytes=2 << 30, cpu_s=20, file_bytes=1 << 20)
def attempt(act):
    try:
        act()
    except Exception as error:
        return type(error).__name__
    return "done"
import socket, subprocess
found = {{
    "held": held,
    "read outside": attempt(lambda: open({secret!r}).read()),
    "read inside": attempt(lambda: open({folder!r} + "/inside", "w").write("x")),
    "call": attempt(lambda: socket.create_connection(("127.0.0.1", {port}), timeout=2)),
    "program": attempt(lambda: subprocess.run(["/bin/true"], check=True)),
    "large file": attempt(lambda: open({folder!r} + "/large", "wb").write(bytes(3 << 20))),
    "memory": attempt(lambda: bytearray(3 << 30)),
    "environment": sorted(__import__("os").environ),
}}
from pyogrio import list_drivers
found["drivers"] = sorted(list_drivers())
(Path({folder!r}) / "found.json").write_text(json.dumps(found))
"""


def test_the_reader_is_shut_in(tmp_path: Path, secret: Path, listener: Listener) -> None:
    """What the child's own locks hold, tried from inside it: network, files, programs, sizes, drivers."""
    folder = tmp_path / "folder"
    folder.mkdir()
    root = str(Path(__file__).parents[2])
    port = int(listener.address.rsplit(":", 1)[1])
    code = _PROBE.format(root=root, folder=str(folder), secret=str(secret), port=port)
    subprocess.run([sys.executable, "-I", "-c", code], env=environment(KML, folder), check=True, timeout=60)
    found = json.loads((folder / "found.json").read_text())
    assert found["read inside"] == "done"
    assert found["large file"] == "OSError"
    assert found["memory"] == "MemoryError"
    assert found["drivers"] == ["LIBKML"]
    assert not {"SUYUAN_DATABASE_URL", "PGPASSWORD", "http_proxy"} & set(found["environment"])
    assert listener.calls == 0
    for lock, acts in (("calls", ("call", "program")), ("folders", ("read outside",))):
        if found["held"][lock]:
            assert {found[act] for act in acts} == {"PermissionError"}
        else:
            pytest.skip(f"this kernel has no lock on {lock}")


def test_no_driver_but_its_own_is_loaded(tmp_path: Path) -> None:
    skipped = environment(GEOJSON, tmp_path)["GDAL_SKIP"].split(",")
    assert {"OGR_VRT", "HTTP", "WFS", "OAPIF", "GeoJSON", "GPKG", "LIBKML", "CSV"} <= set(skipped)


def test_nothing_of_the_server_is_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUYUAN_DATABASE_URL", "postgresql+psycopg://secret")
    monkeypatch.setenv("GDAL_DRIVER_PATH", "/somewhere")
    made = environment(GEOJSON, tmp_path)
    assert "SUYUAN_DATABASE_URL" not in made
    assert made["GDAL_DRIVER_PATH"] == "disable"


def _geopackage(path: Path) -> Path:
    return table(path, "GPKG", [shapely.Point(116, 36)], code=["1"])


def test_a_geopackage_whose_layer_is_a_view_is_refused(tmp_path: Path, check: Callable[..., object]) -> None:
    path = _geopackage(tmp_path / "a.gpkg")
    run_sql(
        path, "ALTER TABLE a RENAME TO b", "CREATE VIEW a AS SELECT fid, geom, readfile('/etc/passwd') AS code FROM b"
    )
    with pytest.raises(Unparsable, match="view"):
        check(path)


def test_a_geopackage_with_a_foreign_virtual_table_is_refused(tmp_path: Path, check: Callable[..., object]) -> None:
    path = _geopackage(tmp_path / "a.gpkg")
    run_sql(
        path,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', 'v', 'v', 0,"
        " 'CREATE VIRTUAL TABLE v USING VirtualOGR(''/etc/passwd'')')",
    )
    with pytest.raises(Unparsable, match="virtual"):
        check(path)


def test_triggers_of_a_geopackage_do_not_run(tmp_path: Path, check: Callable[..., object]) -> None:
    path = _geopackage(tmp_path / "a.gpkg")
    run_sql(path, "CREATE TRIGGER t AFTER UPDATE ON gpkg_contents BEGIN DELETE FROM a; END")
    before = path.read_bytes()
    assert len(check(path).frame) == 1  # type: ignore[attr-defined]
    assert path.read_bytes() == before


def test_a_zip_gives_nothing_but_the_shapefile(tmp_path: Path, secret: Path, check: Callable[..., object]) -> None:
    shp = table(tmp_path / "p.shp", "ESRI Shapefile", [shapely.Point(116, 36)], code=["1"])
    path = zip_shapefile(tmp_path / "p.zip", shp)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("points.vrt", _vrt(str(secret)))
        archive.writestr("other.shp.xml", b"<x/>")
    assert check(path).frame["code"].tolist() == ["1"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", ["../points.shp", "/points.shp", "a/../../points.shp", "C:\\points.shp", "..\\points.shp"]
)
def test_paths_that_leave_the_zip_are_refused(tmp_path: Path, check: Callable[..., object], name: str) -> None:
    with pytest.raises(Unparsable, match="leaves"):
        check(zipped(tmp_path / "a.zip", {name: b"x"}))


def test_links_in_a_zip_are_refused(tmp_path: Path, secret: Path, check: Callable[..., object]) -> None:
    entry = zipfile.ZipInfo("points.shp")
    entry.external_attr = 0o120777 << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, str(secret))
    with pytest.raises(Unparsable, match="link"):
        check(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection", "features": [',
        "{" * 100_000,
        '{"a":' * 9999 + "1" + "}" * 9999,
        '{"type": NaN}',
        '{"type": "FeatureCollection", "features": [[]]}',
        '{"type": "FeatureCollection", "features": 5}',
        '{"a": 1}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": [1]}]}',
    ],
)
def test_broken_json_is_refused(tmp_path: Path, check: Callable[..., object], text: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text)
    with pytest.raises(Unparsable):
        check(path)


def test_json_that_is_not_utf8_is_refused(tmp_path: Path, check: Callable[..., object]) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(json.dumps({"type": "FeatureCollection", "name": "河"}, ensure_ascii=False).encode("gbk"))
    with pytest.raises(Unparsable, match="UTF-8"):
        check(path)


def test_a_million_columns_are_refused(tmp_path: Path, check: Callable[..., object]) -> None:
    path = geojson(tmp_path / "a.geojson", feature("1", (116.0, 36.0), **{f"c{n}": n for n in range(1_000_000)}))
    with pytest.raises(BreaksRule, match="columns"):
        check(path)
    wide = tmp_path / "a.csv"
    wide.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n1")
    with pytest.raises(BreaksRule, match="columns"):
        check(wide)


def test_names_that_are_markup_or_formulas_stay_text(tmp_path: Path, check: Callable[..., object]) -> None:
    name = "<img src=x onerror=alert(1)>"
    path = geojson(tmp_path / "a.geojson", feature("=1+1", (116.0, 36.0), name=name, **{"${alert(1)}": name}))
    checked = check(path)
    frame = checked.frame  # type: ignore[attr-defined]
    assert frame["code"].tolist() == ["=1+1"]
    assert frame["name"].tolist() == [name]
    assert frame["extra"].tolist() == [{"${alert(1)}": name}]


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "kml"])
def test_broken_files_of_gdal_are_refused(tmp_path: Path, check: Callable[..., object], suffix: str) -> None:
    driver = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "kml": "LIBKML"}[suffix]
    path = table(
        tmp_path / f"a.{suffix}",
        driver,
        [shapely.Point(116 + n / 1000, 36) for n in range(500)],
        code=[str(n) for n in range(500)],
    )
    data = path.read_bytes()
    for keep in (100, len(data) // 2):
        path.write_bytes(data[:keep])
        with pytest.raises(SuyuanError):
            check(path)
