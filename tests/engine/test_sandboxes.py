"""Sandboxes over HTTP: how one is chosen, that it is alone, and how many there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, CARD, TOY
from tests.stub import Stub
from ticketstub.problems import RefusedError
from ticketstub.project.project import load_project
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.sandboxes import Sandboxes
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

BOOK = f"{BASE}/books/bk_0001"
NOW = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
DRAFT = {"title": "Emma", "condition": "new", "desk_note": "gift"}


def branch(answer: httpx.Response) -> str:
    """Return the sandbox that answered: the toy API tells it in a header."""
    return answer.headers["X-Branch"]


def test_one_sandbox_never_sees_what_another_wrote(
    toy_stub: Stub, sandbox_name: str
) -> None:
    """Tests that run side by side must not meet."""
    with (
        toy_stub.client(sandbox_name, headers=CARD) as one,
        toy_stub.client(f"{sandbox_name}.b", headers=CARD) as two,
    ):
        deleted = one.delete(BOOK)
        gone = one.get(BOOK)
        still_there = two.get(BOOK)

    assert (deleted.status_code, gone.status_code) == (204, 404)
    assert still_there.status_code == 200


def test_clocks_of_sandboxes_are_their_own(toy_stub: Stub, sandbox_name: str) -> None:
    toy_stub.sandbox(sandbox_name).clock.freeze(NOW)
    other = toy_stub.sandbox(f"{sandbox_name}.b")
    other.clock.freeze(NOW + timedelta(days=1))

    with toy_stub.client(sandbox_name, headers=CARD) as client:
        made = client.post(f"{BASE}/books", json=DRAFT)

    assert made.json()["added"] == "2027-01-02T03:04:05Z"


def test_without_a_name_a_call_runs_in_main(toy_stub: Stub) -> None:
    with toy_stub.client(headers=CARD) as client:
        answer = client.get(BOOK)

    assert branch(answer) == "main"


def test_a_suffix_of_the_credential_names_the_sandbox(
    toy_stub: Stub, sandbox_name: str
) -> None:
    """A client that cannot add headers can still be given a credential."""
    card = f"library-demo-card~{sandbox_name}"
    with toy_stub.client() as client:
        by_card = client.get(BOOK, headers={"X-Library-Card": card})
        by_user = client.get(BOOK, auth=(f"front~{sandbox_name}.u", "desk:word"))

    assert (by_card.status_code, branch(by_card)) == (200, sandbox_name)
    assert (by_user.status_code, branch(by_user)) == (200, f"{sandbox_name}.u")


def test_a_credential_with_tildes_of_its_own_is_known(
    toy_stub: Stub, sandbox_name: str
) -> None:
    """Only what stands before the last `~` is tried as the credential."""
    with toy_stub.client() as client:
        whole = client.get(BOOK, headers={"X-Library-Card": "ben~the~reader"})
        suffixed = client.get(
            BOOK, headers={"X-Library-Card": f"ben~the~reader~{sandbox_name}"}
        )

    assert (whole.status_code, branch(whole)) == (200, "main")
    assert (suffixed.status_code, branch(suffixed)) == (200, sandbox_name)


def test_an_unknown_credential_with_a_suffix_is_nobody(
    toy_stub: Stub, sandbox_name: str
) -> None:
    with toy_stub.client() as client:
        answer = client.get(BOOK, headers={"X-Library-Card": f"bogus~{sandbox_name}"})

    assert answer.status_code == 401
    assert sandbox_name not in toy_stub.app.sandboxes


def test_the_suffix_of_an_unknown_credential_chooses_nothing(
    toy_stub: Stub, sandbox_name: str
) -> None:
    """One scheme's wrong credential must not move the call that another one admits."""
    with toy_stub.client(headers=CARD) as client:
        answer = client.get(BOOK, auth=(f"bogus~{sandbox_name}", "wrong"))

    assert answer.status_code == 200
    assert branch(answer) == "main"
    assert sandbox_name not in toy_stub.app.sandboxes


def test_the_header_wins_over_a_suffix(toy_stub: Stub, sandbox_name: str) -> None:
    card = f"library-demo-card~{sandbox_name}.suffix"
    with toy_stub.client(sandbox_name) as client:
        answer = client.get(BOOK, headers={"X-Library-Card": card})

    assert (answer.status_code, branch(answer)) == (200, sandbox_name)
    assert f"{sandbox_name}.suffix" not in toy_stub.app.sandboxes


