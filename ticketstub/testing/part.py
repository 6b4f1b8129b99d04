"""What the parts of `Control` share."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from datetime import datetime

    from ticketstub.testing.client import Control


class Part:
    """One resource of the control API."""

    def __init__(self, control: Control) -> None:
        self._send = control.send


def moment(at: str | datetime) -> str:
    """Return a time as the control API takes it."""
    return at if isinstance(at, str) else at.isoformat()


def step(text: str) -> str:
    """Return a text as one step of a path."""
    # A step of dots alone would lead elsewhere.
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")
