"""The settings of Suyuan: ``SUYUAN_`` environment variables, all with a default that works.

Each is described in ``docs/settings.md`` (a test compares the two).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """What the person who runs the service may choose."""

    model_config = SettingsConfigDict(env_prefix="SUYUAN_", frozen=True, extra="ignore")

    data_dir: Path = Field(Path("data"), description="Folder of the store, uploads and files.")
    database_url: str | None = Field(
        None, description="sqlite:////path/store.gpkg or postgresql+psycopg://…; default: store.gpkg in the data folder"
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, description="Port to listen on.", ge=0, le=65535)
    workers: int = Field(1, description="Number of server processes.", ge=1, le=64)
    public_url: str | None = Field(None, description="The address people use, where a proxy stands before the service.")
    public_read: bool = Field(
        False, description="Layers, published assessments and the map without signing in (true in the demonstration)."
    )
    demonstration: bool = Field(False, description="The store is the demonstration; pages say 示意.")
    print_notice: str | None = Field(
        None, description="Words at the head of every printed page, such as 内部资料 不得外传."
    )
    language: str = Field("zh", description="Language of pages and errors where the reader asks for none: zh or en.")
    session_h: float = Field(12.0, description="Hours until a sign-in ends [h].", gt=0)
    sign_in_tries: int = Field(5, description="Failed sign-ins before the next try must wait.", ge=1)
    sign_in_wait_s: int = Field(60, description="First wait after too many failed sign-ins [s]; doubles.", ge=0)
    upload_max_bytes: int = Field(200 * MIB, description="Largest upload [byte].")
    unpacked_max_bytes: int = Field(1024 * MIB, description="Largest unpacked size of a zip [byte].")
    reading_memory_bytes: int = Field(2048 * MIB, description="Memory limit of the reading process [byte].")
    reading_cpu_s: int = Field(300, description="Processor time limit of the reading process [s].")
    snap_distance_m: float = Field(500.0, description="Furthest a feature may lie from its reach [m].")
    junction_tolerance_m: float = Field(1.0, description="Reach ends nearer than this are one junction [m].")
    required_set: str = Field(
        "21", description="Indicators required of a section that names none: 21, 5+X, or codes joined by commas."
    )
    station_month_min_days: int = Field(
        1, description="Fewest days with a valid automatic value for a month's mean; fewer: 无效."
    )
    station_day_min_values: int = Field(
        1, description="Fewest valid automatic values of an indicator on a day; on a day with fewer none counts.", ge=1
    )
    reconciliation: Literal["station_first", "manual_first", "manual_only", "station_only"] = Field(
        "station_first", description="Which values count where a section has manual and automatic ones."
    )
    flood_season_months: str = Field("6-9", description="First and last month of the flood season, such as 6-9.")
    trace_late_share: float = Field(
        0.5, description="Velocity of the latest water over the probable velocity, above 0 to 1.", gt=0, le=1
    )
    trace_default_velocities: str = Field(
        "0.05,0.2,0.6",
        description="Least, probable, greatest velocity of reaches of which nothing is known [m/s]; none: unknown.",
        pattern=r"^\s*(none|[\d.]+\s*,\s*[\d.]+\s*,\s*[\d.]+)\s*$",
    )
    trace_sluice_leak_share: float = Field(
        0.1, description="Flow through a closed sluice over that through the open one, above 0 to 1.", gt=0, le=1
    )
    trace_weak_section_weight: float = Field(
        0.5, description="Weight above a compliant section whose value is too old, above 0 to 1.", gt=0, le=1
    )
    log_format: str = Field("json", description="json or text.")

    @field_validator("trace_default_velocities")
    @classmethod
    def _check_velocities(cls, text: str) -> str:
        """Refuse velocities that are not above 0 in rising order."""
        velocities = _read_velocities(text)
        if velocities is not None and not 0 < velocities[0] <= velocities[1] <= velocities[2]:
            raise ValueError("three velocities above 0 in rising order, or none")
        return text

    def default_velocity_m_per_s(self) -> tuple[float, float, float] | None:
        """Least, probable and greatest velocity of reaches of which nothing is known [m/s]; None: they stay unknown."""
        return _read_velocities(self.trace_default_velocities)

    def store_url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'store.gpkg').resolve()}"


def _read_velocities(text: str) -> tuple[float, float, float] | None:
    """The three numbers of a text, None for ``none``."""
    if text.strip() == "none":
        return None
    least, probable, greatest = (float(part) for part in text.split(","))
    return least, probable, greatest
