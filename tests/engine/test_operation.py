"""What a call asks for, as handlers and words see it, and the events it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.stub import Stub
from ticketstub.call import NO_OPERATION, NOBODY, Call, Event
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

CONTRACT = """\
openapi: 3.0.3
info:
  title: Town Desk API
  version: '1'
servers:
  - url: /desk
security:
  - Pass: []
paths:
  /tickets:
    get:
      operationId: tickets.list_tickets
      x-ticketstub-permission: tickets:read
      responses:
        '200': { $ref: '#/components/responses/Any' }
        default: { $ref: '#/components/responses/Any' }
    post:
      operationId: tickets.create_ticket
      x-ticketstub-permission: tickets:write
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                size:
                  type: integer
      responses:
        '200': { $ref: '#/components/responses/Any' }
        default: { $ref: '#/components/responses/Any' }
  /tickets/{ticketId}:
    parameters:
      - name: ticketId
        in: path
        required: true
        schema:
          type: integer
    get:
      operationId: tickets.get_ticket
      responses:
        '200': { $ref: '#/components/responses/Any' }
        default: { $ref: '#/components/responses/Any' }
  /open:
    get:
      x-ticketstub-permission: nothing
      security: []
      responses:
        default: { $ref: '#/components/responses/Any' }
  /older:
    $ref: '#/paths/~1open'
components:
  securitySchemes:
    Pass:
      type: http
      scheme: bearer
  responses:
    Any:
      description: Whatever was seen.
      content:
        application/json:
          schema:
            type: object
"""

API = '''\
"""A pass is a list of permissions; `authenticate` tells what it was asked."""

from ticketstub.call import Caller, Reply
from ticketstub.problems import ForbiddenError


def authenticate(call, scheme, credential):
    asked = call.operation
    if credential == "unknown":
        return None
    if asked.permission and asked.permission not in credential.split(","):
        raise ForbiddenError(asked.permission)
    return Caller({"asked": [asked.id, asked.permission]})


def word(call, problem):
    seen = [call.operation.id, call.operation.permission]
    events = [event.name for event in call.events]
    return Reply(problem.status, {"worded": seen, "events": events})


def finish(call, reply):
    told = [f"{event.name}={event.data['id']}" for event in call.events]
    asked = f"{call.operation.id} {call.operation.permission}".strip()
    reply.headers = {"X-Asked": asked, "X-Told": " ".join(told)}
    return reply
'''

TICKETS = '''\
"""Tickets: each handler tells what it sees of its call."""

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, Violation, absent


def _seen(call):
    handled = [call.operation.id, call.operation.permission]
    return Reply(200, {"handled": handled, "asked": call.caller.record["asked"]})


def list_tickets(call):
    return _seen(call)


def check_create_ticket(call, body):
    if body.get("size") == 0:
        yield Violation("body", "size", call.operation.id)


def create_ticket(call, body):
    call.emit("ticket.created", {"id": 1})
    call.emit("ticket.assigned", {"id": 2})
    call.emit("ticket.created", {"id": 3})
    if body.get("size") == 13:
        raise ConflictError("not that size")
    return _seen(call)


def find_ticket(call, ticket_id):
    if ticket_id > 9:
        absent(call.operation.id)
    return {"id": ticket_id}


def get_ticket(call, ticket):
    return _seen(call)
'''


def project_in(folder: Path) -> Path:
    """Write a small project below a folder."""
    handlers = folder / "handlers" / "desk"
    handlers.mkdir(parents=True)
    (folder / "openapi").mkdir()
    (folder / "openapi" / "desk.yaml").write_text(CONTRACT)
    (handlers / "api.py").write_text(API)
    (handlers / "tickets.py").write_text(TICKETS)
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Call the small project with a pass that may do everything."""
    project = load_project(project_in(tmp_path_factory.mktemp("desk")))
    everything = {"Authorization": "Bearer tickets:read,tickets:write"}
    with Stub(project, Settings()) as stub, stub.client(headers=everything) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/tickets", ["tickets.list_tickets", "tickets:read"]),
        ("POST", "/tickets", ["tickets.create_ticket", "tickets:write"]),
        ("GET", "/tickets/7", ["tickets.get_ticket", ""]),
    ],
)
def test_authenticate_and_handler_see_what_the_contract_names(
    desk: httpx.Client, method: str, path: str, operation: list[str]
) -> None:
    """Without a permission in the contract there is nothing to be allowed."""
    answer = desk.request(method, f"/desk{path}", json={})

    assert answer.json() == {"handled": operation, "asked": operation}
    assert answer.headers["X-Asked"] == " ".join(operation).strip()


