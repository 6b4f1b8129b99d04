"""Custom fields of every kind, and a required one, on mock data of the tests' own."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import (
    CHANGES,
    DRAFT,
    KEY,
    custom_values,
    invalid,
    read_ticket,
)
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tests.apis.growcrm.conftest import Records

TEXT, DROPDOWN = "ticket_custom_field_1", "ticket_custom_field_2"

#: The kinds that the mock data lack, and a required field; all in a folder of its own.
NUMBER, DATE, CHECKBOX, REQUIRED = (f"ticket_custom_field_{n}" for n in (3, 4, 5, 12))


def _field(number: int, kind: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"ticket_custom_field_{number}",
        "title": f"A {kind}",
        "type": kind,
        "required": required,
        "options": [],
    }


@pytest.fixture(scope="module")
def own_stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve mock data with a custom field of each kind, one of them required."""
    folder = tmp_path_factory.mktemp("mock_data")
    shutil.copytree(bundled() / "mock_data" / "growcrm", folder / "growcrm")
    file = folder / "growcrm" / "custom_fields.json"
    collection = json.loads(file.read_text(encoding="utf-8"))
    collection["records"] += [
        _field(3, "number"),
        _field(4, "date"),
        _field(5, "checkbox"),
        _field(12, "text", required=True),
    ]
    file.write_text(json.dumps(collection), encoding="utf-8")
    project = load_project(bundled(), only=["growcrm"], mock_data=folder)
    with Stub(project, Settings(max_sandboxes=10_000)) as stub:
        yield stub


