"""Uploads over HTTP: what is answered at once, what stands in the resource, and what the layer then holds."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.uses.accounts import accounts
from tests.api.conftest import whole_app
from tests.api.servers import served


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = whole_app(tmp_path_factory.mktemp("uploads"), upload_max_bytes=200_000)
    yield app
    app.state.upload_threads.shutdown(wait=True)


@pytest.fixture(scope="module")
def headers(own: FastAPI) -> dict[str, dict[str, str]]:
    made = {}
    for role in ("gis", "viewer", "admin"):
        with own.state.store.writing() as c:
            made[role] = {"Authorization": f"Bearer {accounts.create_token(c, own.state.store, role, 't')[0]}"}
    return made


@pytest.fixture(scope="module")
def client(own: FastAPI) -> TestClient:
    return TestClient(own, base_url="http://127.0.0.1:8000")


def geojson(*rows: tuple[str, str, float, float], column: str = "排污口编码") -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [x, y]},
            "properties": {column: code, "名称": name},
        }
        for code, name, x, y in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


GOOD = geojson(("N1", "新排口一", 116.1, 36.5), ("N2", "新排口二", 116.2, 36.6))


def send(
    client: TestClient,
    headers: dict[str, str],
    body: bytes = GOOD,
    name: str = "新.geojson",
    query: str = "",
    **form: str,
) -> Any:
    return client.post(
        f"/api/uploads{query}", headers=headers, files={"file": (name, body)}, data={"layer": "drains", **form}
    )


def settled(client: TestClient, headers: dict[str, str], where: str) -> dict[str, Any]:
    """The upload once it is no longer being read."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found: dict[str, Any] = client.get(where, headers=headers).json()
        if found["state"] != "reading":
            return found
        time.sleep(0.05)
    raise AssertionError("still reading")


def count(client: TestClient, headers: dict[str, str], layer: str = "drains") -> int:
    return int(client.get(f"/api/collections/{layer}/items", headers=headers).json()["numberMatched"])


def test_checked_then_published_then_seen_without_a_restart(
    client: TestClient, headers: dict[str, dict[str, str]]
) -> None:
    gis = headers["gis"]
    answer = send(client, gis, mapping='{"code": "排污口编码", "name": "名称"}', note="首次")
    assert answer.status_code == 202, answer.text
    where = answer.headers["location"]
    assert where.endswith("/api/uploads/" + answer.json()["id"])
    found = settled(client, gis, where)
    assert (found["state"], found["who"], found["file_name"]) == ("checked", "gis", "新.geojson")
    assert (found["counts"]["read"], found["counts"]["added"]) == (2, 2)
    assert count(client, gis) == 0
    published = client.post(f"{where}/publish", headers=gis)
    assert published.status_code == 202
    found = settled(client, gis, where)
    assert (found["state"], found["revision"]) == ("published", 1)
    assert count(client, gis) == 2
    assert "新排口二" in client.get("/api/collections/drains/items").text
    for call in (client.post(f"{where}/publish", headers=gis), client.delete(where, headers=gis)):
        assert (call.status_code, call.json()["type"]) == (409, "/problems/clash")
    listed = client.get("/api/uploads", headers=gis).json()["uploads"]
    assert listed[0]["id"] == found["id"]
    assert client.get("/api/uploads?state=refused", headers=gis).json()["uploads"] == []


def test_the_same_file_again_is_no_revision(client: TestClient, headers: dict[str, dict[str, str]]) -> None:
    for _ in range(2):
        answer = send(client, headers["gis"], geojson(("V1", "村", 116.1, 36.5), column="编码"), query="?publish=true",
                      layer="villages", mapping="code=编码\nname=名称")  # fmt: skip
        found = settled(client, headers["gis"], answer.headers["location"])
        assert found["state"] == "published", found
    assert found["counts"]["unchanged"] == 1
    assert found["revision"] == 1


