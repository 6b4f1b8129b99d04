"""What the inspector knows of the APIs: operations, their errors, demo credentials."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.contract.check import operations
from ticketstub.contract.pointer import follow
from ticketstub.pages.guide import DEMO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ticketstub.project.project import Api

Document = dict[str, Any]


def known_apis(apis: Sequence[Api]) -> bytes:
    """Return as JSON what the inspector's forms offer, API by API."""
    return orjson.dumps([_api(api) for api in apis])


def _api(api: Api) -> dict[str, Any]:
    document = api.contract.document
    return {
        "name": api.name,
        "title": str((document.get("info") or {}).get("title", api.name)),
        "credentials": _credentials(document, {}, "header"),
        "query": _credentials(document, {}, "query"),
        "operations": [
            {
                "id": operation.get("operationId", f"{method.upper()} {path}"),
                "summary": str(operation.get("summary", f"{method.upper()} {path}")),
                "tag": str(next(iter(operation.get("tags") or ()), "default")),
                "errors": _errors(document, operation),
                "credentials": _credentials(document, operation, "header")
                if DEMO in operation
                else {},
            }
            for path, method, operation in operations(document)
        ],
    }


def _errors(document: Document, operation: Mapping[str, Any]) -> dict[str, Any]:
    """Return each error that an operation declares, and the names of its examples."""
    errors = {}
    for status, response in (operation.get("responses") or {}).items():
        if not str(status).isdigit() or int(status) < 400:  # noqa: PLR2004  # an error
            continue
        found = _resolved(document, response)
        names = {
            str(name): None
            for content in (found.get("content") or {}).values()
            for name in content.get("examples") or {}
        }
        errors[str(status)] = {
            "description": str(found.get("description", "")),
            "examples": [*names],
        }
    return errors


def _credentials(
    document: Document, operation: Mapping[str, Any], place: str
) -> dict[str, str]:
    """Return the demo credentials that stand in a header or the query, by its name."""
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    found = {}
    for each in schemes.values():
        scheme = _resolved(document, each)
        demo = operation.get(DEMO, scheme.get(DEMO))
        if demo is None:
            continue
        if scheme["type"] == "apiKey" and scheme["in"] == place:
            name = scheme["name"].lower() if place == "header" else scheme["name"]
            found[name] = str(demo)
        elif scheme["type"] == "http" and place == "header":
            found["authorization"] = _authorization(scheme["scheme"].lower(), str(demo))
    return found


def _authorization(scheme: str, demo: str) -> str:
    if scheme == "basic":
        return f"Basic {base64.b64encode(demo.encode()).decode()}"
    return f"{scheme.capitalize()} {demo}"


def _resolved(document: Document, node: dict[str, Any]) -> dict[str, Any]:
    if isinstance(node.get("$ref"), str):
        found: dict[str, Any] = follow(document, node["$ref"])[1]
        return found
    return node
