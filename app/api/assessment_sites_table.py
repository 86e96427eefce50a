"""The lists of wells, sources, plants and black-odorous waters as tables for a spreadsheet (点位评价表)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.api.assessment_matrix import WORDS
from app.export.table_file import TableColumn
from app.uses.assessment.site_values import missed_words

PARTS = {"table_1": "表1", "table_2": "表2", "table_3": "表3", "gbt_14848": "GB/T 14848"}


def _columns(text: str) -> list[TableColumn]:
    """Columns from ``name 标题`` pairs."""
    return [TableColumn(*pair.split(" ")) for pair in text.split("|")]


TABLES: dict[str, tuple[str, list[TableColumn]]] = {
    "groundwater": ("地下水评价", _columns(
        "code 点位编码|name 点位名称|kind 点位类型|district 县（市、区）|sampled_on 采样日期|value_count 数据个数|"
        "class_name 水质类别|deciding 定类指标|target_class_name 目标类别|attainment 达标情况|"
        "attainment_exempted 免考后达标情况|missed 超标指标|missing 未监测指标|undeterminable 无法判定指标|"
        "reason 说明")),
    "water-sources": ("水源地评价", _columns(
        "code 水源地编码|name 水源地名称|kind 水源类型|scale 水源规模|district 县（市、区）|frequency 监测频次|"
        "last_sampled 最近采样日期|schedule 监测进度|due_on 应采期限|days_overdue 逾期天数|period 评价时段|"
        "class_name 水质类别|target_class_name 水质目标|attainment 达标情况|attainment_exempted 免考后达标情况|"
        "parts 分项结论|missed 超标指标|missing 未监测指标|undeterminable 无法判定指标|reason 说明")),
    "treatment-plants": ("污水处理厂评价", _columns(
        "code 单位编码|name 单位名称|kind 单位类型|district 县（市、区）|emission_standard 排放标准|"
        "class_name 出水要求|attainment 达标情况|missed 超标指标|excepted 除外指标|"
        "flow 水量(m³/d)|capacity_m3_per_d 设计处理能力(m³/d)|"
        "share 负荷率(%)|flag 负荷|bod_mean 进水BOD平均(mg/L)|bod_minimum 进水BOD最低(mg/L)|bod_month 最低月份|"
        "bod_attainment 进水BOD|reasons 说明")),
    "black-odorous-waters": ("黑臭水体评价", _columns(
        "code 水体编码|name 水体名称|setting 城乡类型|district 县（市、区）|ledger_state 台账状态|round 监测轮次|"
        "sampled_on 采样日期|grade_zh 黑臭级别|heavy_share_percent 重度点位占比(%)|points 监测点级别|"
        "stretches 重度河段|closed_on 销号日期|rebound 是否反弹|"
        "rebound_on 反弹日期(监测)|rebounded_on 反弹日期(登记)|history 历次级别|"
        "warnings 提示|reason 说明")),
}  # fmt: skip


def table_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a list as its table shows them (表格行)."""
    for row in rows:
        yield _CELLS[name](row)


def _judged(row: Mapping[str, Any]) -> dict[str, Any]:
    """What wells and sources have alike."""
    return dict(row) | {
        "deciding": _names(row.get("deciding", ())),
        "attainment": WORDS.get(row["attainment"]),
        "attainment_exempted": WORDS.get(row["attainment_exempted"]),
        "missed": missed_words(row["missed"]),
        "missing": _names(row["missing"]),
        "undeterminable": _names(row["undeterminable"]),
        "reason": row["reason_zh"],
    }


def _source(row: Mapping[str, Any]) -> dict[str, Any]:
    """A water source."""
    period = row["period"]
    return _judged(row) | {
        "schedule": row["state_zh"],
        "period": f"{period['first_month']}至{period['last_month']}" if period else None,
        "parts": [f"{PARTS[part]}{WORDS[state]}" for part, state in row["parts"].items()],
        "reason": "；".join(filter(None, (row["reason_zh"], *row["notes_zh"]))) or None,
    }


def _plant(row: Mapping[str, Any]) -> dict[str, Any]:
    """A treatment plant."""
    load, inflow = row["load"], row["inflow"]
    return dict(row) | {
        "attainment": WORDS[row["attainment"]],
        "missed": missed_words(row["missed"]),
        "excepted": _names(row["excepted_names"]),
        "flow": load["flow_m3_per_d"],
        "share": None if load["share_percent"] is None else round(load["share_percent"], 1),
        "flag": load["zh"],
        "bod_mean": inflow["mean_mg_per_l"],
        "bod_minimum": inflow["minimum_mg_per_l"],
        "bod_month": inflow["minimum_month"],
        "bod_attainment": WORDS[inflow["state"]],
        "reasons": "".join(row["reasons_zh"]),
    }


def _water(row: Mapping[str, Any]) -> dict[str, Any]:
    """A black-odorous water."""
    return dict(row) | {
        "setting": {"urban": "城市", "rural": "农村"}.get(str(row["setting"])),
        "points": [f"{one['point']}{one['grade_zh']}" for one in row["points"]],
        "stretches": [f"{one['from']}至{one['to']}" for one in row["stretches"]],
        "history": [f"{one['month']}{one['grade_zh']}" for one in row["history"]],
        "warnings": "".join(one["zh"] for one in row["warnings"]),
        "reason": row["reason_zh"],
    }


def _names(described: Iterable[Mapping[str, Any]]) -> list[str]:
    """Chinese names."""
    return [one["name_zh"] for one in described]


_CELLS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "groundwater": _judged,
    "water-sources": _source,
    "treatment-plants": _plant,
    "black-odorous-waters": _water,
}
