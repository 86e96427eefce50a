"""The page of accountability: what a chief reads in ten seconds, and what an analyst drafts, enters and chooses."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from app.settings import Settings
from app.uses.samples.samples_import import import_samples
from tests.api.servers import served
from tests.browser.conftest import PASSWORD, PHONE, watched
from tests.browser.test_accessible import AXE, serious

Open = Callable[..., Page]
CITY = "/accountability?month=2025-08&plan=liaocheng_2020"
RESORT = "/accountability?month=2026-09&plan=dujia_2023"


@pytest.fixture(scope="module")
def office(demo_app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A copy of the demonstration that may be changed, with a later month whose values are not final."""
    folder = tmp_path_factory.mktemp("office")
    with (
        sqlite3.connect(demo_app.state.settings.data_dir / "store.gpkg") as there,
        sqlite3.connect(folder / "store.gpkg") as here,
    ):
        there.backup(here)
    app = create_app(Settings(data_dir=folder, public_read=True, demonstration=True))
    later = folder / "later.csv"
    later.write_text("断面编码,采样时间,氨氮\nLC02,2026-11-05,1.8\n", encoding="utf-8")
    import_samples(app.state.store, app.state.settings, later, who="analyst", status="reviewed")
    with served(app) as address:
        yield address


@pytest.fixture
def open_as(browser: Browser, office: str) -> Iterator[Open]:
    """Opens a page of the office as somebody."""
    with ExitStack() as stack:

        def opened(who: str, path: str, **options: Any) -> Page:
            page = stack.enter_context(watched(browser, office, **options)).page
            page.request.post("/api/session", data={"name": who, "password": PASSWORD}, headers={"Origin": office})
            page.goto(path)
            page.wait_for_selector("html[data-ready=true]")
            return page

        yield opened


def yuan(text: str) -> int:
    """The amount that a cell shows."""
    return int(re.sub(r"\D", "", text))


def test_a_chief_reads_what_is_due_and_by_which_plan(open_as: Open) -> None:
    page = open_as("chief", CITY)
    expect(page.locator("h1")).to_have_text("2025年8月考核问责")
    expect(page.locator(".acc-facts dd:not(.fact-note)")).to_have_text(["11件", "360万元", re.compile(r"^\d+件$")])
    expect(page.locator(".trial")).to_contain_text("2020年4月8日 至 2020年12月31日，本月不在其内，以下为试算")
    assert page.locator(".letter-card").count() == 11
    groups = page.locator(".letter-group h2").all_inner_texts()
    assert groups == ["问责建议", "市政府约谈", "预警通报"]
    interview = page.locator(".letter-group", has_text="市政府约谈").locator(".letter-card", has_text="谭庄水库")
    expect(interview.locator(".chain li.is-counted")).to_have_text(["Ⅳ6月", "Ⅳ7月", "Ⅳ8月"])
    expect(interview).to_contain_text("连续 3 次")
    expect(interview.locator(".reasons")).to_contain_text("2025年8月：Ⅳ类，目标Ⅲ类，未达标")
    judged = page.locator(".letter-card", has_text="需人工判断")
    expect(judged).to_contain_text("是否对全市考核成绩造成严重影响，由人判断")
    assert page.get_by_role("button", name=re.compile("拟稿")).count() == 0  # a chief drafts nothing
    page.get_by_label("方案", exact=True).select_option("pinglu_2021")
    expect(page.locator(".plan-name")).to_contain_text("平鲁区")
    assert "plan=pinglu_2021" in page.url
    expect(page.locator(".state h2")).to_have_text("该方案没有适用的断面")
    page.go_back()
    expect(page.locator(".acc-facts dd").first).to_have_text("11件")


def test_a_plan_is_tried_on_another_district_and_drafts_nothing(open_as: Open) -> None:
    page = open_as("analyst", "/accountability?month=2025-08&plan=gaoxin_2023")
    page.get_by_label("范围", exact=True).select_option("度假区")
    expect(page.locator(".trial").last).to_contain_text("按 度假区 试算")
    expect(page.locator(".acc-facts dd").nth(2)).to_have_text("—")  # no money rule is not nil yuan
    card = page.locator(".letter-group", has_text="约谈主要负责人").locator(".letter-card", has_text="谭庄水库")
    expect(card).to_contain_text("连续3次超标，四（二）：约谈主要负责人")
    expect(card.locator(".gaps")).to_contain_text("责任河长未登记，请填写")
    assert page.get_by_role("button", name=re.compile("拟稿")).count() == 0
    assert "district=" in page.url


