"""Accounts, sign-in, sessions, tokens on a real store."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from argon2 import PasswordHasher

from app.deps import find_user
from app.errors import Absent, BreaksRule, Clash, NotAllowed, NotSignedIn, TooManyTries, Unparsable
from app.settings import Settings
from app.store import people
from app.store.engine import BUSY_TIMEOUT_MS, Store, open_store
from app.uses.accounts import accounts, passwords

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
PASSWORD = "汶水清且涟漪兮自流长"


@pytest.fixture
def real_hashes() -> None:
    """Hashes as slow as they are in use."""


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost next to nothing, but for the tests that ask for ``real_hashes``."""
    passwords._nobodys_hash.cache_clear()
    if "real_hashes" not in request.fixturenames:
        monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))


ENGINES = ["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)]
each_engine = pytest.mark.parametrize("store", ENGINES, indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with one account; a GeoPackage, unless the test asks for each engine."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'store.gpkg'}"
        if getattr(request, "param", "geopackage") == "postgis":
            url = stack.enter_context(request.getfixturevalue("postgis_cluster").database())
        opened = open_store(url)
        stack.callback(opened.close)
        with opened.writing() as c:
            accounts.create_user(c, opened, "王巡查", "inspector", PASSWORD)
        yield opened


@pytest.fixture
def settings() -> Settings:
    return Settings(sign_in_tries=3, sign_in_wait_s=60, session_h=12)


def sign_in(store: Store, settings: Settings, password: str = PASSWORD, **more: object) -> str:
    return accounts.sign_in(store, settings, "王巡查", password, **{"now": NOW, **more})[0]  # type: ignore[arg-type]


def living(store: Store, secret: str, now: datetime = NOW) -> people.SessionRow | None:
    with store.reading() as c:
        return accounts.find_session(c, store, secret, now)


@pytest.mark.usefixtures("real_hashes")
def test_a_session_is_found_by_its_secret_only_and_the_store_does_not_hold_the_secret(
    store: Store, settings: Settings
) -> None:
    secret = sign_in(store, settings)
    session = living(store, secret)
    assert session is not None
    assert (session.name, session.role) == ("王巡查", "inspector")
    assert living(store, session.secret_sha256) is None
    assert living(store, secret + "x") is None
    assert store.path is not None
    with sqlite3.connect(store.path) as raw:
        dump = "\n".join(str(row) for table in ("sessions", "users") for row in raw.execute(f"SELECT * FROM {table}"))
    raw.close()
    assert secret not in dump
    assert PASSWORD not in dump
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in dump


@each_engine
def test_a_session_ends_by_time_by_sign_out_by_password_and_by_disabling(store: Store, settings: Settings) -> None:
    first, second = sign_in(store, settings), sign_in(store, settings)
    assert living(store, first, NOW + timedelta(hours=11, minutes=59))
    assert living(store, first, NOW + timedelta(hours=12, seconds=1)) is None
    with store.writing() as c:
        accounts.end_session(c, store, first)
    assert living(store, first) is None
    assert living(store, second)
    with store.writing() as c:
        accounts.change_password(c, store, "王巡查", "another-good-one")
    assert living(store, second) is None
    third = sign_in(store, settings, "another-good-one")
    with store.writing() as c:
        accounts.set_disabled(c, store, "王巡查", True)
    assert living(store, third) is None
    with pytest.raises(NotSignedIn):
        sign_in(store, settings, "another-good-one")
    with store.writing() as c:
        accounts.set_disabled(c, store, "王巡查", False)
    assert living(store, third) is None
    assert living(store, sign_in(store, settings, "another-good-one", now=NOW + timedelta(minutes=2)))


def test_sessions_are_listed_newest_first_and_one_is_ended_by_its_id(store: Store, settings: Settings) -> None:
    first = sign_in(store, settings, address="10.0.0.1", agent="Firefox")
    second = sign_in(store, settings, now=NOW + timedelta(minutes=1))
    with store.writing() as c:
        found = accounts.list_sessions(c, store, "王巡查", NOW)
        assert [session.secret_sha256 for session in found] == [accounts.hash_secret(each) for each in (second, first)]
        assert (found[1].address, found[1].agent) == ("10.0.0.1", "Firefox")
    with store.writing() as c:
        # list_sessions of end_session_of looks at the present time, the rows here are of the past
        people.set_user(c, store, accounts.fold_name("王巡查"), role="gis")
    session = living(store, first)
    assert session is not None
    assert session.role == "gis", "a new role holds at once"


def test_ending_a_session_of_another_person_is_refused(store: Store, settings: Settings) -> None:
    secret, session = accounts.sign_in(store, settings, "王巡查", PASSWORD)
    with store.writing() as c:
        accounts.create_user(c, store, "李", "viewer", "quite-another-one")
    with pytest.raises(Absent), store.writing() as c:
        accounts.end_session_of(c, store, "李", session.id)
    with store.writing() as c:
        accounts.end_session_of(c, store, "王巡查", session.id)
        assert accounts.find_session(c, store, secret) is None


@pytest.mark.parametrize(
    ("name", "role", "password", "parameter"),
    [
        ("李", "viewer", "too-short", "password"),
        ("李", "viewer", "x" * 300, "password"),
        ("李", "viewer", "aaaaaaaaaaaa", "password"),
        ("longenoughname", "viewer", "LongEnoughName", "password"),
        ("longenoughname", "viewer", "longenoughname123", "password"),
        ("李", "boss", PASSWORD, "role"),
        ("a:b", "viewer", PASSWORD, "name"),
        ("", "viewer", PASSWORD, "name"),
        (" 李", "viewer", PASSWORD, "name"),
        ("李\n", "viewer", PASSWORD, "name"),
        ("李\u202e", "viewer", PASSWORD, "name"),
    ],
)
def test_what_an_account_cannot_be_made_of(store: Store, name: str, role: str, password: str, parameter: str) -> None:
    with pytest.raises(BreaksRule) as refused, store.writing() as c:
        accounts.create_user(c, store, name, role, password)
    assert refused.value.parameter == parameter
    with store.reading() as c:
        assert [user.name for user in accounts.list_users(c, store)] == ["王巡查"]


@each_engine
def test_names_that_differ_in_case_or_width_are_one(store: Store, settings: Settings) -> None:
    with store.writing() as c:
        accounts.create_user(c, store, "Li Wei", "viewer", PASSWORD)
    with pytest.raises(Clash), store.writing() as c:
        accounts.create_user(c, store, "ＬＩ wei", "admin", PASSWORD)
    assert accounts.sign_in(store, settings, "li WEI ", PASSWORD)[1].name == "Li Wei"


def test_the_same_password_however_the_keyboard_makes_it(store: Store, settings: Settings) -> None:
    with store.writing() as c:
        accounts.create_user(c, store, "李", "viewer", "café-ABC-12345")
    assert accounts.sign_in(store, settings, "李", "cafe\u0301-ＡＢＣ-12345")


@each_engine
def test_failures_slow_the_name_and_double_and_success_forgets(store: Store, settings: Settings) -> None:
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            sign_in(store, settings, "wrong-password")
    with pytest.raises(TooManyTries) as first:
        sign_in(store, settings)
    assert first.value.retry_after_s == 60, "even the right password waits"
    later = NOW + timedelta(seconds=61)
    with pytest.raises(NotSignedIn):
        sign_in(store, settings, "wrong-password", now=later)
    with pytest.raises(TooManyTries) as second:
        sign_in(store, settings, now=later)
    assert second.value.retry_after_s == 120
    assert sign_in(store, settings, now=later + timedelta(seconds=121))
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            sign_in(store, settings, "wrong-password", now=later + timedelta(seconds=122))


def test_an_address_that_tries_many_names_waits_too(store: Store, settings: Settings) -> None:
    for number in range(15):
        with pytest.raises(NotSignedIn):
            accounts.sign_in(store, settings, f"n{number}", "wrong-password", address="2001:db8::1", now=NOW)
    with pytest.raises(TooManyTries):  # the same /64
        accounts.sign_in(store, settings, "王巡查", PASSWORD, address="2001:db8::2", now=NOW)
    assert accounts.sign_in(store, settings, "王巡查", PASSWORD, address="2001:db8:1::1", now=NOW)


def test_the_wait_is_known_to_every_worker(store: Store, settings: Settings) -> None:
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            sign_in(store, settings, "wrong-password")
    other = open_store(store.url)
    try:
        with pytest.raises(TooManyTries):
            sign_in(other, settings)
    finally:
        other.close()


@each_engine
def test_a_hundred_tries_at_once_are_no_way_round_the_wait(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def slow_check(_: str | None, password: str) -> bool:
        time.sleep(0.05)
        looked_at.append(password)
        return False

    monkeypatch.setattr("app.uses.accounts.sign_in.verify_password", slow_check)

    def one_try() -> None:
        with pytest.raises((NotSignedIn, TooManyTries)):
            sign_in(store, settings, "wrong-password")

    threads = [Thread(target=one_try) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) == 3


@pytest.mark.usefixtures("real_hashes")
def test_an_unknown_name_takes_as_long_as_a_known_one(store: Store) -> None:
    settings = Settings(sign_in_tries=1000)

    def seconds(name: str) -> float:
        start = time.process_time()
        with pytest.raises(NotSignedIn) as refused:
            accounts.sign_in(store, settings, name, "wrong-password")
        assert refused.value.en == "The name or the password is wrong."
        return time.process_time() - start

    seconds("warm")
    known = statistics.median(seconds("王巡查") for _ in range(5))
    unknown = statistics.median(seconds("nobody") for _ in range(5))
    assert 0.5 < known / unknown < 2.0
    assert unknown > 0.01, "a hash was made"


@pytest.mark.usefixtures("real_hashes")
def test_a_hash_of_older_parameters_is_made_anew_at_sign_in(store: Store, settings: Settings) -> None:
    folded = accounts.fold_name("王巡查")
    with store.writing() as c:
        people.set_user(c, store, folded, password_hash=PasswordHasher(1, 1024, 1).hash(PASSWORD))
    sign_in(store, settings)
    with store.reading() as c:
        user = people.find_user(c, store, folded)
    assert user is not None
    assert not passwords.is_outdated(user.password_hash)
    assert passwords.verify_password(user.password_hash, PASSWORD)


def test_changing_ones_own_password_asks_for_the_current_one(store: Store, settings: Settings) -> None:
    secret, _ = accounts.sign_in(store, settings, "王巡查", PASSWORD)
    with pytest.raises(NotAllowed):
        accounts.change_own_password(store, settings, "王巡查", "wrong-password", "a-new-good-one")
    with pytest.raises(BreaksRule):
        accounts.change_own_password(store, settings, "王巡查", PASSWORD, PASSWORD)
    accounts.change_own_password(store, settings, "王巡查", PASSWORD, "a-new-good-one")
    with store.reading() as c:
        assert accounts.find_session(c, store, secret) is None
        assert accounts.list_sessions(c, store, "王巡查") == []
        assert accounts.check_password(c, store, "王巡查", "a-new-good-one")
        assert not accounts.check_password(c, store, "王巡查", PASSWORD)
        assert not accounts.check_password(c, store, "nobody", PASSWORD)


@each_engine
def test_a_token_acts_as_its_account_until_revoked_expired_or_disabled(store: Store) -> None:
    with store.writing() as c:
        secret, token = accounts.create_token(c, store, "王巡查", " QGIS ", days=30, now=NOW)
    assert secret.startswith("sy_")
    assert len(secret) == 46
    with store.reading() as c:
        found = accounts.find_token(c, store, secret, NOW + timedelta(days=29))
        assert found is not None
        assert (found.name, found.role, found.title) == ("王巡查", "inspector", "QGIS")
        assert accounts.find_token(c, store, secret, NOW + timedelta(days=31)) is None
        assert accounts.find_token(c, store, token.secret_sha256, NOW) is None
        assert accounts.find_session(c, store, secret, NOW) is None, "a token is no cookie"
    with store.writing() as c:
        accounts.set_disabled(c, store, "王巡查", True)
        assert accounts.find_token(c, store, secret, NOW) is None
        accounts.set_disabled(c, store, "王巡查", False)
        assert accounts.find_token(c, store, secret, NOW) is not None
    with store.writing() as c:
        fresh, row = accounts.create_token(c, store, "王巡查", "script")
        accounts.end_token(c, store, "王巡查", row.id)
        assert accounts.find_token(c, store, fresh) is None
        with pytest.raises(Absent):
            accounts.end_token(c, store, "王巡查", row.id)


@pytest.mark.parametrize(("title", "days"), [("", 10), ("x" * 101, 10), ("QGIS", 0), ("QGIS", 4000)])
def test_what_a_token_cannot_be(store: Store, title: str, days: int) -> None:
    with pytest.raises(BreaksRule), store.writing() as c:
        accounts.create_token(c, store, "王巡查", title, days=days)
    with pytest.raises(Absent), store.writing() as c:
        accounts.create_token(c, store, "nobody", "QGIS")


@each_engine
def test_the_last_use_of_a_token_is_written_down_but_not_at_each_request(store: Store) -> None:
    with store.writing() as c:
        secret, _ = accounts.create_token(c, store, "王巡查", "QGIS")

    def last_used() -> datetime | None:
        with store.reading() as c:
            return accounts.list_tokens(c, store, "王巡查")[0].last_used_at

    assert last_used() is None
    find_user(store, {"authorization": f"Bearer {secret}"})
    first = last_used()
    assert first is not None
    find_user(store, {"authorization": f"Bearer {secret}"})
    assert last_used() == first


def test_a_reader_with_a_token_does_not_wait_for_a_writer(store: Store) -> None:
    with store.writing() as c:
        secret, _ = accounts.create_token(c, store, "王巡查", "QGIS")
    start = time.monotonic()
    with store.writing():
        assert find_user(store, {"authorization": f"Bearer {secret}"}).signed_in
    assert time.monotonic() - start < 3  # a writer waits much longer for another
    with store.reading() as c:
        assert accounts.list_tokens(c, store, "王巡查")[0].last_used_at is None
        assert c.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_TIMEOUT_MS


def test_anonymous_requests_ask_the_store_nothing_and_others_once(store: Store, settings: Settings) -> None:
    from sqlalchemy import event

    secret, _ = accounts.sign_in(store, settings, "王巡查", PASSWORD)
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert not find_user(store, {}).signed_in
    assert not find_user(store, {"cookie": "lang=zh"}).signed_in
    assert asked == []
    assert find_user(store, {"cookie": f"lang=zh; suyuan_session={secret}"}).role == "inspector"
    selects = [text for text in asked if text.startswith("SELECT")]
    assert len(selects) == 1
    with store.reading() as c:
        plan = " ".join(
            str(row) for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {selects[0]}", ("x", NOW.isoformat()))
        )
    assert "SCAN" not in plan


@pytest.mark.parametrize("header", ["Bearer", "Digest a=b", "Basic !!!", "Basic bm9jb2xvbg==", "nonsense"])
def test_an_authorization_that_is_not_understood_is_told(store: Store, header: str) -> None:
    with pytest.raises(Unparsable):
        find_user(store, {"authorization": header})


@each_engine
def test_a_task_goes_to_an_account_in_force_by_its_own_spelling(store: Store) -> None:
    with store.writing() as c:
        accounts.create_user(c, store, "Li", "inspector", PASSWORD)
        assert accounts.account_for(c, store, " LI ", ("inspector",)) == "Li"
        for name, roles in (("nobody", ("inspector",)), ("Li", ("admin",)), ("Li\x00", ("inspector",))):
            with pytest.raises(BreaksRule, match="take the task"):
                accounts.account_for(c, store, name, roles)
        accounts.set_disabled(c, store, "Li", True)
        with pytest.raises(BreaksRule):
            accounts.account_for(c, store, "Li", ("inspector",))
