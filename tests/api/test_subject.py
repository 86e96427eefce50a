"""Nearby, clusters, search, assessments, values, network, catalogue of layers: what the map and the panel ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod

from tests.api.conftest import OUTFALLS, outfalls, whole_app

Token = Callable[[str], dict[str, str]]


def test_nearby_agrees_with_brute_force(client: TestClient) -> None:
    lon, lat, radius_m = 116.004, 36.501, 2_000
    geod = Geod(ellps="GRS80")
    wanted = []
    for code, _, x, y in OUTFALLS:
        if x == x:
            bearing, _, distance_m = geod.inv(lon, lat, x, y)
            if distance_m <= radius_m:
                wanted.append((round(distance_m, 2), round(bearing % 360, 1), code))
    answer = client.get("/api/nearby", params={"lon": lon, "lat": lat, "radius_m": radius_m})
    assert answer.headers["content-type"] == "application/geo+json"
    found = [
        (round(feature["distance_m"], 2), round(feature["bearing_deg"], 1), feature["id"])
        for feature in answer.json()["features"]
    ]
    assert found == sorted(wanted)
    assert len(found) == 4
    first = client.get("/api/nearby", params={"lon": lon, "lat": lat, "radius_m": radius_m, "limit": 1}).json()
    assert [feature["id"] for feature in first["features"]] == [found[0][2]]
    assert "王某" not in answer.text


def test_nearby_reaches_across_the_antimeridian(client: TestClient) -> None:
    answer = client.get("/api/nearby", params={"lon": 179.9, "lat": 36.5, "radius_m": 50_000}).json()
    assert [feature["id"] for feature in answer["features"]] == ["远-东"]
    far = client.get("/api/nearby", params={"lon": -179.9, "lat": 36.5, "radius_m": 50_000}).json()
    assert [feature["id"] for feature in far["features"]] == ["远-西"]


def test_clusters_count_everything_once_and_a_cell_of_one_is_its_feature(client: TestClient) -> None:
    wide = client.get("/api/clusters", params={"bbox": "100,20,130,50", "zoom": 3}).json()
    assert [(cell["count"], cell["problems"]) for cell in wide["cells"]] == [(4, 2)]
    assert "feature" not in wide["cells"][0]
    close = client.get("/api/clusters", params={"bbox": "115.9,36,116.1,37", "zoom": 18}).json()
    assert sorted(cell["feature"]["id"] for cell in close["cells"]) == sorted(row[0] for row in OUTFALLS[:4])
    assert "王某" not in str(close)


def test_search_finds_names_and_codes_of_readable_layers(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": "排口"}).json()["results"]
    assert {hit["key"] for hit in hits} >= {"SD-1", "排口三"}
    assert {"layer", "layer_zh", "layer_en", "key", "name", "lon", "lat"} == hits[0].keys()
    assert client.get("/api/search", params={"q": "%"}).json()["results"] == []
    assert len(client.get("/api/search", params={"q": "口", "limit": 1}).json()["results"]) == 1


def test_a_month_of_sections(client: TestClient) -> None:
    answer = client.get("/api/assessment/sections?month=2023-05").json()
    (feature,) = answer["features"]
    found = feature["properties"]
    assert (feature["id"], found["class"], found["class_name"]) == ("S1", 5, "Ⅴ")
    assert (found["target_class"], found["attainment"]) == (4, "missed")
    assert [item["code"] for item in found["deciding"]] == ["w21003"]
    assert feature["geometry"]["coordinates"] == [116.15, 36.575]


def test_a_month_without_values_is_undetermined_and_says_why(client: TestClient) -> None:
    (feature,) = client.get("/api/assessment/sections?month=2023-04").json()["features"]
    found = feature["properties"]
    assert (found["class"], found["attainment"], found["state"]) == (None, "undetermined", "断流")
    assert "断流" in found["reason_zh"]


def test_the_latest_month_is_the_default(client: TestClient) -> None:
    assert client.get("/api/months").json() == {"months": ["2023-05"], "latest": "2023-05"}
    assert client.get("/api/assessment/sections").json()["month"] == "2023-05"


def test_reaches_bear_the_class_of_the_section_that_judges_them(client: TestClient) -> None:
    features = client.get("/api/assessment/reaches?month=2023-05").json()["features"]
    found = {f["id"]: f["properties"] for f in features}
    assert {key: (p["class"], p["section"], p["how"]) for key, p in found.items()} == {
        "R1": (5, "S1", "downstream"),
        "R2": (5, "S1", "downstream"),
        "R3": (5, "S1", "downstream"),
        "B1": (None, None, "none"),
    }
    assert found["R1"]["river"] == "徒骇河"
    assert all(feature["geometry"]["type"] == "LineString" for feature in features)


def test_values_of_a_section(client: TestClient) -> None:
    answer = client.get("/api/samples?site=sections/S1&months=3").json()
    assert [(row["indicator"], row["raw_text"], row["value"], row["below_limit"]) for row in answer["samples"]] == [
        ("w01009", "7.1", 7.1, False),
        ("w21003", "1.80", 1.8, False),
        ("w21011", "<0.01", None, True),
    ]
    assert answer["samples"][0]["sampled_at"] == "2023-05-08T02:00:00Z"
    assert answer["month_states"] == [{"month": "2023-04", "state": "断流", "note": ""}]
    assert client.get("/api/samples?site=sections/S1&start=2023-06-01T00:00:00Z").json()["samples"] == []
    assert client.get("/api/samples?site=sections/S1&end=2023-05-08T02:00:00Z").json()["samples"] == []
    assert client.get("/api/samples?site=sections/none").status_code == 404


def test_values_come_by_pages(client: TestClient) -> None:
    url, seen = "/api/samples?site=sections/S1&limit=2", []
    for _ in range(2):
        body = client.get(url).json()
        seen += [row["indicator"] for row in body["samples"]]
        url = next((link["href"] for link in body["links"]), "")
    assert seen == ["w01009", "w21003", "w21011"]
    assert url == ""


def test_upstream_and_downstream_with_distances(client: TestClient) -> None:
    answer = client.get("/api/network/upstream?from=sections/S1")
    assert answer.headers["content-type"] == "application/geo+json"
    features = answer.json()["features"]
    reaches = [f["properties"] for f in features if f["properties"]["layer"] == "reaches"]
    assert reaches[0]["code"] == "R3"
    assert {row["code"] for row in reaches} == {"R1", "R2", "R3", "B1"}
    distances = [row["distance_m"] for row in reaches]
    assert distances == sorted(distances)
    assert [row["order"] for row in reaches] == [0, 1, 2, 3]
    down = client.get("/api/network/downstream?from=reaches/R1&max_distance_m=1").json()
    assert [f["id"] for f in down["features"] if f["properties"]["layer"] == "reaches"] == ["R1"]
    main = client.get("/api/network/upstream?from=reaches/R3&mode=upmain").json()["features"]
    assert len([f for f in main if f["properties"]["layer"] == "reaches"]) < 4
    assert client.get("/api/network/upstream?from=point/116.15,36.5751").json()["start"]["reach"] == "R3"
    assert client.get("/api/network/upstream?from=point/100,10").status_code == 422
    assert client.get("/api/network/upstream?from=reaches/none").status_code == 404


def test_the_network_as_of_a_moment_is_for_those_who_may_read_the_states(client: TestClient, token: Token) -> None:
    url = "/api/network/upstream?from=sections/S1&as_of=2026-10-01T08:00:00+08:00"
    assert client.get(url).status_code == 401
    answer = client.get(url, headers=token("viewer"))
    assert answer.json()["as_of"]["moment"] == "2026-10-01T08:00:00+08:00"
    assert "etag" not in answer.headers
    refused = client.get("/api/network/downstream?from=sections/S1&as_of=yesterday", headers=token("viewer"))
    assert (refused.status_code, refused.json()["parameter"]) == (400, "as_of")


def test_the_faults_of_the_network_are_listed(client: TestClient, token: Token) -> None:
    assert client.get("/api/network/faults").status_code == 401
    answer = client.get("/api/network/faults?limit=1", headers=token("viewer"))
    body = answer.json()
    assert sum(body["counts"].values()) == body["numberMatched"]
    assert len(body["faults"]) == body["numberReturned"] <= 1
    held = token("viewer") | {"If-None-Match": answer.headers["etag"]}
    again = client.get("/api/network/faults?limit=1", headers=held)
    assert again.status_code == 304
    of_outfalls = client.get("/api/network/faults?layer=outfalls", headers=token("viewer")).json()
    assert {fault["layer"] for fault in of_outfalls["faults"]} <= {"outfalls"}
    assert client.get("/api/network/faults?layer=wells", headers=token("viewer")).status_code in (400, 422)


def test_the_catalogue_tells_fields_style_counts_and_hides_what_is_personal(client: TestClient, token: Token) -> None:
    layers = {one["id"]: one for one in client.get("/api/layers").json()["layers"]}
    assert (layers["outfalls"]["count"], layers["outfalls"]["revision"]) == (7, 1)
    names = {field["name"] for field in layers["outfalls"]["fields"]}
    assert "contacts" not in names
    assert "code" in names
    assert layers["sections"]["style"]["legend"]
    assert "wells" not in layers
    known = {one["id"]: one for one in client.get("/api/layers", headers=token("viewer")).json()["layers"]}
    assert "wells" in known
    assert "contacts" in {field["name"] for field in known["outfalls"]["fields"]}


def test_indicators_carry_their_limits(client: TestClient) -> None:
    found = {one["code"]: one for one in client.get("/api/indicators").json()["indicators"]}
    assert found["w21011"]["limits"]["river"]["classes"] == [0.02, 0.1, 0.2, 0.3, 0.4]
    assert found["w21011"]["limits"]["lake_or_reservoir"]["classes"] == [0.01, 0.025, 0.05, 0.1, 0.2]
    assert found["w01001"]["limits"]["river"]["lower"] == 6.0
    assert found["w21001"]["judged"] is False


def test_revisions_are_for_those_signed_in(client: TestClient, token: Token) -> None:
    assert client.get("/api/layers/outfalls/revisions").status_code == 401
    (row,) = client.get("/api/layers/outfalls/revisions", headers=token("viewer")).json()["revisions"]
    assert (row["revision"], row["added"], row["who"], row["file_name"]) == (1, 7, "test", "outfalls.gpkg")


@pytest.mark.parametrize(
    "path",
    ["/api/nearby?lon=116&lat=36.5", "/api/clusters?bbox=100,20,130,50&zoom=3", "/api/layers", "/api/collections",
     "/api/assessment/sections?month=2023-05", "/api/assessment/reaches?month=2023-05", "/api/samples?site=sections/S1",
     "/api/network/upstream?from=sections/S1", "/api/indicators", "/api/months"],
)  # fmt: skip
def test_an_answer_is_304_until_something_changes(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_revision_is_seen_at_once(tmp_path: Path) -> None:
    from app.store.revisions import publish

    app = whole_app(tmp_path)
    client = TestClient(app)
    paths = [
        "/api/collections/outfalls/items",
        "/api/nearby?lon=116&lat=36.5",
        "/api/clusters?bbox=100,20,130,50&zoom=3",
        "/api/layers",
        "/api/network/upstream?from=reaches/R3",
        "/api/assessment/reaches?month=2023-05",
    ]
    tags = {path: client.get(path).headers["etag"] for path in paths}
    frame = outfalls()
    frame.loc[0, "name"] = "改了名"
    with app.state.store.writing() as c:
        publish(c, app.state.store, "outfalls", frame, who="test")
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200, path
    assert "改了名" in client.get(paths[0]).text
