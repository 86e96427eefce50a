"""What-if of a section's month and plans of cuts over HTTP (情景推演); nothing is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.api.caching import json_answer
from app.api.impact_shapes import Decay
from app.api.json_body import body_of, body_schema
from app.api.registers import describing
from app.api.table_answer import table_answer
from app.deps import Reading
from app.export.cuts_table import COLUMNS, cuts_notes, cuts_rows
from app.uses.tracing.scenario_ground import ScenarioAsked
from app.uses.tracing.scenario_run import AskedChange, run_cuts, run_scenario

router = APIRouter(tags=["tracing"])

PLANNERS = "analyst|chief|gis"
Section = Annotated[str, Field(min_length=1, max_length=100, description="断面编码 · code of the section.")]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]


class ScenarioOf(BaseModel):
    """A section, an indicator, a month and the decay that was chosen."""

    model_config = ConfigDict(extra="forbid")

    section: Section
    indicator: str = Field(max_length=80, description="指标 · code or name of the indicator.")
    month: str = Field(max_length=7, description="月份 · `YYYY-MM`.")
    decay: Decay | None = Field(None, description="衰减系数，必选 · the decay; there is no default.")


class ScenarioChange(BaseModel):
    """One change: a source lowered, a sluice closed, flow added."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["lower_source", "close_sluice", "add_flow"] = Field(description="措施 · what is changed.")
    key: str = Field("", max_length=200, description="来源或闸坝 · `outfalls/KEY`, `dischargers/KEY`, or a sluice.")
    reach: str = Field("", max_length=200, description="补水河段 · the reach that takes the water.")
    percent: float | None = Field(None, strict=True, ge=0, le=100, allow_inf_nan=False, description="削减比例 · [%].")
    flow_m3_per_s: float | None = Field(
        None, strict=True, ge=0, le=1e6, allow_inf_nan=False, description="补水流量 · [m³/s]."
    )
    concentration_mg_per_l: float | None = Field(
        None, strict=True, ge=0, le=1e6, allow_inf_nan=False, description="补水浓度 · [mg/L]."
    )


class NewScenario(ScenarioOf):
    """Changes made one after the other."""

    changes: list[ScenarioChange] = Field(default_factory=list, max_length=50, description="措施，依次 · in order.")


class NewCuts(ScenarioOf):
    """What to bring the section to, and how far sources may be cut."""

    target_mg_per_l: float | None = Field(
        None,
        strict=True,
        ge=0,
        le=1e6,
        allow_inf_nan=False,
        description="目标浓度；不填取断面目标限值 · [mg/L]; else the limit.",
    )
    max_share: Share = Field(1.0, description="每处最多削减的份额 · at most so much of each source [1].")
    max_shares: dict[Annotated[str, Field(max_length=200)], Share] = Field(
        default_factory=dict, description="个别来源的上限 · of single sources, by key [1]."
    )


@router.post(
    "/scenarios",
    summary="情景推演 · What if",
    response_class=Response,
    **describing(PLANNERS, body_schema(NewScenario)),
)
def scenario(
    request: Request, given: Annotated[NewScenario, Depends(body_of(NewScenario))], connection: Reading
) -> Response:
    """The section's concentration and class in the month today and with the changes, each step with what it does, by
    mass balance about what was measured. Nothing is kept."""
    state = request.app.state
    changes = [
        AskedChange(
            one.kind, one.reach or one.key if one.kind == "add_flow" else one.key, one.percent, one.flow_m3_per_s,
            one.concentration_mg_per_l,
        )
        for one in given.changes
    ]  # fmt: skip
    return json_answer(run_scenario(connection, state.store, state.settings, _asked(given), changes))


@router.post(
    "/scenarios/cuts", summary="削减方案 · What to cut", response_class=Response,
    **describing(PLANNERS, body_schema(NewCuts)),
)  # fmt: skip
def cuts(
    request: Request, given: Annotated[NewCuts, Depends(body_of(NewCuts))], connection: Reading,
    f: Annotated[Literal["json", "csv", "xlsx"], Query(description="格式 · `json`, or the plans as a table.")] = "json",
) -> Response:  # fmt: skip
    """The least total cut (`least_total`) and the fewest sources to cut (`fewest_sources`) that bring the section to
    its target in the month, of the loads on record upstream; input to 一断面一方案. `is_enough` false says that all of
    them together do not suffice, `shortfall_kg_per_d` by how much."""
    state = request.app.state
    told = run_cuts(
        connection, state.store, state.settings, _asked(given), target_mg_per_l=given.target_mg_per_l,
        max_share=given.max_share, max_shares=given.max_shares,
    )  # fmt: skip
    if f == "json":
        return json_answer(told)
    title = f"削减方案 {told['name']} {told['indicator_zh']} {told['month']}"
    return table_answer(
        f, f"cuts-{told['month']}", title, COLUMNS, cuts_rows(told), notes=cuts_notes(told), mark=told["caveat_zh"]
    )


def _asked(given: ScenarioOf) -> ScenarioAsked:
    """Whom a body asks about."""
    return ScenarioAsked(
        given.section, given.indicator, given.month, given.decay.model_dump() if given.decay else None
    )  # fmt: skip
