"""The works, targets and measures of the five plans, as contents of register entries (方案任务)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any, Final

_LISTS: Final = ("lead", "support", "implementing", "bodies")
_APART: Final = ("source", "confidence")


@cache
def _read(file_name: str) -> tuple[dict[str, str], ...]:
    text = files("app.registers").joinpath(f"data/{file_name}").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _content(row: dict[str, str]) -> dict[str, Any]:
    """A row without its blanks; lists split, the target value as a number."""
    content: dict[str, Any] = {name: value for name, value in row.items() if value and name not in _APART}
    for name in _LISTS:
        if name in content:
            content[name] = content[name].split("|")
    if "target_value" in content:
        content["target_value"] = float(content["target_value"])
    return content


def load_seed_works() -> list[dict[str, Any]]:
    """Contents for the register ``works``: the numbers and deadlines of the five plans (方案任务目标).

    Where a plan names no day, the deadline is the end of its year, as ``data/works.csv`` says in ``confidence``.
    责任单位 and 负责 stand under 落实单位, 配合 under 配合单位.

    Examples
    --------
    >>> works = load_seed_works()
    >>> works[2]["item"], works[2]["comparison"], works[2]["target_value"], works[2]["unit"], works[2]["deadline"]
    ('新增生活污水处理能力', '>=', 3.0, '万吨/日', '2023-12-31')
    """
    return [_content(row) for row in _read("works.csv")]


def load_seed_measures() -> list[dict[str, Any]]:
    """Contents for the register ``measures``: the annex of 平鲁区 2021, three nitrogen lists (措施清单).

    Examples
    --------
    >>> [(one["list"], one["section_name"]) for one in load_seed_measures()][3:5]
    [('section_plan', '马邑'), ('total_nitrogen', '千户营')]
    """
    return [_content(row) for row in _read("measures.csv")]
