"""The page of traces and tasks, and the sheet of a river: from a lead to an inspector's phone and back."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.conftest import PHONE, sign_in, watched
from tests.browser.test_tracing_map import opened, trace_of


def test_a_lead_becomes_a_task_on_an_inspectors_phone(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        made = trace_of(page)
        opened(page, f"/?analysis=trace/{made}&lead=outfalls/PWK057")
        page.get_by_role("button", name="派单").click()
        page.get_by_role("button", name="派单").last.click()
        expect(page.locator("#field-inspector-fault")).to_be_visible()
        page.fill("#field-inspector", "inspector")
        page.fill("#field-due", "2026-12-05")
        page.locator(".register-form").get_by_role("button", name="派单").click()
        expect(page.locator(".task-line")).to_contain_text("排查任务第")
        expect(page.locator(".lead-head .lead-tag")).to_contain_text("已派")
    with watched(browser, tracing_site, **PHONE) as seen:
        page = seen.page
        sign_in(page, "inspector", "/tracing")
        card = page.locator(".task-card", has_text="示意辰集镇雨洪排口")
        expect(card).to_contain_text("2026年12月5日前")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        card.click()
        expect(page.locator(".work-side .caveat")).to_contain_text("不作为执法和处罚依据")
        expect(page.get_by_role("link", name="在地图上看这条线索")).to_have_attribute(
            "href", f"/?analysis=trace/{made}&lead=outfalls%2FPWK057"
        )
        page.get_by_role("button", name="提交排查结果", exact=True).click()
        page.select_option("#field-finding", "unclear")
        page.fill("#field-finding_text", "现场无排水，井盖锈死，未能开启。")
        page.fill("#field-found_at", "2026-11-28T09:30")
        page.locator(".register-form").get_by_role("button", name="提交排查结果").click()
        expect(page.locator(".state-way [aria-current=step]")).to_have_text("待认定")
        expect(page.locator(".entry-content")).to_contain_text("2026年11月28日 09:30")


def test_kept_traces_and_impacts_lead_to_the_map(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "analyst")
        made = trace_of(page)
        page.goto("/tracing")
        first = page.locator(".kept-row").first
        expect(first).to_contain_text("千户营")
        first.click()
        page.wait_for_selector(".part-tabs")
        assert f"analysis=trace/{made}" in page.url
        sign_in(page, "chief", "/tracing")
        assert page.get_by_role("button", name="排查任务").count() == 0
        page.get_by_role("button", name="一河一策一图").click()
        expect(page.locator(".kept-row").first).to_contain_text("徒骇河")
        sign_in(page, "viewer", "/tracing")
        expect(page.locator("#work-main .state")).to_be_visible()


def test_the_sheet_of_a_river_is_one_a3(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site) as seen:
        page = seen.page
        sign_in(page, "chief")
        page.goto("/rivers/sheet?river=徒骇河")
        page.wait_for_selector("html[data-ready=true]")
        told = page.request.get("/api/rivers/徒骇河/sheet").json()
        listed = [row for row in told["rows"] if row["group"] != "junction"]
        expect(page.locator(".sheet-table tbody tr")).to_have_count(len(listed))
        expect(page.locator(".sheet-internal")).to_have_text("内部资料，不得外传")
        placed = [row for row in listed if row["chainage_m"] is not None]
        assert page.locator(".strip .mark-text").count() == len(placed)
        pdf = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        width, height = (float(n) for n in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)[0])
        assert abs(width - 1190.6) < 2
        assert abs(height - 841.9) < 2
        page.select_option(".sheet-choose select", "马颊河")
        expect(page.locator(".sheet-title h1")).to_have_text("马颊河一河一策一图")
        assert "river=" in page.url


def test_the_sheet_is_read_on_a_phone(browser: Browser, tracing_site: str) -> None:
    with watched(browser, tracing_site, **PHONE, color_scheme="dark") as seen:
        page = seen.page
        sign_in(page, "inspector")
        page.goto("/rivers/sheet?river=马颊河")
        page.wait_for_selector(".sheet-table")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
