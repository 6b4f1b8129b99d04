"""Guard: who may use the control API.

It can do more than any API that is imitated, so no page of another origin may use it,
and beyond loopback only who knows the token.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from ticketstub.pipeline.record import EXPLAIN
from ticketstub.problems import NotAuthenticatedError, RefusedError

if TYPE_CHECKING:
    from ticketstub.call import Call

#: What a browser says of a request that a page of another site has caused.
_FOREIGN = (b"cross-site", b"same-site")


def is_navigation(call: Call) -> bool:
    """Tell whether somebody has followed a link to what may be looked at like a page.

    It leaves the page that the link was on, so that page learns nothing.
    """
    return (
        call.method == "GET"
        and call.path.startswith(EXPLAIN)
        and call.headers.get(b"sec-fetch-mode") == b"navigate"
        and call.headers.get(b"sec-fetch-dest") == b"document"
        and b"origin" not in call.headers
    )


class Guard:
    """Lets a call of the control API in, or refuses it; no `token`, no question."""

    def __init__(self, token: str = "") -> None:
        self.token = token

    def check(self, call: Call, *, is_open: bool = False) -> None:
        """Raise `RefusedError` (403) for a foreign page, and 401 without the token.

        An operation that is open needs no token.
        """
        headers, is_followed = call.headers, is_navigation(call)
        origin = headers.get(b"origin")
        own = call.scheme.encode() + b"://" + headers.get(b"host", b"")
        foreign = not is_followed and headers.get(b"sec-fetch-site") in _FOREIGN
        if foreign or (origin is not None and origin.lower() != own.lower()):
            message = "Pages of another origin may not use the control API."
            raise RefusedError(403, message)
        if is_open or not self.token:
            return
        scheme_, _, sent = headers.get(b"authorization", b"").partition(b" ")
        if scheme_.lower() != b"bearer" or not compare_digest(
            sent.strip(), self.token.encode()
        ):
            raise NotAuthenticatedError
