"""Every setting is documented with its default, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import Settings

PAGE = (Path(__file__).parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (SUYUAN_\w+)\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S))


def test_the_page_has_the_settings_and_no_others() -> None:
    assert set(SECTIONS) == {f"SUYUAN_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_page_tells_the_default(name: str) -> None:
    default = Settings.model_fields[name].default
    told = re.search(r"^Default: (.+)$", SECTIONS[f"SUYUAN_{name.upper()}"], re.M)
    assert told is not None
    assert told[1] == ("none" if default is None else f"`{default}`")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_number_has_its_unit(name: str) -> None:
    units = {"_s": "[s]", "_h": "[h]", "_m": "[m]", "_bytes": "[byte]"}
    unit = next((unit for ending, unit in units.items() if name.endswith(ending)), "")
    assert unit in SECTIONS[f"SUYUAN_{name.upper()}"]
    assert unit in (Settings.model_fields[name].description or "")


@pytest.mark.parametrize(("text", "velocities"), [("0.1, 0.2,0.4", (0.1, 0.2, 0.4)), ("none", None)])
def test_the_default_velocities_are_read(text: str, velocities: tuple[float, float, float] | None) -> None:
    assert Settings(trace_default_velocities=text).default_velocity_m_per_s() == velocities


@pytest.mark.parametrize("text", ["0.2,0.1,0.4", "0,0.1,0.4", "0.1,0.4", "slow", "1.2.3,4,5"])
def test_default_velocities_out_of_order_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="trace_default_velocities"):
        Settings(trace_default_velocities=text)
