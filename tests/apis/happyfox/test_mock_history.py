"""The tickets of a fresh sandbox have a history that leads to what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import NOW_TEXT, TICKETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.apis.happyfox.conftest import Records

TODAY = "2026-06-15"


@pytest.fixture
def tickets(client: httpx.Client) -> list[dict[str, Any]]:
    """Return every ticket, as a list shows it, in the order of the ids."""
    query = "sort=ticketa&size=50"
    pages = [client.get(f"{TICKETS}?{query}&page={page}").json() for page in (1, 2)]
    return [ticket for page in pages for ticket in page["data"]]


def times(ticket: dict[str, Any], by: str = "", *, notes: bool = False) -> list[str]:
    """Return when somebody wrote a message, the oldest first."""
    return [
        update["timestamp"]
        for update in ticket["updates"]
        if update["message"]
        and update["by"]["type"].startswith(by)
        and (notes or not is_note(update["message"]))
    ]


def is_note(message: dict[str, Any]) -> bool:
    """Tell whether a message is for the staff, or was forwarded to others."""
    return message["message_type"] == "p" or message["forward_list"] is not None


def changes(ticket: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return what the updates tell of one property, the oldest first."""
    told = [update[f"{name}_change"] for update in ticket["updates"]]
    return [change for change in told if change is not None]


@pytest.mark.rule("H47", "H29")
def test_nothing_has_happened_before_the_beginning_or_after_now(
    tickets: list[dict[str, Any]],
) -> None:
    for ticket in tickets:
        stamps = [update["timestamp"] for update in ticket["updates"]]
        assert stamps == sorted(stamps)
        assert stamps[0] == ticket["created_at"]
        assert stamps[-1] <= ticket["last_modified"] <= NOW_TEXT
        assert ticket["created_at"] <= ticket["last_updated_at"]
        assert ticket["last_updated_at"] <= ticket["last_modified"]


@pytest.mark.rule("H47", "H29")
def test_the_last_replies_are_those_of_the_updates(
    tickets: list[dict[str, Any]],
) -> None:
    for ticket in tickets:
        by_contact = max(times(ticket, "user"), default="")
        by_staff = max(times(ticket, "staff"), default="")
        assert (ticket["last_user_reply_at"] or "") == by_contact
        assert (ticket["last_staff_reply_at"] or "") == by_staff
        assert ticket["unresponded"] == (by_contact > by_staff)
        assert ticket["messages_count"] == len(times(ticket, notes=True))


@pytest.mark.rule("H47", "H31", "H29")
def test_the_changes_lead_from_one_to_the_next_and_to_what_is(
    tickets: list[dict[str, Any]],
) -> None:
    for ticket in tickets:
        for name, now in {
            "status": ticket["status"]["id"],
            "priority": ticket["priority"]["id"],
            "assignee": (ticket["assigned_to"] or {}).get("id"),
            "due_date": ticket["due_date"],
        }.items():
            steps = changes(ticket, name)
            assert [step["old"] for step in steps] == [
                None if index == 0 else steps[index - 1]["new"]
                for index in range(len(steps))
            ]
            assert (steps[-1]["new"] if steps else None) == now
        moves = [step["new"] for step in changes(ticket, "category")]
        assert ticket["category"]["id"] in (moves[-1:] or [ticket["category"]["id"]])
        minutes = [update["time_spent"] or 0 for update in ticket["updates"]]
        assert (ticket["time_spent"] or 0) == sum(minutes)


@pytest.mark.rule("H47", "H21")
def test_a_ticket_begins_with_a_message_and_the_names_are_those_of_the_ids(
    tickets: list[dict[str, Any]], records: Records
) -> None:
    held = records()
    names = {
        "status": held["happyfox.statuses"],
        "priority": held["happyfox.priorities"],
        "assignee": held["happyfox.staff"],
        "category": held["happyfox.categories"],
    }
    for ticket in tickets:
        assert ticket["first_message"] == ticket["updates"][0]["message"]["text"]
        for name, known in names.items():
            for change in changes(ticket, name):
                for which in ("new", "old"):
                    label = known.get(change[which], {}).get("name")
                    assert change[f"{which}_name"] == label


