"""The page of waters and sources: each list in its order, both results, values with limits, the strip of points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from app.settings import Settings
from app.uses.accounts import accounts
from tests.api.servers import served
from tests.browser.conftest import PASSWORD, PHONE, watched
from tests.browser.test_accessible import AXE, serious

Open = Callable[..., Page]
MONTH = "2026-10"
PATH = f"/assessment/sites?month={MONTH}"
TABS = ("regions", "lakes", "sources", "wells", "plants", "ditches", "season")


def sign_in(page: Page, role: str = "viewer") -> None:
    assert page.request.post("/api/session", data={"name": role, "password": PASSWORD}).ok


def show(page: Page, tab: str, more: str = "") -> None:
    page.goto(f"{PATH}&tab={tab}{more}")
    page.wait_for_selector("html[data-ready=true]")


def answer(page: Page, name: str, query: str = f"month={MONTH}") -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(f"/api/assessment/{name}?{query}").json()
    return found


def names(page: Page) -> list[str]:
    return page.locator("tbody .row-name").all_inner_texts()


@pytest.fixture
def page(open_page: Open) -> Page:
    """The page, signed in."""
    opened = open_page(PATH)
    sign_in(opened)
    return opened


def test_regions_of_every_kind_lead_to_their_sections(page: Page) -> None:
    rows = answer(page, "regions", f"month={MONTH}&by=river")["rows"]
    assert sorted(names(page)) == sorted(row["name"] for row in rows)
    worst = max(rows, key=lambda row: (row["level"] or 0, row["class"] or 0))
    expect(page.locator("tbody tr").first).to_contain_text(worst["level_zh"])
    page.get_by_role("button", name="区县", exact=True).click()
    expect(page.locator("tbody .row-name").first).to_be_visible()
    expect(page).to_have_url(re.compile("by=district"))
    districts = answer(page, "regions", f"month={MONTH}&by=district")["rows"]
    expect(page.locator("tbody tr")).to_have_count(len(districts))
    page.locator("tbody th").first.click()
    side = page.locator(".side-body")
    expect(side.locator(".both-results")).to_contain_text("免考前")
    expect(side.locator(".both-results")).to_contain_text("免考后")
    expect(side.locator(".section-link").first).to_have_attribute(
        "href", re.compile(rf"^/assessment\?month={MONTH}&section=LC")
    )


def test_a_lake_shows_both_results_and_its_trophic_state(page: Page) -> None:
    rows = answer(page, "lakes")["rows"]
    changed = next(row for row in rows if row["after"])
    show(page, "lakes", f"&site={changed['name']}")
    both = page.locator(".both-results .chip")
    expect(both).to_have_text([changed["class_name"], changed["after"]["class_name"]])
    assert changed["class_name"] != changed["after"]["class_name"]
    index = changed["trophic"]["index"]
    side = page.locator(".side-body")
    expect(side).to_contain_text(f"{index:.1f} · {changed['trophic']['level_zh']}")
    left = side.locator(".site-part > .trophic-scale b").evaluate("e => parseFloat(e.style.left)")
    assert abs(left - index) < 0.01
    assert side.locator(".site-items").first.locator("tbody tr").count() == 5
    assert names(page) == [row["name"] for row in sorted(rows, key=lambda row: -row["trophic"]["index"])]


def test_sources_and_wells_are_for_those_who_are_signed_in(open_page: Open) -> None:
    for tab in ("sources", "wells"):
        page = open_page(f"{PATH}&tab={tab}")
        expect(page.locator(".state h2")).to_have_text("登录后查看")
        expect(page.locator(".state a.button")).to_have_attribute("href", re.compile("next=%2Fassessment"))


def test_an_overdue_source_comes_first_with_its_items(page: Page) -> None:
    rows = answer(page, "water-sources")["rows"]
    overdue = sorted((row for row in rows if row["is_overdue"]), key=lambda row: -row["days_overdue"])
    show(page, "sources")
    assert names(page)[: len(overdue)] == [row["name"] for row in overdue]
    assert len(overdue) == 2
    expect(page.locator("tbody tr").first).to_contain_text(f"逾期 {overdue[0]['days_overdue']} 天")
    page.locator("tbody tr").first.locator("th").click()
    side = page.locator(".side-body")
    expect(side.locator(".both-results .tag")).to_have_text(["未达标", "未达标"])
    missed = next(item for item in overdue[0]["items"] if item["missed"])
    first = side.locator(".site-items tbody tr").first
    expect(first).to_contain_text(missed["name_zh"])
    assert first.locator("td").nth(1).inner_text() == str(missed["limit"])
    expect(side.locator(".part-tag")).to_have_text(["表1达标", "表2未达标", "表3无法判定"])
    expect(side.locator("#raw-values tbody tr").first).to_contain_text("values_water_sources.csv")


def test_a_well_stands_against_the_limits_of_its_target(page: Page) -> None:
    rows = answer(page, "groundwater", "year=2026")["rows"]
    missed = next(row for row in rows if row["attainment"] == "missed")
    show(page, "wells")
    assert names(page)[0] == missed["name"]
    page.locator("tbody th").first.press("Enter")
    side = page.locator(".side-body")
    expect(side.locator("h1")).to_have_text(missed["name"])
    item = next(one for one in missed["items"] if one["missed"])
    cells = side.locator(".site-items tbody tr").first
    expect(cells.locator("td").nth(1)).to_have_text(f"{item['limits'][missed['target_class'] - 1]:g}")
    assert side.locator(".site-items tbody tr").count() == missed["judged_count"]
    page.keyboard.press("Escape")
    expect(page.locator(".work-side")).to_be_hidden()
    expect(page.locator("tbody th").first).to_be_focused()


def test_a_plant_shows_its_class_load_and_inflow(page: Page) -> None:
    rows = {row["name"]: row for row in answer(page, "treatment-plants")["rows"]}
    show(page, "plants")
    quasi = next(row for row in rows.values() if row["class_name"] == "准Ⅳ")
    line = page.locator("tbody tr", has=page.get_by_text(quasi["name"], exact=True))
    expect(line.locator(".chip")).to_have_text("准Ⅳ")
    bar = line.locator(".load-bar i")
    width = bar.evaluate("e => e.getBoundingClientRect().width / e.parentElement.getBoundingClientRect().width")
    assert abs(width - quasi["load"]["share_percent"] / 120) < 0.01
    low = next(row for row in rows.values() if row["inflow"]["state"] == "missed")
    show(page, "plants", f"&site={low['code']}")
    side = page.locator(".side-body")
    assert side.locator(".inflow-bar").count() == len(low["inflow"]["months"])
    expect(side.locator(".site-reasons")).to_contain_text(low["reasons_zh"][0])
    expect(side.locator("#raw-values tbody")).to_contain_text("出水")
    expect(side.locator("#raw-values tbody")).to_contain_text("values_dischargers.csv")


def test_points_stand_along_the_water_and_orp_is_switched(page: Page) -> None:
    rows = answer(page, "black-odorous-waters")["rows"]
    back = next(row for row in rows if row["rebound"])
    show(page, "ditches")
    assert names(page)[0] == back["name"]  # the heaviest comes first
    strip = page.locator("tbody tr").first.locator(".strip li")
    assert strip.locator(".unseen").all_text_contents() == [f"{p['point']} {p['grade_zh']}" for p in back["points"]]
    assert page.locator("tbody tr").first.locator(".in-stretch").count() == len(back["stretches"][0]["points"])
    page.locator("tbody th").first.click()
    side = page.locator(".side-body")
    expect(side).to_contain_text("重度河段：1号点 至 3号点")
    assert side.locator(".visits tbody tr").count() == len(back["visits"])
    expect(side.locator(".visits thead")).to_contain_text("≥ 25 cm")
    expect(side.locator(".rounds .is-rebound")).to_have_count(1)
    with page.expect_response(lambda one: "with_orp=false" in one.url):
        page.get_by_role("button", name="不含", exact=True).click()
    expect(page).to_have_url(re.compile("orp=off"))
    expect(side.locator(".visits thead")).to_contain_text("本次不参评")


def test_a_cell_of_the_season_leads_to_its_section(page: Page) -> None:
    rows = answer(page, "flood-season", "year=2026")["rows"]
    show(page, "season")
    expect(page.locator(".site-lead")).to_contain_text("旱季藏污、雨季冲刷")
    section = names(page)[0]
    phosphorus = next(row for row in rows if row["section_name"] == section and row["code"] == "w21011")
    column = page.locator(".head-titles th").all_inner_texts().index("总磷")
    cell = page.locator("tbody tr").first.locator("td").nth(column - 1)
    assert cell.inner_text().startswith(f"{phosphorus['ratio']:.2f}")
    cell.click()
    side = page.locator(".side-body")
    expect(side.locator(".panel-head")).to_contain_text(f"{section}")
    expect(side.locator(".site-items tbody tr")).to_have_count(2)
    expect(side.locator("a.tool")).to_have_attribute("href", re.compile("indicator=w21011"))
    assert f"site={phosphorus['section']}:w21011" in page.url


def test_every_list_can_be_taken_away(page: Page) -> None:
    for tab in TABS:
        show(page, tab)
        for kind, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
            href = page.locator("a.tool", has_text=f".{kind}").get_attribute("href")
            taken = page.request.get(str(href))
            assert taken.ok, href
            assert taken.body().startswith(start), href


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("sites_empty"), public_read=True))
    with app.state.store.writing() as c:
        accounts.create_user(c, app.state.store, "viewer", "viewer", PASSWORD)
    with served(app) as address:
        yield address


def test_an_empty_store_says_what_to_do(browser: Browser, empty: str) -> None:
    with watched(browser, empty) as seen:
        sign_in(seen.page)
        for tab in TABS:
            seen.page.goto(f"/assessment/sites?tab={tab}")
            seen.page.wait_for_selector("html[data-ready=true]")
            expect(seen.page.locator(".state p")).to_contain_text("。")
            assert seen.page.locator("table").count() == 0


def test_a_phone_has_room_for_every_list(open_page: Open) -> None:
    page = open_page(PATH, **PHONE)
    sign_in(page)
    for tab in TABS:
        show(page, tab)
        page.locator("tbody th").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, tab
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main a')].filter(one => one.getBoundingClientRect().height"
            " && one.getBoundingClientRect().height < 44).map(one => one.textContent)"
        )
        assert small == [], tab
        inside = page.evaluate(
            "(([on, bar]) => on.left >= bar.left && on.right <= bar.right + 1)"
            "(['.site-tabs [aria-pressed=true]', '.site-tabs']"
            ".map(one => document.querySelector(one).getBoundingClientRect()))"
        )
        assert inside, tab
        page.locator("tbody th").first.click()
        page.locator(".side-body h1").wait_for()
        assert page.evaluate("document.querySelector('.side-body').scrollWidth") <= 375, tab


def test_paper_shows_the_list_without_controls(page: Page) -> None:
    show(page, "ditches")
    page.emulate_media(media="print")
    expect(page.locator(".site-tabs")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("tbody tr").last).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["1440", "375"])
def test_nothing_serious_stands_in_the_way(browser: Browser, site: str, options: dict[str, Any]) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    context = browser.new_context(
        base_url=site, bypass_csp=True, locale="zh-CN", reduced_motion="reduce", **options
    )  # the page's policy would not let axe in
    page = context.new_page()
    sign_in(page)
    for tab in TABS:
        show(page, tab)
        page.locator("tbody th").first.wait_for()
        if options is PHONE:  # elsewhere the list is judged beside its side
            assert serious(page) == [], tab
        page.locator("tbody th").first.click()
        page.locator(".side-body h1").wait_for()
        assert serious(page) == [], tab
    context.close()
