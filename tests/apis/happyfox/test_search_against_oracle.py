"""Random searches, held against a second and slow reading of the rules."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import NOW
from tests.apis.happyfox.oracle import Desk, found_by
from tests.apis.happyfox.queries import random_query, spelled
from tests.apis.happyfox.searching import ALL, search
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: So many queries are tried with each seed.
QUERIES = 25


@pytest.mark.rule("H13", "H14", "H15", "H16", "H17", "H18", "H19", "H20")
@pytest.mark.parametrize("seed", range(16))
def test_a_search_finds_what_a_slow_reading_of_the_rules_finds(
    client: httpx.Client, records: Records, seed: int
) -> None:
    """However it is spelled, and in the right order."""
    rng = random.Random(seed)  # noqa: S311  # the same queries at every run
    desk = Desk(records(), NOW.date())

    for _ in range(QUERIES):
        terms = random_query(rng, desk)
        text = spelled(rng, terms)

        assert search(client, text) == found_by(desk, terms), (text, terms)


@pytest.mark.rule("H13", "H14", "H15", "H16", "H17", "H18", "H19", "H20")
def test_a_search_follows_what_was_written(
    client: httpx.Client, records: Records
) -> None:
    """The same after tickets were changed, moved, answered and deleted."""
    done(client, 3, "staff_update", staff=2, plaintext="All is well", status=4)
    done(client, 64, "staff_update", staff=1, assignee=4, tags="printer,new")
    done(client, 9, "user_reply", user=77, text="A straße, a STRASSE")
    done(client, 17, "move", staff_id=2, target_category_id=1)
    done(client, 5, "delete", staff_id=1)
    rng = random.Random("after the writes")  # noqa: S311  # the same at every run
    desk = Desk(records(), NOW.date())

    for _ in range(4 * QUERIES):
        terms = random_query(rng, desk)
        text = spelled(rng, terms)

        assert search(client, text) == found_by(desk, terms), (text, terms)


def test_the_random_queries_are_worth_asking(records: Records) -> None:
    """Most find something, most do not find everything, and every name is used."""
    rng = random.Random(0)  # noqa: S311  # the same queries at every run
    desk = Desk(records(), NOW.date())

    queries = [random_query(rng, desk) for _ in range(400)]

    found = [found_by(desk, terms) for terms in queries]
    assert sum(bool(ids) for ids in found) > 200
    assert sum(set(ids) != ALL for ids in found) > 360
    assert len({name for terms in queries for name, _, _ in terms}) > 40
