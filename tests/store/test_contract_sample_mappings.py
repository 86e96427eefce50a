"""What is remembered of a shape, and uploads of samples beside those of layers, on both engines."""

from __future__ import annotations

import pytest

from app.errors import Absent
from app.store.engine import Store
from app.store.sample_mappings import load_mappings, save_mappings
from app.store.sample_uploads import (
    add_sample_upload,
    change_sample_upload,
    list_sample_uploads,
    load_sample_upload,
)
from app.store.uploads import add_upload, list_uploads, load_upload

MAPPING = {"columns": {"A": {"field": "site_name"}, "B": {"indicator": "w21003", "unit": "mg/L"}}}


def test_the_latest_mapping_of_a_shape_stands(store: Store) -> None:
    with store.writing() as c:
        assert save_mappings(c, store, {"one": MAPPING, "two": {}}, who="王", file_name="5月.xlsx") == 2
        assert save_mappings(c, store, {"one": {"columns": {}}}, who="李", file_name=None) == 1
        assert save_mappings(c, store, {}, who="李", file_name=None) == 0
    with store.reading() as c:
        found = load_mappings(c, store, ["one", "two", "three"])
        assert load_mappings(c, store, []) == {}
    assert {shape: (one.who, one.file_name) for shape, one in found.items()} == {
        "one": ("李", None), "two": ("王", "5月.xlsx"),
    }  # fmt: skip
    assert found["one"].mapping == {"columns": {}}
    assert found["one"].changed_at >= found["two"].changed_at


def test_uploads_of_samples_and_of_layers_do_not_see_each_other(store: Store) -> None:
    layer = next(iter(store.catalogue)).id
    given = {"who": "王", "file_name": "a.csv", "sha256": "0" * 64, "size_bytes": 3}
    with store.writing() as c:
        samples = add_sample_upload(c, store, site_kind=layer, options={"version": 1}, **given)  # type: ignore[arg-type]
        layers = add_upload(c, store, layer=layer, **given)  # type: ignore[arg-type]
        change_sample_upload(c, store, samples, state="ready", found={"counts": {"new": 2}}, options={"version": 2})
    with store.writing() as c:
        upload = load_sample_upload(c, store, samples)
        assert (upload.site_kind, upload.state, upload.version, upload.found["counts"]) == (
            layer,
            "ready",
            2,
            {"new": 2},
        )
        assert [one.id for one in list_sample_uploads(c, store)] == [samples]
        assert [one.id for one in list_uploads(c, store)] == [layers]
        assert list_sample_uploads(c, store, state="reading") == []
        for load, name in ((load_upload, samples), (load_sample_upload, layers)):
            with pytest.raises(Absent):
                load(c, store, name)
        with pytest.raises(Absent):
            change_sample_upload(c, store, layers, state="ready")
        with pytest.raises(ValueError, match="not of an upload"):
            change_sample_upload(c, store, samples, who="x")
