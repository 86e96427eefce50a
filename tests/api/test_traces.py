"""Traces over HTTP: who may, what leaves the house at which level, exports, pages, hostile input."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.main import create_app
from app.settings import Settings
from app.tracing.wording import CAVEAT
from app.uses.accounts import accounts
from tests.api.conftest import PASSWORD
from tests.api.test_hostile_office import RAW, assert_told
from tests.traces_of_tests import FIRM, HOSTILE, fill, give_verdict

ASKED: dict[str, Any] = {
    "from": "sections/SD", "indicator": "w21003", "month": "2026-10", "decay": {"k_per_d": 0.1, "source": "示意"}
}  # fmt: skip
TASK = {"lead": "outfalls/P1", "inspector": "inspector", "due": "2026-12-01", "what": "查看排口"}
NAMES = (FIRM, "甲管道", "乙雨洪口", "丙村排口", "丁养殖场", "戊村", "alert(1)")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, dict[str | None, TestClient]]]:
    """An application with the small river, open to reading, and a client for each role; None signs nobody in."""
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("traces"), public_read=True))
    store = app.state.store
    fill(store)
    clients: dict[str | None, TestClient] = {}
    with store.writing() as c:
        for role in accounts.ROLES:
            accounts.create_user(c, store, role, role, PASSWORD)
            secret, _ = accounts.create_token(c, store, role, "test")
            clients[role] = TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
            clients[role].headers["Authorization"] = f"Bearer {secret}"
    clients[None] = TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
    yield app, clients
    app.state.items_threads.shutdown(wait=True)
    store.close()


@pytest.fixture(scope="module")
def analyst(world: tuple[FastAPI, dict[str | None, TestClient]]) -> TestClient:
    return world[1]["analyst"]


@pytest.fixture(scope="module")
def make(analyst: TestClient) -> Callable[..., dict[str, Any]]:
    def made(**more: Any) -> dict[str, Any]:
        answer = analyst.post("/api/traces", json=ASKED | more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    return made


def test_who_may_make_see_close_and_hand_on(
    world: tuple[FastAPI, dict[str | None, TestClient]], make: Callable[..., dict[str, Any]]
) -> None:
    _, clients = world
    number = make()["id"]
    base = f"/api/traces/{number}"
    for role, client in clients.items():
        reads, decides = role in ("analyst", "inspector", "gis", "admin"), role in ("analyst", "admin")
        asked = {
            "make": (client.post("/api/traces", json=ASKED), reads),
            "list": (client.get("/api/traces"), reads),
            **{
                name: (client.get(f"{base}{name}"), reads) for name in ("", "/features", "/document", "/events")
            },
            "decay": (client.get("/api/tracing/decay-choices?indicator=w21003"), reads or role == "chief"),
            "close": (client.post(f"{base}/transitions", json={"to": "open"}), decides),
            "assign": (client.post(f"{base}/investigations", json=TASK), decides),
        }  # fmt: skip
        got = {name: answer.status_code not in (401, 403) for name, (answer, _) in asked.items()}
        assert got == {name: may for name, (_, may) in asked.items()}, role
        refused = [answer for answer, may in asked.values() if not may]
        assert all(answer.status_code == (401 if role is None else 403) for answer in refused)
        assert all(FIRM not in answer.text for answer in refused)


def test_a_trace_is_made_and_found_again(analyst: TestClient) -> None:
    answer = analyst.post("/api/traces", json=ASKED)
    assert answer.status_code == 201
    where, told = answer.headers["location"], answer.json()
    assert where == f"http://127.0.0.1:8000/api/traces/{told['id']}"
    again = analyst.get(where)
    assert again.json() == told
    assert {one["rel"] for one in told["links"]} == {"self", "features", "document"}
    assert analyst.get(where, headers={"If-None-Match": again.headers["etag"]}).status_code == 304
    assert (told["caveat_zh"], told["caveat_en"]) == (CAVEAT.zh, CAVEAT.en)


def test_the_list_is_the_newest_first_and_paged(analyst: TestClient, make: Callable[..., dict[str, Any]]) -> None:
    numbers = [make(month="2026-09")["id"] for _ in range(3)]
    query = {"month": "2026-09", "from": "sections/SD", "indicator": "氨氮", "state": "open"}
    first = analyst.get("/api/traces", params={**query, "limit": 2}).json()
    assert [one["id"] for one in first["traces"]] == numbers[:0:-1]
    (onward,) = first["links"]
    second = analyst.get(onward["href"]).json()
    assert [one["id"] for one in second["traces"]] == numbers[:1]
    assert second["links"] == []
    assert set(first["traces"][0]) == {
        "id", "title", "made_at", "made_by", "state", "from", "indicator", "month"
    }  # fmt: skip
    assert analyst.get("/api/traces", params={"month": "2020-01"}).json()["traces"] == []
    assert analyst.get("/api/traces", params={"state": "done"}).status_code == 400


def exports_of(client: TestClient, number: int) -> dict[str, str]:
    """All that leaves the house of one trace, as text."""
    document = client.get(f"/api/traces/{number}/document")
    package = zipfile.ZipFile(io.BytesIO(document.content))
    return {
        "json": client.get(f"/api/traces/{number}").text,
        "features": client.get(f"/api/traces/{number}/features").text,
        "document": "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml")),
    }


def test_no_name_leaves_below_l2_by_any_door(analyst: TestClient, make: Callable[..., dict[str, Any]]) -> None:
    for level in ("L0", "L1"):
        number = make(level=level)["id"]
        for door, text in exports_of(analyst, number).items():
            assert "P1" in text, door
            assert "上游可能" in text, door
            assert not [name for name in NAMES if name in text], (level, door)
            assert CAVEAT.zh in text, door


def test_the_chain_leaves_at_l4_with_the_words_of_its_level(
    analyst: TestClient, make: Callable[..., dict[str, Any]]
) -> None:
    texts = exports_of(analyst, make()["id"])
    for door, text in texts.items():
        assert FIRM in text, door
        assert "区间负荷异常" in text, door
        assert CAVEAT.zh in text, door
        assert "嫌疑" not in text
        assert "污染源" not in text
        assert "suspect" not in text.lower()


def test_a_cleared_firm_shows_as_cleared_on_the_old_link_and_in_exports(
    world: tuple[FastAPI, dict[str | None, TestClient]], analyst: TestClient, make: Callable[..., dict[str, Any]]
) -> None:
    app, clients = world
    number = make(month="2026-09")["id"]
    tag = analyst.get(f"/api/traces/{number}").headers["etag"]
    answer = analyst.post(f"/api/traces/{number}/investigations", json=TASK)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith(f"/api/registers/investigations/{answer.json()['id']}")
    assert analyst.post(f"/api/traces/{number}/investigations", json=TASK).status_code == 200
    assert analyst.post(f"/api/traces/{number}/investigations", json=TASK | {"what": "别的"}).status_code == 409
    closing = analyst.post(f"/api/traces/{number}/transitions", json={"to": "closed"})
    assert (closing.status_code, closing.json()["code"]) == (409, "tasks_under_way")
    give_verdict(app.state.store, answer.json()["id"], "excluded")
    old = clients["inspector"].get(f"/api/traces/{number}", headers={"If-None-Match": tag})
    assert old.status_code == 200  # the verdict made it another answer
    last = old.json()["leads"][-1]
    assert (last["id"], last["state_zh"], last["share"]) == ("outfalls/P1", "已排除", 0)
    assert all("已排除" in text for text in exports_of(analyst, number).values())


def test_features_are_geojson_with_the_caveat_on_each(analyst: TestClient, make: Callable[..., dict[str, Any]]) -> None:
    trace = make()
    answer = analyst.get(f"/api/traces/{trace['id']}/features")
    assert answer.headers["content-type"].startswith("application/geo+json")
    told = answer.json()
    assert told["numberReturned"] == len(told["features"])
    layers = [one["properties"]["layer"] for one in told["features"]]
    assert set(layers) == {"start", "reaches", "stops", "leads", "sampling_points", "bands"}
    assert layers.count("leads") == len(trace["leads"])
    for one in told["features"]:
        assert one["properties"]["caveat_zh"] == CAVEAT.zh
        assert one["geometry"] is None or one["geometry"]["type"] in ("Point", "LineString", "MultiPoint")
    ids = [one["id"] for one in told["features"]]
    assert len(set(ids)) == len(ids)


def test_the_document_is_an_a4_page_with_the_caveat_on_every_foot(
    analyst: TestClient, make: Callable[..., dict[str, Any]]
) -> None:
    trace = make()
    answer = analyst.get(f"/api/traces/{trace['id']}/document")
    assert "attachment" in answer.headers["content-disposition"]
    document = docx.Document(io.BytesIO(answer.content))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for footer in (section.footer, section.even_page_footer):
        assert CAVEAT.zh in "".join(paragraph.text for paragraph in footer.paragraphs)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert document.paragraphs[0].text == f"{trace['title']}溯源排查线索"
    assert f"/?analysis=trace/{trace['id']}" in text
    assert "超标 0.8 倍" in text
    leads = next(table for table in document.tables if table.cell(0, 1).text == "排查线索")
    assert [row.cells[1].text for row in leads.rows[1:]] == [lead["shown_name_zh"] for lead in trace["leads"]]
    assert analyst.get(f"/api/traces/{trace['id']}/document").content == answer.content


def test_hostile_names_are_text_in_every_export(
    world: tuple[FastAPI, dict[str | None, TestClient]], analyst: TestClient, make: Callable[..., dict[str, Any]]
) -> None:
    app, _ = world
    number = make(note="=1+1\u202e<b>")["id"]
    answer = analyst.post(f"/api/traces/{number}/investigations", json=TASK | {"lead": "outfalls/P4"})
    give_verdict(app.state.store, answer.json()["id"], "confirmed")
    texts = exports_of(analyst, number)
    assert json.loads(texts["json"])["leads"][0]["shown_name_zh"] == HOSTILE
    assert "<script>" not in texts["document"]
    assert ">49<" not in texts["document"]
    assert "&lt;script&gt;" in texts["document"]


def test_a_task_goes_to_an_account_that_can_take_it(
    world: tuple[FastAPI, dict[str | None, TestClient]], analyst: TestClient, make: Callable[..., dict[str, Any]]
) -> None:
    where = f"/api/traces/{make()['id']}/investigations"
    for name in ("nobody", "viewer", "analyst"):
        answer = analyst.post(where, json=TASK | {"inspector": name})
        assert (answer.status_code, answer.json()["parameter"]) == (422, "inspector")
    answer = analyst.post(where, json=TASK | {"inspector": " Inspector"})
    assert (answer.status_code, answer.json()["content"]["inspector"]) == (201, "inspector")  # as the account has it


def test_of_oxygen_and_ph_no_balance_is_made_and_it_is_said(make: Callable[..., dict[str, Any]]) -> None:
    for indicator in ("w01009", "w01001"):
        trace = make(indicator=indicator)
        assert trace["level"]["reached"] < "L4"
        [note] = trace["levels"][-1]["lacking"]
        assert note["zh"] == "该指标不能折算为负荷，不作质量平衡。"
        assert trace["stretches"] == []


def test_a_note_is_kept_without_control_characters(make: Callable[..., dict[str, Any]]) -> None:
    assert make(note="复\x00查\x01 ")["question"]["note"] == "复查"


@pytest.mark.parametrize(
    ("change", "status", "parameter"),
    [
        ({"indicator": "无此指标"}, 422, "indicator"), ({"month": "2026-01"}, 422, "month"),
        ({"month": "2026-1"}, 400, "month"), ({"month": "20261001"}, 400, "month"),
        ({"from": "sections/NO"}, 404, "from"), ({"from": ""}, 400, "from"), ({"from": "x"}, 400, "from"),
        ({"from": "sections/S\x00"}, 400, "from"), ({"moment": "2026-10-08T08:00"}, 422, "month"),
        ({"month": None, "moment": "昨天"}, 400, "moment"), ({"level": "L9"}, 400, "level"),
        ({"max_distance_m": -1}, 400, "max_distance_m"), ({"max_travel_h": 0}, 400, "max_travel_h"),
        ({"decay": {"id": "none"}}, 422, "decay"), ({"decay": {"k_per_d": 0.1}}, 422, "decay"),
        ({"decay": {}}, 422, "decay"), ({"decay": 1}, 400, "decay"), ({"extra": 1}, 400, "extra"),
        ({"month": None, "moment": "9999-12-31T23:59:59-14:00"}, 400, "moment"),
        ({"month": None, "moment": "0001-01-01T00:00:00+14:00"}, 400, "moment"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(analyst: TestClient, change: dict[str, Any], status: int, parameter: str) -> None:
    answer = analyst.post("/api/traces", json=ASKED | change)
    assert answer.status_code == status, answer.text
    assert_told(answer, change)
    assert answer.json()["parameter"] == parameter


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=30),
    st.sampled_from(["sections/SD", "sections/SU", "point/116.03,36.45", "reaches/b1", "outfalls/P4", "2026-10", "L2",
                     "w21003", "pH", "溶解氧", "x:flow", "2026-10-08T10:00", "' OR 1=1 --", "a" * 300, "\ufffe"]),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_body_brings_a_trace_down(analyst: TestClient, data: st.DataObject) -> None:
    names = st.sampled_from(["from", "indicator", "month", "moment", "max_distance_m", "max_travel_h", "level", "decay",
                             "note", "nonsense"])  # fmt: skip
    body = data.draw(st.one_of(st.just(dict(ASKED)), st.just({})), "base")
    body |= data.draw(st.dictionaries(names, ODD, max_size=3), "change")
    answer = analyst.post("/api/traces", content=json.dumps(body))
    assert_told(answer, body)
    if answer.status_code == 201:
        assert_told(analyst.get(f"/api/traces/{answer.json()['id']}/document"), body)


@pytest.mark.parametrize("path", ["/api/traces", "/api/traces/1/transitions", "/api/traces/1/investigations"])
def test_no_bytes_bring_a_trace_down(analyst: TestClient, make: Callable[..., dict[str, Any]], path: str) -> None:
    make()
    for raw in RAW:
        assert_told(analyst.post(path, content=raw), raw[:60])
    for number in ("0", "-1", "x", "99999999999999999999", "9007199254740993", "%00"):
        assert_told(analyst.get(f"/api/traces/{number}"), number)
        assert_told(analyst.get(f"/api/traces/{number}/document"), number)
    assert analyst.get("/api/traces/987654").status_code == 404


def test_decay_is_chosen_with_its_source(analyst: TestClient) -> None:
    told = analyst.get("/api/tracing/decay-choices", params={"indicator": "氨氮"}).json()
    assert told["indicator"] == "w21003"
    for one in told["choices"]:
        assert one["source"]
        assert one["confidence"]
        assert 0 < one["k_min_per_d"] <= one["k_per_d"] <= one["k_max_per_d"]
    assert analyst.get("/api/tracing/decay-choices", params={"indicator": "氟化物"}).json()["choices"] == []
    assert analyst.get("/api/tracing/decay-choices", params={"indicator": "?"}).status_code == 422
    assert analyst.get("/api/tracing/decay-choices").status_code == 400


def test_no_trace_of_a_trace_for_strangers(
    world: tuple[FastAPI, dict[str | None, TestClient]], make: Callable[..., dict[str, Any]]
) -> None:
    """What anyone may read does not hold the leads of a trace."""
    _, clients = world
    make()
    for path in ("/api/registers/investigations", "/api/traces", "/api/collections/traces/items"):
        for role in (None, "viewer", "chief"):
            assert clients[role].get(path).status_code in (401, 403, 404), (role, path)
