"""The one table from a named error to an HTTP status, and its answer: problem details of RFC 9457 (问题详情).

``type`` is the stable path of a page that explains the problem (``/problems/unparsable``). ``title`` and
``detail`` are in the reader's language; ``detail_zh`` and ``detail_en`` are always both there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app import errors
from app.api.access import challenge
from app.api.language import reader_language
from app.api.problem_text import validation_sentence

PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem: its status, the last part of its ``type`` path, and its titles."""

    status: int
    slug: str
    zh: str
    en: str

    @property
    def type(self) -> str:
        """The stable ``type`` of RFC 9457, a path on this server."""
        return f"/problems/{self.slug}"


PROBLEMS: Mapping[type[errors.SuyuanError], Problem] = {
    errors.Unparsable: Problem(400, "unparsable", "请求无法解析", "The request cannot be parsed"),
    errors.NotSignedIn: Problem(401, "not-signed-in", "尚未登录", "Not signed in"),
    errors.NotAllowed: Problem(403, "not-allowed", "没有权限", "Not allowed"),
    errors.Absent: Problem(404, "absent", "没有找到", "Not found"),
    errors.Clash: Problem(409, "clash", "与现状冲突", "The change clashes with what is there"),
    errors.TooLarge: Problem(413, "too-large", "文件过大", "The upload is too large"),
    errors.UnknownKind: Problem(415, "unknown-kind", "不支持的类型", "A kind that is not read here"),
    errors.BreaksRule: Problem(422, "breaks-rule", "内容不合规则", "The content breaks a rule"),
    errors.TooManyTries: Problem(429, "too-many-tries", "尝试过多", "Too many tries"),
    errors.StoreBusy: Problem(503, "store-busy", "数据库繁忙", "The store is busy"),
    errors.StoreBroken: Problem(500, "store-broken", "数据库无法使用", "The store cannot be used"),
}
METHOD = Problem(405, "method-not-allowed", "不支持该方法", "The method is not allowed here")
NOT_ACCEPTABLE = Problem(406, "not-acceptable", "没有所要的格式", "No such representation")
UNEXPECTED = Problem(500, "unexpected", "服务器内部错误", "An error inside the server")
BY_STATUS = {problem.status: problem for problem in (*PROBLEMS.values(), METHOD, NOT_ACCEPTABLE, UNEXPECTED)}
ALL_PROBLEMS = (*PROBLEMS.values(), METHOD, NOT_ACCEPTABLE, UNEXPECTED)


class NotAcceptable(HTTPException):
    """None of the representations that there are is among those that the client accepts (406)."""

    def __init__(self, offered: str) -> None:
        super().__init__(406, f"Offered: {offered}")


def problem_of(error: errors.SuyuanError) -> Problem:
    """The row of the table for an error, by its own class or the nearest base."""
    for kind in type(error).__mro__:
        if kind in PROBLEMS:
            return PROBLEMS[kind]
    return UNEXPECTED


def problem_response(
    request: Request,
    problem: Problem,
    zh: str,
    en: str,
    *,
    parameter: str | None = None,
    faults: tuple[errors.Fault, ...] = (),
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer ``application/problem+json`` for one problem."""
    chinese = reader_language(request) == "zh"
    body: dict[str, Any] = {
        "type": problem.type,
        "title": problem.zh if chinese else problem.en,
        "status": problem.status,
        "detail": zh if chinese else en,
        "detail_zh": zh,
        "detail_en": en,
        "instance": request.url.path,
    }
    if parameter is not None:
        body["parameter"] = parameter
    if code is not None:
        body["code"] = code
    if faults:
        body["faults"] = [fault.as_dict() for fault in faults]
    if request_id := request.scope.get("state", {}).get("request_id"):
        body["request_id"] = request_id
    answer_headers = {
        "Content-Language": "zh-CN" if chinese else "en",
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language, Authorization, Cookie",
        **(headers or {}),
    }
    content = orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS, default=str)
    return Response(content, problem.status, answer_headers, PROBLEM_JSON)


def answer_named(request: Request, error: errors.SuyuanError) -> Response:
    """The answer to a named error."""
    problem = problem_of(error)
    headers: dict[str, str] = {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = challenge(request.headers)
    if isinstance(error, errors.TooManyTries):
        headers["Retry-After"] = str(error.retry_after_s)
    if problem.status == 413:
        headers["Connection"] = "close"  # or the server would go on taking in what nobody reads
    if isinstance(error, errors.StoreBusy):
        headers["Retry-After"] = "2"
    return problem_response(
        request, problem, error.zh, error.en, parameter=error.parameter, faults=error.faults, code=error.code,
        headers=headers,
    )  # fmt: skip


def answer_validation(request: Request, error: RequestValidationError) -> Response:
    """FastAPI's own 422 as what it is: a parameter that cannot be parsed (400)."""
    parameter, zh, en = validation_sentence(error.errors())
    return problem_response(request, PROBLEMS[errors.Unparsable], zh, en, parameter=parameter)


STATUS_TEXT: Mapping[int, tuple[str, str]] = {
    400: ("请求体无法解析。", "The request body cannot be parsed."),
    404: ("这里没有这个资源。", "There is nothing at this address."),
    405: ("该资源不支持这种方法，可用的方法见 Allow。", "This resource does not know the method; see Allow."),
    406: ("没有可接受的格式；可用 f=json 或 f=html。", "None of the accepted media types; try f=json or f=html."),
    413: ("请求体超过上限。", "The request body is over its limit."),
}


def answer_http(request: Request, error: HTTPException) -> Response:
    """The answer to an error that Starlette itself raised (404, 405, 406, 413)."""
    problem = BY_STATUS.get(error.status_code)
    if problem is None:
        fallback = PROBLEMS[errors.Unparsable] if error.status_code < 500 else UNEXPECTED
        problem = Problem(error.status_code, fallback.slug, fallback.zh, fallback.en)
    zh, en = STATUS_TEXT.get(error.status_code, (problem.zh + "。", problem.en + "."))
    return problem_response(request, problem, zh, en, headers=error.headers)


def answer_unexpected(request: Request) -> Response:
    """The answer to an error that nobody named: no detail leaves the server, the log has it."""
    return problem_response(
        request, UNEXPECTED,
        "服务器出现意外错误，已记入日志；请把请求编号告诉管理员。",
        "Something unexpected failed and was logged; give the request id to the administrator.",
    )  # fmt: skip


def add_error_answers(app: FastAPI) -> None:
    """Give an application the handlers of this module."""

    async def named(request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.SuyuanError)
        return answer_named(request, error)

    async def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer_validation(request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer_http(request, error)

    app.add_exception_handler(errors.SuyuanError, named)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, http)
