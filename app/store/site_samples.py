"""When each site of a layer was last sampled (最近采样时间)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from app.store.engine import Store


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