def test_head_asks_for_what_get_does(desk: httpx.Client) -> None:
    answer = desk.head("/desk/tickets")

    assert answer.status_code == 200
    assert answer.headers["X-Asked"] == "tickets.list_tickets tickets:read"


@pytest.mark.parametrize(
    ("credential", "method", "status", "operation"),
    [
        ("unknown", "GET", 401, ["tickets.list_tickets", "tickets:read"]),
        ("tickets:write", "GET", 403, ["tickets.list_tickets", "tickets:read"]),
        ("tickets:read", "POST", 403, ["tickets.create_ticket", "tickets:write"]),
        ("tickets:read", "PUT", 405, ["", ""]),
    ],
)
def test_words_see_what_was_refused(
    desk: httpx.Client,
    credential: str,
    method: str,
    status: int,
    operation: list[str],
) -> None:
    """So an envelope can name the permission that a caller lacks."""
    headers = {"Authorization": f"Bearer {credential}"}
    answer = desk.request(method, "/desk/tickets", headers=headers)

    assert answer.status_code == status
    assert answer.json()["worded"] == operation


@pytest.mark.parametrize(
    ("path", "body", "status", "operation"),
    [
        ("/tickets", {"size": "x"}, 422, "tickets.create_ticket"),
        ("/tickets", {"size": 0}, 422, "tickets.create_ticket"),
        ("/tickets", {"size": 13}, 409, "tickets.create_ticket"),
        ("/tickets/10", None, 404, "tickets.get_ticket"),
        ("/tickets/x", None, 404, "tickets.get_ticket"),
    ],
)
def test_a_refusal_of_any_step_is_worded_with_its_operation(
    desk: httpx.Client, path: str, body: Any, status: int, operation: str
) -> None:
    method = "GET" if body is None else "POST"
    answer = desk.request(method, f"/desk{path}", json=body)

    assert answer.status_code == status
    assert answer.json()["worded"][0] == operation
    assert answer.headers["X-Asked"].split()[0] == operation


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/desk/nothing", 404), ("DELETE", "/desk/tickets/7", 405)],
)
def test_a_call_that_matches_nothing_asks_for_no_operation(
    desk: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = desk.request(method, path)

    assert answer.status_code == status
    assert answer.json()["worded"] == ["", ""]
    assert (NO_OPERATION.id, NO_OPERATION.permission) == ("", "")


@pytest.mark.parametrize("path", ["/open", "/older"])
def test_an_operation_without_id_is_named_by_its_method_and_path(
    desk: httpx.Client, path: str
) -> None:
    """It has no handler, and may stand in a path that is a `$ref`."""
    answer = desk.get(f"/desk{path}")

    assert answer.headers["X-Asked"] == f"GET {path} nothing"


def test_events_are_told_in_their_order_and_are_those_of_one_call(
    desk: httpx.Client,
) -> None:
    """No call sees what another has told of, be it before or after."""
    told = [desk.post("/desk/tickets", json={}).headers["X-Told"] for _ in range(2)]
    others = desk.get("/desk/tickets").headers["X-Told"]
    refused = desk.post("/desk/tickets", json={"size": 0}).json()["events"]

    assert told == ["ticket.created=1 ticket.assigned=2 ticket.created=3"] * 2
    assert (others, refused) == ("", [])


def test_emit_keeps_events_and_what_was_handed_out_before() -> None:
    """A call begins as nobody's, with no operation and no events."""
    call, other = (
        Call(method="GET", path="/", path_values=(), query=b"", headers={})
        for _ in range(2)
    )
    assert (call.caller, call.operation) == (NOBODY, NO_OPERATION)
    before = call.events
    call.emit("a", {"id": 1})
    between = call.events
    call.emit("a", {"id": 1})
    call.emit("b", {})

    assert list(before) == list(other.events) == []
    assert list(between) == [Event("a", {"id": 1})]
    assert list(call.events) == [*between, *between, Event("b", {})]
