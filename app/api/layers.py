"""The catalogue of layers for the map and for people, and the revisions of a layer (图层目录与版本)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.collections import instant, states_of
from app.api.reading import Layer, readable_layers
from app.deps import Reading, User
from app.layers.spec import LayerSpec
from app.store.features import LayerState
from app.store.revisions import list_revisions

router = APIRouter(tags=["layers"])


def describe_for_map(spec: LayerSpec, state: LayerState, *, full: bool) -> dict[str, Any]:
    """What the map, a legend or a form needs to know of a layer."""
    return {
        "id": spec.id,
        "title_zh": spec.zh,
        "title_en": spec.en,
        "description_zh": spec.description_zh,
        "description_en": spec.description_en,
        "geometry": spec.geometry,
        "key": spec.key,
        "title_field": spec.title_field,
        "temporal": spec.temporal,
        "public": spec.public,
        "count": state.count,
        "revision": state.revision,
        "updated_at": instant(state.updated_at),
        "bbox": list(state.bbox) if state.bbox is not None else None,
        "style": spec.style,
        "fields": [asdict(field) for field in spec.fields if full or not field.personal],
    }


@router.get("/layers", summary="图层目录 · Catalogue of layers", response_class=Response, **access("public"))
def layers(request: Request, connection: Reading, user: User) -> Response:
    """Titles, fields with units and the column names people use, style and legend, counts and revisions of the layers
    that the caller may read, in the order of the layer tree."""
    specs = readable_layers(request, user)
    states = states_of(connection, request, specs)
    etag = etag_of("layers", user.signed_in, [(spec.id, states[spec.id].revision) for spec in specs])
    if is_unchanged(request, etag):
        return unchanged(etag)
    content = [describe_for_map(spec, states[spec.id], full=user.signed_in) for spec in specs]
    return json_answer({"layers": content}, etag=etag)


@router.get(
    "/layers/{layer}/revisions", summary="图层版本 · Revisions of a layer", response_class=Response, **access("viewer")
)
def revisions(request: Request, connection: Reading, user: User, spec: Layer) -> Response:
    """The revisions of a layer, newest first: who, when, from which file, how many features were added, changed and
    removed."""
    found = list_revisions(connection, request.app.state.store, spec.id)
    rows = sorted((asdict(row) for row in found), key=lambda row: -int(row["revision"]))
    etag = etag_of("revisions", spec.id, len(rows))
    if is_unchanged(request, etag):
        return unchanged(etag)
    return json_answer({"layer": spec.id, "revisions": rows}, etag=etag)
