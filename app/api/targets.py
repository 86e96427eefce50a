"""The ledger of works with its lights of a month (任务目标台账)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.caching import json_answer
from app.api.register_shapes import describe_entry, files_of, shown_value, table_of
from app.api.table_answer import table_answer
from app.deps import Reading, User, parse_month
from app.export.table_file import TableColumn
from app.registers.lights import DUE_DAYS, rule_words
from app.registers.works import PROGRESS, WORKS
from app.uses.registers.register_lookup import today_in_china
from app.uses.registers.works_ledger import LedgerRow, count_lights, load_ledger

router = APIRouter(tags=["registers"])

LIGHT_ZH = {"red": "红", "yellow": "黄", "green": "绿", "unknown": "灰"}


@router.get("/targets", summary="任务目标台账 · Works with their lights", response_class=Response, **access("viewer"))
def targets(
    request: Request, connection: Reading, user: User,
    month: Annotated[str | None, Query(max_length=7, description="月份 · `YYYY-MM`; default: this month.")] = None,
    plan: Annotated[str | None, Query(max_length=80, description="工作方案 · only the works of a plan.")] = None,
    due_days: Annotated[
        int, Query(ge=0, le=366, description="到期前几天亮黄灯 · yellow so many days before the deadline.")
    ] = DUE_DAYS,
    f: Annotated[Literal["json", "csv", "xlsx"], Query(description="格式 · `json`, `csv` or `xlsx`.")] = "json",
) -> Response:  # fmt: skip
    """The works of all plans, each with its light of the month (`red`, `yellow`, `green`, `unknown`) and the reason in
    words, the month's report and the latest one. The rule is in `notes`; a past month is looked at from its end."""
    store, today = request.app.state.store, today_in_china()
    at = parse_month(month) if month else today.strftime("%Y-%m")
    rows = load_ledger(connection, store, month=at, today=today, due_days=due_days, plan=plan)
    files = files_of(connection, store, PROGRESS, (row.latest.content for row in rows if row.latest))
    if f != "json":
        columns, cells = ledger_table(rows, files_of(connection, store, WORKS, (row.work.content for row in rows)))
        return table_answer(
            f, f"targets-{at}", f"任务目标台账 {at}", columns, cells, notes=[rule_words(due_days)["zh"]]
        )  # fmt: skip
    told = [
        {
            "work": describe_entry(WORKS, row.work, user, today),
            "light": row.light.light, "light_zh": LIGHT_ZH[row.light.light],
            "reason": {"zh": row.light.zh, "en": row.light.en},
            "report": describe_entry(PROGRESS, row.report, user, today) if row.report else None,
            "latest": describe_entry(PROGRESS, row.latest, user, today) if row.latest else None,
        }
        for row in rows
    ]  # fmt: skip
    return json_answer({
        "month": at, "due_days": due_days, "rows": told, "counts": count_lights(rows), "files": files,
        "notes": [rule_words(due_days)],
    })  # fmt: skip


def ledger_table(
    rows: list[LedgerRow], files: dict[str, dict[str, Any]]
) -> tuple[list[TableColumn], list[dict[str, Any]]]:
    """The ledger for a spreadsheet: light and reason first, then the work, then the month's report."""
    columns, cells = table_of(WORKS, [row.work for row in rows], files)
    reported = [field for field in PROGRESS.fields if field.name in ("value", "pace", "text", "reported_by")]
    columns = [
        TableColumn("light", "灯"), TableColumn("reason", "原因"), *columns[2:],
        *(TableColumn(f"r.{field.name}", f"本月{field.zh}") for field in reported),
    ]  # fmt: skip
    for row, cell in zip(rows, cells, strict=True):
        cell |= {"light": LIGHT_ZH[row.light.light], "reason": row.light.zh}
        content = row.report.content if row.report else {}
        cell |= {f"r.{field.name}": shown_value(field, content.get(field.name), {}) for field in reported}
    return columns, cells
