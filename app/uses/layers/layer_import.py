"""Import of a layer file: read apart, checked, compared, published as one revision, or nothing (图层导入)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd

from app.errors import BreaksRule, Fault, SuyuanError
from app.ingest.check import CheckedTable, check_table, match_table
from app.ingest.crs import settle_crs
from app.ingest.options import Options, read_layer_file
from app.ingest.wire import RawTable
from app.layers.catalogue import layer_spec
from app.layers.columns import ColumnMatch
from app.layers.spec import LayerSpec
from app.settings import Settings
from app.store.engine import Store
from app.store.features import layer_state
from app.store.revisions import Difference, Revision, difference, publish
from app.store.uploads import Upload, add_upload, change_upload, list_uploads, load_upload
from app.uses.registers.file_keeping import file_sha256, keep_file
from app.uses.upload_stops import broke_off, left_before, refused, wrong_state

Progress = Callable[[str, str], None]  # told each stage in Chinese and in English
_FIRST_ROWS = 1000  # read at once of an upload, to find its key and CRS
_PLACES = ("districts", "reaches", "sections", "outfalls")  # layers that say where the store is, the best first


@dataclass(frozen=True)
class Checked:
    """A file after its check, before publishing (检查结果).

    ``counts``: ``read``, ``added``, ``changed``, ``removed``, ``unchanged``, ``errors``, ``warnings``, ``repairs``;
    the middle four only where nothing is refused.
    """

    frame: gpd.GeoDataFrame
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    sha256: str
    match: ColumnMatch
    refused: bool


@dataclass(frozen=True)
class ImportResult:
    """What an import did (导入结果): the revision, None where nothing differed; counts; warnings and repairs."""

    revision: Revision | None
    counts: dict[str, int]
    faults: tuple[Fault, ...]


def place_of(store: Store) -> float | None:
    """Longitude of the middle of what the store holds [degree], None where it is empty."""
    with store.reading() as connection:
        for layer in _PLACES:
            if any(spec.id == layer for spec in store.catalogue):
                bbox = layer_state(connection, store, layer).bbox
                if bbox is not None:
                    return float(bbox[0] + bbox[2]) / 2
    return None


def check_against(store: Store, spec: LayerSpec, table: RawTable, options: Options) -> CheckedTable:
    """The table checked against the layer; faults of rows are in the answer."""
    return check_table(table, spec, mapping=options.mapping, crs=options.crs or None, near_lon=place_of(store))


def _counts(totals: dict[str, int], found: Difference | None) -> dict[str, int]:
    counts = dict(totals)
    if found is not None:
        counts |= {"added": len(found.added), "changed": len(found.changed), "removed": len(found.removed)}
        counts["unchanged"] = found.unchanged
    return counts


def check_file(
    store: Store, settings: Settings, layer_id: str, path: Path, *, file_name: str | None = None,
    mapping: Mapping[str, str] | None = None, crs: str | None = None, encoding: str | None = None,
    source_layer: str | None = None, bare_shapefile: bool = False,
) -> Checked:  # fmt: skip
    """A file checked against a layer and compared with it; nothing is changed (检查文件).

    Parameters
    ----------
    layer_id
        The layer, e.g. ``"outfalls"``.
    path, file_name
        Where the file lies, and the name its owner gave it (its suffix says the kind).
    mapping, crs, encoding, source_layer
        See :class:`Options`.
    bare_shapefile
        Read a ``.shp`` with its siblings (command line).

    Raises
    ------
    Absent
        No such layer.
    Unparsable, UnknownKind, TooLarge, BreaksRule
        The request or the file as a whole is at fault; faults of rows are in the answer.
    """
    spec = layer_spec(store.catalogue, layer_id)
    options = Options(mapping or {}, crs, encoding, source_layer)
    table = read_layer_file(settings, spec, path, file_name or path.name, options, bare_shapefile=bare_shapefile)
    checked = check_against(store, spec, table, options)
    found = None
    if not checked.refused:
        with store.reading() as connection:
            found = difference(connection, store, layer_id, checked.frame)
    return Checked(
        checked.frame, checked.faults, _counts(checked.totals, found), file_sha256(path), checked.match, checked.refused
    )


def refusal_of(checked: CheckedTable) -> BreaksRule:
    """The error that refuses a file for the faults of its rows."""
    n = checked.totals["errors"]
    first = checked.faults[0]
    return BreaksRule(
        f"有 {n} 处错误，没有导入，原有数据未改动。第一处：{first.zh}",
        f"{n} errors; nothing was imported, nothing changed. The first: {first.en}",
        parameter="file", faults=checked.faults, code="file_refused",
    )  # fmt: skip


def import_file(
    store: Store, settings: Settings, layer_id: str, path: Path, *, who: str, file_name: str | None = None,
    mapping: Mapping[str, str] | None = None, crs: str | None = None, encoding: str | None = None,
    source_layer: str | None = None, note: str = "", keep_missing: bool = False, progress: Progress | None = None,
) -> ImportResult:  # fmt: skip
    """A file as the layer's next revision, in one transaction (导入); the same file again is no revision.

    Parameters
    ----------
    who, note
        Who imports, and why; kept with the revision.
    keep_missing
        Leave features that the file lacks; else they go into the history.
    progress
        Told each stage as it begins, in Chinese and in English.

    Raises
    ------
    BreaksRule
        The file is refused, with ``faults``; nothing has changed.
    Absent, Unparsable, UnknownKind, TooLarge
        As ``check_file``.
    """
    tell = progress or (lambda zh, en: None)
    spec = layer_spec(store.catalogue, layer_id)
    options = Options(mapping or {}, crs, encoding, source_layer)
    tell("读取文件", "reading the file")
    table = read_layer_file(settings, spec, path, file_name or path.name, options, bare_shapefile=True)
    tell(f"检查 {len(table)} 行", f"checking {len(table)} rows")
    checked = check_against(store, spec, table, options)
    if checked.refused:
        raise refusal_of(checked)
    tell("写入", "publishing")
    with store.writing() as connection:
        revision = publish(
            connection, store, layer_id, checked.frame, who=who, file_name=file_name or path.name,
            file_sha256=file_sha256(path), note=note, keep_missing=keep_missing,
        )  # fmt: skip
    return ImportResult(revision, published_counts(checked, revision), checked.faults)


def published_counts(checked: CheckedTable, revision: Revision | None) -> dict[str, int]:
    """Counts after publishing: what the revision did, and how many features stayed as they were."""
    added, changed, removed = (revision.added, revision.changed, revision.removed) if revision else (0, 0, 0)
    unchanged = checked.totals["read"] - added - changed
    return checked.totals | {"added": added, "changed": changed, "removed": removed, "unchanged": unchanged}


def accept_upload(
    store: Store, settings: Settings, layer_id: str, path: Path, *, who: str, file_name: str,
    mapping: Mapping[str, str] | None = None, crs: str | None = None, encoding: str | None = None,
    source_layer: str | None = None, note: str = "", keep_missing: bool = False,
) -> str:  # fmt: skip
    """Take an upload in and answer its id; its state is ``reading`` until ``run_upload`` is through (接收上传).

    What is wrong with the request or the file as a whole is raised at once: its first rows are read, apart, and the
    key and the CRS are looked for in them. The file is on disk before its row is in the store.

    Raises
    ------
    Absent, Unparsable, UnknownKind, TooLarge, BreaksRule
        No such layer; broken or hostile; a kind not read; over a limit; in need of a choice.
    """
    spec = layer_spec(store.catalogue, layer_id)
    options = Options(dict(mapping or {}), crs, encoding, source_layer)
    table = read_layer_file(settings, spec, path, file_name, options, max_rows=_FIRST_ROWS)
    match_table(table, spec, options.mapping)
    settle_crs(table.geometry, table.crs, crs or None, place_of(store))
    sha256 = keep_file(settings, path)
    with store.writing() as connection:
        return add_upload(
            connection, store, layer=layer_id, who=who, file_name=Path(file_name).name, sha256=sha256,
            size_bytes=path.stat().st_size, options=asdict(options) | {"note": note, "keep_missing": keep_missing},
        )  # fmt: skip


def run_upload(store: Store, settings: Settings, upload_id: str, *, publish_it: bool = False) -> Upload:
    """Read, check and compare an upload, publish it if asked and nothing refuses it (执行上传); the upload after it.

    ``reading`` becomes ``refused``, ``checked`` or ``published``; a ``checked`` one is read again and published.
    Warnings do not keep a file from being published, errors do.

    Raises
    ------
    Clash
        The upload is in another state.
    """
    with store.reading() as connection:
        upload = load_upload(connection, store, upload_id)
    if upload.state not in ("reading", "checked"):
        raise wrong_state(upload.state)
    try:
        values = _run(store, settings, upload, publish_it)
    except SuyuanError as error:
        values = _refused(error)
    except Exception:
        _note(store, upload_id, _refused(broke_off("检查时出现意外错误", "An unexpected error stopped the check")))
        raise
    return _note(store, upload_id, values)


def _note(store: Store, upload_id: str, values: dict[str, object]) -> Upload:
    with store.writing() as connection:
        change_upload(connection, store, upload_id, **values)
        return load_upload(connection, store, upload_id)


def _run(store: Store, settings: Settings, upload: Upload, publish_it: bool) -> dict[str, object]:
    """What an upload becomes: its new state, counts, faults, revision."""
    chosen = dict(upload.options)
    note, keep_missing = str(chosen.pop("note", "")), bool(chosen.pop("keep_missing", False))
    options, spec = Options(**chosen), layer_spec(store.catalogue, upload.layer)
    path = settings.data_dir / "files" / upload.sha256
    checked = check_against(store, spec, read_layer_file(settings, spec, path, upload.file_name, options), options)
    faults = [fault.as_dict() for fault in checked.faults]
    if checked.refused:
        error = refusal_of(checked)
        return {"state": "refused", "counts": checked.totals, "faults": faults, "message": error.zh}
    if not publish_it:
        with store.reading() as connection:
            found = difference(connection, store, upload.layer, checked.frame)
        counts = _counts(checked.totals, found)
        return {"state": "checked", "counts": counts, "faults": faults, "message": None}
    with store.writing() as connection:
        revision = publish(
            connection, store, upload.layer, checked.frame, who=upload.who, file_name=upload.file_name,
            file_sha256=upload.sha256, note=note, keep_missing=keep_missing,
        )  # fmt: skip
        values: dict[str, object] = {
            "state": "published", "counts": published_counts(checked, revision), "faults": faults, "message": None,
            "revision": revision.revision if revision else layer_state(connection, store, upload.layer).revision,
        }  # fmt: skip
        change_upload(connection, store, upload.id, **values)  # in the same transaction as the revision
    return values


def _refused(error: SuyuanError) -> dict[str, Any]:
    return refused(error) | {"counts": {"errors": 1}}


def discard_upload(store: Store, upload_id: str) -> Upload:
    """Put an upload aside for good (放弃上传).

    Raises
    ------
    Clash
        It is being read, or is published already.
    """
    with store.writing() as connection:
        upload = load_upload(connection, store, upload_id)
        if upload.state not in ("checked", "refused", "discarded"):
            raise wrong_state(upload.state)
        change_upload(connection, store, upload_id, state="discarded")
        return load_upload(connection, store, upload_id)


def recover_uploads(store: Store, settings: Settings) -> int:
    """Refuse, at start, the uploads that a server was reading when it ended; their number (清理中断的上传).

    With several server processes only those are taken that no process can still be reading.
    """
    values = _refused(broke_off("读取时服务中断", "The service ended while reading"))
    with store.writing() as connection:
        left = [
            upload
            for upload in list_uploads(connection, store, state="reading", limit=10_000)
            if upload.changed_at <= left_before(settings)
        ]
        for upload in left:
            change_upload(connection, store, upload.id, **values)
    return len(left)
