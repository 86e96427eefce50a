"""FastAPI's OpenAPI 3.1 document as OpenAPI 3.0.3, which is what OGC API – Features' class oas30 wants.

3.1 has JSON Schema 2020-12, 3.0 a dialect of its own. Where 3.0 cannot say a thing, the schema gets wider, never
narrower or wrong.
"""

from __future__ import annotations

import copy
from typing import Any

Document = dict[str, Any]

# Keywords of JSON Schema 2020-12 that 3.0 does not know and that only narrow: left out.
UNKNOWN = frozenset(
    {
        "$schema", "$id", "$anchor", "$comment", "$defs", "$dynamicRef", "$dynamicAnchor", "if", "then", "else",
        "contains", "minContains", "maxContains", "dependentRequired", "dependentSchemas", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties", "contentSchema", "prefixItems", "patternProperties",
    }
)  # fmt: skip
OPERATIONS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def to_openapi30(document: Document) -> Document:
    """The document as 3.0.3; the one given is left as it is.

    >>> to_openapi30({"openapi": "3.1.0", "info": {"title": "x", "version": "1", "summary": "s"}, "paths": {}})
    {'openapi': '3.0.3', 'info': {'title': 'x', 'version': '1'}, 'paths': {}}
    """
    result = copy.deepcopy(document)
    result["openapi"] = "3.0.3"
    result.pop("jsonSchemaDialect", None)
    result.pop("webhooks", None)
    result.setdefault("info", {}).pop("summary", None)
    result["info"].get("license", {}).pop("identifier", None)
    for path_item in result.get("paths", {}).values():
        _convert_parameters(path_item.get("parameters", []))
        for name in OPERATIONS:
            if name in path_item:
                _convert_operation(path_item[name])
    components = result.get("components", {})
    components.pop("pathItems", None)
    if "schemas" in components:
        components["schemas"] = {name: to_schema30(schema) for name, schema in components["schemas"].items()}
    _convert_parameters(list(components.get("parameters", {}).values()))
    for response in components.get("responses", {}).values():
        _convert_content(response)
    return result


def to_schema30(schema: Any) -> Any:
    """One schema in the dialect of OpenAPI 3.0.

    >>> to_schema30({"anyOf": [{"type": "integer", "exclusiveMinimum": 0}, {"type": "null"}], "examples": [1]})
    {'example': 1, 'nullable': True, 'type': 'integer', 'exclusiveMinimum': True, 'minimum': 0}
    >>> to_schema30({"const": "a"}), to_schema30(True), to_schema30(False)
    ({'enum': ['a']}, {}, {'not': {}})
    >>> to_schema30({"$ref": "#/x", "description": "d"})
    {'description': 'd', 'allOf': [{'$ref': '#/x'}]}
    """
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    if not isinstance(schema, dict):
        return schema
    new = {name: value for name, value in schema.items() if name not in UNKNOWN}
    if "prefixItems" in schema:
        _widen_tuple(new, schema)
    if "patternProperties" in schema and "additionalProperties" not in schema:
        new["additionalProperties"] = True
    if "const" in new:
        new["enum"] = [new.pop("const")]
    if "examples" in new:
        examples = new.pop("examples")
        if examples and "example" not in new:
            new["example"] = examples[0]
    if "contentMediaType" in new or "contentEncoding" in new:
        new.pop("contentMediaType", None)
        new["format"] = "byte" if new.pop("contentEncoding", "") == "base64" else "binary"
    for name, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value = new.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            new[bound], new[name] = value, True
    _convert_inner(new)
    _convert_null(new)
    if "$ref" in new and len(new) > 1:
        new["allOf"] = [{"$ref": new.pop("$ref")}, *new.get("allOf", [])]
    return new


def _widen_tuple(new: Document, schema: Document) -> None:
    """A tuple as an array whose items are any of the tuple's."""
    inner = [item for item in schema["prefixItems"] if isinstance(item, dict)]
    rest = schema.get("items")
    if isinstance(rest, dict):
        inner.append(rest)
    unique = [item for place, item in enumerate(inner) if item not in inner[:place]]
    new["items"] = unique[0] if len(unique) == 1 else {"anyOf": unique} if unique else {}


def _convert_inner(new: Document) -> None:
    """Convert the schemas inside a schema, in place."""
    for name in ("properties",):
        if isinstance(new.get(name), dict):
            new[name] = {key: to_schema30(value) for key, value in new[name].items()}
    for name in ("anyOf", "oneOf", "allOf"):
        if isinstance(new.get(name), list):
            new[name] = [to_schema30(value) for value in new[name]]
    for name in ("items", "not"):
        if name in new:
            new[name] = to_schema30(new[name])
    if isinstance(new.get("additionalProperties"), dict):
        new["additionalProperties"] = to_schema30(new["additionalProperties"])
    kinds = new.get("type")
    if kinds == "array" or (isinstance(kinds, list) and "array" in kinds):
        new.setdefault("items", {})


def _is_null(schema: Any) -> bool:
    """Whether a converted schema stands for null alone."""
    return isinstance(schema, dict) and schema.get("enum") == [None] and schema.get("nullable") is True


def _convert_null(new: Document) -> None:
    """Say ``nullable`` where 3.1 says the type null, in place."""
    kinds = new.get("type")
    if kinds == "null":
        new.pop("type")
        new["nullable"], new["enum"] = True, [None]
    elif isinstance(kinds, list):
        others = [kind for kind in kinds if kind != "null"]
        new.pop("type")
        if len(others) < len(kinds):
            new["nullable"] = True
        if len(others) == 1:
            new["type"] = others[0]
        elif others:
            new["anyOf"] = [{"type": kind, **({"items": {}} if kind == "array" else {})} for kind in others]
            if new.get("nullable"):  # nullable counts only beside a type
                new.pop("nullable")
                new["anyOf"] = [{**choice, "nullable": True} for choice in new["anyOf"]]
    for name in ("anyOf", "oneOf"):
        choices = new.get(name)
        if not choices or not any(map(_is_null, choices)):
            continue
        others = [choice for choice in choices if not _is_null(choice)]
        new.pop(name)
        if not others:
            new["nullable"], new["enum"] = True, [None]
        elif len(others) == 1 and "$ref" not in others[0]:
            new["nullable"] = True
            new.update({key: value for key, value in others[0].items() if key not in new})
        elif len(others) == 1:
            new["nullable"] = True
            new["allOf"] = [others[0]]
        else:
            new[name] = [{**choice, "nullable": True} if "$ref" not in choice else choice for choice in others]


def _convert_content(holder: Document) -> None:
    """Convert the schemas of the media types and headers of a body or an answer, in place."""
    for media in holder.get("content", {}).values():
        if "schema" in media:
            media["schema"] = to_schema30(media["schema"])
    for header in holder.get("headers", {}).values():
        if "schema" in header:
            header["schema"] = to_schema30(header["schema"])


def _convert_parameters(parameters: list[Document]) -> None:
    """Convert the schemas of parameters, in place."""
    for parameter in parameters:
        if "schema" in parameter:
            parameter["schema"] = to_schema30(parameter["schema"])


def _convert_operation(operation: Document) -> None:
    """Convert the schemas of one operation, in place."""
    _convert_parameters(operation.get("parameters", []))
    if "requestBody" in operation:
        _convert_content(operation["requestBody"])
    for response in operation.get("responses", {}).values():
        _convert_content(response)
