"""Letters, the monthly publication and the office's templates as files (文书与公开材料)."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.api.access import access
from app.api.accountability import OFFICE, MonthPath, RuleSetId
from app.api.caching import VARY, json_answer
from app.api.json_body import body_of, body_schema
from app.api.register_shapes import may
from app.api.registers import describing
from app.api.table_answer import attachment
from app.deps import Month, Reading, User, Writing, parse_month
from app.errors import Absent
from app.export.letters import write_letter
from app.export.office_names import office_values
from app.export.office_template import check_workbook, fill_workbook
from app.export.publication import publication_json
from app.export.publication_file import publication_docx, publication_title, publication_xlsx
from app.registers.templates import WORKBOOK
from app.store.registers import load_entry
from app.uses.accountability.month_close import close_month
from app.uses.accountability.month_publication import month_publication
from app.uses.accountability.notice_drafts import letter_of, payment_letter
from app.uses.accountability.office_templates import (
    drop_template,
    template_bytes,
    template_in_use,
    template_kinds,
    use_template,
)
from app.uses.assessment.month_report import month_report

router = APIRouter(tags=["accountability"])

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NoticeId = Annotated[int, Path(description="文书编号 · id of an entry of the register `notices`.", ge=1, le=2**53)]
Kind = Annotated[str, Path(max_length=40, description="模板种类 · `reminder`, `interview`, …, `workbook`.")]


class NewTemplate(BaseModel):
    """A kept file that becomes the template of a kind."""

    model_config = ConfigDict(extra="forbid")

    file_sha256: str = Field(pattern="^[0-9a-f]{64}$", description="文件 · SHA-256 of a kept file.")
    note: str = Field("", max_length=400, description="说明 · why it is changed.")


TemplateBody = Annotated[NewTemplate, Depends(body_of(NewTemplate))]


def download(body: bytes, media_type: str, name: str, plain: str) -> Response:
    """A file to save."""
    headers = {"Content-Disposition": attachment(name, plain=plain), "Cache-Control": "private, no-store", "Vary": VARY}
    return Response(body, 200, headers, media_type)


@router.get(
    "/accountability/notices/{notice_id}/letter", summary="文书 · A letter", response_class=Response, **access(OFFICE)
)
def letter(
    request: Request, connection: Reading, user: User, notice_id: NoticeId,
    internal: Annotated[bool, Query(description="加注“内部资料 不得外传” · mark every page as internal.")] = False,
) -> Response:  # fmt: skip
    """A notice of the register as .docx, from the office's template or the built-in one. Until the office enters the
    document number its place stays blank."""
    state = request.app.state
    entry = load_entry(connection, state.store, "notices", notice_id)
    template = template_bytes(connection, state.store, state.settings, entry.content["kind"])
    body = write_letter(letter_of(entry, internal=internal), template)
    return download(body, DOCX, f"{entry.content['title']}.docx", f"notice-{notice_id}.docx")


@router.get("/accountability/months/{month}/payment-notice", summary="缴款通知 · Payment notice",
            response_class=Response, **access(OFFICE))  # fmt: skip
def payment_notice(
    request: Request, connection: Reading, user: User, month: MonthPath, rule_set: RuleSetId,
    payer: Annotated[str, Query(max_length=100, description="缴纳方 · who owes, as the month's close names it.")],
    internal: Annotated[bool, Query(description="加注“内部资料 不得外传” · mark every page as internal.")] = False,
) -> Response:  # fmt: skip
    """What a payer owes for a month as .docx, line by line with clauses and the sum in capitals; 422 while an amount
    still waits for the office."""
    state = request.app.state
    close = close_month(connection, state.store, state.settings, rule_set, parse_month(month))
    template = template_bytes(connection, state.store, state.settings, "payment")
    body = write_letter(payment_letter(close, payer, internal=internal), template)
    return download(body, DOCX, f"{payer} {month} 缴款通知.docx", f"payment-{month}.docx")


@router.get(
    "/accountability/publication", summary="月度公开 · Monthly publication", response_class=Response, **access(OFFICE)
)
def publication(
    request: Request, connection: Reading, user: User, month: Month, rule_set: RuleSetId,
    f: Annotated[Literal["json", "docx", "xlsx"], Query(description="格式 · format.")] = "json",
) -> Response:  # fmt: skip
    """What is published of a month: sections that missed with their sums, what could not be judged and why, and in the
    month that ends a quarter the 千吨万人 sources; official values only, nothing about persons."""
    state = request.app.state
    close = close_month(connection, state.store, state.settings, rule_set, month)
    content = month_publication(connection, state.store, state.settings, close)
    title, plain = publication_title(content), f"publication-{month}"
    if f == "docx":
        return download(publication_docx(content), DOCX, f"{title}.docx", f"{plain}.docx")
    if f == "xlsx":
        return download(publication_xlsx(content), XLSX, f"{title}.xlsx", f"{plain}.xlsx")
    return json_answer(publication_json(content) | {"title": title})


@router.get("/assessment/workbook", summary="月报表格 · Workbook", response_class=Response, **access(OFFICE))
def workbook(
    request: Request, connection: Reading, user: User, month: Month, rule_set: RuleSetId,
    f: Annotated[Literal["xlsx", "json"], Query(description="格式 · `json` tells what it asks for.")] = "xlsx",
) -> Response:  # fmt: skip
    """The office's own workbook (template `workbook`) filled in for a month: cells and rows that the office has named,
    as `docs/documents.md` lists them. `f=json` tells the names it holds and what could not be kept."""
    state = request.app.state
    content = template_bytes(connection, state.store, state.settings, WORKBOOK)
    if content is None:
        raise no_workbook()
    close = close_month(connection, state.store, state.settings, rule_set, month)
    published = month_publication(connection, state.store, state.settings, close)
    values = office_values(month_report(connection, state.store, state.settings, month), published)
    filled = fill_workbook(content, values)
    if f == "json":
        notes = [{"zh": note.zh, "en": note.en} for note in filled.notes]
        return json_answer({"names": list(check_workbook(content)), "notes": notes})
    return download(filled.content, XLSX, f"水质月报表格 {month}.xlsx", f"workbook-{month}.xlsx")


def no_workbook() -> Absent:
    """There is no workbook of the office yet."""
    return Absent(
        "还没有月报表格模板。请把单位自己的 .xlsx 上传为模板“月报表格”。",
        "There is no monthly workbook yet; send the office's own .xlsx in as the template `workbook`.",
        parameter="template",
    )


@router.get("/accountability/templates", summary="模板 · Templates", response_class=Response, **access(OFFICE))
def templates(request: Request, connection: Reading, user: User) -> Response:
    """What a template may stand for, and which are the office's own (`entry` of the register `templates`)."""
    store = request.app.state.store
    rows = []
    for kind, (zh, en) in template_kinds().items():
        own = template_in_use(connection, store, kind)
        file_name = own.content.get("file_name") if own else None
        rows.append({"kind": kind, "zh": zh, "en": en, "file_name": file_name, "entry": own.id if own else None})
    return json_answer({"templates": rows})


