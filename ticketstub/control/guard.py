"""Guard: who may use the control API.

It can do more than any API that is imitated, so no page of another origin may use it,
and beyond loopback only who knows the token.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from ticketstub.problems import NotAuthenticatedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a browser says of a request that a page of another site has caused.
_FOREIGN = (b"cross-site", b"same-site")


class Guard:
    """Lets a call of the control API in, or refuses it; no `token`, no question."""

    def __init__(self, token: str = "") -> None:
        self.token = token

    def check(self, scheme: str, headers: Mapping[bytes, bytes]) -> None:
        """Raise `RefusedError` (403) for a foreign page, and 401 without the token."""
        origin = headers.get(b"origin")
        own = scheme.encode() + b"://" + headers.get(b"host", b"")
        if (origin is not None and origin.lower() != own.lower()) or headers.get(
            b"sec-fetch-site"
        ) in _FOREIGN:
            message = "Pages of another origin may not use the control API."
            raise RefusedError(403, message)
        if not self.token:
            return
        scheme_, _, sent = headers.get(b"authorization", b"").partition(b" ")
        if scheme_.lower() != b"bearer" or not compare_digest(
            sent.strip(), self.token.encode()
        ):
            raise NotAuthenticatedError
