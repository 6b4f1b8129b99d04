"""Terms of the search for priorities, statuses and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import found
from tests.apis.happyfox.searching import (
    VALUE,
    add,
    assert_refused,
    search,
    stored,
    tickets_of,
)
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("name", "collection", "column"),
    [("priority", "priorities", "priority_id"), ("status", "statuses", "status_id")],
)
def test_names_of_priorities_and_statuses_have_any_case(
    client: httpx.Client, records: Records, name: str, collection: str, column: str
) -> None:
    for entry in stored(records, collection).values():
        having = {t["id"] for t in tickets_of(records) if t[column] == entry["id"]}
        assert having
        for spelling in (str.upper, str.lower, str.title, str.swapcase):
            q = f'{name}:"{spelling(entry["name"])}"'
            assert {*search(client, q)} == having


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("priority:Critical", [64, 61, 40, 15, 8]),
        ("priority:critical,unheard", [64, 61, 40, 15, 8]),
        ("priority:unheard", []),
        ("priority:Crit", []),
        ("priority:2", []),
        ('priority:""', []),
        ("status:New", [64, 63, 62, 54, 46, 32, 5]),
        ('status:"In Progress" priority:High', [35, 55, 52, 26, 4, 3]),
        ('status:"InProgress"', []),
        ("status:_all", []),
        ("status:_pending", []),
        ("status:1", []),
    ],
)
def test_priorities_and_statuses_are_named_whole(
    client: httpx.Client, q: str, found: list[int]
) -> None:
    """A name that none has finds nothing; ids and words of the URL are no names."""
    assert search(client, q) == found


@pytest.mark.rule("H15")
def test_two_statuses_of_one_name_are_both_found(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    add(bundled_stub, sandbox_name, "statuses", {"id": 9, "name": "CLOSED"})
    closed = {*search(client, "status:closed")}
    done(client, 3, "staff_update", staff=1, status=9)

    assert {*search(client, "status:closed")} == closed | {3}


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("3", [3]),
        ('"3"', [3]),
        ("3,3", [3]),
        ("00000003", [3]),
        (f"{'0' * 1000}3", [3]),
        ("3,39,DC00000004", [39, 4, 3]),
        ("DC00000003", [3]),
        ("dc00000003", [3]),
        ("Dc00000003,tE00000039", [39, 3]),
        ("TE00000003", []),
        ("DC3", []),
        ("DC000000003", []),
        ("DC0000000", []),
        ("65", []),
        ("0", []),
        ("9" * 1990, []),
        ("000000000000001234", []),
        ("1234567890123456789", []),
        ("-3", []),
        ("3.0", []),
        ("٣", []),
        ('" 3"', []),
        ('""', []),
        ("x", []),
    ],
)
def test_a_ticket_is_found_by_number_or_by_display_id(
    client: httpx.Client, value: str, ids: list[int]
) -> None:
    assert search(client, f"id:{value}") == ids


@pytest.mark.rule("H15")
def test_a_display_id_follows_the_ticket_to_another_category(
    client: httpx.Client,
) -> None:
    done(client, 3, "move", staff_id=1, target_category_id=4)

    assert search(client, "id:DC00000003") == []
    assert search(client, "id:od00000003") == [3]
    assert search(client, "id:3") == [3]


@pytest.mark.rule("H15", "X8")
@pytest.mark.parametrize(
    "value", ["#DC00000003", '"#DC00000003"', "3,#DC00000003", "#", "#3"]
)
def test_an_id_with_its_hash_is_refused(client: httpx.Client, value: str) -> None:
    """In the URL as well, where the hash must be encoded."""
    assert_refused(client, f"id:{value}", VALUE)
    assert_refused(client, value, VALUE, parameter="id")


@pytest.mark.rule("H15")
def test_a_deleted_ticket_is_not_found(client: httpx.Client) -> None:
    done(client, 3, "delete", staff_id=1)

    assert search(client, "id:3,DC00000003,4") == [4]
    assert 3 not in found(client, q="tag:test")