@pytest.mark.parametrize(
    "name", ["", "Upper", "-first", ".first", "a/b", "a b", "ü", "x" * 65, "a~b"]
)
def test_a_bad_name_is_refused(toy_stub: Stub, name: str) -> None:
    """A misspelt name must not quietly be another sandbox, or main."""
    headers = [(b"Ticketstub-Sandbox", name.encode())]
    with toy_stub.client(headers=CARD) as client:
        answer = client.get(BOOK, headers=headers)

    assert answer.status_code == 400
    assert "sandbox's name" in answer.json()["fault"]
    assert name not in toy_stub.app.sandboxes


@pytest.mark.parametrize("name", ["0", "a", "main", "a._-z", "x" * 64])
def test_every_good_name_is_taken(toy_stub: Stub, name: str) -> None:
    with toy_stub.client(name, headers=CARD) as client:
        answer = client.get(BOOK)

    assert branch(answer) == name


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/books", 401), ("GET", "/nothing", 404), ("PUT", "/books", 405)],
)
def test_a_call_of_nobody_makes_no_sandbox(
    toy_stub: Stub, sandbox_name: str, method: str, path: str, status: int
) -> None:
    """Whoever has no credential cannot fill the memory with sandboxes."""
    with toy_stub.client(sandbox_name) as client:
        answer = client.request(method, BASE + path)

    assert answer.status_code == status
    assert sandbox_name not in toy_stub.app.sandboxes


def test_the_stub_refuses_one_sandbox_too_many_until_one_is_idle() -> None:
    """The bound says that it bites, and which setting moves it."""
    busy = Settings(max_sandboxes=2)
    with (
        Stub(load_project(TOY), busy) as stub,
        stub.client(headers=CARD) as client,
    ):
        first = client.get(BOOK, headers={"Ticketstub-Sandbox": "first"})
        second = client.get(BOOK, headers={"Ticketstub-Sandbox": "second"})
        again = client.get(BOOK, headers={"Ticketstub-Sandbox": "first"})

    assert (first.status_code, again.status_code) == (200, 200)
    assert second.status_code == 503
    assert "max_sandboxes" in second.json()["fault"]
    assert "second" not in stub.app.sandboxes


def test_the_longest_idle_sandbox_goes_first_but_never_main() -> None:
    sandboxes = Sandboxes({}, most=3, idle_seconds=0)
    main = sandboxes.get("main")
    for name in ("a", "b", "a", "c"):
        sandboxes.keep(sandboxes.get(name))

    assert [name in sandboxes for name in ("main", "a", "b", "c")] == [
        True,
        True,
        False,
        True,
    ]
    assert len(sandboxes) == 3
    assert sandboxes.get("main") is main


def test_main_alone_can_be_all_there_is() -> None:
    sandboxes = Sandboxes({}, most=1, idle_seconds=0)
    sandboxes.keep(sandboxes.get("main"))

    with pytest.raises(RefusedError):
        sandboxes.keep(sandboxes.get("a"))


def _calls(client: httpx.Client) -> list[bytes]:
    """Read, write, fail and read again; return each answer's bytes."""
    made = client.post(f"{BASE}/books", json=DRAFT)
    return [
        made.content,
        client.get(made.headers["Location"]).content,
        client.delete(BOOK).content,
        client.get(BOOK).content,
        client.post(f"{BASE}/trials", json={"way": "raise"}).content,
        client.get(f"{BASE}/books").content,
    ]


def _frozen(start: datetime) -> Callable[[], Clock]:
    return lambda: Clock(start, frozen=True)


def _served_bytes(name: str, start: datetime) -> list[bytes]:
    stub = Stub(load_project(TOY), Settings())
    stub.app.sandboxes._new_clock = _frozen(start)
    with stub, stub.client(name, headers=CARD) as client:
        return _calls(client)


def test_the_same_calls_on_a_fresh_sandbox_give_the_same_bytes() -> None:
    """With the clock given, a recorded test can be compared byte by byte."""
    assert _served_bytes("fresh", NOW) == _served_bytes("fresh", NOW)
    assert _served_bytes("fresh", NOW) != _served_bytes("fresh", NOW + timedelta(1))


def test_the_same_calls_in_two_sandboxes_give_the_same_bytes(
    toy_stub: Stub, sandbox_name: str
) -> None:
    """A fresh sandbox is a fresh sandbox, whatever it is called."""
    answers = []
    for name in (f"{sandbox_name}.a", f"{sandbox_name}.b"):
        sandbox = toy_stub.sandbox(name)
        sandbox.clock.freeze(NOW)
        sandbox.started = NOW
        with toy_stub.client(name, headers=CARD) as client:
            answers.append(_calls(client))

    assert answers[0] == answers[1]