def test_a_refused_file_tells_its_faults_and_changes_nothing(
    client: TestClient, headers: dict[str, dict[str, str]]
) -> None:
    before = count(client, headers["gis"], "outfalls")
    twice = geojson(("A", "甲", 116.1, 36.5), ("A", "乙", 116.2, 36.6))
    answer = send(client, headers["gis"], twice, query="?publish=true", layer="outfalls")
    found = settled(client, headers["gis"], answer.headers["location"])
    assert found["state"] == "refused"
    assert any(fault.get("row") == 2 for fault in found["faults"])
    assert found["message"]
    assert count(client, headers["gis"], "outfalls") == before
    assert client.delete(answer.headers["location"], headers=headers["gis"]).status_code == 204
    assert client.get(answer.headers["location"], headers=headers["gis"]).json()["state"] == "discarded"


@pytest.mark.parametrize(
    ("change", "status", "parameter"),
    [
        ({"layer": "none"}, 404, "layer"),
        ({"layer": ""}, 400, "layer"),
        ({"mapping": "{"}, 400, "mapping"),
        ({"mapping": "code"}, 400, "mapping"),
        ({"nonsense": "1"}, 400, "nonsense"),
        ({"name": "a.exe"}, 415, None),
        ({"body": b"{"}, 400, None),
        ({"body": b""}, 400, None),
        ({"body": geojson(("A", "甲", 4e7, 4e6))}, 422, None),
        ({"body": b"x" * 600_000}, 413, "file"),
        ({"mapping": '{"code": "没有此列"}'}, 422, None),
    ],
)
def test_faults_of_the_request_are_answered_at_once(
    client: TestClient, headers: dict[str, dict[str, str]], change: dict[str, Any], status: int, parameter: str | None
) -> None:
    answer = send(client, headers["gis"], **{"layer": "outfalls", **change})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if parameter:
        assert answer.json()["parameter"] == parameter


def test_who_may_not_is_told_before_anything_is_read(client: TestClient, headers: dict[str, dict[str, str]]) -> None:
    assert send(client, {}).status_code == 401
    assert send(client, headers["viewer"]).status_code == 403
    assert client.get("/api/uploads").status_code == 401
    assert client.get("/api/uploads/none", headers=headers["gis"]).status_code == 404


def test_a_body_that_is_no_form_is_415_and_a_broken_form_400(
    client: TestClient, headers: dict[str, dict[str, str]]
) -> None:
    assert client.post("/api/uploads", headers=headers["gis"], content=GOOD).status_code == 415
    broken = {**headers["gis"], "Content-Type": "multipart/form-data"}
    assert client.post("/api/uploads", headers=broken, content=b"--x").status_code == 400
    without = client.post(
        "/api/uploads", headers=headers["gis"], data={"layer": "drains"}, files={"other": ("a", b"b")}
    )
    assert (without.status_code, without.json()["parameter"]) == (400, "other")


def test_too_large_is_noticed_while_it_streams(tmp_path: Path) -> None:
    app = whole_app(tmp_path, upload_max_bytes=200_000)
    with app.state.store.writing() as c:
        secret, _ = accounts.create_token(c, app.state.store, "gis", "t")
    kind = {"Authorization": f"Bearer {secret}", "Content-Type": "multipart/form-data; boundary=b"}
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.geojson"\r\n\r\n'
        for _ in range(1000):
            sent += 50_000
            yield b"x" * 50_000
        yield b"\r\n--b--\r\n"

    with served(app) as base:
        try:
            answer = httpx.post(f"{base}/api/uploads", headers=kind, content=endless(), timeout=30)
            assert answer.status_code == 413
        except httpx.TransportError:
            pass  # the server answered and closed before all was sent
    assert sent < 40_000_000


def test_no_temporary_file_is_left(
    client: TestClient, headers: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = send(client, headers["gis"], geojson(("N9", "九", 116.1, 36.5)), mapping="code=排污口编码")
    settled(client, headers["gis"], answer.headers["location"])
    assert list(tmp_path.iterdir()) == []