@pytest.fixture
def own(own_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the stub with these fields in a sandbox of the test's own."""
    headers = {"Authorization": f"Bearer {KEY}"}
    with own_stub.client(sandbox_name, headers=headers) as client:
        yield client


@pytest.fixture
def own_records(own_stub: Stub, sandbox_name: str) -> Records:
    """Look at what is stored behind `own`."""
    return lambda: own_stub.records(sandbox_name)


def _wrong(name: str) -> dict[str, Any]:
    return invalid({name: f"The selected {name.replace('_', ' ')} is invalid."})


def _missing(name: str) -> dict[str, Any]:
    return invalid({name: f"The {name.replace('_', ' ')} field is required."})


@pytest.mark.rule("G15")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        (NUMBER, 12),
        (NUMBER, 1.5),
        (NUMBER, "12"),
        (NUMBER, "-3.25"),
        (NUMBER, 0),
        (DATE, "2026-06-15"),
        (DATE, "2028-02-29"),
        (CHECKBOX, "on"),
        (CHECKBOX, "1"),
        (CHECKBOX, "0"),
        (CHECKBOX, True),
        (CHECKBOX, False),
        (REQUIRED, "another text"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_value_that_fits_its_kind_is_stored(
    own_records: Records,
    own: httpx.Client,
    name: str,
    value: object,
    method: str,
) -> None:
    path, ticket_id = ("", 73) if method == "POST" else ("/32", 32)

    answer = own.request(
        method, f"/api/tickets{path}", json={**DRAFT, REQUIRED: "there", name: value}
    )

    assert answer.is_success, answer.text
    assert custom_values(own_records, ticket_id)[name] == value


@pytest.mark.rule("G15", "G14")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        (NUMBER, "twelve"),
        (NUMBER, "1,5"),
        (NUMBER, "1_000"),
        (NUMBER, "12 pieces"),
        (NUMBER, "NaN"),
        (NUMBER, "Infinity"),
        (NUMBER, True),
        (NUMBER, [12]),
        (DATE, "2026-02-29"),
        (DATE, "2026-13-01"),
        (DATE, "2026-6-1"),
        (DATE, "15.06.2026"),
        (DATE, "06/15/2026"),
        (DATE, "20260615"),
        (DATE, "2026-W25-1"),
        (DATE, "2026-06-15T09:30:00Z"),
        (DATE, "tomorrow"),
        (DATE, 20260615),
        (CHECKBOX, "maybe"),
        (CHECKBOX, 2),
        (CHECKBOX, ["on"]),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_value_that_does_not_fit_its_kind_is_refused(
    own: httpx.Client, name: str, value: object, method: str
) -> None:
    path = "" if method == "POST" else "/32"
    before = read_ticket(own)

    answer = own.request(
        method, f"/api/tickets{path}", json={**DRAFT, REQUIRED: "there", name: value}
    )

    assert answer.status_code == 422
    assert answer.json() == _wrong(name)
    assert read_ticket(own) == before


@pytest.mark.rule("G15")
def test_every_kind_can_be_sent_as_text(
    own_records: Records, own: httpx.Client
) -> None:
    """A form has nothing but text."""
    values = {
        TEXT: "PO-1",
        DROPDOWN: "Portal",
        NUMBER: "12",
        DATE: "2026-06-15",
        CHECKBOX: "on",
        REQUIRED: "there",
    }

    answer = own.post("/api/tickets", data={**DRAFT, **values})

    assert answer.status_code == 201
    assert custom_values(own_records) == values


@pytest.mark.rule("G15", "G14")
def test_a_required_field_must_be_there_on_create(
    own: httpx.Client, encode: Callable[..., dict[str, Any]]
) -> None:
    answer = own.post("/api/tickets", **encode(DRAFT))

    assert answer.status_code == 422
    assert answer.json() == _missing(REQUIRED)


@pytest.mark.rule("G15", "G14")
@pytest.mark.parametrize("blank", ["", "  ", None])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_required_field_must_not_be_blank(
    own: httpx.Client, blank: str | None, method: str
) -> None:
    path = "" if method == "POST" else "/32"

    answer = own.request(method, f"/api/tickets{path}", json={**DRAFT, REQUIRED: blank})

    assert answer.status_code == 422
    assert answer.json() == _missing(REQUIRED)


@pytest.mark.rule("G15")
def test_a_required_field_may_be_left_out_of_an_update(
    own_records: Records, own: httpx.Client
) -> None:
    own.post("/api/tickets", json={**DRAFT, REQUIRED: "there"})

    answer = own.patch("/api/tickets/73", json=dict(CHANGES))

    assert answer.status_code == 200
    assert custom_values(own_records) == {REQUIRED: "there"}


@pytest.mark.rule("G15", "G14")
def test_custom_fields_are_told_with_all_others(own: httpx.Client) -> None:
    """They come after the fields of the contract, each in its place."""
    body = {CHECKBOX: "maybe", DATE: "soon", NUMBER: "x", DROPDOWN: "Fax"}

    answer = own.post(
        "/api/tickets",
        json={**body, **DRAFT, "ticket_clientid": 9, "ticket_message": ""},
    )

    expected = {
        "ticket_clientid": "The selected ticket clientid is invalid.",
        "ticket_message": "The ticket message field is required.",
        DROPDOWN: "The selected ticket custom field 2 is invalid.",
        NUMBER: "The selected ticket custom field 3 is invalid.",
        DATE: "The selected ticket custom field 4 is invalid.",
        CHECKBOX: "The selected ticket custom field 5 is invalid.",
        REQUIRED: "The ticket custom field 12 field is required.",
    }
    assert answer.status_code == 422
    assert answer.json() == invalid(expected)
    assert list(answer.json()["errors"]) == list(expected)


@pytest.mark.rule("X9", "G15")
@pytest.mark.parametrize("name", [TEXT, DROPDOWN, NUMBER, REQUIRED])
def test_a_custom_field_given_twice_is_refused(own: httpx.Client, name: str) -> None:
    fields = {**DRAFT, REQUIRED: "there", NUMBER: "1", TEXT: "a", DROPDOWN: "Email"}
    content = "&".join(f"{key}={value}" for key, value in fields.items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = own.post(
        "/api/tickets", content=f"{content}&{name}={fields[name]}", headers=headers
    )

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [name]
