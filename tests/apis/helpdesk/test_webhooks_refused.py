"""Webhooks: what they cannot be, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import error, invalid
from tests.apis.helpdesk.hooks import CREATED, MOCK_WEBHOOK, deliveries

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from tests.apis.helpdesk.conftest import Records

DRAFT: Mapping[str, Any] = {
    "name": "Chat",
    "targetUrl": "https://hooks.example.org/tickets",
    "events": [CREATED],
}

#: The two operations that take a body.
WRITES = (("POST", "/webhooks"), ("PUT", f"/webhooks/{MOCK_WEBHOOK}"))

NO_WEBHOOK = error(400, "BAD_REQUEST", "Request body must contain a webhook object")
NO_JSON = error(400, "BAD_REQUEST", "Request body must be valid JSON")

WORDS = {
    "name": "Name",
    "targetUrl": "Target url",
    "events": "Events",
    "active": "Active",
}


@pytest.mark.rule("A3", "A18")
@pytest.mark.parametrize("write", WRITES, ids=" ".join)
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NO_WEBHOOK),
        (b"{}", NO_WEBHOOK),
        (b"[]", NO_WEBHOOK),
        (b"null", NO_WEBHOOK),
        (b'{"webhook": null}', NO_WEBHOOK),
        (b'{"webhook": []}', NO_WEBHOOK),
        (b'{"webhook": "https://hooks.example.org/"}', NO_WEBHOOK),
        (b'{"name": "A", "targetUrl": "https://a.example", "events": []}', NO_WEBHOOK),
        (b'{"ticket": {"subject": "A"}}', NO_WEBHOOK),
        (b'{"webhook": {', NO_JSON),
        (b'{"webhook": {"name": NaN}}', NO_JSON),
        (b'{"webhook": {"name": "\xff"}}', NO_JSON),
    ],
)
def test_a_body_holds_a_webhook(
    admin: httpx.Client,
    records: Records,
    write: tuple[str, str],
    content: bytes,
    refusal: dict[str, Any],
) -> None:
    before = records()
    headers = {"Content-Type": "application/json"}

    answer = admin.request(*write, content=content, headers=headers)

    assert (answer.status_code, answer.json()) == (400, refusal)
    assert records() == before


@pytest.mark.rule("A3", "A18")
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_only_json_is_taken(
    admin: httpx.Client, records: Records, method: str, path: str
) -> None:
    before = records()

    answer = admin.request(method, path, data={"webhook[name]": "A"})

    message = "Content type must be application/json"
    assert answer.json() == error(415, "UNSUPPORTED_MEDIA_TYPE", message)
    assert records() == before


@pytest.mark.rule("A2", "A18")
@pytest.mark.parametrize(
    "missing", [["name"], ["targetUrl"], ["events"], ["name", "targetUrl", "events"]]
)
def test_a_new_webhook_needs_a_name_a_target_and_events(
    admin: httpx.Client, records: Records, missing: list[str]
) -> None:
    before = records()
    given = {name: value for name, value in DRAFT.items() if name not in missing}

    answer = admin.post("/webhooks", json={"webhook": given})

    assert answer.status_code == 422
    assert answer.json() == invalid(
        {name: f"{WORDS[name]} is required" for name in missing}
    )
    assert records() == before


BAD_VALUES: Mapping[str, tuple[Any, ...]] = {
    "name": (None, "", " \t\n", "\u00a0\u2003", 7, ["A"], {}),
    "targetUrl": (
        None,
        7,
        "",
        "hooks.example.com",
        "https://",
        "HTTPS://hooks.example.com/",
        " https://hooks.example.com/",
        "https://hooks.example.com/\n",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/ü",
        "https://bücher.example/",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com:65536/",
        "https://hooks.example.com:/",
        "https://hooks.example.com\\@hooks.example.net/",
        f"https://hooks.example.com/{'a' * 2023}",
        "http://hooks.example.com/",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1@hooks.example.com/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://[::]/",
        "ftp://hooks.example.com/",
        "file:///etc/hostname",
        "javascript:alert(1)",
    ),
    "events": (
        None,
        [],
        CREATED,
        {CREATED: True},
        [None],
        [7],
        ["ticket.closed"],
        ["TICKET.CREATED"],
        ["*"],
        [CREATED, "ticket.closed", "ticket.closed", 7],
        [[CREATED]],
    ),
    "active": (None, "true", "", 0, 1, []),
}


@pytest.mark.rule("A2", "A18")
@pytest.mark.parametrize("write", WRITES, ids=" ".join)
@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in BAD_VALUES.items() for value in values],
)
def test_a_value_that_does_not_fit_is_refused(
    admin: httpx.Client,
    records: Records,
    write: tuple[str, str],
    name: str,
    value: Any,
) -> None:
    """Every field says so once, however much is wrong with it."""
    before = records()

    answer = admin.request(*write, json={"webhook": {**DRAFT, name: value}})

    assert answer.status_code == 422
    assert answer.json() == invalid({name: f"{WORDS[name]} is invalid"})
    assert records() == before


@pytest.mark.rule("A2", "A18")
def test_all_fields_that_do_not_fit_are_told_at_once(
    admin: httpx.Client, records: Records
) -> None:
    before = records()
    fields = {"name": " ", "targetUrl": "http://a.example", "active": 1, "x": None}

    created = admin.post("/webhooks", json={"webhook": fields})
    changed = admin.put(f"/webhooks/{MOCK_WEBHOOK}", json={"webhook": fields})

    wrong = {name: f"{WORDS[name]} is invalid" for name in ("name", "targetUrl")}
    active = {"active": "Active is invalid"}
    events = {"events": "Events is required"}
    assert created.json() == invalid({**wrong, **events, **active})
    assert changed.json() == invalid({**wrong, **active})
    assert records() == before
    assert deliveries(admin) == []


@pytest.mark.rule("A3", "A18")
@pytest.mark.parametrize("method", ["DELETE", "PATCH", "POST"])
def test_a_webhook_is_not_deleted_by_the_api(
    admin: httpx.Client, records: Records, method: str
) -> None:
    before = records()

    answer = admin.request(method, f"/webhooks/{MOCK_WEBHOOK}")

    assert answer.status_code == 405
    assert answer.json() == error(405, "METHOD_NOT_ALLOWED", "Method not allowed")
    assert records() == before
