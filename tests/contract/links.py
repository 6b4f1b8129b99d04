"""What Schemathesis cannot find out: where a path is served, and links that work."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis
from schemathesis.python.asgi import get_client

from ticketstub.contract.load import base_path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import Case, HookContext
    from schemathesis.core.transport import Response

#: The ticket of each attachment whose links are followed.
_TICKETS = {22: 3, 24: 4}

#: The coverage phase goes through the paths by name, and sends its bodies to the ticket
#: with which a call succeeded last. Were that deleted, nearly all would meet 404.
_NEEDED = ("1", "2", "3", "4")

#: The most tickets that a call may add, and those that are added in their place.
_MOST_TICKETS, _FEW = 100_000, 3

#: What is deleted in their place, and the ids that go back into the cases then.
_SUPERFLUOUS = 5
_instead: dict[str, Any] = {}


@schemathesis.hook
def before_call(
    context: HookContext,  # noqa: ARG001  # Schemathesis calls with it
    case: Case[Any],
    kwargs: dict[str, Any],
) -> None:
    """Call the server that a path names for itself, and follow links that still work.

    Given a base URL, Schemathesis calls that and no other.
    """
    operation = case.operation
    item = operation.schema.raw_schema["paths"][operation.path]
    if "servers" in item:
        here = urlsplit(operation.base_url or "")
        operation.base_url = here._replace(path=base_path_of(item["servers"])).geturl()
    operation_id = operation.definition.raw.get("operationId")
    if operation_id == "attachments.download_attachment":
        _take_fresh_link(case, kwargs)
    elif operation_id in ("deliveries.get_delivery", "deliveries.replay_delivery"):
        _take_real_delivery(case)
    elif operation_id in ("requests.get_request", "explain.explain_request"):
        _take_real_request(case)
    elif operation_id == "mock_data.grow_mock_data":
        _take_few(case)
    elif operation_id == "tickets.delete_ticket":
        ticket_id = case.path_parameters.get("ticket_id")
        if str(ticket_id) in _NEEDED:
            _instead[case.id] = ticket_id
            case.path_parameters["ticket_id"] = _SUPERFLUOUS


@schemathesis.hook
def after_call(
    context: HookContext,  # noqa: ARG001  # Schemathesis calls with it
    case: Case[Any],
    response: Response,  # noqa: ARG001  # likewise
) -> None:
    """Let the ticket that was not deleted after all be known as one that works."""
    if case.id in _instead:
        case.path_parameters["ticket_id"] = _instead.pop(case.id)


def _take_fresh_link(case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Give a call the code of a new link: each works once, and nobody can guess one."""
    attachment_id = case.path_parameters.get("attachment_id")
    ticket_id = _TICKETS.get(attachment_id) if isinstance(attachment_id, int) else None
    is_right = case.meta is None or case.meta.generation.mode.is_positive
    if ticket_id is None or not is_right:
        return
    reading = case.operation.schema["/ticket/{ticket_id}/"]["GET"]
    answer = reading.Case(path_parameters={"ticket_id": ticket_id}).call(
        headers={**(kwargs.get("headers") or {}), "Authorization": _DEMO}
    )
    if answer.status_code != _OK:
        return
    for update in answer.json()["updates"]:
        for attachment in (update["message"] or {}).get("attachments", ()):
            if attachment["id"] == attachment_id:
                url = urlsplit(attachment["url"])
                query = parse_qs(url.query)
                case.path_parameters["filename"] = attachment["filename"]
                case.query |= {
                    name: query[name][0] for name in ("Signature", "Expires")
                }


def _take_few(case: Case[Any]) -> None:
    """Ask for a few tickets in place of up to a hundred thousand.

    They take as many seconds as a run takes, and every export after them longer.
    """
    body = case.body
    if not isinstance(body, dict):
        return
    tickets = body.get("tickets")
    if isinstance(tickets, float) and not tickets.is_integer():
        return
    if isinstance(tickets, int | float) and _FEW < tickets <= _MOST_TICKETS:
        case.body = {**body, "tickets": _FEW}


def _take_real_delivery(case: Case[Any]) -> None:
    """Name a delivery that there is, in place of the example.

    No operation of the control API makes something happen, and a reset forgets it.
    """
    if not _is_example(case, "delivery_id", _FIRST_DELIVERY):
        return
    with _calling(case) as (session, root):
        newest = f"{root}/_ticketstub/deliveries?limit=1"
        found = session.get(newest, timeout=_PATIENCE).json()["deliveries"]
        if not found:
            path, headers, body = _HAPPENING
            session.post(root + path, headers=headers, json=body, timeout=_PATIENCE)
            found = session.get(newest, timeout=_PATIENCE).json()["deliveries"]
    if found:
        case.path_parameters["delivery_id"] = found[0]["id"]


def _take_real_request(case: Case[Any]) -> None:
    """Name a call that was refused and is in the journal, in place of the example.

    No operation of the control API is in it, and a reset empties it.
    """
    if not _is_example(case, "request_id", _FIRST_REQUEST):
        return
    with _calling(case) as (session, root):
        session.get(f"{root}/api/tickets/999", timeout=_PATIENCE)
        newest = f"{root}/_ticketstub/requests?outcome=refused&limit=1"
        found = session.get(newest, timeout=_PATIENCE).json()["requests"]
    if found:
        case.path_parameters["request_id"] = found[0]["id"]


def _is_example(case: Case[Any], name: str, example: str) -> bool:
    """Tell whether a case is to succeed, and names what the contract's example does."""
    is_right = case.meta is None or case.meta.generation.mode.is_positive
    return is_right and case.path_parameters.get(name) == example


@contextmanager
def _calling(case: Case[Any]) -> Iterator[tuple[Any, str]]:
    """Yield what calls the stub of a case, and the stub's root."""
    operation = case.operation
    root = urlsplit(operation.base_url or "")._replace(path="").geturl()
    session = requests.Session() if operation.app is None else get_client(operation.app)
    with session:
        yield session, root


#: The contract's example of a call.
_FIRST_REQUEST = "call_1"

#: The contract's example, and what is drawn most of the time.
_FIRST_DELIVERY = "dlv_1"

#: A call that webhooks are told of: its path, headers and body.
_HAPPENING = (
    "/helpdesk/api/v1/tickets",
    {"Authorization": "Bearer helpdesk-demo-key", "X-Workspace-Id": "ws_mock"},
    {"ticket": {"subject": "Cannot log in"}},
)

_PATIENCE = 10

_OK = 200

#: The demo credential, in the form that a header has.
_DEMO = "Basic aGFwcHlmb3gtZGVtby1rZXk6aGFwcHlmb3gtZGVtby1jb2Rl"
