"""The month's report: paragraphs to paste, and the document (月报)."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.access import access
from app.api.assessment_parameters import Based
from app.api.caching import VARY, etag_of, is_unchanged, json_answer, unchanged
from app.api.freshness import assessment_stand
from app.api.table_answer import attachment
from app.deps import Month, Reading, User
from app.export.report_document import report_docx, report_title
from app.export.report_paragraphs import report_paragraphs
from app.uses.assessment.month_report import PLACE, month_report

router = APIRouter(tags=["assessment"])

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/assessment/report", summary="月报 · Report of a month", response_class=Response, **access("public"))
def report(
    request: Request, connection: Reading, user: User, month: Month,
    place: Annotated[str, Query(max_length=40, description="所称地区 · whose report, such as 聊城市.")] = PLACE,
    basis: Based = "all",
    f: Annotated[Literal["json", "docx"], Query(description="格式 · `json` or `docx`.")] = "json",
) -> Response:  # fmt: skip
    """The report's `paragraphs` as Chinese text to paste, each number with its value and place in the assessment
    (`facts`), or the whole as a document (.docx)."""
    state = request.app.state
    etag = etag_of("report", month, place, basis, f, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    content = month_report(connection, state.store, state.settings, month, place=place, basis=basis)
    if f == "json":
        answer = {"month": month, "title": report_title(content), "paragraphs": report_paragraphs(content)}
        return json_answer(answer, etag=etag)
    names = attachment(f"{report_title(content)}.docx", plain=f"report-{month}.docx")
    headers = {"Content-Disposition": names, "Cache-Control": "private, no-store", "Vary": VARY}
    return Response(report_docx(content), 200, headers, WORD)
