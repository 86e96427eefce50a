"""A file of samples into the store: read, matched to sections, added once (样品导入)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.assessment.indicators import folded
from app.assessment.means import local_month
from app.errors import BreaksRule, Fault
from app.ingest.sample_file import SampleFile, read_sample_file
from app.settings import Settings
from app.store.engine import Store
from app.store.features import load_frame
from app.store.samples import POINT_KINDS, add_samples, load_month_states, set_month_states

_MOST_SITES: Final = 200  # of unknown ones named one by one
_BRACKETED: Final = re.compile(r"^(.*?)[(（](.+)[)）]$")


@dataclass(frozen=True, slots=True)
class SamplesImport:
    """What an import of samples did (样品导入结果).

    Attributes
    ----------
    batch_id
        None where everything was known already.
    added, known
        Values added, and values that were in the store.
    samples
        Data rows of the file; ``repeated`` of them repeat others wholly.
    sites, unknown_sites
        Sites matched to a section, and those kept under the file's own text.
    months
        Months of Asia/Shanghai that the values lie in.
    unused
        Columns of the file that were not read.
    """

    batch_id: int | None
    added: int
    known: int
    samples: int
    repeated: int
    sites: tuple[str, ...]
    unknown_sites: tuple[str, ...]
    months: tuple[str, ...]
    states: int
    unused: tuple[str, ...]
    faults: tuple[Fault, ...]


def import_samples(
    store: Store,
    settings: Settings,
    path: Path,
    *,
    who: str,
    mapping: Mapping[str, str] | None = None,
    year: int | None = None,
    encoding: str | None = None,
    file_name: str | None = None,
    note: str = "",
    source: str | None = None,
    status: str = "reviewed",
    site_kind: str = "sections",
) -> SamplesImport:
    """Read a file of samples and add its values, all or none (导入样品).

    Sites are matched by section code, then by river and name or alias, then by a name that only one section
    bears; a site that matches none is kept under the file's own text and told as a warning. The same file again
    adds nothing. A month in which a site has words (断流, 结冰, 未采样, 停站) and no value gets that state.

    Parameters
    ----------
    mapping
        Column by field (``site_code``, ``site_name``, ``river``, ``sampled_at``, ``state``, …) or indicator code.
    year
        Year of a file whose times name none.
    source
        ``manual``, ``automatic`` or ``field`` for all values; by default what the file's columns tell, and
        ``automatic`` where it has a column of the station's state.
    status
        ``raw``, ``reviewed``, ``reported`` or ``final`` (原始, 审核, 上报, 终版).

    Raises
    ------
    app.errors.SuyuanError
        Named for what is wrong; then nothing is stored.
    """
    _check_choice("source", source, (None, "manual", "automatic", "field"))
    _check_choice("status", status, ("raw", "reviewed", "reported", "final"))
    read = read_sample_file(
        path, mapping=mapping, year=year, encoding=encoding, settings=settings, file_name=file_name
    )
    errors = [fault for fault in read.faults if fault.severity == "error"]
    if errors:
        raise BreaksRule(
            f"文件有 {len(errors)} 处错误，未导入。",
            f"The file has {len(errors)} faults; nothing was imported.",
            faults=read.faults,
        )
    with store.writing() as c:
        sites = load_sites(c, store, site_kind)
        codes, faults = match_sites(read.values, sites)
        rows = read.values.assign(site_code=codes, site_kind=site_kind, status=status)
        if source is not None:
            rows["source"] = source
        batch = {"file_name": file_name or path.name, "sha256": read.sha256, "who": who, "note": note}
        batch_id, added, known = add_samples(c, store, rows, batch=batch)
        told, _ = match_sites(read.states, sites)
        states = _month_states(rows, read.states.assign(site_code=told))
        written = _write_states(c, store, states)
    known_codes = set(sites["code"])
    return SamplesImport(
        batch_id=batch_id,
        added=added,
        known=known,
        samples=read.rows,
        repeated=read.repeated,
        sites=tuple(sorted(set(codes) & known_codes)),
        unknown_sites=tuple(sorted(set(codes) - known_codes)),
        months=tuple(sorted(set(local_month(rows["sampled_at"])))) if len(rows) else (),
        states=written,
        unused=read.unused,
        faults=(*read.faults, *faults, *_conflicts(read, by_point=site_kind in POINT_KINDS)),
    )


def load_sites(c: Connection, store: Store, site_kind: str) -> pd.DataFrame:
    """A layer's sites (点位清单): ``code``, ``name``, ``river``, ``aliases``; None where it has no such field."""
    spec = store.layer(site_kind).spec
    wanted = {"code": spec.key, "name": "name", "river": "river", "aliases": "aliases"}
    there = [name for name in wanted.values() if any(field.name == name for field in spec.fields)]
    frame = load_frame(c, store, site_kind, columns=there)
    return pd.DataFrame(
        {name: frame[own] if own in there else [None] * len(frame) for name, own in wanted.items()}, dtype=object
    )


