"""The plans that works, notices and payments come from (工作方案), by the ids of the rule sets."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from app.registers.spec import Choice


@cache
def plan_choices() -> tuple[Choice, ...]:
    """The plans that come with the package, with their short names (工作方案).

    Examples
    --------
    >>> [one.value for one in plan_choices()]
    ['liaocheng_2020', 'pinglu_2021', 'guanxian_2023', 'gaoxin_2023', 'dujia_2023']
    """
    text = files("app.registers").joinpath("data/plans.csv").read_text("utf-8")
    return tuple(Choice(row["id"], row["zh"], row["en"]) for row in csv.DictReader(text.splitlines()))
