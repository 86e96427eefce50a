"""An answer of what lies upstream or downstream, as texts, and the last ones kept (上下游结果)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import orjson

from app.errors import Fault
from app.uses.network.river_network import RiverNetwork


@dataclass(frozen=True)
class NavigationAnswer:
    """What lies upstream or downstream of a place (上下游).

    ``texts``: GeoJSON texts joined by commas, the reaches first, then the features of each layer of ``counts``,
    each kind nearest first. Their properties have, beside their own, ``layer``, ``distance_m`` along the river [m],
    ``order`` from 0 within the layer, and ``travel_h`` [h] or null; features also ``reach``, ``measure_m``,
    ``offset_m`` and ``snapped_by`` (name, distance). ``start`` says where it began. As of a moment, ``then`` says which
    reaches flowed the other way or either way, and of how many sluices on the answer the state is not known; each
    sluice has its state then (`app.uses.network.sluice_history.state_members`).
    """

    direction: str
    mode: str
    start: dict[str, object]
    texts: tuple[bytes, ...]
    counts: dict[str, int]
    faults: tuple[Fault, ...] = ()
    then: dict[str, object] | None = None

    @property
    def size(self) -> int:
        """Bytes of the texts."""
        return sum(map(len, self.texts))

    def body(self, links: Sequence[Mapping[str, str]] = ()) -> bytes:
        """One GeoJSON FeatureCollection of all of them."""
        head = {
            "type": "FeatureCollection",
            "direction": self.direction,
            "mode": self.mode,
            "start": self.start,
            "numberReturned": sum(self.counts.values()),
            "counts": self.counts,
            "faults": [orjson.Fragment(_fault_json(fault)) for fault in self.faults],
            "links": [dict(link) for link in links],
        } | ({} if self.then is None else {"as_of": self.then})
        commas = [b","] * (2 * len(self.texts) - 1)
        commas[::2] = self.texts
        return b"".join((orjson.dumps(head)[:-1], b',"features":[', *commas, b"]}"))


@lru_cache(maxsize=4096)
def _fault_json(fault: Fault) -> bytes:
    """A fault as JSON; the same faults are in answer after answer."""
    return orjson.dumps(fault.as_dict())


class KeptAnswers:
    """The last answers, for the network they were made from: many people ask the same question of a section."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.kept: OrderedDict[Hashable, tuple[RiverNetwork, NavigationAnswer]] = OrderedDict()
        self.lock = threading.Lock()

    def find(self, river: RiverNetwork, asked: Hashable) -> NavigationAnswer | None:
        """The answer kept, None where there is none of this network."""
        with self.lock:
            found = self.kept.get(asked)
            if found is None or found[0] is not river:
                return None
            self.kept.move_to_end(asked)
            return found[1]

    def keep(self, river: RiverNetwork, asked: Hashable, answer: NavigationAnswer) -> None:
        """Keep an answer, and let go of those asked for longest ago and of other networks."""
        with self.lock:
            self.kept[asked] = river, answer
            for other in [other for other, (made_from, _) in self.kept.items() if made_from is not river]:
                del self.kept[other]
            while sum(kept.size for _, kept in self.kept.values()) > self.most_bytes:
                self.kept.popitem(last=False)
