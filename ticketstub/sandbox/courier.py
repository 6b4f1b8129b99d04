"""The courier: takes deliveries to their receivers, beside the calls and behind them.

Each receiver of a sandbox is served in order, one delivery after the other; receivers
do not wait for each other, and no call waits for any of them.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
import ssl
from collections import deque
from typing import TYPE_CHECKING

from ticketstub import __version__
from ticketstub.sandbox.clock import monotonic
from ticketstub.sandbox.outbox import Attempt, State
from ticketstub.sandbox.targets import (
    NotAllowedError,
    Targets,
    check_address,
    origin_of,
)

if TYPE_CHECKING:
    from ticketstub.sandbox.outbox import Delivery
    from ticketstub.sandbox.sandbox import Sandbox
    from ticketstub.sandbox.targets import Origin

log = logging.getLogger("ticketstub")

#: What one attempt may take, from the look-up of the name to the answer's end.
SECONDS = 5.0

#: How long a stop of the server waits for what is under way.
GRACE = 2.0

#: So much of an answer is read; what it says is of no interest.
_MOST_READ = 64 * 1024

#: More than this wait for one receiver only if it has stopped answering.
_MOST_WAITING = 1000


#: What is sent where the API says nothing else.
_USUAL_HEADERS = {
    "User-Agent": f"ticketstub/{__version__}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}


class Courier:
    """Sends what the sandboxes of one server have to deliver."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._lanes: dict[tuple[int, str], deque[tuple[Sandbox, Delivery]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._tls: ssl.SSLContext | None = None

    def send(self, sandbox: Sandbox, delivery: Delivery, own_port: int | None) -> None:
        """Take a delivery on, or note at once why it is not sent.

        `own_port` is the one that the stub itself listens on.
        """
        receiver = delivery.receiver
        if receiver is None:
            reason = "No receiver is registered for this event."
            delivery.settle(State.NOT_SENT, reason)
            return
        try:
            self._targets.check(origin_of(receiver.url), _registered(sandbox))
        except NotAllowedError as error:
            delivery.settle(State.NOT_SENT, str(error))
            return
        key = (id(sandbox), receiver.url)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = deque()
            task = asyncio.get_running_loop().create_task(self._serve(key, own_port))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(lane) >= _MOST_WAITING:
            reason = f"{_MOST_WAITING} deliveries wait for this receiver already."
            delivery.settle(State.NOT_SENT, reason)
            return
        lane.append((sandbox, delivery))

    async def stop(self, grace: float = GRACE) -> None:
        """Wait briefly for what is under way, and record the rest as failed."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for lane in self._lanes.values():
            for _, delivery in lane:
                _stopped(delivery)
        self._lanes.clear()

    async def _serve(self, key: tuple[int, str], own_port: int | None) -> None:
        """Deliver what waits in a lane, until nothing does."""
        lane = self._lanes[key]
        try:
            while lane:
                sandbox, delivery = lane.popleft()
                await self._deliver(sandbox, delivery, key[1], own_port)
        finally:
            if not lane:
                self._lanes.pop(key, None)

    async def _deliver(
        self, sandbox: Sandbox, delivery: Delivery, url: str, own_port: int | None
    ) -> None:
        at, started = sandbox.clock.now(), monotonic()
        statuses: list[int] = []
        error: str | None = None
        try:
            async with asyncio.timeout(SECONDS):
                await self._post(delivery, url, own_port, statuses)
        except NotAllowedError as refusal:
            delivery.settle(State.NOT_SENT, str(refusal))
            return
        except TimeoutError:
            error = f"It took longer than {SECONDS:g} seconds."
        except asyncio.CancelledError:
            _stopped(delivery)
            raise
        except Exception as failure:  # noqa: BLE001  # whatever the other side does
            error = f"{type(failure).__name__}: {failure}".removesuffix(": ")
        status = statuses[0] if statuses else None
        if error is None and (status is None or not 200 <= status <= 299):  # noqa: PLR2004  # 2xx
            error = f"It answered {status}."
        attempt = Attempt(at, round(monotonic() - started, 3), status, error)
        delivery.attempts.append(attempt)
        if error is None:
            delivery.settle(State.DELIVERED)
        else:
            delivery.settle(State.FAILED, error)

    async def _post(
        self, delivery: Delivery, url: str, own_port: int | None, statuses: list[int]
    ) -> None:
        """Send a delivery to the address that was judged, and note the status.

        No proxy, no redirect, no cookie; the answer is read only so far.
        """
        # Imported here, and in a thread: most servers never send anything.
        httpx = await asyncio.to_thread(importlib.import_module, "httpx")

        origin = origin_of(url)
        addresses = await _addresses(origin, own_port)
        target = httpx.URL(url)
        headers = httpx.Headers(_USUAL_HEADERS)
        headers["Host"] = target.netloc.decode("ascii")
        headers.update(delivery.headers)
        headers["Connection"] = "close"
        async with httpx.AsyncClient(
            verify=await self._verification(origin), trust_env=False, timeout=SECONDS
        ) as client:
            for address in addresses:
                request = client.build_request(
                    "POST",
                    target.copy_with(host=address, port=origin.port),
                    headers=headers,
                    content=delivery.body,
                    extensions={"sni_hostname": origin.host},
                )
                try:
                    answer = await client.send(request, stream=True)
                except httpx.ConnectError:
                    # A name may have an address that nobody listens on, and another.
                    if address == addresses[-1]:
                        raise
                    continue
                statuses.append(answer.status_code)
                read = 0
                async for piece in answer.aiter_raw():
                    read += len(piece)
                    if read > _MOST_READ:
                        break
                await answer.aclose()
                return

    async def _verification(self, origin: Origin) -> ssl.SSLContext | bool:
        if origin.scheme == "http":
            return False
        if self._tls is None:
            # Reading the certificates takes its time, so not on the event loop.
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        return self._tls


async def _addresses(origin: Origin, own_port: int | None) -> list[str]:
    """List the addresses that a name leads to; raises `NotAllowedError` for any."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(origin.host, origin.port, proto=socket.IPPROTO_TCP)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        check_address(address, origin.port, own_port)
    return addresses


def _registered(sandbox: Sandbox) -> set[Origin]:
    return {origin_of(receiver.url) for _, receiver in sandbox.outbox.receivers()}


def _stopped(delivery: Delivery) -> None:
    reason = "The server was stopped before it was delivered."
    delivery.settle(State.FAILED, reason)
    log.warning("%s of %s: %s", delivery.id, delivery.event, reason)
