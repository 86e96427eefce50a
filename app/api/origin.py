"""Refusal of requests that another site makes a person's browser send (跨站请求)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from app.errors import NotAllowed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(headers: Mapping[str, str], public_url: str | None) -> bool:
    """Whether the headers come from a page of this service, or from no page at all.

    The rule of Go 1.25's ``http.CrossOriginProtection``: ``Sec-Fetch-Site``, which no page can forge, decides where
    it is sent; else ``Origin`` against the host asked (or ``public_url`` behind a proxy that renames it). A request
    with neither was not sent by a page of a browser of this decade.

    Examples
    --------
    >>> is_same_origin({"sec-fetch-site": "same-origin"}, None), is_same_origin({"sec-fetch-site": "same-site"}, None)
    (True, False)
    >>> is_same_origin({"origin": "http://a.cn:8000", "host": "a.cn:8000"}, None)
    True
    >>> is_same_origin({"origin": "null", "host": "a.cn"}, None), is_same_origin({}, None)
    (False, True)
    >>> is_same_origin({"origin": "https://w.cn", "host": "10.0.0.2:8000"}, "https://w.cn/")
    True
    """
    origin = headers.get("origin")
    ours = urlsplit(public_url) if public_url else None
    if origin and ours and origin.casefold() == f"{ours.scheme}://{ours.netloc}".casefold():
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    if not origin:
        return True
    return bool(urlsplit(origin).netloc) and urlsplit(origin).netloc.casefold() == headers.get("host", "").casefold()


def check_origin(method: str, headers: Mapping[str, str], public_url: str | None) -> None:
    """Nothing, where the request may change something as far as its origin goes.

    A Bearer token is never sent by a browser by itself; cookies and Basic are.

    Raises
    ------
    NotAllowed
        An unsafe method from a page of another origin.
    """
    if method in SAFE_METHODS or headers.get("authorization", "").casefold().startswith("bearer "):
        return
    if not is_same_origin(headers, public_url):
        raise NotAllowed(
            "请求来自其他网站的页面，已拒绝。若经代理访问，请设置 SUYUAN_PUBLIC_URL。",
            "The request comes from a page of another site and is refused. Behind a proxy, set SUYUAN_PUBLIC_URL.",
        )
