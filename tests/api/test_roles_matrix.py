"""Every route with every role: what the OpenAPI document declares is what a request meets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.deps import COOKIE, Caller
from app.registers.catalogue import REGISTERS
from app.uses.accounts import accounts
from tests.api.conftest import PASSWORD, whole_app

METHODS = ("get", "put", "post", "patch", "delete")
UNSAFE = ("put", "post", "patch", "delete")
ANYBODY = (None, *accounts.ROLES)
PARTS = {
    "month": "2023-05", "layer": "outfalls", "key": "SD-1", "code": "S1", "kind": "reminder_letter",
    "register": "works", "sha256": "0" * 64, "slug": "not-found",
}  # fmt: skip
QUERIES = {"site": "sections/S1", "rule_set": "liaocheng_2020", "year": "2023", "subject": "S1", "from": "sections/S1",
           "lon": "116", "lat": "36", "zoom": "9", "bbox": "115,36,117,37", "q": "徒骇河"}  # fmt: skip


def operations(app: FastAPI) -> list[tuple[str, str, str, list[str]]]:
    """Method, address, declared role and names of the query parameters of every operation."""
    found = []
    for path, item in app.openapi()["paths"].items():
        for method in set(item) & set(METHODS):
            operation = item[method]
            names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
            full = path if "servers" in item else "/api" + path
            found.append((method, full, operation["x-role"], names))
    return sorted(found)


def ask(client: TestClient, method: str, path: str, names: list[str], headers: dict[str, str]) -> Any:
    """One request that is well-formed where it only reads, and that changes nothing where it would change."""
    full = re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "987654321"), path)
    query = {name: value for name, value in QUERIES.items() if name in names} if method == "get" else {}
    body = {} if method in ("get", "delete") else {"json": {"nothing_of_this_name": 1}}
    return client.request(method, full, params=query, headers=headers, **body)


@pytest.fixture(scope="module", params=[True, False], ids=["public_read", "closed"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, dict[str | None, dict[str, str]]]]:
    """An application with public reading on or off, and the headers of a token of each role."""
    application = whole_app(tmp_path_factory.mktemp("roles"), public_read=request.param)
    headers: dict[str | None, dict[str, str]] = {None: {}}
    with application.state.store.writing() as c:
        for role in accounts.ROLES:
            secret, _ = accounts.create_token(c, application.state.store, role, "test")
            headers[role] = {"Authorization": f"Bearer {secret}"}
    yield application, headers
    application.state.items_threads.shutdown(wait=True)
    application.state.store.close()


def test_every_route_lets_through_whom_it_declares_and_nobody_else(
    world: tuple[FastAPI, dict[str | None, dict[str, str]]],
) -> None:
    app, headers = world
    client = TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
    table = operations(app)
    assert len(table) > 70
    wrong, public_read = [], app.state.settings.public_read
    for method, path, declared, names in table:
        for role in ANYBODY if public_read else (None, "viewer"):  # the rest does not depend on the setting
            caller = Caller(role or "", role)
            register = next(spec for spec in REGISTERS if spec.id == PARTS["register"])
            needed = [declared]
            if "{register}" in path:
                needed.append(register.write_role if path.endswith(("r}", "id}")) and method != "get"
                              else register.read_role)  # fmt: skip
            may = all(caller.may(one, public_read=public_read) for one in needed)
            answer = ask(client, method, path, names, headers[role])
            refused = answer.status_code in (401, 403)
            if path == "/api/session" and method == "post":
                refused = False  # a wrong password is a 401 too
            if refused is may or (refused and answer.status_code != (403 if role else 401)) or answer.status_code > 499:
                wrong.append((method, path, declared, role, answer.status_code, answer.text[:200]))
    assert wrong == []


@pytest.mark.parametrize("register", [spec.id for spec in REGISTERS])
def test_a_register_is_read_and_written_by_whom_it_names(
    world: tuple[FastAPI, dict[str | None, dict[str, str]]], register: str
) -> None:
    app, headers = world
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    spec = next(one for one in REGISTERS if one.id == register)
    for role in ANYBODY:
        caller = Caller(role or "", role)
        reads = caller.may(spec.read_role, public_read=True)
        writes = reads and caller.may(spec.write_role, public_read=True)
        base = f"/api/registers/{register}"
        asked = {
            "list": (client.get(base, headers=headers[role]), reads),
            "csv": (client.get(base, params={"f": "csv"}, headers=headers[role]), reads),
            "entry": (client.get(f"{base}/1", headers=headers[role]), reads),
            "events": (client.get(f"{base}/1/events", headers=headers[role]), reads),
            "enter": (client.post(base, json={"content": {}}, headers=headers[role]), writes),
            "change": (client.patch(f"{base}/1", json={"content": {}}, headers=headers[role]), writes),
        }
        got = {name: answer.status_code not in (401, 403) for name, (answer, _) in asked.items()}
        assert got == {name: may for name, (_, may) in asked.items()}, role


def test_no_change_by_a_cookie_from_a_page_of_another_site(
    world: tuple[FastAPI, dict[str | None, dict[str, str]]],
) -> None:
    """Every operation that changes something, as an admin's browser would send it for a hostile page."""
    app, _ = world
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        answer = client.post("/api/session", json={"name": "admin", "password": PASSWORD})
        secret = answer.cookies[COOKIE]
    hostile = [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:8000"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
    ]  # fmt: skip
    cookie = {"Cookie": f"{COOKIE}={secret}"}
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        for method, path, _, _ in operations(app):
            if method not in UNSAFE:
                continue
            for headers in hostile:
                answer = ask(client, method, path, [], {**cookie, **headers})
                assert answer.status_code == 403, (method, path, headers, answer.text)
                assert "其他网站" in answer.json()["detail_zh"]
        own = client.post("/api/registers/works", json={"content": {}}, headers=cookie)
        assert own.status_code == 422
        assert client.get("/api/session", headers=cookie).json()["name"] == "admin"


