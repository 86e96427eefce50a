"""The registers of the demonstration: invented entries through the same doors as a user's (示意台账)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from app.registers.seed_works import load_seed_measures, load_seed_works
from app.settings import Settings
from app.store.engine import Store
from app.uses.accountability.month_close import close_month
from app.uses.accountability.notice_drafts import draft_notices
from app.uses.registers.register_entries import amend, enter, move

NOTE: Final = "示意数据"
DONE: Final = "示意：已完成。"
UNFINISHED: Final = 9  # one of so many works of the plans is left open, to show the red light
REVIEWER: Final = "demo-reviewer"
STEPS: Final = ("reviewed", "signed", "numbered", "sealed", "delivered", "answered", "closed")


def add_demo_registers(c: Connection, store: Store, settings: Settings, path: Path, *, who: str) -> int:
    """Enter the works and measures of the five plans and what ``registers.json`` holds; how many are new (示意台账).

    A second run adds nothing.
    """
    told = json.loads(path.read_text("utf-8"))
    added = 0
    for number, content in enumerate(load_seed_works()):
        work, is_new = enter(c, store, "works", content, who=who, note=NOTE, keep=True)
        added += is_new
        if number % UNFINISHED and content.get("deadline"):
            report = {"work": str(work.id), "month": content["deadline"][:7], "pace": "done", "text": DONE}
            report |= {"value": content["target_value"]} if "target_value" in content else {}
            added += enter(c, store, "progress", report, who=who, note=NOTE, keep=True)[1]
    for content in load_seed_measures():
        added += enter(c, store, "measures", content, who=who, note=NOTE, keep=True)[1]
    for written in told["entries"]:
        entry, is_new = enter(
            c, store, written["register"], written["content"], who=who, note=NOTE, key=written.get("key"), keep=True
        )
        added += is_new
        if is_new:
            for step in written.get("moves", ()):
                move(
                    c, store, written["register"], entry.id, step["to"], who=step.get("who", who), may=_anyone,
                    note=step.get("note", NOTE), fields=step.get("fields"),
                )  # fmt: skip
        for report in written.get("progress", ()):
            content = {"work": str(entry.id), **report}
            added += enter(c, store, "progress", content, who=who, note=NOTE, keep=True)[1]
    return added + sum(_draft(c, store, settings, wanted, who) for wanted in told["notices"])


def _draft(c: Connection, store: Store, settings: Settings, wanted: Mapping[str, Any], who: str) -> int:
    """Drafts of one month, some of them moved on."""
    close = close_month(c, store, settings, wanted["rule_set"], wanted["month"])
    made, _ = draft_notices(c, store, close, who=who)
    for number, drafted in enumerate(made, 1):
        entry, deadline = drafted, wanted.get("deadlines", {}).get(drafted.subject)
        if deadline:
            entry = amend(
                c, store, "notices", entry.id, {"deadline": deadline}, version=entry.version, who=who, note=NOTE
            )
        last = wanted["states"].get(entry.subject)
        for state in STEPS[: STEPS.index(last) + 1] if last else ():
            fields = _fields_of(state, wanted["month"], number)
            person = REVIEWER if state == "reviewed" else who  # nobody reviews his own draft
            move(c, store, "notices", entry.id, state, who=person, may=_anyone, note=NOTE, fields=fields)
    return len(made)


def _fields_of(state: str, month: str, number: int) -> dict[str, Any]:
    """What each step of a demonstration's notice brings; every number says 示意."""
    year, after = int(month[:4]), int(month[5:]) + 1
    day = f"{year + after // 13}-{(after - 1) % 12 + 1:02d}"
    fields: dict[str, dict[str, Any]] = {
        "signed": {"signer": "示意负责人", "signed_on": f"{day}-07"},
        "numbered": {"document_number": f"示意〔{year}〕{after}{number:02d}号", "issued_on": f"{day}-08"},
        "sealed": {"sealed_on": f"{day}-09"},
        "delivered": {"delivered_on": f"{day}-10", "receipt": "示意：已签收。"},
        "answered": {"feedback": "示意：已完成排查，整改措施见附件。"},
    }
    return fields.get(state, {})


def _anyone(_: str) -> bool:
    """The demonstration plays every role."""
    return True
