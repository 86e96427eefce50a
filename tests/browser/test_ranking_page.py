"""The page of rankings: groups of equal items stay apart, contributions are drawn, peaks lead to their sections."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

Open = Callable[..., Page]
MONTH = "2026-10"


def test_groups_of_other_items_stand_apart_and_say_why(open_page: Open) -> None:
    page = open_page(f"/assessment/ranking?month={MONTH}")
    answer = page.request.get(f"/api/assessment/ranking?month={MONTH}&period=month&by=district").json()
    groups = answer["ranking"]["groups"]
    assert len(groups) > 1
    first = page.locator(".two .block").first
    expect(first.locator(".group")).to_have_count(len(groups))
    for shown, group in zip(first.locator(".group").all(), groups, strict=True):
        rows = shown.locator("tbody tr")
        assert rows.count() == len(group["rows"])
        assert shown.locator("tbody th").all_inner_texts() == [row["name"] for row in group["rows"]]
        assert shown.locator(".rank").all_inner_texts() == [str(row["rank"]) for row in group["rows"]]
        expect(shown).to_contain_text("不可相互比较")
    expect(first.locator(".group").first.locator("td").nth(1)).to_have_text(f"{groups[0]['rows'][0]['index']:.4f}")


def test_one_list_on_common_items_says_so(open_page: Open) -> None:
    page = open_page(f"/assessment/ranking?month={MONTH}")
    expect(page.locator(".common-line")).to_have_count(0)
    page.get_by_role("button", name="按共同指标统一排名").click()
    line = page.locator(".common-line")
    expect(line).to_contain_text("不是环办监测〔2017〕51号的规定")
    assert "items=common" in page.url
    answer = page.request.get(f"/api/assessment/ranking?month={MONTH}&by=district&items=common").json()
    expect(line).to_contain_text("、".join(one["name_zh"] for one in answer["common_items"]))
    first = page.locator(".two .block").first
    expect(first.locator(".group")).to_have_count(1)
    names = [row["name"] for row in answer["ranking"]["groups"][0]["rows"]]
    assert first.locator("tbody th").all_inner_texts() == names
    assert len(names) > 5
    link = first.locator("a[href*='f=csv']").get_attribute("href")
    assert link is not None
    assert "items=common" in link


def test_contributions_are_drawn_and_stand_as_a_table(open_page: Open) -> None:
    page = open_page(f"/assessment/ranking?month={MONTH}")
    expect(page.locator(".chart-canvas canvas")).to_be_visible(timeout=20_000)
    page.locator(".chart-data summary").click()
    expect(page.locator(".chart-table tbody tr").first).to_be_visible()
    shares: dict[str, float] = {}
    for name, share in page.locator(".chart-table tbody tr").evaluate_all(
        "rows => rows.map(row => [row.children[0].textContent, row.children[3].textContent])"
    ):
        shares[name] = shares.get(name, 0) + float(share.removesuffix("%"))
    assert len(shares) > 4
    assert all(abs(share - 100) < 1.2 for share in shares.values())


def test_period_and_subject_stand_in_the_address(open_page: Open) -> None:
    page = open_page(f"/assessment/ranking?month={MONTH}")
    page.get_by_role("button", name="断面", exact=True).click()
    expect(page.locator("h1")).to_have_text("2026年10月水环境质量排名")
    page.get_by_role("button", name="累计", exact=True).click()
    expect(page.locator("h1")).to_have_text("2026年1–10月水环境质量排名")
    assert "by=section" in page.url
    assert "period=cumulative" in page.url
    page.go_back()
    expect(page.locator("h1")).to_have_text("2026年10月水环境质量排名")


def test_a_peak_leads_to_its_section(open_page: Open) -> None:
    page = open_page(f"/assessment/ranking?month={MONTH}", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    peaks = page.locator(".block", has=page.get_by_role("heading", name="掐尖削峰"))
    expect(peaks.locator("tbody tr").first).to_be_visible()
    falls = [float(text) for text in peaks.locator("tbody").first.locator("td:nth-child(3)").all_inner_texts()]
    assert falls == sorted(falls, reverse=True)
    name = peaks.locator("tbody th").first.inner_text()
    peaks.locator("tbody th").first.click()
    page.wait_for_url(re.compile(rf"/assessment\?month={MONTH}&section="))
    expect(page.locator(".side-body h1")).to_contain_text(name)
