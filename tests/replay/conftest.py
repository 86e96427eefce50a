"""A copy of the demonstration, and an application over it with a token for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.uses.accounts import accounts
from tests.demo_store import copy_demo


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, built_demo: Path) -> Iterator[FastAPI]:
    """An application over the demonstration."""
    folder = tmp_path_factory.mktemp("replay")
    copy_demo(built_demo, folder)
    application = create_app(Settings(data_dir=folder, demonstration=True, public_read=True))
    yield application
    application.state.items_threads.shutdown(wait=True)
    application.state.store.close()


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