def match_sites(values: pd.DataFrame, sections: pd.DataFrame) -> tuple[pd.Series, list[Fault]]:
    """The section code of each row, the file's own text where none matches, and a warning for each such site.

    Parameters
    ----------
    values
        Columns ``site_code``, ``site_name``, ``river``.
    sections
        Columns ``code``, ``name``, ``river``, ``aliases`` (list of text or None).
    """
    by_code = {str(code): str(code) for code in sections["code"]}
    by_name: dict[str, set[str]] = {}
    by_river: dict[tuple[str, str], set[str]] = {}
    for row in sections.to_dict("records"):
        for name in _names(row["name"], row.get("aliases")):
            by_name.setdefault(name, set()).add(str(row["code"]))
            by_river.setdefault((folded(str(row["river"] or "")), name), set()).add(str(row["code"]))
    found: dict[tuple[str, str, str], str] = {}
    faults: list[Fault] = []
    heads = values[["site_code", "site_name", "river"]].fillna("")
    for code, name, river in heads.drop_duplicates().itertuples(index=False):
        match = by_code.get(code)
        if match is None:
            match, choices = _by_name(name, river, by_name, by_river)
            if match is None:
                faults.append(_unknown_site(code, name, river, choices))
        found[(code, name, river)] = match or code
    if len(faults) > _MOST_SITES:
        more = len(faults) - _MOST_SITES
        faults[_MOST_SITES:] = [
            Fault("unknown_site", f"另有 {more} 个未知断面。", f"{more} more unknown sites.", "warning")
        ]
    codes = [found[(code, name, river)] for code, name, river in heads.itertuples(index=False)]
    return pd.Series(codes, index=values.index, dtype=object), faults


def _names(name: object, aliases: object) -> set[str]:
    """Names a section goes by, folded; 秤勾湾(秤钩湾) is two."""
    told = [name, *(aliases if isinstance(aliases, list) else [])]
    names = set()
    for text in (str(one) for one in told if isinstance(one, str) and one.strip()):
        names.add(folded(text))
        if match := _BRACKETED.match(text.strip()):
            names.update((folded(match[1]), folded(match[2])))
    return names - {""}


def _by_name(
    name: str, river: str, by_name: Mapping[str, set[str]], by_river: Mapping[tuple[str, str], set[str]]
) -> tuple[str | None, set[str]]:
    """The one section of that river and name, or of that name alone; else the choices."""
    choices: set[str] = set()
    for candidate in sorted(_names(name, None), key=len, reverse=True):
        here = by_river.get((folded(river), candidate), set()) if river else by_name.get(candidate, set())
        if len(here) == 1:
            return next(iter(here)), set()
        choices |= here or by_name.get(candidate, set())
    return None, choices


def _unknown_site(code: str, name: str, river: str, choices: set[str]) -> Fault:
    """A site that no section, or more than one, answers to."""
    told = name if not river else f"{river} {name}"
    hint_zh = f"可能是 {'、'.join(sorted(choices))}" if choices else "没有这个断面"
    hint_en = f"it may be {', '.join(sorted(choices))}" if choices else "there is no such section"
    return Fault(
        "unknown_site",
        f"未知断面“{told}”：{hint_zh}；其数据以“{code}”保留，不参加评价。",
        f"Unknown site {told!r}: {hint_en}; its values are kept under {code!r} and not assessed.",
        "warning",
        key=code,
    )


def _month_states(rows: pd.DataFrame, remarks: pd.DataFrame) -> pd.DataFrame:
    """Months of sites that have a state's word and no value: the most frequent word.

    ``remarks`` are the rows without any value that give the reason beside it.
    """
    parts = []
    if len(rows):
        held = rows["value"].notna() | rows["below_limit"].astype(bool)
        parts.append(rows[["site_code", "sampled_at", "state_word"]].assign(held=held))
    if len(remarks):
        parts.append(remarks[["site_code", "sampled_at", "state_word"]].assign(held=False))
    if not parts:
        return pd.DataFrame(columns=["site_code", "month", "state", "note"])
    whole = pd.concat(parts, ignore_index=True)
    table = pd.DataFrame(
        {
            "site_code": whole["site_code"],
            "month": local_month(pd.to_datetime(whole["sampled_at"], utc=True)),
            "state": whole["state_word"],
            "held": whole["held"].astype(bool),
        }
    )
    without = ~table.groupby(["site_code", "month"])["held"].transform("any")
    told = table[without & table["state"].notna()]
    most = told.groupby(["site_code", "month"])["state"].agg(lambda words: words.value_counts().index[0])
    return (
        most.reset_index().assign(note="")
        if len(most)
        else pd.DataFrame(columns=["site_code", "month", "state", "note"])
    )


def _write_states(c: Connection, store: Store, states: pd.DataFrame) -> int:
    """Write the states of months that have none yet; how many."""
    if states.empty:
        return 0
    known = load_month_states(c, store, str(states["month"].min()), str(states["month"].max()))
    there = set(zip(known["site_code"], known["month"], strict=True))
    new = states[[pair not in there for pair in zip(states["site_code"], states["month"], strict=True)]]
    if len(new):
        set_month_states(c, store, new)
    return len(new)


def _conflicts(read: SampleFile, *, by_point: bool = False) -> list[Fault]:
    """A warning where a site, or a point of it, has two different results of one indicator at one time."""
    keys = ["site_code", "river", "sampled_at", "indicator", *(["site_name"] if by_point else [])]
    told = read.values[read.values["value"].notna()]
    twice = told.duplicated(keys, keep=False)
    count = int(told[twice].drop_duplicates(keys).shape[0]) if twice.any() else 0
    if not count:
        return []
    return [
        Fault(
            "results_conflict",
            f"{count} 处同一断面、同一时间、同一指标有两个以上结果，均予保留并参加平均。",
            f"{count} times a site has more than one result of an indicator at one time; all are kept and averaged.",
            "warning",
            row=int(np.asarray(told.loc[twice, "row_number"])[0]),
        )
    ]


def _check_choice(name: str, value: Any, choices: tuple[Any, ...]) -> None:
    """BreaksRule where a parameter is none of its choices."""
    if value not in choices:
        shown = "、".join(str(choice) for choice in choices if choice is not None)
        raise BreaksRule(f"{name} 应为 {shown}。", f"{name} must be one of {shown}.", parameter=name)
