"""Refusals that no field is to blame for: unknown paths, ids, methods, media types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.apis.growcrm.conftest import DRAFT, KEY, OPERATIONS, read_ticket
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

JSON = "application/json; charset=utf-8"

#: What each path has, as a 405 lists it.
ALLOWED = {
    "/api/tickets": "GET, HEAD, POST",
    "/api/tickets/32": "DELETE, GET, HEAD, PATCH",
    "/api/tickets/999999": "DELETE, GET, HEAD, PATCH",
    "/api/tickets/32/status": "PUT",
    "/api/tickets/32/archive": "PUT",
    "/api/tickets/32/restore": "PUT",
    "/api/tickets/32/tags": "PUT",
    "/api/tickets/32/replies": "GET, HEAD, POST",
    "/api/tickets/32/replies/9": "DELETE",
}

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")


@pytest.mark.rule("G13", "X2", "X7")
@pytest.mark.parametrize(
    "ticket_id",
    [
        "999999",
        "1",
        "0",
        "-32",
        "abc",
        "32abc",
        "32.0",
        "3.2e1",
        "0x20",
        "+32",
        "%2032",
        "32%20",
        "٣٢",
        "null",
        "{id}",
        "%2F",
        "2147483648",
        "9" * 30,
    ],
)
def test_an_id_that_is_no_tickets_is_not_found(
    client: httpx.Client, ticket_id: str
) -> None:
    answer = client.get(f"/api/tickets/{ticket_id}")

    assert answer.status_code == 404
    assert answer.json() == {"message": "Ticket not found."}
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("G13")
@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for method, path in OPERATIONS if "/32" in path],
)
@pytest.mark.parametrize("ticket_id", ["999999", "abc"])
def test_every_operation_on_a_ticket_looks_for_it(
    client: httpx.Client, method: str, path: str, ticket_id: str
) -> None:
    answer = client.request(method, path.replace("/32", f"/{ticket_id}"))

    assert answer.status_code == 404
    assert answer.json() == {"message": "Ticket not found."}


@pytest.mark.rule("G13")
@pytest.mark.parametrize("reply_id", ["999999", "0", "-9", "abc", "9.0", "9" * 30])
def test_an_id_that_is_no_replys_is_not_found(
    client: httpx.Client, reply_id: str
) -> None:
    answer = client.delete(f"/api/tickets/32/replies/{reply_id}")

    assert answer.status_code == 404
    assert answer.json() == {"message": "Reply not found."}


@pytest.mark.rule("G13", "X1", "X2", "X7")
@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/Tickets",
        "/api/tickets/",
        "/api/tickets/32/",
        "/api/tickets/32/nothing",
        "/api/tickets/32/replies/9/nothing",
        "/api//tickets",
    ],
)
def test_an_unknown_path_below_the_prefix_is_no_route(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json() == {"message": "Route not found."}
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X1")
@pytest.mark.parametrize("path", ["/tickets", "/apis/tickets", "/v1/api/tickets"])
def test_a_path_beside_the_prefix_is_not_this_apis(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Route not found." not in answer.text


@pytest.mark.rule("G13", "X2", "X7")
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
    client: httpx.Client, method: str, path: str, allowed: str
) -> None:
    """The path alone decides, so a ticket that is not there makes no difference."""
    answer = client.request(method, path)

    text = f"The {method} method is not supported for this route."
    assert answer.status_code == 405
    assert answer.json() == {"message": text}
    assert answer.headers["allow"] == allowed
    assert answer.headers["content-type"] == JSON


@pytest.fixture(scope="module")
def narrow_stub() -> Iterator[Stub]:
    """Serve the bundled project with bodies of at most 1000 bytes."""
    with Stub(load_project(bundled()), Settings(max_body=1000)) as stub:
        yield stub


@pytest.mark.rule("X2", "X7")
@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
def test_a_body_that_is_too_large_is_refused_in_the_apis_own_words(
    narrow_stub: Stub, media_type: str
) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": media_type}
    with narrow_stub.client("large", headers=headers) as client:
        answer = client.post("/api/tickets", content=b" " * 1001)

    assert answer.status_code == 413
    assert answer.json() == {"message": "The request body is too large."}
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X2", "X7")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/tickets"),
        ("PATCH", "/api/tickets/32"),
        ("PUT", "/api/tickets/32/status"),
        ("PUT", "/api/tickets/32/tags"),
        ("POST", "/api/tickets/32/replies"),
    ],
)
@pytest.mark.parametrize("media_type", ["text/plain", "application/xml"])
def test_a_media_type_that_is_not_taken_is_refused_in_the_apis_own_words(
    client: httpx.Client, method: str, path: str, media_type: str
) -> None:
    answer = client.request(
        method, path, content=b"status=2", headers={"Content-Type": media_type}
    )

    text = f"The media type {media_type} is not supported for this route."
    assert answer.status_code == 415
    assert answer.json() == {"message": text}
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X7")
def test_every_answer_is_json_in_utf_8(client: httpx.Client) -> None:
    """A word that is no ASCII comes as itself."""
    created = client.post("/api/tickets", json={**DRAFT, "ticket_subject": "Grüße 😬"})

    found = client.get("/api/tickets/73")

    assert created.headers["content-type"] == JSON
    assert found.headers["content-type"] == JSON
    assert "Grüße 😬".encode() in found.content


@pytest.mark.rule("G16")
def test_many_calls_at_once_meet_no_limit(client: httpx.Client) -> None:
    answers = [client.get("/api/tickets/32") for _ in range(300)]

    assert {answer.status_code for answer in answers} == {200}
    names = {name.lower() for answer in answers for name in answer.headers}
    assert not {name for name in names if "ratelimit" in name or "retry" in name}


@pytest.mark.rule("G16")
def test_no_operation_knows_403_409_or_429() -> None:
    """Every answer is held to the contract, so what it lacks cannot be answered."""
    file = bundled() / "openapi" / "growcrm.yaml"
    contract = yaml.safe_load(file.read_text(encoding="utf-8"))
    statuses = {
        status
        for path in contract["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
        for status in operation["responses"]
    }

    assert statuses == {"200", "201", "401", "404", "413", "415", "422"}


@pytest.mark.rule("G16", "G8", "G12")
def test_doing_again_what_is_done_is_no_conflict(client: httpx.Client) -> None:
    client.put("/api/tickets/32/archive")
    again = client.put("/api/tickets/32/archive")
    client.put("/api/tickets/32/status", json={"status": 2})
    closed = client.put("/api/tickets/32/status", json={"status": 2})
    reply = client.post("/api/tickets/32/replies", json={"ticketreply_text": "late"})

    assert (again.status_code, closed.status_code, reply.status_code) == (200, 200, 201)
    assert read_ticket(client)["status"]["id"] == 2
