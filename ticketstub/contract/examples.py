"""Answers without a handler: from the contract's examples, else generated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.contract.generate import CannotGenerateError, generate
from ticketstub.contract.judge import first_violation
from ticketstub.contract.media import is_json
from ticketstub.contract.pointer import follow, join, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.contract.load import Contract
    from ticketstub.contract.schemas import Schemas
    from ticketstub.findings import Finding

#: What these say is decided where an answer is sent.
_OF_THE_MESSAGE = frozenset(
    ("connection", "content-length", "content-type", "transfer-encoding")
)

#: What an answer is sent as whose contract names only the kind of its media type.
_OF_THE_KIND = {"text": "text/plain", "image": "image/png"}


def example_answer(
    contract: Contract, schemas: Schemas, responses: str
) -> tuple[Reply | None, list[Finding]]:
    """Make the answer of an operation from the responses at a pointer.

    It is the best one with the first example that fits its schema, else with a
    generated value, and with the headers that have an example.
    Returns no reply where none can be made, and a finding that says why.
    """
    status, pointer = next(answerable(contract, responses), (200, responses))
    try:
        return answer_at(contract, schemas, pointer, status), []
    except CannotGenerateError as error:
        at = media_type_of(contract, pointer)
        message = f"No answer can be made for this schema: {error}."
        advice = "Add an `example` to the response."
        return None, [contract.finding(join(at, "schema"), message, advice)]


def answerable(contract: Contract, responses: str) -> Iterator[tuple[int, str]]:
    """Yield each status that can be answered, with its response; the best one first.

    The successes come first, or `default` as one, then the others, all by number. A
    range is answered with its first status.
    """
    declared = sorted(
        str(status)
        for status in follow(contract.document, responses)[1]
        if not str(status).startswith("x-")
    )
    successes = [status for status in declared if status.startswith("2")]
    usual = [status for status in declared if status == "default"]
    others = [status for status in declared if status not in (*successes, *usual)]
    for status in (*(successes or usual), *others):
        number = 200 if status == "default" else int(status.upper().replace("X", "0"))
        yield number, join(responses, status)


def answer_at(  # noqa: PLR0913  # what a wish can say
    contract: Contract,
    schemas: Schemas,
    pointer: str,
    status: int,
    *,
    example: str | None = None,
    dynamic: bool = False,
) -> Reply:
    """Make the answer of one response: from the named example, or the first that fits.

    With `dynamic` it is made from the schema instead.
    Raises `CannotGenerateError` where none can be made, `KeyError` for an example that
    the response does not have.
    """
    pointer, response = follow(contract.document, pointer)
    headers = _headers(contract, schemas, pointer, response)
    if example is not None:
        at, value = _named_examples(contract, pointer)[example]
        *_, media_type = steps(at)
        body = _fitting(contract, schemas, at, value, f"the example {example}")
    elif not response.get("content"):
        return Reply(status, headers=headers)
    else:
        at = media_type_of(contract, pointer)
        *_, media_type = steps(at)
        make = _generated if dynamic else _body
        body = make(contract, schemas, at, media_type)
    return Reply(status, body, headers, _concrete(media_type, body))


def media_type_of(contract: Contract, pointer: str) -> str:
    """Return the pointer to the media type that a response is answered with."""
    pointer, response = follow(contract.document, pointer)
    content = response["content"]
    likely = [name for name in content if _may_be_json(name)]
    return join(pointer, "content", (likely or list(content))[0])


def example_names(contract: Contract, pointer: str) -> list[str]:
    """List the named examples of a response that have a value, of any media type."""
    return list(_named_examples(contract, pointer))


def has_body(contract: Contract, pointer: str) -> bool:
    """Tell whether a response has content."""
    return bool(follow(contract.document, pointer)[1].get("content"))


def unfit_examples(
    contract: Contract, schemas: Schemas, responses: str
) -> Iterator[Finding]:
    """Yield a finding for each example of an operation that does not fit its schema."""
    document = contract.document
    for status in follow(document, responses)[1]:
        if str(status).startswith("x-"):
            continue
        pointer, response = follow(document, join(responses, status))
        for media_type, declaration in (response.get("content") or {}).items():
            if "schema" not in declaration or not is_json(media_type):
                continue
            at = join(pointer, "content", media_type)
            validator = schemas.validator(join(at, "schema"), "response")
            for place, value in examples_of(contract, at, declaration):
                if not validator.is_valid(value):
                    wrong = first_violation(validator, value)
                    message = f"The example does not fit its schema: {wrong}."
                    yield contract.finding(place, message)


def _named_examples(contract: Contract, pointer: str) -> dict[str, tuple[str, Any]]:
    """Return the named examples of a response, each with its media type's pointer."""
    pointer, response = follow(contract.document, pointer)
    content = response.get("content") or {}
    # Of two examples with one name, the one counts that would be answered anyway.
    names = sorted(content, key=lambda name: not _may_be_json(name))
    found: dict[str, tuple[str, Any]] = {}
    for media_type in names:
        at = join(pointer, "content", media_type)
        for name in content[media_type].get("examples") or {}:
            _, example = follow(contract.document, join(at, "examples", name))
            if "value" in example:
                found.setdefault(name, (at, example["value"]))
    return found


