"""Uploads of samples: taken in, read apart, shown, corrected by a person, imported whole or not at all (样品上传导入).

The file is kept by its content and its sheets beside it, so that a changed mapping needs neither an upload nor a child
process. States: ``reading``, then ``ready`` or ``refused``; ``imported`` or ``discarded`` at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from app.errors import BreaksRule, Clash, Fault, SuyuanError
from app.ingest.sample_file import read_sample_book
from app.ingest.sample_grid import SampleBook
from app.ingest.sample_kinds import find_sample_kind
from app.ingest.sample_mapping import propose_mapping, recall, remember
from app.settings import Settings
from app.store.engine import Store
from app.store.sample_batches import add_batch_of_states, batches_of_file, state_note
from app.store.sample_mappings import load_mappings, save_mappings
from app.store.sample_uploads import (
    SampleUpload,
    add_sample_upload,
    change_sample_upload,
    list_sample_uploads,
    load_sample_upload,
)
from app.store.samples import add_samples, set_month_states
from app.uses.registers.file_keeping import keep_file
from app.uses.registers.register_entries import enter
from app.uses.samples.sample_books import load_kept_book
from app.uses.samples.sample_proposal import SKIP, Proposal, propose_import
from app.uses.samples.samples_import import check_choices
from app.uses.upload_stops import broke_off, left_before, refused, wrong_state

MOST_FAULTS: Final = 2000  # kept with an upload
ALIAS_KINDS: Final = ("sections", "lakes", "wells", "water_sources", "outfalls", "black_odorous_waters")


def accept_sample_upload(
    store: Store, settings: Settings, path: Path, *, who: str, file_name: str, site_kind: str = "sections",
    year: int | None = None, source: str | None = None, level: str | None = None, status: str = "raw",
    encoding: str | None = None, note: str = "",
) -> str:  # fmt: skip
    """Take a file in and answer the id of its upload; `run_sample_upload` reads it (接收样品文件).

    Raises
    ------
    UnknownKind
        Another kind of file, with how to save it anew.
    Absent, BreaksRule
        No such layer; a choice that is none.
    """
    check_choices(source=source, status=status, level=level)
    store.layer(site_kind)
    find_sample_kind(path, file_name)
    sha256 = keep_file(settings, path)
    options: dict[str, Any] = {
        "version": 1,
        "year": year,
        "source": source,
        "level": level,
        "status": status,
        "encoding": encoding,
    }
    options |= {"note": note, "sites": {}, "remember_names": False}
    with store.writing() as c:
        return add_sample_upload(
            c, store, site_kind=site_kind, who=who, file_name=file_name, sha256=sha256,
            size_bytes=path.stat().st_size, options=options,
        )  # fmt: skip


def run_sample_upload(store: Store, settings: Settings, upload_id: str) -> SampleUpload:
    """Read an upload and recognise what it holds (读取样品文件); it is ``ready`` or ``refused`` afterwards."""
    with store.reading() as c:
        upload = load_sample_upload(c, store, upload_id)
    if upload.state != "reading":
        raise wrong_state(upload.state)
    try:
        book = _book(settings, upload)
        proposed = propose_mapping(book, year=upload.options.get("year"))
        with store.writing() as c:
            shapes = [table["fingerprint"] for sheet in proposed["sheets"].values() for table in sheet["tables"]]
            known = load_mappings(c, store, shapes)
            mapping = recall(proposed, {shape: one.mapping for shape, one in known.items()})
            latest = max(known.values(), key=lambda one: one.changed_at, default=None)
            remembered = latest and {"who": latest.who, "file_name": latest.file_name,
                                     "changed_at": latest.changed_at.isoformat()}  # fmt: skip
            options = {**upload.options, "mapping": mapping, "remembered": remembered}
            _settle(c, store, upload, book, options, state="ready")
            return load_sample_upload(c, store, upload_id)
    except SuyuanError as error:
        values = refused(error)
    except Exception:
        _note(store, upload_id, refused(broke_off("读取时出现意外错误", "An unexpected error stopped the reading")))
        raise
    return _note(store, upload_id, values)


def change_upload_choices(store: Store, settings: Settings, upload_id: str, changes: Mapping[str, Any]) -> SampleUpload:
    """The upload with other choices, recognised anew at once (修改导入选项).

    Parameters
    ----------
    changes
        Any of ``mapping``, ``year``, ``sites`` (added to the answers there are; None takes one back), ``source``,
        ``level``, ``status``, ``note``, ``remember_names``; and ``version``, the one they rest on.

    Raises
    ------
    Clash
        It is not ``ready``, or was changed since ``version``.
    BreaksRule
        The mapping cannot be followed, or a choice is none; nothing has changed.
    """
    check_choices(**{name: changes[name] for name in ("source", "status", "level") if name in changes})
    with store.reading() as c:
        upload = load_sample_upload(c, store, upload_id)
    book = _book(settings, upload) if upload.state == "ready" else None
    with store.writing() as c:
        upload = load_sample_upload(c, store, upload_id)
        if upload.state != "ready" or book is None:
            raise wrong_state(upload.state)
        _check_version(upload, changes.get("version"))
        options = {**upload.options, "version": upload.version + 1}
        for name in ("mapping", "source", "level", "status", "note", "remember_names", "year"):
            if name in changes:
                options[name] = changes[name]
        if "year" in changes:
            options["mapping"] = {**options["mapping"], "year": changes["year"]}
        if "sites" in changes:
            answers = {**options["sites"], **(changes["sites"] or {})}
            options["sites"] = {key: answer for key, answer in answers.items() if answer}
            _check_answers(c, store, upload.site_kind, options["sites"])
        _settle(c, store, upload, book, options)
        return load_sample_upload(c, store, upload_id)


def import_sample_upload(
    store: Store, settings: Settings, upload_id: str, *, who: str, version: int | None = None
) -> SampleUpload:
    """Import an upload, all or nothing, in one transaction (导入样品).

    Values, states of months, batch, mapping and, where asked, the confirmed names come together. The same file again
    adds nothing.

    Raises
    ------
    Clash
        It is not ``ready``; it or the store changed since it was shown.
    BreaksRule
        The file has errors, or a name has no answer; nothing is stored.
    """
    with store.reading() as c:
        upload = load_sample_upload(c, store, upload_id)
    if upload.state != "ready":
        raise wrong_state(upload.state)
    book = _book(settings, upload)
    with store.writing() as c:
        upload = load_sample_upload(c, store, upload_id)
        if upload.state != "ready":
            raise wrong_state(upload.state)
        _check_version(upload, version)
        proposal, mapping = _propose(c, store, upload, book, upload.options)
        changed = proposal.stamp != upload.found.get("stamp")
        if not changed:
            if proposal.blockers:
                first = proposal.blockers[0]
                errors = tuple(fault for fault in proposal.faults if fault.severity == "error")
                asked = tuple(_unanswered(proposal))
                raise BreaksRule(first.zh, first.en, faults=(*errors, *asked), code=first.code, parameter="upload")
            found = _store(c, store, upload, proposal, mapping, who)
            change_sample_upload(c, store, upload_id, state="imported", found=found, message=None)
            return load_sample_upload(c, store, upload_id)
        options = {**upload.options, "version": upload.version + 1}
        _settle(c, store, upload, book, options)
    raise Clash(
        "上次查看之后，数据库或断面有了变化。数目已重新计算，请核对后再导入。",
        "The store or its sites changed since this was shown. It was counted anew; look at it and import again.",
        parameter="upload", code="upload_changed",
    )  # fmt: skip


def discard_sample_upload(store: Store, upload_id: str) -> SampleUpload:
    """Put an upload aside for good (放弃上传); ``Clash`` where it is being read or is imported."""
    with store.writing() as c:
        upload = load_sample_upload(c, store, upload_id)
        if upload.state not in ("ready", "refused", "discarded"):
            raise wrong_state(upload.state)
        change_sample_upload(c, store, upload_id, state="discarded")
        return load_sample_upload(c, store, upload_id)


def recover_sample_uploads(store: Store, settings: Settings) -> int:
    """Refuse, at start, the uploads that a server was reading when it ended; their number (清理中断的上传)."""
    values = refused(broke_off("读取时服务中断", "The service ended while reading"))
    with store.writing() as c:
        left = [
            one
            for one in list_sample_uploads(c, store, state="reading", limit=10_000)
            if one.changed_at <= left_before(settings)
        ]
        for upload in left:
            change_sample_upload(c, store, upload.id, **values)
    return len(left)


def _book(settings: Settings, upload: SampleUpload) -> SampleBook:
    return load_kept_book(settings, upload.sha256, upload.file_name, encoding=upload.options.get("encoding"))


def _propose(
    c: Connection, store: Store, upload: SampleUpload, book: SampleBook, options: Mapping[str, Any]
) -> tuple[Proposal, dict[str, Any]]:
    """What importing with these options would do, and the mapping it was read by."""
    read = read_sample_book(book, options["mapping"], year=options.get("year"))
    return propose_import(c, store, read, options, site_kind=upload.site_kind), read.mapping


def _settle(
    c: Connection, store: Store, upload: SampleUpload, book: SampleBook, options: dict[str, Any], **more: Any
) -> None:
    """Recognise the file with these options, and note both with the upload."""
    proposal, mapping = _propose(c, store, upload, book, options)
    earlier = [
        {"id": one.id, "made_at": one.made_at.isoformat(), "who": one.who, "standing": sum(one.by_status.values())}
        for one in batches_of_file(c, store, upload.sha256)
    ]
    found = {**proposal.told, "stamp": proposal.stamp, "earlier": earlier}
    found["blockers"] = [fault.as_dict() for fault in proposal.blockers]
    rank = {"error": 0, "warning": 1, "repaired": 2}
    faults = sorted(proposal.faults, key=lambda fault: rank[fault.severity])[:MOST_FAULTS]
    change_sample_upload(
        c, store, upload.id, options={**options, "mapping": mapping}, found=found,
        faults=[fault.as_dict() for fault in faults], message=None, **more,
    )  # fmt: skip


def _store(
    c: Connection, store: Store, upload: SampleUpload, proposal: Proposal, mapping: Mapping[str, Any], who: str
) -> dict[str, Any]:
    """Put all of it into the store; what was found with what was done."""
    batch = {"file_name": upload.file_name, "sha256": upload.sha256, "who": who, "note": upload.options.get("note")}
    batch_id, added, known = add_samples(c, store, proposal.rows, batch=batch)
    states = proposal.states
    if len(states):
        if batch_id is None:
            batch_id = add_batch_of_states(
                c, store, who=who, file_name=upload.file_name, sha256=upload.sha256, known=known
            )
        set_month_states(c, store, states.assign(note=state_note(batch_id)))
    save_mappings(c, store, remember(mapping), who=who, file_name=upload.file_name)
    asked = proposal.told["unknown_sites"] if upload.options.get("remember_names") else []
    names = _remember_names(c, store, upload, asked, who)
    done = {"batch_id": batch_id, "added": added, "known": known, "states": len(states), "names": names}
    return {**upload.found, "done": done}


def _remember_names(c: Connection, store: Store, upload: SampleUpload, asked: list[dict[str, Any]], who: str) -> int:
    """Enter the names that a person confirmed into the register; how many are new."""
    if upload.site_kind not in ALIAS_KINDS:
        return 0
    added = 0
    for one in asked:
        code = one["answer"]
        if code and code != SKIP:
            content = {"name": one["name"], "site_kind": upload.site_kind, "site_code": code}
            content |= {"river": one["river"]} if one["river"] else {}
            added += enter(c, store, "aliases", content, who=who, note=f"导入“{upload.file_name}”时确认")[1]
    return added


def _check_answers(c: Connection, store: Store, site_kind: str, answers: Mapping[str, str]) -> None:
    """BreaksRule where an answer is no site."""
    from app.uses.samples.site_matching import load_sites

    there = set(load_sites(c, store, site_kind)["code"].astype(str))
    for key, answer in answers.items():
        if answer != SKIP and answer not in there:
            raise BreaksRule(
                f"没有编码为“{answer[:40]}”的点位，“{key[:40]}”未能对应。",
                f"There is no site {answer[:40]!r}; {key[:40]!r} was not answered.",
                parameter="sites", code="site_absent",
            )  # fmt: skip


def _check_version(upload: SampleUpload, version: int | None) -> None:
    """Clash where somebody changed the upload since a version was seen."""
    if version is not None and version != upload.version:
        raise Clash(
            "这次上传在别处已改动，请核对后再试。", "The upload was changed elsewhere; look at it and try again.",
            parameter="version", code="upload_changed",
        )  # fmt: skip


def _unanswered(proposal: Proposal) -> list[Fault]:
    """An error for each name without an answer."""
    return [
        Fault(
            "unknown_site", f"“{one['key']}”对不上断面，请选定断面或选择不导入。",
            f"{one['key']!r} answers to no site; choose one, or leave it out.", "error",
            row=one["row"], key=one["key"], sheet=one["sheet"],
        )
        for one in proposal.told["unknown_sites"] if not one["answer"]
    ]  # fmt: skip


def _note(store: Store, upload_id: str, values: dict[str, Any]) -> SampleUpload:
    with store.writing() as c:
        change_sample_upload(c, store, upload_id, **values)
        return load_sample_upload(c, store, upload_id)
