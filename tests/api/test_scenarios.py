"""What-if and cuts over HTTP: numbers worked by hand, refusals, roles; on both engines."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.uses.tracing import scenario_run
from tests.tracing_world import headers_of, river_app

ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]
ASKED = {"section": "S1", "indicator": "氨氮", "month": "2026-09", "decay": {"k_per_d": 0.2, "source": "清河率定"}}
World = tuple[TestClient, dict[str, dict[str, str]]]

# PK1 is 4 km above S1 and PK2 2 km, at 0.5 m/s: 2.222 h and 1.111 h; loads 20 · 8.64 and 10 · 4.32 kg/d.
PK1, PK2 = 172.8, 43.2
FROM_PK1, FROM_PK2 = math.exp(-0.2 * 4000 / 0.5 / 86400), math.exp(-0.2 * 2000 / 0.5 / 86400)
FLUX = 1.85 * 2.0 * 86.4


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The river behind an application of each engine."""
    folder = tmp_path_factory.mktemp("scenarios")

    def told(app: FastAPI) -> World:
        return TestClient(app, base_url="http://127.0.0.1:8000"), headers_of(app)

    if request.param == "geopackage":
        app = river_app(folder)
        yield told(app)
        app.state.store.close()
        return
    with request.getfixturevalue("postgis_cluster").database() as url:
        app = river_app(folder, database_url=url)
        yield told(app)
        app.state.store.close()


def asked(world: World, path: str, **more: Any) -> dict[str, Any]:
    """An answer that is right."""
    client, headers = world
    answer = client.post(f"/api/scenarios{path}", json=ASKED | more, headers=headers["analyst"])
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_today_is_what_was_measured(world: World) -> None:
    found = asked(world, "")
    assert found["today"] == found["changed"]
    assert found["today"]["flux_kg_per_d"] == pytest.approx(FLUX, abs=0.01)
    assert (found["today"]["concentration_mg_per_l"], found["today"]["flow_m3_per_s"]) == (1.85, 2.0)
    assert (found["today"]["indicator_class"], found["today"]["section_class"]) == ("Ⅴ", "Ⅴ")
    assert found["today"]["is_met"] is False
    assert (found["target_class"], found["limit_mg_per_l"]) == ("Ⅲ类", 1.0)
    loads = {one["key"]: one["load_kg_per_d"] for one in found["sources"]}
    assert loads == {"outfalls/PK1": PK1, "outfalls/PK2": PK2, "outfalls/PK3": None}


def test_a_source_lowered_and_water_added_change_the_section_step_by_step(world: World) -> None:
    changes = [
        {"kind": "lower_source", "key": "outfalls/PK1", "percent": 50},
        {"kind": "add_flow", "reach": "r1", "flow_m3_per_s": 1.0, "concentration_mg_per_l": 0.3},
    ]
    first, second = asked(world, "", changes=changes)["steps"]
    lowered = FLUX - PK1 / 2 * FROM_PK1
    assert first["flux_kg_per_d"] == pytest.approx(lowered, abs=0.01)
    assert first["concentration_mg_per_l"] == pytest.approx(lowered / 2 / 86.4, abs=1e-4)
    assert first["indicator_class"] == "Ⅳ"
    added = lowered + 0.3 * 86.4 * math.exp(-0.2 * 5000 / 0.5 / 86400)
    assert second["flow_m3_per_s"] == 3.0
    assert second["concentration_mg_per_l"] == pytest.approx(added / 3 / 86.4, abs=1e-4)
    assert second["is_met"] is True


def test_a_sluice_below_the_section_changes_nothing_and_says_so(world: World) -> None:
    found = asked(world, "", changes=[{"kind": "close_sluice", "key": "Z2"}])
    assert found["changed"]["concentration_mg_per_l"] == 1.85
    assert found["steps"][0]["notes"]


def test_the_least_cut_takes_the_nearer_source_first_and_the_fewest_the_greater_alone(world: World) -> None:
    found = asked(world, "/cuts")
    needed = 0.85 * 2 * 86.4
    assert found["needed_kg_per_d"] == pytest.approx(needed, abs=0.01)
    least, fewest = found["least_total"], found["fewest_sources"]
    rest = (needed - PK2 * FROM_PK2) / FROM_PK1
    assert {one["key"]: one["cut_kg_per_d"] for one in least["cuts"]} == {
        "outfalls/PK1": pytest.approx(rest, abs=0.01), "outfalls/PK2": pytest.approx(PK2, abs=0.01),
    }  # fmt: skip
    assert [(one["key"], one["cut_kg_per_d"]) for one in fewest["cuts"]] == [
        ("outfalls/PK1", pytest.approx(needed / FROM_PK1, abs=0.01))
    ]
    assert least["total_kg_per_d"] < fewest["total_kg_per_d"]
    assert least["unknown"] == ["outfalls/PK3"]
    assert found["known_arriving_kg_per_d"] == pytest.approx(PK1 * FROM_PK1 + PK2 * FROM_PK2, abs=0.01)
    assert found["unexplained_kg_per_d"] == pytest.approx(FLUX - PK1 * FROM_PK1 - PK2 * FROM_PK2, abs=0.02)


