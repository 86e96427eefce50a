"""The page templates; every value in them is escaped (页面模板)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"
ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def shell_macros() -> str:
    """Source of the macros that put the map's skeleton into folium's page."""
    return (FOLDER / "map_shell.html").read_text("utf-8")


def render_page(name: str, **values: Any) -> str:
    """A page of ``templates`` with its values."""
    return ENVIRONMENT.get_template(name).render(**values)
