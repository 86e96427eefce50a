"""What may have caused an exceedance on the searched reaches (候选来源)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from app.network.arrays import Network
from app.store.engine import Store
from app.tracing.candidates import Candidate
from app.tracing.walked import Walk
from app.uses.network.sluice_records import Sluice
from app.uses.tracing.investigations import LeadRecord, lead_records
from app.uses.tracing.trace_chain import Chains, chain_of, find_chains, indicators_of
from app.uses.tracing.trace_places import Row, TracePlaces
from app.uses.tracing.trace_reaches import TraceReaches
from app.uses.tracing.trace_records import SiteRecord, load_findings, load_records
from app.uses.tracing.trace_sluice_candidates import sluice_candidates

OPEN_PROBLEMS: Final = ("open", "overdue")
FAULTY: Final = "有问题"
CLOSED_WATERS: Final = ("销号", "长效巡查")
LIVESTOCK: Final = ("畜禽", "水产")
FARMLAND: Final = ("灌区",)
RAIN: Final = ("雨洪", "雨水口", "溢流口", "强排站")
FIRM_KINDS: Final = {
    "畜禽养殖场": "livestock", "水产养殖": "livestock", "灌区": "farmland", "村庄": "settlement",
    "居民区": "settlement",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Around:
    """What the candidates of one trace are made from."""

    reaches: TraceReaches
    places: TracePlaces
    chains: Chains
    rows: frozenset[int]
    records: Mapping[tuple[str, str], SiteRecord]
    before: Mapping[str, LeadRecord]
    findings: Mapping[str, int]
    drains: Mapping[str, Sequence[str]]

    def on_rows(self, layer: str) -> Iterator[tuple[str, Row, int, float]]:
        """Key, attributes and place of a layer's features on the searched rows."""
        for key, row in self.places.rows[layer].items():
            at = self.places.at.get((layer, key))
            if at is not None and at[0] in self.rows:
                yield key, row, *at


def load_candidates(
    c: Connection, store: Store, reaches: TraceReaches, places: TracePlaces, free: Walk,
    sluices: Mapping[str, Sluice], indicator: str, month: str, window: tuple[datetime, datetime],
    met_rivers: Collection[str] = (),
) -> list[Candidate]:  # fmt: skip
    """Everything on the searched reaches that may have discharged (候选来源); verdicts are read when it is shown.

    Parameters
    ----------
    free
        A walk from the start without barriers.
    month
        The month of the trace, up to which records are looked at.
    window
        When the water was at the start.
    met_rivers
        Rivers whose own section met its limit then: none of them is a tributary to look at as such.

    Notes
    -----
    A discharger or channel that belongs to an outfall is in its chain, not a candidate of its own. Earlier verdicts on
    the same indicator count as exceedances of the record.
    """
    chains, rows = find_chains(places), frozenset(free.rows.tolist())
    outfalls = {key for key in places.rows["outfalls"] if places.at.get(("outfalls", key), (-1,))[0] in rows}
    chained = {firm for some in chains.dischargers.values() for firm in some}
    alone = {
        key
        for key in places.rows["dischargers"]
        if key not in chained and places.at.get(("dischargers", key), (-1,))[0] in rows
    }
    firms = alone | {firm for key in outfalls for firm in chains.dischargers[key]}
    records = {
        (layer, key): record
        for layer, keys in (("outfalls", outfalls), ("dischargers", firms))
        for key, record in load_records(c, store, layer, _only(places.rows[layer], keys), indicator, month).items()
    }
    around = _Around(
        reaches, places, chains, rows, records, lead_records(c, store, indicator=indicator),
        load_findings(c, store, month), _drain_states(places),
    )  # fmt: skip
    return [
        *_outfalls(around),
        *_firms(around, alone),
        *_channels(around),
        *_drains(around),
        *_villages(around),
        *_waters(around),
        *_tributaries(around, met_rivers),
        *sluice_candidates(places, free, sluices, window),
    ]


def _only(rows: Mapping[str, Row], keys: Collection[str]) -> dict[str, Row]:
    return {key: row for key, row in rows.items() if key in keys}


