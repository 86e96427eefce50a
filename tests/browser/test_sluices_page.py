"""The page of sluices in a browser: records of states, ecological flow, an order from proposal to carrying out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.servers import served
from tests.api.test_control_orders import filled
from tests.browser.conftest import PHONE, watched
from tests.browser.test_accessible import AXE, serious
from tests.tracing_world import PASSWORD, river_app

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = river_app(tmp_path_factory.mktemp("sluices"))
    filled(app)
    with served(app) as where:
        yield where


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the page as a role and waits until it stands."""
    with ExitStack() as stack:

        def open_as(role: str, path: str = "/sluices", **options: Any) -> Page:
            page = stack.enter_context(watched(browser, address, **options)).page
            signed = page.request.post("/api/session", data={"name": role, "password": PASSWORD})
            assert signed.ok, signed.text()
            page.goto(path)
            page.wait_for_selector("html[data-ready=true]")
            return page

        yield open_as


def test_a_state_is_recorded_with_its_moments(opened: Open) -> None:
    page = opened("inspector")
    page.get_by_role("button", name="登记").click()
    form = page.locator(".register-form")
    form.locator("#field-sluice").fill("Z2")
    form.locator("#field-state").select_option("open")
    form.locator("#field-from").fill("2026-10-05T08:30")
    form.locator("#field-to").fill("2026-10-06T20:00")
    form.locator("#field-reason").fill("release")
    form.get_by_role("button", name="登记").click()
    expect(form.locator("#field-reported_by-fault")).to_contain_text("报告人")  # somebody said so, or it is not known
    form.locator("#field-reported_by").fill("值班员")
    form.get_by_role("button", name="登记").click()
    content = page.locator(".entry-content")
    expect(content).to_contain_text("清河二闸")
    expect(content).to_contain_text("2026年10月5日 08:30")
    expect(content).to_contain_text("提闸放水")
    expect(page.locator("tr.is-open")).to_contain_text("2026年10月6日 20:00")
    expect(page.locator(".entry-acts").get_by_role("button", name="撤销")).to_have_count(0)  # not an inspector's


def test_the_flow_of_a_month_and_an_order_from_proposal_to_carrying_out(opened: Open) -> None:
    page = opened("analyst", "/sluices?tab=flow&month=2026-10")
    first = page.locator(".flow-table tbody tr").first
    expect(first).to_contain_text("清河二断面")
    expect(first).to_contain_text("不足")
    expect(first).to_contain_text("0.9 m³/s")
    page.get_by_role("button", name="联合管控").click()
    card = page.locator(".proposal", has_text="清河二断面").first
    expect(card).to_contain_text("清河一闸")
    expect(card).to_contain_text("关闭")
    card.get_by_role("button", name="拟令").click()
    form = page.locator(".register-form")
    form.get_by_role("button", name="拟令").click()
    expect(form.locator(".is-wrong")).to_have_count(2)  # who orders, and from when: nothing is assumed
    form.locator("#field-by").fill("甲县水利局")
    form.locator("#field-from").fill("2026-11-01T08:00")
    form.get_by_role("button", name="拟令").click()
    expect(page.locator(".state-way [aria-current=step]")).to_have_text("拟令")
    acts = page.locator(".entry-acts")
    acts.get_by_role("button", name="下达").click()
    page.locator(".entry-form").get_by_role("button", name="下达").click()
    expect(page.locator(".state-way [aria-current=step]")).to_have_text("已下达")
    acts.get_by_role("button", name="报告执行").click()
    report = page.locator(".entry-form .register-form")
    report.locator("#field-executed_by").fill("甲闸管所")
    report.locator("#field-executed_at").fill("2026-11-01T09:00")
    report.get_by_role("button", name="报告执行").click()
    expect(page.locator(".entry-content")).to_contain_text("甲闸管所")
    expect(page.locator(".events li").first).to_contain_text("已下达 → 已执行")
    expect(page.locator(".proposal", has_text="清河二断面").first).to_contain_text("已有管控令")


@pytest.mark.parametrize("tab", ["states", "flow", "orders"])
def test_it_is_legible_for_everybody_and_fits_a_phone(opened: Open, tab: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    page = opened("chief", f"/sluices?tab={tab}&month=2026-10", bypass_csp=True, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert serious(page) == []


def test_a_viewer_reads_and_drafts_nothing(opened: Open) -> None:
    page = opened("viewer", "/sluices?tab=orders&month=2026-10")
    expect(page.locator(".proposal")).to_have_count(0)
    expect(page.get_by_role("button", name="登记")).to_have_count(0)
