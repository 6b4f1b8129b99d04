"""Bodies that are refused: every bad property is told, and nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    CONTACT,
    DRAFT,
    FORM,
    JSON,
    NOT_TEXT,
    REPLY,
    REQUIRED,
    TICKETS,
    UNKNOWN_CATEGORY,
    UNKNOWN_PROPERTY,
    create,
    refusal,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records

VALID = {TICKETS: DRAFT, CONTACT: FORM, REPLY: ANSWER}

OPTIONAL = {"companyName", "content"}


def properties() -> list[tuple[str, str]]:
    """List every property that is a text, with the path that takes it."""
    return [(path, name) for path, body in VALID.items() for name in body]


@pytest.mark.rule("I13", "I2", "X7")
@pytest.mark.parametrize(
    ("path", "name"),
    [
        (path, name)
        for path, name in properties()
        if path != CONTACT or name not in OPTIONAL
    ],
)
def test_a_missing_property_is_required(
    client: httpx.Client, records: Records, path: str, name: str
) -> None:
    before = records()
    body = {key: value for key, value in VALID[path].items() if key != name}

    answer = client.post(path, json=body)

    assert answer.status_code == 422
    assert answer.json() == refusal(10002, (name, REQUIRED))
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("I13")
@pytest.mark.parametrize(("path", "name"), properties())
@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], ["a"], {}])
def test_what_is_no_text_is_refused(
    client: httpx.Client, records: Records, path: str, name: str, value: Any
) -> None:
    """Null is not the same as nothing, not even for an optional property."""
    before = records()

    answer = client.post(path, json={**VALID[path], name: value})

    assert answer.status_code == 422
    assert answer.json() == refusal(10002, (name, NOT_TEXT))
    assert records() == before


@pytest.mark.rule("I13")
@pytest.mark.parametrize("path", VALID)
def test_an_empty_object_is_told_everything_that_it_lacks(
    client: httpx.Client, path: str
) -> None:
    """In the order in which the documentation lists it."""
    answer = client.post(path, json={})

    names = [name for name in VALID[path] if path != CONTACT or name not in OPTIONAL]
    assert answer.status_code == 422
    assert answer.json() == refusal(10002, *((name, REQUIRED) for name in names))


@pytest.mark.rule("I13", "I14", "I16")
def test_every_bad_property_of_a_ticket_is_told_at_once(
    client: httpx.Client, records: Records
) -> None:
    before = records()
    body = {
        "title": 1,
        "category": "network",
        "department": [],
        "emailCc": "nobody",
        "emailTo": "a@example.com, b",
        "attachmentIds": [404, 2],
        "status": "closed",
    }

    answer = client.post(TICKETS, json=body)

    assert answer.status_code == 422
    assert answer.json() == refusal(
        10002,
        ("title", NOT_TEXT),
        ("content", REQUIRED),
        ("category", UNKNOWN_CATEGORY),
        ("department", NOT_TEXT),
        ("emailCc", "Invalid email address: nobody."),
        ("emailTo", "Invalid email address: b."),
        ("attachmentIds", "Unknown attachment: 404."),
        ("attachmentIds", "Attachment already in use: 2."),
        ("status", UNKNOWN_PROPERTY),
    )
    assert records() == before


@pytest.mark.rule("I13", "I14")
def test_every_bad_property_of_a_form_is_told_at_once(client: httpx.Client) -> None:
    body = {
        "firstName": "I",
        "lastName": None,
        "companyName": "x" * 121,
        "email": "imke.brandt",
        "phone": "1" * 16,
        "title": "",
        "content": 0,
        "category": "",
        "attachmentIds": [7],
    }

    answer = client.post(CONTACT, json=body)

    assert answer.status_code == 422
    assert answer.json() == refusal(
        10002,
        ("firstName", "Must be at least 2 characters long."),
        ("lastName", NOT_TEXT),
        ("companyName", "Must be at most 120 characters long."),
        ("email", "Invalid email address: imke.brandt."),
        ("phone", "Must be at most 15 characters long."),
        ("title", "Must be at least 2 characters long."),
        ("content", NOT_TEXT),
        ("category", UNKNOWN_CATEGORY),
        ("attachmentIds", UNKNOWN_PROPERTY),
    )


@pytest.mark.rule("I13")
def test_every_bad_property_of_a_reply_is_told_at_once(client: httpx.Client) -> None:
    body = {"content": None, "attachmentIds": "7", "replyByI3d": 1}

    answer = client.post(REPLY, json=body)

    assert answer.status_code == 422
    assert answer.json() == refusal(
        10002,
        ("title", REQUIRED),
        ("content", NOT_TEXT),
        ("attachmentIds", "Must be of type array."),
        ("replyByI3d", UNKNOWN_PROPERTY),
    )


@pytest.mark.rule("I14", "X8")
@pytest.mark.parametrize("path", VALID)
@pytest.mark.parametrize(
    "name",
    ["id", "hash", "status", "priorityName", "Title", "title ", "", "😬"],
)
@pytest.mark.parametrize("value", ["x", None])
def test_an_unknown_property_is_refused(
    client: httpx.Client, records: Records, path: str, name: str, value: str | None
) -> None:
    """What a ticket shows is unknown, too, where it is not taken."""
    before = records()

    answer = client.post(path, json={**VALID[path], name: value})

    assert answer.status_code == 422
    assert answer.json() == refusal(10002, (name, UNKNOWN_PROPERTY))
    assert records() == before


@pytest.mark.rule("I14")
@pytest.mark.parametrize("path", [TICKETS, CONTACT])
@pytest.mark.parametrize(
    "category",
    ["", "network", "NETWORK", " Network", "Network ", "Net", "Network,Sales", "2"],
)
def test_a_category_must_be_named_exactly(
    client: httpx.Client, records: Records, path: str, category: str
) -> None:
    before = records()

    answer = client.post(path, json={**VALID[path], "category": category})

    assert answer.status_code == 422
    assert answer.json() == refusal(10002, ("category", UNKNOWN_CATEGORY))
    assert records() == before


@pytest.mark.rule("I15", "I2")
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [(TICKETS, 422, 10002), (CONTACT, 422, 10002), (REPLY, 400, 10004)],
)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"{",
        b"title=a",
        b'{"title": "a",}',
        b"{'title': 'a'}",
        b'{"title": NaN}',
        b'{"title": 1e999}',
        b'{"title": "\\ud800"}',
        b'{"title": "\xff"}',
        b'\xef\xbb\xbf{"title": "a"}',
        b"[]",
        b'[{"title": "a"}]',
        b'"title"',
        b"1",
        b"true",
        b"null",
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_what_is_no_json_object_names_no_property(  # noqa: PLR0917  # parameters of the test
    client: httpx.Client,
    records: Records,
    path: str,
    status: int,
    code: int,
    content: bytes,
) -> None:
    """Two of the operations declare no 400 for it, and the third does."""
    before = records()

    answer = client.post(
        path, content=content, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == status
    assert answer.json() == refusal(code)
    assert records() == before


@pytest.mark.rule("I13", "X3")
def test_a_refused_ticket_uses_up_no_id_and_no_hash(client: httpx.Client) -> None:
    client.post(TICKETS, json={})
    client.post(TICKETS, json={**DRAFT, "category": "none"})
    client.post(CONTACT, json={})
    client.post(REPLY, json={})
    client.post("/v3/tickets/11/reply", json=dict(ANSWER))

    ticket = create(client)

    assert (ticket["id"], ticket["replies"][0]["id"]) == (47, 115)
    assert ticket["hash"] == "e3e70682c2094cac629f6fbed82c07cd"


@pytest.mark.rule("I13")
@pytest.mark.parametrize(
    ("name", "one"), [("emailCc", "nobody"), ("attachmentIds", 404)]
)
@pytest.mark.parametrize(("count", "told"), [(99, 99), (100, 100), (50_000, 100)])
def test_of_a_propertys_countless_faults_a_hundred_are_told(
    client: httpx.Client, name: str, one: Any, count: int, told: int
) -> None:
    """Else a body of a megabyte costs the stub hundreds of them."""
    value = ",".join([one] * count) if isinstance(one, str) else [one] * count

    answer = client.post(TICKETS, json={**DRAFT, name: value, "status": "open"})

    errors = answer.json()["errors"]
    assert answer.status_code == 422
    assert [error["property"] for error in errors] == [*[name] * told, "status"]