def _outfalls(around: _Around) -> Iterator[Candidate]:
    for key, row, at, measure_m in around.on_rows("outfalls"):
        firms = around.chains.dischargers[key]
        own = around.records[("outfalls", key)]
        parts = [around.records[("dischargers", firm)] for firm in firms]
        load, source, is_estimated = _load_of(own, parts)
        category = _category(row)
        yield Candidate(
            kind=_outfall_kind(category), layer="outfalls", key=key, name=row.get("name") or key, row=at,
            measure_m=measure_m, category=category,
            indicators=indicators_of(around.places.rows["dischargers"][firm] for firm in firms),
            load_kg_per_d=load, load_source=source, is_load_estimated=is_estimated,
            flow_m3_per_d=own.flow_m3_per_d or _sum(part.flow_m3_per_d for part in parts),
            exceedances=_with_verdicts(
                _sum([own.exceedances, *(part.exceedances for part in parts)]), around.before.get(f"outfalls/{key}")
            ),
            open_problems=_outfall_problems(around, key, row),
            sampling_gaps=own.sampling_gaps if own.sampling_gaps is not None
            else max((part.sampling_gaps for part in parts if part.sampling_gaps is not None), default=None),
            is_rain_driven=any(word in category for word in RAIN), is_discharging=row.get("is_discharging"),
            chain=chain_of(around.places, around.chains, key),
        )  # fmt: skip


def _outfall_problems(around: _Around, key: str, row: Row) -> int | None:
    """Problems not mended: remedy, drains at fault that lead to it, findings of the year; None where all is blank."""
    state, problem = row.get("remediation_state"), row.get("problem")
    drains, found = around.drains.get(key, ()), around.findings.get(key, 0)
    if state is None and not problem and not found and not any(drains):
        return None
    own = state in OPEN_PROBLEMS or (state is None and bool(problem))
    return int(own) + sum(one == FAULTY for one in drains) + found


def _drain_states(places: TracePlaces) -> dict[str, list[str]]:
    """The states of the drains that lead to each outfall, blank where unknown."""
    found: dict[str, list[str]] = {}
    for row in places.rows["drains"].values():
        if row.get("outfall"):
            found.setdefault(str(row["outfall"]), []).append(str(row.get("state") or ""))
    return found


def _load_of(own: SiteRecord, parts: Sequence[SiteRecord]) -> tuple[float | None, str, bool]:
    """The load of an outfall, its source, and whether it is estimated: its own where it was measured, else that of its
    dischargers where each one's is told."""
    measured = own.load_kg_per_d is not None and not own.is_estimated
    if measured or not parts or any(part.load_kg_per_d is None for part in parts):
        return own.load_kg_per_d, own.load_source, own.is_estimated
    total = sum(part.load_kg_per_d or 0.0 for part in parts)
    return total, "；".join(part.load_source for part in parts), any(part.is_estimated for part in parts)


def _outfall_kind(category: str) -> str:
    """The kind of an outfall by its type: livestock and farmland are kinds of their own.

    >>> _outfall_kind("规模化畜禽养殖排污口"), _outfall_kind("大中型灌区排口"), _outfall_kind("城镇雨洪排口")
    ('livestock', 'farmland', 'outfall')
    """
    if any(word in category for word in LIVESTOCK):
        return "livestock"
    return "farmland" if any(word in category for word in FARMLAND) else "outfall"


def _category(row: Row) -> str:
    """The finest type that the layer tells."""
    return next((row[name] for name in ("outfall_type_3", "outfall_type_2", "outfall_type") if row.get(name)), "")


def _firms(around: _Around, alone: Collection[str]) -> Iterator[Candidate]:
    for key, row, at, measure_m in around.on_rows("dischargers"):
        if key not in alone:
            continue
        record, kind = around.records[("dischargers", key)], row.get("kind") or ""
        yield Candidate(
            kind=FIRM_KINDS.get(kind, "discharger"), layer="dischargers", key=key, name=row.get("name") or key, row=at,
            measure_m=measure_m, category=row.get("industry") or kind, indicators=indicators_of([row]),
            load_kg_per_d=record.load_kg_per_d, load_source=record.load_source,
            is_load_estimated=record.is_estimated, flow_m3_per_d=record.flow_m3_per_d,
            exceedances=_with_verdicts(record.exceedances, around.before.get(f"dischargers/{key}")),
            sampling_gaps=record.sampling_gaps,
            chain={"water": None, "outfall": None, "channels": [],
                   "dischargers": [{"layer": "dischargers", "key": key, "name": row.get("name") or key}]},
        )  # fmt: skip


