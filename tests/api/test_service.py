"""What every route has in common: the document, roles, problems, headers, HEAD and OPTIONS, request ids, metrics."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from openapi_spec_validator import OpenAPIV30SpecValidator

from app import errors
from app.api.access import DECLARABLE
from app.api.errors import ALL_PROBLEMS, PROBLEMS
from app.main import create_app
from app.settings import Settings
from app.store.engine import open_store
from app.uses.accounts.accounts import ROLES

Token = Callable[[str], dict[str, str]]
METHODS = ("get", "post", "put", "patch", "delete")


def operations(app: FastAPI) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, full path and operation of everything in the document."""
    document = app.openapi()
    return [
        (method, path if "servers" in item else "/api" + path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def filled(path: str) -> str:
    """A path with something for its variable parts."""
    known = {"layer": "outfalls", "key": "SD-1", "slug": "absent"}
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "nothing-there"), path)


def test_the_document_is_valid_30_and_every_operation_is_described(app: FastAPI, client: TestClient) -> None:
    answer = client.get("/api/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    document = answer.json()
    OpenAPIV30SpecValidator(document).validate()
    assert document["openapi"] == "3.0.3"
    for method, path, operation in operations(app):
        assert operation.get("summary"), (method, path)
        assert operation.get("description"), (method, path)
        assert "422" not in operation["responses"], (method, path)
        for parameter in operation.get("parameters", []):
            assert parameter.get("description") or parameter["in"] == "header", (path, parameter["name"])


def test_every_operation_declares_a_role_and_every_route_is_in_the_document_or_a_page(app: FastAPI) -> None:
    found = operations(app)
    assert len(found) > 25
    for method, path, operation in found:
        assert set(operation.get("x-role", "").split("|")) <= set(DECLARABLE), (method, path)
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            assert set((context.openapi_extra or {}).get("x-role", "").split("|")) <= set(DECLARABLE), context.path


@pytest.mark.parametrize("role", [None, *ROLES])
def test_each_operation_lets_through_whom_it_declares(
    app: FastAPI, client: TestClient, token: Token, role: str | None
) -> None:
    """Called with nothing that it needs, so that only the right to ask is tested; changing ones change nothing."""
    for method, path, operation in operations(app):
        declared = operation["x-role"]
        allowed = (
            declared in ("anyone", "public")
            or (role is not None and declared == "viewer")
            or role in (*declared.split("|"), "admin")
        )
        if allowed and method == "delete" and "session" in path:
            continue  # would sign the asking account out
        answer = client.request(method, filled(path), headers=token(role) if role else {})
        if allowed:
            assert answer.status_code != 403, (method, path, answer.text)
            assert answer.status_code < 500, (method, path, answer.text)
            assert answer.status_code != 401 or "session" in path, (method, path)
        else:
            assert answer.status_code == (403 if role else 401), (method, path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert ("www-authenticate" in answer.headers) == (role is None)


def test_nothing_is_open_without_public_read_but_the_doors(app: FastAPI, tmp_path: Path) -> None:
    closed = create_app(Settings(data_dir=tmp_path))
    client = TestClient(closed)
    open_paths = {
        path
        for method, path, _ in operations(closed)
        if method == "get" and client.get(filled(path)).status_code != 401
    }
    declared = {
        path for method, path, operation in operations(closed) if method == "get" and operation["x-role"] == "anyone"
    }
    assert open_paths == declared
    assert {"/healthz", "/api/", "/api/conformance"} <= open_paths
    assert not any("collections" in path or "metrics" in path for path in open_paths)


def test_every_named_error_has_a_status_a_type_and_a_page(client: TestClient) -> None:
    named = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SuyuanError)}
    assert named - {errors.SuyuanError} == set(PROBLEMS)
    for problem in ALL_PROBLEMS:
        page = client.get(problem.type, headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert problem.en in page.text


def test_a_problem_speaks_the_readers_language(client: TestClient) -> None:
    chinese, english = (
        client.get("/api/nothing"),
        client.get("/api/nothing", headers={"Accept-Language": "en-GB, zh;q=0.5"}),
    )
    assert chinese.json()["title"] == "没有找到"
    assert english.json()["title"] == "Not found"
    assert english.headers["content-language"] == "en"
    assert chinese.json()["detail_en"] == english.json()["detail"]
    assert client.get("/api/nothing?lang=en").json()["title"] == "Not found"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/api/nearby?lon=abc&lat=1", "lon"),
        ("/api/nearby?lat=1", "lon"),
        ("/api/nearby?lon=1&lat=1&radius_m=50001", "radius_m"),
        ("/api/nearby?lon=nan&lat=1", "lon"),
        ("/api/nearby?lon=1&lat=1&nonsense=1", "nonsense"),
        ("/api/clusters?bbox=1,2,3&zoom=3", "bbox"),
        ("/api/clusters?bbox=1,2,3,4&zoom=99", "zoom"),
        ("/api/search?q=", "q"),
        ("/api/search?q=%00", "q"),
        ("/api/assessment/sections?month=2023-13", "month"),
        ("/api/assessment/reaches?month=May", "month"),
        ("/api/samples?site=S1", "site"),
        ("/api/samples?site=sections/S1&start=yesterday", "start"),
        ("/api/network/upstream?from=S1", "from"),
        ("/api/network/upstream?from=reaches/R1&mode=down", "mode"),
        ("/api/network/upstream?from=reaches/R1&max_distance_m=inf", "max_distance_m"),
        ("/api/network/downstream?from=point/1", "from"),
        ("/api/collections?f=pdf", "f"),
        ("/api/conformance?a=1", "a"),
    ],
)
def test_wrong_parameters_are_400_and_named(client: TestClient, path: str, parameter: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400, answer.text
    assert answer.json()["parameter"] == parameter
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_may_not_ask_is_told_that_before_how_to_ask(client: TestClient, token: Any) -> None:
    assert client.post("/api/uploads?nonsense=1").status_code == 401
    assert client.get("/api/uploads?nonsense=1", headers=token("viewer")).status_code == 403
    assert client.get("/api/uploads?nonsense=1", headers=token("gis")).json()["parameter"] == "nonsense"


def test_unknown_paths_and_methods_are_problems(client: TestClient) -> None:
    assert client.get("/api/collections/none").json()["parameter"] == "layer"
    assert client.get("/api/collections/none/items").status_code == 404
    answer = client.request("PROPFIND", "/api/collections")
    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert client.post("/api/collections").status_code == 405


def test_head_has_the_headers_of_get_and_no_body(client: TestClient) -> None:
    for path in ("/api/collections/outfalls/items", "/healthz", "/api/"):
        got, headed = client.get(path), client.head(path)
        assert headed.status_code == got.status_code == 200
        assert headed.content == b""
        assert headed.headers["content-length"] == str(len(got.content))
        assert headed.headers["content-type"] == got.headers["content-type"]


def test_options_lists_all_methods_of_a_path(client: TestClient) -> None:
    answer = client.options("/api/uploads")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert client.options("/api/collections/outfalls/items/a").headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options("/api/nothing").status_code == 404


def test_every_answer_carries_the_headers_of_safety(client: TestClient) -> None:
    for path in ("/api/", "/api/nothing", "/healthz", "/static/css/api.css", "/api/collections/outfalls/items"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"]
        assert "server" not in headers


def test_a_request_from_another_site_changes_nothing(client: TestClient) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post("/api/session", json={"name": "gis", "password": "x"}, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")


def test_the_request_id_is_taken_over_only_where_it_is_harmless(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-12345"}).headers["x-request-id"] == "abc-12345"
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["request_id"], line["path"], line["status"], line["method"]) == ("abc-12345", "/healthz", 200, "GET")
    for bad in ("short", "x" * 65, "a b c d e f g h", 'abc"defgh12'):
        found = client.get("/healthz", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{16}", found)
    problem = client.get("/api/nothing", headers={"X-Request-ID": "abc-12345"}).json()
    assert problem["request_id"] == "abc-12345"


def test_metrics_count_by_route_and_never_by_a_path_that_was_made_up(client: TestClient) -> None:
    for key in ("SD-1", "nobody", "%3Cx%3E"):
        client.get(f"/api/collections/outfalls/items/{key}")
    client.get("/made/up")
    text = client.get("/metrics").text
    assert 'suyuan_requests_total{method="GET",route="/api/collections/{layer}/items/{key}",status="200"}' in text
    assert 'route="(none)",status="404"' in text
    assert "made" not in text
    assert "nobody" not in text
    assert re.search(r'suyuan_layer_features\{layer="outfalls"\} 7\.0', text)
    assert re.search(r'suyuan_layer_revision\{layer="outfalls"\} 1\.0', text)


def test_an_unexpected_error_tells_nothing_and_is_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(Settings(data_dir=tmp_path, public_read=True))

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("the secret of the house")

    answer = TestClient(app).get("/broken")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/unexpected")
    assert "secret" not in answer.text
    assert "the secret of the house" in capsys.readouterr().err


def test_health_fails_with_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    client = TestClient(app)
    assert client.get("/healthz").json() == {"status": "ok"}
    other = tmp_path / "other"
    other.mkdir()
    app.state.store.close()
    app.state.store = open_store(f"sqlite:///{other / 'a.gpkg'}")
    app.state.store.close()
    for file in other.iterdir():
        file.unlink()
    (other / "a.gpkg").write_bytes(b"not a database, by any means" * 50)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/store-busy")
    assert answer.headers["retry-after"]


def test_two_applications_share_nothing(tmp_path: Path) -> None:
    first, second = (create_app(Settings(data_dir=tmp_path / name, public_read=True)) for name in ("a", "b"))
    TestClient(first).get("/healthz")
    assert 'route="/healthz"' not in TestClient(second).get("/metrics").text
