"""The network as of a moment: the reaches with the states of sluices then (某一时刻的河网)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

import numpy as np
from sqlalchemy import Connection

from app.network.arrays import Ints
from app.network.sluice_states import StateRecord, spans, state_at
from app.network.turning import chain_rows, turn_measures, turn_reaches
from app.settings import Settings
from app.store.engine import Store
from app.uses.network.river_network import SNAPPED, RiverNetwork, current_network
from app.uses.network.sluice_records import Sluice, load_sluices

StateSource = Literal["register", "layer", "unknown"]
KEPT_NETWORKS: Final = 4


@dataclass(frozen=True, slots=True)
class SluiceThen:
    """A sluice and its state at a moment (闸坝当时状态): ``record`` is None where nothing is recorded; ``source`` tells
    whether the register of sluice states says it, or the layer from its date on."""

    sluice: Sluice
    record: StateRecord | None
    source: StateSource

    @property
    def state(self) -> str:
        """One of `app.network.sluice_states.SLUICE_STATES`."""
        return "unknown" if self.record is None else self.record.state


@dataclass(frozen=True)
class NetworkAsOf:
    """The network as of a moment (某一时刻的河网).

    Attributes
    ----------
    river
        The network with what lies on it; the standing one, the same object, where nothing flowed the other way.
    moment, since
        The moment, and the begin of the time before it that was looked at, None for the moment alone.
    sluices
        Every sluice of the layer by its code, with its state at the moment.
    turned, both
        Rows that flowed the other way for all of that time, and for a part of it or as far as is known: these have
        both ways, so that nothing is dropped.
    """

    river: RiverNetwork
    moment: datetime
    since: datetime | None
    sluices: Mapping[str, SluiceThen]
    turned: Ints
    both: Ints

    @property
    def unknown(self) -> tuple[str, ...]:
        """Codes of the sluices whose state at the moment is not known."""
        return tuple(key for key, one in self.sluices.items() if one.state == "unknown")


def network_as_of(
    c: Connection, store: Store, settings: Settings, moment: datetime, since: datetime | None = None
) -> NetworkAsOf:
    """The reaches with the states of sluices at a moment (某一时刻的河网).

    Only a sluice that is known to be ``reversed`` changes the ways of the water: the unbranched canal that it stands on
    flows the other way, up to the junctions on either side or another sluice that is known not to be reversed. Closed,
    partly open and unknown sluices leave the ways as they are: they weaken what is above them, they never cut it off.

    Parameters
    ----------
    moment
        Aware.
    since
        Begin of the time that the question is about; a canal that was turned for a part of it has both ways.
    """
    return as_of(current_network(c, store, settings), load_sluices(c, store), moment, since)


def as_of(
    river: RiverNetwork, sluices: Mapping[str, Sluice], moment: datetime, since: datetime | None = None
) -> NetworkAsOf:
    """As `network_as_of`, of a network and sluices that are at hand (某一时刻的河网)."""
    then = {key: _then(sluice, moment) for key, sluice in sluices.items()}
    turned: list[int] = []
    both: list[int] = []
    held: set[int] = set()
    features = river.features
    for at in np.flatnonzero((features.layer == list(SNAPPED).index("sluices")) & (features.row >= 0)).tolist():
        sluice = sluices.get(str(features.key[at]))
        states = set() if sluice is None else _states(sluice, moment, since)
        if states == {"reversed"}:
            turned.append(int(features.row[at]))
        elif "reversed" in states:
            both.append(int(features.row[at]))
        elif states - {"unknown"}:
            held.add(int(features.row[at]))
    if not turned and not both:
        nothing = np.zeros(0, dtype=np.int64)
        return NetworkAsOf(river, moment, since, then, nothing, nothing)
    network = river.network
    stops = sorted(held)
    either = chain_rows(network, [*both, *(row for row in turned if row in held)], stops)
    rows = np.setdiff1d(chain_rows(network, [row for row in turned if row not in held], stops), either)
    return NetworkAsOf(_turned.find(river, rows, either), moment, since, then, rows, either)


def _then(sluice: Sluice, moment: datetime) -> SluiceThen:
    """The state of a sluice at a moment."""
    record = state_at(sluice.records, moment)
    if record is None:
        return SluiceThen(sluice, None, "unknown")
    return SluiceThen(sluice, record, "layer" if record.origin == "layer" else "register")


def _states(sluice: Sluice, moment: datetime, since: datetime | None) -> set[str]:
    """All states from ``since`` on, or the one at the moment."""
    found = [] if since is None else spans(sluice.records, since, moment)
    if found:
        return {span.state for span in found}
    record = state_at(sluice.records, moment)
    return {"unknown" if record is None else record.state}


def turn_river(river: RiverNetwork, turned: Ints, both: Ints) -> RiverNetwork:
    """The network of the store with some reaches turned (反向河网); measures count from the inlets as they then are."""
    features = river.features
    return replace(
        river,
        network=turn_reaches(river.network, turned, both, rivers=river.rivers.tolist()),
        features=replace(features, measure_m=turn_measures(river.network, turned, features.row, features.measure_m)),
    )


class _Turned:
    """The last turned networks: one question is followed by others of the same moment."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: OrderedDict[tuple[bytes, bytes], tuple[RiverNetwork, RiverNetwork]] = OrderedDict()
        self.lock = threading.Lock()

    def find(self, river: RiverNetwork, turned: Ints, both: Ints) -> RiverNetwork:
        """The turned network, made where it is not kept."""
        asked = turned.tobytes(), both.tobytes()
        with self.lock:
            found = self.kept.get(asked)
            if found is not None and found[0] is river:
                self.kept.move_to_end(asked)
                return found[1]
        made = turn_river(river, turned, both)
        with self.lock:
            self.kept[asked] = river, made
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return made


_turned = _Turned(KEPT_NETWORKS)


def state_members(sluices: Mapping[str, SluiceThen], keys: Iterable[str]) -> dict[str, list[str | None]]:
    """What the answer tells of each sluice at the moment (当时启闭), in the order of the keys.

    >>> state_members({}, ["Z1"])["state_as_of"]
    ['unknown']
    """
    found = [sluices.get(key) for key in keys]
    records = [None if one is None else one.record for one in found]
    return {
        "state_as_of": ["unknown" if one is None else one.state for one in found],
        "state_source": ["unknown" if one is None else one.source for one in found],
        "state_from": [None if one is None else one.start.isoformat() for one in records],
        "state_until": [None if one is None or one.end is None else one.end.isoformat() for one in records],
        "state_reported_by": [None if one is None else one.reported_by or None for one in records],
        "state_record": [None if one is None else one.source for one in records],
    }
