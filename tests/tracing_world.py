"""A river with sluices, an intake, zones and emergency sites behind a whole application, for impacts (影响测试河流)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.store.revisions import publish
from app.store.samples import add_samples
from app.uses.accounts import accounts
from tests.network.drawn import degrees, line
from tests.sections_of_tests import frame_of

PASSWORD = "汶水清且涟漪兮自流长"
KNOWN = {"velocity_m_per_s": 0.5, "flow_m3_per_s": 10.0, "width_m": 30.0, "depth_m": 1.5, "slope": 0.0002,
         "mean_annual_flow_m3_per_s": 12.0, "regime": "free"}  # fmt: skip


def at(x_m: float, y_m: float) -> shapely.Point:
    """A point given in metres."""
    return shapely.Point(degrees((x_m, y_m))[0])


def square(x_m: float, half_m: float) -> shapely.Polygon:
    """A square about a place on the river."""
    low, high = x_m - half_m, x_m + half_m
    return shapely.Polygon(degrees((low, -half_m), (high, -half_m), (high, half_m), (low, half_m)))


def layers() -> dict[str, gpd.GeoDataFrame]:
    """清河 flows from 0 to 30 km, r3 of it without a velocity; 支渠 joins at 10 km. A spill enters at 1 km."""
    reaches = [
        {"code": "r1", "river": "清河", "district": "甲县", "geometry": line((0, 0), (10_000, 0)), **KNOWN},
        {"code": "r2", "river": "清河", "geometry": line((10_000, 0), (20_000, 0)), **KNOWN},
        {"code": "r3", "river": "清河", "geometry": line((20_000, 0), (30_000, 0)), "regime": "gated"},
        {"code": "t1", "river": "支渠", "geometry": line((10_000, 5_000), (10_000, 0)), **KNOWN},
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "reaches": reaches,
        "sections": [
            {"code": "S1", "name": "清河一断面", "river": "清河", "district": "甲县", "water_type": "river",
             "ecological_flow_m3_per_s": 2.5, "required_set": "w21003",
             "targets": [{"purpose": "考核", "period": "month", "class": 3}], "geometry": at(5_000, 0)},
            {"code": "S2", "name": "清河二断面", "river": "清河", "district": "乙县", "water_type": "river",
             "geometry": at(15_000, 0)},
            {"code": "S3", "name": "清河三断面", "river": "清河", "district": "乙县", "water_type": "river",
             "geometry": at(25_000, 0)},
            {"code": "T1", "name": "支渠断面", "river": "支渠", "district": "甲县", "water_type": "river",
             "geometry": at(10_000, 2_000)},
        ],
        "outfalls": [
            {"code": "PK1", "name": "甲县排污口", "receiving_water": "清河", "flow_m3_per_d": 8640.0,
             "geometry": at(1_000, 20)},
            {"code": "PK2", "name": "乙厂排污口", "receiving_water": "清河", "flow_m3_per_d": 4320.0,
             "geometry": at(3_000, 20)},
            {"code": "PK3", "name": "无负荷排污口", "receiving_water": "清河", "geometry": at(4_000, 20)},
        ],
        "sluices": [
            {"code": "Z1", "name": "清河一闸", "river": "清河", "kind": "sluice", "state": "closed",
             "state_on": "2026-09-01", "storage_m3": 90_000.0, "geometry": at(8_000, 0)},
            {"code": "Z2", "name": "清河二闸", "river": "清河", "kind": "sluice", "geometry": at(18_000, 0)},
        ],
        "water_sources": [
            {"code": "Y1", "name": "清河取水口", "river": "清河", "kind": "河流型", "supply_m3_per_d": 20_000.0,
             "geometry": at(12_000, 50)},
            {"code": "Y2", "name": "清河水源井", "river": "清河", "kind": "地下水型", "geometry": at(13_000, 50)},
        ],
        "protection_zones": [
            {"code": "B1", "name": "清河取水口一级保护区", "tier": "1", "geometry": square(11_500, 500)},
            {"code": "B9", "name": "别处保护区", "tier": "1", "geometry": square(90_000, 500)},
        ],
        "emergency_sites": [
            {"code": "K1", "name": "清河坑塘", "river": "清河", "kind": "坑塘", "volume_m3": 360_000.0, "owner": "甲村",
             "geometry": at(6_000, 100)},
            {"code": "K0", "name": "上游坑塘", "river": "清河", "kind": "坑塘", "geometry": at(500, 100)},
        ],
        "districts": [
            {"code": "371501", "name": "甲县", "kind": "县", "government": "甲县人民政府",
             "geometry": square(5_000, 5_000)},
            {"code": "371502", "name": "乙县", "kind": "县", "geometry": square(20_000, 10_000)},
        ],
    }  # fmt: skip
    return {layer: frame_of(layer, own) for layer, own in rows.items()}


def samples() -> pd.DataFrame:
    """September 2026: S1 has ammonia of 1.85 mg/L and 2 m³/s; PK1 discharges 20 mg/L, PK2 10 mg/L."""
    at_noon = pd.Timestamp("2026-09-10T04:00:00Z")
    rows = [
        ("sections", "S1", "w21003", 1.85, "mg/L"), ("sections", "S1", "x:flow", 2.0, "m³/s"),
        ("sections", "S2", "x:flow", 6.0, "m³/s"),
        ("outfalls", "PK1", "w21003", 20.0, "mg/L"), ("outfalls", "PK2", "w21003", 10.0, "mg/L"),
    ]  # fmt: skip
    return pd.DataFrame([
        {
            "site_kind": kind, "site_code": code, "site_name": code, "sampled_at": at_noon, "indicator": indicator,
            "value": value, "raw_text": str(value), "below_limit": False, "detection_limit": float("nan"),
            "unit": unit, "source": "manual", "state": "正常", "status": "final",
        }
        for kind, code, indicator, value, unit in rows
    ])  # fmt: skip


def river_app(folder: Path, **settings: Any) -> FastAPI:
    """An application with the river and an account of each role."""
    app = create_app(Settings(data_dir=folder, **{"public_read": True, **settings}))
    store = app.state.store
    with store.writing() as c:
        for layer, frame in layers().items():
            publish(c, store, layer, frame, who="test")
        add_samples(c, store, samples(), batch={"file_name": "v.csv", "sha256": "0", "who": "test", "note": ""})
        for role in accounts.ROLES:
            accounts.create_user(c, store, role, role, PASSWORD)
    return app


def headers_of(app: FastAPI) -> dict[str, dict[str, str]]:
    """The header of a token of each role."""
    told = {}
    with app.state.store.writing() as c:
        for role in accounts.ROLES:
            secret, _ = accounts.create_token(c, app.state.store, role, "test")
            told[role] = {"Authorization": f"Bearer {secret}"}
    return told
