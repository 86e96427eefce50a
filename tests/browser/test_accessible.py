"""axe-core finds nothing serious, wide and narrow, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE, ROOT, sign_in

AXE = ROOT / "node_modules/axe-core/axe.min.js"
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical in the page as it stands, light and dark, with where it is."""
    if not page.evaluate("'axe' in globalThis"):
        page.add_script_tag(content=AXE.read_text("utf-8"))
    told = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_selector(f"html[data-theme={theme}]")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told += [
            f"{theme}: {one['id']}: {node['target']} {node['failureSummary'][:160]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]
    return told


@pytest.fixture
def axe() -> Path:
    """The file of axe-core; skips where the development packages are not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    return AXE


@pytest.mark.parametrize("options", [WIDE, PHONE], ids=["1440", "375"])
@pytest.mark.parametrize(
    "path", ["/", "/?feature=sections/LC02", "/?trace=upstream:sections/LC02", "/?view=attainment&month=2025-01"]
)
def test_the_map(browser: Browser, site: str, axe: Path, options: dict[str, Any], path: str) -> None:
    context = browser.new_context(
        base_url=site, bypass_csp=True, locale="zh-CN", reduced_motion="reduce", **options
    )  # the page's policy would not let axe in
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector("html[data-ready=true]")
    page.wait_for_selector(".panel-head h1", state="attached")
    assert serious(page) == []
    page.click("#layers-button")
    assert serious(page) == []
    context.close()


@pytest.mark.parametrize("options", [WIDE, PHONE], ids=["1440", "375"])
def test_sign_in_and_upload(browser: Browser, site: str, axe: Path, options: dict[str, Any]) -> None:
    context = browser.new_context(base_url=site, bypass_csp=True, locale="zh-CN", reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto("/sign-in")
    assert serious(page) == []
    page.click("#go")
    assert serious(page) == []
    sign_in(page, "gis", "/upload")
    page.wait_for_selector("html[data-ready=true]")
    page.click(".options summary")
    assert serious(page) == []
    page.select_option("#layer", "sections")
    page.set_input_files("#file", ROOT / "geodata/sections.geojson")
    page.click("#upload button[type=submit]")
    page.wait_for_selector(".result-checked", timeout=60_000)
    assert serious(page) == []
    page.get_by_role("button", name="放弃").click()
    page.wait_for_selector(".result-discarded", timeout=30_000)
    context.close()
