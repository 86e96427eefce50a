"""Commands that bring data in and out: import, export, samples import, migrate, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from app.cli import output
from app.cli.output import opened_store, plain_errors, progress, read_mapping, read_settings, say, show_faults

File = Annotated[Path, typer.Argument(help="文件 · the file", show_default=False)]
Layer = Annotated[str, typer.Argument(help="图层，如 reaches、sections、outfalls · the layer's id", show_default=False)]
Map = Annotated[
    list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="字段=列名，可重复 · may be repeated")
]
COUNTS = {
    "read": ("读取", "read"),
    "added": ("新增", "added"),
    "changed": ("修改", "changed"),
    "removed": ("删除", "removed"),
    "unchanged": ("未变", "unchanged"),
}


def _existing(path: Path) -> Path:
    """The path, where a file is there; a sentence where none is."""
    from app.errors import Absent

    if not path.is_file():
        raise Absent(f"没有这个文件：{path}", f"There is no such file: {path}", parameter="file")
    return path


def _told(counts: dict[str, int]) -> str:
    """Counts in one line."""
    words = [(say(*COUNTS[name]), number) for name, number in counts.items() if name in COUNTS]
    return say("，", ", ").join(f"{word} {number:,}" for word, number in words)


@plain_errors
def import_layer(
    layer: Layer,
    file: File,
    mapping: Map = None,
    crs: Annotated[
        str | None, typer.Option(metavar="EPSG:n", help="坐标系，文件没有写明时 · where the file names none")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="属性表编码，如 gbk · of the attribute table")] = None,
    source_layer: Annotated[
        str | None, typer.Option("--source-layer", help="文件中的图层 · the layer inside the file")
    ] = None,
    note: Annotated[str, typer.Option(help="版本说明 · note of the revision")] = "",
    keep_missing: Annotated[
        bool, typer.Option("--keep-missing", help="保留文件中没有的要素 · keep features that the file lacks")
    ] = False,
) -> None:
    """把文件导入图层，整体成功或不作更改 · Import a file into a layer, whole or not at all."""
    settings = read_settings()
    fields = read_mapping(mapping or [])
    _existing(file)
    from app.layers.catalogue import CATALOGUE, layer_spec

    layer_spec(CATALOGUE, layer)
    with opened_store(settings) as store:
        from app.uses.layers.layer_import import import_file

        with progress(f"读取 {file.name}", f"Reading {file.name}") as tell:
            result = import_file(
                store,
                settings,
                layer,
                file,
                who=output.who_runs(),
                file_name=file.name,
                mapping=fields,
                crs=crs,
                encoding=encoding,
                source_layer=source_layer,
                note=note,
                keep_missing=keep_missing,
                progress=tell,
            )
    show_faults(result.faults)
    _say_import(result, layer)


def _say_import(result: Any, layer: str) -> None:
    """What an import did, in one line."""
    counts = _told(dict(result.counts))
    if result.revision is None:
        output.out().print(
            say(f"{layer}：与现有数据相同，未产生新版本（{counts}）。", f"{layer}: no change, no revision ({counts}).")
        )
        return
    number = getattr(result.revision, "revision", result.revision)
    output.out().print(say(f"{layer}：已导入，版本 {number}（{counts}）。", f"{layer}: revision {number} ({counts})."))


@plain_errors
def export_layer(
    layer: Layer,
    file: File,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")] = False,
) -> None:
    """把图层导出为文件，格式由后缀决定 · Export a layer; the suffix decides the format (.gpkg .geojson .csv …)."""
    from app.errors import Clash
    from app.layers.catalogue import CATALOGUE, layer_spec

    settings = read_settings()
    layer_spec(CATALOGUE, layer)
    if file.exists() and not overwrite:
        raise Clash(f"文件已存在：{file}。加 --overwrite 覆盖。", f"{file} is there already; --overwrite replaces it.")
    with opened_store(settings) as store:
        from app.export.layer_file import write_layer

        with progress(f"导出 {layer}", f"Exporting {layer}"):
            faults = write_layer(store, layer, file)
    show_faults(faults)
    output.out().print(escape(say(f"已导出 {layer} 到 {file}。", f"{layer} exported to {file}.")))


@plain_errors
def import_samples(
    file: File,
    mapping: Map = None,
    year: Annotated[int | None, typer.Option(help="只写月日的表的年份 · year of a table that names none")] = None,
    encoding: Annotated[str | None, typer.Option(help="文本编码，如 gbk · of a text file")] = None,
    source: Annotated[
        str | None, typer.Option(help="manual 手工, automatic 自动, field 现场；默认看表 · default: from the table")
    ] = None,
    status: Annotated[str, typer.Option(help="raw 原始, reviewed 审核, reported 上报, final 终版")] = "reviewed",
    level: Annotated[
        str | None, typer.Option(help="审定级别 county 县, city 市, province 省, national 总站 · who made them so")
    ] = None,
    site_kind: Annotated[str, typer.Option("--site-kind", help="样点所属图层 · the layer of the sites")] = "sections",
    note: Annotated[str, typer.Option(help="批次说明 · note of the batch")] = "",
) -> None:
    """导入监测样品或月度数据 · Import samples or monthly values."""
    settings = read_settings()
    fields = read_mapping(mapping or [])
    _existing(file)
    with opened_store(settings) as store:
        from app.uses.samples import samples_import

        with progress(f"读取并导入 {file.name}", f"Reading and importing {file.name}"):
            result = samples_import.import_samples(
                store,
                settings,
                file,
                who=output.who_runs(),
                mapping=fields,
                year=year,
                encoding=encoding,
                source=source,
                status=status,
                level=level,
                site_kind=site_kind,
                note=note,
            )
    show_faults(result.faults)
    output.out().print(
        say(
            f"样品：新增 {result.added:,} 条，已有 {result.known:,} 条。",
            f"Samples: {result.added:,} added, {result.known:,} known already.",
        )
    )


@plain_errors
def write_sample_template(
    file: Annotated[Path, typer.Argument(help="写到哪个文件 · the file to write")] = Path("监测数据录入模板.xlsx"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")] = False,
) -> None:
    """写出样品录入模板 · Write the workbook in which samples are filled in."""
    from app.errors import Clash
    from app.export.sample_template import sample_template

    if file.exists() and not overwrite:
        raise Clash(f"文件已存在：{file}。加 --overwrite 覆盖。", f"{file} is there already; --overwrite replaces it.")
    file.write_bytes(sample_template())
    output.out().print(escape(say(f"已写出 {file}。", f"Written: {file}.")))


@plain_errors
def migrate() -> None:
    """把数据库升级到当前版本 · Bring the store up to this version's schema."""
    from app.store.migrations import SCHEMA_VERSION

    settings = read_settings()
    with opened_store(settings) as store:
        output.out().print(
            say(f"数据库结构版本 {SCHEMA_VERSION}。", f"The store has schema version {SCHEMA_VERSION}.")
            + f" {escape(str(store.path or store.kind))}"
        )


