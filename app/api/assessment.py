"""Class and attainment of sections and reaches in a month (断面与河段评价)."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.access import access
from app.api.assessment_matrix import Chosen, MatrixChoice, matrix_columns, matrix_content, matrix_rows
from app.api.assessment_parameters import Based, Form, FormName
from app.api.caching import etag_of, is_unchanged, json_answer, unchanged
from app.api.freshness import assessment_stand
from app.api.item import as_bytes
from app.api.links import GEOJSON
from app.api.table_answer import table_answer
from app.calendar_months import months_until
from app.deps import Month, Reading, User
from app.store.engine import Store
from app.store.features import FeatureQuery, read_page
from app.uses.assessment.reach_assessment import assess_reaches
from app.uses.assessment.section_detail import section_detail
from app.uses.assessment.section_features import section_features
from app.uses.assessment.section_matrix import assess_matrix
from app.uses.network.network_now import current_network
from app.uses.registers.register_lookup import today_in_china

router = APIRouter(tags=["assessment"])

EVERYTHING = 10**9


def feature_collection(month: str, features: list[bytes]) -> bytes:
    """A GeoJSON answer that names its month."""
    head = f'{{"type":"FeatureCollection","month":"{month}","numberReturned":{len(features)},"features":['
    return head.encode() + b",".join(features) + b"]}"


@router.get(
    "/assessment/sections", summary="断面评价 · Sections of a month", response_class=Response, **access("public")
)
def sections(
    request: Request, connection: Reading, user: User, month: Month, chosen: Chosen,
    months: Annotated[
        int | None, Query(ge=1, le=240, description="到 month 为止的月数；给出时为矩阵 · a matrix of so many months.")
    ] = None,
    f: Form = "json",
) -> Response:  # fmt: skip
    """The sections in force in a month with class, deciding indicators, target and attainment (`met`, `missed`,
    `met_on_n`, `undetermined`), which set was required and what was judged. A month without values gives the sections
    with `class` null and the reason. With `months` the answer is a matrix: `classes`, `attainments`, `states`,
    `deciding` and `critical` with a row a section and a column a month, null where there is no answer, and `after`: the
    cells in which an exemption holds with the result after it and the numbers of its `documents`."""
    asked = (month, months, chosen, f, user.signed_in)
    etag = etag_of("assessed sections", asked, assessment_stand(connection, request, ("sections",)))
    if is_unchanged(request, etag):
        return unchanged(etag)
    if months is None and f == "json":
        body = month_features(connection, request, month, chosen, full=user.signed_in)
        return json_answer(body, etag=etag, media_type=GEOJSON)
    return matrix_answer(connection, request, months_until(month, months or 1), chosen, f, etag)


def month_features(connection: Connection, request: Request, month: str, chosen: MatrixChoice, *, full: bool) -> bytes:
    """The sections of a month as GeoJSON."""
    state = request.app.state
    features = section_features(connection, state.store, state.settings, month, basis=chosen.basis)
    shown = [feature for feature in features if chosen.holds(feature["properties"])]
    for feature in () if full else shown:
        hide_approvers(feature["properties"])
    return feature_collection(month, [orjson.dumps(one, option=orjson.OPT_SERIALIZE_NUMPY) for one in shown])


def hide_approvers(own: dict[str, Any]) -> None:
    """Take away who approved exemptions: the register is for those who are signed in."""
    for exemption in own["exemptions"]:
        del exemption["approver"]


def matrix_answer(
    connection: Connection, request: Request, months: list[str], chosen: MatrixChoice, f: FormName, etag: str
) -> Response:
    """Sections × months as JSON or as a table."""
    state = request.app.state
    matrix = assess_matrix(connection, state.store, state.settings, months, basis=chosen.basis, equals=chosen.equals())
    if f == "json":
        return json_answer(matrix_content(matrix, chosen.attainment), etag=etag)
    stem, title = f"sections-{months[-1]}", f"断面评价 {months[-1]}"
    return table_answer(f, stem, title, matrix_columns(), matrix_rows(matrix, chosen.attainment))


@router.get(
    "/assessment/sections/{code:path}", summary="断面详情 · A section of a month", response_class=Response,
    **access("public"),
)  # fmt: skip
def section(
    request: Request, connection: Reading, user: User, month: Month,
    code: Annotated[str, Path(max_length=100, description="断面编码 · code of the section.")],
    basis: Based = "all",
) -> Response:  # fmt: skip
    """One section in a month: `indicators` with limits, multiples against Ⅲ and the target, index and share; `targets`;
    `before` and `after` exemptions; main pollutants; `change`; `trend`; `series`: the joined means of 36 months; total
    nitrogen year on year; `outlook`; the section `upstream` with its result; `sources`: the rules of the means and what
    was used."""
    state, today = request.app.state, today_in_china()
    stand = assessment_stand(connection, request, ("sections", "reaches", "sluices", "outfalls"))
    etag = etag_of("section", code, month, basis, today, user.signed_in, stand)
    if is_unchanged(request, etag):
        return unchanged(etag)
    found = section_detail(connection, state.store, state.settings, code, month, today=today, basis=basis)
    if not user.signed_in:
        hide_approvers(found)
    return json_answer(found, etag=etag)


@router.get("/assessment/reaches", summary="河段评价 · Reaches of a month", response_class=Response, **access("public"))
def reaches(request: Request, connection: Reading, user: User, month: Month) -> Response:
    """The reaches with the `class` of the section that judges them in a month, which `section`, and `how`:
    `downstream`, `upstream` or `none`."""
    state = request.app.state
    stand = assessment_stand(connection, request, ("sections", "reaches", "sluices", "outfalls"))
    etag = etag_of("assessed reaches", month, user.signed_in, stand)
    if is_unchanged(request, etag):
        return unchanged(etag)
    network = current_network(connection, state.store, state.settings)
    judged = {row.code: row for row in assess_reaches(connection, state.store, state.settings, month, network)}
    features = []
    for key, text in reach_texts(connection, state.store, full=user.signed_in):
        assessed = judged[key].as_properties() if key in judged else NOT_JUDGED
        features.append(add_properties(text, {name: value for name, value in assessed.items() if name != "code"}))
    return json_answer(feature_collection(month, features), etag=etag, media_type=GEOJSON)


NOT_JUDGED: dict[str, Any] = {"class": None, "class_name": None, "section": None, "section_name": None, "how": "none"}


def reach_texts(connection: Connection, store: Store, *, full: bool) -> list[tuple[str, str]]:
    """Key and rendered text of every reach."""
    page = read_page(connection, store, "reaches", FeatureQuery(limit=EVERYTHING, full=full))
    return [(orjson.loads(text)["id"], text) for text in page.texts]


def add_properties(text: str | bytes, more: dict[str, Any]) -> bytes:
    """A rendered feature with further properties; spliced in, or written anew where a name is there already.

    >>> add_properties('{"type":"Feature","id":"a","geometry":null,"properties":{"code":"a"}}', {"how": "none"})
    b'{"type":"Feature","id":"a","geometry":null,"properties":{"code":"a","how":"none"}}'
    """
    body = as_bytes(text)
    taken = any(b'"' + name.encode() + b'":' in body for name in more)
    if body.endswith(b"}}") and not body.endswith(b"{}}") and not taken:
        return body[:-2] + b"," + orjson.dumps(more)[1:] + b"}"
    feature = orjson.loads(body)
    feature["properties"] |= more
    return orjson.dumps(feature)
