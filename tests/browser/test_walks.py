"""What people do on the map: choose, trace, search, locate, share, import."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from app.settings import Settings
from tests.api.servers import served
from tests.browser.conftest import PASSWORD, PHONE, demonstration, sign_in, watched

Open = Callable[..., Page]


def test_a_chief_chooses_a_month_a_section_and_traces_upstream(open_page: Open) -> None:
    page = open_page()
    expect(page.locator(".badge").first).to_have_text("示意数据")
    opened = page.locator(".month-name").inner_text()
    page.click(".month-name")
    page.click(".month-cell:not([disabled]):not([aria-pressed=true]) >> nth=0")
    expect(page.locator(".month-name")).not_to_have_text(opened)
    month = page.evaluate("new URLSearchParams(location.search).get('month')")
    expect(page.locator(".panel-head h1")).to_contain_text(f"{int(month[:4])}年{int(month[5:])}月")
    expect(page.locator(".skeleton")).to_have_count(0, timeout=30_000)

    page.locator(".point-section[aria-label^='前油坊']").click()
    expect(page.locator(".panel-head h1")).to_contain_text("前油坊")
    expect(page.locator(".ladder tbody tr").first).to_be_visible()
    expect(page.locator(".attributes")).to_contain_text("控制级别")
    page.get_by_role("button", name="上游追溯").click()
    rows = page.locator("ol.rows li")
    expect(rows.first).to_be_visible()
    distances = [float(text) for text in re.findall(r"([\d.]+) km", page.locator("ol.rows").inner_text())]
    assert len(distances) > 10
    assert distances == sorted(distances)
    assert page.locator("path.trace-line").count() > 10
    assert page.locator(".is-tracing").count() == 1
    address = page.url
    assert "trace=upstream:sections/" in address

    rows.nth(1).locator("button").click()
    expect(page.get_by_role("button", name="‹ 追溯结果")).to_be_visible()
    page.get_by_role("button", name="‹ 追溯结果").click()
    expect(rows.first).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.locator(".trace-line")).to_have_count(0, timeout=10_000)


def test_an_address_opens_the_same_view(open_page: Open) -> None:
    page = open_page("/?at=36.60000,116.10000,12&month=2025-05&view=attainment&feature=sections/LC02")
    expect(page.locator(".month-name")).to_have_text("2025年5月")
    expect(page.get_by_role("button", name="达标", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".panel-head h1")).to_contain_text("前油坊")
    assert "at=36.60000,116.10000,12" in page.url


def test_search_is_driven_by_the_keyboard(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("油坊")
    options = page.locator("#search-results [role=option]")
    expect(options.nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    name = options.nth(1).locator(".search-name").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".panel-head h1")).to_contain_text(name)
    page.fill("#search-input", "没有这个名字")
    expect(page.locator(".search-none")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#search-results")).to_be_hidden()


def test_on_a_river_bank_the_nearest_outfalls_come_first(open_page: Open) -> None:
    place = {"latitude": 36.45, "longitude": 115.98, "accuracy": 25}
    page = open_page(**PHONE, geolocation=place, permissions=["geolocation"])
    page.click("#locate-button")
    expect(page.locator(".panel-head h1")).to_have_text("附近的排污口")
    texts = page.locator(".row-number b").all_inner_texts()
    metres = [float(t.split()[0]) * (1000 if t.endswith("km") else 1) for t in texts]
    assert len(metres) > 2
    assert metres == sorted(metres)
    assert any(word in page.locator(".row-number").first.inner_text() for word in "东南西北")
    assert page.locator(".me-dot").count() == 1


def test_a_refused_position_is_explained(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition = (good, bad) => bad({code: 1, message: 'denied'}); }"
    )
    page.click("#locate-button")
    expect(page.locator(".toast")).to_contain_text("未允许定位")


def test_the_sheet_of_a_phone_has_three_stops(open_page: Open) -> None:
    page = open_page(**PHONE)

    def height() -> float:
        page.wait_for_timeout(320)
        return page.locator("#panel").bounding_box()["height"]  # type: ignore[index]

    assert abs(height() - 96) < 2
    page.focus("#grip")
    page.keyboard.press("ArrowUp")
    assert abs(height() - 406) < 3
    page.keyboard.press("ArrowUp")
    assert height() > 700
    box = page.locator("#grip").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 180, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, 780, steps=12)
    page.wait_for_timeout(100)
    page.mouse.up()
    assert abs(height() - 96) < 2
    for button in page.locator(".map-buttons button:visible, .sheet-head button, .bar-account").all():
        size = button.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44


def test_a_month_that_is_not_there_is_not_chosen(open_page: Open) -> None:
    page = open_page("/?month=2020-01")
    assert page.locator(".month-name").inner_text() != "2020年1月"


def test_an_empty_store_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, public_read=True))
    with served(app) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto("/")
        page.wait_for_selector("html[data-ready=true]")
        expect(page.locator(".state h2")).to_have_text("还没有图层")
        expect(page.locator(".badge")).to_have_count(0)


def test_a_failure_says_what_to_do_and_the_next_try_mends_it(browser: Browser, site: str) -> None:
    with watched(browser, site) as seen:
        page = seen.page
        page.route("**/api/layers", lambda route: route.abort())
        page.goto("/")
        expect(page.locator(".state-failed")).to_contain_text("请检查网络后重试")
        page.unroute("**/api/layers")
        seen.wrong.clear()  # the browser itself reports the broken connection
        page.get_by_role("button", name="重试").click()
        expect(page.locator(".panel-head h1")).to_contain_text("水质")


def test_layers_and_legend_are_one_control(open_page: Open) -> None:
    page = open_page()
    page.click("#layers-button")
    tree = page.locator("#tree")
    expect(tree).to_contain_text("劣Ⅴ类")
    expect(tree.locator(".tree-line", has_text="入河排污口").locator(".tree-count")).to_have_text(re.compile(r"\d+"))
    before = page.locator(".point-section").count()
    assert before > 10
    tree.locator(".tree-line", has_text="监测断面").locator("input").uncheck()
    expect(page.locator(".point-section")).to_have_count(0)
    assert "sections" not in page.evaluate("new URLSearchParams(location.search).get('layers')").split(",")
    page.keyboard.press("Escape")
    expect(tree).to_be_hidden()


def test_english_is_a_switch_away(open_page: Open) -> None:
    page = open_page("/?feature=sections/LC02")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en][data-ready=true]")
    expect(page.get_by_role("button", name="Upstream", exact=True)).to_be_visible()
    expect(page.locator(".attributes")).to_contain_text("Control level")


def test_gis_staff_import_a_file_and_see_it_without_a_reload(
    browser: Browser, tmp_path: Path, built_demo: Path
) -> None:
    app = demonstration(built_demo, tmp_path / "store")
    source = json.loads((Path(__file__).parents[2] / "geodata/sections.geojson").read_text("utf-8"))
    feature = json.loads(json.dumps(source["features"][0]))
    feature["geometry"]["coordinates"] = [116.05, 36.55]
    feature["properties"] |= {"code": "NEW-1", "name": "新设断面"}
    feature.pop("id", None)
    source["features"].append(feature)
    file = tmp_path / "断面.geojson"
    file.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    broken = json.loads(json.dumps(source))
    broken["features"][3]["properties"]["code"] = broken["features"][2]["properties"]["code"]
    refused = tmp_path / "重复.geojson"
    refused.write_text(json.dumps(broken, ensure_ascii=False), "utf-8")

    with served(app) as address, watched(browser, address) as seen:
        map_page = seen.page
        sign_in(map_page, "gis")
        map_page.wait_for_selector("html[data-ready=true]")
        assert map_page.locator("[aria-label^='新设断面']").count() == 0
        page = map_page.context.new_page()
        page.goto("/upload")
        page.wait_for_selector("html[data-ready=true]")
        page.select_option("#layer", "sections")
        page.set_input_files("#file", refused)
        page.click("#go")
        expect(page.locator(".result-refused, #fault:visible").first).to_be_visible(timeout=30_000)
        expect(page.locator(".fault-table").first).to_contain_text("4")

        page.set_input_files("#file", file)
        page.click("#go")
        expect(page.locator(".result-checked")).to_be_visible(timeout=30_000)
        expect(page.locator(".count-row div", has_text="新增")).to_contain_text("1")
        page.get_by_role("button", name="发布", exact=True).click()
        expect(page.locator(".result-published")).to_be_visible(timeout=30_000)
        page.close()
        map_page.bring_to_front()
        map_page.evaluate("dispatchEvent(new Event('focus'))")
        map_page.wait_for_selector("[aria-label^='新设断面']", timeout=30_000)


def test_who_may_not_read_is_led_to_the_sign_in(browser: Browser, tmp_path: Path, built_demo: Path) -> None:
    app = demonstration(built_demo, tmp_path, public_read=False)
    with served(app) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto("/?month=2025-05")
        assert "/sign-in?next=" in page.url
        page.fill("#name", "viewer")
        page.fill("#password", "falsch-aber-lang-genug")
        page.click("#go")
        expect(page.locator("#fault")).to_be_visible()
        seen.wrong.clear()  # the browser itself reports the 401
        page.fill("#password", PASSWORD)
        page.click("#go")
        page.wait_for_selector("html[data-ready=true] .folium-map")
        assert "month=2025-05" in page.url
        page.goto("/upload")
        expect(page.locator("#fault")).to_contain_text("不能导入")
