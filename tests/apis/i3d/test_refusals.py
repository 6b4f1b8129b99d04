"""Refusals that no property is to blame for, and the body that all of them have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.apis.i3d.conftest import (
    ANSWER,
    DRAFT,
    JSON,
    MESSAGES,
    OPERATIONS,
    REPLY,
    TICKETS,
    create,
    read_ticket,
    refusal,
)
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records
    from tests.stub import Stub

#: What each path has, as a 405 lists it.
ALLOWED = {
    "/v3/tickets/categories": "GET, HEAD",
    "/v3/tickets": "GET, HEAD, POST",
    "/v3/tickets/openOrUnread": "GET, HEAD",
    "/v3/tickets/12": "GET, HEAD",
    "/v3/tickets/999999": "GET, HEAD",
    "/v3/tickets/12/attachment/2": "GET, HEAD",
    "/v3/tickets/contact": "POST",
    "/v3/tickets/12/reply": "POST",
    "/v3/tickets/attachment": "POST",
    "/v3/tickets/attachment/8": "DELETE",
    "/v3/tickets/41/open": "PUT",
    "/v3/tickets/12/close": "PUT",
}

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")

#: A call for each kind of refusal: method, path, what is sent, status, code.
REFUSED: list[Any] = [
    ("GET", "/v3/tickets/999999", {}, 404, 10001),
    ("GET", "/v3/nothing", {}, 404, 10001),
    ("PUT", "/v3/tickets/999999/open", {}, 400, 10001),
    ("POST", TICKETS, {"json": {}}, 422, 10002),
    ("POST", TICKETS, {"json": []}, 422, 10002),
    ("GET", TICKETS, {"headers": {"PRIVATE-TOKEN": "x"}}, 403, 10003),
    ("GET", TICKETS, {"headers": {"RANGED-DATA": "x"}}, 400, 10004),
    ("POST", REPLY, {"json": []}, 400, 10004),
    ("DELETE", TICKETS, {}, 405, 10004),
    ("POST", TICKETS, {"content": "x"}, 415, 10004),
    ("POST", "/v3/tickets/attachment", {"content": "x"}, 400, 10004),
    ("PUT", "/v3/tickets/11/open", {}, 422, 10005),
    ("POST", "/v3/tickets/11/reply", {"json": ANSWER}, 422, 10005),
    ("DELETE", "/v3/tickets/attachment/2", {}, 422, 10005),
]


@pytest.mark.rule("I2", "X7")
@pytest.mark.parametrize(("method", "path", "sent", "status", "code"), REFUSED)
def test_every_refusal_has_the_same_body(  # noqa: PLR0917  # parameters of the test
    client: httpx.Client,
    records: Records,
    method: str,
    path: str,
    sent: dict[str, Any],
    status: int,
    code: int,
) -> None:
    before = records()

    answer = client.request(method, path, **sent)

    body = answer.json()
    assert answer.status_code == status
    assert list(body) == ["errorCode", "errorMessage", "errors"]
    assert (body["errorCode"], body["errorMessage"]) == (code, MESSAGES[code])
    assert isinstance(body["errors"], list)
    for error in body["errors"]:
        assert list(error) == ["property", "message"]
        assert all(isinstance(text, str) for text in error.values())
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("X1", "X2", "I2", "X7")
@pytest.mark.parametrize(
    "path",
    [
        "/v3",
        "/v3/",
        "/v3/nothing",
        "/v3/Tickets",
        "/v3/tickets/",
        "/v3/tickets/12/",
        "/v3/tickets/12/nothing",
        "/v3/tickets/12/Reply",
        "/v3/tickets/12/attachment",
        "/v3/tickets/12/attachment/2/nothing",
        "/v3/tickets/openorunread/x",
        "/v3//tickets",
    ],
)
def test_an_unknown_path_below_the_prefix_is_no_route(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json() == refusal(10001)
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X1")
@pytest.mark.parametrize(
    "path",
    ["/tickets", "/v2/tickets", "/v33/tickets", "/V3/tickets", "/api/v3/tickets"],
)
def test_a_path_beside_the_prefix_is_not_this_apis(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "errorCode" not in answer.text


@pytest.mark.rule("X2", "I2", "X7")
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

    assert answer.status_code == 405
    assert answer.json() == refusal(10004)
    assert answer.headers["allow"] == allowed
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X7")
@pytest.mark.parametrize(
    ("method", "path"), [pair for pair in OPERATIONS if pair[0] == "GET"]
)
def test_every_answer_with_a_body_is_json_in_utf_8(
    client: httpx.Client, method: str, path: str
) -> None:
    answer = client.request(method, path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X7")
def test_a_word_that_is_no_ascii_comes_as_itself(client: httpx.Client) -> None:
    ticket = create(client, title="Grüße 😬 שלום")

    answer = client.get(f"/v3/tickets/{ticket['id']}")

    assert "Grüße 😬 שלום".encode() in answer.content


@pytest.mark.rule("I22", "I2")
def test_a_fault_of_the_service_is_told_in_the_apis_own_words(
    bundled_stub: Stub,
    sandbox_name: str,
    client: httpx.Client,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It takes a broken server to see one; here its files are lost."""
    before = records()
    uploads = bundled_stub.sandbox(sandbox_name).uploads("i3d")
    with monkeypatch.context() as broken:
        broken.setattr(uploads, "read", {}.__getitem__)
        answer = client.get("/v3/tickets/12/attachment/2")

    assert answer.status_code == 500
    assert answer.json() == refusal(10000)
    assert answer.headers["content-type"] == JSON
    assert records() == before
    assert client.get("/v3/tickets/12/attachment/2").status_code == 200


