"""What each row of a table tells beside its results: site, river, time, source, state (行首信息)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.assessment.readings import MONTH_STATES, state_word
from app.errors import Fault
from app.ingest.sample_faults import Place
from app.ingest.sample_grid import NUMBER, SampleBook, Sheet
from app.ingest.sample_mapping import TablePlan
from app.ingest.sample_times import CellTime, month_start, read_cell_time
from app.ingest.sample_words import plain_text
from app.layers.dates import SHANGHAI

UNKNOWN_STATE: Final = "不明"  # a station whose file leaves its state blank
_SOURCES: Final = {
    **dict.fromkeys(("自动", "自动监测", "自动站", "automatic", "auto"), "automatic"),
    **dict.fromkeys(("手工", "人工", "手工监测", "人工监测", "采测分离", "manual"), "manual"),
    **dict.fromkeys(("现场", "快检", "现场快检", "field"), "field"),
}
_FILLED_DOWN: Final = ("river", "site_name", "site_code", "sampled_at", "day", "year")
Rows = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Heads:
    """Rows of one table with what each tells (行首).

    Attributes
    ----------
    frame
        Index: row from 0; columns ``site_code``, ``site_name``, ``river``, ``sampled_at`` (UTC, NaT where unknown),
        ``trouble`` (why there is no time), ``source``, ``state``, ``unit``, ``limit_text``, ``indicator``, ``remark``.
    time_column, site_column
        Where time and site stand, None where no column tells them.
    """

    frame: pd.DataFrame
    time_column: int | None
    site_column: int | None


def read_heads(
    book: SampleBook, sheet: Sheet, shown: NDArray[Any], plan: TablePlan, rows: Rows, faults: list[Fault]
) -> Heads:
    """What the rows of a table tell; blanks below a merged or grouped cell are filled, and that is told."""
    at = {role.field: role.at for role in plan.columns if role.field}
    place = Place(book, sheet)
    texts: dict[str, pd.Series[Any]] = {}
    for field, column in at.items():
        texts[str(field)] = pd.Series([text.strip() for text in shown[rows, column]], index=rows, dtype=object)
    if book.kind != "text":
        own = dict(texts)
        for field in _FILLED_DOWN:
            if field in texts and _may_fill(field, texts):
                _fill_down(texts, own, field, place, at[field], faults)
    blank = pd.Series("", index=rows, dtype=object)
    told_river, told_month = _groups(plan, rows)
    code, name = texts.get("site_code", blank), texts.get("site_name", blank)
    if "site_name" not in at and "site_code" not in at and plan.site_name:
        name = pd.Series(plan.site_name, index=rows, dtype=object)
    river = texts.get("river", blank)
    river = river.where(river != "", told_river).where(lambda one: one != "", plan.river or "")
    times = _times(book, sheet, plan, rows, at, texts, told_month)
    state = texts.get("state", blank)
    usual = "automatic" if "state" in at else "manual"
    source = texts.get("source", blank).map({text: _SOURCES.get(plain_text(text).casefold(), usual)
                                             for text in texts.get("source", blank).unique()})  # fmt: skip
    if "state" in at:
        state = state.where((state != "") | (source != "automatic"), UNKNOWN_STATE)
    reason, reason_at = _reasons(sheet, plan, rows, texts.get("remark", blank), at.get("remark", 0))
    frame = pd.DataFrame(
        {
            "site_code": code.where(code != "", name),
            "site_name": name.where(name != "", code),
            "river": river,
            "sampled_at": pd.to_datetime(pd.Series([one.instant for one in times], index=rows, dtype=object), utc=True),
            "trouble": pd.Series([one.trouble for one in times], index=rows, dtype=object),
            "time_text": texts.get("sampled_at", texts.get("day", blank)),
            "source": source,
            "state": state.astype(object).where(state != "", None),
            "unit": texts.get("unit", blank),
            "limit_text": texts.get("detection_limit", blank),
            "indicator": texts.get("indicator", blank),
            "remark": reason,
            "remark_at": reason_at,
        },
        index=rows,
    )
    spans = [row for row, one in zip(rows.tolist(), times, strict=True) if one.span]
    if spans:
        faults.append(place.fault("time_span", len(spans), spans[0], at.get("sampled_at")))
    return Heads(frame, at.get("sampled_at", at.get("day")), at.get("site_name", at.get("site_code")))


def _may_fill(name: str, texts: Mapping[str, Any]) -> bool:
    """Whether a blank of a field may mean the cell above: a river always, a site where rows differ by another field."""
    if name == "river":
        return "site_name" in texts or "site_code" in texts
    if name in ("site_name", "site_code"):
        return any(other in texts for other in ("sampled_at", "day", "indicator"))
    return "indicator" in texts or name == "year"


def _fill_down(
    texts: dict[str, pd.Series[Any]],
    own: Mapping[str, pd.Series[Any]],
    name: str,
    place: Place,
    column: int,
    faults: list[Fault],
) -> None:
    """Fill a field's blanks from the cell above, and tell how many; ``own`` holds the cells as they were."""
    cells = texts[name]
    others = [
        texts[other] != ""
        for other in ("site_name", "site_code", "sampled_at", "indicator")
        if other != name and other in texts
    ]
    told = np.logical_or.reduce([one.to_numpy() for one in others]) if others else np.ones(len(cells), dtype=bool)
    for twin in {"site_name", "site_code"} - {name} if name.startswith("site_") else ():
        if twin in own:  # a site named by its code needs no name from above
            told = told & (own[twin] == "").to_numpy()
    filled = cells.where(cells != "").ffill().fillna("")
    change = (cells == "").to_numpy() & (filled != "").to_numpy() & told
    if change.any():
        texts[name] = cells.where(~change, filled)
        faults.append(place.fault("filled_down", int(change.sum()), int(cells.index[change][0]), column))