@plain_errors
def check(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="重建月累计值 · make the sums of months anew")] = False,
) -> None:
    """核对数据库：月累计值、台账记录、文件 · Check the store: sums of months, registers, files."""
    settings = read_settings()
    with opened_store(settings) as store:
        from app.store.month_sums import rebuild_sums
        from app.uses.store.store_check import check_store

        if rebuild:
            with store.writing() as c:
                rebuild_sums(c, store)
        with progress("核对数据库", "Checking the store"), store.reading() as c:
            faults = check_store(c, store, settings)
    show_faults(tuple(faults))
    if faults:
        raise typer.Exit(1)
    output.out().print(say("数据库完好。", "The store is whole."))


@plain_errors
def backup(
    file: File,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")] = False,
) -> None:
    """把数据库备份为一个文件，服务可继续运行 · Back the store up into one file, while it serves."""
    from app.errors import Clash

    settings = read_settings()
    if file.exists() and not overwrite:
        raise Clash(f"文件已存在：{file}。加 --overwrite 覆盖。", f"{file} is there already; --overwrite replaces it.")
    with opened_store(settings) as store:
        from app.store.backup import backup as write_backup

        with progress("备份数据库", "Backing the store up"):
            write_backup(store, file)
    output.out().print(escape(say(f"已备份到 {file}。", f"Backed up to {file}.")))


@plain_errors
def restore(file: File) -> None:
    """用备份替换数据库；先停止服务 · Replace the store by a backup; stop the service first."""
    settings = read_settings()
    _existing(file)
    from app.store.backup import restore as read_backup

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with progress("恢复数据库", "Restoring the store"):
        kept = read_backup(file, settings)
    output.out().print(escape(say(f"已从 {file} 恢复。", f"Restored from {file}.")))
    if kept is not None:
        output.out().print(escape(say(f"原数据库留在 {kept}。", f"The store of before is kept as {kept}.")))
