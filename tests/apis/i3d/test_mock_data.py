"""What a fresh sandbox holds, so that everything has something to show."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.i3d.conftest import (
    CATEGORIES,
    DRAFT,
    HEADERS,
    OPEN_OR_UNREAD,
    TICKETS,
    TOKEN,
    create,
    download,
    listed,
    read_ticket,
)
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    from tests.apis.i3d.conftest import Records


def every_ticket(client: httpx.Client) -> list[dict[str, Any]]:
    headers = {"RANGED-DATA": "results=1000"}
    tickets: list[dict[str, Any]] = client.get(TICKETS, headers=headers).json()
    return tickets


def kinds(client: httpx.Client) -> dict[tuple[str, bool], list[int]]:
    """Return the tickets of each status, apart for read and unread ones."""
    found: dict[tuple[str, bool], list[int]] = {}
    for ticket in every_ticket(client):
        entries = read_ticket(client, ticket["id"])["replies"]
        unread = any(
            entry["replyByI3d"] and entry["createdAt"] > ticket["clientLastReadAt"]
            for entry in entries
        )
        found.setdefault((ticket["status"], unread), []).append(ticket["id"])
    return found


@pytest.mark.rule("I21", "I8")
def test_there_are_forty_tickets_of_every_kind(client: httpx.Client) -> None:
    tickets = every_ticket(client)

    assert sorted(ticket["id"] for ticket in tickets) == list(range(1, 47))
    assert {ticket["categoryName"] for ticket in tickets} == set(CATEGORIES)
    assert {ticket["status"] for ticket in tickets} == {
        "open",
        "closed",
        "force-closed",
    }
    assert {ticket["priorityName"] for ticket in tickets} >= {"Normal"}


@pytest.mark.rule("I21", "I11")
def test_there_are_read_and_unread_tickets(client: httpx.Client) -> None:
    found = kinds(client)

    assert 12 in found["open", True]
    assert 41 in found["closed", True]
    assert len(found["open", False]) >= 1
    assert len(found["closed", False]) >= 1
    assert 11 in found["force-closed", False]
    assert ("force-closed", True) not in found


@pytest.mark.rule("I21", "I19")
def test_a_ticket_has_a_file(client: httpx.Client) -> None:
    assert download(client, 12, 2).startswith(b"$ traceroute")


@pytest.mark.rule("I21", "I1")
def test_there_is_one_token(records: Records) -> None:
    assert list(records()["i3d.tokens"]) == [TOKEN]


@pytest.mark.rule("I21", "I5")
def test_the_open_or_unread_tickets_are_neither_none_nor_all(
    client: httpx.Client,
) -> None:
    found = listed(client, path=OPEN_OR_UNREAD)

    assert 10 < len(found) < 46


@pytest.mark.rule("I21")
def test_no_ticket_is_older_than_its_first_time(client: httpx.Client) -> None:
    """The times of a ticket are in an order that can have happened."""
    for ticket in every_ticket(client):
        replies = read_ticket(client, ticket["id"])["replies"]
        latest = max(entry["createdAt"] for entry in replies)
        own = [entry["createdAt"] for entry in replies if not entry["replyByI3d"]]

        assert ticket["updatedAt"] >= latest >= ticket["createdAt"]
        assert ticket["clientLastRepliedAt"] == max(own)
        assert ticket["clientLastReadAt"] >= ticket["clientLastRepliedAt"]


def _changed(folder: Path, name: str, change: Callable[[list[Any]], None]) -> None:
    file = folder / f"{name}.json"
    collection = json.loads(file.read_text(encoding="utf-8"))
    change(collection["records"])
    file.write_text(json.dumps(collection), encoding="utf-8")


@pytest.mark.rule("X5", "I1", "I20")
def test_tokens_and_categories_come_from_the_mock_data(tmp_path: Path) -> None:
    """Whoever brings a folder of their own meets their own desk."""
    folder = tmp_path / "i3d"
    shutil.copytree(bundled() / "mock_data" / "i3d", folder)
    token = {"token": "own-token", "fullUserName": "Zoë Ångström"}
    _changed(folder, "tokens", lambda records: records.append(token))
    own_category = {"id": 7, "name": "Own"}
    _changed(folder, "categories", lambda records: records.append(own_category))
    own = load_project(bundled(), only=["i3d"], mock_data=tmp_path)
    headers = {"PRIVATE-TOKEN": "own-token"}

    with Stub(own, Settings()) as stub, stub.client(headers=headers) as client:
        categories = client.get("/v3/tickets/categories").json()
        ticket = create(client, category="Own")

    assert categories == [*CATEGORIES, "Own"]
    assert ticket["categoryName"] == "Own"
    assert ticket["replies"][0]["fullUserName"] == "Zoë Ångström"


@pytest.mark.rule("X5")
def test_starting_tickets_come_from_the_mock_data(tmp_path: Path) -> None:
    folder = tmp_path / "i3d"
    shutil.copytree(bundled() / "mock_data" / "i3d", folder)
    for name in ("tickets", "replies", "attachments"):
        _changed(folder, name, list.clear)
    bare = load_project(bundled(), only=["i3d"], mock_data=tmp_path)

    with Stub(bare, Settings()) as stub, stub.client(headers=HEADERS) as client:
        assert listed(client) == []
        assert listed(client, path=OPEN_OR_UNREAD) == []
        files = {"attachment": ("a.txt", b"a")}
        uploaded = client.post("/v3/tickets/attachment", files=files).json()
        first = create(client, attachmentIds=[1])

    assert uploaded == {"attachmentId": 1}
    assert (first["id"], first["replies"][0]["id"]) == (1, 1)
    assert first["title"] == DRAFT["title"]
