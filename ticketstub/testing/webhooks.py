"""The parts of `Control` that webhooks have: receivers and deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.testing.part import Part, step

if TYPE_CHECKING:
    from collections.abc import Sequence


class Receivers(Part):
    """Who is told of events."""

    def list(self) -> list[dict[str, Any]]:
        """Return the receivers that were registered here."""
        receivers: list[dict[str, Any]] = self._send("GET", "/receivers")["receivers"]
        return receivers

    def add(  # noqa: PLR0913  # what a receiver is made of
        self,
        api: str,
        url: str,
        *,
        events: Sequence[str] | None = None,
        secret: str | None = None,
        delay: float = 0,
        drop_every: int = 0,
        copies: int = 1,
    ) -> str:
        """Register a receiver, and return its id.

        `delay` is in seconds, `drop_every` 1 drops each delivery and 0 none.
        """
        receiver = self._send(
            "POST",
            "/receivers",
            {
                "api": api,
                "url": url,
                "events": events,
                "secret": secret,
                "delay": delay,
                "drop_every": drop_every,
                "copies": copies,
            },
        )
        receiver_id: str = receiver["id"]
        return receiver_id

    def update(
        self,
        receiver_id: str,
        *,
        delay: float | None = None,
        drop_every: int | None = None,
        copies: int | None = None,
    ) -> dict[str, Any]:
        """Change the way to a receiver, and return it; what is left out stays."""
        wanted = {"delay": delay, "drop_every": drop_every, "copies": copies}
        body = {name: value for name, value in wanted.items() if value is not None}
        changed: dict[str, Any]
        changed = self._send("PATCH", f"/receivers/{step(receiver_id)}", body)
        return changed

    def remove(self, receiver_id: str) -> None:
        """Send nothing more to a receiver."""
        self._send("DELETE", f"/receivers/{step(receiver_id)}")


class Deliveries(Part):
    """What was sent for events, and what was not."""

    def list(
        self,
        *,
        api: str | None = None,
        event: str | None = None,
        state: str | None = None,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Return the deliveries of the sandbox, the oldest first.

        Of those that match, the newest `limit`: 100 if it is left out.
        """
        found: dict[str, Any] = self._send(
            "GET", "/deliveries", api=api, event=event, state=state, limit=limit
        )
        deliveries: list[dict[str, Any]] = found["deliveries"]
        return deliveries

    def get(self, delivery_id: str) -> dict[str, Any]:
        """Return one delivery as it is now."""
        path = f"/deliveries/{step(delivery_id)}"
        delivery: dict[str, Any] = self._send("GET", path)
        return delivery

    def replay(self, delivery_id: str) -> dict[str, Any]:
        """Send a delivery again, and return the new one; it may still be under way."""
        path = f"/deliveries/{step(delivery_id)}/replay"
        replay: dict[str, Any] = self._send("POST", path)
        return replay
