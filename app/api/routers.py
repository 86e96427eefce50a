"""All routers of the service and where they are mounted (路由)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends

from app.api import (
    accountability,
    assessment,
    assessment_periods,
    assessment_ranking,
    assessment_regions,
    assessment_report,
    assessment_sites,
    collections,
    control_orders,
    documents,
    files,
    impacts,
    indicators,
    item,
    items,
    landing,
    layers,
    map_data,
    network,
    observe,
    problem_pages,
    registers,
    river_sheets,
    sample_changes,
    sample_uploads,
    samples,
    scenarios,
    session,
    targets,
    tokens,
    traces,
    uploads,
)
from app.api.parameters import known_parameters

Mounted = tuple[APIRouter, str, Sequence[Any]]

STRICT = (Depends(known_parameters),)
PARTS = (
    landing, collections, item, layers, map_data, indicators, assessment, assessment_periods, assessment_regions,
    assessment_ranking, assessment_report, assessment_sites, samples, sample_uploads, sample_changes,
    network, traces, impacts, scenarios, river_sheets, control_orders, uploads,
    registers, files, targets, session, tokens, accountability, documents,
)  # fmt: skip

# The items come first, for they are asked for most and parse their query themselves.
ROUTERS: tuple[Mounted, ...] = (
    (items.router, "/api", ()),
    *((part.router, "/api", STRICT) for part in PARTS),
    (observe.router, "", STRICT),
    (problem_pages.router, "", STRICT),
)
