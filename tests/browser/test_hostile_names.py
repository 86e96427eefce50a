"""Names and field names that would like to be scripts stay names."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from app.settings import Settings
from app.uses.layers.layer_import import import_file
from tests.api.servers import served
from tests.browser.conftest import watched

NAMES = (
    "<img src=x onerror=globalThis.ran=1>",
    "${globalThis.ran=2}",
    "</script><script>globalThis.ran=3</script>",
    "'\"><svg onload=globalThis.ran=4>",
    "{{ 7 * 7 }}<b>粗</b>",
)
LAYERS = ("sections", "outfalls", "sluices", "reaches", "lakes", "protection_zones", "black_odorous_waters")
# An address as the browser's own way back gives it to the page, without a load of it.
FOLLOW = "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }"


def hostile(geometry: dict[str, object], code: str, name: str) -> dict[str, object]:
    """A feature whose name, code, other attributes and own column's name are all hostile."""
    properties = {"code": code, "name": name, "river": name, "remarks": name, name: name, "district": name}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def write(folder: Path, layer: str, features: list[dict[str, object]]) -> Path:
    path = folder / f"{layer}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def looks_clean(page: Page) -> None:
    """Nothing ran, and no element came of a name."""
    assert page.evaluate("globalThis.ran ?? null") is None
    assert page.locator("img[src='x'], svg[onload], body script:not([src]):not([type]) >> nth=1").count() == 0


def test_nothing_runs(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "store", public_read=True)
    app = create_app(settings)
    points, lines, areas = [], [], []
    for i, name in enumerate(NAMES):
        lon, lat = 116 + i * 0.02, 36.5
        points.append(hostile({"type": "Point", "coordinates": [lon, lat]}, f"c{i}{name}", name))
        way = [[lon, lat - 0.01], [lon + 0.015, lat + 0.01]]
        lines.append(hostile({"type": "LineString", "coordinates": way}, f"c{i}", name))
        ring = [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.01], [lon, lat]]
        areas.append(hostile({"type": "Polygon", "coordinates": [ring]}, f"c{i}", name))
    for layer, features in (
        ("sections", points), ("outfalls", points), ("sluices", points), ("villages", points), ("reaches", lines),
        ("black_odorous_waters", lines), ("lakes", areas), ("protection_zones", areas), ("districts", areas),
    ):  # fmt: skip
        import_file(app.state.store, settings, layer, write(tmp_path, layer, features), who="<b>x</b>")

    with served(app) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto("/?at=36.50000,116.04000,13")
        page.wait_for_selector("html[data-ready=true]")
        page.wait_for_selector(".point-section")
        page.wait_for_timeout(600)
        looks_clean(page)
        for layer in LAYERS:
            answer = page.request.get(f"/api/collections/{layer}/items?f=json").json()
            keys = [feature["id"] for feature in answer["features"]]
            for i, key in enumerate(keys):
                address = f"/?at=36.50000,116.04000,14&feature={layer}/" + page.evaluate("encodeURIComponent", key)
                if i:
                    page.evaluate(FOLLOW, address)
                else:  # one of each layer by a load of the page
                    page.goto(address)
                    page.wait_for_selector("html[data-ready=true]")
                expect(page.locator(".panel-head h1")).to_contain_text(NAMES[i])
                expect(page.locator(".attributes dt", has_text=NAMES[i]).first).to_be_visible()
                looks_clean(page)
        for point in page.locator(".point").all()[:12]:
            point.hover(force=True)
        page.fill("#search-input", "globalThis")
        expect(page.locator("#search-results [role=option]").nth(2)).to_be_visible()
        looks_clean(page)
        page.goto("/?feature=" + page.evaluate("encodeURIComponent('<img src=x onerror=globalThis.ran=9>/<b>')"))
        page.wait_for_selector("html[data-ready=true]")
        looks_clean(page)


def test_a_name_of_markup_in_the_trace(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "store", public_read=True)
    app = create_app(settings)
    name = NAMES[0]
    line: dict[str, object] = {"type": "LineString", "coordinates": [[116, 36.5], [116.05, 36.52]]}
    import_file(app.state.store, settings, "reaches", write(tmp_path, "reaches", [hostile(line, "r", name)]), who="x")
    spots = [
        hostile({"type": "Point", "coordinates": [116 + 0.05 * s, 36.5 + 0.02 * s]}, f"p{s}", name) for s in (0.2, 0.8)
    ]
    import_file(app.state.store, settings, "sections", write(tmp_path, "sections", spots), who="x")
    with served(app) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto("/?trace=upstream:sections/p0.8")
        page.wait_for_selector("html[data-ready=true]")
        expect(page.locator("ol.rows li").first).to_contain_text(name)
        looks_clean(page)
