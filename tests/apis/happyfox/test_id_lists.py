"""Lists of ids: in JSON a list, in forms whatever a client makes of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import DRAFT, TICKETS, read_ticket, ticket_url
from tests.apis.happyfox.sending import (
    CHOICE,
    FORMS,
    LIST,
    WAYS,
    Way,
    as_json,
    assert_refused,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: Ways to say 1 and 2 in a form.
ONE_AND_TWO: list[Any] = [
    ["1", "2"],
    "1,2",
    "1, 2",
    " 1 , 2 ",
    "1,,2,",
    "[1,2]",
    "[1, 2]",
    ' [ "1", "2" ] ',
    ["1,2"],
    ["1", "[2]"],
    ["", "1", "2"],
    ["1", "2", "1"],
]

#: What is no list of ids in a form.
NO_LIST: list[Any] = [
    "x",
    "1,x",
    "1;2",
    "1 2",
    "1.0",
    "-1",
    "+1",
    "0x1",
    "1_0",
    "\u0661",
    "[1",
    "1]",
    "[1,]",
    "[x]",
    "[1.5]",
    "[true]",
    "[null]",
    "[[1]]",
    '[{"id": 1}]',
    '{"1": 1}',
    ["1", "x"],
    "[" * 10_000,
]

every_form = pytest.mark.parametrize("way", FORMS)


def chosen(ticket: dict[str, Any]) -> Any:
    """Return the ids of the cities that a ticket has."""
    return next(each for each in ticket["custom_fields"] if each["id"] == 3)["value_id"]


@pytest.mark.rule("H6", "H28")
@pytest.mark.parametrize("spelling", ONE_AND_TWO)
@every_form
def test_choices_may_be_spelled_in_many_ways(
    client: httpx.Client, spelling: Any, way: Way
) -> None:
    fields = {"staff": 1, "t-cf-3": spelling}

    tickets = [
        client.post(TICKETS, **way({**DRAFT, "t-cf-3": spelling})).json(),
        client.post(ticket_url(2, "staff_update"), **way(fields)).json(),
        client.post(ticket_url(3, "staff_pvtnote"), **way(fields)).json(),
        client.post(ticket_url(4, "update_custom_fields"), **way(fields)).json(),
    ]

    assert [chosen(ticket) for ticket in tickets] == [[1, 2]] * 4


@pytest.mark.rule("H6", "H41")
@pytest.mark.parametrize("spelling", ONE_AND_TWO)
@every_form
def test_subscribers_may_be_spelled_in_many_ways(
    client: httpx.Client, spelling: Any, way: Way
) -> None:
    answer = client.post(
        ticket_url(1, "subscribe"), **way({"staff_id": 4, "data": spelling})
    )

    assert answer.json() == {
        "message": "Farhan Qureshi, Admin Agent, james may, Subscribers added to ticket"
    }
    subscribers = read_ticket(client, 1)["subscribers"]
    assert [each["id"] for each in subscribers] == [3, 4, 1, 2]


@pytest.mark.rule("H6", "H42")
@pytest.mark.parametrize("spelling", [["23", "24"], "23,24", "[23, 24]", '["23","24"]'])
@every_form
def test_files_to_forward_may_be_spelled_in_many_ways(
    client: httpx.Client, spelling: Any, way: Way
) -> None:
    """They must be the ticket's own, so a spelling that is not read does not pass."""
    body = {"staff_id": 1, "to": "a@example.com", "subject": "s", "message": "m"}
    sent = way({**body, "ticket_attachments": spelling})

    own = client.post(ticket_url(4, "forward"), **sent)
    of_another = client.post(ticket_url(3, "forward"), **sent)

    assert own.status_code == 200
    assert_refused(of_another, ticket_attachments=CHOICE)


@pytest.mark.rule("H6")
@pytest.mark.parametrize("spelling", NO_LIST, ids=lambda each: str(each)[:12])
@every_form
def test_what_is_no_list_of_ids_is_refused(
    client: httpx.Client, records: Records, spelling: Any, way: Way
) -> None:
    before = records()
    forward = {"staff_id": 1, "to": "a@example.com", "subject": "s", "message": "m"}

    answers = {
        "t-cf-3": [
            client.post(TICKETS, **way({**DRAFT, "t-cf-3": spelling})),
            client.post(
                ticket_url(3, "staff_update"), **way({"staff": 1, "t-cf-3": spelling})
            ),
        ],
        "data": [
            client.post(
                ticket_url(3, "subscribe"), **way({"staff_id": 2, "data": spelling})
            )
        ],
        "ticket_attachments": [
            client.post(
                ticket_url(3, "forward"),
                **way({**forward, "ticket_attachments": spelling}),
            )
        ],
    }

    for name, refused in answers.items():
        for answer in refused:
            assert_refused(answer, **{name: LIST})
    assert records() == before


@pytest.mark.rule("H6")
@pytest.mark.parametrize("spelling", ["1,2", "[1,2]", "1", 1, {"1": 2}, True])
def test_in_json_a_list_is_a_list(
    client: httpx.Client, records: Records, spelling: Any
) -> None:
    before = records()

    answers = {
        "t-cf-3": client.post(TICKETS, json={**DRAFT, "t-cf-3": spelling}),
        "data": client.post(
            ticket_url(3, "subscribe"), json={"staff_id": 2, "data": spelling}
        ),
    }

    for name, answer in answers.items():
        assert_refused(answer, **{name: LIST})
    assert records() == before


@pytest.mark.rule("H6", "H28")
def test_a_list_in_json_may_hold_whole_numbers_with_a_point(
    client: httpx.Client,
) -> None:
    """In JSON `1.0` and `1` are the same number."""
    created = client.post(TICKETS, json={**DRAFT, "t-cf-3": [1.0, 2]})
    updated = client.post(
        ticket_url(3, "staff_update"), json={"staff": 1, "t-cf-3": [1.0, 2]}
    )

    assert [chosen(answer.json()) for answer in (updated, created)] == [[1, 2]] * 2


@pytest.mark.rule("H6", "H41")
@pytest.mark.parametrize("way", WAYS)
def test_an_empty_list_adds_nobody_more(client: httpx.Client, way: Way) -> None:
    nobody: Any = [] if way is as_json else ""

    answer = client.post(
        ticket_url(1, "subscribe"), **way({"staff_id": 2, "data": nobody})
    )

    assert answer.json() == {"message": "james may, Subscribers added to ticket"}


@pytest.mark.rule("H6", "H28")
@pytest.mark.parametrize(
    "spelling", ["0", "8", "1,99", ["1", "99"], "[99]", "2147483648"]
)
@every_form
def test_an_id_that_is_no_choice_is_refused(
    client: httpx.Client, spelling: Any, way: Way
) -> None:
    answer = client.post(TICKETS, **way({**DRAFT, "t-cf-3": spelling}))

    assert_refused(answer, **{"t-cf-3": CHOICE})
