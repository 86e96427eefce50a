"""A small river for the tests of traces: two sections, a ditch with a sluice, outfalls, firms, a village (测试河流).

清河 flows east along q1, q2, q3 at 0.5 m/s; the ditch 白沟 (b1) joins at the head of q3 behind the sluice Z1. SD is
4,500 m below the junction, SU 4,000 m above it. In 2026-10 ammonia is 0.5 mg/L in 2 m³/s at SU and 1.8 mg/L in 3 m³/s
at SD, both held to Ⅲ (1.0 mg/L).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from app.settings import Settings
from app.store.engine import Store
from app.store.revisions import publish
from app.store.samples import add_samples
from app.uses.accounts.accounts import create_user
from app.uses.registers.register_entries import enter, move
from app.uses.tracing.trace_asked import TraceAsked
from tests.network.drawn import degrees, line, reaches
from tests.sections_of_tests import frame_of

SETTINGS = Settings()
MONTH = "2026-10"
K = {"k_per_d": 0.1, "source": "示意"}
FIRM = "甲化工厂"
HOSTILE = "<script>alert(1)</script>'; DROP TABLE traces; --{{7*7}}"
TARGETS = [{"purpose": "考核", "period": "month", "class": 3}]


def at(place: tuple[float, float]) -> shapely.Point:
    """A point given in metres."""
    return shapely.Point(degrees(place)[0])


def river() -> gpd.GeoDataFrame:
    """The four reaches."""
    return reaches(
        {
            "q1": line((-10000, 0), (-5000, 0)),
            "q2": line((-5000, 0), (0, 0)),
            "q3": line((0, 0), (5000, 0)),
            "b1": line((0, 4000), (0, 0)),
        },
        river=["清河", "清河", "清河", "白沟"],
        name=["清河上段", "清河中段", "清河下段", "白沟"],
        velocity_m_per_s=[0.5, 0.5, 0.5, 0.2],
        flow_m3_per_s=[1.5, 1.5, 2.5, 0.5],
    ).assign(extra=None)


def outfalls(**changes: str) -> gpd.GeoDataFrame:
    """Five outfalls; P0 above the upper section, P3 above the sluice."""
    places = {"P0": (-4500, 0), "P1": (1000, 30), "P2": (2000, -20), "P3": (0, 3000), "P4": (3000, 10)}
    rows: dict[str, dict[str, Any]] = {
        "P0": {"name": "上游口", "receiving_water": "清河"},
        "P1": {
            "name": f"{FIRM}排污口", "outfall_type": "工业排污口", "receiving_water": "清河", "channel": "T1",
            "dischargers": ["F1"], "flow_m3_per_d": 2000.0, "remediation_state": "open", "is_discharging": True,
        },
        "P2": {"name": "乙雨洪口", "outfall_type_2": "城镇雨洪排口", "receiving_water": "清河"},
        "P3": {"name": "丙村排口", "outfall_type_2": "农村生活污水散排口", "receiving_water": "白沟"},
        "P4": {"name": HOSTILE, "receiving_water": "清河"},
    }  # fmt: skip
    for key, name in changes.items():
        rows[key]["name"] = name
    return frame_of("outfalls", [{"code": key, "geometry": at(places[key]), **row} for key, row in rows.items()])


def sections() -> gpd.GeoDataFrame:
    """The two sections."""
    plain = {"river": "清河", "water_type": "river", "required_set": "w01009,w21003", "targets": TARGETS}
    return frame_of(
        "sections",
        [
            {"code": "SU", "name": "上断面", "geometry": at((-4000, 0)), "kind": "控制", "district": "甲县", **plain},
            {"code": "SD", "name": "下断面", "geometry": at((4500, 0)), "kind": "出境", "district": "甲县", **plain},
        ],
    )


def values() -> pd.DataFrame:
    """Ammonia, oxygen and flow at the sections in 2026-09 and -10; the firm's effluent in 2026-10."""
    rows = []
    for day, month, above, below in ((5, "2026-09", 0.4, 0.9), (8, MONTH, 0.5, 1.8)):
        for code, ammonia, flow in (("SU", above, 2.0), ("SD", below, 3.0)):
            for indicator, value in (("w21003", ammonia), ("w01009", 7.0), ("x:flow", flow), ("w01001", 7.6)):
                rows.append(_value("sections", code, f"{month}-{day:02d}T02:00:00Z", indicator, value))
    for indicator, value in (("w21003", 20.0), ("x:flow_m3_per_d", 2000.0)):
        rows.append(_value("dischargers", "F1", f"{MONTH}-09T02:00:00Z", indicator, value, site_name="出水"))
    return pd.DataFrame(rows)


