"""Nearest: the request that comes closest to a refused one, and passes."""

from __future__ import annotations

import contextlib
import difflib
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

import orjson

from ticketstub.contract.generate import CannotGenerateError, generate
from ticketstub.contract.media import base_name, is_json
from ticketstub.contract.pointer import follow, join
from ticketstub.pages.guide import demo_credential
from ticketstub.pipeline.names import plain
from ticketstub.pipeline.parameters import declared

from .attempt import FORM, MULTIPART, Request, tried

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ticketstub.app import App
    from ticketstub.call import Call
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Api
    from ticketstub.sandbox.journal import Entry

#: Paths that resemble each other by less are not taken for the same.
_ALIKE = 0.5

#: So many candidates are tried at most.
_MOST_TRIES = 40


def nearest(call: Call, entry: Entry, plan: Plan | None) -> dict[str, Any] | None:
    """Return the nearest request that passes, and what it is answered with."""
    wanted = list(_wanted(call.app, entry, plan))
    candidates = itertools.chain.from_iterable(
        _candidates(entry, each, own=each is plan) for each in wanted
    )
    host = call.headers.get(b"host", b"localhost").decode("latin-1")
    for request in itertools.islice(candidates, _MOST_TRIES):
        status = tried(call, request)
        if status is not None:
            return {
                "method": request.method,
                "path": request.target,
                "status": status,
                "curl": request.curl(f"{call.scheme}://{host}", call.sandbox.name),
            }
    return None


def _wanted(app: App, entry: Entry, plan: Plan | None) -> Iterator[Plan]:
    """Yield the operations that may have been meant, the likeliest first."""
    if plan is not None:
        yield plan
        return
    plans = [each for each in app.plans if each.api.name == entry.api]
    whole = {
        each.api.prefix_of(each.path, each.method.lower()) + each.path for each in plans
    }
    match = app.generation.pipeline.router.match(entry.path, entry.path.encode())
    if match is not None:
        for method in match.allowed():
            allowed = match.plan(method)
            if allowed is not None:
                yield allowed
        return
    alike = difflib.get_close_matches(entry.path, sorted(whole), n=3, cutoff=_ALIKE)
    for path in alike:
        same = [
            each
            for each in plans
            if each.api.prefix_of(each.path, each.method.lower()) + each.path == path
        ]
        yield from sorted(same, key=lambda each: each.method != entry.method)


def _candidates(entry: Entry, plan: Plan, *, own: bool) -> Iterator[Request]:
    """Yield requests for an operation, those with more of what was sent first."""
    contract = plan.api.contract
    document = contract.document
    operation = document["paths"][plan.path][plan.method.lower()]
    credential, pair = demo_credential(document, operation)
    headers: dict[str, str] = {}
    if credential:
        name, _, value = credential.partition(": ")
        headers[name] = value
    for _, parameter in declared(contract, plan.path, plan.method.lower()):
        if parameter["in"] == "header":
            sent = entry.request_headers.get(parameter["name"].lower().encode())
            broken = _is_broken(entry, "header", parameter["name"])
            if sent is not None and not broken:
                headers[parameter["name"]] = sent.decode("latin-1")
            elif parameter.get("required"):
                headers[parameter["name"]] = str(_example(contract, parameter))
    paths = [_example_path(plan)]
    if own:
        paths.insert(0, entry.path)
    bare = Request(plan.method, "", headers=headers, pair=pair)
    queries = list(dict.fromkeys((_query(entry, plan), _needed(plan))))
    bodies = list(_bodies(entry, plan))
    for path, query, (media_type, body) in itertools.product(paths, queries, bodies):
        files = _files(plan) if media_type == MULTIPART else {}
        yield replace(
            bare,
            path=path,
            query=query,
            media_type=media_type,
            body=body,
            files=files,
        )


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
        (parameter["name"], str(_example(contract, parameter)))
        for _, parameter in declared(contract, plan.path, plan.method.lower())
        if parameter["in"] == "query" and parameter.get("required")
    )


def _example_path(plan: Plan) -> str:
    contract, method = plan.api.contract, plan.method.lower()
    path = plan.api.prefix_of(plan.path, method) + plan.path
    for _, parameter in declared(contract, plan.path, method):
        if parameter["in"] == "path":
            value = quote(str(_example(contract, parameter)), safe="")
            path = path.replace(f"{{{parameter['name']}}}", value)
    return path


def _example(contract: Any, parameter: Mapping[str, Any]) -> Any:
    document = contract.document
    for example in (parameter.get("examples") or {}).values():
        if "$ref" in example:
            return follow(document, example["$ref"])[1].get("value", 1)
        return example.get("value", 1)
    schema = parameter.get("schema") or {}
    if "$ref" in schema:
        schema = follow(document, schema["$ref"])[1]
    return parameter.get("example", schema.get("example", 1))


def _bodies(entry: Entry, plan: Plan) -> Iterator[tuple[str, Any]]:
    """Yield bodies, the caller's own values kept where they were not refused."""
    if plan.body is None:
        yield "", None
        return
    document = plan.api.contract.document
    method = plan.method.lower()
    at, body = follow(document, join("#/paths", plan.path, method, "requestBody"))
    sent_type = base_name(
        entry.request_headers.get(b"content-type", b"").decode("latin-1")
    )
    if not body.get("required") and not entry.request_size:
        yield "", None
    content = sorted(body["content"], key=lambda each: base_name(each) != sent_type)
    usable = [each for each in content if is_json(each) or each in (FORM, MULTIPART)]
    sent = _sent(entry, sent_type)
    for media_type in usable:
        examples = list(_examples(plan.api, join(at, "content", media_type)))
        if isinstance(sent, dict):
            kept = {
                name: value
                for name, value in sent.items()
                if not _is_broken(entry, "body", plain(name))
            }
            yield media_type, kept
            yield from _filled(media_type, kept, entry, examples)
        for example in examples:
            yield media_type, example


def _filled(
    media_type: str, kept: dict[str, Any], entry: Entry, examples: list[Any]
) -> Iterator[tuple[str, Any]]:
    """Yield what was sent with the refused fields from examples, then with more."""
    broken = {each["name"] for each in entry.violations if each["in"] == "body"}
    for example in examples:
        if isinstance(example, dict):
            missing = {
                name: value for name, value in example.items() if plain(name) in broken
            }
            yield media_type, {**kept, **missing}
    for example in examples:
        if isinstance(example, dict):
            yield media_type, {**example, **kept}


def _sent(entry: Entry, media_type: str) -> Any:
    """Return the body that was sent, if all of it was kept and it can be read."""
    if not entry.is_whole:
        return None
    if media_type == FORM:
        fields: dict[str, Any] = {}
        text = entry.request_body.decode("utf-8", "replace")
        for name, value in parse_qsl(text, keep_blank_values=True):
            if name.endswith("[]"):
                fields.setdefault(name, []).append(value)
            else:
                fields[name] = value
        return fields
    try:
        return orjson.loads(entry.request_body)
    except orjson.JSONDecodeError:
        return None


def _examples(api: Api, pointer: str) -> Iterator[Any]:
    """Yield the examples of a body, else one that is made up from its schema."""
    document = api.contract.document
    _, media_type = follow(document, pointer)
    for name in media_type.get("examples") or {}:
        _, example = follow(document, join(pointer, "examples", name))
        if "value" in example:
            yield example["value"]
    if "example" in media_type:
        yield media_type["example"]
    elif not media_type.get("examples") and "schema" in media_type:
        with contextlib.suppress(CannotGenerateError):
            yield generate(api.schemas, join(pointer, "schema"))
