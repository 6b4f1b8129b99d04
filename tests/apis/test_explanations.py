"""Every operation of every API: a refusal is explained, and what is offered passes."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.contracts import contracts, of
from ticketstub.contract.pointer import look_up
from ticketstub.pages.guide import demo_credential
from ticketstub.pipeline.parameters import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.contract.contracts import Operation
    from tests.stub import Stub
    from ticketstub.contract.load import Contract

EVERY = [(contract, one) for contract in contracts() for one in of(contract)]

#: The operations that ask for a credential, and those that refuse a strange body.
ASKING = [pair for pair in EVERY if pair[1].declaration.get("security", True)]
STRICT = [
    pair
    for pair in EVERY
    if "requestBody" in pair[1].declaration
    # Any body at all marks a ticket as open there.
    and (pair[0].name, pair[1].path) != ("i3d", "/tickets/{ticketId}/open")
]


def each(pairs: list[tuple[Contract, Operation]]) -> pytest.MarkDecorator:
    names = [f"{contract.name} {one.method} {one.path}" for contract, one in pairs]
    return pytest.mark.parametrize(("contract", "operation"), pairs, ids=names)


@each(ASKING)
def test_a_call_without_a_credential_is_offered_one_that_passes(
    contract: Contract, operation: Operation, bundled_stub: Stub, sandbox_name: str
) -> None:
    with bundled_stub.client(sandbox_name) as client:
        begin(client)
        refused = client.request(operation.method, url_of(contract, operation))
        explanation = client.get(link_of(refused)).json()
        offered = explanation["nearest"]
        again = client.request(**from_curl(offered["curl"])) if offered else None

    assert explanation["operation"]["id"] == operation.declaration["operationId"]
    assert explanation["documented"]["example"] is not None
    assert again is not None
    assert again.status_code == offered["status"] < 300, again.text


@each(STRICT)
def test_a_body_that_is_refused_is_explained_line_by_line(
    contract: Contract, operation: Operation, bundled_stub: Stub, sandbox_name: str
) -> None:
    credential, _ = demo_credential(contract.document, operation.declaration)
    name, _, value = credential.partition(": ")
    headers = {name: value, **required_headers(contract, operation)}
    with bundled_stub.client(sandbox_name, headers=headers) as client:
        refused = client.request(operation.method, url_of(contract, operation), json=5)
        explanation = client.get(link_of(refused)).json()

    assert explanation["status"] == refused.status_code
    assert explanation["detail"]
    for reason in explanation["reasons"]:
        place = reason["contract"]
        assert place["file"] == f"openapi/{contract.name}.yaml"
        assert place["line"] == contract.line(place["pointer"])
        assert look_up(contract.document, place["pointer"]) is not None


GROWCRM = {"Authorization": "Bearer growcrm-demo-key"}
HELPDESK = {
    "Authorization": "Bearer helpdesk-demo-key",
    "X-Workspace-Id": "ws_mock",
}
HELPDESK_TICKETS = "/helpdesk/api/v1/tickets"


def test_a_wrong_method_is_led_to_the_same_ticket(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    with bundled_stub.client(sandbox_name, headers=GROWCRM) as client:
        explanation = explained(client, "PUT", "/api/tickets/40")

    assert explanation["nearest"]["method"] == "PATCH"
    assert explanation["nearest"]["path"] == "/api/tickets/40"


@pytest.mark.parametrize("path", ["/v3/ticket/12", "/v3/tickets/12/opn"])
def test_a_mistyped_path_is_led_to_the_same_ticket(
    path: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    with bundled_stub.client(sandbox_name) as client:
        explanation = explained(client, "GET", path)

    assert explanation["nearest"]["path"].startswith("/v3/tickets/12")


def test_only_what_was_refused_within_a_ticket_is_left_out(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    ticket = {"subject": "My own", "priority": "huge", "tags": ["a"]}
    with bundled_stub.client(sandbox_name, headers=HELPDESK) as client:
        explanation = explained(
            client, "POST", HELPDESK_TICKETS, json={"ticket": ticket}
        )

    assert explanation["detail"].startswith('ticket.priority: "huge" is not one of')
    assert '{"ticket":{"subject":"My own","tags":["a"]}}' in nearest_of(explanation)


def test_what_lacks_within_a_ticket_comes_from_the_example(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    body = {"ticket": {"priority": "low"}}
    with bundled_stub.client(sandbox_name, headers=HELPDESK) as client:
        explanation = explained(client, "POST", HELPDESK_TICKETS, json=body)

    assert '{"ticket":{"priority":"low","subject":' in nearest_of(explanation)


def test_an_unknown_custom_field_leads_to_where_custom_fields_are_declared(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    fields = [{"id": "cf_nope", "value": "1"}]
    body = {"ticket": {"subject": "My own", "customFields": fields}}
    with bundled_stub.client(sandbox_name, headers=HELPDESK) as client:
        explanation = explained(client, "POST", HELPDESK_TICKETS, json=body)
    (reason,) = explanation["reasons"]

    assert reason["contract"]["pointer"].endswith("/properties/customFields")
    assert "cf_nope is no custom field" in explanation["detail"]


def test_a_wrong_workspace_is_named_and_the_right_one_offered(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    with bundled_stub.client(sandbox_name) as client:
        begin(client)
        headers = {**HELPDESK, "X-Workspace-Id": "ws_wrong"}
        explanation = explained(client, "GET", HELPDESK_TICKETS, headers=headers)

    assert explanation["status"] == 403
    assert "ws_wrong" in explanation["detail"]
    assert "X-Workspace-Id: ws_mock" in nearest_of(explanation)


@pytest.mark.parametrize("body", ['{"ticket_subject": "a",}', "[1]"])
def test_a_body_that_counts_as_empty_is_said_to(
    body: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    headers = {**GROWCRM, "Content-Type": "application/json"}
    with bundled_stub.client(sandbox_name, headers=headers) as client:
        explanation = explained(client, "POST", "/api/tickets", content=body)
    first, *others = explanation["reasons"]

    assert explanation["detail"].startswith("The body counts as empty")
    assert (first["rule"], len(others)) == ("unreadable", 5)
    assert first["detail"] in explanation["detail"]
    assert "x-ticketstub-unreadable-body" in first["contract"]["pointer"]


def explained(client: httpx.Client, method: str, path: str, **more: Any) -> Any:
    """Make a call that is refused, and return its explanation."""
    begin(client)
    return client.get(link_of(client.request(method, path, **more))).json()


def nearest_of(explanation: Any) -> str:
    return str(explanation["nearest"]["curl"])


def begin(client: httpx.Client) -> None:
    """Bring the client's sandbox into being, since only then are its calls kept."""
    assert client.post("/_ticketstub/reset").is_success


