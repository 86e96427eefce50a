"""Hostile, hurried and wrong input through registers, accountability, files and their exports."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.registers.catalogue import REGISTERS
from app.registers.spec import RegisterField
from app.uses.accounts import accounts
from tests.api.conftest import whole_app
from tests.api.test_fuzz import VALUES, names_of

TEXTS = [
    "<script>alert(1)</script>", "{{7*7}}", "{% for x in y %}", "{{ ''.__class__ }}",
    '=HYPERLINK("http://x","y")', "+1+1",
    "@SUM(A1)", "-2+3", "\t=1+1", "甲\u202e乙", "甲\x00乙", "长" * 100_000, "🙂👨‍👩‍👧", "' OR 1=1 --", "<w:p/>&amp;]]>",
    "a\nb", "\ufeff=1+1", "\u200b", "\ufffe",
]  # fmt: skip
NUMBERS = [-1, -0.0, 1e308, 2**53 + 1, 10**40, -(2**63), 0.1, True]
DATES = ["2026-13", "0000-00", "9999-12", "9999-12-31", "0001-01-01", "2026-02-30", "２０２６-01", "2026-1", "20260101"]
OTHERS: list[Any] = [None, [], {}, [[]], [None] * 300, ["<b>"] * 201, {"a": {"b": [1]}}, "0" * 64]
HOSTILE = [*TEXTS, *NUMBERS, *DATES, *OTHERS]
RAW = [
    b"", b"{", b"null", b"[]", b"1", b'{"content": null}', b'{"content": {"title": "\\ud800"}}',
    b'{"content": {"amount_fen": NaN}}', b'{"content": {"amount_fen": Infinity}}', b'{"content": {"x": 1e999}}',
    b'{"content": ' + b"[" * 5000 + b"]" * 5000 + b"}", b'{"content": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
    b'{"content": {}, "content": {}}', b"\xff\xfe{", b'{"content": {}, "note": "' + b"x" * 3000 + b'"}',
    b'{"content": {"note": ' + b"9" * 5000 + b"}}",
]  # fmt: skip
VALID: dict[str, dict[str, Any]] = {
    "exemptions": {"section": "S1", "kind": "exemption", "first_month": "2023-01", "last_month": "2023-12",
                   "reason": "地质本底", "document_number": "示例1号", "approver": "市局"},
    "aliases": {"name": "某桥", "site_kind": "sections", "site_code": "S1"},
    "notices": {"title": "提醒函", "rule_set": "liaocheng_2020", "kind": "reminder", "subject": "S1",
                "month": "2023-05", "addressees": ["某镇"], "reasons_zh": "氨氮超标"},
    "payments": {"rule_set": "liaocheng_2020", "kind": "manual", "month": "2023-05", "payer": "甲", "payee": "市财政",
                 "amount_fen": 100, "reason": "核定", "rule": "x", "section": "S1"},
    "measures": {"list": "section_plan", "section_name": "下游断面", "measure": "截污", "bodies": ["某局"]},
    "works": {"plan": "liaocheng_2020", "clause": "一", "item": "某项", "target": "完成"},
    "progress": {"work": "1", "month": "2023-05", "pace": "on_pace", "text": "在建"},
    "findings": {"rule_set": "liaocheng_2020", "finding": "x", "subject_kind": "section", "subject": "S1",
                 "month": "2023-05", "text": "认定"},
    "rule_choices": {"rule_set": "liaocheng_2020", "setting": "x", "value": "y", "reason": "定"},
    "templates": {"kind": "reminder", "file": "0" * 64},
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, TestClient]]:
    """An application of its own and a client with an admin's token; an error of the server is an answer."""
    application = whole_app(tmp_path_factory.mktemp("hostile"))
    with application.state.store.writing() as c:
        secret, _ = accounts.create_token(c, application.state.store, "admin", "test")
    client = TestClient(application, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {secret}"
    yield application, client
    application.state.items_threads.shutdown(wait=True)
    application.state.store.close()


def assert_told(answer: Any, where: object) -> None:
    """Not a 5xx, and every refusal is a problem document with a sentence in both languages."""
    assert answer.status_code < 500, (where, answer.text[:500])
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", (where, answer.text[:300])
        told = answer.json()
        assert told["detail_zh"], where
        assert len(answer.content) < 60_000, where
        assert told["detail_zh"].endswith(("。", "）")), (where, told["detail_zh"][:200])


def fields_of(register: str) -> list[RegisterField]:
    return list(next(spec for spec in REGISTERS if spec.id == register).fields)


@pytest.mark.parametrize("register", list(VALID))
def test_no_value_of_any_field_brings_a_register_down(office: tuple[FastAPI, TestClient], register: str) -> None:
    _, client = office
    base = f"/api/registers/{register}"
    assert_told(client.post(base, json={"content": VALID[register]}), register)
    for place, field in enumerate(fields_of(register)):
        some = HOSTILE if register == "notices" else HOSTILE[place % 4 :: 4]  # all readers of values are met by one
        for value in some:
            body = json.dumps({"content": VALID[register] | {field.name: value}})
            assert_told(client.post(base, content=body), (register, field.name, str(value)[:40]))
    for raw in RAW:
        assert_told(client.post(base, content=raw), (register, raw[:60]))
        assert_told(client.patch(f"{base}/1", content=raw, headers={"If-Match": '"1"'}), (register, raw[:60]))
        assert_told(client.post(f"{base}/1/transitions", content=raw), (register, raw[:60]))
    for form in ("json", "csv", "xlsx"):
        answer = client.get(base, params={"f": form})
        assert answer.status_code == 200, answer.text[:300]
        assert b"\x00" not in answer.content or form == "xlsx"
        if form == "csv":
            for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")):
                assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row), row
        elif form == "xlsx":
            for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows():
                assert not any(cell.data_type == "f" for cell in row)
    for entry in client.get(base, params={"limit": 1000}).json()["entries"]:
        assert client.get(f"{base}/{entry['id']}/events").status_code == 200
    for text in (*TEXTS, *DATES) if register == "notices" else ():
        for name in ("state", "subject", "month", "q", "f", "limit", "after"):
            query = urlencode({name: text[:2000]}, errors="surrogatepass")
            assert_told(client.get(f"{base}?{query}"), (register, name, text[:40]))


