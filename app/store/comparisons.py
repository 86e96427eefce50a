"""What separates two revisions of a layer, and which revision stood at an instant (版本比较)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from app.store.engine import Store
from app.store.rendering import canonical_rows, render
from app.store.revisions import Difference, read_as_of


def difference_between(c: Connection, store: Store, layer: str, older: int, newer: int) -> Difference:
    """What led from one revision of a layer to another, by key (版本差异); revision 0 is the empty layer.

    Raises
    ------
    app.errors.Absent
        The layer never had one of the revisions.
    """
    before, after = (_texts_as_of(c, store, layer, revision) for revision in (older, newer))
    return Difference(
        added=[key for key in after if key not in before],
        changed=[key for key, text in after.items() if key in before and before[key] != text],
        removed=[key for key in before if key not in after],
        unchanged=sum(before.get(key) == text for key, text in after.items()),
    )


def _texts_as_of(c: Connection, store: Store, layer: str, revision: int) -> dict[str, str]:
    """The texts by which features are compared, by key, in the order of fid."""
    spec = store.layer(layer).spec
    rows = canonical_rows(spec, read_as_of(c, store, layer, revision))
    return dict(zip(rows.keys, render(spec, rows).identity(), strict=True))


def revision_at(c: Connection, store: Store, layer: str, instant: datetime) -> int:
    """The revision of a layer that stood at an instant (某时刻的版本), 0 before the first."""
    store.layer(layer)
    r = store.tables.revisions.c
    asked = select(func.max(r.revision)).where(r.layer == layer, r.made_at <= instant)
    return int(c.execute(asked).scalar() or 0)
