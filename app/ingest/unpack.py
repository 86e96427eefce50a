"""Taking the one shapefile out of a zip, and nothing else (解压 Shapefile)."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from app.errors import BreaksRule, TooLarge, Unparsable
from app.ingest.refusal import short

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg", ".cst")
_MAX_ENTRIES = 2000
_MAX_RATIO = 200  # packed to unpacked; the attribute tables of real layers pack to about a fiftieth
_RATIO_FROM_BYTES = 16 * 1024 * 1024
_COPY_BYTES = 1024 * 1024


def _hostile(zh: str, en: str, code: str) -> Unparsable:
    """An archive that is not opened."""
    return Unparsable(f"压缩包{zh}，不予读取。", f"The archive {en}; it is not read.", parameter="file", code=code)


def entry_name(info: zipfile.ZipInfo) -> str:
    """The entry's name; Chinese Windows writes it in GBK without saying so.

    >>> info = zipfile.ZipInfo("河流.shp".encode("gbk").decode("cp437"))
    >>> entry_name(info)
    '河流.shp'
    """
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _entries(archive: zipfile.ZipFile, max_bytes: int) -> dict[str, zipfile.ZipInfo]:
    """Plain entries by name, after the checks on the archive as a whole."""
    infos = archive.infolist()
    if len(infos) > _MAX_ENTRIES:
        raise TooLarge(
            f"压缩包里有 {len(infos)} 个文件，超过 {_MAX_ENTRIES} 个的上限。",
            f"The archive holds {len(infos)} files, more than {_MAX_ENTRIES}.",
            parameter="file", code="zip_entries",
        )  # fmt: skip
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if total > max_bytes or (total > _RATIO_FROM_BYTES and total > _MAX_RATIO * max(packed, 1)):
        size, most = f"{total / 1e6:.0f} MB", f"{max_bytes / 1e6:.0f} MB"
        raise TooLarge(
            f"压缩包解压后有 {size}，超过上限 {most} 或压缩比异常；请拆分后再导入。",
            f"Unpacked, the archive has {size}: more than {most}, or packed like a bomb; split it.",
            parameter="file", code="zip_size",
        )  # fmt: skip
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = entry_name(info).replace("\\", "/")
        if info.is_dir() or name.endswith("/"):
            continue
        if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":" or "\0" in name:
            raise _hostile(
                f"里的路径“{short(name)}”越出了目录", f"has a path “{short(name)}” that leaves it", "zip_path"
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _hostile(f"里的“{short(name)}”是符号链接", f"has a symbolic link “{short(name)}”", "zip_link")
        if info.flag_bits & 0x1:
            raise _hostile("已加密", "is encrypted", "zip_encrypted")
        found.setdefault(name, info)
    return found


def _choose(names: list[str], wanted: str | None) -> str:
    """The path, without suffix, of the one shapefile or of the wanted one."""
    layers = [name[:-4] for name in names if name.lower().endswith(".shp") and "__MACOSX" not in name]
    if not layers:
        nested = any(name.lower().endswith((".zip", ".rar", ".7z")) for name in names)
        zh = "里面还是压缩包；请解开外层后再打包" if nested else "里没有 .shp 文件"
        en = "holds another archive; unpack the outer one" if nested else "holds no .shp file"
        raise Unparsable(f"压缩包{zh}。", f"The archive {en}.", parameter="file", code="zip_no_shapefile")
    if wanted is not None:
        plain = wanted[:-4] if wanted.lower().endswith(".shp") else wanted
        layers = [one for one in layers if plain in (one, PurePosixPath(one).name)] or layers + layers
    if len(layers) > 1:
        shown = sorted(set(layers))[:20]
        raise BreaksRule(
            f"压缩包里有 {len(set(layers))} 个 Shapefile，请选一个：{'、'.join(short(one) for one in shown)}。",
            f"The archive holds {len(set(layers))} shapefiles, choose one: {', '.join(short(one) for one in shown)}.",
            parameter="source_layer", code="source_layer_needed",
        )  # fmt: skip
    return layers[0]


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: int) -> int:
    """Write one entry; its true size counts, not the size it claims."""
    written = 0
    with archive.open(info) as packed, target.open("wb") as plain:
        while block := packed.read(_COPY_BYTES):
            written += len(block)
            if written > budget:
                raise TooLarge(
                    "压缩包解压后超过大小上限。", "Unpacked, the archive is over the size limit.",
                    parameter="file", code="zip_size",
                )  # fmt: skip
            plain.write(block)
    return written


def unpack(path: Path, folder: Path, max_bytes: int, wanted: str | None = None) -> Path:
    """The ``.shp`` of a zip's one shapefile, unpacked under a plain name; only a shapefile's own parts are taken.

    Parameters
    ----------
    path, folder
        The zip, and where to put its parts.
    max_bytes
        Limit on the unpacked size [byte].
    wanted
        The shapefile's name, where the zip holds several.

    Raises
    ------
    Unparsable
        Broken, encrypted, with links or with paths that leave it; without a shapefile.
    TooLarge
        Too many entries, too large unpacked, or packed like a bomb.
    BreaksRule
        Several shapefiles, none chosen.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _entries(archive, max_bytes)
            stem = _choose(list(entries), wanted)
            budget = max_bytes
            for name, info in entries.items():
                suffix = PurePosixPath(name).suffix.lower()
                if suffix in PARTS and name[: -len(suffix)].casefold() == stem.casefold():
                    budget -= _extract(archive, info, folder / f"input{suffix}", budget)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unparsable(
            f"压缩包已损坏或不完整（{short(error)}）；请重新打包。",
            f"The archive is broken or not whole ({short(error)}); zip it again.",
            parameter="file", code="zip_broken",
        ) from None  # fmt: skip
    except Exception as error:
        if type(error).__name__ != "error":  # zlib.error
            raise
        raise Unparsable(
            "压缩包已损坏；请重新打包。", "The archive is broken; zip it again.", parameter="file", code="zip_broken"
        ) from None
    return folder / "input.shp"


def copy_siblings(path: Path, folder: Path) -> Path:
    """The ``.shp`` copied together with its parts beside it (command line)."""
    for suffix in PARTS:
        for beside in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
            if beside.is_file():
                shutil.copyfile(beside, folder / f"input{suffix}")
                break
    return folder / "input.shp"
