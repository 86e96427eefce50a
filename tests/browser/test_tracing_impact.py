"""A spill from any place of the map, a sluice that is opened: arrivals behind a slider that the keyboard moves."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, sign_in, watched

SPILL = {"from": "outfalls/PWK026", "moment": "2026-11-27T08:00:00+08:00", "kind": "spill", "mass_kg": 1200}


def impact_of(page: Page) -> int:
    answer = page.request.post("/api/impacts", data={**SPILL, "indicator": "w21003"})
    assert answer.status == 201, answer.text()
    made: int = answer.json()["id"]
    return made


def test_a_spill_where_the_map_is_pressed(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "chief")
        page.goto("/?at=36.36100,115.90000,14")
        page.wait_for_selector("html[data-ready=true]")
        page.locator(".folium-map").click(button="right", position={"x": 540, "y": 420})
        page.get_by_role("menuitem", name="在此模拟泄漏").click()
        assert "task=impact:point/" in page.url
        page.get_by_role("button", name="推算影响").click()
        expect(page.locator("#ask-mass_kg-fault")).to_have_text("请填写。")
        page.fill("#ask-mass_kg", "１，２００")  # as a Chinese keyboard writes it
        page.get_by_role("button", name="推算影响").click()
        expect(page.locator(".decay .field-fault")).to_contain_text("请选择衰减系数")
        page.locator(".decay-choice").first.click()
        page.get_by_role("button", name="推算影响").click()
        page.wait_for_selector("#time-slider")
        assert re.search(r"analysis=impact/\d+", page.url)
        expect(page.locator(".analysis-value")).to_contain_text("1,200 kg")


def test_the_slider_moves_the_front_by_the_keyboard(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "inspector")
        made = impact_of(page)
        told = page.request.get(f"/api/impacts/{made}").json()
        page.goto(f"/?analysis=impact/{made}")
        page.wait_for_selector("#time-slider")
        expect(page.locator(".caveat")).to_contain_text("不作为执法和处罚依据")
        rows = page.locator(".arrival")
        expect(rows).to_have_count(len(told["arrivals"]))
        assert page.locator(".point-flag").count() == len([one for one in told["arrivals"] if one["place"]])
        slider = page.locator("#time-slider input")
        slider.focus()
        assert slider.get_attribute("aria-valuetext", timeout=1000) == "开始后 0 小时 · 2026年11月27日 08:00"
        assert rows.first.get_attribute("data-standing") == "waiting"
        page.keyboard.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", "开始后 1 小时 · 2026年11月27日 09:00")
        before = page.locator(".point-front").first.get_attribute("style")
        page.keyboard.press("PageUp")
        expect(slider).to_have_attribute("aria-valuetext", re.compile("开始后 7 小时"))
        assert page.locator(".point-front").first.get_attribute("style") != before
        expect(rows.first).to_have_attribute("data-standing", "reached")
        assert rows.last.get_attribute("data-standing") == "waiting"
        page.get_by_role("button", name="前进 1 小时").click()  # no motion is wanted here: the button moves one hour
        expect(slider).to_have_attribute("aria-valuetext", re.compile("开始后 8 小时"))
        page.get_by_role("tab", name="闸坝").click()
        expect(page.locator(".tab-body")).to_contain_text("最迟关闭")
        page.get_by_role("tab", name="通知").click()
        expect(page.locator(".tab-body")).to_contain_text(told["districts"][0]["name"])
        page.locator(".back").click()
        expect(page.locator("#time-slider")).to_have_count(0)


def test_an_impact_is_one_page_of_paper(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        page.goto(f"/?analysis=impact/{impact_of(page)}")
        page.wait_for_selector("#time-slider")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        paper = page.locator(".paper")
        for words in ("聊位路桥", "最迟关闭", "加密监测", "不作为执法和处罚依据"):
            expect(paper).to_contain_text(words)
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_a_release_from_a_sluice_on_a_phone(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site, **PHONE) as seen:
        page = seen.page
        sign_in(page, "inspector")
        page.goto("/?feature=sluices/ZB12")
        page.get_by_role("button", name="提闸放水影响").click()
        expect(page.locator(".decay")).to_be_hidden()  # water alone decays nothing
        page.fill("#ask-flow", "30")
        page.get_by_role("button", name="推算影响").click()
        page.wait_for_selector("#time-slider")
        slider = page.locator("#time-slider").bounding_box()
        sheet = page.locator("#panel").bounding_box()
        assert slider is not None
        assert sheet is not None
        assert slider["y"] + slider["height"] <= sheet["y"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_viewer_is_not_offered_a_spill(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "viewer")
        page.goto("/?feature=outfalls/PWK026")
        expect(page.locator(".panel-head h1")).to_be_visible()
        assert page.get_by_role("button", name="模拟泄漏").count() == 0
        page.locator(".folium-map").click(button="right", position={"x": 540, "y": 420})
        expect(page.locator("#spill-menu")).to_be_hidden()
        page.goto("/?analysis=impact/1")
        expect(page.locator(".panel .state")).to_contain_text("影响推演供分析、排查、制图人员和领导查看")
