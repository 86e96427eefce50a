"""Values of registers as a table shows them."""

from __future__ import annotations

from app.api.register_shapes import shown_value
from app.registers.catalogue import register_spec


def test_instants_are_told_to_the_minute_in_chinas_time() -> None:
    start = next(one for one in register_spec("sluice_states").fields if one.name == "from")
    assert shown_value(start, "2026-09-01T06:30:00+08:00", {}) == "2026-09-01 06:30"
    assert shown_value(start, "2026-08-31T22:30:00+00:00", {}) == "2026-09-01 06:30"
    assert shown_value(start, None, {}) is None