def _channels(around: _Around) -> Iterator[Candidate]:
    chained = {channel for some in around.chains.channels.values() for channel in some}
    for key, row, at, measure_m in around.on_rows("channels"):
        if key not in chained:
            yield _plain(around, "channel", "channels", key, row, at, measure_m, row.get("kind") or "")


def _drains(around: _Around) -> Iterator[Candidate]:
    for key, row, at, measure_m in around.on_rows("drains"):
        if row.get("outfall") in around.places.rows["outfalls"]:
            continue  # it discharges by that outfall
        kind = row.get("kind") or ""
        problems = None if row.get("state") is None else int(row["state"] == FAULTY)
        yield _plain(
            around, "drain", "drains", key, row, at, measure_m, kind, open_problems=problems,
            is_rain_driven=any(word in kind for word in RAIN),
        )  # fmt: skip


def _villages(around: _Around) -> Iterator[Candidate]:
    for key, row, at, measure_m in around.on_rows("villages"):
        told = row.get("sewage_treatment"), row.get("is_running")
        problems = None if told == (None, None) else int(told[0] not in (None, "已完成") or told[1] is False)
        yield _plain(around, "settlement", "villages", key, row, at, measure_m, "村庄", open_problems=problems)


def _waters(around: _Around) -> Iterator[Candidate]:
    for key, row, at, measure_m in around.on_rows("black_odorous_waters"):
        state = row.get("ledger_state")
        problems = None if state is None else int(state not in CLOSED_WATERS)
        yield _plain(
            around, "black_odorous_water", "black_odorous_waters", key, row, at, measure_m, "黑臭水体",
            open_problems=problems,
        )  # fmt: skip


def _plain(
    around: _Around, kind: str, layer: str, key: str, row: Row, at: int, measure_m: float, category: str, **more: Any
) -> Candidate:
    """A candidate of which no values are on record."""
    exceedances = _with_verdicts(None, around.before.get(f"{layer}/{key}"))
    return Candidate(
        kind=kind, layer=layer, key=key, name=row.get("name") or key, row=at, measure_m=measure_m, category=category,
        exceedances=exceedances, **more,
    )  # fmt: skip


def _tributaries(around: _Around, met_rivers: Collection[str]) -> Iterator[Candidate]:
    """Where another river joins: the lower end of its last reach."""
    reaches = around.reaches
    rivers, network = reaches.river.rivers, reaches.river.network
    for row in sorted(around.rows):
        river, below = str(rivers[row]), _main_below(network, row)
        if not river or river in met_rivers or below not in around.rows or rivers[below] in ("", river):
            continue
        key = str(network.keys[row])
        yield Candidate(
            kind="tributary", layer="reaches", key=key, name=river, row=row,
            measure_m=float(reaches.facts.length_m[row]),
            exceedances=_with_verdicts(None, around.before.get(f"reaches/{key}")),
        )  # fmt: skip


def _main_below(network: Network, row: int) -> int:
    """The row that a reach flows on to on the main path, -1 for none; by its last part as digitised."""
    arcs = network.row_arcs[network.row_arc_indptr[row] : network.row_arc_indptr[row + 1]]
    arcs = arcs[~network.is_way_back[arcs]]
    onward = int(network.main_down[arcs[-1]]) if len(arcs) else -1
    return int(network.arc_row[onward]) if onward >= 0 and network.arc_row[onward] != row else -1


def _with_verdicts(exceedances: int | None, before: LeadRecord | None) -> int | None:
    """Exceedances with the earlier verdicts that confirmed it."""
    return exceedances if before is None or not before.confirmed else (exceedances or 0) + before.confirmed


def _sum(values: Any) -> Any:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
