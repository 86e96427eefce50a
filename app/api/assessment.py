"""Class and attainment of sections and reaches in a month (断面与河段评价)."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.links import GEOJSON
from app.deps import Month, Reading, User
from app.month_assessment import assess_reaches, assess_sections
from app.network_now import current_network
from app.store.features import layer_state
from app.store.samples import samples_state

router = APIRouter(tags=["assessment"])
