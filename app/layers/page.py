"""``docs/layers.md`` as text, made from the catalogue (图层说明): every layer, every field, the names import knows."""

from __future__ import annotations

from collections.abc import Sequence

from app.layers.columns import known_names
from app.layers.spec import Field, LayerSpec

KINDS = {
    "text": "文本 text", "integer": "整数 whole number", "number": "数值 number", "date": "日期 date",
    "datetime": "时刻 instant", "boolean": "是否 yes or no", "json": "列表 list (JSON)",
}  # fmt: skip
SHAPES = {
    "codes": "甲；乙、丙 or a JSON list",
    "targets": "Ⅲ, Ⅳ类, 消除劣Ⅴ, 年度Ⅴ；月度补偿Ⅳ, or a JSON list of {purpose, period, class}",
    "people": "张三（县级）、李四, or a JSON list of {level, name, post, tel}",
    "object": "JSON",
    "": "JSON",
}


def layers_page(catalogue: Sequence[LayerSpec]) -> str:
    """The page (图层说明页), one heading a layer and one a field; a test compares it with ``docs/layers.md``.

    Examples
    --------
    >>> layers_page([]).splitlines()[0]
    '# Layers 图层'
    """
    lines = [
        "# Layers 图层",
        "",
        "Made from the catalogue by `python -m app.layers.page > docs/layers.md`. On import, columns are found by any",
        "of the names given here, compared without case, blanks, underscores and brackets, or chosen by `--map",
        "field=column`. Only the key and the geometry are required. Columns that are not listed are kept as they are.",
        "",
    ]
    for spec in catalogue:
        lines += _layer(spec)
    return "\n".join(lines).rstrip() + "\n"


def _layer(spec: LayerSpec) -> list[str]:
    """A layer's part of the page."""
    access = "public where `SUYUAN_PUBLIC_READ` is set" if spec.public else "only for those who are signed in 须登录"
    facts = [
        f"- geometry 几何: {spec.geometry}",
        f"- key 编码字段: `{spec.key}`",
        f"- field of OGC `datetime` 时间字段: {f'`{spec.temporal}`' if spec.temporal else '—'}",
        f"- reading 可见范围: {access}",
    ]
    lines = [f"## {spec.id} {spec.zh} {spec.en}", "", spec.description_zh, spec.description_en, "", *facts, ""]
    for field in spec.fields:
        lines += _field(spec, field)
    return lines


def _field(spec: LayerSpec, field: Field) -> list[str]:
    """A field's part of the page."""
    unit = f" [{field.unit}]" if field.unit else ""
    lines = [f"### {spec.id}.{field.name} {field.zh} {field.en}", "", f"- kind 类型: {KINDS[field.kind]}{unit}"]
    if field.kind == "json":
        lines.append(f"- written as 写法: {SHAPES[field.shape]}")
    if field.allowed:
        words = (f"`{value}` {' / '.join(field.labels.get(value, ()))}".rstrip() for value in field.allowed)
        lines.append(f"- allowed 可取值: {'; '.join(words)}")
    if field.refers_to:
        lines.append(f"- refers to 指向: `{field.refers_to}`")
    if field.personal:
        lines.append("- personal 个人信息: only for those who are signed in 须登录")
    if field.note:
        lines.append(f"- note 说明: {field.note}")
    names = [name for name in known_names(spec, field) if name not in (field.name, field.zh, field.en)]
    if names:
        lines.append(f"- columns 列名: {'、'.join(names)}")
    return [*lines, ""]


if __name__ == "__main__":
    import sys

    from app.layers.catalogue import CATALOGUE

    sys.stdout.write(layers_page(CATALOGUE))
