"""What Schemathesis cannot find out: where a path is served, and links that work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import schemathesis

from ticketstub.contract.load import base_path_of

if TYPE_CHECKING:
    from schemathesis import Case, HookContext
    from schemathesis.core.transport import Response

#: The ticket of each attachment whose links are followed.
_TICKETS = {22: 3, 24: 4}

#: The coverage phase goes through the paths by name, and sends its bodies to the ticket
#: with which a call succeeded last. Were that deleted, nearly all would meet 404.
_NEEDED = ("1", "2", "3", "4")

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


_OK = 200

#: The demo credential, in the form that a header has.
_DEMO = "Basic aGFwcHlmb3gtZGVtby1rZXk6aGFwcHlmb3gtZGVtby1jb2Rl"
