"""The tab of periods: what the API says over quarter, year so far and weeks, and a row that opens its section."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import watched
from tests.browser.test_accessible import WIDE, axe, serious

__all__ = ["axe"]
MONTH = "2026-10"


def test_a_walk_through_the_periods(browser: Browser, site: str, axe: Path) -> None:
    with watched(browser, site, bypass_csp=True, permissions=["clipboard-read", "clipboard-write"], **WIDE) as seen:
        page = seen.page
        page.goto(f"/assessment?month={MONTH}")
        page.wait_for_selector("html[data-ready=true]")

        def answered(period: str) -> list[dict[str, object]]:
            answer = page.request.get(f"/api/assessment/periods?month={MONTH}&period={period}").json()
            rows: list[dict[str, object]] = answer["rows"]
            return rows

        page.get_by_role("button", name="时段评价").click()
        expect(page.locator("#work-main .block-head h2")).to_have_text(["2026年第4季度"])
        early = answered("quarter")
        assert not any(row["class"] for row in early)  # one month of three
        expect(page.locator("tbody tr[data-row]")).to_have_count(len(early))
        expect(page.locator("tbody tr[data-row='0'] td").last).to_have_text("季度均值应有 2 个月均值，只有 1 个。")
        expect(page.locator("tbody .chip-0")).to_have_count(len(early))

        page.get_by_role("button", name="看累计评价").click()
        expect(page.locator("#work-main .block-head h2")).to_have_text(["2026年1–10月"])
        assert "tab=periods&period=cumulative" in page.url
        rows = answered("cumulative")
        met = sum(row["attainment"] == "met" for row in rows)
        decided = met + sum(row["attainment"] == "missed" for row in rows)
        held = [row["never_worse"]["answer_zh"] for row in rows]  # type: ignore[index]
        assert held.count("变差") > 0
        assert page.locator("tbody tr[data-row] td:nth-child(8)").all_inner_texts() == held
        facts = page.locator(".fact dd:first-of-type")
        expect(facts.nth(0)).to_have_text(f"{met}/ {decided}")
        expect(facts.nth(2)).to_have_text(str(held.count("变差")))
        classes = [row["class_name"] for row in rows]
        assert page.locator("tbody tr[data-row] td:nth-child(4)").all_inner_texts() == classes
        for kind in ("csv", "xlsx"):
            link = page.locator(f"a[href*='f={kind}']").get_attribute("href")
            assert link is not None
            assert page.request.get(link).ok
            assert "period=cumulative" in link
        assert serious(page) == []

        page.locator("tbody th").first.click()
        expect(page.locator(".side-body h1")).to_contain_text(str(rows[0]["name"]))
        expect(page.locator("tbody tr.is-open")).to_have_count(1)
        page.locator(".segments").get_by_role("button", name="周", exact=True).click()
        weeks = answered("week")
        labels = sorted({str(row["period"]) for row in weeks}, reverse=True)
        titles = [f"2026年第{label[6:]}周" for label in labels]
        expect(page.locator("#work-main .block-head h2")).to_have_text(titles)
        measured = [row for row in weeks if row["class"] or row["indicators"]]
        expect(page.locator("tbody tr[data-row]")).to_have_count(len(measured))
        page.get_by_role("button", name="复制表格").click()
        expect(page.locator(".toasts")).to_contain_text(re.compile(str(len(measured))))
        copied = page.evaluate("navigator.clipboard.readText()").split("\r\n")
        assert len(copied) == len(measured) + 1
        assert copied[1].startswith(titles[0])
        assert serious(page) == []

        page.go_back()
        expect(page.locator("#work-main .block-head h2")).to_have_text(["2026年1–10月"])
