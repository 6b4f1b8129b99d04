"""What a handler sees: the call being answered, and the reply it gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import orjson

if TYPE_CHECKING:
    from datetime import datetime

    from ticketstub.app import App
    from ticketstub.problems import Violation
    from ticketstub.sandbox.faults import Fault
    from ticketstub.sandbox.ids import Ids
    from ticketstub.sandbox.sandbox import Sandbox
    from ticketstub.sandbox.uploads import Uploads
    from ticketstub.sandbox.windows import Windows
    from ticketstub.store.protocol import Store

    Check = Callable[[Any], Iterable[Violation]]
    Judge = Callable[[str, Any, Check], tuple[Any, list[Violation]]]

#: A stored or a sent object. Records are never changed in place: the store hands out
#: the ones it keeps.
Record = Mapping[str, Any]


class Reply:
    """An answer: status, body and headers.

    A body that is not bytes, text or None is sent as JSON.
    `media_type` is for bodies that are not the operation's own JSON.
    """

    __slots__ = ("body", "headers", "media_type", "status")

    def __init__(
        self,
        status: int,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
    ) -> None:
        self.status = status
        self.body = body
        self.headers = headers
        self.media_type = media_type


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the record behind the credential, as `authenticate` found it."""

    record: Record


#: The query parameter that names the sandbox in a URL that the stub has handed out.
SANDBOX_PARAMETER = "Sandbox"

#: Who calls before, or without, authentication.
NOBODY = Caller({})


def _nothing_wrong(
    _name: str, value: Any, _check: Callable[[Any], Iterable[Violation]]
) -> tuple[Any, list[Violation]]:
    return value, []


@dataclass(frozen=True, slots=True)
class Operation:
    """What a call asks for, as the contract names it.

    `id` is the operationId; `permission` what the contract says a caller must be
    allowed (`x-ticketstub-permission`), empty for nothing special.
    `judge(name, value, check)` judges a value by a schema of the contract's components
    and a check of the handler's own, as a body is: it returns the value as it was read,
    and its violations.
    """

    id: str
    permission: str = ""
    judge: Judge = _nothing_wrong


#: What a call asks for whose path or method no operation has.
NO_OPERATION = Operation("")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a handler has told of: its name, and what there is to send."""

    name: str
    data: Record


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where events are sent to; `events` are the names wanted, None for all.

    `secret` signs what is sent, if the API signs at all.
    """

    id: str
    url: str
    events: tuple[str, ...] | None = None
    secret: str | None = None

    def wants(self, name: str) -> bool:
        """Tell whether an event is sent here."""
        return self.events is None or name in self.events


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart body."""

    filename: str
    media_type: str
    data: bytes


class Call:
    """One request being answered, as a handler sees it."""

    __slots__ = (
        "_now",
        "api",
        "app",
        "caller",
        "events",
        "fault",
        "headers",
        "method",
        "operation",
        "path",
        "path_values",
        "preferred",
        "query",
        "raw",
        "sandbox",
        "scheme",
        "store",
    )

    def __init__(  # noqa: PLR0913, PLR0917  # a request has many parts
        self,
        method: str,
        path: str,
        path_values: tuple[str, ...],
        query: bytes,
        headers: Mapping[bytes, bytes],
        scheme: str = "http",
    ) -> None:
        self.scheme = scheme
        self.method = method
        self.path = path
        self.path_values = path_values
        self.query = query
        self.headers = headers
        self.sandbox: Sandbox
        self.store: Store
        self.api: str
        #: The application, for the stub's own operations alone.
        self.app: App
        self._now: datetime | None = None
        self.caller = NOBODY
        self.operation = NO_OPERATION
        self.events: Sequence[Event] = ()
        #: The body as it came.
        self.raw = b""
        #: What goes wrong with it, if anything is to.
        self.fault: Fault | None = None
        #: Whether it was answered as it wished, in place of its handler.
        self.preferred = False

    def enter(self, sandbox: Sandbox, api: str) -> None:
        """Let the call run in a sandbox, and see the collections of its API."""
        self.sandbox = sandbox
        self._now = None
        self.api = api
        self.store = sandbox.store(api)

    def now(self) -> datetime:
        """Tell the sandbox's time, in UTC; to one call it is always the same."""
        now = self._now
        if now is None:
            now = self._now = self.sandbox.clock.now()
        return now

    def has_waited(self) -> None:
        """Note that time has passed, and other calls have run."""
        self._now = None

    @property
    def ids(self) -> Ids:
        """The sandbox's seeded source of ids and hashes."""
        return self.sandbox.ids

    @property
    def uploads(self) -> Uploads:
        """The files of the API in the sandbox."""
        return self.sandbox.uploads(self.api)

    @property
    def windows(self) -> Windows:
        """The API's counters in the sandbox, such as calls per minute."""
        return self.sandbox.windows(self.api)

    def url(self, path: str, query: Mapping[str, str | int] | None = None) -> str:
        """Return a URL of this server, for an answer to hand out.

        It leads back into the call's sandbox: whoever follows it may know no header.
        """
        pairs = dict(query or {})
        if self.sandbox.name != "main":
            pairs[SANDBOX_PARAMETER] = self.sandbox.name
        host = self.headers.get(b"host", b"localhost").decode("latin-1")
        return f"{self.scheme}://{host}{path}" + (
            f"?{urlencode(pairs)}" if pairs else ""
        )

    def emit(self, event: str, data: Record) -> None:
        """Tell of an event; it is sent once the call has succeeded.

        `handlers/<api>/events.py` says to whom, and in what form.
        """
        self.events = [*self.events, Event(event, data)]


def as_json(value: Any) -> bytes:
    """Write a value as JSON, as answers are written."""
    return orjson.dumps(value)


def file_reply(data: bytes, filename: str, media_type: str) -> Reply:
    """Answer with a file that somebody has sent, so that it can do no harm.

    A browser saves it, or shows it if it is a plain picture; it never runs it.
    """
    found = _MEDIA_TYPE.fullmatch(media_type.strip().lower())
    kind = found[0] if found is not None else "application/octet-stream"
    shown = "inline" if kind in _PICTURES else "attachment"
    name = "".join(character for character in filename if character.isprintable())
    plain = re.sub(r'["\\\\]', "_", name).encode("ascii", "replace").decode()
    exact = quote(name.encode("utf-8", "replace"), safe="")
    headers = {
        "Content-Disposition": (
            f"{shown}; filename=\"{plain.replace('?', '_')}\"; filename*=UTF-8''{exact}"
        ),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Reply(200, data, headers, kind)


_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")

_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
