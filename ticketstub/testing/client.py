"""A client of the control API, for one sandbox of one stub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import httpx

from ticketstub.testing.faults import Faults
from ticketstub.testing.part import Part as _Part
from ticketstub.testing.part import moment as _time
from ticketstub.testing.part import step as _step
from ticketstub.testing.requests import Requests
from ticketstub.testing.webhooks import Deliveries, Receivers

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from datetime import datetime

#: How long one call may take, in seconds.
PATIENCE = 30.0

_OWN = "/_ticketstub"


class ControlError(Exception):
    """The control API has refused a call; `problem` is what it said."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('detail', problem)}")
        self.status = status
        self.problem = problem


class Control:
    """A client of the control API, for one sandbox of one stub.

    `base_url` is the stub's own URL, `sandbox` the one to act on, `token` what a stub
    beyond loopback asks for, `verify` what its certificate is judged by.
    Every call raises `ControlError` when it is refused.
    """

    def __init__(
        self,
        base_url: str,
        *,
        sandbox: str | None = None,
        token: str | None = None,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        headers = {}
        if sandbox is not None:
            headers["Ticketstub-Sandbox"] = sandbox
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx.Client(
            base_url=base_url,
            headers=headers,
            # Reading the certificates of all authorities takes its time.
            verify=verify if base_url.lower().startswith("https:") else False,
            trust_env=False,
            timeout=PATIENCE,
            # A stub may be stopped, or a test paused, between any two calls.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.clock = _Clock(self)
        self.sandboxes = _Sandboxes(self)
        self.snapshots = _Snapshots(self)
        self.records = _Records(self)
        self.receivers = Receivers(self)
        self.deliveries = Deliveries(self)
        self.requests = Requests(self)
        self.faults = Faults(self)

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the client."""
        self.close()

    def close(self) -> None:
        """Make no calls any more."""
        self._http.close()

    def reset(self) -> None:
        """Make the sandbox as it was at first use."""
        self.send("POST", "/reset")

    def health(self) -> dict[str, Any]:
        """Tell that the stub is alive, its version, and the APIs that it serves."""
        alive: dict[str, Any] = self.send("GET", "/health")
        return alive

    def export_state(self) -> dict[str, Any]:
        """Return the sandbox's whole state, to be imported again."""
        state: dict[str, Any] = self.send("GET", "/state")
        return state

    def import_state(self, state: Mapping[str, Any]) -> None:
        """Put the sandbox into a state that was exported."""
        self.send("PUT", "/state", state)

    def grow(self, api: str, tickets: int, *, seed: int = 0) -> dict[str, int]:
        """Add many lifelike tickets; return how many records each collection got."""
        body = {"api": api, "tickets": tickets, "seed": seed}
        grown = self.send("POST", "/mock-data", body)["collections"]
        return {each["collection"]: each["added"] for each in grown}

    def send(self, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """Call an operation by its path below `/_ticketstub`; return what it answers.

        What is None in `query` is left out. Raises `ControlError` when it is refused.
        """
        params = {name: value for name, value in query.items() if value is not None}
        answer = self._http.request(method, _OWN + path, json=body, params=params)
        if answer.is_success and not answer.content:
            return None
        try:
            said = answer.json()
        except ValueError:
            # No stub: whoever answers there speaks something else.
            raise ControlError(answer.status_code, {"detail": answer.text}) from None
        if answer.is_success:
            return said
        problem = said if isinstance(said, dict) else {"detail": answer.text}
        raise ControlError(answer.status_code, problem)


class _Clock(_Part):
    """The sandbox's clock."""

    def get(self) -> dict[str, Any]:
        """Return `now`, `state` and `offset_seconds`."""
        clock: dict[str, Any] = self._send("GET", "/clock")
        return clock

    def freeze(self, at: str | datetime | None = None) -> None:
        """Stop the clock, now or at a time."""
        body = {"frozen": True}
        self._send("PUT", "/clock", body if at is None else {**body, "at": _time(at)})

    def set(self, at: str | datetime) -> None:
        """Jump to a time; a clock that stands goes on standing."""
        self._send("PUT", "/clock", {"at": _time(at)})

    def run(self) -> None:
        """Let the clock run on from where it stands."""
        self._send("PUT", "/clock", {"frozen": False})

    def advance(self, seconds: float) -> None:
        """Jump by a span, negative for backwards."""
        self._send("POST", "/clock/advance", {"seconds": seconds})

    def reset(self) -> None:
        """Let the clock run with the machine's own."""
        self._send("DELETE", "/clock")


class _Sandboxes(_Part):
    """All sandboxes of the stub."""

    def list(self) -> list[dict[str, Any]]:
        """Return every sandbox."""
        sandboxes: list[dict[str, Any]] = self._send("GET", "/sandboxes")["sandboxes"]
        return sandboxes

    def get(self, name: str) -> dict[str, Any]:
        """Return one sandbox."""
        sandbox: dict[str, Any] = self._send("GET", f"/sandboxes/{_step(name)}")
        return sandbox

    def create(
        self,
        name: str,
        *,
        copy_of: str | None = None,
        snapshot: str | None = None,
        seed: int | None = None,
    ) -> dict[str, Any]:
        """Make a sandbox, from the mock data, another sandbox or a snapshot."""
        wanted = {"name": name, "from": copy_of, "snapshot": snapshot, "seed": seed}
        body = {key: value for key, value in wanted.items() if value is not None}
        sandbox: dict[str, Any] = self._send("POST", "/sandboxes", body)
        return sandbox

    def drop(self, name: str) -> None:
        """Drop a sandbox."""
        self._send("DELETE", f"/sandboxes/{_step(name)}")


class _Snapshots(_Part):
    """Named states."""

    def list(self) -> list[dict[str, Any]]:
        """Return every snapshot."""
        snapshots: list[dict[str, Any]] = self._send("GET", "/snapshots")["snapshots"]
        return snapshots

    def take(self, name: str) -> None:
        """Name the sandbox's present state."""
        self._send("POST", "/snapshots", {"name": name})

    def restore(self, name: str) -> None:
        """Put the sandbox into a state."""
        self._send("POST", f"/snapshots/{_step(name)}/restore")

    def drop(self, name: str) -> None:
        """Forget a state."""
        self._send("DELETE", f"/snapshots/{_step(name)}")


class _Records(_Part):
    """The records of every collection, as they are stored."""

    def collections(self) -> list[dict[str, Any]]:
        """Return every collection: its `api`, `collection`, `key` and `records`."""
        collections: list[dict[str, Any]]
        collections = self._send("GET", "/records")["collections"]
        return collections

    def list(
        self, api: str, collection: str, *, offset: int = 0, limit: int = 100
    ) -> list[dict[str, Any]]:
        """Return at most `limit` records by their keys, without the first `offset`."""
        path = f"/records/{_step(api)}/{_step(collection)}"
        found = self._send("GET", path, offset=offset, limit=limit)
        records: list[dict[str, Any]] = found["records"]
        return records

    def get(self, api: str, collection: str, key: str | int) -> dict[str, Any]:
        """Return one record."""
        record: dict[str, Any] = self._send("GET", _record(api, collection, key))
        return record

    def add(
        self, api: str, collection: str, record: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Add a record, and return it as it was stored."""
        path = f"/records/{_step(api)}/{_step(collection)}"
        added: dict[str, Any] = self._send("POST", path, record)
        return added

    def update(
        self, api: str, collection: str, key: str | int, changes: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Replace some fields of a record, and return the whole."""
        path = _record(api, collection, key)
        changed: dict[str, Any] = self._send("PATCH", path, changes)
        return changed

    def delete(self, api: str, collection: str, key: str | int) -> None:
        """Remove a record."""
        self._send("DELETE", _record(api, collection, key))


def _record(api: str, collection: str, key: str | int) -> str:
    return f"/records/{_step(api)}/{_step(collection)}/{_step(str(key))}"
