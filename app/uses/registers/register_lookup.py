"""Looking entries of registers up: pages of a list, what is overdue, what is in force (台账查询)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from app.registers.catalogue import register_spec
from app.registers.spec import RegisterSpec
from app.store.engine import Store
from app.store.registers import Entry, EntryQuery, iterate_entries, load_entries

LOCAL_HOURS: Final = timedelta(hours=8)  # of Asia/Shanghai


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list (一页): ``next_after`` is the id after which the next one begins, None at the end."""

    entries: tuple[Entry, ...]
    next_after: int | None


def today_in_china() -> date:
    """The date of Asia/Shanghai (今日)."""
    return (datetime.now(UTC) + LOCAL_HOURS).date()


def find_page(
    c: Connection, store: Store, register: str, query: EntryQuery, *, text: str = "", limit: int = 100,
    month: str | None = None,
) -> Page:  # fmt: skip
    """Entries asked for, oldest first, page by page (查询台账).

    Parameters
    ----------
    text
        Only those that hold these words, in any field and by the words of choices and states; case does not matter.
    month
        Of a register whose entries hold for a span of months, only those whose span has not ended before it.
    """
    spec = register_spec(register)
    wanted = text.casefold().split()

    def matches(entry: Entry) -> bool:
        if month and spec.last_month_field and (entry.content.get(spec.last_month_field) or "") < month:
            return False
        if not wanted:
            return True
        shown = shown_text(spec, entry).casefold()
        return all(word in shown for word in wanted)

    found: list[Entry] = []
    rows = iterate_entries(c, store, register, query, matches)
    for entry in rows:
        if len(found) == limit:
            rows.close()  # type: ignore[attr-defined]
            return Page(tuple(found), found[-1].id)
        found.append(entry)
    return Page(tuple(found), None)


def shown_text(spec: RegisterSpec, entry: Entry) -> str:
    """All that is written in an entry, one text (条目全文)."""
    parts = [spec.state(entry.state).zh, spec.state(entry.state).en]
    for field in spec.fields:
        value = entry.content.get(field.name)
        if value is not None:
            parts += [str(one) for one in value] if isinstance(value, list) else [str(value)]
            parts += [f"{one.zh} {one.en}" for one in field.choices if one.value == value]
    return " ".join(parts)


def is_overdue(spec: RegisterSpec, entry: Entry, today: date) -> bool | None:
    """Whether an entry that is not closed is past its deadline (逾期); None where it has no deadline."""
    own = spec.state(entry.state).deadline
    name = spec.deadline_field if own is None else own
    deadline = entry.content.get(name) if name else None
    if deadline is None:
        return None
    return not spec.state(entry.state).closed and date.fromisoformat(deadline) < today


def exemptions_in_force(c: Connection, store: Store, first_month: str, last_month: str) -> list[Entry]:
    """Exemptions and deductions in force in any month of a span, both ends included (生效的免考与扣除)."""
    query = EntryQuery(states=("in_force",), last_month=last_month)  # its month is the first one it holds for
    return [one for one in load_entries(c, store, "exemptions", query) if one.content["last_month"] >= first_month]


def aliases_in_force(c: Connection, store: Store) -> list[Entry]:
    """The names of sites that stand (有效的别名), whatever their dates."""
    return load_entries(c, store, "aliases", EntryQuery(states=("in_force",)))