@pytest.mark.rule("H47", "H31", "H37")
def test_who_has_written_is_named_as_whoever_writes_now(
    tickets: list[dict[str, Any]], records: Records
) -> None:
    held = records()

    def known() -> Iterator[tuple[Any, ...]]:
        for staff in held["happyfox.staff"].values():
            yield "staff", staff["id"], staff["username"], staff["email"]
        for contact in held["happyfox.contacts"].values():
            yield "user", contact["id"], contact["name"], contact["email"]

    people = set(known())
    for ticket in tickets:
        for update in ticket["updates"]:
            by = update["by"]
            assert (by["type"], by["id"], by["name"], by["email"]) in people


@pytest.mark.rule("H47", "H16")
def test_due_dates_lie_on_both_sides_of_today(tickets: list[dict[str, Any]]) -> None:
    dates = {ticket["due_date"] for ticket in tickets} - {None}

    assert {"2026-06-14", TODAY, "2026-06-16", "2026-06-22"} <= dates
    assert min(dates) < "2026-06-01"
    assert max(dates) > "2026-06-22"


@pytest.mark.rule("H47", "H17")
def test_a_ticket_may_have_been_closed_and_be_pending_again(
    client: httpx.Client, records: Records
) -> None:
    client.get(TICKETS)

    tickets = records()["happyfox.tickets"].values()
    closed = {each["id"] for each in tickets if each["last_closed_at"]}
    completed = {each["id"] for each in tickets if each["status_id"] == 4}
    assert completed < closed


@pytest.mark.rule("H47", "H43", "H42", "H36", "H39")
def test_there_are_notes_forwards_moves_and_changes_of_fields(
    tickets: list[dict[str, Any]], records: Records
) -> None:
    updates = [update for ticket in tickets for update in ticket["updates"]]
    messages = [update["message"] for update in updates if update["message"]]

    assert any(message["message_type"] == "p" for message in messages)
    assert any(message["forward_list"] for message in messages)
    assert any(update["category_change"] for update in updates)
    assert any(update["message"] is None for update in updates)
    held = records()["happyfox.updates"].values()
    assert any(update["custom_field_change"] for update in held)


@pytest.mark.rule("H47", "H25")
def test_a_merged_ticket_and_the_one_that_took_it_know_of_each_other(
    tickets: list[dict[str, Any]],
) -> None:
    merged = {ticket["id"]: ticket["merged_to"] for ticket in tickets}
    taken = {
        each: ticket["id"] for ticket in tickets for each in ticket["merged_tickets"]
    }

    assert taken
    assert taken == {each: into for each, into in merged.items() if into}


@pytest.mark.rule("H47", "H26")
def test_tags_may_differ_by_case_alone_and_texts_are_of_every_script(
    tickets: list[dict[str, Any]],
) -> None:
    tags = {tag for ticket in tickets for tag in ticket["tags"].split(",")}
    texts = "".join(
        ticket["subject"] + ticket["user"]["name"] + ticket["first_message"]
        for ticket in tickets
    )

    assert len({tag.casefold() for tag in tags}) < len(tags)
    assert any("\u0590" <= letter <= "\u06ff" for letter in texts)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in texts)
    assert any(letter > "\uffff" for letter in texts)


@pytest.mark.rule("H47", "H46")
def test_every_attachment_can_be_downloaded_as_large_as_it_is(
    tickets: list[dict[str, Any]], client: httpx.Client, records: Records
) -> None:
    sizes = {
        each["id"]: each["size"] for each in records()["happyfox.attachments"].values()
    }
    links = {
        attachment["id"]: attachment["url"]
        for ticket in tickets
        for update in ticket["updates"]
        if update["message"]
        for attachment in update["message"]["attachments"]
    }

    answers = {number: client.get(url, auth=None) for number, url in links.items()}

    assert {number: len(answer.content) for number, answer in answers.items()} == sizes
    assert {answer.status_code for answer in answers.values()} == {200}
    assert 0 in sizes.values()
