"""The built river network, kept beside the revisions that it was built from (河网)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.store.engine import Store, lock


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """A built network: ``revisions`` of the layers it was built from, ``arrays`` as ``app.network`` packed them."""

    built_at: datetime
    revisions: dict[str, int]
    arrays: bytes
    faults: list[dict[str, Any]]


def save_network(
    c: Connection, store: Store, revisions: Mapping[str, int], arrays: bytes, faults: Sequence[Any] = ()
) -> None:
    """Keep a built network in place of the one before (保存河网); ``faults`` are ``Fault`` or mappings."""
    networks = store.tables.networks
    lock(c, store, "networks")
    plain = [fault if isinstance(fault, dict) else fault.as_dict() for fault in faults]
    c.execute(networks.delete())
    values: dict[str, Any] = {"id": 1, "built_at": datetime.now(UTC), "arrays": arrays}
    values |= {"revisions": orjson.dumps(dict(revisions)).decode(), "faults": orjson.dumps(plain).decode()}
    c.execute(networks.insert(), values)


def load_network(c: Connection, store: Store) -> NetworkRow | None:
    """The network that was kept (读取河网), None where there is none."""
    n = store.tables.networks.c
    row = c.execute(select(n.built_at, n.revisions, n.arrays, n.faults)).first()
    if row is None:
        return None
    return NetworkRow(row.built_at, orjson.loads(row.revisions), bytes(row.arrays), orjson.loads(row.faults))


def load_network_revisions(c: Connection, store: Store) -> dict[str, int] | None:
    """The revisions that the kept network was built from, without its arrays."""
    text = c.execute(select(store.tables.networks.c.revisions)).scalar()
    return None if text is None else dict(orjson.loads(text))
