"""Faults answer with each API's own errors, in its own envelope, on every operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.test_prefer_everywhere import assert_fits
from tests.contract.contracts import Operation, all_operations
from tests.contract.told import plain_request, send
from ticketstub.contract.media import is_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

FAULTS = "/_ticketstub/faults"

#: Errors that a client meets, declared or not.
STATUSES = (401, 429, 500, 503)

CASES = [
    pytest.param(operation, status, id=f"{operation}-{status}")
    for operation in all_operations()
    for status in STATUSES
]

HELPDESK = {
    "Authorization": "Bearer helpdesk-demo-key",
    "X-Workspace-Id": "ws_mock",
}
TICKETS = "/helpdesk/api/v1/tickets"


@pytest.fixture(scope="module")
def shared(bundled_stub: Stub) -> Iterator[httpx.Client]:
    """Call the stub in one sandbox."""
    with bundled_stub.client("faults") as client:
        yield client


@pytest.fixture
def client(shared: httpx.Client) -> Iterator[httpx.Client]:
    """Call it, and leave the sandbox as it was, without faults."""
    yield shared
    shared.post("/_ticketstub/reset")


def failing(
    client: httpx.Client, operation: Operation, **fields: Any
) -> httpx.Response:
    """Send the plain example request of an operation that a fault was set for."""
    wanted = {
        "api": operation.contract.name,
        "operation": operation.declaration["operationId"],
    }
    added = client.post(FAULTS, json={**wanted, **fields})
    assert added.status_code == 201, added.text
    return send(client, plain_request(operation))


def assert_is_an_envelope(api: str, status: int, body: Any) -> None:
    """Prove that a body is a refusal of an API, and none that has details."""
    match api, body:
        case "growcrm", {"message": str(text), **more}:
            assert not more
        case "happyfox", {"error": str(text), **more}:
            assert not more
        case "i3d", {"errorCode": int(code), "errorMessage": str(text), "errors": []}:
            assert (code == 10000) == (status >= 500)
        case "helpdesk", {"error": {"code": str(code), "message": text, **more}}:
            assert more == {"status": status}
            assert code == code.upper()
            assert code != "REFUSED"
        case _:
            pytest.fail(f"{body} is no refusal of {api}")
    assert text
    assert "fault" not in text


@pytest.mark.parametrize(("operation", "status"), CASES)
def test_every_operation_fails_as_its_api_does(
    client: httpx.Client, operation: Operation, status: int
) -> None:
    """As its contract shows it, or else in the words of the API."""
    answer = failing(client, operation, status=status)

    assert answer.status_code == status, answer.text
    assert is_json(answer.headers["Content-Type"])
    declared = operation.responses().get(str(status))
    if declared is not None:
        assert_fits(operation, str(status), answer)
        shown = operation.response_examples(str(status))
        assert answer.json() in shown.values()
    else:
        assert_is_an_envelope(operation.contract.name, status, answer.json())
    assert 'rel="help"' in answer.headers["Link"]


@pytest.mark.parametrize("operation", all_operations(), ids=str)
def test_every_operation_can_lose_its_body(
    client: httpx.Client, operation: Operation
) -> None:
    """It is carried out, and what it answers does not arrive."""
    answer = failing(client, operation, truncate=0)

    assert answer.content == b""
    (fault,) = client.get(FAULTS).json()["faults"]
    assert fault["hits"] == 1


@pytest.mark.parametrize(
    ("api", "path", "sent"),
    [
        ("growcrm", "/api/tickets/32", {"Authorization": "Bearer growcrm-demo-key"}),
        ("i3d", "/v3/tickets/12", {"PRIVATE-TOKEN": "i3d-demo-token"}),
        ("happyfox", "/api/1.1/json/staff/", {}),
        ("helpdesk", f"{TICKETS}/tkt_abc123", HELPDESK),
    ],
)
def test_no_status_is_without_words(
    client: httpx.Client, api: str, path: str, sent: dict[str, str]
) -> None:
    """Also one that nobody has named."""
    auth = ("happyfox-demo-key", "happyfox-demo-code") if not sent else None
    for status in range(402, 600):
        client.delete(FAULTS)
        client.post(FAULTS, json={"api": api, "status": status})
        answer = client.get(path, headers=sent, auth=auth)

        assert answer.status_code == status
        assert_is_an_envelope(api, status, answer.json())


def test_a_rate_limit_of_the_helpdesk_tells_how_long_to_wait(
    client: httpx.Client,
) -> None:
    """And how many calls are left, as each of its answers does."""
    client.post(
        FAULTS,
        json={"api": "helpdesk", "operation": "tickets.list_tickets", "status": 429},
    )
    answer = client.get(TICKETS, headers=HELPDESK)

    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "RATE_LIMIT_EXCEEDED"
    assert int(answer.headers["Retry-After"]) > 0
    for name in ("Limit", "Remaining", "Reset"):
        assert answer.headers[f"X-RateLimit-{name}"].isdigit()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (402, "PAYMENT_REQUIRED"),
        (418, "IM_A_TEAPOT"),
        (429, "RATE_LIMIT_EXCEEDED"),
        (500, "INTERNAL_SERVER_ERROR"),
        (503, "SERVICE_UNAVAILABLE"),
        (599, "SERVER_ERROR"),
    ],
)
def test_the_helpdesk_has_a_code_for_each_status(
    client: httpx.Client, status: int, code: str
) -> None:
    client.post(FAULTS, json={"api": "helpdesk", "status": status})
    error = client.get(TICKETS, headers=HELPDESK).json()["error"]

    assert (error["code"], error["status"]) == (code, status)


def test_the_example_of_an_error_can_be_chosen(client: httpx.Client) -> None:
    """Where an operation is refused for several reasons."""
    operation = next(
        each
        for each in all_operations()
        if each.declaration["operationId"] == "updates.create_staff_update"
    )
    answer = failing(client, operation, status=400, example="time_is_mandatory")

    shown = operation.response_examples("400")
    assert len(shown) > 1
    assert answer.json() == shown["time_is_mandatory"]
