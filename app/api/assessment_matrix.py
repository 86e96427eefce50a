"""Sections × months as an answer: a matrix for the page, a table for a spreadsheet (断面月评价矩阵)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query

from app.assessment.attainment import STATES
from app.assessment.description import describe
from app.assessment.limits import NUMERALS
from app.assessment.month_sums import sum_codes
from app.export.table_file import TableColumn
from app.matrix_lists import matrix_lists
from app.section_matrix import SectionMatrix

SHOWN = (
    "code", "name", "river", "lake", "district", "district_beyond", "water_type", "control_level", "assessment_level",
    "kind", "place",
)  # fmt: skip
INDICATORS = {
    code: {name: described[name] for name in ("name_zh", "name_en", "symbol", "unit")}
    for code, described in ((code, describe(code, "river")) for code in sum_codes())
}


@dataclass(frozen=True, slots=True)
class MatrixChoice:
    """Which sections and values of a matrix (筛选)."""

    river: str | None
    district: str | None
    level: str | None
    basis: Literal["all", "final"]

    def equals(self) -> dict[str, str]:
        """The attributes asked for."""
        asked = {"river": self.river, "district": self.district, "control_level": self.level}
        return {name: value for name, value in asked.items() if value is not None}


def choose_sections(
    river: Annotated[str | None, Query(max_length=80, description="河流 · only sections of this river.")] = None,
    district: Annotated[
        str | None, Query(max_length=80, description="县（市、区）· only sections of this district, shared ones too.")
    ] = None,
    level: Annotated[str | None, Query(max_length=20, description="控制级别，如 国控 · control level.")] = None,
    basis: Annotated[
        Literal["all", "final"], Query(description="全部数据或仅终版 · all values or official ones only.")
    ] = "all",
) -> MatrixChoice:
    """The choice of a request."""
    return MatrixChoice(river, district, level, basis)


Chosen = Annotated[MatrixChoice, Depends(choose_sections)]


def matrix_content(matrix: SectionMatrix) -> dict[str, Any]:
    """The matrix as the page reads it."""
    leading = [next((int(one) for one in reversed(row) if one), None) for row in matrix.target_class.tolist()]
    sections = [
        {name: row[name] for name in SHOWN} | {"target_class": target}
        for row, target in zip(matrix.sections, leading, strict=True)
    ]
    return {"months": list(matrix.months), "sections": sections, **matrix_lists(matrix), "indicators": INDICATORS}


COLUMNS = (
    ("code", "断面编码"), ("name", "断面名称"), ("river", "河流"), ("lake", "湖库"), ("district", "县（市、区）"),
    ("month", "月份"), ("class_name", "水质类别"), ("target_class_name", "考核目标"), ("attainment", "达标情况"),
    ("deciding", "定类指标"), ("critical", "临界"), ("state", "月份状态"),
)  # fmt: skip
WORDS: Mapping[str, str] = {
    "met": "达标", "missed": "未达标", "met_on_n": "所测指标达标", "undetermined": "无法判定",
}  # fmt: skip


def matrix_columns() -> list[TableColumn]:
    """The columns of the table."""
    return [TableColumn(name, title) for name, title in COLUMNS]


def matrix_rows(matrix: SectionMatrix) -> Iterator[dict[str, Any]]:
    """One row a section and month in force."""
    lists = matrix_lists(matrix)
    for at, section in enumerate(matrix.sections):
        for column, month in enumerate(matrix.months):
            if not matrix.in_force[at, column]:
                continue
            attainment, target = lists["attainments"][at][column], lists["target_classes"][at][column]
            yield {name: section[name] for name in ("code", "name", "river", "lake", "district")} | {
                "month": month,
                "class_name": NUMERALS[lists["classes"][at][column] or 0] or None,
                "target_class_name": NUMERALS[target or 0] or None,
                "attainment": None if attainment is None else WORDS[STATES[attainment]],
                "deciding": [INDICATORS[code]["name_zh"] for code in lists["deciding"][at][column]],
                "critical": lists["critical"][at][column] or None,
                "state": lists["states"][at][column],
            }