def test_the_payments_add_up_in_sight(open_as: Open) -> None:
    page = open_as("chief", f"{CITY}&tab=money")
    expect(page.locator(".grand-sum")).to_have_text("160万元＋150万元＋50万元＝360万元")
    total = 0
    for payer in page.locator(".payer").all():
        parts = [yuan(cell) for cell in payer.locator("tbody .number").all_inner_texts()]
        assert sum(parts) == yuan(payer.locator("tfoot .number").inner_text())
        total += sum(parts)
    assert total == 3_600_000
    resort = page.locator(".payer", has_text="度假区")
    expect(resort).to_contain_text("考核断面 4 个 · 未达标 4 个")
    expect(resort).to_contain_text("每月每断面40万元 三（二）")
    expect(resort.locator(".arithmetic")).to_have_text("40万元×4＝160万元")
    folded = page.locator(".fold", has_text="不产生赔偿的断面及原因")
    expect(folded.locator("li").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded).to_contain_text("所测项目达标（项目不全）")


def test_an_analyst_drafts_the_month_and_the_office_gives_the_number(open_as: Open) -> None:
    page = open_as("analyst", CITY)
    page.get_by_role("button", name="全部拟稿 10 件").click()
    expect(page.locator(".letter-card.is-drafted")).to_have_count(10)
    expect(page.locator(".letter-card:not(.is-drafted)")).to_contain_text("需人工判断")
    expect(page.get_by_role("button", name=re.compile("全部拟稿"))).to_have_count(0)
    card = page.locator(".letter-group", has_text="市政府约谈").locator(".letter-card", has_text="谭庄水库")
    expect(card.locator(".progress strong")).to_have_text("拟稿")
    card.get_by_role("button", name="办理").click()
    side = page.locator(".work-side")
    expect(side.locator("h2").first).to_have_text("市政府约谈：谭庄水库断面（2025年8月）")
    expect(side.locator(".state-way li[aria-current=step]")).to_have_text("拟稿")
    expect(side).to_contain_text("须由另一人核稿")
    assert "文号" not in side.locator(".entry-content").inner_text()
    number = re.search(r"notice=(\d+)", page.url)
    assert number is not None
    href = side.locator(".letter-file a").get_attribute("href")
    assert href == f"/api/accountability/notices/{number[1]}/letter"
    letter = page.request.get(href)
    assert letter.ok
    assert letter.body()[:2] == b"PK"
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    assert "notice" not in page.url

    chief = open_as("chief", f"{CITY}&tab=letters")
    expect(chief.locator(".register-table tbody tr", has_text="2025年8月")).to_have_count(10)


def test_an_amount_that_the_plan_does_not_give_counts_once_it_is_confirmed(open_as: Open) -> None:
    page = open_as("analyst", f"{RESORT}&tab=money")
    expect(page.locator(".acc-facts dd").nth(2)).to_have_text("待定")  # never 0 while it is not known
    page.get_by_role("button", name="填写金额").click()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".field-fault:visible")).to_have_count(2)
    page.fill("#field-amount_fen", "120000")
    page.fill("#field-reason", "按权重核定")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".pending")).to_contain_text("已登记 120,000元，待确认")
    expect(page.locator(".grand-sum")).to_have_text("待定")
    page.locator(".pending button").click()
    expect(page.locator(".grand-sum")).to_have_text("12万元")
    expect(page.locator(".payer tbody")).to_contain_text("人工核定：按权重核定")


