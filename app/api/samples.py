"""The values of one site (监测数据)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import orjson
import pandas as pd
from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.access import access
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.freshness import samples_stand
from app.api.links import JSON, address, link
from app.api.parameters import parse_after, parse_datetime, write_after
from app.api.reading import readable_layer
from app.calendar_months import month_bounds, shift_month
from app.deps import Month, Reading, User
from app.errors import Absent, Unparsable
from app.store.engine import Store
from app.store.features import read_text
from app.store.samples import load_month_states, load_samples

router = APIRouter(tags=["assessment"])

SHOWN = ("id", "site_name", "sampled_at", "month", "indicator", "value", "raw_text", "below_limit", "detection_limit",
         "unit", "source", "state", "status", "level", "flags", "batch_id", "file_name", "sheet", "row_number",
         "column_label")  # fmt: skip


def parse_site(text: str) -> tuple[str, str]:
    """Layer and code of a site written ``sections/37150001``.

    >>> parse_site("sections/a/b")
    ('sections', 'a/b')
    """
    layer, slash, code = text.partition("/")
    if not (layer and slash and code):
        raise Unparsable(
            "参数 site 须写作 图层/编码，如 sections/37150001。", "site must be LAYER/CODE, such as sections/37150001.",
            parameter="site",
        )  # fmt: skip
    return layer, code


def parse_moment(text: str | None, name: str) -> datetime | None:
    """An RFC 3339 instant or a date."""
    if text is None:
        return None
    try:
        start, _ = parse_datetime(text)
    except Unparsable:
        start = None
    if start is None or "/" in text:
        raise Unparsable(
            f"参数 {name} 须为 RFC 3339 时刻或日期。", f"{name} must be an RFC 3339 instant or a date.", parameter=name
        )
    return start


@router.get("/samples", summary="监测数据 · Values of a site", response_class=Response, **access("public"))
def samples(
    request: Request, connection: Reading, user: User, month: Month,
    site: Annotated[str, Query(max_length=200, description="点位 · `LAYER/CODE`, such as `sections/37150001`.")],
    months: Annotated[
        int, Query(ge=1, le=240, description="到 month 为止的月数 · so many months up to and including `month`.")
    ] = 24,
    start: Annotated[str | None, Query(description="起（含）· from this instant on; instead of `months`.")] = None,
    end: Annotated[str | None, Query(description="止（不含）· up to this instant, not included.")] = None,
    indicator: Annotated[str | None, Query(max_length=80, description="指标编码 · code of one indicator.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="每页至多几条 · at most so many values a page.")] = 1000,
    after: Annotated[str | None, Query(max_length=24, description="续页位置 · from the link `next`.")] = None,
) -> Response:  # fmt: skip
    """The values of a site in the order of time: as they were reported (`raw_text`), as numbers, whether below the
    detection limit, their source and status, and at which point of the site
    (`site_name`); and what is recorded of months without a visit."""
    store: Store = request.app.state.store
    layer, code = parse_site(site)
    readable_layer(request, user, layer)
    first, last = month_bounds(shift_month(month, 1 - months), month)
    if start is not None or end is not None:
        first, last = parse_moment(start, "start"), parse_moment(end, "end")  # type: ignore[assignment]
    place = 0 if after is None else parse_after(after)
    asked = (site, str(first), str(last), indicator, limit, place)
    etag = etag_of("samples", asked, samples_stand(connection, store))
    if is_unchanged(request, etag):
        return unchanged(etag)
    frame = load_samples(connection, store, site_kind=layer, site_codes=[code], start=first, end=last)
    if frame.empty and read_text(connection, store, layer, code) is None:
        raise Absent(f"没有点位“{site[:80]}”。", f"There is no site “{site[:80]}”.", parameter="site")
    if indicator is not None:
        frame = frame[frame["indicator"] == indicator]
    page, more = page_of(frame, place, limit)
    content: dict[str, Any] = {"site": site, "samples": records(page), "month_states": states(connection, store, code)}
    links = []
    if more:
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
        pairs.append(("after", write_after(int(page["id"].iloc[-1]))))
        links.append(link("next", address(request, "samples", query=pairs), JSON))
    return json_answer(content | {"links": links}, etag=etag)


def page_of(frame: pd.DataFrame, place: int, limit: int) -> tuple[pd.DataFrame, bool]:
    """The rows behind the one of id ``place``, at most ``limit``, and whether there are more."""
    if place and (frame["id"] == place).any():
        frame = frame.iloc[int((frame["id"] == place).to_numpy().argmax()) + 1 :]
    elif place:
        raise Unparsable("参数 after 无效。", "after is not valid.", parameter="after")
    return frame.iloc[:limit], len(frame) > limit


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON-ready mappings; what is missing is null, times are RFC 3339 in UTC."""
    rows = frame[list(SHOWN)].astype(object)
    rows["sampled_at"] = [moment.isoformat().replace("+00:00", "Z") for moment in frame["sampled_at"]]
    rows["flags"] = pd.Series([orjson.loads(text) if isinstance(text, str) else None for text in frame["flags"]],
                              index=rows.index, dtype=object)  # fmt: skip
    return [
        {str(name): None if value is None or value != value else value for name, value in row.items()}
        for row in rows.to_dict("records")
    ]


def states(connection: Connection, store: Store, code: str) -> list[dict[str, Any]]:
    """What is recorded of a site's months: state and note."""
    frame = load_month_states(connection, store, "0000-00", "9999-99")
    rows = frame[frame["site_code"] == code][["month", "state", "note"]].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
