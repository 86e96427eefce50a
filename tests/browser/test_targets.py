"""The ledger of works in a browser: lights, reporting, filters, measures, roles, a phone, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from app.registers.seed_works import load_seed_measures, load_seed_works
from app.settings import Settings
from app.uses.accounts import accounts
from app.uses.registers.register_entries import enter
from tests.api.servers import served
from tests.browser.conftest import PASSWORD, PHONE, Watched, watched
from tests.browser.test_accessible import AXE, serious

Open = Callable[..., Page]


def make_app(folder: Any, *, with_works: bool) -> FastAPI:
    app = create_app(Settings(data_dir=folder, public_read=True, demonstration=True))
    store = app.state.store
    soon = (datetime.now(UTC) + timedelta(hours=8, days=400)).date().isoformat()
    with store.writing() as c:
        for role in accounts.ROLES:
            accounts.create_user(c, store, role, role, PASSWORD)
        if with_works:
            for content in load_seed_works():
                enter(c, store, "works", content, who="demo")
            own = load_seed_works()[5] | {"plan": "某县2027年方案", "item": "村庄治理二期", "deadline": soon}
            enter(c, store, "works", own, who="demo")
            for content in load_seed_measures():
                enter(c, store, "measures", content, who="demo")
    return app


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(make_app(tmp_path_factory.mktemp("targets"), with_works=True)) as address:
        yield address


@pytest.fixture
def refused() -> list[int]:
    """Statuses that a test expects the service to refuse with; the browser tells of each in its console."""
    return []


@pytest.fixture
def opened(browser: Browser, full: str, refused: list[int]) -> Iterator[Open]:
    """Opens the page as a role and waits until it stands."""
    seen: list[Watched] = []
    with ExitStack() as stack:

        def forgive() -> None:
            for status in refused:
                told = [text for one in seen for text in one.wrong if f"status of {status}" in text]
                assert told, status
                for one in seen:
                    one.wrong[:] = [text for text in one.wrong if text not in told]

        def open_as(role: str, path: str = "/targets", address: str = full, **options: Any) -> Page:
            watching = stack.enter_context(watched(browser, address, **options))
            stack.callback(forgive)
            seen.append(watching)
            page = watching.page
            signed = page.request.post("/api/session", data={"name": role, "password": PASSWORD})
            assert signed.ok, signed.text()
            page.goto(path)
            page.wait_for_selector("html[data-ready=true]")
            return page

        yield open_as


def test_progress_is_reported_and_changes_the_light(opened: Open) -> None:
    page = opened("inspector", "/targets?plan=某县2027年方案")
    row = page.locator("tr.opens")
    expect(row).to_have_count(1)
    expect(row.locator(".lamp")).to_contain_text("黄")
    expect(row.locator(".col-light small")).to_have_text("本月未填报")
    row.locator(".act-report").click()
    form = page.locator(".work-progress .register-form")
    form.get_by_role("button", name="填报").click()
    expect(form.locator(".is-wrong")).to_have_count(2)
    expect(form.locator("#field-pace")).to_be_focused()
    form.locator("#field-pace").select_option("on_pace")
    form.locator("#field-text").fill("管网铺设过半")
    form.locator("#field-value").fill("约30")
    form.get_by_role("button", name="填报").click()
    expect(form.locator("#field-value-fault")).to_have_text("须为数字。")
    form.locator("#field-value").fill("３０")
    form.locator("input[type=file]").set_input_files(
        {"name": "现场.txt", "mimeType": "text/plain", "buffer": "现场照片说明".encode()}
    )
    expect(form.locator(".file-list")).to_contain_text("现场.txt")
    form.get_by_role("button", name="填报").click()
    expect(row.locator(".lamp")).to_contain_text("绿")
    expect(row.locator(".col-progress")).to_contain_text("30 %")
    expect(page.locator(".reports")).to_contain_text("管网铺设过半")
    with page.expect_download() as download:
        page.locator(".reports .file-link").click()
    assert download.value.suggested_filename == "现场.txt"
    assert page.locator(".entry-acts").count() == 0  # an inspector reports and changes no work


def test_an_analyst_moves_a_work_and_its_history_is_kept(opened: Open) -> None:
    page = opened("analyst", "/targets?plan=gaoxin_2023")
    page.get_by_role("button", name="雨水管网").click()
    page.locator(".entry-acts").get_by_role("button", name="完成").click()
    form = page.locator(".entry-form .register-form")
    form.get_by_role("button", name="完成").click()
    expect(form.locator(".field-fault:visible")).to_contain_text("理由或说明")
    form.locator("textarea").fill("已验收")
    form.get_by_role("button", name="完成").click()
    expect(page.locator(".state-way [aria-current=step]")).to_have_text("完成")
    expect(page.locator(".events li").first).to_contain_text("在办 → 完成")
    expect(page.locator(".events li").first).to_contain_text("已验收")
    expect(page.locator("tr.is-open .lamp")).to_contain_text("绿")
    page.keyboard.press("Escape")


def test_filters_are_in_the_address_and_the_lights_filter(opened: Open) -> None:
    page = opened("viewer")
    expect(page.locator(".act-report")).to_have_count(0)
    expect(page.get_by_role("button", name="新增任务")).to_have_count(0)
    page.locator("[data-filter=unit]").select_option("市农业农村局")
    page.locator(".fact-red").click()
    expect(page.locator("tr.opens")).to_have_count(5)
    assert "unit=" in page.url
    assert "light=red" in page.url
    page.reload()
    page.wait_for_selector("html[data-ready=true]")
    expect(page.locator("tr.opens")).to_have_count(5)
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator("tr.opens")).to_have_count(48)
    expect(page.locator(".plan-row")).to_have_count(6)
    page.locator("[data-filter=order]").select_option("deadline")
    expect(page.locator(".notes")).to_contain_text("30 天内到期")
    page.locator("[data-filter=due]").select_option("90")
    expect(page.locator(".notes")).to_contain_text("90 天内到期")


def test_measures_are_listed_and_a_new_one_is_entered(opened: Open, refused: list[int]) -> None:
    refused.append(422)  # a section that is not there
    page = opened("chief", "/targets?tab=section_plan")
    expect(page.locator("tbody tr[data-row]")).to_have_count(4)
    page.get_by_role("button", name="登记").click()
    form = page.locator(".register-form")
    expect(form.locator("#field-list")).to_have_value("section_plan")
    form.locator("#field-section_name").fill("崔庄桥")
    form.locator("#field-section").fill("没有这个断面")
    form.locator("#field-measure").fill("截污纳管")
    form.locator("#field-bodies").fill("区住建局")
    form.locator("#field-deadline").fill("2023-01-01")
    form.get_by_role("button", name="登记").click()
    expect(form.locator("#field-section-fault")).to_contain_text("没有编码为")
    form.locator("#field-section").fill("")
    form.get_by_role("button", name="登记").click()
    expect(page.locator("tbody tr[data-row]")).to_have_count(5)
    expect(page.locator(".entry-head")).to_contain_text("逾期")


def test_an_empty_ledger_says_what_to_do(opened: Open, tmp_path: Any) -> None:
    with served(make_app(tmp_path, with_works=False)) as address:
        page = opened("analyst", "/targets", address)
        expect(page.locator(".state h2")).to_have_text("台账里还没有任务")
        expect(page.get_by_role("button", name="新增任务")).to_be_visible()
        page.goto("/targets?tab=total_nitrogen")
        expect(page.locator(".state h2")).to_have_text("还没有总氮整改措施")


def test_it_fits_a_phone_and_paper(opened: Open) -> None:
    page = opened("analyst", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator(".ledger thead")).to_be_hidden()
    page.locator(".row-open").first.click()
    page.wait_for_selector(".entry-content")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('.entry-acts button, .side-bar button, .file-choose')]"
        ".filter(one => one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    wide = opened("analyst")
    wide.emulate_media(media="print")
    expect(wide.locator(".filters")).to_be_hidden()
    expect(wide.locator(".ledger thead")).to_be_visible()
    assert wide.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["1440", "375"])
def test_nothing_serious_stands_in_the_way(browser: Browser, full: str, options: dict[str, Any]) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    context = browser.new_context(
        base_url=full, bypass_csp=True, locale="zh-CN", reduced_motion="reduce", **options
    )  # the page's policy would not let axe in
    page = context.new_page()
    assert page.request.post("/api/session", data={"name": "analyst", "password": PASSWORD}).ok
    page.goto("/targets")
    page.wait_for_selector("html[data-ready=true]")
    assert serious(page) == []
    page.locator(".act-report").last.click()
    page.wait_for_selector(".work-progress .register-form")
    assert serious(page) == []
    page.goto("/targets?tab=section_plan")
    page.wait_for_selector("tbody tr[data-row]")
    assert serious(page) == []
    context.close()