@pytest.mark.rule("I22")
def test_no_call_on_the_mock_data_meets_a_fault(client: httpx.Client) -> None:
    """Every operation, as it is documented and with nothing at all."""
    answers = [client.request(method, path) for method, path in OPERATIONS]
    answers += [client.post(TICKETS, json=dict(DRAFT)) for _ in range(100)]
    answers += [client.get(f"/v3/tickets/{number}") for number in range(150)]

    assert {answer.status_code for answer in answers} <= {200, 204, 400, 404, 422}


@pytest.mark.rule("I2", "I12", "I22")
def test_the_contract_declares_what_the_vendors_does_and_what_the_stub_adds() -> None:
    """The vendor has no 400 for a list, and says nothing of 413 and 415."""
    file = bundled() / "openapi" / "i3d.yaml"
    contract = yaml.safe_load(file.read_text(encoding="utf-8"))
    declared = {
        operation["operationId"].partition(".")[2]: " ".join(operation["responses"])
        for path in contract["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    }

    assert declared == {
        "list_categories": "200 403 500",
        "list_tickets": "200 400 403 500",
        "create_ticket": "200 403 413 415 422 500",
        "list_open_or_unread": "200 400 403 500",
        "get_ticket": "200 403 404 500",
        "get_attachment": "200 403 404 500",
        "contact": "200 403 413 415 422 500",
        "create_reply": "200 400 403 413 415 422 500",
        "upload_attachment": "200 400 403 413 422 500",
        "delete_attachment": "204 403 404 422 500",
        "open_ticket": "204 400 403 422 500",
        "close_ticket": "204 400 403 500",
    }


@pytest.mark.rule("I3", "X7")
def test_every_success_has_the_status_that_the_vendor_declares(
    client: httpx.Client,
) -> None:
    """A new entry is answered with 200, too, and what has no body with 204."""
    files = {"attachment": ("a.txt", b"a")}
    answers = {
        "create": client.post(TICKETS, json=dict(DRAFT)),
        "reply": client.post(REPLY, json=dict(ANSWER)),
        "upload": client.post("/v3/tickets/attachment", files=files),
        "delete": client.delete("/v3/tickets/attachment/8"),
        "open": client.put("/v3/tickets/41/open"),
        "close": client.put("/v3/tickets/12/close"),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "create": 200,
        "reply": 200,
        "upload": 200,
        "delete": 204,
        "open": 204,
        "close": 204,
    }
    assert read_ticket(client)["status"] == "closed"
