"""A store that is whole says so; what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from app.cli import app as commands
from app.settings import Settings
from app.store.engine import open_store
from app.store.samples import add_samples
from app.store.traces import save_impact, save_trace
from app.uses.registers.file_keeping import keep_attachment
from app.uses.registers.register_entries import enter
from app.uses.store.store_check import check_store

VALUE = {
    "site_kind": "sections", "site_code": "S1", "sampled_at": pd.Timestamp("2023-05-08T02:00:00Z"),
    "indicator": "w21003", "value": 0.4, "raw_text": "0.4", "below_limit": False, "detection_limit": None,
    "unit": "mg/L", "source": "manual", "status": "final",
}  # fmt: skip


def test_what_is_wrong_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path)
    store = open_store(settings.store_url())
    (tmp_path / "批复.txt").write_text("示意", "utf-8")
    kept = keep_attachment(store, settings, tmp_path / "批复.txt", name="批复.txt", who="analyst")
    finding = {"rule_set": "guanxian_2023", "finding": "poor_work", "subject_kind": "body", "subject": "某镇",
               "month": "2023-05", "text": "示意"}  # fmt: skip
    with store.writing() as c:
        add_samples(c, store, pd.DataFrame([VALUE]), batch={"who": "analyst"})
        enter(c, store, "findings", finding, who="analyst")
        told = {"subject": "sections/S1", "title": "甲", "question": {}, "document": {}, "revisions": {}, "who": "王"}
        save_trace(c, store, **told)
        save_impact(c, store, **told)
    with store.reading() as c:
        assert check_store(c, store, settings) == []
    t = store.tables
    with store.writing() as c:
        c.execute(update(t.samples).values(value=0.9))  # behind the back of the sums
        c.execute(update(t.register_entries).values(version=7))
        c.execute(update(t.impacts).values(version=7))
    (tmp_path / "files" / kept.sha256).write_text("别的", "utf-8")
    with store.reading() as c:
        faults = check_store(c, store, settings)
    assert [fault.code for fault in faults] == ["sums_wrong", "history_wrong", "history_wrong", "file_wrong"]
    assert faults[2].key == "impacts/1"
    assert "sections/S1" in faults[0].zh
    store.close()
    monkeypatch.setenv("SUYUAN_DATA_DIR", str(tmp_path))
    assert CliRunner().invoke(commands, ["check"]).exit_code == 1
    with_sums = CliRunner().invoke(commands, ["check", "--rebuild"])
    assert with_sums.exit_code == 1
    assert "月累计值" not in with_sums.output
