"""The indicators with their limits, and the months that have samples (监测指标与月份)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.assessment.indicators import Indicator, indicator_table
from app.assessment.limits import WATER_TYPES, ClassLimits, class_limits
from app.deps import Reading
from app.store.samples import months_with_samples

router = APIRouter(tags=["assessment"])


def describe_limits(limits: ClassLimits) -> dict[str, Any]:
    """The limits of one indicator for one water type; classes Ⅰ to Ⅴ in order."""
    found: dict[str, Any] = {"direction": limits.direction, "classes": list(limits.classes)}
    if limits.direction == "range":
        found |= {"lower": limits.lower, "upper": limits.upper}
    return found


def describe_indicator(indicator: Indicator) -> dict[str, Any]:
    """One indicator with its limits by water type."""
    return {
        "code": indicator.code,
        "zh": indicator.zh,
        "en": indicator.en,
        "symbol": indicator.symbol,
        "abbreviation": indicator.abbreviation,
        "unit": indicator.unit,
        "judged": indicator.judged,
        "decimals": indicator.decimals,
        "limits": {
            kind: describe_limits(class_limits()[kind].get(indicator.code, ClassLimits(indicator.code, "none")))
            for kind in WATER_TYPES
        },
    }


@router.get("/indicators", summary="监测指标 · Indicators", response_class=Response, **access("public"))
def indicators(request: Request) -> Response:
    """The indicators of GB 3838-2002 Table 1: code, names, unit, and limits of Ⅰ to Ⅴ for rivers and for lakes."""
    content = {"indicators": [describe_indicator(indicator) for indicator in indicator_table().values()]}
    etag = etag_of("indicators", content)
    return unchanged(etag) if is_unchanged(request, etag) else json_answer(content, etag=etag)


@router.get("/months", summary="有数据的月份 · Months with samples", response_class=Response, **access("public"))
def months(request: Request, connection: Reading) -> Response:
    """The calendar months of Asia/Shanghai that have samples, oldest first, and the latest of them."""
    found = list(months_with_samples(connection, request.app.state.store))
    etag = etag_of("months", found)
    if is_unchanged(request, etag):
        return unchanged(etag)
    return json_answer({"months": found, "latest": found[-1] if found else None}, etag=etag)
