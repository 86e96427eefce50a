"""Which column of a file is which field of a layer (列名对应): by our names, by the names people use, or by choice.

Names are compared after NFKC, without case, blanks, underscores, hyphens, brackets or any other mark, so ``PWK_BM``,
``pwkbm`` and ``ＰＷＫＢＭ`` are one. The ten-letter names that a shapefile makes of ours are known as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.errors import Fault
from app.layers.spec import Field, LayerSpec

LON_NAMES = ("经度", "东经", "lon", "lng", "long", "longitude", "x", "jd", "经度坐标", "坐标经度", "中心经度", "经度dd",
             "east", "point_x", "xcoord")  # fmt: skip
LAT_NAMES = ("纬度", "北纬", "lat", "latitude", "y", "wd", "纬度坐标", "坐标纬度", "中心纬度", "纬度dd", "north",
             "point_y", "ycoord")  # fmt: skip
_IN_BRACKETS = re.compile(r"[(（\[【〔{].*?[)）\]】〕}]")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Which column each field is read from (列名对应结果).

    Attributes
    ----------
    fields
        Field name -> column of the file, in the order of the specification.
    unknown
        Columns that are no field, in the order of the file; they are kept in ``extra``.
    faults
        What was asked for and is not there, and what is ambiguous.
    """

    fields: dict[str, str]
    unknown: tuple[str, ...]
    faults: tuple[Fault, ...]


def fold_name(name: object) -> str:
    """A column's name as it is compared: NFKC, no case, letters and digits only (列名归一).

    Examples
    --------
    >>> fold_name(" ＰＷＫ_BM ")
    'pwkbm'
    >>> fold_name("排污口编码（国家统一赋码）*")
    '排污口编码国家统一赋码'
    >>> fold_name("")
    ''
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", str(name)).casefold() if sign.isalnum())


def short_names(spec: LayerSpec) -> dict[str, str]:
    """Field name -> its ten-letter name in a shapefile (十字符列名), as GDAL cuts them in the order of the fields.

    Examples
    --------
    >>> from app.layers.discharge import OUTFALLS
    >>> [short_names(OUTFALLS)[name] for name in ("code", "outfall_type", "outfall_type_2", "outfall_type_3")]
    ['code', 'outfall_ty', 'outfall__1', 'outfall__2']
    """
    taken: set[str] = set()
    names: dict[str, str] = {}
    for field in spec.fields:
        short = field.name[:10]
        serial = 1
        while short in taken:
            short = f"{field.name[:8]}_{serial}" if serial < 10 else f"{field.name[:8]}{serial}"
            serial += 1
        taken.add(short)
        names[field.name] = short
    return names


def known_names(spec: LayerSpec, field: Field) -> tuple[str, ...]:
    """Every name of a field that import understands, ours first (字段的全部列名)."""
    names = (field.name, field.zh, field.en, short_names(spec)[field.name], *field.aliases)
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=128)
def _names_of(spec: LayerSpec) -> dict[str, str]:
    """Folded name -> field name."""
    index: dict[str, str] = {}
    for field in spec.fields:
        for name in known_names(spec, field):
            index.setdefault(fold_name(name), field.name)
    return index


def match_columns(spec: LayerSpec, columns: Sequence[str], mapping: Mapping[str, str] | None = None) -> ColumnMatch:
    """The fields of a layer found among a file's columns (列名对应).

    A choice in ``mapping`` wins, then a column of exactly our name, then the names people use; at last the same
    without what stands in brackets, such as a unit. A key that is missing or ambiguous is an error, any other
    ambiguity a warning: the first column is taken, the others stay unknown.

    Parameters
    ----------
    columns
        The file's columns, in its order.
    mapping
        Field name -> column, as the person chose.

    Examples
    --------
    >>> from app.layers.discharge import OUTFALLS
    >>> match = match_columns(OUTFALLS, ["PWKBM", "排污口名称", "日排水量(m³/d)", "颜色"])
    >>> match.fields
    {'code': 'PWKBM', 'name': '排污口名称', 'flow_m3_per_d': '日排水量(m³/d)'}
    >>> match.unknown
    ('颜色',)
    >>> [fault.code for fault in match_columns(OUTFALLS, []).faults]
    ['key_column_missing']
    """
    chosen, faults = _read_mapping(spec, columns, mapping or {})
    index = _names_of(spec)
    offered: dict[str, list[str]] = {}
    for column in columns:
        if column in chosen.values():
            continue
        name = index.get(fold_name(column)) or index.get(
            fold_name(_IN_BRACKETS.sub("", unicodedata.normalize("NFKC", column)))
        )
        if name is not None and name not in chosen:
            offered.setdefault(name, []).append(column)
    found = dict(chosen)
    for name, candidates in offered.items():
        exact = [column for column in candidates if column == name]
        if len(candidates) > 1 and not exact:
            faults.append(_ambiguous(spec.field(name), candidates, is_key=name == spec.key))
            if name == spec.key:
                continue
        found[name] = (exact or candidates)[0]
    if spec.key not in found and not any(
        fault.code == "column_ambiguous" and fault.severity == "error" for fault in faults
    ):
        faults.append(_key_missing(spec, columns))
    ordered = {field.name: found[field.name] for field in spec.fields if field.name in found}
    used = set(ordered.values())
    return ColumnMatch(ordered, tuple(column for column in columns if column not in used), tuple(faults))


def match_coordinates(columns: Sequence[str]) -> tuple[str, str] | None:
    """The columns of longitude and latitude (经度列、纬度列) of a table, None where either is not to be found.

    Examples
    --------
    >>> match_coordinates(["名称", "经度", "纬度"])
    ('经度', '纬度')
    >>> match_coordinates(["x"]) is None
    True
    """
    found: list[str] = []
    for names in (LON_NAMES, LAT_NAMES):
        folded = [fold_name(name) for name in names]
        ranked = [(folded.index(_bare(column)), column) for column in columns if _bare(column) in folded]
        if not ranked:
            return None
        found.append(min(ranked, key=lambda pair: pair[0])[1])
    return found[0], found[1]


def _bare(column: str) -> str:
    """A column's folded name without what stands in brackets, ``经度(°)`` -> ``经度``."""
    return fold_name(_IN_BRACKETS.sub("", unicodedata.normalize("NFKC", column)))


