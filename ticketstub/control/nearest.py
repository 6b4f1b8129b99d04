"""Nearest: the request that comes closest to a refused one, and passes."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, quote

from ticketstub.contract.examples import examples_of, parameter_example
from ticketstub.contract.generate import CannotGenerateError, generate
from ticketstub.contract.media import base_name, is_json
from ticketstub.contract.pointer import follow, join
from ticketstub.pages.guide import demo_credential
from ticketstub.pipeline.names import plain
from ticketstub.pipeline.parameters import declared

from .attempt import FORM, MULTIPART, Request, due, tried
from .meant import meant, whole_path
from .sent import refused_ways, sent_body, sent_type, variants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Api
    from ticketstub.sandbox.journal import Entry

#: So many candidates are tried at most.
_MOST_TRIES = 40

#: Where another header may help.
_NOT_LET_IN = (401, 403)


class Nearest(NamedTuple):
    """What would pass, if anything does; and the fault that stands in its way."""

    request: dict[str, Any] | None = None
    fault: str = ""


def nearest(call: Call, entry: Entry, plan: Plan | None) -> Nearest:
    """Return the nearest request that passes, and what it is answered with."""
    candidates = itertools.chain.from_iterable(
        _candidates(entry, each.plan, each.path)
        for each in meant(call.app, entry, plan)
    )
    base_url = (
        f"{call.scheme}://{call.headers.get(b'host', b'localhost').decode('latin-1')}"
    )
    for request in itertools.islice(candidates, _MOST_TRIES):
        curl = request.curl(base_url, call.sandbox.name)
        # No command line can hold it.
        status = None if "\0" in curl else tried(call, request)
        if status is not None:
            fault = due(call, request)
            if fault:
                return Nearest(fault=fault)
            offered = {
                "method": request.method,
                "path": request.target,
                "status": status,
                "curl": curl,
            }
            return Nearest(offered)
    return Nearest()


def _candidates(entry: Entry, plan: Plan, path: str) -> Iterator[Request]:
    """Yield requests for an operation, those with more of what was sent first."""
    contract = plan.api.contract
    document = contract.document
    operation = document["paths"][plan.path][plan.method.lower()]
    credential, pair = demo_credential(document, operation)
    name, _, value = credential.partition(": ")
    known = {name: value} if credential else {}
    headers = [known | each for each in _headers(entry, plan)]
    paths = [_example_path(plan)]
    if path:
        paths.insert(0, path)
    queries = list(dict.fromkeys((_query(entry, plan), _needed(plan))))
    bodies = list(_bodies(entry, plan))
    for at, query, (media_type, body), each in itertools.product(
        paths, queries, bodies, headers
    ):
        yield Request(
            plan.method,
            at,
            query,
            headers=each,
            pair=pair,
            media_type=media_type,
            body=body,
            files=_files(plan) if media_type == MULTIPART else {},
        )


def _headers(entry: Entry, plan: Plan) -> Iterator[dict[str, str]]:
    """Yield the headers as they were sent, then those that let a caller in."""
    contract = plan.api.contract
    sent: dict[str, str] = {}
    needed: dict[str, str] = {}
    for at, parameter in declared(contract, plan.path, plan.method.lower()):
        if parameter["in"] != "header":
            continue
        name = parameter["name"]
        if parameter.get("required"):
            needed[name] = str(parameter_example(contract, at, parameter))
        value = entry.request_headers.get(name.lower().encode())
        if value is not None and not _is_broken(entry, "header", name):
            sent[name] = value.decode("latin-1")
    yield needed | sent
    if entry.status in _NOT_LET_IN and needed | sent != sent | needed:
        yield sent | needed


def _files(plan: Plan) -> dict[str, str]:
    """Return the fields of a multipart body that are files, with their media types."""
    document = plan.api.contract.document
    pointer = join("#/paths", plan.path, plan.method.lower(), "requestBody")
    content = follow(document, pointer)[1]["content"][MULTIPART]
    encoding = content.get("encoding") or {}
    media_type = None if plan.body is None else plan.body.media_type(MULTIPART)
    return {
        name: str((encoding.get(name) or {}).get("contentType", "text/plain"))
        for name in (media_type.files if media_type is not None else ())
    }


def _is_broken(entry: Entry, where: str, name: str) -> bool:
    return any(
        each["in"] == where and each["name"] in (name, plain(name))
        for each in entry.violations
    )


def _query(entry: Entry, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return the query as it was sent, without what was refused."""
    text = entry.query.decode("latin-1")
    sent = [
        (name, value)
        for name, value in parse_qsl(text, keep_blank_values=True)
        if not _is_broken(entry, "query", name)
    ]
    given = {name for name, _ in sent}
    return (*sent, *(pair for pair in _needed(plan) if pair[0] not in given))


def _needed(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return the query parameters that an operation requires, from its examples."""
    contract = plan.api.contract
    return tuple(
        (parameter["name"], str(parameter_example(contract, at, parameter)))
        for at, parameter in declared(contract, plan.path, plan.method.lower())
        if parameter["in"] == "query" and parameter.get("required")
    )


def _example_path(plan: Plan) -> str:
    contract, method = plan.api.contract, plan.method.lower()
    path = whole_path(plan)
    for at, parameter in declared(contract, plan.path, method):
        if parameter["in"] == "path":
            value = quote(str(parameter_example(contract, at, parameter)), safe="")
            path = path.replace(f"{{{parameter['name']}}}", value)
    return path


def _bodies(entry: Entry, plan: Plan) -> Iterator[tuple[str, Any]]:
    """Yield bodies, the caller's own values kept where they were not refused."""
    if plan.body is None:
        yield "", None
        return
    document = plan.api.contract.document
    method = plan.method.lower()
    at, body = follow(document, join("#/paths", plan.path, method, "requestBody"))
    sent_as = sent_type(entry)
    if not body.get("required") and not entry.request_size:
        yield "", None
    content = sorted(body["content"], key=lambda each: base_name(each) != sent_as)
    usable = [each for each in content if is_json(each) or each in (FORM, MULTIPART)]
    sent, ways = sent_body(entry), refused_ways(entry)
    for media_type in usable:
        examples = list(_examples(plan.api, join(at, "content", media_type)))
        files = _files(plan) if media_type == MULTIPART else {}
        for kept in variants(sent, examples, ways, files):
            yield media_type, kept
        for example in examples:
            yield media_type, example


def _examples(api: Api, pointer: str) -> Iterator[Any]:
    """Yield the examples of a body, else one that is made up from its schema."""
    _, media_type = follow(api.contract.document, pointer)
    found = [each for _, each in examples_of(api.contract, pointer, media_type)]
    yield from found
    if not found and "schema" in media_type:
        with contextlib.suppress(CannotGenerateError):
            yield generate(api.schemas, join(pointer, "schema"))
