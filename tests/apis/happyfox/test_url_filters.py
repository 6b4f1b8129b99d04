"""Filters in the URL: what each lets through, and that all of them must fit."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import NOW, TICKETS, found
from tests.apis.happyfox.oracle import Desk, passes

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: Values of each filter of the URL that is also a term of a search.
VALUES: dict[str, list[str]] = {
    "unresponded": ["true", "false"],
    "breached": ["true", "false"],
    "tag": ["test", "printer", "Printer", "printer,Printer", "🌻", "nobody-has-it"],
    "duedate": ["today", "yesterday", "tomorrow", "overdue", "next 7 days"],
    "priority": ["High", "critical", "HIGH,LOW", "No Priority", "Nothing"],
    "assignee": [
        "none",
        "any",
        "none,james",
        "admin@example.com",
        "kavya.iyer",
        "Farhan",
        "Pillai",
        "FARHAN",
        "Admin Agent",
    ],
    "group": [
        "none",
        "any",
        "Schools",
        "Schools,Overseas",
        "schools",
        "Press & Reviews",
    ],
    "contact": [
        "Welcome",
        "welcome@EXAMPLE.com",
        "mehta,WELCOME",
        "Imran Sheikh",
        "02323412",
        "911",
    ],
    "id": ["3", "3,64", "DC00000003", "dc00000003,OR00000006", "999", "TE00000003"],
}

#: One value of each filter, and the search's own, that lets some through and not all.
TELLING: dict[str, str] = {
    "status": "_pending",
    "category": "1",
    "unresponded": "true",
    "breached": "false",
    "tag": "printer,how-to,Website,license",
    "duedate": "overdue,next 7 days",
    "priority": "No Priority,Low,High",
    "assignee": "james,Kavya,none",
    "group": "none,Resellers,Schools",
    "contact": "Welcome,Imran,Zoya,Fernandes,Rohan,Shetty,Grace",
    "id": ",".join(map(str, range(1, 64))),
    "q": "printer",
}


def desk_of(records: Records) -> Desk:
    """Return all that is stored, as the day of the tests has it."""
    return Desk(records(), NOW.date())


def expected(desk: Desk, name: str, value: str) -> list[int]:
    """Return the ids that a filter lets through, as another reading has it."""
    values = tuple(value.split(","))
    return sorted(
        ticket["id"]
        for ticket in desk.all("tickets")
        if passes(desk, ticket, (name, True, values))
    )


@pytest.mark.rule("H12")
@pytest.mark.parametrize(
    ("status", "behaviors"),
    [("_all", {"pending", "completed"}), ("_pending", {"pending"})],
)
def test_a_status_may_be_all_or_those_that_are_pending(
    client: httpx.Client, records: Records, status: str, behaviors: set[str]
) -> None:
    desk = desk_of(records)

    ids = found(client, status=status)

    assert sorted(ids) == sorted(
        ticket["id"]
        for ticket in desk.all("tickets")
        if desk.one("statuses", ticket["status_id"])["behavior"] in behaviors
    )


@pytest.mark.rule("H12")
def test_every_status_is_listed_by_default(client: httpx.Client) -> None:
    assert found(client) == found(client, status="_all")
    assert len(found(client)) == 64


@pytest.mark.rule("H12")
@pytest.mark.parametrize("status_id", [1, 2, 3, 4])
def test_a_status_may_be_an_id(
    client: httpx.Client, records: Records, status_id: int
) -> None:
    stored = records()["happyfox.tickets"].values()

    ids = found(client, status=status_id)

    expected = [each["id"] for each in stored if each["status_id"] == status_id]
    assert sorted(ids) == sorted(expected)
    assert 0 < len(ids) < 64


@pytest.mark.rule("H12")
@pytest.mark.parametrize(
    "categories", [[1], [2], [3], [4], [5], [1, 5], [5, 1], [2, 3, 4], [1, 1], [2, 99]]
)
def test_a_category_may_be_repeated_and_any_of_them_fits(
    client: httpx.Client, records: Records, categories: list[int]
) -> None:
    stored = records()["happyfox.tickets"].values()

    ids = found(client, category=categories)

    expected = [each["id"] for each in stored if each["category_id"] in categories]
    assert sorted(ids) == sorted(expected)
    assert 0 < len(ids) < 64


@pytest.mark.rule("H12")
@pytest.mark.parametrize(
    "params",
    [
        {"status": 5},
        {"status": 0},
        {"status": 2147483647},
        {"category": 6},
        {"category": [6, 7]},
        {"category": 2147483647},
        {"id": 65},
        {"id": "9" * 100},
        {"priority": "Urgent"},
        {"assignee": "nobody"},
        {"group": "Nobody"},
        {"contact": "nobody"},
        {"tag": "nobody"},
    ],
)
def test_what_exists_nowhere_gives_an_empty_list(
    client: httpx.Client, params: dict[str, Any]
) -> None:
    assert found(client, **params) == []


@pytest.mark.rule("H12", "H15", "H16")
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in VALUES for value in VALUES[name]]
)
def test_a_filter_lets_through_what_fits_and_nothing_else(
    client: httpx.Client, records: Records, name: str, value: str
) -> None:
    ids = found(client, **{name: value})

    assert sorted(ids) == expected(desk_of(records), name, value)


@pytest.mark.rule("H12")
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in VALUES for value in VALUES[name]]
)
def test_a_filter_is_like_the_term_of_a_search(
    client: httpx.Client, name: str, value: str
) -> None:
    """There each value is quoted; here it may be, as the vendor shows some."""
    quoted = ",".join(f'"{each}"' for each in value.split(","))

    searched = sorted(found(client, q=f"{name}:{quoted}"))

    assert sorted(found(client, **{name: value})) == searched
    if name not in {"unresponded", "breached"}:
        assert sorted(found(client, **{name: quoted})) == searched


@pytest.mark.rule("H12")
@pytest.mark.parametrize("value", ['"Nair, Vishnu (IT)"', '"nair, vishnu (it)",Rao'])
def test_a_comma_in_quotes_separates_nothing(client: httpx.Client, value: str) -> None:
    ids = found(client, contact=value)

    assert ids
    assert sorted(ids) == sorted(found(client, q=f"contact:{value}"))


@pytest.mark.rule("H12")
@pytest.mark.parametrize("value", ["printer, how-to", " printer ,how-to "])
def test_blanks_around_a_value_do_not_count(client: httpx.Client, value: str) -> None:
    assert found(client, tag=value) == found(client, tag="printer,how-to")


@pytest.mark.rule("H12")
@pytest.mark.parametrize("name", TELLING)
def test_each_of_the_telling_values_lets_some_through_and_not_all(
    client: httpx.Client, name: str
) -> None:
    """Else the tests of several at once would prove nothing."""
    assert 0 < len(found(client, **{name: TELLING[name]})) < 64


@pytest.mark.rule("H12")
@pytest.mark.parametrize("name", TELLING)
def test_filters_combine_with_and(client: httpx.Client, name: str) -> None:
    """Each filter with each of the others: what both let through, and no more."""
    alone = {each: set(found(client, **{each: TELLING[each]})) for each in TELLING}

    for other in set(TELLING) - {name}:
        both = found(client, **{name: TELLING[name], other: TELLING[other]})
        assert set(both) == alone[name] & alone[other]


@pytest.mark.rule("H12")
@pytest.mark.parametrize("left_out", TELLING)
def test_all_but_one_filter_at_once_are_all_asked(
    client: httpx.Client, left_out: str
) -> None:
    chosen = {name: value for name, value in TELLING.items() if name != left_out}
    alone = [set(found(client, **{name: value})) for name, value in chosen.items()]

    assert set(found(client, **chosen)) == set.intersection(*alone)


@pytest.mark.rule("H12")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        *combinations(["tag:how-to", "tag:printer"], 2),
        *combinations(["assignee:none", "priority:Low", "unresponded:true"], 2),
    ],
)
def test_a_filter_narrows_a_search_for_the_same_thing(
    client: httpx.Client, one: str, other: str
) -> None:
    name, _, value = other.partition(":")

    both = found(client, q=one, **{name: value})

    assert set(both) == set(found(client, q=one)) & set(found(client, q=other))


@pytest.mark.rule("H12", "H10")
def test_only_what_was_found_is_counted_and_shown(client: httpx.Client) -> None:
    answer = client.get(TICKETS, params={"category": 2, "size": 2}).json()

    assert answer["page_info"]["last_index"] == len(found(client, category=2))
    assert {ticket["category"]["id"] for ticket in answer["data"]} == {2}
