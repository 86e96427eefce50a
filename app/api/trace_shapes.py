"""The bodies with which traces are asked for, moved and handed on (溯源请求体)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.impact_shapes import Decay
from app.uses.tracing.trace_asked import TraceAsked, read_moment

Metres = Annotated[float | None, Field(gt=0, le=1e9, allow_inf_nan=False)]


class NewTrace(BaseModel):
    """Where and when an indicator was too high."""

    model_config = ConfigDict(extra="forbid")

    start: str = Field(
        alias="from", min_length=1, max_length=200,
        description="起点 · `sections/KEY`, another feature such as `outfalls/KEY`, or `point/LON,LAT`.",
    )  # fmt: skip
    indicator: str = Field(min_length=1, max_length=80, description="指标编码或名称 · code or name, such as `w21003`.")
    month: str | None = Field(None, max_length=7, description="月份 · `YYYY-MM`; or else `moment`.")
    moment: str | None = Field(
        None, max_length=40, description="时刻，无时区按北京时间 · an instant; without an offset Asia/Shanghai."
    )
    max_distance_m: Metres = Field(None, description="沿河不超过 · at most so far up [m]; 100,000 by default.")
    max_travel_h: Metres = Field(None, description="水流时间不超过 · at most so long a travel [h].")
    level: Literal["L0", "L1", "L2", "L3", "L4"] = Field("L4", description="查到哪一层 · the highest level to go to.")
    decay: Decay | None = Field(None, description="衰减系数；不选不作质量平衡 · none: no mass balance, no L4.")
    note: str = Field("", max_length=2000, description="说明 · why; kept with the trace.")

    def asked(self) -> TraceAsked:
        """The question of the use."""
        decay = None if self.decay is None else self.decay.model_dump()
        moment = None if self.moment is None else read_moment(self.moment)
        told = self.model_dump(exclude={"start", "moment", "decay"})
        return TraceAsked(start=self.start, moment=moment, decay=decay, **told)


class TraceMove(BaseModel):
    """A trace closed, or opened again."""

    model_config = ConfigDict(extra="forbid")

    to: Literal["open", "closed"] = Field(description="目标状态 · the state it shall have.")
    note: str = Field("", max_length=2000, description="说明 · why; kept with the event.")


class NewInvestigation(BaseModel):
    """The task of looking at a lead on site."""

    model_config = ConfigDict(extra="forbid")

    lead: str = Field(min_length=1, max_length=200, description="线索编号 · id of the lead, such as `outfalls/PWK012`.")
    inspector: str = Field(min_length=1, max_length=100, description="排查人账户名 · name of the account.")
    due: str = Field(max_length=10, description="排查时限 · until when, `YYYY-MM-DD`.")
    what: str = Field(min_length=1, max_length=4000, description="排查内容 · what to look at.")
