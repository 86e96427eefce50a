"""A Chromium, and services with the demonstration or with hostile names, each in a server of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.main import create_app
from app.settings import Settings
from tests.api.servers import served
from tests.demo_store import PASSWORD, copy_demo

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without its services."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    if not (ROOT / "static/vendor/manifest.json").exists():
        pytest.skip("static/vendor is empty: python -m app.web.vendor")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


def demonstration(built: Path, folder: Path, **settings: Any) -> FastAPI:
    """An application over a copy of the demonstration that may be changed, with an account a role."""
    copy_demo(built, folder)
    return create_app(Settings(data_dir=folder, **{"public_read": True, "demonstration": True, **settings}))


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory, built_demo: Path) -> FastAPI:
    """The demonstration, for tests that do not change it."""
    return demonstration(built_demo, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def site(demo_app: FastAPI, browser: Browser) -> Iterator[str]:
    """Address of the demonstration."""
    with served(demo_app) as address:
        yield address


@pytest.fixture(scope="session")
def tracing_site(tmp_path_factory: pytest.TempPathFactory, built_demo: Path, browser: Browser) -> Iterator[str]:
    """Address of a demonstration in which traces, impacts and tasks are made."""
    with served(demonstration(built_demo, tmp_path_factory.mktemp("tracing"))) as address:
        yield address


@dataclass
class Watched:
    """A page, and whatever went wrong in it."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@contextmanager
def watched(browser: Browser, address: str, **options: Any) -> Iterator[Watched]:
    """A page of a new profile; at its end any error of console, script, policy or foreign request fails the test."""
    given = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "reduced_motion": "reduce", **options}
    context: BrowserContext = browser.new_context(base_url=address, **given)
    page = context.new_page()
    seen = Watched(page)
    page.on("console", lambda said: seen.wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.wrong.append(str(error)))
    page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).netloc))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"
    )
    try:
        yield seen
        assert seen.wrong == []
        assert seen.hosts <= {urlsplit(address).netloc, ""}  # data: has none
    finally:
        context.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the demonstration and waits until it stands."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def opened(path: str = "/", **options: Any) -> Page:
            page = stack.enter_context(watched(browser, site, **options)).page
            page.goto(path)
            page.wait_for_selector("html[data-ready=true]")
            return page

        yield opened


PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}


def sign_in(page: Page, name: str, then: str = "/") -> None:
    """Sign in by the page."""
    page.goto(f"/sign-in?next={then}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("#go")
    page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")
