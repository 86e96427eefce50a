"""OpenAPI 3.1 as 3.0.3: hand-worked schemas, and whatever FastAPI can write must validate as 3.0."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, File, Form, Query, UploadFile
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV30SpecValidator
from pydantic import BaseModel, Field

from app.api.openapi30 import to_openapi30, to_schema30

WORKED = [
    ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
    ({"type": "null"}, {"nullable": True, "enum": [None]}),
    (
        {"type": ["string", "integer", "null"]},
        {"anyOf": [{"type": "string", "nullable": True}, {"type": "integer", "nullable": True}]},
    ),
    ({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}, {"nullable": True, "allOf": [{"$ref": "#/a"}]}),
    (
        {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "T"},
        {"title": "T", "nullable": True, "type": "string"},
    ),
    ({"const": 4}, {"enum": [4]}),
    ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
    ({"type": "number", "exclusiveMaximum": 5}, {"type": "number", "maximum": 5, "exclusiveMaximum": True}),
    (
        {"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
        {
            "type": "array", "minItems": 2, "maxItems": 2,
            "items": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        },
    ),
    ({"type": "string", "contentMediaType": "application/octet-stream"}, {"type": "string", "format": "binary"}),
    ({"type": "string", "contentEncoding": "base64"}, {"type": "string", "format": "byte"}),
    ({"type": "object", "patternProperties": {"^x": {}}}, {"type": "object", "additionalProperties": True}),
    (
        {"type": "object", "properties": {"const": {"const": 1}}},
        {"type": "object", "properties": {"const": {"enum": [1]}}},
    ),
    ({"type": "array"}, {"type": "array", "items": {}}),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old"), WORKED)
def test_worked_schemas(new: dict[str, Any], old: dict[str, Any]) -> None:
    assert to_schema30(new) == old


class Colour(Enum):
    """Two colours."""

    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    """A model with what 3.1 says otherwise."""

    pair: tuple[int, str]
    maybe: float | None = Field(None, gt=0, examples=[1.5])
    kind: Literal["one"] = "one"
    colour: Colour | None = None
    table: dict[str, int | None] = {}
    either: int | str | None = None


class Outer(BaseModel):
    """A model that refers to another and to itself."""

    inner: Inner | None = None
    many: list[Inner] = []
    again: Outer | None = None


def rich_app() -> FastAPI:
    """An application that uses what FastAPI writes in 3.1 words."""
    app = FastAPI(title="t", version="1", summary="s")

    @app.post("/x/{a}")
    def post(a: int, body: Outer, q: Annotated[float | None, Query(gt=0, lt=9)] = None) -> Inner | None:
        return body.inner

    @app.post("/file")
    def upload(
        file: UploadFile, more: Annotated[bytes | None, File()] = None, note: Annotated[str, Form()] = ""
    ) -> None:
        return None

    return app


def words_of_31(node: Any, inside: str = "") -> list[str]:
    """The 3.1 words that are left over in a document."""
    found = []
    if isinstance(node, dict):
        for name, value in node.items():
            if inside != "properties" and name in ("const", "prefixItems", "contentMediaType", "$defs"):
                found.append(name)
            if inside != "properties" and name == "type" and (value == "null" or isinstance(value, list)):
                found.append("type null")
            found += words_of_31(value, name)
    elif isinstance(node, list):
        for value in node:
            found += words_of_31(value)
    return found


def test_what_fastapi_writes_becomes_valid_30() -> None:
    written = rich_app().openapi()
    assert words_of_31(written), "the application must use what 3.0 does not have"
    converted = to_openapi30(written)
    OpenAPIV30SpecValidator(converted).validate()
    assert words_of_31(converted) == []
    assert converted["openapi"] == "3.0.3"
    assert written["openapi"].startswith("3.1")


LEAVES = st.sampled_from(
    [{"type": "string"}, {"type": "null"}, {"const": 1}, {"type": ["integer", "null"]}, {"exclusiveMinimum": 1.5}, True]
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda choices: {"anyOf": choices}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda item: {"type": "array", "items": item}, inner),
        st.builds(lambda items: {"type": "array", "prefixItems": items}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda value: {"type": "object", "properties": {"a": value}}, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(SCHEMAS)
def test_any_schema_becomes_valid_30(schema: Any) -> None:
    document = {
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"S": schema}},
    }  # fmt: skip
    converted = to_openapi30(document)
    OpenAPIV30SpecValidator(converted).validate()
    assert words_of_31(converted) == []