@router.get("/accountability/templates/{kind}", summary="下载模板 · A template", response_class=Response,
            **access(OFFICE))  # fmt: skip
def template(request: Request, connection: Reading, user: User, kind: Kind) -> Response:
    """The template that is in use, to be edited in Word or Excel; `docs/documents.md` lists the placeholders."""
    state = request.app.state
    body = template_bytes(connection, state.store, state.settings, kind)
    if body is None:
        raise no_workbook()
    suffix, media = ("xlsx", XLSX) if kind == WORKBOOK else ("docx", DOCX)
    return download(body, media, f"{template_kinds()[kind][0]}模板.{suffix}", f"template-{kind}.{suffix}")


@router.put("/accountability/templates/{kind}", summary="启用模板 · Use a template", response_class=Response,
            **describing("analyst", body_schema(NewTemplate)))  # fmt: skip
def put_template(request: Request, asked: TemplateBody, connection: Writing, user: User, kind: Kind) -> Response:
    """Uses a kept file as the template of a kind from now on. It is checked first: 422 names unknown or missing
    placeholders, macros and links; the one before is retired and stays on record."""
    state = request.app.state
    entry = use_template(
        connection, state.store, state.settings, kind, asked.file_sha256, who=user.name,
        may=lambda role: may(user, role), note=asked.note,
    )  # fmt: skip
    return json_answer({"kind": kind, "entry": entry.id, "file_name": entry.content["file_name"]})


@router.delete("/accountability/templates/{kind}", status_code=204, summary="恢复内置模板 · Back to the built-in one",
               response_class=Response, **access("analyst"))  # fmt: skip
def delete_template(request: Request, connection: Writing, user: User, kind: Kind) -> Response:
    """Retires the office's template; the built-in one is used again. Nothing is deleted."""
    drop_template(connection, request.app.state.store, kind, who=user.name, may=lambda role: may(user, role))
    return Response(status_code=204)
