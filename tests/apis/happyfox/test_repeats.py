"""What comes twice where one value is due, and what goes out with every link."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.apis.happyfox.calls import ACTIONS, PICTURE, link_of
from tests.apis.happyfox.conftest import (
    AUTH,
    BASE,
    NOW,
    PLAIN_DRAFT,
    TICKETS,
    field_errors,
    found,
    ticket_url,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

VALUE = "Enter a valid value."
NUMBER = "Enter a whole number."
BOOLEAN = "Enter true or false."

Pairs = list[tuple[str, str]]


def sent(way: str, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return pairs as a form or as multipart."""
    if way == "multipart":
        return {"files": [(name, (None, value)) for name, value in pairs]}
    query = httpx.QueryParams(list(pairs))
    return {"content": str(query), "headers": FORM}


both_ways = pytest.mark.parametrize("way", ["form", "multipart"])


@pytest.mark.rule("X9", "H6")
@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("name", "Jo Example", VALUE),
        ("email", "jo@example.com", VALUE),
        ("phone", "1", VALUE),
        ("subject", "Example ticket", VALUE),
        ("text", "Example message", VALUE),
        ("html", "<p>a</p>", VALUE),
        ("category", "4", NUMBER),
        ("priority", "1", NUMBER),
        ("assignee", "1", NUMBER),
        ("tags", "a", VALUE),
        ("cc", "a@example.com", VALUE),
        ("bcc", "a@example.com", VALUE),
        ("created_at", "2026-06-01T00:00:00", VALUE),
        ("due_date", "2026-06-20", VALUE),
        ("visible_only_staff", "true", BOOLEAN),
        ("client", "1", NUMBER),
        ("c-cf-2", "a", VALUE),
        ("c-cf-3", "1", NUMBER),
        ("t-cf-2", "a", VALUE),
        ("t-cf-5", "1", VALUE),
        ("t-cf-25", "1", NUMBER),
    ],
)
@both_ways
def test_a_field_of_a_ticket_given_twice_is_refused(  # noqa: PLR0917  # of the test
    records: Records,
    client: httpx.Client,
    field: str,
    value: str,
    text: str,
    way: str,
) -> None:
    """Even if both say the same."""
    before = records()
    fields = {name: str(each) for name, each in PLAIN_DRAFT.items()}
    pairs = [*{**fields, field: value}.items(), (field, value)]

    answer = client.post(TICKETS, **sent(way, pairs))

    assert answer.status_code == 400
    assert answer.json() == field_errors(**{field: text})
    assert records() == before


def _form_of(body: dict[str, Any]) -> Pairs:
    return [(name, str(value)) for name, value in body.items()]


@pytest.mark.rule("X9", "H6")
@pytest.mark.parametrize(
    ("path", "field", "pairs"),
    [
        pytest.param(path, field, pairs, id=f"{path.split('/')[-2]}-{field}")
        for _, path, call in ACTIONS
        for pairs in [_form_of(call["json"])]
        for field, _ in pairs
    ],
)
@both_ways
def test_a_field_of_a_write_given_twice_is_refused(  # noqa: PLR0917  # of the test
    records: Records,
    client: httpx.Client,
    path: str,
    field: str,
    pairs: Pairs,
    way: str,
) -> None:
    before = records()
    repeated = [*pairs, *(pair for pair in pairs if pair[0] == field)]

    answer = client.post(path, **sent(way, repeated))

    (error,) = answer.json()["error"]
    assert answer.status_code == 400
    assert error["field"] == field
    assert error["errors"][0] in (VALUE, NUMBER)
    assert records() == before


@pytest.mark.rule("X9", "H45")
def test_a_picture_given_twice_is_refused(client: httpx.Client) -> None:
    path = f"{BASE}/ticket-inline-attachment"

    answer = client.post(path, files=[("file", PICTURE), ("file", PICTURE)])

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["error"]] == ["file"]


@pytest.mark.rule("X9", "H6")
@both_ways
def test_a_list_of_ids_and_an_unknown_field_may_come_twice(
    client: httpx.Client, way: str
) -> None:
    pairs = [("staff_id", "1"), ("data", "2"), ("data", "4")]
    pairs += [("nothing", "1"), ("nothing", "1")]

    answer = client.post(ticket_url(1, "subscribe"), **sent(way, pairs))

    assert answer.status_code == 200
    assert answer.json()["message"].startswith(
        "Admin Agent, james may, Farhan Qureshi,"
    )


