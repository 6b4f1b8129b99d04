"""Many tickets, made from the mock data: every API serves them as its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from ticketstub.testing import Control

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

APIS = ("growcrm", "happyfox", "helpdesk", "i3d")

#: When the sandboxes of these tests start.
START = "2026-06-15T09:30:00Z"

EXAMPLES = re.compile(r"(\.example|@example\.(com|org|net))$")

each_api = pytest.mark.parametrize("api", APIS)


@pytest.fixture
def control(bundled_stub: Stub, sandbox_name: str) -> Iterator[Control]:
    """Control a sandbox that starts at one moment, and stands there."""
    with Control(bundled_stub.url, sandbox=sandbox_name) as control:
        control.clock.freeze(START)
        yield control


@pytest.fixture
def client(bundled_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the bundled project in that sandbox."""
    with bundled_stub.client(sandbox_name) as client:
        yield client


def grown(control: Control, stub: Stub, api: str, **more: int) -> dict[str, list[Any]]:
    """Grow an API's mock data; return the new records by their collections."""
    name = control._http.headers["Ticketstub-Sandbox"]
    before = stub.records(name)
    counts = control.grow(api, more.pop("tickets", 60), **more)
    after = stub.records(name)
    new = {
        each: [
            record
            for key, record in after[f"{api}.{each}"].items()
            if key not in before[f"{api}.{each}"]
        ]
        for each in counts
    }
    assert {each: len(records) for each, records in new.items()} == counts
    return new


def exported(control: Control) -> bytes:
    """Return the whole state of the sandbox as text."""
    return orjson.dumps(control.export_state())


@each_api
def test_what_is_added_could_stand_in_the_mock_data(
    control: Control, bundled_stub: Stub, sandbox_name: str, api: str
) -> None:
    """It fits the schemas, and refers to what is there."""
    new = grown(control, bundled_stub, api)
    sandbox = bundled_stub.sandbox(sandbox_name)

    assert len(new["tickets"]) == 60
    for name, records in new.items():
        mock = sandbox.mock_data[f"{api}.{name}"]
        for record in records:
            assert not mock.violations(dict(record)), record
            for field, target in mock.references.items():
                found = sandbox.collection(f"{api}.{target}").get(record[field])
                assert record[field] is None or found, (name, field, record)


@each_api
def test_the_same_seed_makes_the_same_records(control: Control, api: str) -> None:
    """At the same start, to the byte; another seed makes others."""
    states = []
    for seed in (7, 7, 8):
        control.reset()
        control.clock.freeze(START)
        control.grow(api, 30, seed=seed)
        states.append(exported(control))

    assert states[0] == states[1] != states[2]


@each_api
def test_a_second_call_adds_others(
    control: Control, bundled_stub: Stub, api: str
) -> None:
    """With keys of their own, and not the same once more."""
    first = grown(control, bundled_stub, api, seed=7)["tickets"]
    second = grown(control, bundled_stub, api, seed=7)["tickets"]
    numbers = [record.get("number", record["id"]) for record in first + second]

    assert len({record["id"] for record in first + second}) == 120
    assert numbers == sorted(numbers)
    assert len({*numbers}) == 120
    assert [*map(_times, first)] != [*map(_times, second)]


def _times(ticket: dict[str, Any]) -> Any:
    return next(
        ticket[n] for n in ("created", "created_at", "createdAt") if n in ticket
    )


@each_api
def test_an_exported_state_with_many_records_is_imported(
    control: Control, api: str
) -> None:
    control.grow(api, 40)
    state = control.export_state()
    control.reset()
    control.import_state(state)

    assert control.export_state() == state


@each_api
def test_they_lie_in_the_year_before_the_start(
    control: Control, bundled_stub: Stub, api: str
) -> None:
    """The older the smaller the number, and all but the last of them have ended."""
    tickets = grown(control, bundled_stub, api, tickets=300)["tickets"]
    created = [_times(ticket) for ticket in tickets]
    moments = [
        datetime.fromtimestamp(each, UTC)
        if isinstance(each, int)
        else datetime.fromisoformat(each).replace(tzinfo=UTC)
        for each in created
    ]
    ended = {"closed", "force-closed", 4} if api != "growcrm" else {2}
    going = [
        ticket
        for ticket in tickets
        if ticket.get("status", ticket.get("status_id")) not in ended
    ]

    start = datetime.fromisoformat(START)
    assert created == sorted(created)
    assert start - timedelta(days=366) < moments[0]
    assert moments[-1] < start
    assert len({(each.year, each.month) for each in moments}) >= 12
    assert 5 < len(going) < 90


