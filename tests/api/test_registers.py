"""Registers over HTTP: what each role may, versions, faults by field, steps, history, downloads."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.registers.seed_works import load_seed_works
from app.uses.accounts import accounts
from tests.api.conftest import whole_app

EXEMPTION: dict[str, Any] = {
    "section": "S1", "kind": "exemption", "first_month": "2023-01", "last_month": "2023-03", "reason": "冰封",
    "document_number": "环办〔2023〕1号", "approver": "省厅",
}  # fmt: skip
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = whole_app(tmp_path_factory.mktemp("registers"), upload_max_bytes=100_000)
    yield app
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
        headers = (made[role] if role else {}) | more.pop("headers", {})
        return client.request(method, f"/api{path}", headers=headers, **more)

    return asked


def enter(ask: Ask, register: str, content: dict[str, Any], role: str = "analyst", **more: Any) -> Any:
    return ask("POST", f"/registers/{register}", role, json={"content": content, **more})


def test_the_catalogue_tells_what_a_form_needs(ask: Ask) -> None:
    assert ask("GET", "/registers", None).status_code == 401
    told = {one["id"]: one for one in ask("GET", "/registers", "viewer").json()["registers"]}
    assert list(told)[:7] == ["exemptions", "aliases", "notices", "payments", "measures", "works", "progress"]
    assert (told["notices"]["may_read"], told["works"]["may_read"], told["works"]["may_write"]) == (False, True, False)
    field = {one["name"]: one for one in told["exemptions"]["fields"]}["kind"]
    assert field["choices"] == [
        {"value": "exemption", "zh": "免考", "en": "Exemption"},
        {"value": "deduction", "zh": "扣除", "en": "Deduction"},
    ]  # fmt: skip
    assert told["exemptions"]["transitions"][0]["needs"] == ["document_number", "approver"]


def test_an_entry_is_made_changed_moved_and_its_history_kept(ask: Ask) -> None:
    made = enter(ask, "exemptions", EXEMPTION | {"document_number": "1号"})
    assert made.status_code == 201
    entry = made.json()
    path = f"/registers/exemptions/{entry['id']}"
    assert made.headers["location"].endswith(path)
    assert made.headers["etag"] == '"1"'
    assert (entry["state"], entry["state_zh"], entry["subject"], entry["month"]) == (
        "registered",
        "登记",
        "S1",
        "2023-01",
    )
    assert [(step["to"], step["zh"], step["may"]) for step in entry["transitions"]] == [
        ("in_force", "生效", True), ("revoked", "撤销", True),
    ]  # fmt: skip
    again = enter(ask, "exemptions", EXEMPTION | {"document_number": "1号"})
    assert (again.status_code, again.json()["id"]) == (200, entry["id"])
    changed = ask("PATCH", path, json={"content": {"note": "注"}, "note": "补充"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"], changed.headers["etag"]) == (200, 2, '"2"')
    moved = ask("POST", f"{path}/transitions", json={"to": "in_force"}, headers={"If-Match": '"2"'})
    assert (moved.json()["state"], moved.json()["may_change"]) == ("in_force", False)
    refused = ask("POST", f"{path}/transitions", json={"to": "revoked"})
    assert (refused.status_code, refused.json()["faults"][0]["field"]) == (422, "note")
    assert ask("POST", f"{path}/transitions", json={"to": "revoked", "note": "废止"}).status_code == 200
    events = ask("GET", f"{path}/events", "viewer").json()["events"]
    assert [(one["who"], one["action"], one["to"], one["note"]) for one in events] == [
        ("analyst", "made", "registered", ""), ("analyst", "changed", "registered", "补充"),
        ("analyst", "moved", "in_force", ""), ("analyst", "moved", "revoked", "废止"),
    ]  # fmt: skip
    assert events[1]["changed"] == ["note"]
    assert ask("DELETE", path, "admin").status_code == 405


def test_a_change_names_the_version_it_rests_on(ask: Ask) -> None:
    entry = enter(ask, "exemptions", EXEMPTION | {"document_number": "2号"}).json()
    path = f"/registers/exemptions/{entry['id']}"
    without = ask("PATCH", path, json={"content": {"note": "x"}})
    assert (without.status_code, without.json()["code"]) == (409, "version_needed")
    assert ask("PATCH", path, "admin", json={"content": {"note": "x"}}, headers={"If-Match": '"1"'}).status_code == 200
    stale = ask("PATCH", path, json={"content": {"note": "y"}}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "entry_changed")
    assert "admin" in stale.json()["detail_zh"]
    assert ask("PATCH", path, json={"content": {}}, headers={"If-Match": "x"}).status_code == 400


def test_faults_are_told_by_field_in_both_languages(ask: Ask) -> None:
    answer = enter(ask, "exemptions", {"section": "nowhere", "first_month": "2023-13", "wish": 1})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/problems/breaks-rule"
    found = {fault["field"]: fault for fault in problem["faults"]}
    assert found["section"]["code"] == "section_absent"
    assert found["first_month"]["code"] == "field_invalid"
    assert found["wish"]["code"] == "field_unknown"
    assert found["document_number"]["code"] == "field_missing"
    assert all(fault["zh"] and fault["en"] for fault in problem["faults"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b'{"content": 1}', 400), (b'{"content": {}, "more": 1}', 400),
        (b'{"content": {"amount_fen": 1e400}}', 422), (b'{"content": {"x": ' + b"[" * 5000 + b"]" * 5000 + b"}}", 400),
        (b'{"content": {"note": "' + b"x" * 300_000 + b'"}}', 413), (b'{"content": {"item": "\\ud800"}}', 400),
        (b'{"content": {"target_value": ' + b"9" * 4000 + b"}}", 422),
    ],
)  # fmt: skip
def test_hostile_bodies_are_refused(ask: Ask, body: bytes, status: int) -> None:
    answer = ask("POST", "/registers/works", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert ask("POST", "/registers/works", content=body, headers={"Content-Type": "text/plain"}).status_code == 415


def test_each_register_says_who_may(ask: Ask) -> None:
    payment = {
        "rule_set": "dujia_2023", "kind": "manual", "month": "2023-05", "payer": "湖西街道", "payee": "度假区",
        "amount_fen": 1_000_000, "reason": "按权重核定",
    }  # fmt: skip
    assert enter(ask, "payments", payment, "chief").status_code == 403
    made = enter(ask, "payments", payment)
    assert made.status_code == 201
    path = f"/registers/payments/{made.json()['id']}"
    assert ask("GET", path, "viewer").status_code == 403
    assert ask("GET", path, "chief").status_code == 200
    assert ask("GET", f"{path}/events", "inspector").status_code == 403
    assert ask("POST", f"{path}/transitions", "chief", json={"to": "confirmed"}).status_code == 200
    assert enter(ask, "exemptions", EXEMPTION, "viewer").status_code == 403
    entry = enter(ask, "exemptions", EXEMPTION | {"document_number": "3号"}).json()
    step = ask("POST", f"/registers/exemptions/{entry['id']}/transitions", "chief", json={"to": "in_force"})
    assert step.status_code == 403
    assert ask("GET", "/registers/wishes").status_code == 404
    assert ask("GET", "/registers/works/9999999").status_code == 404


def test_lists_are_filtered_paged_and_downloaded(ask: Ask) -> None:
    for content in load_seed_works():
        assert enter(ask, "works", content).status_code == 201
    first = ask("GET", "/registers/works?limit=20", "viewer").json()
    second = ask("GET", f"/registers/works?limit=100&after={first['next']}", "viewer").json()
    assert (len(first["entries"]), len(second["entries"]), second["next"]) == (20, 27, None)
    assert first["links"][0]["href"].endswith(f"limit=20&after={first['next']}")
    assert first["counts"] == {"open": 47}
    found = ask("GET", "/registers/works?q=粪污 81%25&subject=liaocheng_2020&state=open,done", "viewer").json()
    assert [one["content"]["item"] for one in found["entries"]] == ["畜禽粪污综合利用"]
    assert found["entries"][0]["overdue"] is True
    assert ask("GET", "/registers/works?state=nonsense").status_code == 400
    sheet = load_workbook(io.BytesIO(ask("GET", "/registers/works?f=xlsx", "viewer").content)).worksheets[0]
    assert sheet.title == "任务目标台账"
    assert sheet.max_row == 48
    rows = list(csv.DictReader(io.StringIO(ask("GET", "/registers/works?f=csv&limit=1").content.decode("utf-8-sig"))))
    assert len(rows) == 47
    assert rows[0]["工作方案"] == "冠县2023年方案"
    spans = [ask("GET", f"/registers/exemptions?month={month}&subject=S1").json() for month in ("2023-02", "2023-04")]
    assert bool(spans[0]["entries"]) is True
    assert spans[1]["entries"] == []


def test_the_ledger_shows_lights_and_their_rule(ask: Ask) -> None:
    work = enter(ask, "works", load_seed_works()[0] | {"item": "亮灯用"}).json()
    report = {
        "work": str(work["id"]),
        "month": "2023-06",
        "pace": "behind",
        "text": "进度滞后",
        "reported_by": "水利局",
    }
    assert enter(ask, "progress", report, "inspector").status_code == 201
    told = ask("GET", "/targets?month=2023-06&plan=guanxian_2023&due_days=10", "viewer").json()
    (row,) = [one for one in told["rows"] if one["work"]["id"] == work["id"]]
    assert (row["light"], row["light_zh"], row["reason"]["zh"]) == ("yellow", "黄", "填报为滞后")
    assert row["report"]["content"]["text"] == "进度滞后"
    assert sum(told["counts"].values()) == len(told["rows"])
    assert "10 天内到期" in told["notes"][0]["zh"]
    later = ask("GET", "/targets?month=2023-07&plan=guanxian_2023", "viewer").json()
    (row,) = [one for one in later["rows"] if one["work"]["id"] == work["id"]]
    assert (row["light"], row["report"], row["latest"]["month"]) == ("yellow", None, "2023-06")
    book = load_workbook(io.BytesIO(ask("GET", "/targets?month=2023-06&f=xlsx", "viewer").content))
    assert book.sheetnames == ["任务目标台账 2023-06", "说明"]
    assert ask("GET", "/targets?month=2023-06", None).status_code == 401


def test_files_are_kept_and_given_back_as_downloads(ask: Ask) -> None:
    pdf = b"%PDF-1.4\n" + bytes(range(256))
    sent = ask("POST", "/files", "chief", files={"file": ("../批复 1.pdf", pdf, "text/html")})
    assert sent.status_code == 201
    kept = sent.json()
    assert (kept["name"], kept["size_bytes"], kept["media_type"]) == ("批复 1.pdf", len(pdf), "application/pdf")
    back = ask("GET", f"/files/{kept['sha256']}", "chief")
    assert back.content == pdf
    assert ask("GET", f"/files/{kept['sha256']}", "viewer").status_code == 404  # it belongs to no entry yet
    assert back.headers["content-disposition"].startswith(
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E6%89%B9"
    )
    assert back.headers["x-content-type-options"] == "nosniff"
    assert ask("GET", f"/files/{kept['sha256']}", None).status_code == 401
    entry = enter(ask, "exemptions", EXEMPTION | {"document_number": "4号", "document": kept["sha256"]}).json()
    assert entry["files"] == {
        kept["sha256"]: {"name": "批复 1.pdf", "media_type": "application/pdf", "size_bytes": len(pdf)}
    }
    assert ask("GET", f"/files/{kept['sha256']}", "viewer").content == pdf
    assert ask("POST", "/files", "viewer", files={"file": ("a.pdf", pdf)}).status_code == 403
    assert ask("POST", "/files", files={"file": ("a.pdf", b"<html><script>\x00")}).status_code == 415
    assert ask("POST", "/files", files={"file": ("a.pdf", b"%PDF-" + b"x" * 400_000)}).status_code == 413
    for name in ("a" * 64, "..%2f..%2fstore.gpkg", "%00"):
        assert ask("GET", f"/files/{name}").status_code == 404
