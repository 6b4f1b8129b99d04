"""The part of `Control` that faults have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

from ticketstub.testing.part import Part, moment, step

if TYPE_CHECKING:
    from datetime import datetime


class Fault:
    """A fault that was added; as a context manager it is removed at the end."""

    def __init__(self, faults: Faults, fault_id: str) -> None:
        self.id = fault_id
        self._faults = faults

    def __enter__(self) -> Self:
        """Return the fault."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Remove the fault, unless a reset or the block itself has done so."""
        if any(fault["id"] == self.id for fault in self._faults.list()):
            self.remove()

    @property
    def hits(self) -> int:
        """How many calls have failed by it until now."""
        hits: int = self._faults.get(self.id)["hits"]
        return hits

    def remove(self) -> None:
        """Let no more calls fail by it."""
        self._faults.remove(self.id)


class Faults(Part):
    """What is to go wrong."""

    def list(self) -> list[dict[str, Any]]:
        """Return the faults of the sandbox, the oldest first."""
        faults: list[dict[str, Any]] = self._send("GET", "/faults")["faults"]
        return faults

    def add(  # noqa: PLR0913  # what a fault is made of
        self,
        api: str,
        operation: str | None = None,
        *,
        status: int | None = None,
        example: str | None = None,
        delay_seconds: float = 0,
        connection: Literal["before", "midway"] | None = None,
        truncate: float | None = None,
        first: int | None = None,
        every: int | None = None,
        since: str | datetime | None = None,
        until: str | datetime | None = None,
    ) -> Fault:
        """Let an operation fail, or each of an API's.

        `since` and `until` are times of the sandbox's clock.
        """
        body = {
            "api": api,
            "operation": operation,
            "status": status,
            "example": example,
            "delay_seconds": delay_seconds,
            "connection": connection,
            "truncate": truncate,
            "first": first,
            "every": every,
            "from": None if since is None else moment(since),
            "until": None if until is None else moment(until),
        }
        return Fault(self, self._send("POST", "/faults", body)["id"])

    def get(self, fault_id: str) -> dict[str, Any]:
        """Return one fault, and how often it was met."""
        fault: dict[str, Any] = self._send("GET", f"/faults/{step(fault_id)}")
        return fault

    def remove(self, fault_id: str) -> None:
        """Remove a fault."""
        self._send("DELETE", f"/faults/{step(fault_id)}")

    def clear(self) -> None:
        """Remove every fault."""
        self._send("DELETE", "/faults")
