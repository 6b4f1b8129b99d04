"""Every answer that a bundled contract declares can be asked for with Prefer."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.contracts import Operation, all_operations, contracts
from tests.contract.told import plain_request, send
from ticketstub.contract.media import base_name, is_json
from ticketstub.contract.pointer import follow, join
from ticketstub.contract.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

#: One sandbox for all calls, since nothing that they do may change it.
SANDBOX = "wishes"

#: A status that no operation declares.
UNDECLARED = "599"

#: Who words every refusal of the stub itself as a bad request, without a reason.
WORDLESS = ("i3d",)

DECLARED = [
    pytest.param(operation, status, id=f"{operation}-{status}")
    for operation in all_operations()
    for status in operation.responses()
]

NAMED = [
    pytest.param(operation, status, name, id=f"{operation}-{status}-{name}")
    for operation in all_operations()
    for status in operation.responses()
    for name in operation.response_examples(status)
]


@pytest.fixture(scope="module")
def untouched(bundled_stub: Stub) -> dict[str, dict[Any, Any]]:
    """Return every record that the sandbox begins with."""
    return bundled_stub.records(SANDBOX)


@pytest.fixture(scope="module")
def client(bundled_stub: Stub) -> Iterator[httpx.Client]:
    """Call the stub in the sandbox."""
    with bundled_stub.client(SANDBOX) as client:
        yield client


@cache
def schemas_of(name: str) -> Schemas:
    """Compile the schemas of a contract, once."""
    return Schemas(next(each for each in contracts() if each.name == name))


def wish(
    client: httpx.Client,
    operation: Operation,
    preference: str,
    *,
    authenticated: bool = True,
) -> httpx.Response:
    """Send the plain example request of an operation, with a preference."""
    client.headers["Prefer"] = preference
    return send(client, plain_request(operation), authenticated=authenticated)


def assert_fits(operation: Operation, status: str, answer: httpx.Response) -> None:
    """Prove that an answer is the one that a contract declares for a status."""
    response = operation.responses()[status]
    required = {
        name.lower()
        for name, header in response.get("headers", {}).items()
        if operation.resolved(header).get("required")
    }
    assert required <= {*answer.headers}
    content = response.get("content", {})
    if not content:
        assert answer.content == b""
        return
    sent = base_name(answer.headers["Content-Type"])
    declared = next(name for name in content if base_name(name) in (sent, "*/*"))
    if is_json(sent):
        document = operation.contract.document
        at, _ = follow(document, join(operation.pointer, "responses", status))
        schema = join(at, "content", declared, "schema")
        validator = schemas_of(operation.contract.name).validator(schema, "response")
        validator.validate(answer.json())


@pytest.mark.parametrize(("operation", "status"), DECLARED)
def test_every_declared_answer_can_be_asked_for(
    client: httpx.Client,
    bundled_stub: Stub,
    untouched: dict[str, dict[Any, Any]],
    operation: Operation,
    status: str,
) -> None:
    """It is an example of the contract, where there is one, and changes nothing."""
    answer = wish(client, operation, f"code={status}")

    assert answer.status_code == int(status), answer.text
    assert answer.headers["Preference-Applied"] == f"code={status}"
    assert_fits(operation, status, answer)
    shown = operation.response_examples(status).values()
    body = answer.json() if is_json(answer.headers.get("Content-Type", "")) else None
    assert not shown or body is None or body in shown
    assert bundled_stub.records(SANDBOX) == untouched
    assert not bundled_stub.sandbox(SANDBOX).outbox.deliveries()


@pytest.mark.parametrize(("operation", "status"), DECLARED)
def test_an_answer_is_made_from_its_schema_or_clearly_is_not(
    client: httpx.Client, operation: Operation, status: str
) -> None:
    """What cannot be made is refused, and not sent all the same."""
    answer = wish(client, operation, f"code={status}, dynamic=true")

    if "Preference-Applied" in answer.headers:
        assert answer.status_code == int(status)
        assert_fits(operation, status, answer)
    else:
        message = f"No answer {status} can be made: "
        assert answer.status_code == 400
        assert message in answer.text or operation.contract.name in WORDLESS


@pytest.mark.parametrize(("operation", "status", "name"), NAMED)
def test_every_example_can_be_asked_for_by_its_name(
    client: httpx.Client, operation: Operation, status: str, name: str
) -> None:
    """Whatever a client must cope with, it is there for a word."""
    answer = wish(client, operation, f"code={status}, example={name}")

    shown = operation.response_examples(status)[name]
    is_text = not is_json(answer.headers["Content-Type"])
    assert answer.status_code == int(status)
    assert (answer.text if is_text else answer.json()) == shown


@pytest.mark.parametrize("operation", all_operations(), ids=str)
def test_an_undeclared_answer_is_refused_with_what_is_declared(
    client: httpx.Client, operation: Operation
) -> None:
    """In the envelope of the API, where that has room for it."""
    answer = wish(client, operation, f"code={UNDECLARED}")

    declared = ", ".join(operation.responses())
    message = f"The answer {UNDECLARED} is not declared; there are {declared}."
    assert answer.status_code == 400
    assert message in answer.text or operation.contract.name in WORDLESS
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize(
    "operation", [each for each in all_operations() if each.security()], ids=str
)
def test_who_has_no_credential_is_refused_first(
    client: httpx.Client, operation: Operation
) -> None:
    """A client that lost its key must not pass for one that copes with a 404."""
    answer = wish(client, operation, "code=200", authenticated=False)

    refused = "401" if "401" in operation.responses() else "403"
    assert answer.status_code == int(refused)
    assert "Preference-Applied" not in answer.headers
