"""How many values their state keeps out of the means (未参评数据)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, func, select

from app.assessment.means import counts_in_means
from app.store.engine import Store
from app.store.month_sums import ALL, FINAL, Basis

NO_STATE: Final = "不明"


def count_kept_out(
    c: Connection, store: Store, months: Sequence[str], *, codes: Sequence[str] | None = None, basis: Basis = ALL
) -> dict[str, dict[str, dict[str, int]]]:
    """Values of sections kept out of the means, by month, site and state (未参评数据)."""
    s = store.tables.samples.c
    here: list[Any] = [s.site_kind == "sections", s.month.in_(list(months)), s.value.is_not(None)]
    here.append(s.source.is_not(None) & (s.source != "manual"))  # manual values always count
    if codes is not None:
        here.append(s.site_code.in_(list(codes)))
    if basis == FINAL:
        here.append(s.status == FINAL)
    group = (s.month, s.site_code, s.state, s.source)
    rows = c.execute(select(*group, func.count()).where(*here).group_by(*group).order_by(*group)).all()
    if not rows:
        return {}
    frame = pd.DataFrame([tuple(row) for row in rows], columns=["month", "site_code", "state", "source", "count"])
    found: dict[str, dict[str, dict[str, int]]] = {}
    for month, site, state, _, count in frame[~counts_in_means(frame)].itertuples(index=False):
        own = found.setdefault(str(month), {}).setdefault(str(site), {})
        name = str(state) if state is not None and state == state else NO_STATE
        own[name] = own.get(name, 0) + int(count)
    return found
