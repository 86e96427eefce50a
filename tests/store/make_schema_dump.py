"""Writes a small store of the present schema as SQL, for later versions to open (run once at each new schema).

``python -m tests.store.make_schema_dump [POSTGIS_URL]`` writes ``schemas/schema-N.geopackage.sql``, and for an address
of an empty PostGIS database ``schemas/schema-N.postgis.sql`` by ``pg_dump``.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from app.store.backup import dump_options, find_program
from app.store.engine import Store, open_store
from app.store.migrations import SCHEMA_VERSION
from app.store.networks import save_network
from app.store.revisions import publish
from app.store.samples import add_samples, set_month_states
from app.store.traces import save_impact, save_trace
from app.store.uploads import add_upload
from tests.store.layers_of_tests import CATALOGUE, some_areas, some_lines, some_points

FOLDER = Path(__file__).parent / "schemas"


def fill(store: Store) -> None:
    """A little of everything."""
    points = some_points(4, keeper_name=["张三", None, None, None], seen_on=["2024-05-01", None, None, None])
    points["extra"] = [{"旧编码": 7}, None, None, None]
    with store.writing() as c:
        publish(c, store, "wells_of_test", points, who="gis", file_name="a.gpkg", file_sha256="00", note="first")
        publish(c, store, "wells_of_test", points.iloc[1:].assign(name="新名"), who="gis")
        publish(c, store, "lines_of_test", some_lines(2), who="gis")
        publish(c, store, "areas_of_test", some_areas(2), who="gis")
        values: dict[str, Any] = {"site_kind": "sections", "site_code": "S1", "indicator": "w01018", "raw_text": "<4"}
        values |= {"value": float("nan"), "below_limit": True, "detection_limit": 4.0, "unit": "mg/L"}
        values |= {"source": "manual", "status": "final", "sampled_at": datetime(2024, 4, 30, 17, tzinfo=UTC)}
        add_samples(c, store, pd.DataFrame([values]), batch={"who": "analyst", "file_name": "v.csv"})
        set_month_states(c, store, pd.DataFrame([{"site_code": "S2", "month": "2024-01", "state": "断流"}]))
        add_upload(c, store, layer="wells_of_test", who="gis", file_name="a.zip", sha256="00", size_bytes=1)
        save_network(c, store, {"reaches": 1}, b"\x00\x01", [])
        kept: dict[str, Any] = {"question": {"from": "sections/S1"}, "document": {"leads": []}, "revisions": {}}
        save_trace(c, store, subject="sections/S1", title="甲", who="analyst", **kept)
        save_impact(c, store, subject="point/116,36", title="乙", who="analyst", **kept)


def dump_geopackage(path: Path) -> str:
    """SQL that makes the file again: tables, rows, virtual tables, then indexes and triggers."""
    c = sqlite3.connect(path)
    lines = [
        f"PRAGMA {name} = {c.execute(f'PRAGMA {name}').fetchone()[0]};" for name in ("application_id", "user_version")
    ]
    lines.append("BEGIN;")
    made = c.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    virtual = [name for _, name, sql in made if sql.startswith("CREATE VIRTUAL TABLE")]
    shadow = {f"{name}_{part}" for name in virtual for part in ("node", "rowid", "parent")}
    tables = [(name, sql) for kind, name, sql in made if kind == "table" and name not in shadow]
    lines += [f"{sql};" for name, sql in tables if not name.startswith("sqlite_")]
    for name, _ in tables:
        columns = [row[1] for row in c.execute(f'PRAGMA table_info("{name}")')]
        quoted = " || ',' || ".join(f'quote("{column}")' for column in columns)
        lines += [f'INSERT INTO "{name}" VALUES ({row[0]});' for row in c.execute(f'SELECT {quoted} FROM "{name}"')]
    lines += [f"{sql};" for kind, _, sql in made if kind in ("index", "trigger")]
    c.close()
    return "\n".join([*lines, "COMMIT;"]) + "\n"


def main(postgis_url: str | None) -> None:
    """Write the dumps of the present schema."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/store.gpkg", CATALOGUE)
        fill(store)
        store.close()
        text = dump_geopackage(Path(folder) / "store.gpkg")
    (FOLDER / f"schema-{SCHEMA_VERSION}.geopackage.sql").write_text(text, "utf-8")
    if postgis_url:
        store = open_store(postgis_url, CATALOGUE)
        fill(store)
        target = FOLDER / f"schema-{SCHEMA_VERSION}.postgis.sql"
        command = [find_program("pg_dump"), postgis_url.replace("+psycopg", ""), "--inserts", *dump_options(store)]
        store.close()
        subprocess.run([*command, f"--file={target}"], check=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
