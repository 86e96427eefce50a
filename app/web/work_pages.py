"""The pages of the office: which there are, where, what mounts them, and who may open them (工作页面)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.web.assets import static_folder


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page under the bar of the office (工作页面).

    Attributes
    ----------
    id
        Also the key of its words: ``page_<id>`` for its title, ``nav_<id>`` for the short name in a narrow bar.
    path
        Its address.
    module
        The module under ``static/js`` that mounts it.
    role
        Who may open it, as `app.api.access` counts roles; ``public`` where everyone may who may see the map.
    styles
        Further style sheets of ``static/css``, without their ending.
    is_listed
        Whether it stands in the navigation; others are reached from a page of it.
    """

    id: str
    path: str
    module: str
    role: str = "public"
    styles: tuple[str, ...] = ()
    is_listed: bool = True


PAGES: Final = (
    WorkPage("assessment", "/assessment", "assessment/main.js", styles=("assessment",)),
    WorkPage("ranking", "/assessment/ranking", "assessment/ranking.js", styles=("assessment",)),
    WorkPage(
        "accountability",
        "/accountability",
        "accountability/main.js",
        role="chief|analyst",
        styles=("register", "accountability"),
    ),
    WorkPage(
        "tracing",
        "/tracing",
        "tracing/main.js",
        role="inspector|analyst|gis|chief",
        styles=("register", "tracing", "tracing_page"),
    ),
    WorkPage(
        "river_sheet",
        "/rivers/sheet",
        "rivers/main.js",
        role="chief|analyst|gis|inspector",
        styles=("tracing", "river_sheet"),
        is_listed=False,
    ),
    WorkPage("sluices", "/sluices", "sluices/main.js", role="viewer", styles=("register", "sluices"), is_listed=False),
    WorkPage("sites", "/assessment/sites", "sites/main.js", styles=("assessment", "sites")),
    WorkPage("targets", "/targets", "targets/main.js", role="viewer", styles=("register", "targets")),
    WorkPage("samples", "/samples", "samples/main.js", role="viewer", styles=("samples",)),
)


def standing_pages() -> list[WorkPage]:
    """The pages whose module is there, in the order of the navigation.

    Examples
    --------
    >>> all(page.path.startswith("/") for page in standing_pages())
    True
    """
    return [page for page in PAGES if (static_folder() / "js" / page.module).is_file()]


def listed_pages() -> list[WorkPage]:
    """The standing pages that the navigation shows.

    Examples
    --------
    >>> "river_sheet" in [page.id for page in listed_pages()]
    False
    """
    return [page for page in standing_pages() if page.is_listed]