def _value(kind: str, code: str, when: str, indicator: str, value: float, **more: Any) -> dict[str, Any]:
    return {
        "site_kind": kind, "site_code": code, "site_name": None, "sampled_at": pd.Timestamp(when),
        "indicator": indicator, "value": value, "raw_text": str(value), "below_limit": False,
        "detection_limit": float("nan"), "unit": "", "source": "manual", "state": "正常", "status": "final", **more,
    }  # fmt: skip


def fill(store: Store) -> None:
    """Put the river with all that lies on it into a store."""
    firm = {
        "code": "F1", "name": FIRM, "kind": "工业企业", "characteristic_indicators": ["氨氮"], "outfalls": ["P1"],
        "flow_m3_per_d": 2000.0, "geometry": at((1000, 200)),
    }  # fmt: skip
    alone = {"code": "F2", "name": "丁养殖场", "kind": "畜禽养殖场", "geometry": at((1500, 900))}
    channel = {"code": "T1", "name": "甲管道", "kind": "管道", "outfall": "P1",
               "geometry": shapely.LineString([at((1000, 200)), at((1000, 30))])}  # fmt: skip
    layers = {
        "reaches": river(),
        "sections": sections(),
        "outfalls": outfalls(),
        "sluices": frame_of("sluices", [{"code": "Z1", "name": "白沟闸", "river": "白沟", "kind": "sluice",
                                         "geometry": at((0, 2000))}]),
        "dischargers": frame_of("dischargers", [firm, alone]),
        "channels": frame_of("channels", [channel]),
        "villages": frame_of("villages", [{"code": "V1", "name": "戊村", "sewage_treatment": "未开展",
                                           "geometry": at((2500, 800))}]),
    }  # fmt: skip
    with store.writing() as c:
        create_user(c, store, "巡查", "inspector", "a-long-pass-phrase")
        for layer, frame in layers.items():
            publish(c, store, layer, frame, who="test")
        add_samples(c, store, values(), batch={"who": "test"})
        for state, begin, end in (
            ("closed", "2026-09-20T00:00", "2026-10-20T00:00"),
            ("open", "2026-10-20T00:00", None),
        ):
            told = {"sluice": "Z1", "state": state, "from": begin, "reported_by": "值班员"}
            enter(c, store, "sluice_states", told | ({"to": end} if end else {}), who="test")


def ammonia(**more: Any) -> TraceAsked:
    """The usual question."""
    return TraceAsked(**{"start": "sections/SD", "indicator": "w21003", "month": MONTH, "decay": K, **more})


def give_verdict(store: Store, entry_id: int, verdict: str, *, reason: str = "现场核实") -> None:
    """An investigation found and decided, by two persons."""
    with store.writing() as c:
        found = {"finding": "unclear", "finding_text": "已查看"}
        move(c, store, "investigations", entry_id, "finding", who="巡查", may=_anyone, fields=found)
        told = {"verdict": verdict, "verdict_reason": reason}
        move(c, store, "investigations", entry_id, "verdict", who="分析", may=_anyone, fields=told)


def take_back(store: Store, entry_id: int) -> None:
    """The verdict of an investigation taken back."""
    with store.writing() as c:
        move(c, store, "investigations", entry_id, "finding", who="分析", may=_anyone, note="复核")


def _anyone(_: str) -> bool:
    return True


def instant(text: str) -> datetime:
    """An instant of Asia/Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00")
