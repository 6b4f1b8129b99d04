"""What a fresh sandbox holds, so that everything has something to show."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    OTHER_KEY,
    PREFIX,
    READ_KEY,
    TICKET,
    WRITE_KEY,
    every_ticket,
    key_headers,
)
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.apis.helpdesk.conftest import Records

TYPES = {
    "text",
    "textarea",
    "number",
    "decimal",
    "checkbox",
    "date",
    "dropdown",
    "multiselect",
    "regex",
}


@pytest.mark.rule("A19")
def test_there_are_forty_tickets_of_every_kind(client: httpx.Client) -> None:
    tickets = every_ticket(client)

    assert len(tickets) >= 40
    assert TICKET in {ticket["id"] for ticket in tickets}
    for field, values in {
        "status": {"new", "open", "pending", "resolved", "closed"},
        "priority": {"low", "normal", "high", "urgent"},
        "type": {"question", "incident", "problem", "task"},
        "assigneeId": {"usr_abc123", "usr_xyz789", None},
    }.items():
        assert {ticket[field] for ticket in tickets} == values


@pytest.mark.rule("A19")
@pytest.mark.parametrize(
    "field",
    ["assigneeId", "requesterEmail", "requesterName", "tags", "customFields"],
)
def test_some_tickets_have_it_and_some_do_not(client: httpx.Client, field: str) -> None:
    tickets = every_ticket(client)

    assert 0 < sum(bool(ticket[field]) for ticket in tickets) < len(tickets)


@pytest.mark.rule("A19")
def test_every_workspace_has_its_keys(client: httpx.Client, records: Records) -> None:
    client.get("/tickets")

    keys = records()["helpdesk.api_keys"]

    assert {
        key: (keys[key]["level"], keys[key]["workspaceId"])
        for key in (READ_KEY, WRITE_KEY, ADMIN_KEY, OTHER_KEY)
    } == {
        READ_KEY: ("read", "ws_mock"),
        WRITE_KEY: ("write", "ws_mock"),
        ADMIN_KEY: ("admin", "ws_mock"),
        OTHER_KEY: ("admin", "ws_other"),
    }


@pytest.mark.rule("A19")
def test_the_other_workspace_has_tickets_of_its_own(other: httpx.Client) -> None:
    assert len(every_ticket(other)) == 2


@pytest.mark.rule("A19")
def test_there_is_a_definition_of_every_type_and_an_inactive_one(
    client: httpx.Client, records: Records
) -> None:
    client.get("/tickets")
    fields = [
        field
        for field in records()["helpdesk.ticket_fields"].values()
        if field["workspaceId"] == "ws_mock"
    ]

    own = [field for field in fields if not field["id"].startswith("system_")]
    assert {field["type"] for field in own if field["active"]} == TYPES
    assert [field["id"] for field in fields if not field["active"]] == ["cf_inactive"]
    (plan,) = [field for field in fields if field["id"] == "cf_abc"]
    assert plan["type"] == "dropdown"
    values = [option["value"] for option in plan["options"]]
    assert values == ["Enterprise", "Pro", "Free"]


@pytest.mark.rule("A19", "A12")
def test_every_custom_field_is_in_use_and_fits(client: httpx.Client) -> None:
    """Each ticket can be sent what it has, but for what is inactive by now."""
    used = set()
    for ticket in every_ticket(client):
        entries = [
            entry for entry in ticket["customFields"] if entry["id"] != "cf_inactive"
        ]
        used |= {entry["id"] for entry in entries}
        body = {"ticket": {**ticket, "customFields": entries}}

        answer = client.put(f"/tickets/{ticket['id']}", json=body)

        assert answer.status_code == 200, answer.text
        assert answer.json()["ticket"] == ticket
    assert {field.removeprefix("cf_") for field in used} == {
        *(TYPES - {"dropdown"}),
        "abc",
    }


@pytest.mark.rule("A19")
def test_there_are_long_texts_many_tags_and_many_scripts(client: httpx.Client) -> None:
    tickets = every_ticket(client)

    subjects = "".join(ticket["subject"] for ticket in tickets)
    texts = [
        entry["value"]
        for ticket in tickets
        for entry in ticket["customFields"]
        if entry["id"] == "cf_textarea"
    ]
    assert max(len(text) for text in texts) >= 10_000
    assert max(len(ticket["tags"]) for ticket in tickets) >= 20
    for low, high in (
        ("\u0590", "\u05ff"),
        ("\u0600", "\u06ff"),
        ("\U0001f300", "\U0001faff"),
    ):
        assert any(low <= letter <= high for letter in subjects)
    assert "<script>" in subjects


def _add(folder: Path, name: str, record: dict[str, Any]) -> None:
    file = folder / f"{name}.json"
    collection = json.loads(file.read_text(encoding="utf-8"))
    collection["records"].append(record)
    file.write_text(json.dumps(collection), encoding="utf-8")


@pytest.mark.rule("X5")
def test_keys_workspaces_and_definitions_come_from_the_mock_data(
    tmp_path: Path,
) -> None:
    """Whoever brings a folder of their own meets their own desk."""
    folder = tmp_path / "helpdesk"
    shutil.copytree(bundled() / "mock_data" / "helpdesk", folder)
    fields = json.loads((folder / "ticket_fields.json").read_text(encoding="utf-8"))
    own_field = {**fields["records"][0], "id": "cf_own", "workspaceId": "ws_own"}
    _add(folder, "workspaces", {"id": "ws_own"})
    _add(folder, "ticket_fields", own_field)
    _add(
        folder,
        "api_keys",
        {
            "key": "own-key",
            "level": "write",
            "workspaceId": "ws_own",
            "rateLimit": 7,
            "rateLimitEnforced": False,
        },
    )
    own = load_project(bundled(), only=["helpdesk"], mock_data=tmp_path)
    headers = key_headers("own-key", "ws_own")
    entries = [{"id": "cf_own", "value": "a"}]
    body = {"ticket": {"subject": "A", "customFields": entries}}

    with Stub(own, Settings()) as stub, stub.client(headers=headers) as client:
        empty = client.get(f"{PREFIX}/tickets").json()
        answer = client.post(f"{PREFIX}/tickets", json=body)

    assert empty["tickets"] == []
    assert answer.status_code == 201
    assert answer.json()["ticket"]["customFields"] == entries
    assert answer.headers["X-RateLimit-Limit"] == "7"


@pytest.mark.rule("X5")
def test_starting_tickets_come_from_the_mock_data(tmp_path: Path) -> None:
    folder = tmp_path / "helpdesk"
    shutil.copytree(bundled() / "mock_data" / "helpdesk", folder)
    for name in ("tickets", "deleted_tickets"):
        file = folder / f"{name}.json"
        collection = json.loads(file.read_text(encoding="utf-8"))
        collection["records"] = []
        file.write_text(json.dumps(collection), encoding="utf-8")
    bare = load_project(bundled(), only=["helpdesk"], mock_data=tmp_path)

    with Stub(bare, Settings()) as stub, stub.client(headers=key_headers()) as client:
        before = client.get(f"{PREFIX}/tickets").json()
        made = client.post(f"{PREFIX}/tickets", json={"ticket": {"subject": "A"}})
        after = client.get(f"{PREFIX}/tickets").json()

    assert before["tickets"] == []
    assert after["tickets"] == [made.json()["ticket"]]
