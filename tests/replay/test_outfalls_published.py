"""Results of outfalls: judged by the standard that each bears, published where a plan asks for it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from app.settings import Settings
from app.store.engine import open_store
from app.store.revisions import publish
from app.store.samples import add_samples
from app.uses.accountability.month_close import close_month
from app.uses.accountability.month_publication import month_publication

OUTFALLS = (
    ("P1", "源子河", "地表水Ⅳ类", {"w01018": "26", "w21003": "1.2", "w21011": "0.2", "w21017": "1.1"}),
    ("P2", "源子河", "地表水Ⅳ类", {"w01018": "36", "w21003": "1.2", "w21011": "0.2", "w21017": "1.1"}),
    ("P3", "马关河", "地表水Ⅳ类", {}),
    ("P4", "马关河", None, {"w01018": "20"}),
    ("P5", "苍头河", "地表水Ⅳ类", {"w01018": "20"}),  # not a water of the annex
)


def test_outfalls_of_the_waters_that_the_plan_names(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    store = open_store(settings.store_url())
    layer = gpd.GeoDataFrame(
        {
            "code": [row[0] for row in OUTFALLS],
            "name": [f"{row[0]}排污口" for row in OUTFALLS],
            "receiving_water": [row[1] for row in OUTFALLS],
            "emission_standard": [row[2] for row in OUTFALLS],
            "extra": None,
        },
        geometry=[shapely.Point(112.3, 39.5)] * len(OUTFALLS),
        crs="EPSG:4490",
    )
    values = pd.DataFrame(
        [
            {
                "site_kind": "outfalls", "site_code": code, "sampled_at": pd.Timestamp("2021-11-09T02:00Z"),
                "indicator": indicator, "value": float(text), "raw_text": text, "below_limit": False,
                "detection_limit": None, "unit": "mg/L", "source": "manual", "status": "final",
            }
            for code, _, _, told in OUTFALLS
            for indicator, text in told.items()
        ]
    )  # fmt: skip
    with store.writing() as c:
        publish(c, store, "outfalls", layer, who="test")
        add_samples(c, store, values, batch={"who": "test"})
    with store.reading() as c:
        close = close_month(c, store, settings, "pinglu_2021", "2021-11")
        told = month_publication(c, store, settings, close)
        city = close_month(c, store, settings, "liaocheng_2020", "2021-11")
        assert month_publication(c, store, settings, city).outfalls is None  # that plan does not ask for it
    assert told.outfalls is not None
    assert [(one.code, one.verdict, one.exceeded) for one in told.outfalls] == [
        ("P1", "met", ""),
        ("P2", "missed", "化学需氧量"),  # 36 > 30
        ("P3", "not_monitored", ""),
        ("P4", "undetermined", ""),  # no standard is on record
    ]
    store.close()
