"""Answers without a handler: from the contract's examples, else generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.contract.generate import CannotGenerateError, generate
from ticketstub.contract.judge import first_violation
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
    else with a generated value.
    Returns no reply where neither can be had, and a finding for each example that does
    not fit.
    """
    document = contract.document
    status, pointer = _best(follow(document, responses)[1], responses)
    pointer, response = follow(document, pointer)
    content = response.get("content") or {}
    if not content:
        return Reply(status), []
    media_type = next((name for name in content if _is_json(name)), next(iter(content)))
    at = join(pointer, "content", media_type)
    declaration = content[media_type]
    findings: list[Finding] = []
    if not _is_json(media_type):
        _, text = next(_examples(contract, at, declaration), ("", ""))
        body = text if isinstance(text, str) else str(text)
        return Reply(status, body, media_type=_concrete(media_type)), []
    if "schema" not in declaration:
        example: Any = next(_examples(contract, at, declaration), ("", {}))[1]
        return Reply(status, example, media_type=media_type), []
    schema = join(at, "schema")
    validator = schemas.validator(schema, "response")
    for place, value in _examples(contract, at, declaration):
        if validator.is_valid(value):
            return Reply(status, value, media_type=media_type), findings
        wrong = first_violation(validator, value)
        message = f"The example does not fit its schema: {wrong}."
        findings.append(contract.finding(place, message))
    try:
        value = generate(schemas, schema)
    except CannotGenerateError as error:
        reason = str(error)
    else:
        if validator.is_valid(value):
            return Reply(status, value, media_type=media_type), findings
        reason = first_violation(validator, value)
    findings.append(
        contract.finding(
            schema,
            f"No answer can be made for this schema: {reason}.",
            "Add an `example` to the response.",
        )
    )
    return None, findings


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


def _is_json(media_type: str) -> bool:
    name = media_type.partition(";")[0].strip().lower()
    return (
        name == "application/json"
        or name.endswith("+json")
        or name in ("*/*", "application/*")
    )


def _concrete(media_type: str) -> str:
    return "application/octet-stream" if "*" in media_type else media_type
