"""Whether a store is whole: sums, registers and files agree with what they rest on (数据库核对)."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app.errors import Fault
from app.settings import Settings
from app.store.engine import Store
from app.store.month_sums import find_wrong_sums
from app.uses.registers.file_keeping import file_sha256


def check_store(c: Connection, store: Store, settings: Settings) -> list[Fault]:
    """What does not agree, each with its place (核对结果); empty where all is well.

    Sums of months are made anew from the values, every register entry, trace and impact must have the event of its
    version, every kept file must lie in the data folder with its content unchanged.
    """
    return [*_sums(c, store), *_entries(c, store), *_kept(c, store), *_files(c, store, settings)]


def _sums(c: Connection, store: Store) -> list[Fault]:
    """Sums of months that are not what the values give."""
    return [
        Fault(
            "sums_wrong",
            f"{kind}/{code} 在 {month} 的月累计值（{source}、{status}）与监测值不符。请重建：suyuan check --rebuild。",
            f"The sums of {kind}/{code} in {month} ({source}, {status}) are not what its values give; rebuild them: "
            "suyuan check --rebuild.",
            key=f"{kind}/{code}",
        )
        for kind, code, month, source, status in find_wrong_sums(c, store)
    ]


def _entries(c: Connection, store: Store) -> list[Fault]:
    """Entries whose last event is not of their version."""
    entries, events = store.tables.register_entries, store.tables.register_events
    last = select(events.c.entry_id, func.max(events.c.version).label("version")).group_by(events.c.entry_id).subquery()
    asked = (
        select(entries.c.id, entries.c.register)
        .outerjoin(last, last.c.entry_id == entries.c.id)
        .where((last.c.version.is_(None)) | (last.c.version != entries.c.version))
        .order_by(entries.c.id)
    )
    return [
        Fault(
            "history_wrong",
            f"台账 {row.register} 第 {row.id} 条缺少与其版本对应的变动记录。请从备份核对。",
            f"Entry {row.id} of {row.register} has no event of its version; compare with a backup.",
            key=str(row.id),
        )
        for row in c.execute(asked)
    ]


def _kept(c: Connection, store: Store) -> list[Fault]:
    """Traces and impacts whose last event is not of their version."""
    events, faults = store.tables.tracing_events, []
    for kind, zh, en in (("traces", "溯源", "Trace"), ("impacts", "下游影响", "Impact")):
        table = store.tables.metadata.tables[kind]
        own = select(events.c.kept_id, func.max(events.c.version).label("version")).where(events.c.kind == kind)
        last = own.group_by(events.c.kept_id).subquery()
        asked = (
            select(table.c.id)
            .outerjoin(last, last.c.kept_id == table.c.id)
            .where((last.c.version.is_(None)) | (last.c.version != table.c.version))
            .order_by(table.c.id)
        )
        faults += [
            Fault(
                "history_wrong",
                f"{zh}第 {number} 号缺少与其版本对应的状态记录。请从备份核对。",
                f"{en} {number} has no event of its version; compare with a backup.",
                key=f"{kind}/{number}",
            )
            for number in c.execute(asked).scalars()
        ]
    return faults


def _files(c: Connection, store: Store, settings: Settings) -> list[Fault]:
    """Kept files that are not there, or hold something else."""
    files = store.tables.files.c
    faults = []
    for row in c.execute(select(files.sha256, files.name).order_by(files.sha256)):
        path = settings.data_dir / "files" / row.sha256
        if not path.is_file():
            zh, en = "不在数据文件夹中", "is not in the data folder"
        elif file_sha256(path) != row.sha256:
            zh, en = "内容已变", "holds something else than it did"
        else:
            continue
        faults.append(
            Fault(
                "file_wrong",
                f"文件“{row.name}”{zh}。请从备份恢复 files 文件夹中的 {row.sha256}。",
                f"The file “{row.name}” {en}; restore {row.sha256} in the folder files from a backup.",
                key=row.sha256,
            )
        )
    return faults
