"""Bodies of impacts: what enters the water, and what is chosen for it (下游影响请求体)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST = 1e12
Number = Annotated[float | None, Field(strict=True, ge=0, le=MOST, allow_inf_nan=False)]


class Decay(BaseModel):
    """A decay that was chosen: `id` of the table, or a coefficient with its source."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(None, max_length=80, description="系数表中的编号 · id in `/tracing/decay-choices`.")
    k_per_d: float | None = Field(
        None, strict=True, ge=0, le=1000, allow_inf_nan=False, description="衰减系数 · [1/d]."
    )
    source: str = Field("", max_length=200, description="来源 · where the coefficient is from.")


class Dispersion(BaseModel):
    """A longitudinal dispersion coefficient [m²/s] with its range and its source."""

    model_config = ConfigDict(extra="forbid")

    low: float = Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)
    probable: float = Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)
    high: float = Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)
    source: str = Field(min_length=1, max_length=200, description="来源 · where it is from.")


class NewImpact(BaseModel):
    """A spill, a discharge or a release."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    start: str = Field(
        alias="from", max_length=200,
        description="起点 · `outfalls/KEY`, `sluices/KEY`, another feature, or `point/LON,LAT`.",
    )  # fmt: skip
    moment: datetime = Field(description="起始时刻，无时区按北京时间 · its begin; without an offset Asia/Shanghai.")
    kind: Literal["spill", "discharge", "release"] = Field(
        description="`spill` 瞬时泄漏, `discharge` 持续排放, `release` 提闸放水."
    )
    mass_kg: Number = Field(None, description="总量 · amount [kg].")
    rate_kg_per_h: Number = Field(None, description="排放速率 · rate of a discharge [kg/h].")
    duration_h: Annotated[float | None, Field(strict=True, ge=0, le=100_000, allow_inf_nan=False)] = Field(
        None, description="历时 · how long [h]; a discharge without it has no end."
    )
    flow_m3_per_s: Number = Field(None, description="下泄流量 · water that a release adds [m³/s].")
    indicator: str | None = Field(None, max_length=80, description="指标 · code or name of the indicator.")
    name: str = Field("", max_length=100, description="名称 · what the event is called.")
    decay: Decay | None = Field(None, description="衰减系数；不选按不降解计 · none: taken as lasting, an upper bound.")
    dispersion: Dispersion | None = Field(None, description="离散系数；不填按费希尔公式 · none: Fischer's formula.")
    max_distance_m: Number = Field(None, description="沿河不超过 · at most so far [m].")
    max_travel_h: Number = Field(None, description="水流时间不超过 · at most so long a travel [h].")