def _groups(plan: TablePlan, rows: Rows) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """River and month that rows between the samples name for those below them."""
    river = pd.Series("", index=rows, dtype=object)
    month = pd.Series("", index=rows, dtype=object)
    for row, told in sorted(plan.groups.items()):
        below = rows > row
        if "river" in told:
            river[below] = told["river"]
        if "month" in told:
            month[below] = told["month"]
    return river, month


def _times(
    book: SampleBook,
    sheet: Sheet,
    plan: TablePlan,
    rows: Rows,
    at: Mapping[Any, int],
    texts: Mapping[str, pd.Series[Any]],
    told_month: pd.Series[Any],
) -> list[CellTime]:
    """The time of each row: its own cells, else the month of its group, sheet or title."""
    blank = [""] * len(rows)
    written = texts["sampled_at"].tolist() if "sampled_at" in texts else blank
    day = texts["day"].tolist() if "day" in texts else blank
    kinds = _kinds(sheet, rows, at.get("sampled_at")) if "sampled_at" in at else [1] * len(rows)
    years = texts["year"].str.extract(r"((?:19|20)\d{2})")[0].fillna("").tolist() if "year" in texts else blank
    months = [group or plan.month or "" for group in told_month]
    if "day_of_month" in texts:
        days = texts["day_of_month"].str.extract(r"(\d{1,2})")[0].fillna("").tolist()
        written = [
            f"{text.rstrip('月份')}月{one}日" if one and text else text for text, one in zip(written, days, strict=True)
        ]
        kinds = [1] * len(rows)
    near = _octobers(written, kinds)
    known: dict[tuple[Any, ...], CellTime] = {}
    times = []
    for key in zip(written, kinds, day, years, months, near, strict=True):
        if key not in known:
            known[key] = _time(key, plan.year, book.epoch_1904)
        times.append(known[key])
    return times