def _everything_public(client: TestClient, app: FastAPI, call: Callable[[str], Any]) -> str:
    texts = []
    for method, path, _, names in operations(app):
        if method == "get":
            full = re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "1"), path)
            query = {name: value for name, value in QUERIES.items() if name in names}
            texts.append(client.get(full, params=query).text)
            if path.endswith(("/items", "/items/{key}")):
                for layer, key in (("reaches", "R1"), ("sections", "S1"), ("wells", "W1")):
                    texts.append(client.get(call(layer) if path.endswith("items") else f"{call(layer)}/{key}").text)
    return "\n".join(texts)


def test_telephone_numbers_and_wells_do_not_leave_for_a_stranger(
    world: tuple[FastAPI, dict[str | None, dict[str, str]]],
) -> None:
    app, headers = world
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    told = _everything_public(client, app, lambda layer: f"/api/collections/{layer}/items")
    assert "13800000000" not in told
    assert "13900000000" not in told
    for path in ("/api/samples?site=wells/W1", "/api/collections/wells/items", "/api/assessment/groundwater?year=2023"):
        assert client.get(path).status_code in (401, 403, 404), path
    ladder = client.get(
        "/api/accountability/ladder?rule_set=liaocheng_2020&subject=S1&month=2023-05", headers=headers["chief"]
    )
    assert "13900000000" not in ladder.text


def test_a_file_is_read_by_whom_its_register_lets(
    world: tuple[FastAPI, dict[str | None, dict[str, str]]],
) -> None:
    """The scan of a letter is not a viewer's, by its number either; the evidence of a work is everybody's."""
    app, headers = world
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    public_read = app.state.settings.public_read

    def readers(sha256: str) -> list[str]:
        found = {role: client.get(f"/api/files/{sha256}", headers=headers[role]) for role in ANYBODY}
        assert all(answer.status_code in (200, 401 if role is None else 404) for role, answer in found.items())
        return sorted(role for role, answer in found.items() if role and answer.status_code == 200)

    def sent(text: str) -> str:
        answer = client.post("/api/files", files={"file": ("a.txt", text.encode())}, headers=headers["analyst"])
        return str(answer.json()["sha256"])

    def entered(register: str, content: dict[str, Any]) -> None:
        answer = client.post(f"/api/registers/{register}", json={"content": content}, headers=headers["analyst"])
        assert answer.status_code == 201, answer.text

    scan, evidence = sent(f"文书扫描件{public_read}"), sent(f"完工照片说明{public_read}")
    assert readers(scan) == ["admin", "analyst"]  # nobody's yet but the sender's
    entered("notices", {
        "title": "提醒函", "rule_set": "liaocheng_2020", "kind": "reminder", "subject": "S1", "month": "2023-05",
        "addressees": ["某镇"], "reasons_zh": "氨氮超标", "attachments": [scan],
    })  # fmt: skip
    entered("works", {
        "plan": "liaocheng_2020", "clause": "一", "item": "某项", "target": "完成", "evidence": [evidence],
    })  # fmt: skip
    assert readers(scan) == ["admin", "analyst", "chief"]
    assert readers(evidence) == sorted(accounts.ROLES)
