"""A client of the soak: it calls, and notes what came and how long it took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from bench.calls import BASES, HEADERS

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTROL = "/_ticketstub"

#: What a call may end with, where a fault breaks its connection.
BROKEN = 0


@dataclass
class Tally:
    """What all clients have met: errors in words, and seconds by their time."""

    errors: list[str] = field(default_factory=list)
    calls: int = 0
    #: Each call's seconds in the span that is counted now.
    seconds: list[float] = field(default_factory=list)

    def take_seconds(self) -> list[float]:
        """Return the seconds of each call so far, and begin another span."""
        taken, self.seconds = self.seconds, []
        return taken


class Caller:
    """Calls in one sandbox, or in `main`."""

    def __init__(
        self, http: httpx.AsyncClient, tally: Tally, sandbox: str = ""
    ) -> None:
        self._http = http
        self._tally = tally
        self._sandbox = {"Ticketstub-Sandbox": sandbox} if sandbox else {}

    async def api(  # what a call says
        self,
        api: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        expect: int | Sequence[int] = 200,
        **more: Any,
    ) -> Any:
        """Call an operation of an API with its demo credential."""
        headers = {**HEADERS[api], **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return await self._send(method, BASES[api] + path, expect, headers, **more)

    async def control(
        self, method: str, path: str, body: Any = None, *, expect: int = 200
    ) -> Any:
        """Call an operation of the control API."""
        more = {} if body is None else {"json": body}
        return await self._send(method, CONTROL + path, expect, {}, **more)

    async def _send(
        self,
        method: str,
        path: str,
        expect: int | Sequence[int],
        headers: dict[str, str],
        **more: Any,
    ) -> Any:
        begun = time.perf_counter()
        status, answer = BROKEN, None
        why = "no answer"
        try:
            answer = await self._http.request(
                method, path, headers={**headers, **self._sandbox}, **more
            )
            status = answer.status_code
            why = f"{status} {answer.text[:200]}"
        except httpx.TransportError as error:
            why = repr(error)
        self._tally.seconds.append(time.perf_counter() - begun)
        self._tally.calls += 1
        if status not in ([expect] if isinstance(expect, int) else expect):
            self._tally.errors.append(f"{method} {path}: {why} in place of {expect}")
        if answer is None or "json" not in answer.headers.get("content-type", ""):
            return None
        try:
            return answer.json()
        except ValueError:
            return None