def url_of(contract: Contract, operation: Operation) -> str:
    path = operation.url
    for _, parameter in declared(contract, operation.path, operation.method):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", "1")
    return path


def required_headers(contract: Contract, operation: Operation) -> dict[str, str]:
    return {
        parameter["name"]: str(parameter["example"])
        for _, parameter in declared(contract, operation.path, operation.method)
        if parameter["in"] == "header" and parameter.get("required")
    }


def link_of(refused: httpx.Response) -> str:
    url, _, relation = refused.headers["Link"].partition(">; ")
    assert relation == 'rel="help"'
    return url.removeprefix("<")


def from_curl(command: str) -> dict[str, Any]:
    """Return a curl command as arguments for httpx."""
    return dict(_parsed(iter(shlex.split(command)[1:])))


def _parsed(words: Iterator[str]) -> Iterator[tuple[str, Any]]:
    method, url, headers, fields = "", "", {}, []
    request: dict[str, Any] = {}
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-u":
            request["auth"] = tuple(next(words).split(":", 1))
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "--json":
            request["content"] = next(words).encode()
            headers["Content-Type"] = "application/json"
        elif word in ("--data-urlencode", "--form-string"):
            fields.append(next(words).split("=", 1))
        elif word == "-F":
            name, _, rest = next(words).partition("=")
            data, filename, kind = rest.rsplit(";", 2)
            part = (filename.partition("=")[2], data, kind.partition("=")[2])
            request["files"] = {name: part}
        else:
            assert word.startswith("http"), word
            url = word
    if fields:
        request["data"] = {
            name: [value for each, value in fields if each == name]
            for name, _ in fields
        }
    body = {"content", "data", "files"} & request.keys()
    yield from request.items()
    yield "method", method or ("POST" if body else "GET")
    yield "url", url
    yield "headers", headers