def _time(key: tuple[Any, ...], usual_year: int | None, epoch_1904: bool) -> CellTime:
    """One row's time."""
    text, kind, day, year_text, month, near = key
    told_year = int(month[:4]) if len(month) > 4 else None
    year = int(year_text) if year_text else (told_year or usual_year)
    number = int(month[5:7] if len(month) > 4 else month) if month else near
    found = read_cell_time(text, kind, day=day, year=year, month=number or near, epoch_1904=epoch_1904)
    if found.trouble == "blank" and not text and month:
        if len(month) > 4:
            return CellTime(month_start(month), month_only=True)
        return CellTime(month_start(f"{year:04d}-{month}"), month_only=True) if year else CellTime(None, "year")
    if found.trouble == "blank" and not text and year_text and not day:
        return CellTime(None, "unreadable")
    return found


def _kinds(sheet: Sheet, rows: Rows, column: int | None) -> list[int]:
    """Kinds of a column's cells, a merged one's for all it spans."""
    if column is None:
        return [1] * len(rows)
    kinds = sheet.kinds[:, column].copy()
    for top, left, bottom, right in sheet.merged:
        if left <= column <= right and top < len(kinds):
            kinds[top : bottom + 1] = sheet.kinds[top, left]
    filled = pd.Series(kinds[rows]).replace(0, np.nan).ffill().fillna(1)
    return [int(kind) for kind in filled]


def _octobers(written: Sequence[str], kinds: Sequence[int]) -> list[int | None]:
    """1 or 10 for each 2023.1 that its neighbours decide: 2023.9 or 2023.11 beside it, 2023.01 in the same column."""
    numbers = [text if kind == NUMBER else "" for text, kind in zip(written, kinds, strict=True)]
    if not any(text.endswith(".1") and len(text) == 6 for text in numbers):
        return [None] * len(written)
    order = list(dict.fromkeys(text for text in numbers if text))
    two_digits = any(len(text) == 7 and text[5] == "0" for text in order)
    found: list[int | None] = []
    for text in numbers:
        if len(text) != 6 or not text.endswith(".1"):
            found.append(None)
            continue
        place = order.index(text)
        before = order[place - 1] if place else ""
        after = order[place + 1] if place + 1 < len(order) else ""
        if two_digits or before == f"{text[:5]}9" or after == f"{text[:5]}11":
            found.append(10)
        elif after == f"{text[:5]}2" or (before.endswith(".12") and int(before[:4]) + 1 == int(text[:4])):
            found.append(1)
        else:
            found.append(None)
    return found


def _reasons(
    sheet: Sheet, plan: TablePlan, rows: Rows, remark: pd.Series[Any], at: int
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """The remark of each row and its column, or a word of state that stands where the class would (水质类别：断流)."""
    place = pd.Series(at, index=rows, dtype=int)
    for role in plan.columns:
        if role.ignored == "attribute" and (remark == "").any():
            cells = pd.Series([text.strip() for text in sheet.texts[rows, role.at]], index=rows, dtype=object)
            told = {text for text in cells.unique() if text and state_word(text)}
            use = (remark == "") & cells.isin(told)
            remark, place = remark.where(~use, cells), place.where(~use, role.at)
    return remark, place


def remark_states(heads: Heads) -> pd.Series[Any]:
    """The state's word that each row's remark tells, None where it tells none."""
    words = {text: remark_state(text) for text in heads.frame["remark"].unique()}
    return heads.frame["remark"].map(words).astype(object)


def remark_state(text: str) -> str | None:
    """The state that a remark speaks of, the first where it speaks of several (备注中的状态).

    >>> remark_state("河道断流，未采样"), remark_state("因设备故障停站"), remark_state("水质良好")
    ('断流', '停站', None)
    """
    plain = plain_text(text)
    if told := state_word(plain):
        return told
    found = [
        (plain.index(word), -len(word), state)
        for state, words in MONTH_STATES.items()
        for word in words
        if len(word) > 1 and word in plain
    ]
    return min(found)[2] if found else None


def local_month_text(instant: pd.Timestamp) -> str:
    """An instant's month in Asia/Shanghai."""
    return instant.tz_convert(SHANGHAI).strftime("%Y-%m")
