"""Whatever a query holds, a GET never ends in a 5xx, and an error is a problem document."""

from __future__ import annotations

import re
from urllib.parse import quote_plus, urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.layers.catalogue import CATALOGUE

ODD = [
    "", "0", "-1", "1e309", "nan", "inf", "-0", "９", "1_000", "0x10", "true", "../..", "/", "..", "2023-05", "9999-12",
    "0001-01", "2023-05-01T00:00:00+23:59", "0001-01-01T00:00:00+14:00/9999-12-31T23:59:59-14:00", "1,2,3,4",
    "116,36,117,37", "-180,-90,180,90,0,0", "sections/S1", "reaches/R1", "point/116.15,36.575", "point/nan,nan",
    "outfalls/无处", "' OR 1=1 --", "\x00", "\ud7ff", "🙂", "%", "_", "a" * 600, "99999999999999999999999", "AAAA",
    "html", "json",
    "w21003", "upmain", "10000", "-180", "90.0000001",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=12),
    st.integers().map(str),
    st.floats().map(str),
    st.lists(st.floats(-200, 200), min_size=4, max_size=4).map(lambda box: ",".join(map(str, box))),
    st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
)


def names_of(app: FastAPI) -> dict[str, list[str]]:
    """Every GET path with the names of its query parameters; the items also with fields of their layer."""
    found = {}
    for path, item in app.openapi()["paths"].items():
        if "get" not in item:
            continue
        full = path if "servers" in item else "/api" + path
        names = [one["name"] for one in item["get"].get("parameters", []) if one["in"] == "query"]
        if path.endswith("/items"):
            for spec in CATALOGUE:
                if spec.id in ("outfalls", "reaches", "sections", "lakes"):
                    fields = [field.name for field in spec.fields if field.kind != "json"]
                    found[full.replace("{layer}", spec.id)] = names + fields
        else:
            found[full] = names
    return found


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_query_brings_a_get_down(app: FastAPI, client: TestClient, data: st.DataObject) -> None:
    table = names_of(app)
    path = data.draw(st.sampled_from(sorted(table)), "path")
    names = st.sampled_from([*table[path], "nonsense"])
    pairs = data.draw(st.lists(st.tuples(names, VALUES), max_size=4), "query")
    part = data.draw(
        st.sampled_from(["outfalls", "SD-1", "none", "%00", "..%2F..", "%F0%9F%99%82", "a%2Fb", "absent"]), "part"
    )
    query = urlencode(pairs, quote_via=quote_plus, errors="surrogatepass")
    answer = client.get(re.sub(r"\{\w+\}", part, path) + "?" + query)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail_zh"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.binary(max_size=60).filter(lambda raw: b"#" not in raw and b" " not in raw))
@pytest.mark.parametrize("path", ["/api/collections/outfalls/items", "/api/search", "/api/conformance"])
def test_no_bytes_bring_a_get_down(client: TestClient, path: str, query: bytes) -> None:
    answer = client.get(
        path + "?" + "".join(f"%{byte:02x}" if byte > 126 or byte < 33 else chr(byte) for byte in query)
    )
    assert answer.status_code < 500
