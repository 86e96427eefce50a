"""The page of assessment: the coloured table, its filters and keyboard, a section at the side, copying and printing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from app.settings import Settings
from app.uses.accounts import accounts
from tests.api.servers import served
from tests.browser.conftest import PASSWORD, PHONE, sign_in, watched
from tests.browser.test_accessible import AXE, serious

Open = Callable[..., Page]
MONTH = "2026-10"
NUMERALS = {"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"}


def counted_last(answer: dict[str, Any]) -> list[int | None]:
    """How each section stands in the last month, after exemptions."""
    found = [row[-1] for row in answer["attainments"]]
    for cell in answer["after"]:
        if cell["month"] == len(answer["months"]) - 1:
            found[cell["section"]] = cell["attainment"]
    return found


def rows_shown(page: Page) -> int:
    return page.locator(".matrix tbody tr[data-row]").count()


def test_the_table_says_what_the_api_says(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}")
    answer = page.request.get(f"/api/assessment/sections?month={MONTH}&months=24").json()
    assert rows_shown(page) == len(answer["sections"]) > 20
    counted = counted_last(answer)
    row = next(i for i, one in enumerate(answer["sections"]) if one["name"] == "聊位路桥")
    written = page.locator(f".matrix tr[data-row='{row}'] .mark > b").all_inner_texts()
    numerals = ["", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"]
    assert written == [numerals[one] for one in answer["classes"][row]]
    state = answer["attainment_names"].index("missed")
    before, missed = sum(row[-1] == state for row in answer["attainments"]), counted.count(state)
    assert before > missed > 0
    fact = page.locator(".fact", has=page.locator("dt", has_text=re.compile("^未达标$")))
    expect(fact.locator("dd").first).to_have_text(f"{missed}（免考前 {before}）")
    assert page.locator(".matrix td:last-child .mark-missed").count() == missed
    states = {state for row in answer["states"] for state in row if state}
    assert states <= set(page.locator(".mark-state").all_inner_texts())


def test_filters_stand_in_the_address_and_in_the_numbers(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}")
    everything = rows_shown(page)
    page.select_option("[data-filter=district]", "度假区")
    expect(page.locator(".matrix tbody tr[data-row]")).not_to_have_count(everything)
    few = rows_shown(page)
    assert "district=" in page.url
    page.select_option("[data-filter=attainment]", "missed")
    expect(page.locator(".matrix tbody tr[data-row]")).not_to_have_count(few)
    missed = rows_shown(page)
    assert page.locator(".matrix td:last-child .mark-missed").count() == missed > 0
    page.reload()
    page.wait_for_selector("html[data-ready=true]")
    assert rows_shown(page) == missed
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator(".matrix tbody tr[data-row]")).to_have_count(everything)
    page.get_by_role("button", name="12 个月").click()
    expect(page.locator(".matrix tr[data-row='0'] td")).to_have_count(13)
    page.go_back()
    expect(page.locator(".matrix tr[data-row='0'] td")).to_have_count(25)


def test_an_exempt_cell_shows_what_counts_and_what_was_measured(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}", permissions=["clipboard-read", "clipboard-write"])
    row = page.locator(".matrix tbody tr[data-row]", has_text="谭庄水库")
    mark = row.locator("td:last-child .mark")
    expect(mark).to_have_class(re.compile("chip-3 .*mark-met.*mark-exempt"))
    assert (mark.locator("b").inner_text(), mark.locator(".mark-note").inner_text()) == ("Ⅲ", "免Ⅳ")
    mark.hover()
    expect(mark).to_have_attribute("title", re.compile("免考前 Ⅳ类 未达标 → 免考后 Ⅲ类 达标，示意环函〔2026〕3号"))
    page.get_by_role("button", name="复制表格").click()
    expect(page.locator(".toast-done")).to_contain_text("已复制")
    lines = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n").split("\n")
    assert next(line for line in lines if line.startswith("谭庄水库")).split("\t")[-1] == "Ⅲ（免考前Ⅳ）"
    page.select_option("[data-filter=attainment]", "met")
    expect(row).to_have_count(1)
    page.select_option("[data-filter=attainment]", "missed")
    expect(row).to_have_count(0)
    page.goto(f"/assessment?month={MONTH}&section=LC09")
    page.wait_for_selector("html[data-ready=true]")
    both = page.locator(".both")
    expect(both.locator(".both-results")).to_contain_text("免考前")
    assert both.locator(".tag").all_inner_texts() == ["未达标", "达标"]
    expect(both).to_contain_text("示意环函〔2026〕3号")
    expect(page.locator(".standing-target")).to_contain_text("实测 Ⅳ类")


def test_exports_carry_every_filter(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}&assessed=市考&attainment=met")
    assert 0 < rows_shown(page) < 20
    link = page.locator(".tools a[href*='f=csv']").first.get_attribute("href")
    assert link is not None
    assert page.request.get(link).status == 200
    answer = page.request.get(link.replace("f=csv", "f=json")).json()
    names = [one["name"] for one in answer["sections"]]
    assert page.locator(".matrix tbody tr[data-row] .row-name").all_inner_texts() == names
    page.goto(f"/assessment?month={MONTH}&river=谭庄水库")
    page.wait_for_selector("html[data-ready=true]")
    assert page.locator(".matrix tbody .row-name").all_inner_texts() == ["谭庄水库"]
    expect(page.locator(".fact-wide dt")).to_contain_text("总体")


def test_the_course_is_drawn_from_the_joined_means(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}&section=LC06&indicator=w21003")
    answer = page.request.get(f"/api/assessment/sections/LC06?month={MONTH}").json()
    value = next(one["value"] for one in answer["indicators"] if one["code"] == "w21003")
    page.locator(".chart-data summary").click()
    last = page.locator(".chart-table tbody tr").last
    assert float(last.locator("td").nth(0).inner_text()) == value
    button = page.locator(".indicators tr[data-code=w21003] .value-button")
    assert last.locator("td").nth(0).inner_text() == button.inner_text()


def test_heads_sort_and_filter(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}")
    page.get_by_role("button", name="按2026年10月排序").click()
    page.get_by_role("button", name="按2026年10月排序").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    assert page.locator(".matrix tr[data-row='0'] td:last-child b").inner_text() == "劣Ⅴ"
    page.get_by_role("button", name="筛选断面").click()
    page.get_by_role("searchbox", name="筛选断面").fill("油坊")
    expect(page.locator(".matrix tbody tr[data-row]")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".filter-box")).to_be_hidden()


def test_the_keyboard_walks_opens_and_comes_back(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}", permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator(".matrix tbody th").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".matrix tr[data-row='1'] td").nth(-2)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator(".is-selected").count() == 4
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    lines = [line.split("\t") for line in copied.replace("\r\n", "\n").split("\n")]
    assert [len(line) for line in lines] == [2, 2]
    assert lines[0][0] == "前油坊"
    assert {line[1] for line in lines} <= NUMERALS
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator(".side-body h1")).to_contain_text("董姑桥")
    assert "section=" in page.url
    page.keyboard.press("Escape")
    expect(page.locator(".work-side")).to_be_hidden()
    expect(page.locator(".matrix tr[data-row='2'] th")).to_be_focused()


def test_the_whole_table_copies_with_its_head(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制表格").click()
    expect(page.locator(".toast-done")).to_contain_text("已复制")
    lines = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n").split("\n")
    assert lines[0].split("\t")[:3] == ["断面", "考核", "2024年11月"]
    assert len(lines) == rows_shown(page) + 1
    assert {len(line.split("\t")) for line in lines} == {26}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_exports_answer(open_page: Open, kind: str) -> None:
    page = open_page(f"/assessment?month={MONTH}&district=度假区")
    link = page.locator(f".tools a[href*='f={kind}']").first.get_attribute("href")
    assert link is not None
    assert "district=" in link
    answer = page.request.get(link)
    assert answer.status == 200
    assert answer.body()[:2] == (b"PK" if kind == "xlsx" else answer.body()[:2])
    assert "attachment" in answer.headers["content-disposition"]


def test_a_section_shows_its_indicators_its_course_and_the_cells_it_was_read_from(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}&section=LC06")
    side = page.locator(".work-side")
    expect(side.locator("h1")).to_contain_text("聊位路桥")
    expect(side.locator(".indicators tbody tr").first).to_be_visible()
    expect(side.locator(".both-results")).to_contain_text("免考前")
    expect(side.locator(".chart-canvas canvas")).to_be_visible(timeout=20_000)
    first = side.locator(".indicators tr[data-code=w21003] .value-button")
    first.click()
    expect(side.locator("#raw-values h2")).to_contain_text("氨氮")
    expect(side.locator(".raw-table tbody tr").first).to_be_visible()
    assert "indicator=w21003" in page.url
    page.locator(".chart-data summary").click()
    expect(side.locator(".chart-table tbody tr")).to_have_count(24)
    expect(side.get_by_role("img", name=re.compile("氨氮.*个监测值"))).to_be_visible()
    href = side.get_by_role("link", name="在地图上显示").get_attribute("href")
    assert href == f"/?feature=sections/LC06&month={MONTH}"


def test_the_report_can_be_copied(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}&tab=report", permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator(".paragraph").first).to_be_visible()
    page.get_by_role("button", name="复制全文").click()
    text = page.evaluate("navigator.clipboard.readText()")
    assert len(text) > 60
    assert page.locator(".paragraph p").first.inner_text() in text
    link = page.locator(".report a[href*='f=docx']").get_attribute("href")
    assert link is not None
    assert page.request.get(link).body()[:2] == b"PK"


def test_the_numbers_of_the_report_lead_to_their_values(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}&tab=report")
    paragraph = page.locator(".paragraph", has_text="千户营断面")
    paragraph.locator("p", has_text="千户营断面").locator("a.report-fact").nth(0).click()
    expect(page.locator(".side-body h1")).to_contain_text("千户营")
    expect(page.locator(".indicators .is-chosen")).to_contain_text("氨氮")
    expect(page.locator("#raw-values tbody tr").first).to_be_visible()


def test_the_outlook_has_a_light_for_each_target_and_a_day_of_its_own(browser: Browser, site: str) -> None:
    with watched(browser, site) as seen:
        page = seen.page
        sign_in(page, "analyst", "/assessment")
        page.goto(f"/assessment?month={MONTH}&tab=outlook")
        expect(page.locator(".table .light").first).to_be_visible(timeout=30_000)
        ended = page.locator(".table .light").all_inner_texts()
        assert len(ended) > 20
        assert all(ended)
        page.get_by_label("截至").fill("2026-10-20")
        page.wait_for_url("**date=2026-10-20*")
        expect(page.get_by_label("截至")).to_have_value("2026-10-20", timeout=30_000)
        row = page.locator(".table tbody tr", has_text="聊位路桥").first
        expect(row).to_contain_text("11")  # days left
        answer = page.request.get("/api/assessment/outlook?date=2026-10-20").json()
        unlikely = page.locator(".fact", has_text="难以达标").locator("dd").inner_text()
        assert unlikely == str(answer["counts"]["unlikely"])


def test_the_printed_page_has_heads_and_feet(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}")
    rule = page.evaluate(
        "() => { dispatchEvent(new Event('beforeprint'));"
        " return document.adoptedStyleSheets.flatMap(s => [...s.cssRules].map(r => r.cssText)).join('') }"
    )
    assert "2026年10月断面水质" in rule
    assert 'counter(page) " 页 共 " counter(pages)' in rule
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".tools").first).to_be_hidden()
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert 2 <= len(pages) <= 5


def test_a_long_table_draws_what_is_in_view(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}")
    page.evaluate(
        """async () => {
          const { createTable } = await import("/static/js/table/table.js");
          const columns = Array.from({ length: 25 }, (_, i) => (
            { id: `c${i}`, title: `列${i}`, value: (row) => row * 25 + i }));
          const table = createTable({ columns, rows: Array.from({ length: 1000 }, (_, i) => i), caption: "长表" });
          document.getElementById("work-main").replaceChildren(table.element);
          globalThis.long = table;
        }"""
    )
    assert page.locator("tr[data-row]").count() < 120
    page.evaluate("long.box.scrollTop = long.box.scrollHeight")
    expect(page.locator("tr[data-row='999'] th")).to_be_visible()
    assert page.locator("tr[data-row]").count() < 120
    assert page.locator("tr[data-row='999'] th").inner_text() == str(999 * 25)
    page.locator("tr[data-row='999'] th").focus()
    page.keyboard.press("Control+ArrowUp")
    expect(page.locator("tr[data-row='0'] th")).to_be_focused()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("tr[data-row]").count() == 1000


def test_a_phone_has_the_pages_at_its_foot(open_page: Open) -> None:
    page = open_page(f"/assessment?month={MONTH}", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    targets = page.locator(".bottom-nav > *, .months button:visible, .tabs button, .filters select, .filters .tool")
    for target in targets.all():
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 44
    page.locator(".bottom-nav button").click()
    expect(page.locator(".more-sheet")).to_contain_text("登录")
    page.keyboard.press("Escape")
    page.locator(".matrix tr[data-row='0'] th").click()
    expect(page.locator(".side-body h1")).to_contain_text("千户营")
    assert page.locator("#work-main").get_attribute("inert") is not None
    page.get_by_role("button", name="关闭").click()
    assert page.locator("#work-main").get_attribute("inert") is None


def test_who_may_not_read_is_led_to_the_sign_in(browser: Browser, tmp_path: Path, built_demo: Path) -> None:
    from tests.api.servers import served
    from tests.browser.conftest import demonstration

    app = demonstration(built_demo, tmp_path, public_read=False)
    with served(app) as address, watched(browser, address) as seen:
        seen.page.goto("/assessment/ranking?month=2026-10")
        assert "/sign-in?next=/assessment/ranking" in seen.page.url


PAGES = [
    f"/assessment?month={MONTH}",
    f"/assessment?month={MONTH}&section=LC06",
    f"/assessment?month={MONTH}&tab=report",
    f"/assessment?month={MONTH}&tab=outlook",
    f"/assessment/ranking?month={MONTH}",
]


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["1440", "375"])
def test_accessible(browser: Browser, site: str, options: dict[str, Any]) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    context = browser.new_context(base_url=site, bypass_csp=True, locale="zh-CN", reduced_motion="reduce", **options)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, "analyst", "/assessment")
    for path in PAGES:
        page.goto(path)
        page.wait_for_selector("html[data-ready=true]")
        expect(page.locator(".skeleton")).to_have_count(0, timeout=30_000)
        assert (path, serious(page)) == (path, [])
    context.close()


def test_an_empty_store_says_what_to_bring_in_first(browser: Browser, tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, public_read=True))
    with app.state.store.writing() as c:
        accounts.create_user(c, app.state.store, "admin", "admin", PASSWORD)
    with served(app) as address, watched(browser, address) as seen:
        page = seen.page
        for path in ("/assessment", "/assessment/ranking"):
            page.goto(path)
            page.wait_for_selector("html[data-ready=true]")
            expect(page.locator(".state h2")).to_have_text("还没有监测数据")
            expect(page.locator(".state a")).to_have_attribute("href", re.compile("^/sign-in"))
        sign_in(page, "admin", "/assessment")
        page.wait_for_selector("html[data-ready=true]")
        links = page.locator(".state a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert links == ["/samples", "/upload"]
