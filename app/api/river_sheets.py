"""Rivers and the sheet of each (一河一策一图)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.links import JSON, address, link
from app.api.table_answer import table_answer
from app.deps import Reading
from app.export.table_file import TableColumn
from app.registers.instants import CHINA
from app.uses.tracing.river_sheet import READERS, list_rivers, river_sheet

router = APIRouter(tags=["tracing"])

RiverName = Annotated[str, Path(max_length=100, description="河流名称或别名 · name of a river, or another name of it.")]
COLUMNS = tuple(
    TableColumn(*pair)
    for pair in (
        ("chainage_km", "沿程（km）"), ("to_mouth_km", "距河口（km）"), ("group_zh", "类别"), ("name", "名称"),
        ("key", "编码"), ("detail_zh", "说明"), ("volume_m3", "容积（m³）"), ("owner", "权属或责任单位"),
        ("contact", "联系人"), ("district", "县（市、区）"), ("lon", "经度"), ("lat", "纬度"),
    )
)  # fmt: skip


@router.get("/rivers", summary="河流 · Rivers", response_class=Response, **access(READERS))
def rivers(request: Request, connection: Reading) -> Response:
    """The rivers of the network, the longest first: name, other names, length along the river [m], number of
    reaches, and a link to the sheet of each."""
    state = request.app.state
    found = list_rivers(connection, state.store, state.settings)
    told = [
        one | {"links": [link("describedby", address(request, "rivers", one["river"], "sheet"), JSON)]}
        for one in found
    ]  # fmt: skip
    return json_answer({"rivers": told})


@router.get("/rivers/{river}/sheet", summary="一河一策一图 · River sheet", response_class=Response, **access(READERS))
def sheet(
    request: Request, connection: Reading, river: RiverName,
    f: Annotated[Literal["json", "xlsx"], Query(description="格式 · `xlsx` is the table alone.")] = "json",
) -> Response:  # fmt: skip
    """One sheet for the emergency plan of a river: `rows` are risk sources, targets to protect, sections, sluices,
    dams, bridges, ponds, wetlands, dry channels, reservoirs and junctions, from the begin of the river to its mouth,
    each with `chainage_m` and `to_mouth_m` [m] (null where it could not be put on the river), `volume_m3` (null is
    unknown), owner and contacts; `geometry` is the river's line, `totals` what can be held. Internal: it names persons
    and intakes. 404 where no reach is of that river."""
    state = request.app.state
    told = river_sheet(connection, state.store, state.settings, river)
    if f == "json":
        return json_answer(told)
    rows = [_flat(row) for row in told["rows"]]
    made = f"{datetime.fromisoformat(told['made_at']).astimezone(CHINA):%Y-%m-%d %H:%M}"
    notes = (f"{told['internal_zh']}。", f"{told['river']}，全长 {told['length_m'] / 1000:.1f} km；制表时间 {made}。")
    title = f"{told['river']}一河一策一图"
    return table_answer(f, "river-sheet", title, COLUMNS, rows, notes=notes, mark=told["internal_zh"])


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table: kilometres, and persons as text."""
    place = row["place"] or (None, None)
    people = ["，".join(str(one[name]) for name in ("name", "post", "tel") if one.get(name)) for one in row["contacts"]]
    kilometres = {
        f"{name}_km": None if row[f"{name}_m"] is None else row[f"{name}_m"] / 1000 for name in ("chainage", "to_mouth")
    }
    return {**row, **kilometres, "contact": "；".join(people), "lon": place[0], "lat": place[1]}
