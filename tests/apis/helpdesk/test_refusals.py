"""Refusals that no field is to blame for: ids, routes, methods, sizes, types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    PREFIX,
    TICKET,
    create_ticket,
    error,
    key_headers,
)
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.apis.helpdesk.conftest import Connect, Records

JSON = "application/json; charset=utf-8"

NOT_FOUND = error(404, "NOT_FOUND", "Ticket not found")
NO_ROUTE = error(404, "NOT_FOUND", "Route not found")
WRONG_METHOD = error(405, "METHOD_NOT_ALLOWED", "Method not allowed")
TOO_LARGE = error(413, "PAYLOAD_TOO_LARGE", "Request body is too large")
WRONG_TYPE = error(
    415, "UNSUPPORTED_MEDIA_TYPE", "Content type must be application/json"
)

writes = pytest.mark.parametrize(
    ("method", "path"), [("POST", "/tickets"), ("PUT", f"/tickets/{TICKET}")]
)

#: What each path has, as a 405 lists it.
ALLOWED = {
    "/tickets": "GET, HEAD, POST",
    f"/tickets/{TICKET}": "DELETE, GET, HEAD, PUT",
    "/tickets/tkt_nobody": "DELETE, GET, HEAD, PUT",
    "/ticket_fields": "GET, HEAD",
    "/webhooks": "GET, HEAD, POST",
    "/webhooks/whk_abc123abc123": "GET, HEAD, PUT",
}

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")


@pytest.mark.rule("A2", "X2", "X7")
@pytest.mark.parametrize(
    "ticket_id",
    [
        "tkt_nobody",
        "tkt_gone00000001",
        "TKT_ABC123",
        "abc123",
        "tkt_abc1234",
        "tkt_abc123%20",
        "%2F",
        "0",
        "null",
        "tkt_" + "a" * 300,
        "%D9%A3",
        "usr_abc123",
        "whk_abc123abc123",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_id_that_no_ticket_has_is_not_found(
    client: httpx.Client, records: Records, method: str, ticket_id: str
) -> None:
    before = records()

    answer = client.request(method, f"/tickets/{ticket_id}")

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("A3", "X1", "X2", "X7")
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/nothing",
        "/Tickets",
        "/tickets/",
        f"/tickets/{TICKET}/",
        f"/tickets/{TICKET}/messages",
        "/ticket_fields/cf_abc",
        "//tickets",
    ],
)
@pytest.mark.parametrize("headers", [{}, key_headers()])
def test_an_unknown_path_below_the_prefix_is_no_route(
    connect: Connect, bundled_stub: Stub, headers: dict[str, str], path: str
) -> None:
    """It is told with a key and without one."""
    answer = connect(headers).get(f"{bundled_stub.url}{PREFIX}{path}")

    assert answer.status_code == 404
    assert answer.json() == NO_ROUTE
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X1")
@pytest.mark.parametrize(
    "path",
    ["/api/v1/tickets", "/helpdesk/tickets", "/helpdesk", "/helpdesk/api/v2/tickets"],
)
def test_a_path_beside_the_prefix_is_not_this_apis(
    client: httpx.Client, bundled_stub: Stub, path: str
) -> None:
    answer = client.get(f"{bundled_stub.url}{path}")

    assert answer.status_code == 404
    assert answer.json() != NO_ROUTE
    assert "X-RateLimit-Limit" not in answer.headers


@pytest.mark.rule("A3", "X2", "X7")
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        (method, path, allowed)
        for path, allowed in ALLOWED.items()
        for method in METHODS
        if method not in allowed.split(", ")
    ],
)
def test_a_method_that_a_path_does_not_have_is_refused(
    connect: Connect, method: str, path: str, allowed: str
) -> None:
    """The path alone decides, so key and record make no difference."""
    for headers in ({}, key_headers()):
        answer = connect(headers).request(method, path)

        assert answer.status_code == 405
        assert answer.json() == WRONG_METHOD
        assert answer.headers["allow"] == allowed
        assert answer.headers["content-type"] == JSON


@pytest.fixture(scope="module")
def narrow_stub() -> Iterator[Stub]:
    """Serve the bundled project with bodies of at most 1000 bytes."""
    with Stub(load_project(bundled()), Settings(max_body=1000)) as stub:
        yield stub


@pytest.mark.rule("A3", "X2", "X7")
@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
@writes
def test_a_body_that_is_too_large_is_refused(
    narrow_stub: Stub, method: str, path: str, media_type: str
) -> None:
    headers = {**key_headers(), "Content-Type": media_type}
    with narrow_stub.client("large", headers=headers) as client:
        answer = client.request(method, f"{PREFIX}{path}", content=b" " * 1001)

    assert answer.status_code == 413
    assert answer.json() == TOO_LARGE
    assert answer.headers["content-type"] == JSON
    assert answer.headers["X-RateLimit-Limit"] == "400"


@pytest.mark.rule("A3", "X2", "X7")
@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/jsonp",
        "text/json",
    ],
)
@writes
def test_a_body_of_another_media_type_is_refused(
    client: httpx.Client, records: Records, method: str, path: str, media_type: str
) -> None:
    before = records()

    answer = client.request(
        method,
        path,
        content=b'{"ticket": {"subject": "A"}}',
        headers={"Content-Type": media_type},
    )

    assert answer.status_code == 415
    assert answer.json() == WRONG_TYPE
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("X7")
@pytest.mark.parametrize(
    "media_type", ["application/json", "Application/JSON; charset=utf-8"]
)
def test_an_answer_is_json_in_utf_8(client: httpx.Client, media_type: str) -> None:
    """A word that is no ASCII comes as itself."""
    created = client.post(
        "/tickets",
        content='{"ticket": {"subject": "Grüße 😬"}}'.encode(),
        headers={"Content-Type": media_type},
    )
    found = client.get("/tickets")

    assert created.headers["content-type"] == JSON
    assert found.headers["content-type"] == JSON
    assert "Grüße 😬".encode() in created.content
    assert "Grüße 😬".encode() in found.content


@pytest.mark.rule("X7", "A14")
def test_where_there_is_no_body_no_type_is_named(client: httpx.Client) -> None:
    ticket = create_ticket(client, **DRAFT)

    answer = client.delete(f"/tickets/{ticket['id']}")

    assert answer.content == b""
    assert "content-type" not in answer.headers
