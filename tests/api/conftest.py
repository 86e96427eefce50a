"""A small world behind a whole application, and a token for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.revisions import publish
from app.store.samples import add_samples, set_month_states
from app.uses.accounts import accounts

PASSWORD = "汶水清且涟漪兮自流长"
OUTFALLS: list[tuple[str, str, float, float]] = [
    ("SD-1", "第一排口", 116.0, 36.5),
    ("SD/2 a", "斜线与空格", 116.001, 36.5),
    ("排口三", "<script>alert(1)</script>", 116.01, 36.51),
    ("x'; DROP TABLE outfalls --", "引号", 116.02, 36.5),
    ("远-东", "远东", 179.5, 36.5),
    ("远-西", "远西", -179.5, 36.5),
    ("无处", "没有位置", float("nan"), float("nan")),
]  # fmt: skip


def outfalls() -> gpd.GeoDataFrame:
    """Seven outfalls with awkward keys; one without a place, two at either side of the antimeridian."""
    frame = gpd.GeoDataFrame(
        {
            "code": [row[0] for row in OUTFALLS],
            "name": [row[1] for row in OUTFALLS],
            "receiving_water": ["徒骇河", "徒骇河", "马颊河", "马颊河", None, None, None],
            "remediation_state": ["open", "none", "overdue", None, None, None, None],
            "contacts": [[{"name": "王某", "tel": "13800000000"}]] + [None] * 6,
            "inspected_on": [None, "2022-04-16", "2021-06-01", "2020-01-01", None, None, None],
            "extra": [{"备注": "自有列", "class": "own"}] + [None] * 6,
        },
        geometry=[None if row[2] != row[2] else shapely.Point(row[2], row[3]) for row in OUTFALLS],
        crs="EPSG:4490",
    )
    return frame


def reaches() -> gpd.GeoDataFrame:
    """Three reaches, one after the other, and a branch."""
    lines = {
        "R1": [(116.0, 36.5), (116.05, 36.52)],
        "R2": [(116.05, 36.52), (116.1, 36.55)],
        "R3": [(116.1, 36.55), (116.2, 36.6)],
        "B1": [(116.05, 36.6), (116.1, 36.55)],
    }
    return gpd.GeoDataFrame(
        {
            "code": list(lines),
            "name": list(lines),
            "river": ["徒骇河"] * 3 + ["支沟"],
            "velocity_m_per_s": [0.5, 0.5, None, None],
            "river_chiefs": [[{"level": "县", "name": "李某", "tel": "13900000000"}], None, None, None],
            "extra": [None, {"class": "extra of a file"}, None, None],
        },
        geometry=[shapely.LineString(line) for line in lines.values()],
        crs="EPSG:4490",
    )


def sections() -> gpd.GeoDataFrame:
    """One section on the lowest reach, with a monthly target of Ⅳ."""
    return gpd.GeoDataFrame(
        {
            "code": ["S1"],
            "name": ["下游断面"],
            "river": ["徒骇河"],
            "water_type": ["river"],
            "required_set": ["w01009,w21003"],
            "targets": [[{"purpose": "考核", "period": "month", "class": 4}]],
            "extra": [None],
        },
        geometry=[shapely.Point(116.15, 36.575)],
        crs="EPSG:4490",
    )


def lakes() -> gpd.GeoDataFrame:
    """A lake like a ring's half, whose envelope is larger than itself."""
    shape = shapely.Polygon([(115.0, 36.0), (115.4, 36.0), (115.4, 36.1), (115.1, 36.1), (115.1, 36.4), (115.0, 36.4)])
    return gpd.GeoDataFrame({"code": ["L1"], "name": ["弯湖"], "extra": [None]}, geometry=[shape], crs="EPSG:4490")


def samples() -> pd.DataFrame:
    """Dissolved oxygen and ammonia of a month: the second is Ⅴ."""
    at = pd.Timestamp("2023-05-08T02:00:00Z")
    rows = [("w01009", 7.1, "7.1"), ("w21003", 1.8, "1.80"), ("w21011", float("nan"), "<0.01")]
    return pd.DataFrame(
        [
            {
                "site_kind": "sections", "site_code": "S1", "site_name": "下游断面", "sampled_at": at,
                "indicator": code,
                "value": value, "raw_text": raw, "below_limit": raw.startswith("<"),
                "detection_limit": 0.01 if raw.startswith("<") else float("nan"), "unit": "mg/L", "source": "manual",
                "state": "正常", "status": "final",
            }
            for code, value, raw in rows
        ]
    )  # fmt: skip


def fill(app: FastAPI) -> None:
    """Put the small world into an application's store."""
    store = app.state.store
    with store.writing() as c:
        for layer, frame in (
            ("outfalls", outfalls()),
            ("reaches", reaches()),
            ("sections", sections()),
            ("lakes", lakes()),
        ):
            publish(c, store, layer, frame, who="test", file_name=f"{layer}.gpkg")
        well = gpd.GeoDataFrame(
            {"code": ["W1"], "name": ["井"], "extra": [None]}, geometry=[shapely.Point(116, 36)], crs=4490
        )
        publish(c, store, "wells", well, who="test")
        add_samples(c, store, samples(), batch={"file_name": "v.csv", "sha256": "0", "who": "test", "note": ""})
        set_month_states(c, store, pd.DataFrame({"site_code": ["S1"], "month": ["2023-04"], "state": ["断流"]}))
        for role in accounts.ROLES:
            accounts.create_user(c, store, role, role, PASSWORD)


def whole_app(folder: Path, **settings: Any) -> FastAPI:
    """An application with the small world in a store of its own."""
    app = create_app(Settings(data_dir=folder, **{"public_read": True, **settings}))
    fill(app)
    return app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application of the read-only tests, open to anyone."""
    application = whole_app(tmp_path_factory.mktemp("api"))
    yield application
    application.state.items_threads.shutdown(wait=True)
    application.state.store.close()


@pytest.fixture(scope="session")
def client(app: FastAPI) -> TestClient:
    """A client without credentials."""
    return TestClient(app, base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="session")
def token(app: FastAPI) -> Callable[[str], dict[str, str]]:
    """The header of a role's token, made once a role."""
    made: dict[str, dict[str, str]] = {}

    def header(role: str) -> dict[str, str]:
        if role not in made:
            store = app.state.store
            with store.writing() as c:
                secret, _ = accounts.create_token(c, store, role, "test")
            made[role] = {"Authorization": f"Bearer {secret}"}
        return made[role]

    return header