def test_where_all_cuts_together_do_not_suffice_it_is_said_by_how_much(world: World) -> None:
    found = asked(world, "/cuts", max_share=0.5, max_shares={"outfalls/PK2": 0})
    least = found["least_total"]
    assert least["is_enough"] is False
    assert least["total_kg_per_d"] == pytest.approx(PK1 / 2, abs=0.01)
    assert least["shortfall_kg_per_d"] == pytest.approx(0.85 * 2 * 86.4 - PK1 / 2 * FROM_PK1, abs=0.02)
    own = asked(world, "/cuts", target_mg_per_l=1.85)
    assert (own["needed_kg_per_d"], own["least_total"]["count"]) == (0.0, 0)


def test_the_plans_are_a_table_with_what_they_rest_on(world: World) -> None:
    client, headers = world
    answer = client.post("/api/scenarios/cuts?f=csv", json=ASKED, headers=headers["chief"])
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    assert "方案,断面,指标,来源编码,来源" in text
    assert "总量最小,清河一断面,氨氮,outfalls/PK2,乙厂排污口,43.2," in text
    assert text.count("不作为执法和处罚依据") == 3
    answer = client.post("/api/scenarios/cuts?f=xlsx", json=ASKED, headers=headers["chief"])
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    told = "".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for words in ("需在断面减少 146.88 kg/d", "未计入的排放：outfalls/PK3", "清河率定", "总量最小：2 处"):
        assert words in told


@pytest.mark.parametrize(
    ("path", "change", "status", "parameter"),
    [
        ("", {"decay": None}, 422, "decay"),
        ("", {"decay": {"k_per_d": 0.2}}, 422, "decay"),
        ("", {"indicator": "pH"}, 422, "indicator"),
        ("", {"month": "2026-13"}, 400, "month"),
        ("", {"month": "2026-08"}, 422, "month"),
        ("", {"section": "none"}, 404, "from"),
        ("", {"changes": [{"kind": "lower_source", "key": "outfalls/none", "percent": 5}]}, 404, "changes"),
        ("", {"changes": [{"kind": "lower_source", "key": "outfalls/PK3", "percent": 5}]}, 422, "changes"),
        ("", {"changes": [{"kind": "lower_source", "key": "outfalls/PK1"}]}, 422, "changes"),
        ("", {"changes": [{"kind": "close_sluice", "key": "none"}]}, 404, "changes"),
        ("", {"changes": [{"kind": "close_sluice", "key": "sluices/Z1"}]}, 422, "changes"),  # closed since the 1st
        ("", {"changes": [{"kind": "add_flow", "reach": "none", "flow_m3_per_s": 1}]}, 404, "changes"),
        ("", {"changes": [{"kind": "add_flow", "reach": "r1", "flow_m3_per_s": 1}]}, 422, "changes"),
        ("", {"section": "S1\u0000"}, 400, "section"),
        ("", {"changes": [{"kind": "lower_source", "key": "outfalls/PK1", "percent": "50"}]}, 400, "percent"),
        ("/cuts", {"max_share": 1.5}, 400, "max_share"),
        ("/cuts", {"target_mg_per_l": True}, 400, "target_mg_per_l"),
        ("/cuts", {"max_shares": {"outfalls/none": 0.5}}, 404, "changes"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(
    world: World, path: str, change: dict[str, Any], status: int, parameter: str
) -> None:
    client, headers = world
    answer = client.post(f"/api/scenarios{path}", json=ASKED | change, headers=headers["chief"])
    assert answer.status_code == status, answer.text
    assert answer.json()["parameter"] == parameter


def test_a_load_of_mercury_does_not_read_as_none() -> None:
    # 0.00002 mg/L in 1 m³/s is 0.0017 kg/d: two decimals would make it 0.
    assert scenario_run._rounded(0.001728) == 0.00173
    assert scenario_run._rounded(0.00002, 4) == 0.00002
    assert scenario_run._rounded(123.456) == 123.46
    assert scenario_run._rounded(-1e-14) == 0.0
    assert scenario_run._rounded(float("nan")) is None


def test_planners_alone_may_ask(world: World) -> None:
    client, headers = world
    for path in ("", "/cuts"):
        assert client.post(f"/api/scenarios{path}", json=ASKED).status_code == 401
        for role, status in (("viewer", 403), ("inspector", 403), ("gis", 200), ("admin", 200)):
            assert client.post(f"/api/scenarios{path}", json=ASKED, headers=headers[role]).status_code == status
