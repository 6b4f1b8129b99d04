"""Reasons: each value that was not allowed, and where its contract says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.contract.media import base_name
from ticketstub.contract.pointer import PointerError, follow, join, look_up, steps
from ticketstub.pipeline.forms import properties
from ticketstub.pipeline.names import plain
from ticketstub.pipeline.parameters import declared
from ticketstub.pipeline.record import LONGEST_VALUE, shortened
from ticketstub.problems import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ticketstub.call import Record
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Api, Project
    from ticketstub.sandbox.journal import Entry

#: At the root of a contract: what a body that cannot be read counts as.
_UNREADABLE = "x-ticketstub-unreadable-body"


def reasons(
    project: Project, api: Api, plan: Plan | None, entry: Entry
) -> Iterator[Record]:
    """Yield why a call was refused, each with its place in the contract."""
    unread = unreadable(plan, entry)
    if unread:
        yield {
            "in": "body",
            "name": "",
            "pointer": "",
            "rule": "unreadable",
            "detail": unread,
            "sent": None,
            "contract": place(project, api, join("#", _UNREADABLE)),
            "says": _written({_UNREADABLE: api.contract.document[_UNREADABLE]}),
        }
    for violation in entry.violations:
        pointer, says = _said(api, plan, violation)
        yield {
            **{name: violation[name] for name in ("in", "name", "pointer", "rule")},
            "detail": violation["detail"],
            "sent": violation["sent"],
            "contract": place(project, api, pointer),
            "says": says,
        }


def sentence(plan: Plan | None, entry: Entry) -> str:
    """Say what was not allowed, each value by the whole way to it."""
    said = entry.detail
    if any(_is_nested(each) for each in entry.violations):
        said = "; ".join(f"{_way(each)}: {each['detail']}" for each in entry.violations)
    unread = unreadable(plan, entry)
    if unread:
        said = f"The body counts as empty, since it cannot be read. {unread} {said}"
    return shortened(said, LONGEST_VALUE)


def unreadable(plan: Plan | None, entry: Entry) -> str:
    """Return why a body could not be read, where such a one counts as empty."""
    if plan is None or plan.body is None or not plan.api.unreadable_body_is_empty:
        return ""
    refused = any(each["in"] == "body" for each in entry.violations)
    if not refused or not entry.request_size or not entry.is_whole:
        return ""
    content_type = entry.request_headers.get(b"content-type", b"").decode("latin-1")
    media_type = plan.body.media_type(base_name(content_type))
    if media_type is None:
        return ""
    try:
        body, _ = media_type.parse(entry.request_body, content_type)
    except UnreadableError as error:
        return error.detail
    return "" if isinstance(body, dict) else "The body is no object."


def place(project: Project, api: Api, pointer: str) -> Record:
    """Return a place in a contract: its file, line and pointer."""
    file = api.contract.file
    try:
        shown = file.relative_to(project.folder)
    except ValueError:
        shown = file
    return {
        "file": shown.as_posix(),
        "line": max(1, api.contract.line(pointer)),
        "pointer": pointer,
    }


def _way(violation: Mapping[str, Any]) -> str:
    if _is_nested(violation):
        return ".".join(steps(violation["pointer"]))
    return str(violation["name"] or violation["in"])


def _is_nested(violation: Mapping[str, Any]) -> bool:
    pointer: str = violation["pointer"]
    return violation["in"] == "body" and pointer.count("/") > 1


def _said(
    api: Api, plan: Plan | None, violation: Mapping[str, Any]
) -> tuple[str, str | None]:
    """Return the pointer to what a violation breaks, and what stands there."""
    document = api.contract.document
    keyword = violation["keyword"]
    if keyword:
        pointer = whole = join("#", *keyword)
        for _ in keyword:
            try:
                value = look_up(document, pointer)
            except PointerError:
                # Such as what null adds to a schema: the contract has no line for it.
                pointer = pointer.rpartition("/")[0]
                continue
            if pointer == whole:
                value = {str(keyword[-1]): value}
            return pointer, _written(_plainly(value))
    if plan is None:
        return "#/paths", None
    pointer = _declared(api, plan, violation)
    if violation["rule"] not in ("required", "duplicate"):
        return pointer, None
    return pointer, _written(_plainly(look_up(document, pointer)))


def _declared(api: Api, plan: Plan, violation: Mapping[str, Any]) -> str:
    """Return the pointer to a parameter or a field, or to what it would be part of."""
    contract, method = api.contract, plan.method.lower()
    operation = join("#/paths", plan.path, method)
    where, name = violation["in"], violation["name"]
    if where != "body":
        for pointer, parameter in declared(contract, plan.path, method):
            if parameter["in"] == where and name in (
                parameter["name"],
                plain(parameter["name"]),
            ):
                return pointer
        return operation
    body = follow(contract.document, operation)[1].get("requestBody")
    if body is None:
        return operation
    at, body = follow(contract.document, join(operation, "requestBody"))
    way = [*steps(violation["pointer"])] or [name]
    for media_type, declaration in body["content"].items():
        if "schema" in declaration:
            schema = join(at, "content", media_type, "schema")
            field = _field(api, schema, way)
            if field != schema:
                return field
    return at


def _field(api: Api, schema: str, way: list[str]) -> str:
    """Return the pointer to the field that a way leads to, as far as it is declared."""
    found = schema
    for step in way:
        _, declaration = api.schemas.resolve(schema)
        if step.isdecimal() and "items" in declaration:
            schema = join(api.schemas.resolve(schema)[0], "items")
            continue
        for name, pointer in properties(api.schemas, schema):
            if step in (name, plain(name)):
                found = schema = pointer
                break
        else:
            break
    return found


def _plainly(schema: Any) -> Any:
    """Return what a schema asks for, without what it tells readers."""
    if not isinstance(schema, dict):
        return schema
    return {
        keyword: value
        for keyword, value in schema.items()
        if keyword not in ("description", "example")
    }


def _written(value: Any) -> str:
    return shortened(orjson.dumps(value).decode(), LONGEST_VALUE)