def _fitting(
    contract: Contract, schemas: Schemas, at: str, value: Any, what: str
) -> Any:
    """Return a value as a media type's body; raises `CannotGenerateError` if unfit."""
    *_, media_type = steps(at)
    if not _may_be_json(media_type):
        return _as_text(value)
    if "schema" in follow(contract.document, at)[1]:
        validator = schemas.validator(join(at, "schema"), "response")
        if not validator.is_valid(value):
            message = f"{what} does not fit: {first_violation(validator, value)}"
            raise CannotGenerateError(message)
    return value


def _body(contract: Contract, schemas: Schemas, at: str, media_type: str) -> Any:
    """Return the first example that fits, else a generated value that does."""
    declaration = follow(contract.document, at)[1]
    examples = [value for _, value in examples_of(contract, at, declaration)]
    if not _may_be_json(media_type):
        return _as_text(examples[0]) if examples else ""
    if "schema" not in declaration:
        return examples[0] if examples else {}
    validator = schemas.validator(join(at, "schema"), "response")
    for value in examples:
        if validator.is_valid(value):
            return value
    return _generated(contract, schemas, at, media_type)


def _generated(contract: Contract, schemas: Schemas, at: str, media_type: str) -> Any:
    """Return a value that is made from the schema; without one, anything fits."""
    if "schema" not in follow(contract.document, at)[1]:
        return {} if _may_be_json(media_type) else ""
    value = generate(schemas, join(at, "schema"))
    if not _may_be_json(media_type) and not isinstance(value, str):
        message = f"{media_type} is not made from a schema"
        raise CannotGenerateError(message)
    return _fitting(contract, schemas, at, value, "what is made from the schema")


def _headers(
    contract: Contract, schemas: Schemas, pointer: str, response: dict[str, Any]
) -> dict[str, str]:
    """Return the declared headers that have an example, or are required."""
    headers = {}
    for name in response.get("headers") or ():
        if name.lower() in _OF_THE_MESSAGE:
            continue
        at, header = follow(contract.document, join(pointer, "headers", name))
        schema = join(at, "schema")
        value = next((value for _, value in examples_of(contract, at, header)), None)
        if value is None and header.get("required") and "schema" in header:
            value = generate(schemas, schema)
        if value is not None:
            headers[name] = _as_header(value)
    return headers


def examples_of(
    contract: Contract, pointer: str, declaration: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Yield the examples of a media type or parameter, with their pointers.

    The named ones come first, that of the schema last.
    """
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


def parameter_example(
    contract: Contract, pointer: str, parameter: dict[str, Any]
) -> Any:
    """Return the first example of a parameter; 1 where it has none."""
    return next((value for _, value in examples_of(contract, pointer, parameter)), 1)


def _may_be_json(media_type: str) -> bool:
    return is_json(media_type) or media_type in ("*/*", "application/*")


def _concrete(media_type: str, body: Any) -> str:
    """Return the media type to send a body as, where a contract names only its kind."""
    if "*" not in media_type:
        return media_type
    kind = media_type.partition("/")[0]
    if kind not in ("*", "application"):
        return _OF_THE_KIND.get(kind, f"{kind}/octet-stream")
    return "application/octet-stream" if isinstance(body, str) else "application/json"


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_header(value: Any) -> str:
    """Write a value as a header does, in the style `simple`."""
    if isinstance(value, list):
        return ",".join(_as_text(item) for item in value)
    return _as_text(value)
