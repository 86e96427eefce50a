"""All routers of the service and where they are mounted (路由)."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends

from app.api import landing, observe, problem_pages
from app.api.parameters import known_parameters

Mounted = tuple[APIRouter, str, Sequence[Any]]


def _present(name: str) -> APIRouter | None:
    """The router of a module that may not be there yet."""
    if importlib.util.find_spec(name) is None:
        return None
    try:
        router: APIRouter = importlib.import_module(name).router
    except Exception:  # while the parts grow
        return None
    return router


def collect() -> tuple[Mounted, ...]:
    """Every router with its prefix and the dependencies of all its routes."""
    strict = [Depends(known_parameters)]
    routers: list[Mounted] = [(landing.router, "/api", strict), (observe.router, "", strict)]
    routers.append((problem_pages.router, "", strict))
    names = ("collections", "items", "item", "layers", "map_data", "indicators", "assessment", "samples", "network")
    for name in (*names, "uploads", "session", "tokens"):
        if router := _present(f"app.api.{name}"):
            routers.append((router, "/api", [] if name == "items" else strict))  # items parse their own
    for name in ("app.web.routes", "app.web.router"):
        if router := _present(name):
            routers.append((router, "", []))
            break
    return tuple(routers)


ROUTERS = collect()
