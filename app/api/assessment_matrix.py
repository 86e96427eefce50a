"""Sections × months as an answer: a matrix for the page, a table for a spreadsheet (断面月评价矩阵)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query

from app.assessment.attainment import STATES
from app.assessment.description import describe
from app.assessment.limits import NUMERALS
from app.assessment.month_sums import sum_codes
from app.export.table_file import TableColumn
from app.uses.assessment.matrix_lists import matrix_lists
from app.uses.assessment.section_matrix import SectionMatrix

SHOWN = (
    "code", "name", "river", "lake", "district", "district_beyond", "water_type", "control_level", "assessment_level",
    "kind", "place",
)  # fmt: skip
INDICATORS = {
    code: {name: described[name] for name in ("name_zh", "name_en", "symbol", "unit")}
    for code, described in ((code, describe(code, "river")) for code in sum_codes())
}


AttainmentName = Literal["met", "missed", "met_on_n", "undetermined"]


@dataclass(frozen=True, slots=True)
class MatrixChoice:
    """Which sections and values of a matrix (筛选)."""

    river: str | None
    district: str | None
    level: str | None
    assessment_level: str | None
    attainment: AttainmentName | None
    basis: Literal["all", "final"]

    def equals(self) -> dict[str, str]:
        """The attributes asked for."""
        asked = {
            "river": self.river, "district": self.district, "control_level": self.level,
            "assessment_level": self.assessment_level,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}

    def holds(self, own: Mapping[str, Any]) -> bool:
        """Whether a section's month is one of those asked for, by what counts after exemptions."""
        counted = own["after"] or own
        return (
            self.river in (None, own.get("river"), own.get("lake"))
            and self.district in (None, own.get("district"), own.get("district_beyond"))
            and self.level in (None, own.get("control_level"))
            and self.assessment_level in (None, own.get("assessment_level"))
            and self.attainment in (None, counted["attainment"])
        )


def choose_sections(
    river: Annotated[
        str | None, Query(max_length=80, description="河流或湖库 · only sections of this river or lake.")
    ] = None,
    district: Annotated[
        str | None, Query(max_length=80, description="县（市、区）· only sections of this district, shared ones too.")
    ] = None,
    level: Annotated[str | None, Query(max_length=20, description="控制级别，如 国控 · control level.")] = None,
    assessment_level: Annotated[
        str | None, Query(max_length=20, description="考核级别，如 国考 · level of assessment.")
    ] = None,
    attainment: Annotated[
        AttainmentName | None,
        Query(description="最后一个月的达标情况（免考后）· attainment in the last month, after exemptions."),
    ] = None,
    basis: Annotated[
        Literal["all", "final"], Query(description="全部数据或仅终版 · all values or official ones only.")
    ] = "all",
) -> MatrixChoice:
    """The choice of a request."""
    return MatrixChoice(river, district, level, assessment_level, attainment, basis)


Chosen = Annotated[MatrixChoice, Depends(choose_sections)]


def matrix_content(matrix: SectionMatrix, attainment: AttainmentName | None = None) -> dict[str, Any]:
    """The matrix as the page reads it; ``attainment``: only sections that stand so in the last month."""
    leading = [next((int(one) for one in reversed(row) if one), None) for row in matrix.target_class.tolist()]
    sections = [
        {name: row[name] for name in SHOWN} | {"target_class": target}
        for row, target in zip(matrix.sections, leading, strict=True)
    ]
    lists = matrix_lists(matrix)
    kept = _kept_rows(lists, attainment)
    if len(kept) < len(sections):
        row = {old: new for new, old in enumerate(kept)}
        after = [cell | {"section": row[cell["section"]]} for cell in lists["after"] if cell["section"] in row]
        by_section = (name for name in lists if name not in ("attainment_names", "after"))
        lists |= {name: [lists[name][at] for at in kept] for name in by_section} | {"after": after}
        sections = [sections[at] for at in kept]
    return {"months": list(matrix.months), "sections": sections, **lists, "indicators": INDICATORS}


def _kept_rows(lists: Mapping[str, Any], attainment: AttainmentName | None) -> list[int]:
    """The rows that stand so in the last month, after exemptions."""
    rows = lists["attainments"]
    if attainment is None or not rows or not rows[0]:
        return list(range(len(rows)))
    last = [row[-1] for row in rows]
    for cell in lists["after"]:
        if cell["month"] == len(rows[0]) - 1:
            last[cell["section"]] = cell["attainment"]
    return [at for at, state in enumerate(last) if state == STATES.index(attainment)]


COLUMNS = (
    ("code", "断面编码"), ("name", "断面名称"), ("river", "河流"), ("lake", "湖库"), ("district", "县（市、区）"),
    ("month", "月份"), ("class_name", "水质类别"), ("target_class_name", "考核目标"), ("attainment", "达标情况"),
    ("deciding", "定类指标"), ("critical", "临界"), ("state", "月份状态"), ("control_level", "控制级别"),
    ("assessment_level", "考核级别"), ("after_class_name", "免考后类别"), ("after_attainment", "免考后达标情况"),
    ("after_deciding", "免考后定类指标"), ("documents", "免考文号"),
)  # fmt: skip
WORDS: Mapping[str, str] = {
    "met": "达标", "missed": "未达标", "met_on_n": "所测指标达标", "undetermined": "无法判定",
}  # fmt: skip


def matrix_columns() -> list[TableColumn]:
    """The columns of the table."""
    return [TableColumn(name, title) for name, title in COLUMNS]


def matrix_rows(matrix: SectionMatrix, attainment: AttainmentName | None = None) -> Iterator[dict[str, Any]]:
    """One row a section and month in force; both results where an exemption holds."""
    lists = matrix_lists(matrix)
    after = {(cell["section"], cell["month"]): cell for cell in lists["after"]}
    told = ("code", "name", "river", "lake", "district", "control_level", "assessment_level")
    for at in _kept_rows(lists, attainment):
        section = matrix.sections[at]
        for column, month in enumerate(matrix.months):
            if not matrix.in_force[at, column]:
                continue
            target = lists["target_classes"][at][column]
            yield {name: section[name] for name in told} | {
                "month": month,
                "class_name": _numeral(lists["classes"][at][column]),
                "target_class_name": _numeral(target),
                "attainment": _word(lists["attainments"][at][column]),
                "deciding": _names(lists["deciding"][at][column]),
                "critical": lists["critical"][at][column] or None,
                "state": lists["states"][at][column],
                **_after_cells(after.get((at, column))),
            }


def _after_cells(cell: Mapping[str, Any] | None) -> dict[str, Any]:
    """The result after exemptions, where one holds."""
    if cell is None:
        return {}
    return {
        "after_class_name": _numeral(cell["class"]),
        "after_attainment": _word(cell["attainment"]),
        "after_deciding": _names(cell["deciding"]),
        "documents": cell["documents"],
    }


def _numeral(water_class: int | None) -> str | None:
    return NUMERALS[water_class or 0] or None


def _word(state: int | None) -> str | None:
    return None if state is None else WORDS[STATES[state]]


def _names(codes: Sequence[str]) -> list[str]:
    return [INDICATORS[code]["name_zh"] for code in codes]
