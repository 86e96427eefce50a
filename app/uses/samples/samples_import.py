"""A file of samples into the store: read, matched to sections, added once (样品导入)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.assessment.means import local_month
from app.errors import BreaksRule, Fault
from app.ingest.sample_file import SampleFile, read_sample_file
from app.settings import Settings
from app.store.engine import Store
from app.store.sample_changes import LEVELS
from app.store.samples import POINT_KINDS, add_samples, load_month_states, set_month_states
from app.uses.registers.file_keeping import keep_file
from app.uses.samples.site_matching import load_aliases, load_sites, match_sites


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
    level: str | None = None,
    site_kind: str = "sections",
) -> SamplesImport:
    """Read a file of samples and add its values, all or none (导入样品).

    Sites are matched by section code, then by river and name or alias, then by a name that only one section
    bears, then by the register of names; a site that matches none is kept under the file's own text and told as a
    warning. The file is kept, so that every value leads back to its cell. The same file again
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
    level
        Who made them so: ``county``, ``city``, ``province`` or ``national``; None says nothing.

    Raises
    ------
    app.errors.SuyuanError
        Named for what is wrong; then nothing is stored.
    """
    check_choices(source=source, status=status, level=level)
    read = read_sample_file(path, mapping=mapping, year=year, encoding=encoding, settings=settings, file_name=file_name)
    errors = [fault for fault in read.faults if fault.severity == "error"]
    if errors:
        raise BreaksRule(
            f"文件有 {len(errors)} 处错误，未导入。",
            f"The file has {len(errors)} faults; nothing was imported.",
            faults=read.faults,
        )
    keep_file(settings, path)
    with store.writing() as c:
        sites = load_sites(c, store, site_kind)
        aliases = load_aliases(c, store, site_kind)
        codes, faults = match_sites(read.values, sites, aliases)
        rows = read.values.assign(site_code=codes, site_kind=site_kind, status=status, level=level)
        if source is not None:
            rows["source"] = source
        batch = {"file_name": file_name or path.name, "sha256": read.sha256, "who": who, "note": note}
        batch_id, added, known = add_samples(c, store, rows, batch=batch)
        told, _ = match_sites(read.states, sites, aliases)
        states = month_states_of(rows, read.states.assign(site_code=told))
        written = write_states(c, store, states)
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
        faults=(*read.faults, *faults, *result_conflicts(read, by_point=site_kind in POINT_KINDS)),
    )


def month_states_of(rows: pd.DataFrame, remarks: pd.DataFrame) -> pd.DataFrame:
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


def new_states(c: Connection, store: Store, states: pd.DataFrame) -> pd.DataFrame:
    """The states of months that have none yet (新的月份状态)."""
    if states.empty:
        return states
    known = load_month_states(c, store, str(states["month"].min()), str(states["month"].max()))
    there = set(zip(known["site_code"], known["month"], strict=True))
    return states[[pair not in there for pair in zip(states["site_code"], states["month"], strict=True)]]


def write_states(c: Connection, store: Store, states: pd.DataFrame) -> int:
    """Write the states of months that have none yet; how many (写入月份状态)."""
    new = new_states(c, store, states)
    if len(new):
        set_month_states(c, store, new)
    return len(new)


def result_conflicts(read: SampleFile, *, by_point: bool = False) -> list[Fault]:
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


def check_choices(**chosen: Any) -> None:
    """Nothing, where ``source``, ``status`` and ``level`` are what they may be (取值检查).

    Raises
    ------
    BreaksRule
        One of them is none of its choices.
    """
    known: dict[str, tuple[Any, ...]] = {
        "source": (None, "manual", "automatic", "field"),
        "status": ("raw", "reviewed", "reported", "final"),
        "level": (None, *LEVELS),
    }
    for name, value in chosen.items():
        if value not in known[name]:
            shown = "、".join(str(choice) for choice in known[name] if choice is not None)
            raise BreaksRule(
                f"{name} 应为 {shown}。", f"{name} must be one of {shown.replace('、', ', ')}.", parameter=name
            )
