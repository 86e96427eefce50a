"""Whether a store is whole: rows, rendered text, index, history and state agree."""

from __future__ import annotations

import numpy as np
import shapely
from sqlalchemy import func, select

from app.store.engine import Store
from app.store.features import layer_state, load_frame
from app.store.rendering import canonical_rows, render
from app.store.revisions import list_revisions, read_as_of
from app.store.spatial import index_name


def assert_whole(store: Store) -> None:
    """Fail where any part of a layer tells another story than the rest."""
    with store.reading() as c:
        for layer, tables in store.tables.layers.items():
            frame = load_frame(c, store, layer)
            rows = canonical_rows(tables.spec, frame)
            texts = render(tables.spec, rows)
            r = tables.rendered.c
            stored = c.execute(
                select(r.fid, r.key, r.minx, r.miny, r.maxx, r.maxy, r.text, r.full_text).order_by(r.fid)
            ).all()
            assert [row.fid for row in stored] == frame["fid"].tolist()
            assert [row.key for row in stored] == rows.keys
            assert [row.text for row in stored] == texts.public
            assert [row.full_text for row in stored] == texts.full
            edges = np.array([tuple(row)[2:6] for row in stored], dtype=float).reshape(-1, 4)
            np.testing.assert_array_equal(edges, texts.envelopes)
            state = layer_state(c, store, layer)
            revisions = list_revisions(c, store, layer)
            assert state.count == len(frame)
            assert state.revision == len(revisions) == max((revision.revision for revision in revisions), default=0)
            placed = edges[~np.isnan(edges[:, 0])]
            expected = (*placed[:, :2].min(axis=0), *placed[:, 2:].max(axis=0)) if len(placed) else None
            assert state.bbox == expected
            if revisions:
                assert revisions[0].count == len(frame)
                assert revisions[-1].removed == 0
            history = tables.history.c
            latest = c.execute(select(func.max(history.until_revision))).scalar() or 0
            assert latest <= state.revision
            assert all(len(read_as_of(c, store, layer, revision.revision)) == revision.count for revision in revisions)
            if store.kind == "geopackage":
                _assert_indexed(store, c, layer, frame)
        if store.kind == "geopackage":
            assert c.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def _assert_indexed(store: Store, c: object, layer: str, frame: object) -> None:
    index = index_name(layer)
    run = c.exec_driver_sql  # type: ignore[attr-defined]
    assert run("SELECT rtreecheck(?)", (index,)).scalar() == "ok"
    boxes = {row[0]: row[1:] for row in run(f'SELECT id, minx, miny, maxx, maxy FROM "{index}"')}
    geometry = frame.geometry.to_numpy()  # type: ignore[attr-defined]
    there = ~shapely.is_missing(geometry)
    fids = frame["fid"].to_numpy()[there]  # type: ignore[index]
    assert sorted(boxes) == fids.tolist()
    if len(fids):
        got, exact = np.array([boxes[fid] for fid in fids.tolist()]), shapely.bounds(geometry[there])
        assert (got[:, :2] <= exact[:, :2]).all()
        assert (got[:, 2:] >= exact[:, 2:]).all()
        np.testing.assert_allclose(got, exact, atol=2e-5)
    triggers = run("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (layer,)).scalar()
    assert triggers == 9
    assert store.path is not None
