"""Answers without a handler: from the contract's examples, else generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.contract.generate import CannotGenerateError, generate
from ticketstub.contract.judge import first_violation
from ticketstub.contract.media import is_json
from ticketstub.contract.pointer import follow, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.contract.load import Contract
    from ticketstub.contract.schemas import Schemas
    from ticketstub.findings import Finding


def example_answer(
    contract: Contract, schemas: Schemas, responses: str
) -> tuple[Reply | None, list[Finding]]:
    """Make the answer of an operation from the responses at a pointer.

    It is the lowest 2xx (else `default`) with the first example that fits its schema,
    else with a generated value, and with the headers that have an example.
    Returns no reply where none can be made, and a finding that says why.
    """
    document = contract.document
    status, pointer = _best(follow(document, responses)[1], responses)
    pointer, response = follow(document, pointer)
    headers = _headers(contract, schemas, pointer, response)
    content = response.get("content") or {}
    if not content:
        return Reply(status, headers=headers), []
    likely = [name for name in content if _may_be_json(name)]
    media_type = (likely or list(content))[0]
    at = join(pointer, "content", media_type)
    try:
        body = _body(contract, schemas, at, media_type)
    except CannotGenerateError as error:
        message = f"No answer can be made for this schema: {error}."
        advice = "Add an `example` to the response."
        return None, [contract.finding(join(at, "schema"), message, advice)]
    return Reply(status, body, headers, _concrete(media_type)), []


def unfit_examples(
    contract: Contract, schemas: Schemas, responses: str
) -> Iterator[Finding]:
    """Yield a finding for each example of an operation that does not fit its schema."""
    document = contract.document
    for status in follow(document, responses)[1]:
        pointer, response = follow(document, join(responses, status))
        for media_type, declaration in (response.get("content") or {}).items():
            if "schema" not in declaration or not is_json(media_type):
                continue
            at = join(pointer, "content", media_type)
            validator = schemas.validator(join(at, "schema"), "response")
            for place, value in _examples(contract, at, declaration):
                if not validator.is_valid(value):
                    wrong = first_violation(validator, value)
                    message = f"The example does not fit its schema: {wrong}."
                    yield contract.finding(place, message)


def _body(contract: Contract, schemas: Schemas, at: str, media_type: str) -> Any:
    """Return the first example that fits, else a generated value that does."""
    declaration = follow(contract.document, at)[1]
    examples = [value for _, value in _examples(contract, at, declaration)]
    if not _may_be_json(media_type):
        text = examples[0] if examples else ""
        return text if isinstance(text, str) else str(text)
    if "schema" not in declaration:
        return examples[0] if examples else {}
    schema = join(at, "schema")
    validator = schemas.validator(schema, "response")
    for value in examples:
        if validator.is_valid(value):
            return value
    value = generate(schemas, schema)
    if not validator.is_valid(value):
        raise CannotGenerateError(first_violation(validator, value))
    return value


def _headers(
    contract: Contract, schemas: Schemas, pointer: str, response: dict[str, Any]
) -> dict[str, str]:
    """Return the declared headers that have an example, or are required."""
    headers = {}
    for name in response.get("headers") or ():
        at, header = follow(contract.document, join(pointer, "headers", name))
        schema = join(at, "schema")
        value = header.get("example")
        if value is None and "schema" in header:
            value = schemas.resolve(schema)[1].get("example")
            if value is None and header.get("required"):
                value = generate(schemas, schema)
        if value is not None:
            headers[name] = str(value)
    return headers


def _best(responses: dict[str, Any], pointer: str) -> tuple[int, str]:
    statuses = sorted(
        str(status) for status in responses if not str(status).startswith("x-")
    )
    for status in statuses:
        if status.startswith("2"):
            number = int(status) if status.isdecimal() else 200
            return number, join(pointer, status)
    for status in (*(s for s in statuses if s == "default"), *statuses):
        number = int(status) if status.isdecimal() else 200
        return number, join(pointer, status)
    return 200, pointer


def _examples(
    contract: Contract, pointer: str, declaration: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Yield the examples of a media type with their pointers, the named ones first."""
    document = contract.document
    for name in declaration.get("examples") or {}:
        at, example = follow(document, join(pointer, "examples", name))
        if "value" in example:
            yield join(at, "value"), example["value"]
    if "example" in declaration:
        yield join(pointer, "example"), declaration["example"]
    if "schema" in declaration:
        at, schema = follow(document, join(pointer, "schema"))
        if "example" in schema:
            yield join(at, "example"), schema["example"]


def _may_be_json(media_type: str) -> bool:
    return is_json(media_type) or media_type in ("*/*", "application/*")


def _concrete(media_type: str) -> str:
    return "application/octet-stream" if "*" in media_type else media_type
