"""Whether what a drafted letter rests on has changed since: values superseded, exemptions, choices (文书依据变化)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.registers.catalogue import register_spec
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, load_entries, load_events
from app.uses.accountability.month_close import DRAFTED, MonthClose
from app.uses.accountability.notice_drafts import draft_of

_AGAIN = re.compile(r"#[0-9]+$")  # of a key that was used again after the first entry was voided


@dataclass(frozen=True, slots=True)
class LetterGrounds:
    """What has changed under the letters of a month (文书依据变化).

    Attributes
    ----------
    changed
        Keys of letters that are due still, for other reasons than those they were drafted with.
    no_longer_due
        Letters that were drafted by the rules and that the rules ask for no more; voided ones left out.
    """

    changed: frozenset[str]
    no_longer_due: tuple[Entry, ...]


def letter_grounds(c: Connection, store: Store, close: MonthClose, drafted: Mapping[str, Entry]) -> LetterGrounds:
    """What has changed under the letters of a month since they were drafted (核对文书依据).

    Parameters
    ----------
    drafted
        From `app.uses.accountability.month_close.drafted_of`.
    """
    spec = register_spec(DRAFTED)
    due = {notice.key: notice for notice in close.due}
    changed = frozenset(
        key for key, entry in drafted.items()
        if not spec.state(entry.state).void
        and load_events(c, store, entry.id)[0].content.get("reasons_zh") != draft_of(due[key]).get("reasons_zh")
    )  # fmt: skip
    query = EntryQuery(first_month=close.month, last_month=close.month)
    gone = tuple(
        entry for entry in load_entries(c, store, DRAFTED, query)
        if _is_drafted_by(entry, close) and not spec.state(entry.state).void and _AGAIN.sub("", entry.key) not in due
    )  # fmt: skip
    return LetterGrounds(changed, gone)


def _is_drafted_by(entry: Entry, close: MonthClose) -> bool:
    """Whether the rules of this close made the entry: its key is that of a letter that is due."""
    told = entry.content
    start = f"{close.rule_set.id}:{told.get('rule')}:{told['subject']}:"
    return entry.key.startswith(start) and _AGAIN.sub("", entry.key).endswith(f":{close.month}")


def describe_gone(entry: Entry) -> dict[str, Any]:
    """A letter that is no longer due, in short: what it was about and why it was drafted."""
    names = ("title", "kind", "subject", "subject_name", "reasons_zh", "reasons_en")
    return {"key": entry.key, **{name: entry.content.get(name) for name in names}}
