"""Pages and maps: folium draws the frame, the browser fetches the data from ``/api`` by address.

``from app.web import router`` gives the routes of the pages; it is made on first use, so that
``python -m app.web.vendor`` runs before anything but Python is installed.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "router":
        from app.web.routes import router

        return router
    raise AttributeError(name)
