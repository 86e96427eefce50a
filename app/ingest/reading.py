"""The reading process: one file in, one plain table out, under limits and without a way out (读取子进程).

Started by ``child.py`` with an order of JSON on its standard input; it writes ``answer.json`` and, where it could
read, ``table`` into its working folder. Nothing is loaded before the limits hold.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from app.ingest.confine import confine


def _read_shapefile(path: Path, order: dict[str, Any]) -> tuple[list[Any], Any, dict[str, Any]]:
    """A shapefile whose texts are decoded here, not by what it says of itself."""
    from app.ingest import read_gdal
    from app.ingest.encoding import Found, dbf_texts, declared_encoding, decode_column, find_encoding
    from app.ingest.refusal import broken
    from app.ingest.wire import Column

    dbf = path.with_suffix(".dbf")
    if not dbf.is_file():
        raise broken(
            "dbf_missing",
            "缺少属性表 .dbf；请把 .shp、.dbf、.shx、.prj 一起给出。",
            "The .dbf is missing; give the .shp, .dbf, .shx and .prj together.",
        )
    chosen = order.get("encoding")
    found = Found(chosen) if chosen else find_encoding(dbf_texts(dbf), declared_encoding(dbf))
    columns, shapes, head = read_gdal.read(
        path, "shapefile", order.get("layer"), encoding="ISO-8859-1", max_rows=order.get("max_rows")
    )
    names, _, _ = decode_column([column.name for column in columns], found.encoding)
    faults: list[dict[str, Any]] = head.setdefault("faults", [])
    decoded = []
    for column, name in zip(columns, names, strict=True):
        values = column.values
        if column.kind == "text":
            texts, cut, lost = decode_column(values.tolist(), found.encoding)
            values = values.copy()
            values[:] = texts
            faults += [_text_fault("text_cut", row, name) for row in cut[:200]]
            faults += [_text_fault("text_undecodable", row, name) for row in lost[:200]]
        decoded.append(Column(str(name), column.kind, values))
    if found.differs:
        faults.append(
            {
                "code": "encoding_repaired", "severity": "repaired",
                "zh": f"文件声明编码为 {found.declared}，实际是 {found.encoding}，已按后者读取。",
                "en": f"The file declares {found.declared}, its texts are {found.encoding} and were read as such.",
            }
        )  # fmt: skip
    return decoded, shapes, head | {"encoding": found.encoding}


def _text_fault(code: str, row: int, name: str | None) -> dict[str, Any]:
    """The fault of a text whose last character was cut, or whose bytes say nothing."""
    if code == "text_cut":
        return {
            "code": code, "severity": "repaired", "row": row + 1, "field": name,
            "zh": f"第 {row + 1} 行“{name}”末尾的半个字已去掉（超出字段宽度）。",
            "en": f"Row {row + 1}: half a character at the end of “{name}” was dropped (wider than the field).",
        }  # fmt: skip
    return {
        "code": code, "severity": "warning", "row": row + 1, "field": name,
        "zh": f"第 {row + 1} 行“{name}”有无法解码的字符；请用编码选项写明编码。",
        "en": f"Row {row + 1}: “{name}” holds bytes that cannot be decoded; name the encoding.",
    }  # fmt: skip


def _without_frames() -> None:
    """Keep pyogrio from loading the libraries of frames, which take longer to load than most files to read."""
    for name in ("pandas", "geopandas", "pyarrow", "pyproj"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


def read(order: dict[str, Any]) -> tuple[list[Any], Any, dict[str, Any]]:
    """Columns, shapes and head of the file that the order names."""
    path, kind, rows = Path(order["path"]), order["kind"], order.get("max_rows")
    if kind == "geojson":
        from app.ingest import read_geojson

        return read_geojson.read(path, rows)
    if kind == "csv":
        from app.ingest import read_csv

        return read_csv.read(path, encoding=order.get("encoding"), mapping=order.get("mapping"), max_rows=rows)
    _without_frames()
    if kind == "shapefile":
        return _read_shapefile(path, order)
    from app.ingest import read_gdal

    return read_gdal.read(path, kind, order.get("layer"), fid_name=order.get("fid_name"), max_rows=rows)


def _answer(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read and write the table; the answer names what went wrong, if anything did."""
    from app.ingest.refusal import Refusal, short
    from app.ingest.wire import write_table

    try:
        if order.get("sheets"):
            from app.ingest.sample_workbook import read_into

            read_into(folder / "table", order)
        else:
            columns, shapes, head = read(order)
            write_table(folder / "table", columns, shapes, head)
    except Refusal as refusal:
        return {"error": refusal.error, "code": refusal.code, "zh": refusal.zh, "en": refusal.en}
    except MemoryError:
        return {"error": "memory"}
    except OSError as error:
        return {"error": "file_size" if error.errno == 27 else "failed", "detail": short(error, 200)}
    except RecursionError:
        return {"error": "failed", "detail": "nested too deep"}
    except Exception as error:
        return {"error": "failed", "detail": short(f"{type(error).__name__}: {error}", 200)}
    return {}


def main() -> None:
    """Read the order from standard input, answer into the working folder."""
    order = json.load(sys.stdin)
    folder = Path(order["folder"])
    held = confine(
        folder, Path(__file__).parents[2],
        memory_bytes=order["memory_bytes"], cpu_s=order["cpu_s"], file_bytes=order["file_bytes"],
    )  # fmt: skip
    answer = _answer(order, folder) | {"held": held}
    (folder / "answer.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
