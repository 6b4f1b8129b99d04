"""What a handler sees: the call being answered, and the reply it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from ticketstub.sandbox.ids import Ids
    from ticketstub.sandbox.sandbox import Sandbox
    from ticketstub.store.protocol import Store

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


#: Who calls before, or without, authentication.
NOBODY = Caller({})


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart body."""

    filename: str
    media_type: str
    data: bytes


class Call:
    """One request being answered, as a handler sees it."""

    __slots__ = (
        "caller",
        "headers",
        "method",
        "path",
        "path_values",
        "query",
        "sandbox",
        "store",
    )

    def __init__(
        self,
        *,
        method: str,
        path: str,
        path_values: tuple[str, ...],
        query: bytes,
        headers: Mapping[bytes, bytes],
    ) -> None:
        self.method = method
        self.path = path
        self.path_values = path_values
        self.query = query
        self.headers = headers
        self.sandbox: Sandbox
        self.store: Store
        self.caller = NOBODY

    def enter(self, sandbox: Sandbox, api: str) -> None:
        """Let the call run in a sandbox, and see the collections of its API."""
        self.sandbox = sandbox
        self.store = sandbox.store(api)

    def now(self) -> datetime:
        """Tell the sandbox's time, in UTC."""
        return self.sandbox.clock.now()

    @property
    def ids(self) -> Ids:
        """The sandbox's seeded source of ids and hashes."""
        return self.sandbox.ids
