"""Rows of the tables that the assessment carries with it (内置数据表)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def package_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one table of ``data/``, in its order (数据表各行).

    Examples
    --------
    >>> package_rows("cwqi_items.csv")[0]["code"], len(package_rows("cwqi_items.csv"))
    ('w01001', 21)
    """
    text = files("app.assessment").joinpath(f"data/{name}").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