@each_api
def test_replies_come_after_their_ticket_and_in_order(
    control: Control, bundled_stub: Stub, api: str
) -> None:
    new = grown(control, bundled_stub, api, tickets=200)
    children = {"growcrm": "replies", "i3d": "replies", "happyfox": "updates"}
    if api not in children:
        assert [*new] == ["tickets"]
        return
    began = {ticket["id"]: _times(ticket) for ticket in new["tickets"]}
    last: dict[Any, Any] = {}
    for child in new[children[api]]:
        ticket = child.get("ticket_id", child.get("ticketId"))
        at = child.get("timestamp", child.get("created", child.get("createdAt")))
        assert last.get(ticket, began[ticket]) <= at, child
        last[ticket] = at

    assert len(last) > 100


@each_api
def test_every_address_is_an_example(
    control: Control, bundled_stub: Stub, api: str
) -> None:
    """Nobody is written to by mistake."""
    text = orjson.dumps(grown(control, bundled_stub, api, tickets=200)).decode()
    addresses = re.findall(r"[\w.+-]+@[\w.-]*\w", text)

    assert addresses or api == "growcrm"
    assert [each for each in addresses if not EXAMPLES.search(each.lower())] == []


def test_each_family_is_about_the_person_it_names(
    control: Control, bundled_stub: Stub
) -> None:
    """Whoever was made up has written what is theirs, and is greeted by their name."""
    new = grown(control, bundled_stub, "happyfox", tickets=200)
    contacts = {contact["id"]: contact for contact in new["contacts"]}
    tickets = {ticket["id"]: ticket for ticket in new["tickets"]}
    greeted = 0
    for update in new["updates"]:
        contact = contacts[tickets[update["ticket_id"]]["contact_id"]]
        if update["by"]["type"] == "user" and update["by"]["id"] in contacts:
            assert update["by"]["id"] == contact["id"]
            assert update["by"]["name"] == contact["name"]
            assert update["by"]["email"] == contact["email"]
        greeting = (update["message"] or {}).get("text", "").partition("\n")[0]
        names = contact["name"].split()
        by_staff = update["by"]["type"] == "staff"
        greeted += by_staff and any(f" {name}," in greeting for name in names)

    assert greeted > 100
    assert len({each["email_key"] for each in contacts.values()}) == len(contacts)
    for ticket in tickets.values():
        assert contacts[ticket["contact_id"]]["created_at"] <= ticket["created_at"]


def test_requesters_are_made_up(control: Control, bundled_stub: Stub) -> None:
    """A name fits its address; who had none still has none."""
    tickets = grown(control, bundled_stub, "helpdesk", tickets=200)["tickets"]
    named = [each for each in tickets if each["requesterName"] is not None]
    last_names = [each["requesterName"].split()[-1].lower() for each in named]

    assert len({each["requesterName"] for each in named}) > 100
    assert any(each["requesterEmail"] is None for each in tickets)
    for ticket, last in zip(named, last_names, strict=True):
        if last.isascii() and last.isalpha():
            assert last in ticket["requesterEmail"]


def test_fields_are_mixed(control: Control, bundled_stub: Stub) -> None:
    """What has one text in the mock data has several priorities here."""
    tickets = grown(control, bundled_stub, "growcrm", tickets=400)["tickets"]
    kinds: dict[str, set[Any]] = {}
    for ticket in tickets:
        kinds.setdefault(ticket["subject"], set()).add(
            (ticket["priority"], ticket["source"], *ticket["tags"])
        )

    assert max(map(len, kinds.values())) > 5


@each_api
def test_nothing_else_changes(control: Control, bundled_stub: Stub, api: str) -> None:
    """Not what there was, not another API, not another sandbox."""
    name = control._http.headers["Ticketstub-Sandbox"]
    before = bundled_stub.records(name)
    control.grow(api, 20)
    after = bundled_stub.records(name)

    for full_name, records in before.items():
        kept = {key: after[full_name][key] for key in records}
        assert kept == records
        if not full_name.startswith(f"{api}."):
            assert len(after[full_name]) == len(records)
    with Control(bundled_stub.url, sandbox=f"{name}-b") as other:
        other.clock.freeze(START)
        other.records.collections()
    fresh = bundled_stub.records(f"{name}-b")
    bundled_stub.app.sandboxes.drop(f"{name}-b")
    assert fresh == before
