"""Corked: an answer that is written in pieces leaves in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio


class CorkedTransport:
    """A connection's transport that can keep back what is written for a moment.

    The server writes an answer's head and its body one after the other. Each would be
    a system call of its own, and a packet, and wake the client; that takes longer than
    most answers take to make.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._pieces: list[bytes] | None = None
        # What is called for every request is not looked for again.
        self.is_closing = transport.is_closing
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading

    def __getattr__(self, name: str) -> Any:
        """Be the transport in everything else."""
        return getattr(self._transport, name)

    def cork(self) -> None:
        """Keep back what is written from now on."""
        if self._pieces is None:
            self._pieces = []

    def uncork(self) -> None:
        """Write what was kept back, and keep back nothing more."""
        pieces, self._pieces = self._pieces, None
        if pieces:
            self._transport.writelines(pieces)

    def write(self, data: bytes) -> None:
        """Write a piece, or keep it back."""
        if self._pieces is None:
            self._transport.write(data)
        else:
            self._pieces.append(data)

    def close(self) -> None:
        """Close the connection once everything is written."""
        self.uncork()
        self._transport.close()
