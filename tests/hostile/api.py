"""What the table knows about an API, and how a request to it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from tests.hostile.wire import Headers, Raw, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.hostile.wire import Answer

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


class Outcome(Enum):
    """What may come of a request; an API says which status it gives to each."""

    READ = auto()
    CREATED = auto()
    CHANGED = auto()
    UNREADABLE = auto()
    INVALID = auto()
    ABSENT = auto()
    WRONG_METHOD = auto()
    UNSUPPORTED = auto()
    TOO_LARGE = auto()
    UNAUTHENTICATED = auto()
    #: The stub itself refuses the name of a sandbox, or a host or origin.
    BAD_SANDBOX = auto()
    BAD_PLACE = auto()
    PREFLIGHT = auto()
    #: The path lies below no API's prefix, so the stub answers for itself.
    OUTSIDE = auto()
    #: No valid HTTP, or longer than the HTTP server reads: it answers a plain 400 or
    #: closes the connection before any application sees the request.
    NOT_HTTP = auto()
    #: The connection ends without an answer.
    NO_ANSWER = auto()


#: What no API decides.
STUB_STATUSES = {
    Outcome.BAD_SANDBOX: 400,
    Outcome.BAD_PLACE: 403,
    Outcome.PREFLIGHT: 204,
    Outcome.OUTSIDE: 404,
    Outcome.NOT_HTTP: 400,
}


@dataclass(frozen=True)
class ApiUnderAttack:
    """One API as the table of hostile requests needs to know it.

    Paths are relative to the prefix; `name` is its contract's file name.
    `credential` makes the headers for a key; `key` is the one that is known.
    `valid` is a body that `create` takes, as JSON and as a form.
    `text_fields` and `integer_fields` are fields of it that take nothing else,
    `loose_fields` optional ones whose schema lets everything through.
    `word_parameters` are query parameters with an enum, `sort` and `order` say.
    `array_form` is the method, the path and the array field of an operation that takes
    a form, `array_parameter` a query parameter in brackets; both may be lacking.
    `envelope` asserts that an answer is in the API's own envelope.
    """

    name: str
    prefix: str
    credential: Callable[[str], Headers]
    key: str
    create: str
    valid: Mapping[str, Any]
    text_fields: Sequence[str]
    integer_fields: Sequence[str]
    loose_fields: Sequence[str]
    item: str
    known_id: str
    listing: str
    integer_parameters: Sequence[str]
    word_parameters: Sequence[str]
    search_parameter: str
    array_parameter: str | None
    array_form: tuple[str, str, str] | None
    statuses: Mapping[Outcome, int]
    envelope: Callable[[Answer], None]

    def status(self, outcome: Outcome) -> int:
        """Return the status that stands for an outcome."""
        return {**STUB_STATUSES, **self.statuses}[outcome]


@dataclass(frozen=True)
class Attacker:
    """Makes up requests to one API in one sandbox."""

    api: ApiUnderAttack
    sandbox: str

    def path(self, relative: str) -> str:
        """Return a path below the API's prefix."""
        return self.api.prefix + relative

    @property
    def item(self) -> str:
        """Return the path of a record that is there."""
        return self.path(self.api.item.format(id=self.api.known_id))

    def headers(
        self, *, host: bool = True, credential: bool = True, sandbox: bool = True
    ) -> Headers:
        """Return what each request carries, less what a case brings along itself."""
        headers: Headers = (("Host", "127.0.0.1"),) if host else ()
        if credential:
            headers += self.api.credential(self.api.key)
        if sandbox:
            headers += (("Ticketstub-Sandbox", self.sandbox),)
        return headers

    def request(
        self, method: str, target: str, *more: tuple[str, str | bytes]
    ) -> Request:
        """Make a request without a body."""
        return Request(method, target, self.headers() + more)

    def read(self, *more: tuple[str, str | bytes], **without: bool) -> Request:
        """Read the record that is there; `host=False`, say, leaves that header out."""
        return Request("GET", self.item, self.headers(**without) + more)

    def search(self, query: str) -> Request:
        """Read the list with a query."""
        return self.request("GET", f"{self.path(self.api.listing)}?{query}")

    def post(
        self,
        body: bytes | Sequence[bytes],
        content_type: str | bytes | None = JSON,
        *more: tuple[str, str | bytes],
    ) -> Request:
        """Create a record with a body as it is."""
        target = self.path(self.api.create)
        return self.send("POST", target, body, content_type, *more)

    def send(
        self,
        method: str,
        target: str,
        body: bytes | Sequence[bytes],
        content_type: str | bytes | None,
        *more: tuple[str, str | bytes],
    ) -> Request:
        """Make a request with a body, and say how long it is."""
        length = len(body) if isinstance(body, bytes) else sum(map(len, body))
        headers: Headers = (*self.headers(), ("Content-Length", str(length)))
        if content_type is not None:
            headers += (("Content-Type", content_type),)
        return Request(method, target, headers + more, body)

    def chunked(
        self, pieces: Sequence[bytes], content_type: str, *more: tuple[str, str]
    ) -> Request:
        """Create a record with a body in pieces, its length unsaid."""
        headers: Headers = (("Transfer-Encoding", "chunked"),)
        headers += (("Content-Type", content_type), *more)
        target = self.path(self.api.create)
        return Request("POST", target, self.headers() + headers, pieces, chunked=True)

    def json(self, **changes: Any) -> bytes:
        """Return the valid body as JSON, with some fields changed."""
        return orjson.dumps({**self.api.valid, **changes})

    def json_with(self, name: str, value: bytes) -> bytes:
        """Return the valid body as JSON, with one value written as it is."""
        marker = "~here~"
        return self.json(**{name: marker}).replace(orjson.dumps(marker), value)

    def form(self, **changes: Any) -> bytes:
        """Return the valid body as a form, with some fields changed."""
        return urlencode({**self.api.valid, **changes}).encode()

    def form_with(self, name: str, value: bytes) -> bytes:
        """Return the valid body as a form, with one value written as it is."""
        marker = "XhereX"
        return self.form(**{name: marker}).replace(marker.encode(), value)

    def lines(self, **without: bool) -> tuple[bytes, ...]:
        """Return the headers of each request as lines."""
        return tuple(
            b": ".join((name.encode(), _as_bytes(value)))
            for name, value in self.headers(**without)
        )

    def raw_post(
        self, *lines: bytes, body: bytes = b"", answers: int = 1, hang_up: bool = False
    ) -> Raw:
        """Create a record from JSON with header lines as they are."""
        return self.raw(
            b"POST %s HTTP/1.1" % self.path(self.api.create).encode(),
            b"Content-Type: application/json",
            *lines,
            body=body,
            answers=answers,
            hang_up=hang_up,
        )

    def raw(
        self,
        first: bytes,
        *more: bytes,
        body: bytes = b"",
        target: str | None = None,
        answers: int = 1,
        hang_up: bool = False,
        **without: bool,
    ) -> Raw:
        """Make a request of lines as they are; `target` is the path that is meant."""
        method, _, rest = first.partition(b" ")
        meant = rest.partition(b" ")[0].decode("latin-1") if target is None else target
        lines = (first, *self.lines(**without), *more, b"", b"")
        data = b"\r\n".join(lines) + body
        return Raw(data, method.decode("latin-1"), meant, answers, hang_up)


def _as_bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
