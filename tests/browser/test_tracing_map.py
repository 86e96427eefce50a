"""A trace on the map: asked for from a section, drawn over the classes, read lead by lead, not shown to everybody."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PHONE, sign_in, watched

HOSTILE = "<img src=x onerror=globalThis.ran=1>"


def trace_of(page: Page, **more: Any) -> int:
    """A trace of 千户营's ammonia, made by the API as whoever is signed in."""
    body = {"from": "sections/LC01", "indicator": "w21003", "month": "2026-10", **more}
    answer = page.request.post("/api/traces", data=body)
    assert answer.status == 201, answer.text()
    made: int = answer.json()["id"]
    return made


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready=true]")
    page.wait_for_selector(".part-tabs, .lead-head")


def test_an_analyst_traces_an_exceedance_and_reads_a_lead(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        page.goto("/?month=2026-10&feature=sections/LC01")
        page.get_by_role("button", name="溯源", exact=True).click()
        assert page.locator("#ask-indicator").input_value() == "w21003"  # the worst of those that missed the target
        assert page.locator("#ask-month").input_value() == "2026-10"
        page.get_by_role("button", name="开始溯源").click()
        expect(page.locator(".decay .field-fault")).to_contain_text("请选择衰减系数")  # none is preset
        expect(page.locator(".decay-choice").nth(1)).to_contain_text("全国水环境容量核定技术指南")
        page.locator(".decay-choice").nth(1).click()
        page.get_by_role("button", name="开始溯源").click()

        page.wait_for_selector(".part-tabs")
        found = re.search(r"analysis=trace/(\d+)", page.url)
        assert found
        expect(page.locator(".caveat")).to_have_text("模型排查线索，不作为执法和处罚依据")
        expect(page.locator(".level-line")).to_contain_text("L4")
        told = page.request.get(f"/api/traces/{found[1]}").json()
        rows = page.locator("[data-lead]")
        assert [row.get_attribute("data-lead") for row in rows.all()] == [lead["id"] for lead in told["leads"]]
        assert rows.locator(".lead-number").all_text_contents() == [str(lead["n"]) for lead in told["leads"]]
        assert rows.locator(".lead-tag").all_inner_texts() == [lead["state_zh"] for lead in told["leads"]]
        assert "嫌疑" not in page.locator(".panel").inner_text()
        page.wait_for_selector(".is-analysing .point-lead")
        assert page.locator("path.trace-line").count() == len(told["reaches"])
        opacity = "e => getComputedStyle(document.querySelector(e)).opacity"
        page.wait_for_function(f"({opacity})('.leaflet-reaches-pane') === '0.35'")
        assert page.evaluate(opacity, ".leaflet-trace-pane") == "1"
        assert page.locator(".band-tick").count() == sum(len(band["places"]) for band in told["bands"])

        rows.first.click()
        lead = told["leads"][0]
        factors = page.locator(".factors tbody tr")
        expect(factors).to_have_count(len(lead["factors"]))
        for i, factor in enumerate(lead["factors"]):
            expect(factors.nth(i)).to_contain_text(factor["zh"])
            expect(factors.nth(i)).to_contain_text(factor["source"])
        assert page.locator(".chain").count() == (lead["chain"] is not None)
        page.locator(".back").click()
        page.get_by_role("tab", name="增量").click()
        expect(page.locator(".profile svg")).to_be_visible()
        expect(page.locator(".stretch").first).to_contain_text("kg/d")
        assert "part=increments" in page.url
        page.get_by_role("tab", name="增量").press("ArrowRight")
        expect(page.get_by_role("tab", name="采样")).to_be_focused()
        page.get_by_role("tab", name="依据").click()
        expect(page.locator(".level-notes > li")).to_have_count(5)
        page.go_back()


def test_without_a_coefficient_there_is_no_balance_and_a_cleared_lead_says_so(
    browser: Browser, tracing_site: str
) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "gis")
        made = trace_of(page, level="L3")
        opened(page, f"/?analysis=trace/{made}")
        expect(page.locator(".level-line")).to_contain_text("L3")
        last = page.locator("[data-lead]").last
        expect(last).to_contain_text("示意卯村生活污水散排口")
        expect(last.locator(".lead-tag")).to_have_text("已排除")
        expect(last.locator(".share b")).to_have_text("—")
        page.get_by_role("tab", name="增量").click()
        expect(page.locator(".tab-body")).to_contain_text("不做质量平衡")
        page.get_by_role("tab", name="停止").click()
        expect(page.locator(".tab-body")).to_contain_text("鸿雁渠口闸")
        expect(page.locator(".point-halt").first).to_be_visible()
        page.locator(".tab-body button.row", has_text="鸿雁渠口闸").click()
        expect(page.locator(".panel-head h1")).to_contain_text("鸿雁渠口闸")
        page.locator(".back").click()
        expect(page.locator(".part-tabs")).to_be_visible()
        page.locator(".back").click()
        expect(page.locator(".is-analysing")).to_have_count(0)
        assert "analysis" not in page.url


