"""What the tests of the control API say to a gallery, and what it shows of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.gallery import CONTROL, PICTURES

if TYPE_CHECKING:
    import httpx

STATE = f"{CONTROL}/state"
CLOCK = f"{CONTROL}/clock"
SANDBOXES = f"{CONTROL}/sandboxes"
SNAPSHOTS = f"{CONTROL}/snapshots"
RECORDS = f"{CONTROL}/records"

_BOOK = {"title": "Emma", "condition": "new", "desk_note": "gift"}


def hang(client: httpx.Client, title: str = "Fen", **more: Any) -> dict[str, Any]:
    """Hang a picture, and return it as it is stored."""
    answer = client.post(PICTURES, json={"title": title, **more})
    assert answer.status_code == 201, answer.text
    picture: dict[str, Any] = answer.json()
    return picture


def titles(client: httpx.Client) -> list[str | None]:
    """List the titles of the pictures, by their states."""
    answer = client.get(PICTURES)
    assert answer.status_code == 200, answer.text
    found: list[str | None] = answer.json()
    return found


def turned(client: httpx.Client) -> int:
    """Go through the turnstile, and return how many have done so."""
    answer = client.post("/gallery/turnstile")
    assert answer.status_code == 200, answer.text
    used: int = answer.json()[0]
    return used


def exported(client: httpx.Client) -> dict[str, Any]:
    """Return the state of the client's sandbox."""
    answer = client.get(STATE)
    assert answer.status_code == 200, answer.text
    state: dict[str, Any] = answer.json()
    return state


def made(client: httpx.Client, name: str, **more: Any) -> dict[str, Any]:
    """Make a sandbox, and return how it is shown."""
    answer = client.post(SANDBOXES, json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    sandbox: dict[str, Any] = answer.json()
    return sandbox


def snapped(client: httpx.Client, name: str) -> dict[str, Any]:
    """Take a snapshot, and return how it is shown."""
    answer = client.post(SNAPSHOTS, json={"name": name})
    assert answer.status_code == 201, answer.text
    snapshot: dict[str, Any] = answer.json()
    return snapshot


def restored(client: httpx.Client, name: str) -> None:
    """Restore a snapshot."""
    answer = client.post(f"{SNAPSHOTS}/{name}/restore")
    assert (answer.status_code, answer.content) == (204, b""), answer.text


def reset(client: httpx.Client) -> None:
    """Reset the client's sandbox."""
    answer = client.post(f"{CONTROL}/reset")
    assert (answer.status_code, answer.content) == (204, b""), answer.text


def set_clock(client: httpx.Client, **setting: Any) -> dict[str, Any]:
    """Set the clock of the client's sandbox, and return what it shows."""
    answer = client.put(CLOCK, json=setting)
    assert answer.status_code == 200, answer.text
    clock: dict[str, Any] = answer.json()
    return clock


def everyday(client: httpx.Client) -> list[tuple[int, bytes]]:
    """Write, read, fail and count; return each answer's status and bytes."""
    first, second = hang(client, "Fen", data="reeds"), hang(client, "Moor")
    calls = [
        client.post("/library/v2/books", json=_BOOK),
        client.delete("/library/v2/books/bk_0001"),
        client.post("/library/v2/trials", json={"way": "raise"}),
        client.get(f"{PICTURES}/{first['id']}"),
        client.delete(f"{PICTURES}/{second['id']}"),
        client.get(PICTURES),
        client.get("/library/v2/books"),
        client.post("/gallery/turnstile"),
        client.get(f"{CONTROL}/deliveries"),
        client.get(STATE),
    ]
    answers = [(answer.status_code, answer.content) for answer in calls]
    return [(201, f"{first} {second}".encode()), *answers]


def refused(answer: httpx.Response, status: int = 422) -> list[tuple[str, str]]:
    """Return what a refusal says is wrong: pointers and rules."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    return [(error["pointer"], error["rule"]) for error in problem.get("errors", ())]
