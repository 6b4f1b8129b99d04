"""Attempt: a request that might pass, and whether it does.

Whether it passes is not guessed: it is tried on a copy of the sandbox.
"""

from __future__ import annotations

import mimetypes
import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import orjson

from ticketstub.call import Call, Reply
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.faults import Faults
from ticketstub.sandbox.sandbox import MAIN, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import Message

    from ticketstub.pipeline.plan import Plan
    from ticketstub.pipeline.router import Match

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Request:
    """A request that might pass; `files` are the fields that are files, by type."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    pair: str = ""
    media_type: str = ""
    body: Any = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw_path(self) -> str:
        """Its path as a URL writes it."""
        return raw_path(self.path)

    @property
    def target(self) -> str:
        """Its path, with the query."""
        return (
            f"{self.raw_path}?{urlencode(self.query)}" if self.query else self.raw_path
        )

    def raw(self) -> tuple[bytes, str]:
        """Return its body as bytes, and the Content-Type."""
        if not self.media_type:
            return b"", ""
        if self.media_type == FORM:
            return urlencode([*_fields(self.body)]).encode(), FORM
        if self.media_type == MULTIPART:
            parts = (self._part(name, value) for name, value in _fields(self.body))
            text = f"{''.join(parts)}--{_BOUNDARY}--\r\n"
            return text.encode(), f"{MULTIPART}; boundary={_BOUNDARY}"
        return orjson.dumps(self.body), self.media_type

    def _part(self, name: str, value: str) -> str:
        more = ""
        if name in self.files:
            kind = self.files[name]
            more = f'; filename="{_filename(kind)}"\r\nContent-Type: {kind}'
        plain = name.translate(_WITHIN_QUOTES)
        disposition = f'Content-Disposition: form-data; name="{plain}"{more}'
        return f"--{_BOUNDARY}\r\n{disposition}\r\n\r\n{value}\r\n"

    def curl(self, base_url: str, sandbox: str) -> str:
        """Write it as a command."""
        usual = "POST" if self.media_type else "GET"
        words = ["curl"] if self.method == usual else ["curl", "-X", self.method]
        words.append(base_url + self.target)
        if self.pair:
            words += ["-u", self.pair]
        for name, value in self.headers.items():
            if not (self.pair and name.lower() == "authorization"):
                words += ["-H", f"{name}: {value}"]
        if sandbox != MAIN:
            words += ["-H", f"Ticketstub-Sandbox: {sandbox}"]
        return shlex.join([*words, *self._body_words()])

    def _body_words(self) -> Iterator[str]:
        if self.media_type in _OPTIONS:
            for name, value in _fields(self.body):
                if name in self.files and self.media_type == MULTIPART:
                    kind = self.files[name]
                    file = f"{name}={value};filename={_filename(kind)};type={kind}"
                    yield from ("-F", file)
                else:
                    yield from (_OPTIONS[self.media_type], f"{name}={value}")
        elif self.media_type == "application/json":
            yield from ("--json", orjson.dumps(self.body).decode())
        elif self.media_type:
            yield from ("-H", f"Content-Type: {self.media_type}")
            yield from ("--data", orjson.dumps(self.body).decode())


def raw_path(path: str) -> str:
    """Return a path as a URL writes it."""
    return quote(path, safe="/:@!$&'()*+,;=~")


_BOUNDARY = "ticketstub-nearest"

#: As browsers write the name of a field.
_WITHIN_QUOTES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


def _filename(media_type: str) -> str:
    return f"example{mimetypes.guess_extension(media_type) or '.txt'}"


#: How curl sends a field of a form.
_OPTIONS = {FORM: "--data-urlencode", MULTIPART: "--form-string"}


def tried(call: Call, request: Request) -> int | None:
    """Return the status that a request is answered with, if it passes.

    It is tried on a copy of the call's sandbox, so nothing changes.
    """
    raw, content_type = request.raw()
    match = _matched(call, request)
    plan = match.plan(request.method) if match is not None else None
    if match is None or plan is None:
        return None
    headers = {
        name.lower().encode("latin-1", "replace"): value.encode("latin-1", "replace")
        for name, value in request.headers.items()
    }
    headers[b"host"] = call.headers.get(b"host", b"localhost")
    if content_type:
        headers[b"content-type"] = content_type.encode()
        headers[b"content-length"] = str(len(raw)).encode()
    attempt = Call(
        method=request.method,
        path=request.path,
        path_values=match.values,
        query=urlencode(request.query).encode(),
        headers=headers,
    )
    attempt.enter(_copy(call.sandbox), plan.api.name)
    try:
        reply = _driven(plan, attempt, raw)
    except Exception:  # noqa: BLE001  # whatever a handler raises, this is no request
        return None
    return reply.status if reply.status < 400 else None  # noqa: PLR2004  # refusals


def _matched(call: Call, request: Request) -> Match | None:
    router = call.app.generation.pipeline.router
    return router.match(request.path, request.raw_path.encode())


def due(call: Call, request: Request) -> str:
    """Return the id of the fault that a request would fail by, if it met one now."""
    match = _matched(call, request)
    plan = None if match is None else match.plan(request.method)
    # Whoever asks must not use up the turns of a fault.
    faults = Faults()
    faults.all = [replace(fault) for fault in call.sandbox.faults.all]
    if plan is None or plan.api.own:
        return ""
    fault = faults.meet(plan.api.name, plan.operation_id, call.sandbox.clock.now())
    if fault is None:
        return ""
    fails = fault.status or fault.connection or fault.truncate is not None
    return fault.id if fails else ""


def _copy(sandbox: Sandbox) -> Sandbox:
    clock = Clock()
    clock.load(sandbox.clock.frozen, sandbox.clock.offset)
    copy = Sandbox(sandbox.name, sandbox.mock_data, clock)
    copy.load(sandbox.save())
    return copy


def _driven(plan: Plan, attempt: Call, raw: bytes) -> Reply:
    """Run a plan to its end; nothing in it waits, since the body is there."""

    async def receive() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    running = plan.run(attempt, receive)
    try:
        running.send(None)
    except StopIteration as end:
        reply: Reply = end.value
        return reply
    running.close()
    message = "The call waits for something."
    raise RuntimeError(message)


def _fields(body: Any) -> Iterator[tuple[str, str]]:
    for name, value in (body if isinstance(body, dict) else {}).items():
        for each in value if isinstance(value, list) else [value]:
            yield name, each if isinstance(each, str) else orjson.dumps(each).decode()
