"""Wells, drinking-water sources, treatment plants and black-odorous waters in a month (其他点位评价)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.assessment_sites_table import TABLES, table_rows
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.freshness import assessment_stand
from app.api.table_answer import table_answer
from app.deps import Month, Reading, parse_month
from app.errors import Unparsable
from app.store.samples import months_with_samples
from app.uses.assessment.black_odour_assessment import NOTES as BLACK_ODOUR_NOTES
from app.uses.assessment.black_odour_assessment import assess_black_odorous_waters, limits_shown
from app.uses.assessment.groundwater_assessment import NOTES as WELL_NOTES
from app.uses.assessment.groundwater_assessment import assess_wells
from app.uses.assessment.treatment_plant_assessment import NEAR_FULL, assess_treatment_plants
from app.uses.assessment.treatment_plant_assessment import NOTES as PLANT_NOTES
from app.uses.assessment.water_source_assessment import NOTES as SOURCE_NOTES
from app.uses.assessment.water_source_assessment import assess_water_sources
from app.uses.registers.register_lookup import today_in_china

router = APIRouter(tags=["assessment"])

Form = Annotated[Literal["json", "csv", "xlsx"], Query(description="格式 · `json`, `csv` or `xlsx`.")]
Based = Annotated[
    Literal["all", "final"], Query(description="全部数据或仅终版 · all values or official ones only.")
]  # fmt: skip


def choose_span(
    request: Request, connection: Reading,
    year: Annotated[str | None, Query(max_length=4, description="年份 · `YYYY`; default: the latest.")] = None,
    month: Annotated[str | None, Query(max_length=7, description="月份 · `YYYY-MM`, in place of a year.")] = None,
) -> tuple[str, str]:  # fmt: skip
    """First and last month of what is asked for: a month, a year, or the latest year with values of wells."""
    if month is not None and year is not None:
        raise Unparsable("year 与 month 只能给一个。", "Give year or month, not both.", parameter="month")
    if month is not None:
        return parse_month(month), month
    if year is None:
        known = months_with_samples(connection, request.app.state.store, "wells")
        year = known[-1][:4] if known else str(today_in_china().year)
    if not (len(year) == 4 and year.isascii() and year.isdigit() and "1900" <= year < "2200"):
        raise Unparsable(
            f"年份“{year[:20]}”无法识别，请写作 YYYY，如 2023。",
            f"The year {year[:20]!r} is not understood; write YYYY, such as 2023.",
            parameter="year",
        )
    return f"{year}-01", f"{year}-12"


Span = Annotated[tuple[str, str], Depends(choose_span)]


@router.get(
    "/assessment/groundwater", summary="地下水评价 · Groundwater wells", response_class=Response, **access("viewer")
)
def groundwater(request: Request, connection: Reading, span: Span, basis: Based = "all", f: Form = "json") -> Response:
    """The wells of a year (or a month) by the worst of the 39 items of GB/T 14848-2017: `class` over all and of each of
    `items`, `target_class`, `attainment` and `attainment_exempted` (null without a target), `missed` with multiples,
    `missing`, `value_count`, `sampled_on`. Positions are not given; only for people who are signed in."""
    asked, state = ("groundwater", span, basis, f), request.app.state
    etag = etag_of(asked, assessment_stand(connection, request, ("wells",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows = assess_wells(connection, state.store, state.settings, *span, basis=basis)
    when = {"month": span[0]} if span[0] == span[1] else {"year": int(span[0][:4])}
    return listed("groundwater", f, when, rows, WELL_NOTES, etag)


@router.get(
    "/assessment/water-sources", summary="水源地评价 · Drinking-water sources", response_class=Response,
    **access("viewer"),
)  # fmt: skip
def water_sources(
    request: Request, connection: Reading, month: Month, basis: Based = "all", f: Form = "json"
) -> Response:
    """The drinking-water sources up to a month: `frequency`, `last_sampled`, `state` and `due_on` (`overdue`,
    `unknown_frequency` …), the `period` that the answer rests on, `class`, `parts` (table 1, 2, 3; `gbt_14848`),
    `attainment` before and `attainment_exempted` after exemptions, `missed` with multiples, `items` with limits. The
    layer is not public: only for people who are signed in."""
    state, today = request.app.state, today_in_china()
    stand = assessment_stand(connection, request, ("water_sources",))
    etag = etag_of("water sources", month, basis, f, today, stand)
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows = assess_water_sources(connection, state.store, state.settings, month, basis=basis, today=today)
    return listed("water-sources", f, {"month": month}, rows, SOURCE_NOTES, etag)


@router.get(
    "/assessment/treatment-plants", summary="污水处理厂评价 · Treatment plants", response_class=Response,
    **access("public"),
)  # fmt: skip
def treatment_plants(
    request: Request, connection: Reading, month: Month, basis: Based = "all",
    near_full: Annotated[
        float, Query(gt=0, le=1, description="接近满负荷的负荷率 · share of capacity from which a plant is near full.")
    ] = NEAR_FULL,
    f: Form = "json",
) -> Response:  # fmt: skip
    """The treatment plants of a month: the `class` that the emission standard names (`unread`: what of it was not
    understood), `attainment` and `items` of the effluent, `load` as a share of capacity, `inflow` BOD of the year so
    far, `reasons_zh`, `reasons_en`; `inflow` beside the rows is that of all plants together."""
    state = request.app.state
    etag = etag_of(
        "treatment plants", month, basis, near_full, f, assessment_stand(connection, request, ("dischargers",))
    )
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows, inflow = assess_treatment_plants(
        connection, state.store, state.settings, month, basis=basis, near_full=near_full
    )
    return listed("treatment-plants", f, {"month": month}, rows, PLANT_NOTES, etag, more={"inflow": inflow})


@router.get(
    "/assessment/black-odorous-waters", summary="黑臭水体评价 · Black-odorous waters", response_class=Response,
    **access("public"),
)  # fmt: skip
def black_odorous_waters(
    request: Request, connection: Reading, month: Month, basis: Based = "all",
    with_orp: Annotated[
        bool, Query(description="城市水体是否评价氧化还原电位 · whether ORP takes part in urban grades.")
    ] = True,
    f: Form = "json",
) -> Response:  # fmt: skip
    """The black-odorous waters by their newest round of sampling (a calendar month) up to a month: `rule` (`urban`,
    `rural`), `grade`, `points`, their `visits` with values, heavy `stretches`, `history` of grades, `ledger_state`,
    `rebound` and `rebound_on` derived from values beside the layer's `rebounded_on`, `warnings`; `limits` beside the
    rows."""
    stand = assessment_stand(connection, request, ("black_odorous_waters",))
    etag = etag_of("black-odorous waters", month, basis, with_orp, f, stand)
    if is_unchanged(request, etag):
        return unchanged(etag)
    rows = assess_black_odorous_waters(connection, request.app.state.store, month, with_orp=with_orp, basis=basis)
    more = {"with_orp": with_orp, "limits": limits_shown()}
    return listed("black-odorous-waters", f, {"month": month}, rows, BLACK_ODOUR_NOTES, etag, more=more)


def listed(
    name: str, f: Literal["json", "csv", "xlsx"], when: Mapping[str, Any], rows: Iterable[Mapping[str, Any]],
    notes: Sequence[Mapping[str, str]], etag: str, *, more: Mapping[str, Any] | None = None,
) -> Response:  # fmt: skip
    """A list of sites as JSON or as a table."""
    if f == "json":
        return json_answer({**when, "rows": rows, "notes": notes, **(more or {})}, etag=etag)
    told = next(iter(when.values()))
    title, columns = TABLES[name]
    return table_answer(
        f, f"{name}-{told}", f"{title} {told}", columns, table_rows(name, rows), notes=[note["zh"] for note in notes]
    )
