"""Webhooks: created, read, listed and updated through the API itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import NOW_TEXT
from tests.apis.helpdesk.hooks import (
    ASSIGNED,
    CREATED,
    DELETED,
    EVENTS,
    MOCK_WEBHOOK,
    RESOLVED,
    UPDATED,
    add_webhook,
    change_webhook,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records
    from ticketstub.sandbox.clock import Clock

URL = "https://hooks.example.org/tickets"

#: The webhooks of ws_mock, as the mock data have them.
OLDEST: dict[str, Any] = {
    "id": MOCK_WEBHOOK,
    "name": "All ticket events",
    "targetUrl": "https://hooks.example.com/helpdesk",
    "events": [CREATED, UPDATED, DELETED, ASSIGNED, RESOLVED],
    "active": True,
    "createdAt": "2026-03-23T10:05:14.280Z",
    "updatedAt": "2026-05-11T08:41:37.904Z",
}
PAUSED = {
    "id": "whk_paused000001",
    "name": "Chat channel for resolved tickets",
    "targetUrl": "https://chat.example.net/incoming/support",
    "events": [RESOLVED, ASSIGNED],
    "active": False,
    "createdAt": "2026-04-14T15:28:46.119Z",
    "updatedAt": "2026-05-20T06:55:02.731Z",
}


def read_webhook(client: httpx.Client, webhook_id: str = MOCK_WEBHOOK) -> Any:
    answer = client.get(f"/webhooks/{webhook_id}")
    assert answer.status_code == 200, answer.text
    assert [*answer.json()] == ["webhook"]
    return answer.json()["webhook"]


def every_webhook(client: httpx.Client, query: str = "") -> Any:
    answer = client.get(f"/webhooks{query}")
    assert answer.status_code == 200, answer.text
    assert [*answer.json()] == ["webhooks"]
    return answer.json()["webhooks"]


@pytest.mark.rule("A18")
def test_the_webhooks_of_the_workspace_are_listed_the_oldest_first(
    admin: httpx.Client,
) -> None:
    """Active or not, and without their secrets."""
    assert every_webhook(admin) == [OLDEST, PAUSED]


@pytest.mark.rule("A1", "A18")
def test_each_workspace_sees_its_own_webhooks(other: httpx.Client) -> None:
    assert [each["id"] for each in every_webhook(other)] == ["whk_other0000001"]
    assert read_webhook(other, "whk_other0000001")["name"] == "Roastery dashboard"


@pytest.mark.rule("A18")
@pytest.mark.parametrize("webhook", [OLDEST, PAUSED], ids=["active", "paused"])
def test_a_webhook_is_read_by_its_id(
    admin: httpx.Client, webhook: dict[str, Any]
) -> None:
    assert read_webhook(admin, webhook["id"]) == webhook


@pytest.mark.rule("A18")
def test_a_new_webhook_is_active_and_its_answer_tells_the_secret(
    admin: httpx.Client,
) -> None:
    fields = {"name": "Chat", "targetUrl": URL, "events": [DELETED, CREATED]}

    answer = admin.post("/webhooks", json={"webhook": fields})

    webhook = answer.json()["webhook"]
    assert answer.status_code == 201
    assert answer.json() == {
        "webhook": {
            "id": webhook["id"],
            **fields,
            "active": True,
            "signingSecret": webhook["signingSecret"],
            "createdAt": NOW_TEXT,
            "updatedAt": NOW_TEXT,
        }
    }
    assert re.fullmatch(r"whk_[a-z0-9]{12}", webhook["id"])
    assert re.fullmatch(r"whsec_[0-9a-f]{32}", webhook["signingSecret"])


@pytest.mark.rule("A18")
def test_the_secret_is_shown_by_no_other_answer(admin: httpx.Client) -> None:
    webhook = add_webhook(admin, URL)
    secret = webhook.pop("signingSecret")

    answers = [
        admin.get(f"/webhooks/{webhook['id']}"),
        admin.get("/webhooks"),
        admin.put(f"/webhooks/{webhook['id']}", json={"webhook": {}}),
        admin.put(f"/webhooks/{webhook['id']}", json={"webhook": {"name": "B"}}),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert answers[0].json() == {"webhook": webhook}
    assert answers[1].json() == {"webhooks": [OLDEST, PAUSED, webhook]}
    assert not any(secret in answer.text for answer in answers)
    assert not any("signingSecret" in answer.text for answer in answers)


@pytest.mark.rule("A18")
def test_no_two_webhooks_share_an_id_or_a_secret(admin: httpx.Client) -> None:
    """Even where name, target and events are the same."""
    made = [add_webhook(admin, URL) for _ in range(3)]

    assert len({webhook["id"] for webhook in made}) == 3
    assert len({webhook["signingSecret"] for webhook in made}) == 3


@pytest.mark.rule("A18")
def test_the_list_comes_in_one_piece_in_the_order_of_creation(
    admin: httpx.Client, clock: Clock
) -> None:
    """Webhooks of one moment, too; parameters of other lists mean nothing here."""
    made = []
    for number in range(40):
        clock.advance(timedelta(milliseconds=number // 20))
        made.append(add_webhook(admin, URL)["id"])

    found = every_webhook(admin, "?page_size=2&after=x&sort_order=desc")
    assert [each["id"] for each in found] == [OLDEST["id"], PAUSED["id"], *made]


@pytest.mark.rule("A18")
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([CREATED], [CREATED]),
        ([*EVENTS], [*EVENTS]),
        ([RESOLVED, CREATED, RESOLVED, CREATED, UPDATED], [RESOLVED, CREATED, UPDATED]),
    ],
)
def test_of_equal_events_the_first_stays(
    admin: httpx.Client, given: list[str], kept: list[str]
) -> None:
    webhook = add_webhook(admin, URL, given)

    assert webhook["events"] == kept
    assert change_webhook(admin, events=given)["events"] == kept


@pytest.mark.rule("A18")
def test_a_webhook_can_start_paused(admin: httpx.Client) -> None:
    webhook = add_webhook(admin, URL, active=False)

    assert webhook["active"] is False
    assert read_webhook(admin, webhook["id"])["active"] is False


@pytest.mark.rule("A18")
def test_what_the_system_sets_and_what_is_unknown_is_ignored(
    admin: httpx.Client, records: Records
) -> None:
    more: dict[str, Any] = {
        "id": "whk_mine",
        "signingSecret": "whsec_mine",
        "createdAt": "2020-01-01T00:00:00.000Z",
        "updatedAt": None,
        "workspaceId": "ws_other",
        "number": 1,
        "owner": {"name": "Jane Doe"},
    }

    created = add_webhook(admin, URL, **more)
    changed = change_webhook(admin, created["id"], **more)

    assert set(created) == {*OLDEST, "signingSecret"}
    assert created["id"] != "whk_mine"
    assert created["signingSecret"] != "whsec_mine"
    assert created["createdAt"] == created["updatedAt"] == NOW_TEXT
    assert changed == {name: created[name] for name in OLDEST}
    kept = records()["helpdesk.webhooks"][created["id"]]
    assert kept["workspaceId"] == "ws_mock"
    assert kept["signingSecret"] == created["signingSecret"]


@pytest.mark.rule("A18")
@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "https://hooks.example.com:8443/a/b?c=d&e=%20#f",
        "https://xn--bcher-kva.example/",
        "https://203.0.113.7/hooks",
        "https://localhost/",
        "https://127.0.0.1:65535/",
        "https://[::1]/",
        "http://localhost",
        "http://localhost:8080/events",
        "http://127.0.0.1:9000/hooks",
        "http://127.255.255.254/",
        "http://[::1]:9000/",
        f"https://hooks.example.com/{'a' * 2022}",
    ],
)
def test_a_target_is_https_or_http_on_loopback(admin: httpx.Client, url: str) -> None:
    webhook = add_webhook(admin, url)

    assert webhook["targetUrl"] == url
    assert change_webhook(admin, targetUrl=url)["targetUrl"] == url


@pytest.mark.rule("A18")
@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Zoë 🦊 عربي"},
        {"targetUrl": "http://127.0.0.1:9000/"},
        {"events": [RESOLVED]},
        {"events": [*reversed(EVENTS)]},
        {"active": False},
        {"name": "B", "targetUrl": URL, "events": [DELETED], "active": False},
    ],
    ids=str,
)
def test_an_update_changes_what_is_given_and_nothing_else(
    admin: httpx.Client, clock: Clock, records: Records, fields: dict[str, Any]
) -> None:
    before = records()
    clock.advance(timedelta(minutes=1))

    webhook = change_webhook(admin, **fields)

    later = "2026-06-15T09:31:00.000Z"
    assert webhook == {**OLDEST, **fields, "updatedAt": later}
    assert read_webhook(admin) == webhook
    kept = before["helpdesk.webhooks"][MOCK_WEBHOOK]
    before["helpdesk.webhooks"][MOCK_WEBHOOK] = {**kept, **fields, "updatedAt": later}
    assert records() == before


@pytest.mark.rule("A18")
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nothing"),
        pytest.param({**OLDEST}, id="everything as it is"),
        pytest.param({"events": [*OLDEST["events"], CREATED]}, id="the same events"),
        pytest.param({"colour": "red", "signingSecret": "whsec_b"}, id="not ours"),
    ],
)
def test_an_update_that_changes_nothing_leaves_the_time_alone(
    admin: httpx.Client, clock: Clock, records: Records, fields: dict[str, Any]
) -> None:
    before = records()
    clock.advance(timedelta(minutes=1))

    assert change_webhook(admin, **fields) == OLDEST
    assert records() == before