def test_a_ladder_is_walked_by_the_keyboard(open_as: Open) -> None:
    page = open_as("chief", f"{CITY}&tab=ladder&section=LC09")
    head = page.locator(".ladder-head")
    expect(head).to_contain_text("谭庄水库断面")
    told = page.request.get("/api/accountability/ladder?rule_set=liaocheng_2020&subject=LC09&month=2025-08").json()
    expect(head.locator("dd").first).to_have_text(f"{told['totals']['missed_months']} 个月")
    known = [one for one in told["months"] if one["class"] or one["state"]]
    expect(page.locator(".strip-cell")).to_have_count(len(known))
    expect(page.locator(".run")).to_have_count(3)  # June, July and August in a row
    expect(page.locator(".month-head h3")).to_have_text("2025年8月")
    page.locator(".strip button[aria-pressed=true]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".month-head h3")).to_have_text("2025年7月")
    expect(page.locator(".ladder-detail")).to_contain_text("氟化物（超0.19倍）")
    page.keyboard.press("Home")
    expect(page.locator(".month-head h3")).to_have_text("2024年11月")
    page.locator(".overview button", has_text="前油坊").click()
    expect(head).to_contain_text("徒骇河前油坊断面")
    assert "section=LC02" in page.url


def test_the_year_the_publication_and_what_a_plan_leaves_open(open_as: Open) -> None:
    page = open_as("analyst", f"{CITY}&tab=settlement")
    amounts = page.locator(".settlement tbody tr:not(.step-head) td.number:not(.soft)").all_inner_texts()
    collected = [yuan(text) for text in amounts if text.endswith("元")]
    expect(page.locator(".grand-sum")).to_have_text(f"{sum(collected) // 10_000}万元")
    expect(page.locator(".settlement")).to_contain_text("向省级财政缴纳的金额待填写")
    expect(page.locator(".settlement tfoot")).to_contain_text("尚未确定")

    page.get_by_role("button", name="公开", exact=True).click()
    expect(page.locator(".publication tfoot")).to_contain_text("3,600,000元")
    files = [link.get_attribute("href") or "" for link in page.locator(".payer .tools a").all()]
    assert [page.request.get(href).body()[:2] for href in files] == [b"PK", b"PK"]

    page.get_by_role("button", name="口径", exact=True).click()
    setting = page.locator(".setting", has_text="没有数据的月份")
    expect(setting.locator(".is-now")).to_have_text("中断，重新计数")
    expect(setting.locator(".tag")).to_have_text("默认")
    setting.get_by_role("button", name="更改").click()
    page.locator("#field-value").select_option(label="不计也不中断")
    page.fill("#field-reason", "断流不等于达标")
    page.get_by_role("button", name="登记", exact=True).click()
    setting.get_by_role("button", name="生效").click()
    expect(setting.locator(".tag")).to_have_text("本单位选择")
    expect(setting).to_contain_text("断流不等于达标")


def test_where_there_is_nothing_the_page_says_what_to_do(open_as: Open) -> None:
    page = open_as("analyst", "/accountability?month=2026-11&plan=liaocheng_2020")
    expect(page.locator(".state h2")).to_have_text("本月终版数据尚未导入")
    page.get_by_role("button", name=re.compile("查看最近的终版月份")).click()
    expect(page.locator("h1")).not_to_contain_text("2026年11月")
    expect(page.locator(".state h2")).to_have_count(0)
    page.goto("/accountability?month=2025-08&plan=guanxian_2023&tab=settlement")
    expect(page.locator(".state h2")).to_have_text("该方案没有年度结算")
    viewer = open_as("viewer", CITY)
    expect(viewer.locator(".state h2")).to_have_text("您的账户没有此项权限")


def through_the_tabs(page: Page) -> Iterator[str]:
    """Opens one face of the page after the other."""
    for button in page.locator(".acc-tabs button").all():
        name = button.inner_text()
        button.click()
        expect(page.locator(".acc-tabs [aria-pressed=true]")).to_have_text(name)
        expect(page.locator(".acc-face").first).to_be_attached(timeout=30_000)
        expect(page.locator(".acc-face .skeleton")).to_have_count(0, timeout=30_000)
        yield name


SMALL_TARGETS = """() => [...document.querySelectorAll(".acc-tabs button, .acc-face .button, .acc-face .tool, " +
  ".strip button, .overview button, .plan-choice select, .fold summary")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.className + one.textContent)"""


def test_on_a_phone_nothing_is_cut_and_every_target_can_be_hit(open_as: Open) -> None:
    page = open_as("analyst", CITY, **PHONE)
    seen = []
    for name in through_the_tabs(page):
        assert page.evaluate("document.documentElement.scrollWidth") == 375, name
        assert page.evaluate(SMALL_TARGETS) == [], name
        chosen = page.locator(".acc-tabs [aria-pressed=true]").bounding_box()
        assert chosen is not None
        assert 0 <= chosen["x"] <= 375 - chosen["width"]
        seen.append(name)
    assert len(seen) == 7


def test_a_sheet_has_title_month_plan_and_page(open_as: Open, tmp_path: Path) -> None:
    page = open_as("chief", f"{CITY}&tab=money")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rules = page.evaluate("document.adoptedStyleSheets.map((one) => one.cssRules[0].cssText).join()")
    assert "考核问责 · 资金 · 2025年8月 · 聊城市2020年行动计划" in rules
    assert "counter(pages)" in rules
    sheet = tmp_path / "sheet.pdf"
    page.pdf(path=str(sheet), prefer_css_page_size=True)
    assert re.search(rb"/MediaBox\s*\[0 0 59\d[.\d]* 84\d", sheet.read_bytes())  # A4, upright
    page.emulate_media(media="print")
    expect(page.locator(".open-list").first).to_be_visible()
    expect(page.locator(".acc-tabs")).to_be_hidden()


def test_everybody_can_read_it(browser: Browser, office: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    context = browser.new_context(
        base_url=office, bypass_csp=True, locale="zh-CN", reduced_motion="reduce"
    )  # the page's policy would not let axe in
    page = context.new_page()
    page.request.post("/api/session", data={"name": "analyst", "password": PASSWORD}, headers={"Origin": office})
    page.goto(CITY)
    page.wait_for_selector("html[data-ready=true]")
    for name in through_the_tabs(page):
        assert serious(page) == [], name
    context.close()