def test_every_letter_of_hostile_notices_is_written(office: tuple[FastAPI, TestClient]) -> None:
    """Text of an entry is text in the letter: no placeholder is filled in, no sign breaks the document."""
    _, client = office
    made = 0
    kinds = [one.value for field in fields_of("notices") if field.name == "kind" for one in field.choices]
    for number, text in enumerate(TEXTS):
        content = VALID["notices"] | {
            "title": text[:400], "subject": f"甲{number}", "subject_name": text[:400], "addressees": [text[:400]],
            "reasons_zh": text[:4000], "clause": text[:400], "kind": kinds[number % len(kinds)],
        }  # fmt: skip
        answer = client.post("/api/registers/notices", json={"content": content})
        assert_told(answer, text[:40])
        if answer.status_code != 201:
            continue
        made += 1
        for internal in ("false", "true"):
            letter = client.get(f"/api/accountability/notices/{answer.json()['id']}/letter?internal={internal}")
            assert_told(letter, text[:40])
            assert letter.status_code == 200, letter.text
            document = zipfile.ZipFile(io.BytesIO(letter.content)).read("word/document.xml").decode()
            assert ">49<" not in document
            assert "<script>" not in document
    assert made > 8


PARTS = st.sampled_from(
    ["2023-05", "2026-13", "0000-00", "9999-12", "0001-01", "S1", "1", "0", "-1", "99999999999999999999", "works",
     "notices", "reminder", "workbook", "%00", "..%2F..", "%F0%9F%99%82", "a%2Fb", "0" * 64, "A" * 64, "x" * 300,
     "liaocheng_2020", "%7B%7B7*7%7D%7D", "%ED%A0%80"]
)  # fmt: skip
NAMED: dict[str, st.SearchStrategy[str]] = {
    "rule_set": st.sampled_from(["liaocheng_2020", "gaoxin_2023", "no_such", "../liaocheng_2020", "LIAOCHENG_2020"]),
    "month": st.sampled_from(["2023-05", "2023-12", "0001-01", "9999-12", "2026-13", "0000-00", "1990-01", "2023-5"]),
    "year": st.sampled_from(["2023", "0000", "0001", "9999", "99", "２０２３", "-999", "1e3", "20 3"]),
    "subject": st.sampled_from(["S1", "W1", "无", "S1\u202e", "%", "' OR 1=1 --"]),
    "months": st.sampled_from(["1", "60", "0", "61", "240", "24"]),
    "date": st.sampled_from(["2023-05-08", "9999-12-31", "0001-01-01", "2023-02-30", "2023-05", "now"]),
    "district": st.sampled_from(["东昌府区", ",,,", "<script>", "甲," * 60]),
    "f": st.sampled_from(["json", "csv", "xlsx", "docx", "html"]),
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_query_of_an_office_brings_a_get_down(office: tuple[FastAPI, TestClient], data: st.DataObject) -> None:
    """As the test of strangers' queries, with the rights to reach what lies behind them."""
    app, client = office
    table = {path: names for path, names in names_of(app).items() if not path.endswith(("/items", "/items/{key}"))}
    path = data.draw(st.sampled_from(sorted(table)), "path")
    names = data.draw(st.lists(st.sampled_from([*table[path], "nonsense"]), max_size=5, unique=True), "names")
    pairs = [(name, data.draw(st.one_of(NAMED.get(name, VALUES), VALUES), name)) for name in names]
    full = re.sub(r"\{\w+\}", lambda _: data.draw(PARTS, "part"), path)
    assert_told(client.get(full + "?" + urlencode(pairs, quote_via=quote_plus, errors="surrogatepass")), (full, pairs))


@pytest.mark.parametrize(
    ("register", "field", "value"),
    [
        ("exemptions", "approved_value", -1),  # a mean below nought is judged by nobody: the miss would be gone
        ("payments", "amount_fen", -1), ("payments", "amount_fen", 0.5), ("payments", "amount_fen", True),
        ("works", "item", "完成\u202e未"), ("works", "item", "\u2066甲"), ("works", "item", "甲\x85乙"),
        ("exemptions", "last_month", "2022-12"), ("progress", "month", "0000-01"),
        ("measures", "deadline", "2026-02-30"),
    ],
)  # fmt: skip
def test_what_must_not_be_entered(office: tuple[FastAPI, TestClient], register: str, field: str, value: Any) -> None:
    _, client = office
    content = VALID[register] | {field: value}
    if field == "approved_value":
        content |= {"kind": "deduction", "indicators": ["w21003"]}
    answer = client.post(f"/api/registers/{register}", json={"content": content})
    assert answer.status_code == 422, answer.text
    assert field in {fault["field"] for fault in answer.json()["faults"]}


@pytest.mark.parametrize("rule_set", ["liaocheng_2020", "no_such", "{{7*7}}", "\x00", "a" * 41, None, 1, [], {}])
def test_drafts_are_asked_for_in_any_words(office: tuple[FastAPI, TestClient], rule_set: Any) -> None:
    _, client = office
    for month in ("2023-05", "2023-13", "0000-00", "9999-12", "0001-01", "%00"):
        for keys in (None, [], ["x"], ["x" * 5000], ["\ud7ff"], [None], "x", ["x"] * 501):
            body = {"rule_set": rule_set, "keys": keys}
            assert_told(client.post(f"/api/accountability/months/{month}/drafts", json=body), (month, body))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("../../x\x00.pdf", b"%PDF-1.4 x"), ("=cmd.txt", b"=1+1"), ("\u202etxt.exe", b"MZ\x00\x01"), ("", b"%PDF-"),
        ("x" * 3000 + ".txt", "文字".encode()), ("a.txt", b""), ("a.docx", b"PK\x03\x04broken"),
        ("a.txt", b"\x00" * 100), ("<script>.txt", b"<script>"), ('a"\r\nX-Evil: 1.txt', b"text"),
    ],
)  # fmt: skip
def test_files_by_any_name_and_of_any_kind(office: tuple[FastAPI, TestClient], name: str, body: bytes) -> None:
    _, client = office
    answer = client.post("/api/files", files={"file": (name, body)})
    assert_told(answer, name[:40])
    if answer.status_code != 201:
        return
    told = answer.json()
    assert not set(told["name"]) & set('<>:"/\\|?*\x00\r\n\u202e')
    kept = client.get(f"/api/files/{told['sha256']}")
    assert kept.content == body
    assert kept.headers["content-disposition"].startswith("attachment;")
    assert "x-evil" not in kept.headers
    assert kept.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in kept.headers["content-security-policy"]
    used = client.put("/api/accountability/templates/reminder", json={"file_sha256": told["sha256"]})
    assert_told(used, name[:40])
    assert used.status_code >= 400  # none of these is a letter
