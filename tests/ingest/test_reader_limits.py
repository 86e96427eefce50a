"""The reading process under its limits: too much memory, too long, killed; each is a sentence."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import psutil
import pytest

from app.errors import TooLarge, Unparsable
from app.ingest.kinds import GEOJSON
from app.settings import Settings

MARK = "# {root} of the tests"


def readers() -> list[psutil.Process]:
    """The reading processes of these tests that live; a browser of other tests is a child of this process too."""
    found = []
    for one in psutil.Process().children():
        try:
            if one.status() != psutil.STATUS_ZOMBIE and "of the tests" in " ".join(one.cmdline()):
                found.append(one)
        except psutil.NoSuchProcess:
            continue
    return found


def test_the_memory_limit_is_a_sentence(tmp_path: Path, settings: Settings) -> None:
    from app.ingest.child import read_file

    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [' + "[" * 10 + "0," * 40_000_000 + "0]]}")
    small = settings.model_copy(update={"reading_memory_bytes": 400 << 20})
    with pytest.raises((TooLarge, Unparsable)) as caught:
        read_file(path, GEOJSON, small)
    assert caught.value.code in ("reader_memory", "reader_broke")


def test_the_time_limit_is_a_sentence(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.ingest import child

    monkeypatch.setattr(child, "_START", f"while True: pass  {MARK}")
    with pytest.raises(TooLarge) as caught:
        child._run({"x": 1}, GEOJSON, tmp_path, wall_s=0.5)
    assert caught.value.code == "reader_time"
    assert not readers()


def test_a_reader_that_is_killed_is_a_sentence(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.ingest import child

    monkeypatch.setattr(child, "_START", f"import time; time.sleep(60)  {MARK}")

    def end_it() -> None:
        for _ in range(200):
            for one in readers():
                one.kill()
                return
            time.sleep(0.02)

    thread = threading.Thread(target=end_it)
    thread.start()
    with pytest.raises(Unparsable) as caught:
        child._run({"x": 1}, GEOJSON, tmp_path, wall_s=30)
    thread.join()
    assert caught.value.code == "reader_ended"
