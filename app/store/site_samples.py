"""Values of a layer's sites for lists, and when each site was last sampled (点位监测值)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import pandas as pd
from sqlalchemy import Connection, func, or_, select

from app.store.engine import Store

VALUE_COLUMNS: Final = (
    "site_code", "site_name", "sampled_at", "month", "indicator", "value", "raw_text", "below_limit", "detection_limit",
    "source", "state",
)  # fmt: skip


def load_site_values(
    c: Connection, store: Store, site_kind: str, *, start: datetime | None = None, end: datetime | None = None,
    site_codes: Iterable[str] | None = None, status: str | None = None, indicators: Iterable[str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The values of a layer's sites (点位监测值): ``VALUE_COLUMNS`` of `app.store.samples.load_samples`, in any order.

    Less is read than there, so that a list of hundreds of sites is quick. ``start`` is included, ``end`` is not; of
    ``indicators`` only these.
    """
    s = store.tables.samples.c
    asked = select(*(s[name] for name in VALUE_COLUMNS)).where(s.site_kind == site_kind)
    if site_codes is not None:
        asked = asked.where(s.site_code.in_(list(site_codes)))
    if indicators is not None:
        asked = asked.where(s.indicator.in_(list(indicators)))
    if start is not None:
        asked = asked.where(s.sampled_at >= start)
    if end is not None:
        asked = asked.where(s.sampled_at < end)
    if status is not None:
        asked = asked.where(s.status == status)
    rows = c.execute(asked).all()
    lists = list(zip(*rows, strict=True)) if rows else [()] * len(VALUE_COLUMNS)
    data = {name: pd.Series(list(told), dtype=object) for name, told in zip(VALUE_COLUMNS, lists, strict=True)}
    for name in ("value", "detection_limit"):
        data[name] = data[name].astype(float)
    data["below_limit"] = data["below_limit"].astype(bool)
    data["sampled_at"] = pd.to_datetime(data["sampled_at"], utc=True)
    return pd.DataFrame(data)


def load_last_sampled(
    c: Connection, store: Store, site_kind: str, *, end: datetime, status: str | None = None
) -> dict[str, datetime]:
    """The latest instant before ``end`` at which each site has a result (最近采样时间), in UTC; field kits aside."""
    s = store.tables.samples.c
    asked = select(s.site_code, func.max(s.sampled_at)).where(
        s.site_kind == site_kind,
        s.sampled_at < end,
        s.source != "field",
        or_(s.value.is_not(None), s.below_limit, s.raw_text.in_(("无", "有"))),
    )
    if status is not None:
        asked = asked.where(s.status == status)
    return {str(code): at for code, at in c.execute(asked.group_by(s.site_code)).all()}