def test_a_trace_from_a_reach_is_closed_and_opened_again(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        page.goto("/?month=2026-10&feature=reaches/MJH-005")
        page.get_by_role("button", name="溯源", exact=True).click()
        page.select_option("#ask-month", "")
        page.fill("#ask-moment", "")
        page.locator(".decay-choice").first.click()
        page.get_by_role("button", name="开始溯源").click()
        expect(page.locator("#ask-moment-fault")).to_have_text("请填写日期和时刻。")
        page.fill("#ask-moment", "2026-10-03T11:00")
        page.get_by_role("button", name="开始溯源").click()
        expect(page.locator(".analysis-value")).to_contain_text("2026年10月3日 11:00")
        page.get_by_role("button", name="结案").click()
        page.fill(".register-form textarea", "线索均已排查。")
        page.locator(".register-form").get_by_role("button", name="结案").click()
        expect(page.locator(".closing-state .tag")).to_have_text("已结案")
        page.get_by_role("button", name="重开").click()
        page.locator(".register-form").get_by_role("button", name="重开").click()
        expect(page.locator(".closing-state .tag")).to_have_text("进行中")


def test_who_may_not_see_a_trace_is_told_so_and_nothing_is_asked_for(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/?analysis=trace/1")
        expect(page.locator(".panel .state")).to_contain_text("需要先登录")
        for name in ("viewer", "chief"):
            sign_in(page, name)
            page.goto("/?analysis=trace/1")
            expect(page.locator(".panel .state")).to_contain_text("溯源线索仅供分析、排查和制图人员查看")
            page.goto("/?feature=sections/LC01")
            expect(page.locator(".panel-head h1")).to_contain_text("千户营")
            assert page.get_by_role("button", name="溯源", exact=True).count() == 0
        assert not [url for url in asked if "/api/traces" in url]


def test_hostile_names_stay_names(browser: Browser, tracing_site: str) -> None:
    def hostile(route: Route) -> None:
        answer = route.fetch(headers={**route.request.headers, "if-none-match": ""})
        told = answer.json()
        for one in [*told["leads"], *told["stops"], *told["reaches"], *told["stretches"], *told["profile"]]:
            for name in ("name", "shown_name_zh", "reason_zh", "to_name"):
                if name in one:
                    one[name] = HOSTILE
            for factor in one.get("factors", []):
                factor["evidence_zh"] = factor["source"] = HOSTILE
        told["question"]["name"] = told["caveat_zh"] = HOSTILE
        route.fulfill(response=answer, json=told)

    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        made = trace_of(page)
        page.route(re.compile(r"/api/traces/\d+$"), hostile)
        opened(page, f"/?analysis=trace/{made}")
        expect(page.locator(".panel-head h1")).to_contain_text(HOSTILE)
        for point in page.locator(".point-lead, .point-halt").all()[:6]:
            point.hover(force=True)
        for part in ("停止", "增量", "采样", "依据"):
            page.get_by_role("tab", name=part).click()
        page.get_by_role("tab", name="线索").click()
        page.locator("[data-lead]").first.click()
        expect(page.locator(".factors")).to_contain_text(HOSTILE)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("globalThis.ran ?? null") is None
        assert page.locator("img[src='x']").count() == 0


def test_a_trace_is_one_page_of_paper(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        made = trace_of(page, decay={"id": "nh3n_middling"})
        opened(page, f"/?analysis=trace/{made}")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        paper = page.locator(".paper")
        expect(paper).to_be_visible()
        expect(paper).to_contain_text("不作为执法和处罚依据")
        expect(paper).to_contain_text("已排除")
        expect(paper.locator(".snapshot .paper-searched").first).to_be_attached()
        assert page.locator("#map-buttons").is_hidden()
        pdf = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        rules = page.evaluate("document.adoptedStyleSheets.flatMap(s => [...s.cssRules]).map(r => r.cssText).join()")
        assert all(word in rules for word in ("counter(page)", "counter(pages)", "千户营", "analyst"))


def test_on_a_phone_the_leads_are_within_reach(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site, **PHONE) as seen:
        page = seen.page
        sign_in(page, "inspector")
        made = trace_of(page)
        opened(page, f"/?analysis=trace/{made}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("#grip").press("ArrowUp")
        page.wait_for_timeout(300)
        for target in page.locator(".part-tabs button, .export-acts .tool, [data-lead]").all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        page.locator("[data-lead]").nth(1).click()
        expect(page.locator(".lead-head h1")).to_be_visible()
        assert page.get_by_role("button", name="派单").count() == 0  # inspectors are sent, they do not send


def test_a_whatif_lowers_the_worst_source(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        page.goto("/?month=2026-10&task=scenario:sections/LC01")
        page.wait_for_selector(".changes-list .change")
        page.get_by_role("button", name="推算", exact=True).click()
        expect(page.locator(".decay .field-fault")).to_contain_text("请选择衰减系数")
        page.locator(".decay-choice", has_text="0.125").click()
        page.select_option("#ask-source-1", "outfalls/PWK055")
        page.locator("#ask-percent-1").fill("60")
        page.get_by_role("button", name="推算", exact=True).click()
        result = page.locator(".whatif-result")
        expect(result.locator(".side-by-side strong").first).to_have_text("1.8 mg/L")
        expect(result).to_contain_text("达到目标")
        expect(result.locator(".side-by-side .chip").nth(1)).to_have_text("Ⅳ")
        page.get_by_role("button", name="求削减方案").click()
        expect(result.locator(".plan")).to_have_count(2)
        expect(result.locator(".plan").nth(1)).to_contain_text("示意寅淀粉厂排污口")
        expect(result).to_contain_text("负荷未知")
