"""What answers of kept traces and impacts have in common: pages of the list, links, features (存档结果应答)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.api.caching import json_answer
from app.api.documents import DOCX
from app.api.links import GEOJSON, JSON, address, link
from app.store.traces import KeptRow
from app.uses.tracing.trace_archive import described_row


def kept_page(request: Request, name: str, rows: Sequence[KeptRow], limit: int) -> Response:
    """A page of the list ``name``, without the documents; ``rows`` has one more than ``limit`` where more follow."""
    links = []
    if len(rows) > limit:
        pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "before"]
        pairs.append(("before", str(rows[limit - 1].id)))
        links.append(link("next", address(request, name, query=pairs), JSON))
    return json_answer({name: [described_row(row) for row in rows[:limit]], "links": links})


def kept_links(where: str) -> list[dict[str, str]]:
    """The links of one trace or impact at the address ``where``."""
    return [
        link("self", where, JSON),
        link("features", f"{where}/features", GEOJSON),
        link("document", f"{where}/document", DOCX),
    ]


def kept_features(shown: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> Response:
    """The features of one trace or impact as GeoJSON, with its title and its caveat."""
    return json_answer(
        {
            "type": "FeatureCollection", "title": shown["title"], "caveat_zh": shown["caveat_zh"],
            "caveat_en": shown["caveat_en"], "numberReturned": len(found), "features": found,
        },
        media_type=GEOJSON,
    )  # fmt: skip
