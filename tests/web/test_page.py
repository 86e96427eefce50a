"""The pages' frame: no foreign host, a strict policy, nothing of data in a script."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from folium import Map

from app.main import create_app
from app.settings import Settings
from app.web.page import QuietMap, map_page, page_csp, script_json
from app.web.words import words_of
from tests.api.conftest import PASSWORD, fill

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A service that is not open to anyone, with an account a role."""
    app = create_app(Settings(data_dir=tmp_path))
    fill(app)
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_map_page_names_no_foreign_host(language: str) -> None:
    html, csp = map_page(language, True)
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)""", html)
    assert addresses
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)
    assert "://" not in html
    assert "http" not in csp
    assert "unsafe" not in csp
    assert "require-trusted-types-for 'script'" in csp


def test_the_policy_allows_the_scripts_of_the_page_and_no_other() -> None:
    html, csp = map_page("zh", False)
    assert csp.count("'sha256-") == len(re.findall(r"<script>", html)) == 1
    assert page_csp(html) == csp
    assert page_csp(html.replace("L.map(", "L.map (")) != csp
    assert "style" not in re.sub(r"stylesheet", "", re.sub(r"<script.*?</script>", "", html, flags=re.S))


def test_a_page_is_made_once_for_the_same_inputs() -> None:
    assert map_page("zh", True) is map_page("zh", True)
    assert map_page("zh", True)[0] != map_page("zh", False)[0]


def test_other_maps_of_the_process_keep_their_links() -> None:
    before = [list(Map.default_js), list(Map.default_css)]
    map_page("en", True)
    assert [list(Map.default_js), list(Map.default_css)] == before
    assert all(url.startswith("/static/") for _, url in (*QuietMap.default_js, *QuietMap.default_css))


def test_every_linked_file_is_there() -> None:
    html, _ = map_page("zh", True)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        if "/vendor/" not in address:
            assert (ROOT / address.removeprefix("/")).is_file(), address


def test_json_in_a_script_cannot_end_it() -> None:
    text = script_json({"a": "</script><!--<script>", "b": "\u2028&"})
    assert not re.search("[<>&\u2028]", text)
    assert json.loads(text) == {"a": "</script><!--<script>", "b": "\u2028&"}


def test_who_may_not_read_is_sent_to_sign_in_and_back(client: TestClient) -> None:
    answer = client.get("/?month=2023-05")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/%3Fmonth%3D2023-05"
    assert client.get("/sign-in").status_code == 200
    assert client.get("/upload").headers["location"] == "/sign-in?next=/upload"
    signed_in = client.post("/api/session", json={"name": "viewer", "password": PASSWORD})
    assert signed_in.status_code == 201
    assert client.get("/").status_code == 200
    assert '"may": false' in client.get("/upload").text


def test_pages_speak_the_readers_language(client: TestClient) -> None:
    assert 'lang="en"' in client.get("/sign-in", headers={"Accept-Language": "en-GB"}).text
    assert 'lang="zh-CN"' in client.get("/sign-in?lang=zh", headers={"Accept-Language": "en"}).text
    for page in ("/sign-in", "/"):
        headers = client.get(page, headers={"Accept-Language": "zh"}).headers
        assert page == "/" or "default-src 'none'" in headers["content-security-policy"]


def test_both_languages_have_every_word_that_the_modules_use() -> None:
    zh, en = words_of("zh"), words_of("en")
    assert zh.keys() == en.keys()
    assert all(zh.values())
    assert all(en.values())
    used = set()
    for path in (ROOT / "static/js").rglob("*.js"):
        used |= set(re.findall(r"""\bt\(\s*"(\w+)["]""", path.read_text("utf-8")))
    for path in (ROOT / "app/web/templates").glob("*.html"):
        used |= set(re.findall(r"words\.(\w+)", path.read_text("utf-8")))
    assert used - zh.keys() == set()
    placeholders = {key: set(re.findall(r"\{(\w+)\}", zh[key])) ^ set(re.findall(r"\{(\w+)\}", en[key])) for key in zh}
    assert not {key: names for key, names in placeholders.items() if names}


def test_modules_are_short_and_say_what_they_are() -> None:
    for path in (ROOT / "static/js").rglob("*.js"):
        text = path.read_text("utf-8")
        assert text.count("\n") <= 150, path.name
        assert text.startswith("/**") or "tests" in path.parts, path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
        if path.name != "api.js":
            assert "fetch(" not in text, path.name


def test_modules_are_asked_anew_so_that_an_upgrade_never_mixes_them(client: TestClient) -> None:
    first = client.get("/static/js/main.js")
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    assert client.get("/static/js/main.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
