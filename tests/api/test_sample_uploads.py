"""Samples over HTTP: upload, what was recognised, answers, import, batches, statuses, corrections, cells."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.uses.accounts import accounts
from tests.api.conftest import whole_app
from tests.sample_books_of_tests import city_workbook

Ask = Callable[..., Any]
ROWS = [
    [1, "徒骇河", "下游断面", 7.9, 6.2, 5.1, 18, 0.62, "0.01L", 0.14],
    [2, "徒骇河", "下游", 8, 6, 5, 19, 0.6, 0.02, 0.1],
]
ASKED = "徒骇河|下游"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = whole_app(tmp_path_factory.mktemp("samples"), upload_max_bytes=300_000)
    yield app
    app.state.upload_threads.shutdown(wait=True)
    app.state.items_threads.shutdown(wait=True)
    app.state.store.close()


@pytest.fixture(scope="module")
def ask(own: FastAPI) -> Ask:
    """Asks as a role; gives the answer."""
    client, made = TestClient(own, base_url="http://127.0.0.1:8000"), {}
    for role in accounts.ROLES:
        with own.state.store.writing() as c:
            made[role] = {"Authorization": f"Bearer {accounts.create_token(c, own.state.store, role, 't')[0]}"}

    def asked(method: str, path: str, role: str | None = "analyst", **more: Any) -> Any:
        return client.request(method, f"/api{path}", headers=made[role] if role else {}, **more)

    return asked


def sent(ask: Ask, body: bytes, name: str = "11月.xlsx", **fields: str) -> dict[str, Any]:
    """An upload that is no longer being read."""
    answer = ask("POST", "/samples/uploads", files={"file": (name, body, XLSX)}, data=fields)
    assert answer.status_code == 202
    assert answer.json()["state"] == "reading"
    path = answer.headers["location"].split("/api", 1)[1]
    for _ in range(200):
        upload: dict[str, Any] = ask("GET", path).json()
        if upload["state"] != "reading":
            return upload
        time.sleep(0.05)
    raise AssertionError("still being read")


def test_a_workbook_is_shown_asked_imported_and_taken_back(ask: Ask) -> None:
    upload = sent(ask, city_workbook(rows=ROWS))
    where = f"/samples/uploads/{upload['id']}"
    assert [one["name"] for one in upload["sheets"]] == ["11月", "填表说明"]
    assert upload["sheets"][0]["preview"][3][2] == "下游断面"
    columns = upload["mapping"]["sheets"]["11月"]["tables"][0]["columns"]
    assert (columns["C"]["field"], columns["H"]["indicator"]) == ("site_name", "w21003")
    assert [one["key"] for one in upload["unknown_sites"]] == [ASKED]
    assert upload["unknown_sites"][0]["choices"][0]["code"] == "S1"
    refused = ask("POST", f"{where}/import", json={})
    assert refused.status_code == 422
    assert ASKED in {fault.get("key") for fault in refused.json()["faults"]}
    upload = ask("PATCH", where, json={"sites": {ASKED: "skip"}, "version": 1}).json()
    assert (upload["version"], upload["counts"]["skipped"], upload["blockers"]) == (2, 7, [])
    assert ask("PATCH", where, json={"year": 2026, "version": 1}).status_code == 409
    done = ask("POST", f"{where}/import", json={"version": 2}).json()
    assert (done["state"], done["done"]["added"]) == ("imported", 7)
    batch = done["done"]["batch_id"]
    values = ask("GET", "/samples?site=sections/S1&month=2026-11&months=1", None).json()["samples"]
    ammonia = next(one for one in values if one["indicator"] == "w21003")
    assert (ammonia["sheet"], ammonia["row_number"], ammonia["column_label"]) == ("11月", 4, "H")
    told = ask("GET", f"/samples/batches/{batch}", "viewer").json()
    assert (told["standing"], told["by_status"], told["months"]) == (7, {"raw": 7}, ["2026-11"])
    window = ask(
        "GET", f"/samples/batches/{batch}/cells?sheet=11月&first_row=4&rows=1&first_column=8&columns=1", "viewer"
    )
    assert window.json()["cells"] == [["0.62"]]
    gone = ask("POST", f"/samples/batches/{batch}/withdraw", json={"reason": "误传"}).json()
    assert gone["taken_back"] == {"values": 7, "states": 0}
    assert gone["withdrawn_for"]["reason"] == "误传"
    assert ask("POST", f"/samples/batches/{batch}/withdraw", json={"reason": "再撤"}).status_code == 422
    assert ask("GET", "/samples?site=sections/S1&month=2026-11&months=1", None).json()["samples"] == []


def test_statuses_are_counted_first_and_values_superseded_on_a_document(ask: Ask) -> None:
    upload = sent(ask, city_workbook("2026年10月", ROWS[:1], "10月"), "10月.xlsx", level="city")
    batch = ask("POST", f"/samples/uploads/{upload['id']}/import", json={}).json()["done"]["batch_id"]
    body = {"from": "raw", "to": "final", "month": "2026-10", "level": "city"}
    assert ask("POST", "/samples/status-changes?preview=true", json=body).json() == {
        "count": 7, "sites": 1, "preview": True
    }  # fmt: skip
    assert ask("POST", "/samples/status-changes", json=body).json()["count"] == 7
    assert ask("POST", "/samples/status-changes?preview=true", json=body).json()["count"] == 0
    assert ask("POST", "/samples/status-changes", json={**body, "from": "final", "to": "raw"}).status_code == 422
    assert ask("POST", "/samples/status-changes", json={"from": "raw", "to": "final"}).status_code == 422
    log = ask("GET", "/samples/status-changes", "viewer").json()["changes"]
    assert (log[0]["to_status"], log[0]["count"], log[0]["chosen"]["month"]) == ("final", 7, "2026-10")
    values = ask("GET", "/samples?site=sections/S1&month=2026-10&months=1", None).json()["samples"]
    number = next(one["id"] for one in values if one["indicator"] == "w21003")
    body = {"raw_text": "<0.05", "reason": "复核"}
    assert ask("POST", f"/samples/values/{number}/supersede", json=body).status_code == 422
    answer = ask("POST", f"/samples/values/{number}/supersede", json={**body, "document": "函〔2026〕1号"})
    assert answer.status_code == 201
    values = ask("GET", "/samples?site=sections/S1&month=2026-10&months=1", None).json()["samples"]
    new = next(one for one in values if one["id"] == answer.json()["id"])
    assert (new["raw_text"], new["below_limit"], new["unit"], new["status"]) == ("<0.05", True, "mg/L", "final")
    assert ask("POST", f"/samples/batches/{batch}/withdraw", json={"reason": "误传"}).status_code == 422
    ok = ask("POST", f"/samples/batches/{batch}/withdraw", json={"reason": "误传", "document": "函"})
    assert ok.json()["taken_back"]["values"] == 6
    ended = ask("GET", "/samples/history?site=sections/S1&month=2026-10", "viewer").json()["values"]
    first = next(one for one in ended if one["reason"] == "superseded")
    assert first["superseded_by"] == answer.json()["id"]
    assert "函〔2026〕1号" in first["document"]
    assert "复核" in first["document"]
    assert len(ended) == 7
    assert ask("GET", "/samples/history?site=sections/S1&month=2026-10", None).status_code == 401


def test_what_cannot_be_read_is_told_at_once(ask: Ask) -> None:
    def send(body: bytes, name: str, **fields: str) -> Any:
        return ask("POST", "/samples/uploads", files={"file": (name, body, XLSX)}, data=fields)

    assert send(b"%PDF-1.7", "a.pdf").status_code == 415
    assert send(b"x" * 700_000, "a.csv").status_code == 413
    assert send(b"a,b\n", "a.csv", year="23").status_code == 400
    assert send(b"a,b\n", "a.csv", status="done").status_code == 422
    assert send(b"a,b\n", "a.csv", site_kind="nothing").status_code == 404
    assert ask("POST", "/samples/uploads", json={}).status_code == 415


@pytest.mark.parametrize("role", ["viewer", "inspector", "chief", "gis"])
def test_only_analysts_import_and_change(ask: Ask, role: str) -> None:
    assert ask("POST", "/samples/uploads", role, files={"file": ("a.csv", b"a,b\n")}).status_code == 403
    assert ask("GET", "/samples/uploads", role).status_code == 403
    for path, body in (
        ("batches/1/withdraw", {"reason": "x"}), ("status-changes", {"from": "raw", "to": "final", "month": "2026-10"}),
        ("values/1/supersede", {"raw_text": "1", "reason": "x"}),
    ):  # fmt: skip
        assert ask("POST", f"/samples/{path}", role, json=body).status_code == 403
    assert ask("GET", "/samples/batches", role).status_code == 200


def test_without_an_account_nothing_is_shown(ask: Ask) -> None:
    for path in ("/samples/uploads", "/samples/batches", "/samples/batches/1/cells", "/samples/template"):
        assert ask("GET", path, None).status_code == 401


def test_uploads_of_samples_are_no_uploads_of_layers(ask: Ask) -> None:
    upload = sent(ask, "断面名称,采样时间,氨氮(mg/L)\n下游断面,2026-09-03,0.5\n".encode(), "九月.csv")
    assert ask("GET", f"/uploads/{upload['id']}", "gis").status_code == 404
    assert upload["id"] not in {one["id"] for one in ask("GET", "/uploads", "gis").json()["uploads"]}
    assert upload["id"] in {one["id"] for one in ask("GET", "/samples/uploads?state=ready").json()["uploads"]}
    found = ask("GET", f"/samples/uploads/{upload['id']}/sites?q=徒骇 下游").json()
    assert [one["code"] for one in found["sites"]] == ["S1"]
    assert ask("GET", f"/samples/uploads/{upload['id']}/cells").json()["cells"][1][0] == "下游断面"
    assert ask("GET", f"/samples/uploads/{upload['id']}/cells?sheet=none").status_code == 404
    assert ask("DELETE", f"/samples/uploads/{upload['id']}").status_code == 204
    assert ask("PATCH", f"/samples/uploads/{upload['id']}", json={"year": 2026}).status_code == 409


def test_the_template_reads_back_without_a_question(ask: Ask) -> None:
    answer = ask("GET", "/samples/template", "viewer")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for name, value in (("断面编码", "S1"), ("采样时间", "2026-08"), ("氨氮(mg/L)", 0.4)):
        sheet.cell(2, heads.index(name) + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    upload = sent(ask, stream.getvalue(), "模板.xlsx")
    assert (upload["counts"]["values"], upload["blockers"], upload["counts"]["errors"]) == (1, [], 0)
    assert upload["months"] == [{"month": "2026-08", "values": 1, "new": 1}]
