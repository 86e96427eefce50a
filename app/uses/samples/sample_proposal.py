"""What an import of a file would do, told before it is done: values, months, states, doubts, names (导入预览)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
import pandas as pd
from sqlalchemy import Connection, select

from app.assessment.means import local_month
from app.errors import Fault
from app.ingest.sample_file import SampleFile
from app.store.engine import Store
from app.store.month_sums import FINAL
from app.store.samples import POINT_KINDS, canonical_rows, fingerprints, known_fingerprints
from app.uses.samples.samples_import import month_states_of, new_states, result_conflicts
from app.uses.samples.site_matching import UnknownSite, find_sites, load_aliases, load_sites, site_key, site_names

SKIP: Final = "skip"  # the answer on a name that is not to be imported
MOST_TOLD: Final = 500  # flags, official values and faults told one by one


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be added (导入预览).

    Attributes
    ----------
    rows
        The values to add, those known already among them; official values' others and left-out names are not.
    states
        States of months that have none yet.
    told
        Counts and lists for the reader, JSON-ready.
    """

    rows: pd.DataFrame
    states: pd.DataFrame
    told: dict[str, Any]
    faults: tuple[Fault, ...]
    blockers: tuple[Fault, ...]

    @property
    def stamp(self) -> str:
        """What a person agreed to: it differs where the store or the answers changed what would be added."""
        counts = self.told["counts"]
        names = ("values", "new", "known", "official", "skipped", "unknown", "states_new", "errors")
        return "/".join(str(counts[name]) for name in names)


def propose_import(
    c: Connection, store: Store, read: SampleFile, options: Mapping[str, Any], *, site_kind: str
) -> Proposal:
    """What importing a file as it was read would do (导入预览); nothing is changed.

    Parameters
    ----------
    options
        ``sites`` (key of an unknown name to a code or ``skip``), ``status``, ``level``, ``source``.
    """
    answers: dict[str, str] = dict(options.get("sites") or {})
    sites = load_sites(c, store, site_kind)
    names, aliases = site_names(sites), load_aliases(c, store, site_kind)
    codes, unknown = find_sites(read.values, names, aliases=aliases, answers=answers)
    state_codes, state_unknown = find_sites(read.states, names, aliases=aliases, answers=answers)
    every = _united(unknown, state_unknown)
    asked = [one for one in every if one.answer is None and answers.get(one.key) != SKIP]
    skipped = _skipped(read.values, codes, answers)
    rows = read.values.assign(
        site_code=codes, site_kind=site_kind, status=options["status"], level=options.get("level")
    )
    if options.get("source"):
        rows["source"] = options["source"]
    rows = rows[rows["site_code"].notna()].reset_index(drop=True)
    known, official = _compare(c, store, rows)
    kept_states = read.states.assign(site_code=state_codes)
    states = month_states_of(rows, kept_states[kept_states["site_code"].notna()])
    fresh = new_states(c, store, states)
    conflicts = result_conflicts(read, by_point=site_kind in POINT_KINDS)
    faults = (*read.faults, *conflicts)
    flags = _flags(rows)
    told = {
        "counts": {
            "rows": read.rows, "repeated": read.repeated, "values": len(rows),
            "new": int((~known).sum()) - len(official),
            "known": int(known.sum()), "official": len(official), "skipped": skipped, "unknown": len(asked),
            "sites": int(rows["site_code"].nunique()), "states": len(states), "states_new": len(fresh),
            "flags": len(flags), **_severities(faults),
        },
        "months": _months(rows, known),
        "sites": _matched(rows, sites),
        "states": [
            {"site_code": row["site_code"], "month": row["month"], "state": row["state"],
             "new": (row["site_code"], row["month"]) in set(zip(fresh["site_code"], fresh["month"], strict=True))}
            for row in states.head(MOST_TOLD).to_dict("records")
        ],
        "flags": flags[:MOST_TOLD],
        "official": official[:MOST_TOLD],
        "unknown_sites": [_describe(one, read, sites, answers) for one in every],
    }  # fmt: skip
    held = {one["at"] for one in official}
    adding = rows[[at not in held for at in range(len(rows))]] if held else rows
    return Proposal(adding, fresh, told, faults, tuple(_blockers(read, told, asked)))


