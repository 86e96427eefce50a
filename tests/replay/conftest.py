"""The demonstration, built once, and an application over it with a token for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.demo import build_demo
from app.main import create_app
from app.settings import Settings
from app.uses.accounts import accounts


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An application over the demonstration."""
    folder = tmp_path_factory.mktemp("replay")
    application = create_app(Settings(data_dir=folder, demonstration=True, public_read=True))
    store = application.state.store
    build_demo(store, application.state.settings)
    with store.writing() as c:
        for role in ("chief", "analyst", "gis", "inspector"):
            accounts.create_user(c, store, role, role, "汶水清且涟漪兮自流长")
    yield application
    application.state.items_threads.shutdown(wait=True)
    store.close()


@pytest.fixture(scope="session")
def client(demonstration: FastAPI) -> TestClient:
    return TestClient(demonstration, base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="session")
def signed(demonstration: FastAPI) -> Callable[[str], dict[str, str]]:
    """The header of a role's token."""
    made: dict[str, dict[str, str]] = {}

    def header(role: str) -> dict[str, str]:
        if role not in made:
            store = demonstration.state.store
            with store.writing() as c:
                secret, _ = accounts.create_token(c, store, role, "test")
            made[role] = {"Authorization": f"Bearer {secret}"}
        return made[role]

    return header
