"""Signing in and out over HTTP, tokens, and what other sites may not do."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store import people
from app.uses.accounts import accounts, passwords

PASSWORD = "汶水清且涟漪兮自流长"
GIVEN = {"name": "王", "password": PASSWORD}


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost next to nothing."""
    passwords._nobodys_hash.cache_clear()
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))


def make(tmp_path: Path, **settings: Any) -> FastAPI:
    app = create_app(Settings(data_dir=tmp_path, sign_in_tries=3, **settings))
    store = app.state.store
    with store.writing() as c:
        accounts.create_user(c, store, "王", "gis", PASSWORD)
    return app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    made = make(tmp_path)
    yield made
    made.state.store.close()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def cookie_of(answer: Any) -> Any:
    return SimpleCookie(answer.headers["set-cookie"])["suyuan_session"]


def test_sign_in_who_and_sign_out(client: TestClient) -> None:
    assert client.get("/api/session").json()["signed_in"] is False
    answer = client.post("/api/session", json=GIVEN)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert (answer.json()["name"], answer.json()["role"], answer.json()["role_title_zh"]) == ("王", "gis", "图层管理")
    cookie = cookie_of(answer)
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == str(12 * 3600)
    assert not cookie["secure"]
    assert not cookie["domain"]
    assert client.get("/api/session").json()["name"] == "王"
    assert len(client.get("/api/sessions").json()["sessions"]) == 1
    answer = client.delete("/api/session")
    assert answer.status_code == 204
    assert cookie_of(answer)["max-age"] == "0"
    client.cookies.set("suyuan_session", cookie.value)  # kept by a thief
    assert client.get("/api/session").json()["signed_in"] is False
    assert client.get("/api/tokens").status_code == 401


def test_the_cookie_is_secure_under_tls_and_behind_a_proxy_that_speaks_it(app: FastAPI, tmp_path: Path) -> None:
    answer = TestClient(app, base_url="https://testserver").post("/api/session", json=GIVEN)
    assert cookie_of(answer)["secure"]
    behind = make(tmp_path / "behind", public_url="https://water.example.cn")
    assert cookie_of(TestClient(behind).post("/api/session", json=GIVEN))["secure"]
    behind.state.store.close()


def test_a_session_that_was_planted_is_not_taken_over(app: FastAPI, client: TestClient) -> None:
    client.cookies.set("suyuan_session", "planted")
    secret = cookie_of(client.post("/api/session", json=GIVEN)).value
    assert secret != "planted"
    thief = TestClient(app, cookies={"suyuan_session": "planted"})
    assert thief.get("/api/session").json()["signed_in"] is False
    client.cookies.clear()
    client.cookies.set("suyuan_session", secret)
    again = cookie_of(client.post("/api/session", json=GIVEN)).value
    old = TestClient(app, cookies={"suyuan_session": secret})
    assert again != secret
    assert old.get("/api/session").json()["signed_in"] is False, "signing in again ends the session before"


def test_an_expired_session_is_nobody(app: FastAPI, client: TestClient) -> None:
    store = app.state.store
    _, session = accounts.sign_in(store, app.state.settings, "王", PASSWORD)
    past = datetime.now(UTC) - timedelta(seconds=1)
    with store.writing() as c:
        people.end_session(c, store, session.secret_sha256)
        row = {name: getattr(session, name) for name in people.SessionRow.__slots__} | {
            "secret_sha256": accounts.hash_secret("known"),
            "expires_at": past,
        }
        people.add_session(c, store, people.SessionRow(**row))
    client.cookies.set("suyuan_session", "known")
    assert client.get("/api/session").json()["signed_in"] is False
    assert client.get("/api/tokens").status_code == 401


