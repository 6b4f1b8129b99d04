"""The requests that the contracts tell by their examples, and how to send them."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.contract.contracts import FORMS, Operation, all_operations
from ticketstub.pages.guide import DEMO

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


class Told(NamedTuple):
    """One request that a contract tells by its examples."""

    operation: Operation
    name: str
    media_type: str | None
    body: Any
    parameters: dict[tuple[str, str], Any]

    def __str__(self) -> str:
        """Name the request as a test's id does."""
        kind = f"-{self.media_type.rpartition('/')[2]}" if self.media_type else ""
        return f"{self.operation}-{self.name}{kind}"


def told() -> Iterator[Told]:
    """Yield a request for each name that an operation's examples have."""
    for operation in all_operations():
        bodies = {
            media_type: operation.examples(declaration)
            for media_type, declaration in operation.request_content().items()
        }
        names = {
            name
            for status in successes(operation)
            for name in answers(operation, status)
        }
        names |= {name for examples in bodies.values() for name in examples}
        for parameter in operation.parameters():
            names |= operation.examples(parameter).keys()
        for name in sorted(names) or ["no_example"]:
            parameters = parameters_for(operation, name)
            sendable = {
                media_type: examples[name]
                for media_type, examples in bodies.items()
                if name in examples
            }
            for media_type, body in sendable.items():
                yield Told(operation, name, media_type, body, parameters)
            if not sendable:
                yield Told(operation, name, None, None, parameters)


def told_alone() -> Iterator[Told]:
    """Yield a request for each optional parameter with an example, which goes alone."""
    for operation in all_operations():
        if operation.request_content():
            continue
        for parameter in operation.parameters():
            if parameter.get("required") or "example" not in parameter:
                continue
            place = (parameter["in"], parameter["name"])
            parameters = {
                **parameters_for(operation, ""),
                place: parameter["example"],
            }
            yield Told(operation, parameter["name"], None, None, parameters)


def parameters_for(operation: Operation, name: str) -> dict[tuple[str, str], Any]:
    """Return the parameters to send: those of the name, and what cannot be left out."""
    chosen = {}
    for parameter in operation.parameters():
        examples = operation.examples(parameter)
        if name in examples:
            chosen[parameter["in"], parameter["name"]] = examples[name]
        elif parameter.get("required"):
            value = parameter.get("example", next(iter(examples.values()), None))
            chosen[parameter["in"], parameter["name"]] = value
    return chosen


def successes(operation: Operation) -> list[str]:
    """List the statuses that an operation declares for success."""
    return [status for status in operation.responses() if status.startswith("2")]


def answers(operation: Operation, status: str) -> dict[str, Any]:
    """Return the named examples of one answer."""
    return operation.response_examples(status)


def credentials(operation: Operation) -> dict[str, str]:
    """Return the headers of the demo credential that an operation asks for."""
    headers = {}
    for name in next(iter(operation.security()), {}):
        scheme = operation.follow(f"#/components/securitySchemes/{name}")
        demo = operation.declaration.get(DEMO, scheme[DEMO])
        if scheme["type"] == "apiKey":
            headers[scheme["name"]] = demo
        elif scheme["scheme"].lower() == "basic":
            encoded = base64.b64encode(demo.encode()).decode()
            headers["Authorization"] = f"Basic {encoded}"
        else:
            headers["Authorization"] = f"Bearer {demo}"
    return headers


def send(
    client: httpx.Client,
    request: Told,
    *,
    authenticated: bool = True,
    content_type: str | None = None,
) -> httpx.Response:
    """Send a request as its contract tells it."""
    operation = request.operation
    url = operation.url
    query: list[tuple[str, str | int | float | bool | None]] = []
    headers = credentials(operation) if authenticated else {}
    whole = {
        parameter["name"]
        for parameter in operation.parameters()
        if parameter.get("explode") is False
    }
    for (where, name), given in request.parameters.items():
        is_whole = name in whole
        value = ",".join(map(text, listed(given))) if is_whole else given
        if where == "path":
            url = url.replace(f"{{{name}}}", text(value))
        elif where == "query":
            query += [(name, text(item)) for item in listed(value)]
        else:
            headers[name] = text(value)
    body: dict[str, Any] = {}
    if content_type is not None:
        body["content"] = b"text"
        headers["Content-Type"] = content_type
    elif request.media_type is not None:
        body = encoded(operation, request.media_type, request.body)
    # The contracts show links as a stub at its usual place hands them out.
    headers["Host"] = "127.0.0.1:4140"
    return client.request(
        operation.method.upper(), url, params=query, headers=headers, **body
    )


def shown(answer: httpx.Response) -> Any:
    """Return the body of an answer as a contract shows it: in no sandbox of its own."""
    if "json" not in answer.headers.get("content-type", ""):
        return answer.text
    return json.loads(re.sub(r"[?&]Sandbox=[a-z0-9-]+", "", answer.text))


def encoded(operation: Operation, media_type: str, value: Any) -> dict[str, Any]:
    """Return httpx's arguments for a body of a media type."""
    if media_type not in FORMS:
        return {"json": value}
    if media_type == FORMS[0]:
        return {
            "data": {
                name: [text(item) for item in listed(field)]
                for name, field in value.items()
            }
        }
    declared = operation.request_content()[media_type]
    schema = operation.resolved(declared["schema"])
    types = declared.get("encoding", {})
    return {
        "files": [
            (
                name,
                part(
                    operation.resolved(schema["properties"].get(name, {})),
                    item,
                    types.get(name, {}).get("contentType"),
                ),
            )
            for name, field in value.items()
            for item in listed(field)
        ]
    }


def part(schema: dict[str, Any], value: Any, media_type: str | None) -> tuple[Any, ...]:
    """Return a part of a multipart body: a file where the schema wants one."""
    items = schema.get("items", schema)
    is_file = items.get("format") == "binary"
    found = ("example.txt" if is_file else None, text(value).encode())
    return found if media_type is None else (*found, media_type)


def listed(value: Any) -> list[Any]:
    """Return a value as the list of the fields that it becomes."""
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """Write a value as a path, a query or a form does."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


#: Every request that the contracts tell by their examples.
TOLD = list(told())


def plain_request(operation: Operation) -> Told:
    """Return the first request that an operation's examples tell."""
    return next(request for request in TOLD if request.operation is operation)
