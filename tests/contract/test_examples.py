"""The examples hold: what a contract shows is what the stub does on the mock data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.contracts import Operation, all_operations
from tests.contract.told import (
    TOLD,
    Told,
    answers,
    plain_request,
    send,
    shown,
    successes,
    told_alone,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

#: An id that no record of the mock data has, for each type that a path may ask for.
NOBODY = {"integer": 2147483647, "string": "nobody"}


@pytest.fixture
def client(bundled_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the stub in a fresh sandbox, at the moment of which the mock data tell."""
    sandbox = bundled_stub.sandbox(sandbox_name)
    as_of = {mock.as_of for mock in bundled_stub.app.project.mock_data.values()}
    moment = max(filter(None, as_of))
    sandbox.clock.freeze(moment)
    sandbox.started = moment
    with bundled_stub.client(sandbox_name) as client:
        yield client


@pytest.mark.parametrize("request_", TOLD, ids=str)
def test_an_example_is_answered_as_shown(client: httpx.Client, request_: Told) -> None:
    """Whoever copies an example out of the documentation sees what stands beside it."""
    answer = send(client, request_)

    shown_answers = {
        status: examples[request_.name]
        for status in successes(request_.operation)
        if request_.name in (examples := answers(request_.operation, status))
    }
    assert str(answer.status_code) in successes(request_.operation), answer.text
    if shown_answers:
        assert shown_answers == {str(answer.status_code): shown(answer)}


@pytest.mark.parametrize("operation", all_operations(), ids=str)
def test_each_shown_answer_can_be_asked_for(operation: Operation) -> None:
    """An answer that no example leads to is one that nobody can check."""
    bodies = [
        operation.examples(declaration).keys()
        for declaration in operation.request_content().values()
    ]
    told = {name for examples in bodies for name in examples}

    named = {
        name for status in successes(operation) for name in answers(operation, status)
    }
    assert not bodies or told >= named


@pytest.mark.parametrize("request_", list(told_alone()), ids=str)
def test_a_parameter_can_be_used_as_shown(client: httpx.Client, request_: Told) -> None:
    """The example of a filter is a value that the filter takes."""
    answer = send(client, request_)

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "operation", [each for each in all_operations() if each.security()], ids=str
)
def test_a_call_without_credentials_is_refused_as_shown(
    client: httpx.Client, operation: Operation
) -> None:
    """The 401 (or 403) of the documentation is what a client without a key meets."""
    answer = send(client, plain_request(operation), authenticated=False)

    refused = "401" if "401" in operation.responses() else "403"
    assert answer.status_code == int(refused)
    assert answer.json() in answers(operation, refused).values()


def with_unknown_ids() -> Iterator[Told]:
    """Yield, for each id in a path, a request in which nobody has it."""
    for operation in all_operations():
        for parameter in operation.parameters():
            if parameter["in"] == "path" and "404" in operation.responses():
                request = plain_request(operation)
                kind = operation.resolved(parameter["schema"])["type"]
                place = ("path", parameter["name"])
                yield request._replace(
                    name=parameter["name"],
                    parameters={**request.parameters, place: NOBODY[kind]},
                )


@pytest.mark.parametrize("request_", list(with_unknown_ids()), ids=str)
def test_an_unknown_id_is_answered_as_shown(
    client: httpx.Client, request_: Told
) -> None:
    """The 404 of the documentation is what a client with a stale id meets."""
    answer = send(client, request_)

    assert answer.status_code == 404
    assert answer.json() in answers(request_.operation, "404").values()


@pytest.mark.parametrize(
    "operation",
    [each for each in all_operations() if "415" in each.responses()],
    ids=str,
)
def test_a_body_of_plain_text_is_refused_as_shown(
    client: httpx.Client, operation: Operation
) -> None:
    """The 415 of the documentation is what a client with a wrong media type meets."""
    answer = send(client, plain_request(operation), content_type="text/plain")

    assert answer.status_code == 415
    assert answer.json() in answers(operation, "415").values()


def requiring_fields() -> Iterator[Operation]:
    """Yield the operations whose JSON body has required fields."""
    for operation in all_operations():
        media_type = operation.request_content().get("application/json", {})
        if "schema" in media_type and operation.resolved(media_type["schema"]).get(
            "required"
        ):
            yield operation


@pytest.mark.parametrize("operation", list(requiring_fields()), ids=str)
def test_an_empty_body_is_refused_as_shown(
    client: httpx.Client, operation: Operation
) -> None:
    """The documentation shows what is told to a client that sends no field at all."""
    request = plain_request(operation)._replace(media_type="application/json", body={})

    answer = send(client, request)

    assert answer.status_code in (400, 422)
    assert answer.json() in answers(operation, str(answer.status_code)).values()