def _compare(c: Connection, store: Store, rows: pd.DataFrame) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Which rows are in the store already, and which would stand beside an official value of the same sample."""
    if rows.empty:
        return np.zeros(0, dtype=bool), []
    plain = canonical_rows(rows)
    prints = fingerprints(plain)
    there = known_fingerprints(c, store, prints)
    known = np.array([one in there for one in prints], dtype=bool)
    s = store.tables.samples.c
    of_points = rows["site_kind"].iloc[0] in POINT_KINDS
    asked = select(s.id, s.site_code, s.site_name, s.sampled_at, s.indicator, s.source, s.raw_text, s.value, s.unit)
    asked = asked.where(
        s.site_kind == rows["site_kind"].iloc[0], s.status == FINAL, s.month.in_(sorted(set(plain["month"])))
    )
    official: dict[tuple[Any, ...], Any] = {}
    for one in c.execute(asked):
        point = one.site_name if of_points else None
        official[(one.site_code, pd.Timestamp(one.sampled_at), one.indicator, one.source, point)] = one
    found = []
    for at in np.flatnonzero(~known).tolist() if official else ():
        row = plain.iloc[at]
        key = (row["site_code"], pd.Timestamp(row["sampled_at"]), row["indicator"], row["source"])
        there_is = official.get((*key, row["site_name"] if of_points else None))
        if there_is is not None:
            found.append(
                {
                    "at": at, "sheet": row["sheet"], "row": row["row_number"], "column": row["column_label"],
                    "site_code": row["site_code"], "indicator": row["indicator"], "raw_text": row["raw_text"],
                    "official": {"id": there_is.id, "raw_text": there_is.raw_text, "value": there_is.value,
                                 "unit": there_is.unit},
                }
            )  # fmt: skip
    return known, found


def _skipped(values: pd.DataFrame, codes: pd.Series, answers: Mapping[str, str]) -> int:
    """How many values belong to names that are left out."""
    skipping = {key for key, answer in answers.items() if answer == SKIP}
    if not skipping:
        return 0
    heads = values.loc[codes.isna(), ["site_code", "site_name", "river"]].fillna("").astype(str)
    return sum(site_key(*row) in skipping for row in heads.itertuples(index=False))


def _united(first: list[UnknownSite], second: list[UnknownSite]) -> list[UnknownSite]:
    """Unknown names of values and of states, each once."""
    there = {one.key for one in first}
    return [*first, *(one for one in second if one.key not in there)]


def _describe(one: UnknownSite, read: SampleFile, sites: pd.DataFrame, answers: Mapping[str, str]) -> dict[str, Any]:
    """An unknown name as it is asked."""
    by_code = {str(row["code"]): row for row in sites.to_dict("records")}
    for frame in (read.values, read.states):
        if one.first_row < len(frame):
            row = frame.iloc[one.first_row]
            if site_key(str(row["site_code"] or ""), str(row["site_name"] or ""), str(row["river"] or "")) == one.key:
                break
    choices = [
        {"code": code, "name": by_code[code]["name"], "river": by_code[code]["river"], "why_zh": zh, "why_en": en}
        for code, zh, en in one.choices
    ]
    return {
        "key": one.key, "river": one.river, "name": one.name or one.code, "code": one.code, "count": one.count,
        "sheet": row["sheet"], "row": int(row["row_number"]), "answer": answers.get(one.key), "choices": choices,
    }  # fmt: skip


def _months(rows: pd.DataFrame, known: np.ndarray) -> list[dict[str, Any]]:
    """Values and new values of each month."""
    if rows.empty:
        return []
    table = pd.DataFrame({"month": local_month(pd.to_datetime(rows["sampled_at"], utc=True)), "new": ~known})
    return [
        {"month": str(month), "values": len(part), "new": int(part["new"].sum())}
        for month, part in table.groupby("month", sort=True)
    ]


def _matched(rows: pd.DataFrame, sites: pd.DataFrame) -> list[dict[str, Any]]:
    """The sites found, with the names the file gives them."""
    own = {str(row["code"]): row["name"] for row in sites.to_dict("records")}
    return [
        {"code": str(code), "name": own.get(str(code)), "values": len(part),
         "written": list(dict.fromkeys(str(one) for one in part["site_name"].dropna().unique()[:5]))}
        for code, part in rows.groupby("site_code", sort=True)
    ]  # fmt: skip


def _flags(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Doubtful values with their cells."""
    told = rows[rows["flags"].notna()] if len(rows) else rows
    return [
        {
            "sheet": row["sheet"], "row": int(row["row_number"]), "column": row["column_label"],
            "site_code": row["site_code"], "indicator": row["indicator"], "raw_text": row["raw_text"],
            "flags": orjson.loads(row["flags"]),
        }
        for row in told.to_dict("records")
    ]  # fmt: skip


def _severities(faults: tuple[Fault, ...]) -> dict[str, int]:
    """How many faults of each severity."""
    return {
        name: sum(fault.severity == one for fault in faults)
        for name, one in (("errors", "error"), ("warnings", "warning"), ("repaired", "repaired"))
    }


def _blockers(read: SampleFile, told: Mapping[str, Any], asked: list[UnknownSite]) -> list[Fault]:
    """What stands in the way of an import."""
    found = []
    if read.errors:
        n = len(read.errors)
        found.append(Fault(
            "file_errors", f"文件有 {n} 处错误，须先改正字段对应、年份或文件。",
            f"The file has {n} errors; mend the mapping, the year or the file first.",
        ))  # fmt: skip
    if asked:
        n = len(asked)
        found.append(Fault(
            "sites_unanswered", f"有 {n} 个名称对不上断面，请逐个选定断面或选择不导入。",
            f"{n} names answer to no site; choose a site for each, or leave it out.",
        ))  # fmt: skip
    if not read.errors and not asked and not told["counts"]["values"] and not told["counts"]["states"]:
        found.append(Fault(
            "nothing_read", "没有可导入的监测值。请核对工作表和各列的含义。",
            "There is no value to import; check the sheets and what each column is.",
        ))  # fmt: skip
    return found
