"""What Schemathesis takes for a failure although no API could do better."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi.checks import RejectedPositiveData

from tests.contract import links
from ticketstub.contract.pointer import follow, join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemathesis import Case, HookContext
    from schemathesis.core.failures import Failure
    from schemathesis.core.transport import Response

__all__ = ["links"]

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

#: What a list of texts may say about itself without refusing any list of texts.
_HARMLESS = frozenset(("type", "items", "description", "example"))


@schemathesis.hook
def filter_failure(
    context: HookContext,  # noqa: ARG001  # Schemathesis calls with it
    failure: Failure,
    case: Case[Any],
    response: Response,  # noqa: ARG001  # likewise
) -> bool:
    """Keep a failure unless what was sent is not what was meant to be sent."""
    if isinstance(failure, AcceptedNegativeData):
        return not _turned_right(case)
    if isinstance(failure, RejectedPositiveData):
        return not _has_unfit_header(case)
    return True


def _turned_right(case: Case[Any]) -> bool:
    """Tell whether a wrong value in a form turned into a right one on its way.

    In a form a value is as many fields as it has items, each of them a text.
    Whatever Schemathesis draws in place of a list of texts, be it one text, a number or
    an object, so arrives as a list of texts.
    """
    return (
        case.media_type in _FORMS
        and isinstance(case.body, dict)
        and _only_body_is_wrong(case)
        and _is_right_on_arrival(case, case.media_type, case.body.keys())
    )


def _has_unfit_header(case: Case[Any]) -> bool:
    """Tell whether a header was drawn that its own pattern rules out.

    In its coverage phase Schemathesis finds no value for a header whose pattern asks
    for a comma or an equals sign, sends `0`, and expects it to be accepted.
    """
    for parameter in case.operation.headers:
        pattern = parameter.definition.get("schema", {}).get("pattern")
        value = case.headers.get(parameter.name)
        if pattern and value is not None and not re.search(pattern, value):
            return True
    return False


def _only_body_is_wrong(case: Case[Any]) -> bool:
    return case.meta is not None and not any(
        component.mode.is_negative
        for location, component in case.meta.components.items()
        if location is not ParameterLocation.BODY
    )


def _is_right_on_arrival(
    case: Case[Any], media_type: str, fields: Iterable[str]
) -> bool:
    document: Any = case.operation.schema.raw_schema
    path, method = case.operation.path, case.operation.method.lower()
    at, _ = follow(document, join("#/paths", path, method, "requestBody"))
    at, schema = follow(document, join(at, "content", media_type, "schema"))
    properties = schema.get("properties", {})
    present = [name for name in fields if name in properties]
    return set(schema.get("required", ())) <= set(present) and all(
        _is_list_of_texts(follow(document, join(at, "properties", name))[1])
        for name in present
    )


def _is_list_of_texts(schema: dict[str, Any]) -> bool:
    items = schema.get("items", {})
    return (
        (schema.get("type"), items.get("type")) == ("array", "string")
        and schema.keys() <= _HARMLESS
        and items.keys() <= _HARMLESS
    )
