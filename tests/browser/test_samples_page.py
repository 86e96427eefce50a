"""A month's workbook: dropped, one name answered, imported, official, assessed, a letter due, looked up, undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.servers import served
from tests.browser.conftest import PHONE, demonstration, sign_in, watched
from tests.browser.test_accessible import AXE, serious
from tests.sample_books_of_tests import ROWS, city_workbook

MONTH = "2026-11"
NAME = "聊城市11月.xlsx"
GREAT = "18.4"  # 氨氮 in mg/L: beyond Ⅴ whatever else was measured
DROP = """([bytes, name]) => {
  const kept = new DataTransfer();
  kept.items.add(new File([new Uint8Array(bytes)], name));
  document.querySelector(".drop-zone").dispatchEvent(
    new DragEvent("drop", { dataTransfer: kept, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, built_demo: Path) -> Iterator[str]:
    """A demonstration that these tests change."""
    with served(demonstration(built_demo, tmp_path_factory.mktemp("samples"))) as address:
        yield address


def signed_in(page: Page, role: str) -> None:
    """Signed in, with the page of the import open."""
    sign_in(page, role, "/samples")
    page.wait_for_selector("body.work-samples")
    page.wait_for_selector("html[data-ready=true]")


def opened(page: Page, path: str = "/samples") -> None:
    page.goto(path)
    page.wait_for_selector("html[data-ready=true]")


def sent(page: Page, body: bytes, name: str) -> None:
    """A file chosen on the page, and recognised."""
    opened(page)
    page.set_input_files("#samples-file", {"name": name, "mimeType": "application/octet-stream", "buffer": body})
    expect(page.locator(".outcome, .card h2").first).to_be_visible(timeout=20_000)


def test_the_citys_ugly_workbook_of_a_month(browser: Browser, own: str) -> None:
    body = city_workbook(rows=[*ROWS, [6, "徒骇河", "聊位路", 8.0, 2.6, 11.2, 41, 2.35, 0.03, 0.44]])
    with watched(browser, own) as seen:
        page = seen.page
        signed_in(page, "analyst")
        page.evaluate(DROP, [list(body), NAME])
        # What was recognised.
        expect(page.locator(".outcome")).to_be_visible(timeout=20_000)
        expect(page.locator("h1")).to_have_text(NAME)
        expect(page.get_by_role("tab", name="11月")).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tab", name=re.compile("填表说明"))).to_contain_text("不读取")
        assert page.locator("#sheet-month").input_value() == MONTH
        expect(page.locator(".grid-column", has_text="氨氮")).to_have_class(re.compile("is-result"))
        expect(page.locator(".grid-row[aria-rowindex='10']")).to_have_class(re.compile("is-ignored"))
        expect(page.locator(".grid-row[aria-rowindex='10'] .grid-edge")).to_contain_text("平均值")
        assert page.locator(".grid-row.is-heading").count() == 2
        # One name is asked; nothing can be imported until it is answered.
        expect(page.locator("#import")).to_be_disabled()
        expect(page.locator(".blocker")).to_contain_text("1 个名称")
        question = page.locator("fieldset.question")
        expect(question).to_have_count(1)
        question.get_by_role("button", name="看第 8 行").click()
        expect(page.locator(".grid-cell.is-marked")).to_have_attribute("id", re.compile("-8-1$"))
        question.get_by_role("button", name=re.compile("^油坊桥")).click()
        expect(page.locator("fieldset.question")).to_have_class(re.compile("is-answered"))
        page.get_by_label("记住这些名称").check()
        expect(page.locator(".outcome-new dd")).to_have_text("36")
        page.get_by_label("审定级别").select_option("city")
        expect(page.locator("#import")).to_be_enabled()
        expect(page.locator("#import")).to_have_text("导入 36 个值")
        page.locator("#import").click()
        expect(page.locator(".done h2")).to_have_text("已导入 36 个值", timeout=20_000)
        expect(page.locator(".done")).to_contain_text("1 个月份状态")
        assert page.locator(".grid-column button").count() == 0  # what is imported is not changed any more
        batch = re.search(r"第 (\d+) 批", page.locator(".done").inner_text())
        assert batch is not None
        assert page.get_by_role("link", name="看评价").get_attribute("href") == f"/assessment?month={MONTH}"
        # Raised to 终版, with the count told first.
        opened(page)
        form = page.locator(".status-form")
        form.get_by_label("月份").select_option(MONTH)
        expect(page.locator(".status-count")).to_contain_text("36 个值将由原始改为终版")
        form.get_by_role("button", name="变更状态").click()
        expect(page.locator(".toast-done")).to_contain_text("36")
        expect(page.locator(".status-log li").first).to_contain_text("原始 → 终版")
        expect(page.locator(".batch-table tbody tr").first).to_contain_text("终版 36")
        # The month is coloured: 前油坊 with 氨氮 1.72, 高锰酸盐指数 9.8, 总磷 0.36 is Ⅴ.
        opened(page, f"/assessment?month={MONTH}")
        row = page.locator(".matrix tbody tr[data-row]", has=page.locator("th", has_text="前油坊"))
        expect(row.locator("td").last.locator(".mark b")).to_have_text("Ⅴ")
        expect(page.locator(".matrix tr[data-row]", has_text="崔庄桥").locator("td").last).to_contain_text("断流")
        # A number leads back to its cell.
        opened(page, f"/assessment?month={MONTH}&section=LC02&indicator=w21003")
        link = page.locator("#raw-values .place a").first
        expect(link).to_contain_text(f"{NAME} › 11月 › H6")
        link.click()
        expect(page.locator(".grid-cell.is-marked")).to_have_text("1.72")
        expect(page.locator(".marked-line")).to_contain_text("H6")
        # The month's letters.
        opened(page, f"/accountability?month={MONTH}")
        expect(page.locator("#work-main")).to_contain_text("聊位路桥", timeout=20_000)
        expect(page.locator("#work-main")).not_to_contain_text("本月没有应发文书")
        # Undone: an official batch needs its document.
        opened(page)
        page.get_by_role("button", name=f"撤销导入：第 {batch[1]} 批").click()
        ask = page.get_by_role("dialog")
        ask.get_by_label("原因").fill("误传上月文件")
        ask.get_by_role("button", name="撤销导入").click()
        expect(ask.get_by_role("alert")).to_contain_text("依据文件")
        ask.get_by_label("依据文件").fill("聊环监〔2026〕11号")
        ask.get_by_role("button", name="撤销导入").click()
        expect(page.locator(".batch-table tbody tr").first).to_contain_text("误传上月文件")
        gone = page.request.get(f"/api/samples?site=sections/LC02&month={MONTH}&months=1").json()
        assert gone["samples"] == []
        # The same file again asks nothing more: shape and name are known.
        sent(page, body, "again.xlsx")
        expect(page.locator(".good-line").first).to_contain_text(NAME)
        expect(page.locator("fieldset.question")).to_have_count(0)
        expect(page.locator("#import")).to_have_text("导入 36 个值")
        seen.wrong[:] = [one for one in seen.wrong if "422" not in one]  # the undo without a document


def test_an_official_value_is_corrected_on_a_document_where_the_import_leaves_it_alone(
    browser: Browser, own: str
) -> None:
    """董姑桥 in 2026-10: an official 氨氮 is held back by the import, then corrected at its raw values."""
    with watched(browser, own) as seen:
        page = seen.page
        signed_in(page, "analyst")
        where = "/api/samples?site=sections/LC03&month=2026-10&months=1&indicator=w21003"
        old = next(one for one in page.request.get(where).json()["samples"] if one["status"] == "final")
        stamp = datetime.fromisoformat(old["sampled_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
        text = f"断面名称,监测时间,氨氮(mg/L)\n董姑桥,{stamp:%Y-%m-%d %H:%M},{GREAT}\n董姑桥,2026-12-03 09:00,0.5\n"
        sent(page, text.encode(), "复核.csv")
        page.locator(".told.is-warning summary", has_text="已有终版").click()
        page.get_by_role("link", name="去更正：董姑桥 氨氮").click()
        page.wait_for_url("**/assessment?month=2026-10&section=LC03&indicator=w21003")
        row = page.locator(f"#raw-values tr[data-id='{old['id']}']")
        cell = page.locator(".matrix tbody tr[data-row]", has=page.locator("th", has_text="董姑桥")).locator("td").last
        expect(cell.locator(".mark b")).to_have_text("Ⅳ")
        row.get_by_role("button", name=re.compile("^凭文件更正")).click()
        form = page.locator("#raw-values form")
        expect(form).to_contain_text(f"原值 {old['raw_text']}")
        expect(form).to_contain_text("留在历史记录中")
        expect(form.get_by_label("新值")).to_be_focused()
        # Leaving gives the keyboard back; the side stays open.
        page.keyboard.press("Escape")
        expect(form).to_have_count(0)
        expect(row.get_by_role("button")).to_be_focused()
        page.keyboard.press("Enter")
        # What is wrong stands at its field, whoever finds it.
        form.get_by_role("button", name="更正", exact=True).click()
        expect(form.locator(".is-wrong .field-fault")).to_have_text(["请填写新值。", "请填写文号。", "请填写理由。"])
        form.get_by_label("新值").fill("约三")
        form.get_by_label("文号").fill("聊环监〔2026〕12号")
        form.get_by_label("理由").fill("复核发现录入错误")
        form.get_by_label("文件扫描件").set_input_files(
            {"name": "更正函.txt", "mimeType": "text/plain", "buffer": "更正函".encode()}
        )
        expect(form.locator(".file-list")).to_contain_text("更正函.txt")
        form.get_by_role("button", name="更正", exact=True).click()
        expect(form.locator(".is-wrong .field-fault")).to_have_text(re.compile("^“约三”读不出数值"))
        form.get_by_label("新值").fill(GREAT)
        form.get_by_role("button", name="更正", exact=True).click()
        # The side and the table say the new value; the old one is told to be kept.
        done = f"已凭聊环监〔2026〕12号更正，原值 {old['raw_text']} 保留"
        expect(page.locator("#raw-values .good-line")).to_have_text(done)
        newest = page.locator("#raw-values tr.is-newest")
        expect(newest.locator("b")).to_have_text(GREAT)
        expect(newest).to_contain_text("复核发现录入错误（聊环监〔2026〕12号）")
        expect(newest.get_by_role("button")).to_be_focused()
        expect(row).to_have_count(0)
        expect(cell.locator(".mark b")).to_have_text("劣Ⅴ")
        seen.wrong[:] = [one for one in seen.wrong if "422" not in one]  # the value that could not be read


def test_who_only_reads_is_offered_no_correction(browser: Browser, own: str) -> None:
    with watched(browser, own) as seen:
        page = seen.page
        signed_in(page, "chief")
        opened(page, "/assessment?month=2026-09&section=LC02&indicator=w21003")
        expect(page.locator("#raw-values tbody tr").first).to_be_visible()
        assert page.locator(".raw-correct").count() == 0


def test_a_column_a_row_and_a_month_can_be_changed(browser: Browser, own: str) -> None:
    with watched(browser, own) as seen:
        page = seen.page
        signed_in(page, "analyst")
        rows = [
            [1, "马颊河", "董姑桥", 7.9, 6.2, 5.1, 18, 0.62, "0.01L", 0.14],
            [2, "卫运河", "油坊桥", 8, 6, 5, 19, 0.6, 0.02, 0.1],
        ]
        sent(page, city_workbook("2027年3月", rows, "3月"), "改.xlsx")
        count = page.locator(".outcome-new dd")
        expect(count).to_have_text("14")
        page.locator(".grid-row[aria-rowindex='5'] .grid-edge button").click()
        expect(count).to_have_text("7")
        page.locator(".grid-row[aria-rowindex='5'] .grid-edge button").click()
        expect(count).to_have_text("14")
        page.locator(".grid-column", has_text="石油类").get_by_role("button").click()
        menu = page.get_by_role("dialog")
        expect(menu.get_by_role("heading")).to_have_text("I 列是什么")
        menu.get_by_role("radio", name=re.compile("^不读取")).check()
        menu.get_by_role("button", name="确定").click()
        expect(count).to_have_text("12")
        page.locator(".grid-column[aria-colindex='9'] button").click()
        menu.get_by_role("searchbox").fill("总氮")
        menu.get_by_role("radio", name=re.compile("^总氮")).check()
        menu.get_by_label("单位").fill("μg/L")
        menu.get_by_role("button", name="确定").click()
        expect(page.locator(".grid-column[aria-colindex='9']")).to_contain_text("总氮")
        expect(page.locator(".grid-column[aria-colindex='9']")).to_contain_text("μg/L")
        page.fill("#sheet-month", "2027-04")
        page.locator("#sheet-month").dispatch_event("change")
        expect(page.locator(".month-list")).to_contain_text("2027年4月")
        page.locator(".grid-box").focus()
        page.keyboard.press("Control+ArrowDown")
        page.keyboard.press("ArrowRight")
        expect(page.locator(".grid-box")).to_have_attribute("aria-activedescendant", re.compile("-7-2$"))
        page.get_by_role("button", name="放弃").click()
        expect(page.locator(".drop-zone")).to_be_visible()


def test_stations_without_a_year_ask_for_it(browser: Browser, own: str) -> None:
    text = "断面名称,监测时间,氨氮(mg/L)\n董姑桥,11-03 08:00,0.5\n董姑桥,11-03 12:00,0.7\n"
    with watched(browser, own) as seen:
        page = seen.page
        signed_in(page, "analyst")
        sent(page, text.encode(), "站.csv")
        expect(page.locator("#import")).to_be_disabled()
        page.fill("#year-asked", "2021")
        page.keyboard.press("Enter")
        expect(page.locator(".month-list")).to_contain_text("2021年11月")
        expect(page.locator("#import")).to_be_enabled()
        page.get_by_role("button", name="放弃").click()


def test_hostile_names_and_large_sheets_stay_text_and_smooth(browser: Browser, own: str) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("<img src=x onerror=alert(1)>")
    sheet.append(["断面", "月份", *(f"项目{n}(mg/L)" for n in range(298))])
    for n in range(150):
        sheet.append([f"<b>断面{n}</b>", "2026-11", *([0.5] * 298)])
    long = book.create_sheet("长")
    long.append(["断面", "月份", "氨氮(mg/L)"])
    for n in range(10_000):
        long.append(["董姑桥", f"{2000 + n // 12 % 20}-{n % 12 + 1:02d}", n / 10_000])
    stream = io.BytesIO()
    book.save(stream)
    with watched(browser, own) as seen:
        page = seen.page
        signed_in(page, "analyst")
        opened(page)
        file = {
            "name": "<svg onload=alert(2)>.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": stream.getvalue(),
        }
        page.set_input_files("#samples-file", file)  # type: ignore[arg-type]
        expect(page.locator(".grid-box")).to_be_visible(timeout=120_000)
        expect(page.get_by_role("tab").first).to_have_text("<img src=x onerror=alert(1)>")
        assert page.locator(".grid-cell").count() < 1500
        page.locator(".grid-box").evaluate("box => { box.scrollLeft = 9000; }")
        moved = re.compile(r"^(2[1-9]|[3-9]\d|\d{3})$")  # beyond the twentieth column
        expect(page.locator(".grid-column").first).to_have_attribute("aria-colindex", moved)
        page.get_by_role("tab", name="长").click()
        page.locator(".grid-box").evaluate("box => { box.scrollTop = 9000 * 28; }")
        expect(page.locator(".grid-row[aria-rowindex='9010'] .grid-cell").first).to_have_text("董姑桥")
        assert page.locator(".grid-cell").count() < 1500
        assert page.locator("#work-main img, #work-main b b").count() == 0


def test_readers_see_batches_and_cells_and_import_nothing(browser: Browser, own: str) -> None:
    with watched(browser, own) as seen:
        page = seen.page
        signed_in(page, "viewer")
        opened(page)
        expect(page.locator(".batch-table tbody tr").first).to_be_visible()
        assert page.locator(".drop-zone, .status-form, .act-void").count() == 0
        page.get_by_role("link", name="values.csv").click()
        expect(page.locator(".grid-cell").first).to_be_visible()


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["1440", "375"])
def test_accessible(browser: Browser, own: str, options: dict[str, Any]) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    context = browser.new_context(base_url=own, bypass_csp=True, locale="zh-CN", reduced_motion="reduce", **options)  # type: ignore[arg-type]
    page = context.new_page()
    signed_in(page, "analyst")
    opened(page)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    page.goto("/samples?batch=1&cell=D17")
    expect(page.locator(".grid-cell.is-marked")).to_be_visible(timeout=20_000)
    assert serious(page) == []
    sent(page, city_workbook("2027年5月", sheet_name="5月"), f"{Path(own).name}.xlsx")
    expect(page.locator(".grid-cell").first).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    page.locator(".grid-column.is-result button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="放弃").click()
    expect(page.locator(".drop-zone")).to_be_visible()
    context.close()
