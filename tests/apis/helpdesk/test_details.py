"""What a failed validation says: every bad field at once, each in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import TICKET, invalid

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records

writes = pytest.mark.parametrize(
    ("method", "path"), [("POST", "/tickets"), ("PUT", f"/tickets/{TICKET}")]
)

#: For each field something that the contract rules out, and the field in words.
FAULTS: dict[str, tuple[Any, str]] = {
    "subject": (" ", "Subject"),
    "status": ("done", "Status"),
    "priority": ("highest", "Priority"),
    "type": ("bug", "Type"),
    "requesterEmail": ("nobody", "Requester email"),
    "requesterName": (1, "Requester name"),
    "assigneeId": ("", "Assignee id"),
    "tags": ([""], "Tags"),
    "customFields": ([{"id": "cf_abc", "value": "Gold"}], "Custom fields"),
}


@pytest.mark.rule("A2", "A9", "A11")
@pytest.mark.parametrize("field", FAULTS)
@writes
def test_one_bad_field_is_told_alone(
    client: httpx.Client, records: Records, method: str, path: str, field: str
) -> None:
    value, words = FAULTS[field]
    before = records()

    answer = client.request(
        method, path, json={"ticket": {"subject": "A", field: value}}
    )

    assert answer.status_code == 422
    assert answer.json() == invalid({field: f"{words} is invalid"})
    assert records() == before


@pytest.mark.rule("A2", "A9", "A11", "A12")
@writes
def test_all_bad_fields_are_told_at_once(
    client: httpx.Client, records: Records, method: str, path: str
) -> None:
    """What the form rules out and what the definitions rule out come together."""
    ticket = {name: value for name, (value, _words) in FAULTS.items()}
    before = records()

    answer = client.request(method, path, json={"ticket": ticket})

    assert answer.status_code == 422
    assert answer.json() == invalid(
        {name: f"{words} is invalid" for name, (_value, words) in FAULTS.items()}
    )
    assert records() == before


@pytest.mark.rule("A2", "A9")
def test_a_missing_subject_is_told_as_required(client: httpx.Client) -> None:
    answer = client.post("/tickets", json={"ticket": {}})

    assert answer.status_code == 422
    assert answer.json() == invalid({"subject": "Subject is required"})


@pytest.mark.rule("A2", "A9", "A12")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customFields", [{"id": "cf_nobody", "value": "a"}]),
        ("customFields", [{"id": "cf_number", "value": "twelve"}]),
        ("customFields", [{"id": "cf_abc"}]),
        ("customFields", [{"value": "Pro"}]),
        ("customFields", ["cf_abc"]),
        ("tags", ["\u0085"]),
        ("tags", [1]),
        ("priority", "none"),
    ],
)
def test_a_missing_subject_does_not_hide_another_fault(
    client: httpx.Client, field: str, value: object
) -> None:
    answer = client.post("/tickets", json={"ticket": {field: value}})

    words = "Custom fields" if field == "customFields" else field.capitalize()
    expected = {"subject": "Subject is required", field: f"{words} is invalid"}
    assert answer.status_code == 422
    assert answer.json() == invalid(expected)


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("tags", ["", " ", 1, None, []], "Tags"),
        ("customFields", [{}, {"id": "cf_abc"}, 1, {"id": "", "value": 1}], "Custom"),
        (
            "customFields",
            [{"id": "cf_nobody", "value": 1}, {"id": "cf_inactive", "value": "a"}],
            "Custom",
        ),
    ],
)
def test_many_faults_in_one_field_are_told_once(
    client: httpx.Client, field: str, value: object, words: str
) -> None:
    answer = client.put(f"/tickets/{TICKET}", json={"ticket": {field: value}})

    assert answer.status_code == 422
    (entries,) = answer.json()["error"]["details"].values()
    assert len(entries) == 1
    assert entries[0]["code"] == "INVALID"
    assert entries[0]["message"].startswith(words)


@pytest.mark.rule("A2", "A7")
def test_all_bad_parameters_are_told_at_once(client: httpx.Client) -> None:
    answer = client.get(
        "/tickets?status=x&priority=x&page_size=0&sort_by=x&sort_order=x"
        "&page[size]=x&pageSize=101"
    )

    assert answer.status_code == 422
    assert answer.json() == invalid(
        {
            "status": "Status is invalid",
            "priority": "Priority is invalid",
            "page_size": "Page size is invalid",
            "page[size]": "Page size is invalid",
            "pageSize": "Page size is invalid",
            "sort_by": "Sort by is invalid",
            "sort_order": "Sort order is invalid",
        }
    )


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("GET", "/tickets?after=nothing", None),
        ("GET", "/tickets/tkt_nobody", None),
        ("PATCH", "/tickets", None),
        ("GET", "/nothing", None),
        ("POST", "/tickets", b"{}"),
        ("POST", "/tickets", b'{"ticket":{"subject":"A","status":"closed"}}'),
        ("GET", "/webhooks", None),
    ],
)
def test_only_a_failed_validation_has_details(
    client: httpx.Client, method: str, path: str, content: bytes | None
) -> None:
    """The status in the body is the one of the answer."""
    answer = client.request(
        method, path, content=content, headers={"Content-Type": "application/json"}
    )

    body = answer.json()
    assert list(body) == ["error"]
    assert sorted(body["error"]) == ["code", "message", "status"]
    assert body["error"]["status"] == answer.status_code
