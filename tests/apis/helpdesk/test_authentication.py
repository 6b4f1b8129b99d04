"""Who calls: a key in either of two headers, and nothing is told to anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    DRAFT,
    OPERATIONS,
    READ_KEY,
    TICKET,
    UNAUTHENTICATED,
    WORKSPACE,
    WRITE_KEY,
    error,
    read_ticket,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Connect, Records

REFUSAL = error(401, "INVALID_API_KEY", UNAUTHENTICATED)

HERE = {"X-Workspace-Id": WORKSPACE}

UNKNOWN = "helpdesk-unknown-key"


@pytest.mark.rule("A1", "A2")
@pytest.mark.parametrize(("method", "path", "_level"), OPERATIONS)
def test_every_operation_asks_for_a_key(
    connect: Connect, method: str, path: str, _level: str
) -> None:
    answer = connect(HERE).request(method, path)

    assert answer.status_code == 401
    assert answer.json() == REFUSAL


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {WRITE_KEY}"},
        {"Authorization": f"bearer {WRITE_KEY}"},
        {"Authorization": f"BEARER {WRITE_KEY}"},
        {"X-API-Key": WRITE_KEY},
        {"x-api-key": WRITE_KEY},
    ],
)
def test_a_key_opens_in_either_header(
    connect: Connect, headers: dict[str, str]
) -> None:
    """The names of headers and of the scheme have no case."""
    ticket = read_ticket(connect({**HERE, **headers}))

    assert ticket["id"] == TICKET


@pytest.mark.rule("A1", "A2")
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {UNKNOWN}"},
        {"Authorization": f"Bearer {WRITE_KEY}x"},
        {"Authorization": f"Bearer {WRITE_KEY.upper()}"},
        {"Authorization": f"Bearer {WRITE_KEY} {WRITE_KEY}"},
        {"Authorization": WRITE_KEY},
        {"Authorization": f"Token {WRITE_KEY}"},
        {"Authorization": f"Basic {WRITE_KEY}"},
        {"X-API-Key": ""},
        {"X-API-Key": UNKNOWN},
        {"X-API-Key": WRITE_KEY.upper()},
        {"X-API-Key": f"Bearer {WRITE_KEY}"},
        {"Api-Key": WRITE_KEY},
    ],
)
def test_anything_but_a_known_key_is_refused(
    connect: Connect, headers: dict[str, str]
) -> None:
    answer = connect({**HERE, **headers}).get(f"/tickets/{TICKET}")

    assert answer.status_code == 401
    assert answer.json() == REFUSAL


@pytest.mark.rule("A1")
@pytest.mark.parametrize("name", ["api_key", "key", "X-API-Key", "Authorization"])
def test_a_key_in_the_query_is_none(connect: Connect, name: str) -> None:
    answer = connect(HERE).get("/tickets", params={name: WRITE_KEY})

    assert answer.status_code == 401


@pytest.mark.rule("A1")
def test_of_two_keys_the_one_in_authorization_counts(connect: Connect) -> None:
    reads = {"Authorization": f"Bearer {READ_KEY}", "X-API-Key": WRITE_KEY}
    writes = {"Authorization": f"Bearer {WRITE_KEY}", "X-API-Key": READ_KEY}
    body = {"ticket": dict(DRAFT)}

    refused = connect({**HERE, **reads}).post("/tickets", json=body)
    created = connect({**HERE, **writes}).post("/tickets", json=body)

    assert (refused.status_code, created.status_code) == (403, 201)


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    "value", ["", "Bearer", f"Bearer {UNKNOWN}", f"Basic {WRITE_KEY}", WRITE_KEY]
)
def test_a_bad_authorization_is_not_mended_by_the_other_header(
    connect: Connect, value: str
) -> None:
    headers = {**HERE, "Authorization": value, "X-API-Key": WRITE_KEY}

    answer = connect(headers).get(f"/tickets/{TICKET}")

    assert answer.status_code == 401
    assert answer.json() == REFUSAL


@pytest.mark.rule("A1")
def test_a_good_authorization_is_not_spoilt_by_the_other_header(
    connect: Connect,
) -> None:
    headers = {**HERE, "Authorization": f"Bearer {READ_KEY}", "X-API-Key": UNKNOWN}

    answer = connect(headers).get(f"/tickets/{TICKET}")

    assert answer.status_code == 200


@pytest.mark.rule("A1")
def test_every_key_of_the_workspace_reads_the_same(connect: Connect) -> None:
    pages = [
        connect({**HERE, "X-API-Key": key}).get("/tickets").content
        for key in (READ_KEY, WRITE_KEY, ADMIN_KEY)
    ]

    assert len(set(pages)) == 1


@pytest.mark.rule("A1")
def test_a_call_that_is_refused_for_its_key_changes_nothing(
    connect: Connect, records: Records
) -> None:
    before = records()

    for headers in (HERE, {**HERE, "X-API-Key": UNKNOWN}):
        stranger = connect(headers)
        for method, path, _level in OPERATIONS:
            stranger.request(method, path)
        stranger.post("/tickets", json={"ticket": dict(DRAFT)})
        stranger.put(f"/tickets/{TICKET}", json={"ticket": {"subject": "B"}})

    assert records() == before


@pytest.mark.rule("A1")
def test_a_key_of_another_workspace_opens_its_own(other: httpx.Client) -> None:
    answer = other.get("/tickets")

    assert answer.status_code == 200
    assert {ticket["requesterEmail"] for ticket in answer.json()["tickets"]} == {
        "roaster@example.net",
        "packing@example.net",
    }