@pytest.mark.parametrize("given", [{"name": "王", "password": "wrong-password"}, {"name": "李", "password": PASSWORD}])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(client: TestClient, given: dict[str, str]) -> None:
    answer = client.post("/api/session", json=given, headers={"Accept-Language": "en"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "The name or the password is wrong."
    assert "set-cookie" not in answer.headers


def test_sign_in_is_slowed_with_429_and_retry_after(client: TestClient) -> None:
    for _ in range(3):
        assert client.post("/api/session", json=GIVEN | {"password": "wrong-password"}).status_code == 401
    answer = client.post("/api/session", json=GIVEN)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    "body",
    [
        {"name": "王"},
        {"name": 1, "password": "x"},
        {},
        {"name": "王", "password": "x" * 2000},
        GIVEN | {"role": "admin"},
    ],
)
def test_a_body_that_is_no_sign_in_is_400(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/api/session", json=body)
    assert answer.status_code == 400
    assert answer.json()["parameter"]


def test_a_changed_password_ends_every_session_and_the_old_one_is_asked_for(app: FastAPI, client: TestClient) -> None:
    other = TestClient(app)
    for each in (client, other):
        each.post("/api/session", json=GIVEN)
    wrong = client.put("/api/session/password", json={"current": "wrong-password", "new": "a-new-good-one"})
    assert (wrong.status_code, wrong.json()["parameter"]) == (403, "current")
    weak = client.put("/api/session/password", json={"current": PASSWORD, "new": "short"})
    assert weak.status_code == 422
    done = client.put("/api/session/password", json={"current": PASSWORD, "new": "a-new-good-one"})
    assert done.status_code == 204
    assert not other.get("/api/session").json()["signed_in"]
    assert client.post("/api/session", json=GIVEN).status_code == 401
    assert client.post("/api/session", json={"name": "王", "password": "a-new-good-one"}).status_code == 201


def test_a_sign_in_elsewhere_can_be_ended(app: FastAPI, client: TestClient) -> None:
    elsewhere = TestClient(app)
    elsewhere.post("/api/session", json=GIVEN)
    client.post("/api/session", json=GIVEN)
    other = next(each for each in client.get("/api/sessions").json()["sessions"] if not each["current"])
    assert client.delete(f"/api/sessions/{other['id']}").status_code == 204
    assert not elsewhere.get("/api/session").json()["signed_in"]
    assert client.get("/api/session").json()["signed_in"]
    assert client.delete(f"/api/sessions/{other['id']}").status_code == 404


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def test_a_token_works_as_bearer_and_as_basic_until_revoked(app: FastAPI, client: TestClient) -> None:
    client.post("/api/session", json=GIVEN)
    made = client.post("/api/tokens", json={"title": "QGIS", "days": 30})
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/tokens/{made.json()['id']}"
    secret = made.json()["secret"]
    program = TestClient(app)
    for headers in ({"Authorization": f"Bearer {secret}"}, basic("王", secret), basic(" 王", secret)):
        assert program.get("/api/session", headers=headers).json()["role"] == "gis"
    for headers in ({"Authorization": f"Bearer {secret}x"}, basic("李", secret), basic("王", PASSWORD)):
        answer = program.get("/api/session", headers=headers)
        assert answer.status_code == 401, "a wrong token is told, never taken for nobody"
    listed = client.get("/api/tokens").json()["tokens"]
    assert [(each["title"], each["id"]) for each in listed] == [("QGIS", made.json()["id"])]
    assert listed[0]["last_used_at"] is not None
    assert "secret" not in listed[0]
    assert client.delete(made.headers["location"]).status_code == 204
    assert program.get("/api/session", headers=basic("王", secret)).status_code == 401


def test_a_token_makes_no_tokens_and_changes_no_password(app: FastAPI) -> None:
    store = app.state.store
    with store.writing() as c:
        secret, _ = accounts.create_token(c, store, "王", "script")
    program = TestClient(app, headers={"Authorization": f"Bearer {secret}"})
    assert program.post("/api/tokens", json={"title": "more"}).status_code == 403
    body = {"current": PASSWORD, "new": "a-new-good-one"}
    assert program.put("/api/session/password", json=body).status_code == 403


def test_a_token_wins_over_a_cookie(app: FastAPI, client: TestClient) -> None:
    store = app.state.store
    with store.writing() as c:
        accounts.create_user(c, store, "李", "viewer", "quite-another-one")
        secret, _ = accounts.create_token(c, store, "李", "script")
    client.post("/api/session", json=GIVEN)
    assert client.get("/api/session", headers={"Authorization": f"Bearer {secret}"}).json()["name"] == "李"


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver:8001"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_site_can_change_nothing(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/session", json=GIVEN, headers=headers).status_code == 403, "not even sign somebody in"
    client.post("/api/session", json=GIVEN)
    assert client.post("/api/tokens", json={"title": "x"}, headers=headers).status_code == 403
    assert client.delete("/api/session", headers=headers).status_code == 403
    assert client.get("/api/tokens", headers=headers).json() == {"tokens": []}, (
        "reading is safe: the answer is not shown"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
def test_own_pages_and_programs_can(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/session", json=GIVEN, headers=headers).status_code == 201
    assert client.post("/api/tokens", json={"title": "x"}, headers=headers).status_code == 201


def test_a_bearer_token_is_never_sent_by_a_foreign_page_so_its_origin_does_not_matter(app: FastAPI) -> None:
    store = app.state.store
    with store.writing() as c:
        secret, row = accounts.create_token(c, store, "王", "script")
    headers = {"Origin": "https://tool.example"}
    program = TestClient(app)
    url = f"/api/tokens/{row.id}"
    assert program.delete(url, headers=headers | basic("王", secret)).status_code == 403, "a browser sends Basic itself"
    assert program.delete(url, headers=headers | {"Authorization": f"Bearer {secret}"}).status_code == 204


def test_the_public_address_behind_a_proxy_counts_as_ones_own(tmp_path: Path) -> None:
    app = make(tmp_path, public_url="https://water.example.cn/")
    client = TestClient(app)
    ours, foreign = {"Origin": "https://water.example.cn"}, {"Origin": "https://evil.example.cn"}
    assert client.post("/api/session", json=GIVEN, headers=ours).status_code == 201
    assert client.post("/api/session", json=GIVEN, headers=foreign).status_code == 403
    app.state.store.close()


@pytest.mark.parametrize("path", ["/api/collections/outfalls/items", "/api/collections", "/api/layers", "/api/months"])
def test_a_closed_service_opens_to_a_cookie_and_to_a_token(app: FastAPI, client: TestClient, path: str) -> None:
    store = app.state.store
    with store.writing() as c:
        secret, _ = accounts.create_token(c, store, "王", "QGIS")
    refused = client.get(path, headers={"User-Agent": "Mozilla/5.0 QGIS/34000/Debian"})
    assert refused.status_code == 401
    assert "Basic" in refused.headers["www-authenticate"]
    assert client.get(path, headers=basic("王", secret)).status_code == 200
    assert client.get(path, headers=basic("王", PASSWORD)).status_code == 401, "a password is no token"
    client.post("/api/session", json=GIVEN)
    assert client.get(path).status_code == 200
