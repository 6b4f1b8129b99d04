"""The order of a list, worked out again from what is stored, and its ties."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, TICKETS, found, ticket_url
from tests.apis.happyfox.sending import CHOICE, assert_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import httpx

    from tests.apis.happyfox.conftest import Records
    from ticketstub.sandbox.clock import Clock

    Rows = Mapping[str, Mapping[Any, Mapping[str, Any]]]
    Place = Callable[[Rows, Mapping[str, Any]], Any]

#: Where a ticket stands in each order, the lowest place first.
PLACES: dict[str, Place] = {
    "category": lambda rows, ticket: rows["happyfox.categories"][ticket["category_id"]][
        "name"
    ],
    "subject": lambda _rows, ticket: ticket["subject"].lower(),
    "status": lambda rows, ticket: rows["happyfox.statuses"][ticket["status_id"]][
        "order"
    ],
    "priority": lambda rows, ticket: rows["happyfox.priorities"][ticket["priority_id"]][
        "order"
    ],
    "update": lambda _rows, ticket: last_reply(ticket),
    "create": lambda _rows, ticket: ticket["created_at"],
    "last_modified": lambda _rows, ticket: ticket["last_modified"],
    "ticket": lambda _rows, ticket: ticket["id"],
    "client": lambda _rows, ticket: ticket["contact_id"],
}

#: The name of each order that rises, and of its opposite.
BOTH_WAYS = {
    "category": ("categorya", "categoryd"),
    "subject": ("subjecta", "subjectd"),
    "status": ("statusa", "statusd"),
    "priority": ("prioritya", "priorityd"),
    "update": ("updatea", "updated"),
    "create": ("createa", "created"),
    "last_modified": ("last_modifieda", "last_modifiedd"),
    "ticket": ("ticketa", "ticketd"),
    "client": ("clienta", "clientd"),
}

SORTS = [
    *(name for names in BOTH_WAYS.values() for name in names),
    "due",
    "unresponded",
    "assigneea",
    "assigneed",
]


def last_reply(ticket: Mapping[str, Any]) -> str:
    """Return the time of the later of the two last replies; some have no second."""
    staff: str | None = ticket["last_staff_reply_at"]
    contact: str = ticket["last_user_reply_at"]
    return contact if staff is None or staff < contact else staff


def ordered(
    tickets: Iterable[Mapping[str, Any]],
    place: Callable[[Mapping[str, Any]], Any],
    *,
    falling: bool = False,
) -> list[int]:
    """Return the ids by their places; of one place, the highest id first."""
    by_place: dict[Any, list[int]] = {}
    for ticket in tickets:
        by_place.setdefault(place(ticket), []).append(ticket["id"])
    return [
        number
        for each in sorted(by_place, reverse=falling)
        for number in sorted(by_place[each], reverse=True)
    ]


@pytest.fixture
def tied(client: httpx.Client) -> httpx.Client:
    """Add tickets that tie in everything but the id, since the clock stands.

    Each of the other places is shared by several tickets of the mock data.
    """
    same = {**PLAIN_DRAFT, "client": 1, "due_date": "2026-06-22"}
    drafts = [
        {**same, "subject": subject, "assignee": assignee}
        for subject in ("An EXAMPLE", "an example")
        for assignee in (None, 2, 4)
    ]
    answer = client.post(TICKETS, json=drafts)
    assert [each["id"] for each in answer.json()] == [65, 66, 67, 68, 69, 70]
    return client


@pytest.mark.rule("H20")
@pytest.mark.parametrize("name", BOTH_WAYS)
@pytest.mark.parametrize("falling", [False, True])
def test_tickets_follow_the_order_and_ties_the_highest_id_first(
    tied: httpx.Client, records: Records, name: str, *, falling: bool
) -> None:
    """Ties follow the ids the same way, whether the order rises or falls."""
    rows = records()
    tickets = rows["happyfox.tickets"].values()

    ids = found(tied, sort=BOTH_WAYS[name][falling])

    place = PLACES[name]
    assert ids == ordered(tickets, lambda each: place(rows, each), falling=falling)
    if name != "ticket":
        assert len({place(rows, each) for each in tickets}) < len(tickets) == 70


@pytest.mark.rule("H20")
def test_due_dates_rise_and_tickets_without_one_come_last(
    tied: httpx.Client, records: Records
) -> None:
    tickets = records()["happyfox.tickets"].values()
    dated = [each for each in tickets if each["due_date"] is not None]
    undated = [each["id"] for each in tickets if each["due_date"] is None]

    ids = found(tied, sort="due")

    assert len(dated) > 20
    assert ids == [
        *ordered(dated, lambda each: each["due_date"]),
        *sorted(undated, reverse=True),
    ]


@pytest.mark.rule("H20")
@pytest.mark.parametrize("falling", [False, True])
def test_assignees_follow_their_usernames_and_nobody_comes_last(
    tied: httpx.Client, records: Records, *, falling: bool
) -> None:
    """Last in both directions."""
    rows = records()
    tickets = rows["happyfox.tickets"].values()
    assigned = [each for each in tickets if each["assignee_id"] is not None]
    nobodys = [each["id"] for each in tickets if each["assignee_id"] is None]

    ids = found(tied, sort="assigneed" if falling else "assigneea")

    assert ids == [
        *ordered(
            assigned,
            lambda each: rows["happyfox.staff"][each["assignee_id"]]["username"],
            falling=falling,
        ),
        *sorted(nobodys, reverse=True),
    ]
    assert nobodys


@pytest.mark.rule("H20")
def test_unanswered_tickets_come_first_and_then_the_newest_reply(
    tied: httpx.Client, records: Records
) -> None:
    tickets = records()["happyfox.tickets"].values()
    waiting = [each for each in tickets if each["unresponded"]]
    answered = [each for each in tickets if not each["unresponded"]]

    ids = found(tied, sort="unresponded")

    assert ids == [
        *ordered(waiting, last_reply, falling=True),
        *ordered(answered, last_reply, falling=True),
    ]


@pytest.mark.rule("H20")
def test_the_newest_reply_comes_first_by_default(client: httpx.Client) -> None:
    assert found(client) == found(client, sort="updated")


@pytest.mark.rule("H20")
def test_either_side_of_a_conversation_may_have_the_last_word(
    client: httpx.Client, records: Records, clock: Clock
) -> None:
    """A note has none, and neither has a change without a message."""
    stored = records()["happyfox.tickets"].values()
    assert {last_reply(each) == each["last_user_reply_at"] for each in stored} == {
        True,
        False,
    }
    writes = [
        (1, "user_reply", {"user": 1, "text": "One more thing"}),
        (2, "staff_update", {"staff": 1, "plaintext": "An answer"}),
        (3, "staff_update", {"staff": 1, "priority": 1}),
        (4, "staff_pvtnote", {"staff": 1, "plaintext": "A note"}),
    ]
    for ticket_id, action, body in writes:
        clock.advance(timedelta(seconds=1))
        client.post(ticket_url(ticket_id, action), json=body)

    assert found(client, sort="updated")[:2] == [2, 1]
    assert found(client, sort="last_modifiedd")[:4] == [4, 3, 2, 1]
    assert found(client, q="id:1,2,3,4") == [3, 2, 1, 4]


@pytest.mark.rule("H20")
@pytest.mark.parametrize("q", ["printer", "unresponded:true", "id:1,2,3,4,5,6,7"])
def test_with_a_search_the_last_update_counts_whatever_the_sort(
    client: httpx.Client, records: Records, q: str
) -> None:
    plain = found(client, q=q)

    stored = records()["happyfox.tickets"]
    chosen = [stored[each] for each in plain]
    assert len(chosen) > 3
    assert plain == ordered(chosen, lambda each: each["last_updated_at"], falling=True)
    for sort in SORTS:
        assert found(client, q=q, sort=sort) == plain


@pytest.mark.rule("H20", "H13")
@pytest.mark.parametrize("q", ["", '""', " ", "+"])
def test_an_empty_search_leaves_the_sort_alone(client: httpx.Client, q: str) -> None:
    assert found(client, q=q, sort="ticketa") == [*range(1, 65)]


@pytest.mark.rule("H20")
def test_tickets_found_at_the_same_time_follow_their_ids(tied: httpx.Client) -> None:
    """The highest first: relevance is the same for all."""
    assert found(tied, q="an example")[:6] == [70, 69, 68, 67, 66, 65]


@pytest.mark.rule("H20", "H12")
@pytest.mark.parametrize("sort", SORTS)
def test_an_order_holds_within_a_filter_and_over_pages(
    client: httpx.Client, sort: str
) -> None:
    whole = found(client, sort=sort)
    params: dict[str, Any] = {"sort": sort, "category": [1, 4], "size": 7}
    params["minify_response"] = "true"

    answers = [client.get(TICKETS, params={**params, "page": n}) for n in range(1, 9)]

    ids = [each for answer in answers for each in answer.json()["data"]]
    inside = set(found(client, category=[1, 4]))
    assert ids == [each for each in whole if each in inside]


@pytest.mark.rule("H20", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "",
        "id",
        "UPDATED",
        "update",
        "updatedd",
        "duea",
        "dued",
        "-created",
        "created,due",
    ],
)
@pytest.mark.parametrize("q", ["", "printer"])
def test_an_unknown_order_is_refused(client: httpx.Client, value: str, q: str) -> None:
    """With a search, too, although it would not count there."""
    answer = client.get(TICKETS, params={"sort": value, "q": q})

    assert_refused(answer, sort=CHOICE)