def _read_mapping(
    spec: LayerSpec, columns: Sequence[str], mapping: Mapping[str, str]
) -> tuple[dict[str, str], list[Fault]]:
    """The choices of a person that can be kept, and faults for those that cannot."""
    chosen: dict[str, str] = {}
    faults: list[Fault] = []
    names = [field.name for field in spec.fields]
    for name, column in mapping.items():
        if name not in names:
            listed = "、".join(names)
            faults.append(
                Fault(
                    "field_unknown",
                    f"图层“{spec.zh}”没有字段“{name}”。可用字段：{listed}。",
                    f"Layer {spec.id} has no field “{name}”. Fields: {listed.replace('、', ', ')}.",
                    field=name,
                )
            )
        elif column not in columns:
            listed = "、".join(columns)
            faults.append(
                Fault(
                    "column_missing",
                    f"文件中没有列“{column}”（指定给{spec.field(name).zh}）。文件的列：{listed}。",
                    f"The file has no column “{column}” (chosen for {name}). Columns: {listed.replace('、', ', ')}.",
                    field=column,
                )
            )
        else:
            chosen[name] = column
    return chosen, faults


def _ambiguous(field: Field, candidates: list[str], *, is_key: bool) -> Fault:
    """Several columns could be the field; the sentence names them."""
    listed = "、".join(candidates)
    taken_zh = "请指定其中一列" if is_key else f"已采用“{candidates[0]}”，其余原样保留；如有不同请指定"
    taken_en = (
        "choose one"
        if is_key
        else f"“{candidates[0]}” was taken and the others kept as they are; choose another if not so"
    )
    return Fault(
        "column_ambiguous",
        f"有 {len(candidates)} 列都可能是{field.zh}：{listed}。{taken_zh}（--map {field.name}=列名）。",
        f"{len(candidates)} columns could be {field.en}: {listed.replace('、', ', ')}; "
        f"{taken_en} (--map {field.name}=COLUMN).",
        severity="error" if is_key else "warning",
        field=candidates[0],
    )


def _key_missing(spec: LayerSpec, columns: Sequence[str]) -> Fault:
    """No column is the key; the sentence lists the columns there are."""
    key = spec.field(spec.key)
    listed = "、".join(columns) or "（无）"
    return Fault(
        "key_column_missing",
        f"没有找到{key.zh}列。文件的列：{listed}。请指定（--map {spec.key}=列名）。",
        f"No column is the {key.en}. Columns: {listed.replace('、', ', ')}. Choose one (--map {spec.key}=COLUMN).",
        field=spec.key,
    )
