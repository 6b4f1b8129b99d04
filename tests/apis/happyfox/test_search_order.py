"""The order of tickets: with a search, and without one by `sort`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import TICKETS, created, field_errors, found
from tests.apis.happyfox.searching import CHOICE, change, search, stored, tickets_of
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

    Place = Callable[[dict[str, Any]], Any]

SORTS = (
    "categorya",
    "categoryd",
    "subjecta",
    "subjectd",
    "due",
    "statusa",
    "statusd",
    "prioritya",
    "priorityd",
    "updated",
    "updatea",
    "unresponded",
    "createa",
    "created",
    "assigneea",
    "assigneed",
    "last_modifieda",
    "last_modifiedd",
    "ticketa",
    "ticketd",
    "clienta",
    "clientd",
)


def last_reply(ticket: dict[str, Any]) -> str:
    """Return the later of the two replies; there is always the contact's."""
    staff: str | None = ticket["last_staff_reply_at"]
    contact: str = ticket["last_user_reply_at"]
    return max(contact, staff) if staff else contact


def expected(records: Records, sort: str) -> list[int]:
    """Sort the stored tickets, one step after the other; ties keep the highest id."""
    categories = stored(records, "categories")
    statuses, priorities = stored(records, "statuses"), stored(records, "priorities")
    usernames = {
        key: each["username"] for key, each in stored(records, "staff").items()
    }
    places: dict[str, Place] = {
        "category": lambda ticket: categories[ticket["category_id"]]["name"],
        "subject": lambda ticket: ticket["subject"].casefold(),
        "status": lambda ticket: statuses[ticket["status_id"]]["order"],
        "priority": lambda ticket: priorities[ticket["priority_id"]]["order"],
        "update": last_reply,
        "create": lambda ticket: ticket["created_at"],
        "last_modified": lambda ticket: ticket["last_modified"],
        "ticket": lambda ticket: ticket["id"],
        "client": lambda ticket: ticket["contact_id"],
    }
    tickets = tickets_of(records)
    if sort == "due":
        tickets.sort(key=lambda t: t["due_date"] or "9999")
    elif sort == "unresponded":
        tickets.sort(key=last_reply, reverse=True)
        tickets.sort(key=lambda t: not t["unresponded"])
    elif sort in ("assigneea", "assigneed"):
        assigned = [t for t in tickets if t["assignee_id"] is not None]
        assigned.sort(
            key=lambda t: usernames[t["assignee_id"]], reverse=sort == "assigneed"
        )
        tickets = assigned + [t for t in tickets if t["assignee_id"] is None]
    else:
        tickets.sort(key=places[sort[:-1]], reverse=sort.endswith("d"))
    return [ticket["id"] for ticket in tickets]


@pytest.mark.rule("H20")
@pytest.mark.parametrize("sort", SORTS)
def test_tickets_follow_the_order_and_ties_the_highest_id(
    client: httpx.Client, records: Records, sort: str
) -> None:
    assert found(client, sort=sort) == expected(records, sort)


@pytest.mark.rule("H20")
@pytest.mark.parametrize("sort", SORTS)
def test_the_order_follows_what_was_written(
    client: httpx.Client, records: Records, sort: str
) -> None:
    """Three tickets of one moment, and old ones that changed in it, tie."""
    for subject in ("same", "SAME", "Same"):
        created(client, subject=subject)
    done(client, 3, "staff_update", staff=2, plaintext="x", status=1, assignee=None)
    done(client, 4, "staff_update", staff=2, priority=4, assignee=4)
    done(client, 5, "user_reply", user=1, text="x")
    done(client, 7, "staff_pvtnote", staff=1, plaintext="x", time_spent=1)
    done(client, 9, "move", staff_id=2, target_category_id=2)

    assert found(client, sort=sort) == expected(records, sort)


@pytest.mark.rule("H20")
def test_the_latest_reply_comes_first_by_default(
    client: httpx.Client, records: Records
) -> None:
    tickets = found(client)

    assert tickets == found(client, sort="updated") == expected(records, "updated")
    # Ticket 36 was updated, but not answered, after ticket 59 was.
    assert tickets.index(59) < tickets.index(36)


