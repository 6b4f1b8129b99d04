"""How a request to an API under attack is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from tests.hostile.wire import Headers, Raw, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.hostile.api import ApiUnderAttack, Place

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


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
        self,
        *,
        host: bool = True,
        credential: bool = True,
        sandbox: bool = True,
        fixed: bool = True,
    ) -> Headers:
        """Return what each request carries, less what a case brings along itself."""
        headers: Headers = (("Host", "127.0.0.1"),) if host else ()
        if fixed:
            headers += self.api.fixed_headers
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

    def call(self, place: Place, text: str) -> Request:
        """Call a place with a text for its id, in which `{id}` is the known one."""
        id_ = text.replace("{id}", place.known_id)
        return self.request(place.method, self.path(place.path.replace("{id}", id_)))

    def post(
        self,
        body: bytes | Sequence[bytes],
        content_type: str | bytes | None = JSON,
        *more: tuple[str, str | bytes],
    ) -> Request:
        """Create a record with a body as it is."""
        target = self.path(self.api.create)
        return self.send(self.api.create_method, target, body, content_type, *more)

    def send(
        self,
        method: str,
        target: str,
        body: bytes | Sequence[bytes],
        content_type: str | bytes | None,
        *more: tuple[str, str | bytes],
        **without: bool,
    ) -> Request:
        """Make a request with a body, and say how long it is."""
        length = len(body) if isinstance(body, bytes) else sum(map(len, body))
        headers: Headers = (*self.headers(**without), ("Content-Length", str(length)))
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
        return self.wrapped(orjson.dumps({**self.api.valid, **changes}))

    def wrapped(self, body: bytes) -> bytes:
        """Return JSON inside the object that the API has around its bodies, if any."""
        if not self.api.wrapper:
            return body
        return b'{"%s":%s}' % (self.api.wrapper.encode(), body)

    def json_without(self, name: str) -> bytes:
        """Return the valid body as JSON, with one field left out."""
        rest = {key: value for key, value in self.api.valid.items() if key != name}
        return self.wrapped(orjson.dumps(rest))

    def json_spliced(self, before: bytes = b"", behind: bytes = b"") -> bytes:
        """Return the valid body as JSON, with members written before or behind it."""
        valid = orjson.dumps(self.api.valid)[1:-1]
        return self.wrapped(b"{%s}" % b",".join(filter(None, (before, valid, behind))))

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
            f"{self.api.create_method} {self.path(self.api.create)} HTTP/1.1".encode(),
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
