"""Walks through the list while others write to it, against a model of the list."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    WORKSPACE,
    create_ticket,
    cursor_of,
    delete_ticket,
    ids_in,
    page_of,
    update_ticket,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records
    from ticketstub.sandbox.clock import Clock

STATUSES = ("new", "open", "pending", "resolved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")
ASSIGNEES = (None, "usr_abc123", "usr_xyz789")

FIELDS = {
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "status": "status",
    "priority": "priority",
}

ORDERS = [(name, direction) for name in FIELDS for direction in ("asc", "desc")]

#: How often the ticket behind a cursor is deleted before the cursor is used.
CHANCE = 0.2

#: Names of filters, and what they look at.
FILTERS = {"status": "status", "priority": "priority", "assignee_id": "assigneeId"}


class Desk:
    """Tickets as a plain dictionary, written to in step with the API."""

    def __init__(
        self, client: httpx.Client, clock: Clock, records: Records, seed: str
    ) -> None:
        client.get("/tickets")
        self.client = client
        self.clock = clock
        self.draw = random.Random(seed)  # noqa: S311  # made to be repeatable
        kept = records()
        self.tickets: dict[str, dict[str, Any]] = {
            ticket["id"]: dict(ticket)
            for ticket in kept["helpdesk.tickets"].values()
            if ticket["workspaceId"] == WORKSPACE
        }
        self.deleted: dict[str, dict[str, Any]] = {}
        self.created = max(each["number"] for each in kept["helpdesk.tickets"].values())

    def write(self, spared: frozenset[str] = frozenset()) -> None:
        """Do something to the tickets, but nothing to those that are spared."""
        self.clock.advance(timedelta(milliseconds=self.draw.choice((0, 0, 1, 700))))
        others = [ticket_id for ticket_id in self.tickets if ticket_id not in spared]
        action = self.draw.choice(("create", "update", "update", "update", "delete"))
        if action == "create" or not others:
            self._create()
        elif action == "update":
            self._update(self.draw.choice(others))
        else:
            self.delete(self.draw.choice(others))

    def _fields(self) -> dict[str, Any]:
        fields = {
            "status": self.draw.choice(STATUSES[:-1]),
            "priority": self.draw.choice(PRIORITIES),
            "assigneeId": self.draw.choice(ASSIGNEES),
        }
        names = self.draw.sample(sorted(fields), self.draw.randint(1, 3))
        return {name: fields[name] for name in names}

    def _create(self) -> None:
        ticket = create_ticket(self.client, **self._fields())
        self.created += 1
        self.tickets[ticket["id"]] = {**ticket, "number": self.created}

    def _update(self, ticket_id: str) -> None:
        self.tickets[ticket_id] |= update_ticket(
            self.client, ticket_id, **self._fields()
        )

    def delete(self, ticket_id: str) -> None:
        """Delete a ticket, and remember its place."""
        delete_ticket(self.client, ticket_id)
        self.deleted[ticket_id] = self.tickets.pop(ticket_id)

    def following(
        self, order: tuple[str, str], filters: dict[str, str], after: str | None
    ) -> list[str]:
        """Return the ids that follow a ticket, as the rules have it."""
        sort_by, direction = order
        falling = direction == "desc"

        def place(ticket: dict[str, Any]) -> tuple[Any, int]:
            value = ticket[FIELDS[sort_by]]
            ranks = {"status": STATUSES, "priority": PRIORITIES}.get(sort_by)
            return value if ranks is None else ranks.index(value), ticket["number"]

        found = [
            ticket
            for ticket in self.tickets.values()
            if all(ticket[FILTERS[name]] == value for name, value in filters.items())
        ]
        if after is not None:
            here = place(self.tickets.get(after) or self.deleted[after])
            found = [
                ticket
                for ticket in found
                if (place(ticket) < here if falling else place(ticket) > here)
            ]
        found.sort(key=place, reverse=falling)
        return [ticket["id"] for ticket in found]


@pytest.fixture
def desk(
    client: httpx.Client,
    clock: Clock,
    records: Records,
    request: pytest.FixtureRequest,
) -> Desk:
    """Model the tickets; the name of the test decides what is done to them."""
    return Desk(client, clock, records, request.node.name)


@pytest.mark.rule("A6", "A5", "A8")
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"status": "open"},
        {"priority": "normal"},
        {"assignee_id": "usr_abc123"},
        {"status": "pending", "priority": "high"},
    ],
    ids=lambda filters: "-".join(filters) or "all",
)
def test_every_page_of_a_walk_is_what_follows_the_cursor_now(
    desk: Desk, order: tuple[str, str], filters: dict[str, str]
) -> None:
    """Tickets come, change and go before every page, the cursor's own among them."""
    after = None
    query = "".join(f"{name}={value}&" for name, value in filters.items())
    query += f"sort_by={order[0]}&sort_order={order[1]}"

    for _ in range(25):
        for _ in range(desk.draw.randint(0, 4)):
            desk.write()
        if after in desk.tickets and desk.draw.random() < CHANCE:
            desk.delete(after)
        size = desk.draw.randint(1, 9)
        cursor = "" if after is None else f"&after={cursor_of(after)}"
        page = page_of(desk.client, f"{query}&page_size={size}{cursor}")

        expected = desk.following(order, filters, after)
        assert ids_in(page) == expected[:size]
        assert page["meta"]["hasMore"] is (len(expected) > size)
        assert (page["links"]["next"] is None) is (len(expected) <= size)
        after = expected[size - 1] if len(expected) > size else None


@pytest.mark.rule("A6")
@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("desk", [1, 2, 3, 4, 5], indirect=True)
def test_a_walk_by_creation_sees_every_lasting_ticket_once(
    desk: Desk, direction: str
) -> None:
    """Whatever happens meanwhile: what was there all the time is seen once."""
    lasting = set(desk.tickets)
    link: str | None = f"/tickets?page_size=4&sort_order={direction}"
    seen: list[str] = []

    while link is not None:
        page = desk.client.get(link.removeprefix("/api/v1")).json()
        seen += ids_in(page)
        link = page["links"]["next"] if len(seen) < 200 else None
        for _ in range(3):
            desk.write()
        lasting &= set(desk.tickets)

    assert len(seen) == len(set(seen))
    assert lasting <= set(seen)


@pytest.mark.rule("A6")
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_a_walk_in_any_order_sees_every_untouched_ticket_once(
    desk: Desk, order: tuple[str, str]
) -> None:
    """As long as no page ends with a ticket that is moved before the next."""
    untouched = frozenset(list(desk.tickets)[::2])
    link: str | None = f"/tickets?page_size=3&sort_by={order[0]}&sort_order={order[1]}"
    seen: list[str] = []

    while link is not None:
        page = desk.client.get(link.removeprefix("/api/v1")).json()
        seen += ids_in(page)
        link = page["links"]["next"] if len(seen) < 200 else None
        for _ in range(3):
            desk.write(untouched | {seen[-1]})

    assert [each for each in seen if each in untouched] == [
        each for each in desk.following(order, {}, None) if each in untouched
    ]
