"""Addresses and links of answers (链接)."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

GEOJSON = "application/geo+json"
JSON = "application/json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
Link = dict[str, Any]


def is_own_host(host: str, listening: str) -> bool:
    """Whether a ``Host`` header may be repeated in links: a number, this machine, or the name listened on.

    Any other name is not trusted, for whoever sends the request chooses it; links are then without a host.

    >>> is_own_host("127.0.0.1:8000", ""), is_own_host("localhost", ""), is_own_host("evil.example", "gis.cn")
    (True, True, False)
    >>> is_own_host("[::1]:80", ""), is_own_host("gis.cn:8000", "gis.cn")
    (True, True)
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") and ":" in host else host
    if name in ("localhost", listening) and name:
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def server_address(request: Request) -> str:
    """What stands before ``/api`` in links: the public address, the host asked where it is trusted, or nothing."""
    settings = request.app.state.settings
    if settings.public_url:
        return str(settings.public_url).rstrip("/")
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if is_own_host(host, settings.host) else ""


def address(request: Request, *parts: str, query: Sequence[tuple[str, str]] = ()) -> str:
    """The address of a resource of the API, each part percent-encoded whole.

    The separator stays out of the encoding: a key with a slash is one part (``%2F``).
    """
    path = "".join("/" + quote(part, safe="") for part in parts)
    return f"{server_address(request)}/api{path}" + (f"?{urlencode(query)}" if query else "")


def link(rel: str, href: str, media_type: str, title: str | None = None) -> Link:
    """One link object."""
    return {"rel": rel, "href": href, "type": media_type, **({"title": title} if title else {})}


def self_and_alternate(
    href: str, query: Mapping[str, str] | Sequence[tuple[str, str]], given: str, kind: str
) -> list[Link]:
    """The links ``self`` and ``alternate`` of a resource that is there as JSON and as HTML.

    Parameters
    ----------
    href
        The resource without its query.
    query
        The query asked, ``f`` not among it.
    given
        Representation of this answer, ``json`` or ``html``.
    kind
        The JSON media type of the resource.
    """
    pairs = list(query.items()) if isinstance(query, Mapping) else list(query)
    links = []
    for representation, media_type, title in (("json", kind, "JSON"), ("html", HTML, "HTML")):
        rel = "self" if representation == given else "alternate"
        links.append(link(rel, f"{href}?{urlencode([*pairs, ('f', representation)])}", media_type, title))
    return sorted(links, key=lambda item: item["rel"] != "self")
