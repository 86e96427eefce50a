"""The items of a layer: boxes, times, filters, pages, representations, ETags, keys."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.conftest import OUTFALLS

ITEMS = "/api/collections/outfalls/items"
Token = Callable[[str], dict[str, str]]


def ids(client: TestClient, path: str = ITEMS, **query: object) -> list[str]:
    answer = client.get(path, params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["numberMatched"] >= body["numberReturned"] == len(body["features"])
    return [feature["id"] for feature in body["features"]]


@pytest.mark.parametrize(
    ("bbox", "wanted"),
    [
        ("115.9,36.4,116.005,36.6", {"SD-1", "SD/2 a"}),
        ("116,36.5,116,36.5", {"SD-1"}),
        ("179,-90,-179,90", {"远-东", "远-西"}),
        ("115.9,36.4,-1000,116.005,36.6,1000", {"SD-1", "SD/2 a"}),
        ("0,0,1,1", set()),
        ("-180,-90,180,90", {row[0] for row in OUTFALLS}),
    ],
)
def test_a_box_is_exact_and_features_without_a_place_always_match(
    client: TestClient, bbox: str, wanted: set[str]
) -> None:
    assert set(ids(client, bbox=bbox)) == wanted | {"无处"}


def test_a_box_in_the_hollow_of_an_area_does_not_meet_it(client: TestClient) -> None:
    assert ids(client, "/api/collections/lakes/items", bbox="115.2,36.2,115.3,36.3") == []
    assert ids(client, "/api/collections/lakes/items", bbox="115.05,36.2,115.3,36.3") == ["L1"]


@pytest.mark.parametrize(
    ("datetime", "wanted"),
    [
        ("2022-04-16", {"SD/2 a"}),
        ("2022-04-16T00:00:00Z", {"SD/2 a"}),
        ("2021-01-01T00:00:00Z/..", {"SD/2 a", "排口三"}),
        ("/2021-01-01T00:00:00Z", {"x'; DROP TABLE outfalls --"}),
        ("1900-01-01/1901-01-01", set()),
    ],
)
def test_datetime_works_on_the_one_temporal_field_and_no_time_always_matches(
    client: TestClient, datetime: str, wanted: set[str]
) -> None:
    timeless = {"SD-1", "远-东", "远-西", "无处"}
    assert set(ids(client, datetime=datetime)) == wanted | timeless


def test_a_property_filters_by_equality(client: TestClient) -> None:
    assert ids(client, receiving_water="马颊河") == ["排口三", "x'; DROP TABLE outfalls --"]
    assert ids(client, name="x' OR '1'='1") == []
    assert ids(client, receiving_water="马颊河", bbox="116.015,36,117,37") == ["x'; DROP TABLE outfalls --"]


def test_pages_follow_next_and_keep_the_query(client: TestClient) -> None:
    url: str | None = f"{ITEMS}?limit=2&bbox=110,30,120,40&f=json"
    seen: list[str] = []
    pages = 0
    while url:
        body = client.get(url).json()
        assert body["numberMatched"] == 5
        seen += [feature["id"] for feature in body["features"]]
        found = [link for link in body["links"] if link["rel"] == "next"]
        assert all(link["type"] == "application/geo+json" for link in found)
        url = f"{urlsplit(found[0]['href']).path}?{urlsplit(found[0]['href']).query}" if found else None
        pages += 1
    assert pages == 3
    assert sorted(seen) == sorted(ids(client, bbox="110,30,120,40"))
    assert len(set(seen)) == 5


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=1.5", "limit"),
        ("limit=１", "limit"),
        ("limit=5&limit=6", "limit"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=0,10,10,0", "bbox"),
        ("bbox=nan,nan,nan,nan", "bbox"),
        ("bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4490", "bbox-crs"),
        ("datetime=2020-13-45", "datetime"),
        ("datetime=../..", "datetime"),
        ("datetime=2021-01-01T00:00:00Z/2020-01-01T00:00:00Z", "datetime"),
        ("datetime=2021-01-01T00:00:00", "datetime"),
        ("after=7", "after"),
        ("f=xml", "f"),
        ("nonsense=1", "nonsense"),
        ("contacts=x", "contacts"),
        ("name=%00", "name"),
        ("longitude_x=1", "longitude_x"),
        ("name=%ff", "query"),
    ],
)
def test_a_wrong_parameter_is_a_400_that_names_it(client: TestClient, query: str, parameter: str) -> None:
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["parameter"] == parameter
    assert body["type"] == "/problems/unparsable"
    assert body["detail_zh"] == body["detail"] != body["detail_en"]


def test_an_over_large_limit_is_cut(client: TestClient) -> None:
    assert len(ids(client, limit=99_999_999)) == len(OUTFALLS)


def test_awkward_keys_are_addresses(client: TestClient) -> None:
    for key, *_ in OUTFALLS:
        answer = client.get(f"{ITEMS}/{quote(key, safe='')}")
        assert answer.status_code == 200, key
        body = answer.json()
        assert body["id"] == key
        assert answer.headers["content-type"] == "application/geo+json"
        assert {link["rel"] for link in body["links"]} == {"self", "alternate", "collection"}
        own = next(link["href"] for link in body["links"] if link["rel"] == "self")
        assert client.get(own).json() == body
    assert client.get(f"{ITEMS}/nobody").status_code == 404
    assert client.get(f"{ITEMS}/%00").status_code == 404


def test_personal_fields_are_for_those_signed_in(client: TestClient, token: Token) -> None:
    open_, known = client.get(ITEMS), client.get(ITEMS, headers=token("viewer"))
    assert "王某" not in open_.text
    assert "王某" in known.text
    assert open_.headers["etag"] != known.headers["etag"]
    assert "王某" not in client.get(f"{ITEMS}/SD-1").text
    assert "王某" not in client.get(f"{ITEMS}/SD-1?f=html").text
    assert "王某" in client.get(f"{ITEMS}/SD-1?f=html", headers=token("viewer")).text
    assert "13900000000" not in client.get("/api/collections/reaches/items").text


def test_unknown_columns_are_returned_and_never_filter(client: TestClient) -> None:
    assert client.get(f"{ITEMS}/SD-1").json()["properties"]["备注"] == "自有列"
    assert client.get(ITEMS, params={"备注": "自有列"}).status_code == 400


def test_the_etag_answers_304_until_the_query_the_scope_or_the_layer_changes(client: TestClient) -> None:
    first = client.get(ITEMS)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get(ITEMS, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(ITEMS, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert client.get(f"{ITEMS}?limit=3", headers={"If-None-Match": tag}).status_code == 200
    assert client.get(f"{ITEMS}?f=html", headers={"If-None-Match": tag}).status_code == 200


def test_html_is_escaped_and_asks_no_foreign_host(client: TestClient) -> None:
    pages = [
        client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        for path in ("/api/", "/api/conformance", "/api/collections", "/api/collections/outfalls", ITEMS,
                     f"{ITEMS}/{quote('排口三')}", "/api/api.html", "/problems/absent")
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert "<script" not in page.text
        assert "src=" not in page.text
        assert 'href="http' not in page.text.replace('href="http://127.0.0.1:8000/', "")
        assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "&lt;script&gt;alert(1)" in pages[4].text
    assert "&lt;script&gt;alert(1)" in pages[5].text


def test_accept_chooses_and_406_says_what_there_is(client: TestClient) -> None:
    assert client.get(ITEMS, headers={"Accept": "text/html;q=0.4, application/geo+json"}).json()
    assert client.get(ITEMS, headers={"Accept": "application/geo+json;q=0, text/html"}).text.startswith("<!doctype")
    answer = client.get(ITEMS, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")


def test_larger_answers_are_packed_and_still_the_same(client: TestClient) -> None:
    plain = client.get(ITEMS, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", ITEMS, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert len(raw) == int(packed.headers["content-length"]) < len(plain.content)
    assert gzip.decompress(raw).split(b'"features"')[1] == plain.content.split(b'"features"')[1]
    assert "content-encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_links_repeat_no_host_that_the_client_made_up(client: TestClient, app: FastAPI) -> None:
    answer = client.get("/api/", headers={"Host": "evil.example"})
    assert "evil.example" not in answer.text
    assert all(link["href"].startswith("/api") for link in answer.json()["links"])
    assert client.get("/api/").json()["links"][0]["href"].startswith("http://127.0.0.1:8000/api")


def test_layers_that_are_not_public_are_neither_listed_nor_read(client: TestClient, token: Token) -> None:
    def listed(headers: dict[str, str]) -> set[str]:
        return {one["id"] for one in client.get("/api/collections", headers=headers).json()["collections"]}

    assert "wells" not in listed({})
    assert "wells" in listed(token("viewer"))
    for path in ("/api/collections/wells", "/api/collections/wells/items", "/api/collections/wells/items/W1",
                 "/api/nearby?lon=116&lat=36&layer=wells", "/api/clusters?bbox=0,0,179,89&zoom=5&layer=wells",
                 "/api/network/upstream?from=wells/W1", "/api/samples?site=wells/W1"):  # fmt: skip
        assert client.get(path).status_code == 401, path
        assert client.get(path, headers=token("viewer")).status_code in (200, 422), path
    assert client.get("/api/search?q=W1").json()["results"] == []
    assert client.get("/api/search?q=W1", headers=token("viewer")).json()["results"][0]["layer"] == "wells"
