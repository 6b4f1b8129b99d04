"""The courier: takes deliveries to their receivers, beside the calls and behind them.

Each receiver of a sandbox is served in order, one delivery after the other; receivers
do not wait for each other, and no call waits for any of them.
A receiver may have been told to be slow, forgetful or repeating (`Modes`).
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
import ssl
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from ticketstub import __version__
from ticketstub.sandbox.clock import monotonic
from ticketstub.sandbox.outbox import PLAIN, Attempt, State
from ticketstub.sandbox.targets import (
    NotAllowedError,
    Targets,
    check_address,
    origin_of,
)

if TYPE_CHECKING:
    from ticketstub.sandbox.outbox import Delivery, Outbox
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


async def pause(seconds: float) -> None:
    """Let time pass, of the machine's: a sandbox's clock may stand."""
    await asyncio.sleep(seconds)


class _Errand(NamedTuple):
    """A delivery that waits for its turn; `due` is when it may be sent, if not now."""

    sandbox: Sandbox
    outbox: Outbox
    delivery: Delivery
    url: str
    due: float | None
    copies: int


class Courier:
    """Sends what the sandboxes of one server have to deliver."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        # By outbox, not by sandbox: after a reset nothing waits for what was before.
        self._lanes: dict[tuple[int, str], deque[_Errand]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._tls: ssl.SSLContext | None = None

    def send(self, sandbox: Sandbox, delivery: Delivery, own_port: int | None) -> None:
        """Take a delivery on, or note at once why it is not sent.

        `own_port` is the one that the stub itself listens on.
        """
        delivery.handed_over, delivery.own_port = True, own_port
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
        way = sandbox.outbox.way_to(delivery.api, receiver)
        if way is not None and sandbox.outbox.drops(way):
            reason = f"{way.receiver.id} dropped it, as its drop_every says."
            delivery.settle(State.NOT_SENT, reason)
            return
        modes = PLAIN if way is None else way.modes
        due = monotonic() + modes.delay if modes.delay else None
        box = sandbox.outbox
        errand = _Errand(sandbox, box, delivery, receiver.url, due, modes.copies)
        self._queue(errand)

    def _queue(self, errand: _Errand) -> None:
        key = (id(errand.outbox), errand.url)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = deque()
            task = asyncio.get_running_loop().create_task(self._serve(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(lane) >= _MOST_WAITING:
            reason = f"{_MOST_WAITING} deliveries wait for this receiver already."
            errand.delivery.settle(State.NOT_SENT, reason)
            return
        lane.append(errand)

    async def stop(self, grace: float = GRACE) -> None:
        """Wait briefly for what is under way, and record the rest as failed."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for lane in self._lanes.values():
            for errand in lane:
                _stopped(errand.delivery)
        self._lanes.clear()

    async def _serve(self, key: tuple[int, str]) -> None:
        """Deliver what waits in a lane, until nothing does."""
        lane = self._lanes[key]
        try:
            while lane:
                await self._deliver(lane.popleft())
        finally:
            if not lane:
                self._lanes.pop(key, None)

    async def _deliver(self, errand: _Errand) -> None:
        """Send a delivery as often as it comes out, once its time has come."""
        delivery = errand.delivery
        try:
            if errand.due is not None:
                await pause(max(0, errand.due - monotonic()))
                if errand.sandbox.outbox is not errand.outbox:
                    # Reset meanwhile: whoever caused it does not expect it any more.
                    return
            for _ in range(errand.copies):
                delivery.attempts.append(await self._attempt(errand))
        except NotAllowedError as refusal:
            if not delivery.attempts:
                delivery.settle(State.NOT_SENT, str(refusal))
                return
        except asyncio.CancelledError:
            _stopped(delivery)
            raise
        errors = [attempt.error for attempt in delivery.attempts]
        if None in errors:
            delivery.settle(State.DELIVERED)
        else:
            delivery.settle(State.FAILED, errors[-1] or "")

    async def _attempt(self, errand: _Errand) -> Attempt:
        """Send a delivery once; raises `NotAllowedError` where it must not go."""
        at, started = errand.sandbox.clock.now(), monotonic()
        statuses: list[int] = []
        error: str | None = None
        try:
            async with asyncio.timeout(SECONDS):
                await self._post(errand.delivery, errand.url, statuses)
        except NotAllowedError:
            raise
        except TimeoutError:
            error = f"It took longer than {SECONDS:g} seconds."
        except Exception as failure:  # noqa: BLE001  # whatever the other side does
            error = f"{type(failure).__name__}: {failure}".removesuffix(": ")
        status = statuses[0] if statuses else None
        if error is None and (status is None or not 200 <= status <= 299):  # noqa: PLR2004  # 2xx
            error = f"It answered {status}."
        return Attempt(at, round(monotonic() - started, 3), status, error)

    async def _post(self, delivery: Delivery, url: str, statuses: list[int]) -> None:
        """Send a delivery to the address that was judged, and note the status.

        No proxy, no redirect, no cookie; the answer is read only so far.
        """
        # Imported here, and in a thread: most servers never send anything.
        httpx = await asyncio.to_thread(importlib.import_module, "httpx")

        origin = origin_of(url)
        addresses = await _addresses(origin, delivery.own_port)
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
    return {origin_of(each.receiver.url) for each in sandbox.outbox.receivers()}


def _stopped(delivery: Delivery) -> None:
    if any(attempt.error is None for attempt in delivery.attempts):
        delivery.settle(State.DELIVERED)
        return
    reason = "The server was stopped before it was delivered."
    delivery.settle(State.FAILED, reason)
    log.warning("%s of %s: %s", delivery.id, delivery.event, reason)
