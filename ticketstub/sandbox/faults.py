"""Faults: what is to go wrong in a sandbox, on which calls, and how often it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: So many can be set in one sandbox.
MOST_FAULTS = 100


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong, and when it is its turn.

    `operation` is an operationId, empty for each of the API; `status` (0 for none) is
    the API's own error; `delay` is in seconds; `connection` is `before`, `midway` or
    empty; `truncate` (None for not) is the part of the body that is sent.
    `met` counts the calls that could have met it, `hits` those that did.
    """

    id: str
    api: str
    operation: str = ""
    status: int = 0
    example: str = ""
    delay: float = 0.0
    connection: str = ""
    truncate: float | None = None
    first: int | None = None
    every: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    met: int = 0
    hits: int = 0

    def concerns(self, api: str, operation: str, now: datetime) -> bool:
        """Tell whether a call could meet it."""
        return (
            self.api == api
            and self.operation in ("", operation)
            and (self.start is None or now >= self.start)
            and (self.end is None or now < self.end)
        )

    def is_due(self) -> bool:
        """Count a call that could meet it, and tell whether it does."""
        self.met += 1
        if self.every is not None and self.met % self.every:
            return False
        if self.first is not None and self.hits >= self.first:
            return False
        self.hits += 1
        return True


class Faults:
    """The faults of one sandbox, the oldest first."""

    __slots__ = ("_made", "all")

    def __init__(self) -> None:
        self.all: list[Fault] = []
        self._made = 0

    def next_id(self) -> str:
        """Return the id of the next fault."""
        self._made += 1
        return f"fault_{self._made}"

    def get(self, id_: str) -> Fault | None:
        """Return the fault of that id, if there is one."""
        return next((fault for fault in self.all if fault.id == id_), None)

    def meet(self, api: str, operation: str, now: datetime) -> Fault | None:
        """Return the fault that a call meets, if it is the turn of any."""
        for fault in self.all:
            if fault.concerns(api, operation, now) and fault.is_due():
                return fault
        return None
