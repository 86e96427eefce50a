"""What the map shows: class, target, change, one indicator; the slider that plays the months; the ways to the pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

Open = Callable[..., Page]


def test_one_indicator_colours_the_sections(open_page: Open) -> None:
    page = open_page("/?month=2026-10")
    page.get_by_role("button", name="指标", exact=True).click()
    page.get_by_label("选择指标").select_option(label="总磷")
    assert "view=indicator&indicator=w21011" in page.url
    answer = page.request.get("/api/assessment/sections?month=2026-10").json()
    judged = {
        feature["properties"]["name"]: item["class"]
        for feature in answer["features"]
        for item in feature["properties"]["indicators"]
        if item["code"] == "w21011" and item["judged"]
    }
    numerals = ["—", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"]
    for name in ("聊位路桥", "前油坊", "千户营"):
        point = page.locator(f".point-section[aria-label^='{name} ']")
        expect(point).to_have_attribute("aria-label", re.compile(r"总磷 [\d.<]+ mg/L"))
        expect(point.locator("text")).to_have_text(numerals[judged[name]])
    page.reload()
    page.wait_for_selector("html[data-ready=true]")
    expect(page.get_by_label("选择指标")).to_have_value("w21011")


def test_the_change_is_said_in_words(open_page: Open) -> None:
    page = open_page("/?month=2026-10&view=change")
    labels = page.locator(".point-section").evaluate_all("points => points.map(p => p.getAttribute('aria-label'))")
    assert any(word in label for label in labels for word in ("无明显变化", "有所好转", "有所变差", "明显变差"))
    page.click("#layers-button")
    expect(page.locator("#tree")).to_contain_text("较上年同期好转")


def test_the_slider_goes_through_the_months(open_page: Open) -> None:
    page = open_page("/?month=2025-01")
    page.click("#player-button")
    slider = page.locator("#player input")
    expect(slider).to_have_attribute("aria-valuetext", "2025年1月")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".month-name")).to_have_text("2025年2月")
    page.locator(".player-play").click()  # without motion a press is a month
    expect(page.locator(".month-name")).to_have_text("2025年3月")
    page.wait_for_timeout(1500)
    expect(page.locator(".month-name")).to_have_text("2025年3月")
    page.keyboard.press("Escape")
    expect(page.locator("#player")).to_be_hidden()


def test_the_months_play_where_motion_is_welcome(open_page: Open) -> None:
    page = open_page("/?month=2025-01", reduced_motion="no-preference")
    before = page.evaluate("history.length")
    page.click("#player-button")
    page.locator(".player-play").click()
    expect(page.locator(".month-name")).to_have_text("2025年4月", timeout=15_000)
    page.get_by_role("button", name="暂停").click()
    stopped = page.locator(".month-name").inner_text()
    page.wait_for_timeout(1600)
    assert page.locator(".month-name").inner_text() == stopped
    assert page.evaluate("history.length") == before


def test_the_map_leads_to_the_pages_of_the_office(open_page: Open) -> None:
    page = open_page("/?month=2026-09")
    page.get_by_role("navigation", name="导航").get_by_role("link", name="评价").click()
    page.wait_for_selector("html[data-ready=true] .matrix")
    assert page.url.endswith("/assessment?month=2026-09")


def test_on_a_phone_the_views_are_one_list(open_page: Open) -> None:
    page = open_page("/?month=2026-10", **PHONE)
    views = page.get_by_label("地图显示")
    size = views.bounding_box()
    assert size is not None
    assert size["height"] >= 44
    views.select_option(label="达标")
    assert "view=attainment" in page.url
    views.select_option(label="氨氮")
    assert "view=indicator&indicator=w21003" in page.url
    page.click(".bar-account")
    expect(page.locator(".menu").get_by_role("link", name="水质评价")).to_be_visible()


def test_an_address_without_an_indicator_shows_a_common_one(open_page: Open) -> None:
    page = open_page("/?month=2026-10&view=indicator")
    expect(page.get_by_label("选择指标")).to_have_value("w21003")
    assert page.locator(".point-section .numeral").count() > 10