@pytest.mark.rule("X9", "H6")
@both_ways
def test_a_field_given_twice_is_told_with_the_others(
    client: httpx.Client, way: str
) -> None:
    pairs = [("subject", "a"), ("subject", "b"), ("client", "999"), ("category", "4")]

    answer = client.post(TICKETS, **sent(way, pairs))

    choice = "Select a valid choice. That choice is not one of the available choices."
    assert answer.json() == field_errors(
        subject=VALUE, text="This field is required.", client=choice
    )


@pytest.mark.rule("X9", "H10", "H12")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minify_response", "true"),
        ("fields", "id"),
        ("status", "1"),
        ("q", "printer"),
        ("sort", "created"),
        ("size", "10"),
        ("page", "1"),
        ("unresponded", "true"),
        ("breached", "true"),
        ("tag", "test"),
        ("duedate", "today"),
        ("priority", "High"),
        ("assignee", "any"),
        ("group", "any"),
        ("contact", "Welcome"),
        ("id", "3"),
    ],
)
def test_a_parameter_given_twice_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"{TICKETS}?{name}={value}&{name}={value}")

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["error"]] == [name]


@pytest.mark.rule("X9", "H39", "H46")
def test_a_parameter_of_another_operation_given_twice_is_refused(
    client: httpx.Client,
) -> None:
    detail = client.get(f"{ticket_url(3)}?show_cf_changes=true&show_cf_changes=true")
    link = client.get(f"{link_of(client)}&Expires=1", auth=None)

    assert detail.json() == field_errors(show_cf_changes=BOOLEAN)
    assert link.json() == field_errors(Expires=NUMBER)


@pytest.mark.rule("X9", "H12")
def test_several_categories_and_unknown_parameters_are_no_repeat(
    client: httpx.Client,
) -> None:
    both = client.get(f"{TICKETS}?category=2&category=3&x=1&x=1&minify_response=true")

    expected = sorted(found(client, category=2) + found(client, category=3))
    assert both.json()["page_info"]["last_index"] == len(expected)
    assert set(both.json()["data"]) <= set(expected)


@pytest.mark.rule("X9", "H1")
def test_credentials_given_twice_open_nothing(client: httpx.Client) -> None:
    pair = b64encode(":".join(AUTH).encode()).decode()
    headers = [("Authorization", f"Basic {pair}")]

    once = client.get(ticket_url(3), headers=headers, auth=None)
    twice = client.get(ticket_url(3), headers=headers * 2, auth=None)

    assert once.status_code == 200
    assert twice.status_code == 401


@pytest.mark.rule("X9", "H46")
@pytest.mark.parametrize(
    ("ticket_id", "plain", "encoded"),
    [
        (3, "bicycle.gif", "bicycle.gif"),
        (4, "two-and-a-gap.png", "two-and-a-gap.png"),
        (
            11,
            "depot plan; gate 3 _north_.png",
            "depot%20plan%3B%20gate%203%20%22north%22.png",
        ),
        (42, "_ Diwali 1998.png", "%F0%9F%98%80%20Diwali%201998.png"),
    ],
)
def test_a_download_is_named_in_two_ways(
    client: httpx.Client, ticket_id: int, plain: str, encoded: str
) -> None:
    answer = client.get(link_of(client, ticket_id), auth=None)

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == (
        f"inline; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    )


@pytest.mark.rule("X9", "H45", "H46")
def test_a_link_carries_its_sandbox_unless_that_is_main(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    path = f"{BASE}/ticket-inline-attachment"
    main = bundled_stub.sandbox("main")
    main.clock.freeze(NOW)
    with bundled_stub.client(auth=AUTH) as in_main:
        links = [
            httpx.URL(link)
            for caller in (client, in_main)
            for link in (
                link_of(caller),
                caller.post(path, files={"file": PICTURE}).json()["url"],
            )
        ]

    told = [link.params.get("Sandbox") for link in links]
    assert told == [sandbox_name, sandbox_name, None, None]
    assert {link.netloc for link in links} == {client.base_url.netloc}
    assert links[1].query == f"Sandbox={sandbox_name}".encode()
    assert links[3].query == b""
