"""Passwords and secrets: their rules, their hashes, and the slowness they are given (口令)."""

from __future__ import annotations

import hashlib
import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import BreaksRule

MIN_CHARACTERS = 10
MAX_CHARACTERS = 256
_HASHER = PasswordHasher()  # argon2id, RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes
_TURN = threading.BoundedSemaphore(2)  # each hash takes 64 MiB: a rush of sign-ins must not take all memory
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when read aloud


def _fold(text: str) -> str:
    """One form of the same characters, however a keyboard makes them (NIST SP 800-63B §3.1.1.2)."""
    return unicodedata.normalize("NFKC", text)


def hash_secret(secret: str) -> str:
    """The SHA-256 of a session's or token's secret, which alone the store keeps.

    The secret has 256 random bits, so that no slow hash is needed.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def fold_name(name: str) -> str:
    """The form of a name by which accounts are told apart: NFKC, without case and outer blanks.

    Examples
    --------
    >>> fold_name(" Ｗang "), fold_name("王")
    ('wang', '王')
    """
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_rules(password: str, name: str) -> None:
    """Nothing, where the password may be used by the account ``name``.

    Raises
    ------
    BreaksRule
        Shorter than ten characters, longer than 256, fewer than four different ones, or the account's own name.

    Examples
    --------
    >>> check_rules("汶水清且涟漪兮自流长", "王")
    >>> check_rules("short", "王")
    Traceback (most recent call last):
    ...
    app.errors.BreaksRule: The password needs at least 10 characters.
    """
    folded = _fold(password)
    if len(folded) < MIN_CHARACTERS:
        raise BreaksRule(
            f"口令至少需要 {MIN_CHARACTERS} 个字符。",
            f"The password needs at least {MIN_CHARACTERS} characters.",
            parameter="password",
        )
    if len(folded) > MAX_CHARACTERS:
        raise BreaksRule(
            f"口令不得超过 {MAX_CHARACTERS} 个字符。",
            f"The password may have {MAX_CHARACTERS} characters at most.",
            parameter="password",
        )
    bare = folded.casefold().strip("0123456789!@#.-_ ")
    if fold_name(name) in (folded.casefold(), bare, bare[::-1]):
        raise BreaksRule("口令不得与用户名相同。", "The password must not be the account's name.", parameter="password")
    if len(set(folded)) < 4:
        raise BreaksRule(
            "口令至少需要 4 个不同的字符。",
            "The password needs at least four different characters.",
            parameter="password",
        )


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt in it (口令散列)."""
    with _TURN:
        return _HASHER.hash(_fold(password))


@cache
def _nobodys_hash() -> str:
    """A hash that no password fits, for names that do not exist."""
    return hash_password(secrets.token_urlsafe(32))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits the hash; as slow for a name that does not exist (``None``) as for one that does."""
    nobody = _nobodys_hash()
    if len(password) > 4 * MAX_CHARACTERS:
        password = ""
    try:
        with _TURN:
            fits = _HASHER.verify(password_hash or nobody, _fold(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's, and is to be made anew at the next sign-in."""
    return _HASHER.check_needs_rehash(password_hash)


def generate_password() -> str:
    """A new password of 16 characters in groups of four, 79 bits, easy to read aloud.

    Examples
    --------
    >>> len(generate_password()), generate_password() == generate_password()
    (19, False)
    """
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
