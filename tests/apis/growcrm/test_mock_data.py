"""What a fresh sandbox holds, so that everything has something to show."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.apis.growcrm.conftest import DRAFT, KEY, every_ticket, listed
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.apis.growcrm.conftest import Records


@pytest.mark.rule("G17")
def test_there_are_forty_tickets_of_every_kind(client: httpx.Client) -> None:
    tickets = every_ticket(client)

    assert len(tickets) >= 40
    assert {ticket["status"]["id"] for ticket in tickets} == {1, 2, 3, 4, 5}
    assert {ticket["priority"] for ticket in tickets} == {"normal", "high", "urgent"}
    assert {ticket["source"] for ticket in tickets} == {"web", "email"}
    assert {ticket["active_state"] for ticket in tickets} == {"active", "archived"}


@pytest.mark.rule("G17")
def test_some_tickets_have_a_project_tags_or_replies_and_some_do_not(
    client: httpx.Client,
) -> None:
    tickets = every_ticket(client)

    for name in ("project_id", "tags", "replies_count"):
        assert 0 < sum(bool(ticket[name]) for ticket in tickets) < len(tickets)


@pytest.mark.rule("G17")
def test_some_conversations_hold_a_note(client: httpx.Client) -> None:
    types = {
        reply["type"]
        for ticket in every_ticket(client)
        for reply in client.get(f"/api/tickets/{ticket['id']}/replies").json()["data"]
    }

    assert types == {"reply", "note"}


@pytest.mark.rule("G17")
@pytest.mark.parametrize(
    ("client_id", "name", "project_id"), [(1, "Acme Inc", 42), (2, "Globex", 43)]
)
def test_the_clients_have_their_projects(
    client: httpx.Client, client_id: int, name: str, project_id: int
) -> None:
    draft = {**DRAFT, "ticket_clientid": client_id, "ticket_projectid": project_id}

    ticket = client.post("/api/tickets", json=draft).json()["data"]

    assert ticket["client"] == {"id": client_id, "name": name}
    assert ticket["project_id"] == project_id


@pytest.mark.rule("G17")
@pytest.mark.parametrize(
    ("category_id", "status"), [(72, 201), (73, 201), (3, 422), (4, 422)]
)
def test_sales_and_support_are_departments_and_development_is_not(
    client: httpx.Client, category_id: int, status: int
) -> None:
    draft = {**DRAFT, "ticket_categoryid": category_id}

    answer = client.post("/api/tickets", json=draft)

    assert answer.status_code == status


@pytest.mark.rule("G17")
def test_the_department_that_takes_no_tickets_is_called_development(
    records: Records, client: httpx.Client
) -> None:
    client.get("/api/tickets")

    categories = records()["growcrm.categories"]

    assert categories[3] == {"id": 3, "name": "Development", "type": "project"}


@pytest.mark.rule("X5")
def test_keys_and_reference_data_come_from_the_mock_data(tmp_path: Path) -> None:
    """Whoever brings a folder of their own meets their own desk."""
    folder = tmp_path / "growcrm"
    shutil.copytree(bundled() / "mock_data" / "growcrm", folder)
    _add(folder / "api_keys.json", {"id": 2, "key": "own-key", "user_id": 1})
    _add(folder / "clients.json", {"id": 900, "name": "Own Client"})
    _add(folder / "categories.json", {"id": 901, "name": "Own", "type": "ticket"})
    _add(folder / "projects.json", {"id": 902, "client_id": 900, "title": "Own"})
    own = load_project(bundled(), only=["growcrm"], mock_data=tmp_path)
    headers = {"Authorization": "Bearer own-key"}
    draft = {
        **DRAFT,
        "ticket_clientid": 900,
        "ticket_categoryid": 901,
        "ticket_projectid": 902,
    }

    with Stub(own, Settings()) as stub, stub.client(headers=headers) as client:
        answer = client.post("/api/tickets", json=draft)

    assert answer.status_code == 201
    assert answer.json()["data"]["client"] == {"id": 900, "name": "Own Client"}
    assert answer.json()["data"]["department"] == {"id": 901, "name": "Own"}
    assert answer.json()["data"]["project_id"] == 902


def _add(file: Path, record: dict[str, object]) -> None:
    collection = json.loads(file.read_text(encoding="utf-8"))
    collection["records"].append(record)
    file.write_text(json.dumps(collection), encoding="utf-8")


@pytest.mark.rule("X5")
def test_starting_tickets_come_from_the_mock_data(tmp_path: Path) -> None:
    folder = tmp_path / "growcrm"
    shutil.copytree(bundled() / "mock_data" / "growcrm", folder)
    for name in ("tickets", "replies"):
        file = folder / f"{name}.json"
        collection = json.loads(file.read_text(encoding="utf-8"))
        collection["records"] = []
        file.write_text(json.dumps(collection), encoding="utf-8")
    bare = load_project(bundled(), only=["growcrm"], mock_data=tmp_path)
    headers = {"Authorization": f"Bearer {KEY}"}

    with Stub(bare, Settings()) as stub, stub.client(headers=headers) as client:
        assert listed(client, "") == []
        first = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]

    assert first["id"] == 1
