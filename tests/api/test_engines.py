"""Both engines answer alike, byte for byte where nothing depends on the time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.conftest import whole_app

PATHS = [
    "/api/collections",
    "/api/collections/outfalls",
    "/api/collections/outfalls/items",
    "/api/collections/outfalls/items?limit=2",
    "/api/collections/outfalls/items?bbox=115.9,36.4,116.005,36.6&f=json",
    "/api/collections/outfalls/items?bbox=170,-90,-170,90",
    "/api/collections/outfalls/items?datetime=2021-01-01T00:00:00Z/..&limit=3",
    "/api/collections/outfalls/items?receiving_water=马颊河",
    "/api/collections/outfalls/items?name=%27%20OR%201=1",
    "/api/collections/lakes/items?bbox=115.2,36.2,115.3,36.3",
    "/api/collections/reaches/items?bbox=116.04,36.5,116.06,36.53",
    "/api/collections/outfalls/items/SD%2F2%20a",
    "/api/nearby?lon=116.004&lat=36.501&radius_m=5000",
    "/api/clusters?bbox=100,20,130,50&zoom=9",
    "/api/search?q=排口",
    "/api/indicators",
    "/api/months",
    "/api/assessment/sections?month=2023-05",
    "/api/assessment/sections?month=2023-04",
    "/api/assessment/sections?month=2023-05&months=3",
    "/api/assessment/sections?month=2023-05&months=3&basis=final",
    "/api/assessment/sections/S1?month=2023-05",
    "/api/assessment/regions?month=2023-05&by=river",
    "/api/assessment/ranking?month=2023-05&by=section",
    "/api/assessment/peaks?month=2023-05",
    "/api/assessment/outlook?date=2023-05-20",
    "/api/assessment/flood-season?year=2023",
    "/api/assessment/lakes?month=2023-05",
    "/api/assessment/report?month=2023-05",
    "/api/assessment/reaches?month=2023-05",
    "/api/samples?site=sections/S1",
    "/api/network/upstream?from=sections/S1",
    "/api/network/downstream?from=point/116.02,36.508",
]


@pytest.fixture(scope="module")
def on_postgis(postgis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = whole_app(tmp_path_factory.mktemp("postgis"), database_url=postgis_url)
    yield app
    app.state.store.close()


def told(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    if isinstance(body, dict):
        body.pop("timeStamp", None)
    return body


@pytest.mark.postgis
@pytest.mark.parametrize("path", PATHS)
def test_both_engines_answer_alike(client: TestClient, on_postgis: FastAPI, path: str) -> None:
    other = TestClient(on_postgis, base_url="http://127.0.0.1:8000")
    assert told(other, path) == told(client, path)
    tag = other.get(path).headers.get("etag")
    assert tag is None or other.get(path, headers={"If-None-Match": tag}).status_code == 304
