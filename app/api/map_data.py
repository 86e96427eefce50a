"""What the map asks for: what is near, clusters, search by name or code (附近、聚合、检索)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.item import as_bytes, splice
from app.api.links import GEOJSON
from app.api.reading import readable_layer, readable_layers
from app.deps import Reading, User, parse_box
from app.store.clusters import clusters as cluster_cells
from app.store.features import layer_state
from app.store.near import near
from app.store.search import search_names

router = APIRouter(tags=["map"])

LAYER = Query(description="图层标识 · id of a layer.", max_length=60)
# Fields that say whether a feature has an open problem, by layer; the value that says so is `open` or `overdue`.
PROBLEM_FIELDS = {"outfalls": "remediation_state"}


@router.get("/nearby", summary="附近的要素 · Features nearby", response_class=Response, **access("public"))
def nearby(
    request: Request, connection: Reading, user: User,
    lon: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False, description="经度 · longitude [degree].")],
    lat: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False, description="纬度 · latitude [degree].")],
    radius_m: Annotated[
        float, Query(gt=0, le=50_000, allow_inf_nan=False, description="半径 · radius [m], at most 50 km.")
    ] = 1000.0,
    limit: Annotated[int, Query(ge=1, le=1000, description="至多几个 · at most so many features.")] = 50,
    layer: Annotated[str, LAYER] = "outfalls",
) -> Response:  # fmt: skip
    """The features of a layer within a radius, nearest first by geodesic distance, each with `distance_m` [m] and
    `bearing_deg` [degree, clockwise from north] beside its `properties`."""
    spec = readable_layer(request, user, layer)
    store = request.app.state.store
    etag = etag_of(layer, layer_state(connection, store, layer).revision, user.signed_in, lon, lat, radius_m, limit)
    if is_unchanged(request, etag):
        return unchanged(etag)
    found = near(connection, store, spec.id, lon, lat, radius_m, limit, full=user.signed_in)
    features = [
        splice(text, {"distance_m": round(distance_m, 3), "bearing_deg": round(bearing_deg, 2) % 360})
        for distance_m, bearing_deg, text in found
    ]
    head = f'{{"type":"FeatureCollection","numberReturned":{len(features)},"features":['.encode()
    return json_answer(head + b",".join(features) + b"]}", etag=etag, media_type=GEOJSON)


@router.get("/clusters", summary="聚合 · Clusters for the map", response_class=Response, **access("public"))
def clusters(
    request: Request, connection: Reading, user: User,
    bbox: Annotated[str, Query(description="范围 · west,south,east,north [degree].", max_length=200)],
    zoom: Annotated[int, Query(ge=0, le=22, description="缩放级别 · zoom of the map.")],
    layer: Annotated[str, LAYER] = "outfalls",
) -> Response:  # fmt: skip
    """The features of a box grouped into cells of about 60 px at that zoom: how many, the mean place, how many have an
    open problem; a cell of one carries its feature."""
    spec = readable_layer(request, user, layer)
    box = parse_box(bbox)
    store = request.app.state.store
    etag = etag_of("clusters", layer, layer_state(connection, store, layer).revision, user.signed_in, box, zoom)
    if is_unchanged(request, etag):
        return unchanged(etag)
    field = PROBLEM_FIELDS.get(spec.id)
    cells = []
    for cell in cluster_cells(connection, store, spec.id, box, zoom, field, full=user.signed_in):
        row: dict[str, Any] = {"lon": cell.lon, "lat": cell.lat, "count": cell.count, "problems": cell.n_problems}
        if cell.text is not None:
            row["feature"] = orjson.Fragment(as_bytes(cell.text))
        cells.append(row)
    return json_answer({"layer": spec.id, "zoom": zoom, "cells": cells}, etag=etag)


@router.get("/search", summary="检索 · Search by name or code", response_class=Response, **access("public"))
def search(
    request: Request, connection: Reading, user: User,
    q: Annotated[str, Query(min_length=1, max_length=80, description="名称或编码的一部分 · part of a name or code.")],
    limit: Annotated[int, Query(ge=1, le=100, description="至多几个 · at most so many results.")] = 20,
) -> Response:  # fmt: skip
    """Features whose name, code or other name holds the text: layer, key, name, position."""
    specs = readable_layers(request, user)
    titles = {spec.id: (spec.zh, spec.en) for spec in specs}
    store = request.app.state.store
    found = search_names(connection, store, q, [spec.id for spec in specs], limit, not user.signed_in)
    results = [asdict(hit) | {"layer_zh": titles[hit.layer][0], "layer_en": titles[hit.layer][1]} for hit in found]
    return json_answer({"q": q, "results": results})