@pytest.mark.rule("H20")
def test_subjects_are_ordered_whatever_their_case(client: httpx.Client) -> None:
    ids = [
        created(client, subject=subject)["id"]
        for subject in ("zzz b", "ZZZ A", "zzz C", "ZZZ a")
    ]

    order = [each for each in found(client, sort="subjecta") if each in ids]

    assert order == [ids[3], ids[1], ids[0], ids[2]]


@pytest.mark.rule("H20")
def test_tickets_without_a_due_date_come_last(client: httpx.Client) -> None:
    due = created(client, due_date="2099-12-31")["id"]
    undated = created(client)["id"]

    order = found(client, sort="due")

    assert order.index(due) < order.index(undated)
    assert {5, undated} < {*order[order.index(due) + 1 :]}


@pytest.mark.rule("H20")
@pytest.mark.parametrize("sort", ["assigneea", "assigneed"])
def test_unassigned_tickets_come_last_both_ways(
    client: httpx.Client, sort: str
) -> None:
    assert found(client, sort=sort)[-7:] == [64, 63, 54, 53, 46, 32, 5]


@pytest.mark.rule("H20")
def test_unanswered_tickets_come_first_and_the_newest_of_them(
    client: httpx.Client,
) -> None:
    order = found(client, sort="unresponded")
    waiting = found(client, unresponded="true")

    assert order[: len(waiting)] == waiting
    assert order[len(waiting) :] == found(client, unresponded="false")


@pytest.mark.rule("H20")
@pytest.mark.parametrize("sort", SORTS)
def test_an_order_holds_within_a_filter_and_across_pages(
    client: httpx.Client, records: Records, sort: str
) -> None:
    params: dict[str, Any] = {"status": "4", "sort": sort, "size": 7}
    pages = [
        client.get(TICKETS, params={**params, "page": page, "fields": "id"}).json()
        for page in range(1, 6)
    ]

    ids = [ticket["id"] for page in pages for ticket in page["data"]]

    closed = {t["id"] for t in tickets_of(records) if t["status_id"] == 4}
    assert ids == [each for each in expected(records, sort) if each in closed]


@pytest.mark.rule("H20")
@pytest.mark.parametrize("sort", [None, *SORTS])
def test_a_search_is_ordered_by_the_last_update_whatever_is_asked_for(
    client: httpx.Client, records: Records, sort: str | None
) -> None:
    params = {} if sort is None else {"sort": sort}

    ids = search(client, "has_attachments:false", **params)

    updated = {t["id"]: t["last_updated_at"] for t in tickets_of(records)}
    assert ids == sorted(ids, key=lambda each: (updated[each], each), reverse=True)
    # By the last reply, ticket 36 would come behind the others.
    assert ids.index(36) < ids.index(58)


@pytest.mark.rule("H20")
def test_what_was_found_in_one_moment_follows_the_ids(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    ids = [created(client, subject="tie-6")["id"] for _ in range(3)]
    for key in (2, 60):
        change(bundled_stub, sandbox_name, "tickets", key, subject="tie-6")
        done(client, key, "staff_update", staff=1, priority=2)

    assert search(client, "tie-6") == [*reversed(ids), 60, 2]


@pytest.mark.rule("H20")
@pytest.mark.parametrize("q", ["", '""', " ", '"'])
def test_an_empty_search_is_ordered_by_sort(client: httpx.Client, q: str) -> None:
    assert search(client, q, sort="ticketa") == list(range(1, 65))


@pytest.mark.rule("H20")
@pytest.mark.parametrize("q", ["printer", "tag:printer", "a:b", "id:1"])
def test_a_search_ignores_sort(client: httpx.Client, q: str) -> None:
    assert search(client, q, sort="ticketa") == search(client, q)


@pytest.mark.rule("H20", "X8")
@pytest.mark.parametrize(
    "sort",
    ["", "update", "UPDATED", "updated ", "duea", "id", "-created", "created,due"],
)
@pytest.mark.parametrize("params", [{}, {"q": "printer"}], ids=["list", "search"])
def test_an_unknown_order_is_refused(
    client: httpx.Client, sort: str, params: dict[str, str]
) -> None:
    """Even with a search, which would not look at a known one."""
    answer = client.get(TICKETS, params={**params, "sort": sort})

    assert answer.status_code == 400
    assert answer.json() == field_errors(sort=CHOICE)
