"""Accountability over HTTP, on the demonstration: the close, drafts, ladders, letters, publication, settlement."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from fastapi.testclient import TestClient

Signed = Callable[[str], dict[str, str]]
MONTH = "/api/accountability/months/2025-08"


def close_of(client: TestClient, signed: Signed, plan: str, month: str = "2025-08") -> dict[str, Any]:
    answer = client.get(f"/api/accountability/months/{month}?rule_set={plan}", headers=signed("chief"))
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_three_of_three_and_four_of_four(client: TestClient, signed: Signed) -> None:
    totals = {one["payer"]: one for one in close_of(client, signed, "liaocheng_2020")["compensation"]["totals"]}
    assert (totals["高唐县"]["section_count"], totals["高唐县"]["amount"]["yuan"]) == (3, "1,500,000元")
    assert (totals["度假区"]["section_count"], totals["度假区"]["amount"]["yuan"]) == (4, "1,600,000元")
    assert totals["度假区"]["arithmetic"]["zh"] == "40万元×4＝160万元"
    later = close_of(client, signed, "liaocheng_2020", "2026-07")["compensation"]["totals"]
    assert {one["payer"]: one for one in later}["度假区"]["amount"]["yuan"] == "400,000元"


def test_who_may_see_it(client: TestClient, signed: Signed) -> None:
    address = f"{MONTH}?rule_set=liaocheng_2020"
    assert client.get(address).status_code == 401
    assert client.get(address, headers=signed("gis")).status_code == 403
    drafted = client.post(f"{MONTH}/drafts", json={"rule_set": "liaocheng_2020"}, headers=signed("chief"))
    assert drafted.status_code == 403


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{MONTH}?rule_set=nothing", 404),
        ("/api/accountability/months/2025-13?rule_set=liaocheng_2020", 400),
        ("/api/accountability/ladder?rule_set=gaoxin_2023&subject=none&month=2026-10", 404),
        ("/api/accountability/settlement?rule_set=gaoxin_2023&year=2025", 422),  # that plan has no settlement
        ("/api/accountability/settlement?rule_set=liaocheng_2020&year=20xx", 400),
        ("/api/accountability/notices/999999/letter", 404),
        ("/api/accountability/templates/nothing", 404),
        ("/api/accountability/templates/workbook", 404),
    ],
)
def test_a_wrong_address_says_so(client: TestClient, signed: Signed, address: str, status: int) -> None:
    answer = client.get(address, headers=signed("analyst"))
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_what_has_not_changed_is_not_sent_again(client: TestClient, signed: Signed) -> None:
    address = f"{MONTH}?rule_set=gaoxin_2023"
    first = client.get(address, headers=signed("chief"))
    again = client.get(address, headers={**signed("chief"), "If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_drafts_come_once_and_a_letter_has_no_number_of_our_own(client: TestClient, signed: Signed) -> None:
    headers = signed("analyst")
    first = client.post(f"{MONTH}/drafts", json={"rule_set": "gaoxin_2023"}, headers=headers)
    again = client.post(f"{MONTH}/drafts", json={"rule_set": "gaoxin_2023"}, headers=headers)
    assert first.status_code == again.status_code == 201, first.text
    assert len(first.json()["drafted"]) == 1
    assert again.json()["drafted"] == []
    assert again.json()["known"] == first.json()["drafted"]
    entry = first.json()["drafted"][0]
    assert (entry["state"], entry["document_number"]) == ("draft", None)
    letter = client.get(f"/api/accountability/notices/{entry['id']}/letter", headers=headers)
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(letter.content)).paragraphs)
    assert "〔    〕  号" in text
    assert "赵牛河断面" in text
    due = close_of(client, signed, "gaoxin_2023")["due"]
    assert [notice["entry"]["id"] for notice in due] == [entry["id"]]


def test_a_letter_that_needs_judgement_is_drafted_only_by_its_key(client: TestClient, signed: Signed) -> None:
    headers, address = signed("analyst"), "/api/accountability/months/2025-02/drafts"
    close = close_of(client, signed, "gaoxin_2023", "2025-02")
    assert [(one["rule"], one["needs_judgement"]) for one in close["due"]] == [("listed_supervision", True)]
    assert client.post(address, json={"rule_set": "gaoxin_2023"}, headers=headers).json()["drafted"] == []
    keys = [close["due"][0]["key"]]
    asked = client.post(address, json={"rule_set": "gaoxin_2023", "keys": keys}, headers=headers)
    assert len(asked.json()["drafted"]) == 1
    wrong = client.post(address, json={"rule_set": "gaoxin_2023", "keys": ["none"]}, headers=headers)
    assert wrong.status_code == 422


def test_the_ladder_of_a_section_tells_its_months(client: TestClient, signed: Signed) -> None:
    told = client.get(
        "/api/accountability/ladder?rule_set=gaoxin_2023&subject=LC12&month=2026-10&months=12", headers=signed("chief")
    ).json()
    months = {row["month"]: row for row in told["months"]}
    assert months["2026-01"]["state"] == "断流"
    assert [notice["rule"] for notice in months["2025-12"]["notices"]] == ["reminder"]
    assert [notice["rule"] for notice in months["2026-02"]["notices"]] == ["reminder"]  # the dry month broke the run
    assert told["totals"]["longest_run"] == 2


def test_an_office_choice_changes_the_run_and_is_named(client: TestClient, signed: Signed) -> None:
    headers = signed("analyst")
    told = {
        "rule_set": "gaoxin_2023", "setting": "no_data", "value": "pauses", "reason": "会议明确",
        "first_month": "2026-02", "last_month": "2026-02",
    }  # fmt: skip
    made = client.post("/api/registers/rule_choices", json={"content": told}, headers=headers)
    assert made.status_code == 201, made.text
    where = f"/api/registers/rule_choices/{made.json()['id']}"
    moved = client.post(f"{where}/transitions", json={"to": "in_force", "note": ""}, headers=headers)
    assert moved.status_code == 200, moved.text
    close = close_of(client, signed, "gaoxin_2023", "2026-02")
    assert [(one["rule"], one["run"]) for one in close["due"]] == [("interview_deputy", 2)]
    choice = next(one for one in close["choices"] if one["setting"] == "no_data")
    assert (choice["value"], choice["is_default"], choice["reason_zh"]) == ("pauses", False, "会议明确")
    client.post(f"{where}/transitions", json={"to": "revoked", "note": "试用结束"}, headers=headers)
    assert [one["run"] for one in close_of(client, signed, "gaoxin_2023", "2026-02")["due"]] == [1]


def test_a_plan_may_be_tried_on_other_districts(client: TestClient, signed: Signed) -> None:
    tried = client.get(
        "/api/accountability/months/2026-09?rule_set=gaoxin_2023&district=冠县", headers=signed("analyst")
    ).json()
    assert {one["subject_code"] for one in tried["due"]} == {"LC01", "LC28"}
    assert tried["may_draft"] is False


def test_the_settlement_leaves_open_what_nobody_entered(client: TestClient, signed: Signed) -> None:
    told = client.get(
        "/api/accountability/settlement?rule_set=liaocheng_2020&year=2025", headers=signed("chief")
    ).json()
    collected = sum(line["amount"]["fen"] for line in told["lines"] if line["step"] == "collected")
    assert collected == told["collected"]["fen"] == 990 * 10_000 * 100
    assert told["is_settled"] is False
    assert next(line for line in told["lines"] if line["step"] == "province")["amount"]["fen"] is None


def test_the_publication_adds_up_in_every_format(client: TestClient, signed: Signed) -> None:
    address = "/api/accountability/publication?rule_set=liaocheng_2020&month=2025-08"
    told = client.get(address, headers=signed("chief")).json()
    amounts = [one["amount"]["fen"] for one in told["missed"] if one["amount"]["fen"]]
    assert told["total"]["fen"] == sum(amounts) == 360_000_000
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}&f=xlsx", headers=signed("chief")).content))
    assert any(cell.value == "前油坊" for sheet in book for row in sheet.iter_rows() for cell in row)
    document = docx.Document(io.BytesIO(client.get(f"{address}&f=docx", headers=signed("chief")).content))
    assert any("前油坊" in cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_a_template_is_checked_before_it_is_used(client: TestClient, signed: Signed) -> None:
    headers = signed("analyst")
    good = client.get("/api/accountability/templates/reminder", headers=headers).content
    bad = docx.Document()
    bad.add_paragraph("{{ secrets }}")
    stream = io.BytesIO()
    bad.save(stream)
    kept = [
        client.post("/api/files", files={"file": (name, body)}, headers=headers).json()["sha256"]
        for name, body in (("好.docx", good), ("坏.docx", stream.getvalue()))
    ]
    address = "/api/accountability/templates/reminder"
    refused = client.put(address, json={"file_sha256": kept[1]}, headers=headers)
    assert refused.status_code == 422
    assert "secrets" in refused.text
    used = client.put(address, json={"file_sha256": kept[0], "note": "示意"}, headers=headers)
    assert used.status_code == 200, used.text
    listed = client.get("/api/accountability/templates", headers=headers).json()["templates"]
    assert next(one for one in listed if one["kind"] == "reminder")["file_name"] == "好.docx"
    assert client.delete(address, headers=headers).status_code == 204
    listed = client.get("/api/accountability/templates", headers=headers).json()["templates"]
    assert next(one for one in listed if one["kind"] == "reminder")["entry"] is None


def test_the_office_workbook_is_filled_in(client: TestClient, signed: Signed) -> None:
    headers = signed("analyst")
    address = "/api/assessment/workbook?month=2025-08&rule_set=liaocheng_2020"
    assert client.get(address, headers=headers).status_code == 404
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "{{month_zh}}水质月报"
    sheet["A2"], sheet["B2"], sheet["C2"] = "断面", "类别", "应缴"
    sheet["A3"], sheet["B3"] = "{{missed.name}}", "{{missed.class}}"
    sheet["A5"], sheet["B5"] = "合计", "{{total_zh}}"
    stream = io.BytesIO()
    book.save(stream)
    kept = client.post("/api/files", files={"file": ("月报.xlsx", stream.getvalue())}, headers=headers).json()
    used = client.put("/api/accountability/templates/workbook", json={"file_sha256": kept["sha256"]}, headers=headers)
    assert used.status_code == 200, used.text
    filled = openpyxl.load_workbook(io.BytesIO(client.get(address, headers=headers).content)).active
    cells = {str(cell.value) for row in filled.iter_rows() for cell in row}
    assert {"2025年8月水质月报", "前油坊", "聊位路桥", "360万元"} <= cells
    assert client.get(f"{address}&f=json", headers=headers).json()["names"]
    client.delete("/api/accountability/templates/workbook", headers=headers)


def test_the_notice_of_what_a_payer_owes(client: TestClient, signed: Signed) -> None:
    headers, address = signed("chief"), "/api/accountability/months/{}/payment-notice?rule_set={}&payer={}"
    body = client.get(address.format("2025-08", "liaocheng_2020", "度假区"), headers=headers)
    assert body.status_code == 200, body.text
    document = docx.Document(io.BytesIO(body.content))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    text = "\n".join(paragraph.text for paragraph in document.paragraphs) + "\n".join(cells)
    assert {"400,000元", "1,600,000元"} <= cells
    assert "壹佰陆拾万元整" in text
    assert client.get(address.format("2025-10", "liaocheng_2020", "度假区"), headers=headers).status_code == 404
    waiting = client.get(address.format("2026-08", "dujia_2023", "朱老庄镇"), headers=headers)
    assert waiting.status_code == 422
