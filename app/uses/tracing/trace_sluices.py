"""States of sluices and pumps in time, as a trace needs them (闸坝启闭); read in `app.uses.network.sluice_records`."""

from __future__ import annotations

from app.uses.network.sluice_records import CHINA, Sluice, layer_record, load_sluices, load_state_records

__all__ = ["CHINA", "Sluice", "layer_record", "load_sluices", "load_state_records"]
