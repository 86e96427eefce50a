"""Which role may do what, and how a refusal is said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app import deps
from app.api.access import DECLARABLE, access
from app.api.errors import add_error_answers
from app.deps import Box, Month, Reading, User, Writing
from app.settings import Settings
from app.store.engine import Store, open_store
from app.uses.accounts import accounts


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('access') / 'store.gpkg'}")
    with opened.writing() as c:
        for role in accounts.ROLES:
            accounts.create_user(c, opened, role, role, "汶水清且涟漪兮自流长")
    yield opened
    opened.close()


def service(store: Any, **settings: Any) -> FastAPI:
    """A small service with one route a role."""
    app = FastAPI()
    app.state.store, app.state.settings = store, Settings(**settings)
    add_error_answers(app)
    for role in DECLARABLE:

        @app.get(f"/{role}", **access(role))
        def route(user: User) -> dict[str, Any]:
            return {"name": user.name, "role": user.role}

    return app


def token_of(store: Store, role: str) -> dict[str, str]:
    with store.writing() as c:
        secret, _ = accounts.create_token(c, store, role, "test")
    return {"Authorization": f"Bearer {secret}"}


def allowed(client: TestClient, headers: dict[str, str]) -> dict[str, int]:
    return {role: client.get(f"/{role}", headers=headers).status_code for role in DECLARABLE}


def test_nobody_may_read_what_is_public_only_where_the_setting_says_so(store: Store) -> None:
    closed = allowed(TestClient(service(store)), {})
    opened = allowed(TestClient(service(store, public_read=True)), {})
    assert [role for role, status in closed.items() if status == 200] == ["anyone"]
    assert [role for role, status in opened.items() if status == 200] == ["anyone", "public"]
    assert set(closed.values()) == {200, 401}


@pytest.mark.parametrize("role", accounts.ROLES)
def test_a_role_may_do_its_own_and_admin_everything(store: Store, role: str) -> None:
    found = allowed(TestClient(service(store)), token_of(store, role))
    may = {name for name, status in found.items() if status == 200}
    assert may == (set(DECLARABLE) if role == "admin" else {"anyone", "public", "viewer", role})
    assert {status for name, status in found.items() if name not in may} <= {403}


def test_a_browser_is_not_told_basic_and_a_program_is(store: Store) -> None:
    client = TestClient(service(store))
    agents = {
        "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0": False,
        "Mozilla/5.0 QGIS/34000/Debian": True,
        "GDAL/3.11": True,
        "curl/8": True,
    }
    for agent, told in agents.items():
        answer = client.get("/gis", headers={"User-Agent": agent})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert ("Basic" in answer.headers["www-authenticate"]) is told
        assert "Bearer" in answer.headers["www-authenticate"]
    fetched = client.get("/gis", headers={"User-Agent": "x", "Sec-Fetch-Mode": "cors"})
    assert "Basic" not in fetched.headers["www-authenticate"]


def test_the_role_stands_in_the_openapi_document(store: Store) -> None:
    paths = service(store).openapi()["paths"]
    assert {path: each["get"]["x-role"] for path, each in paths.items()} == {f"/{role}": role for role in DECLARABLE}
    assert {} in paths["/public"]["get"]["security"]
    assert {} not in paths["/viewer"]["get"]["security"]


def test_month_and_box_are_parsed_once_and_refused_by_name(store: Store) -> None:
    app = service(store, public_read=True)

    @app.get("/month", **access("public"))
    def month(month: Month) -> str:
        return month

    @app.get("/box", **access("public"))
    def box(box: Box) -> str:
        return str(box)

    client = TestClient(app)
    assert client.get("/month?month=2023-05").json() == "2023-05"
    for wrong in ("2023-13", "2023-5", "0000-01", "２０２３-05", "2023-05-01", ""):
        answer = client.get("/month", params={"month": wrong})
        assert (answer.status_code, answer.json()["parameter"]) == (400, "month")
    assert client.get("/box").json() == "None"
    assert client.get("/box?bbox=170,-10,-170,10").json() == "Box(west=170.0, south=-10.0, east=-170.0, north=10.0)"
    for wrong in ("1,2,3", "1,2,3,4,5", "a,b,c,d", "0,5,1,4", "0,0,nan,1", "0,0,inf,1", "0,0,181,1", "0,-91,1,1", ""):
        answer = client.get("/box", params={"bbox": wrong})
        assert (answer.status_code, answer.json()["parameter"]) == (400, "bbox")


class CountingStore:
    """A store that says when its transactions begin and end."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.open, self.most = 0, 0
        self.lock = threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self.lock:
            self.open += 1
            self.most = max(self.most, self.open)
        self.events.append("begin")
        try:
            yield self
        except BaseException:
            self.events.append("roll back")
            raise
        else:
            self.events.append("commit")
        finally:
            with self.lock:
                self.open -= 1

    reading = writing


def test_a_change_is_committed_before_the_answer_is_sent_and_rolled_back_on_an_error() -> None:
    counting = CountingStore()
    app = service(counting)

    @app.post("/change", **access("anyone"))
    def change(c: Writing, fail: bool = False) -> None:
        counting.events.append("route")
        if fail:
            raise ValueError

    async def recorded(scope: Any, receive: Any, send: Any) -> None:
        async def noting(message: Any) -> None:
            if message["type"] == "http.response.start":
                counting.events.append(f"answer {message['status']}")
            await send(message)

        await app(scope, receive, noting)

    client = TestClient(recorded, raise_server_exceptions=False)
    client.post("/change")
    assert counting.events == ["begin", "route", "commit", "answer 200"]
    counting.events.clear()
    client.post("/change?fail=true")
    assert counting.events == ["begin", "route", "roll back", "answer 500"]


def test_more_requests_than_connections_wait_and_all_are_answered() -> None:
    counting = CountingStore()
    app = service(counting)

    @app.get("/slow", **access("anyone"))
    def slow(c: Reading) -> int:
        threading.Event().wait(0.02)
        return 1

    with TestClient(app) as client, ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda _: client.get("/slow").json(), range(120)))
    assert answers == [1] * 120
    assert 1 < counting.most <= deps.CONNECTIONS
