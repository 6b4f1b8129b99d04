"""Gate: which hosts are served, and which web pages may call.

Any page that a developer visits can send requests to loopback, or have a name of its
own point there. So a call is let in only under a name that is meant for this server,
and from a page only if it comes from loopback itself or from an allowed origin.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, TypeVar

from ticketstub.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: What a preflight's answer may be remembered for, in seconds.
_MAX_AGE = b"600"

_HOST = re.compile(
    r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[^:/?#@\\\[\]\s,]+))(:[0-9]*)?"
)

#: Verdicts remembered, so that a host or origin is read once.
_MOST_REMEMBERED = 1000

Headers = list[tuple[bytes, bytes]]

_Key = TypeVar("_Key")


class Gate:
    """The allow-list of hosts and origins, and the CORS headers for the latter."""

    def __init__(
        self,
        bound: str = "127.0.0.1",
        hosts: Iterable[str] = (),
        origins: Iterable[str] = (),
    ) -> None:
        self._hosts = {host.lower() for host in (bound, *hosts)}
        self._origins = {origin.rstrip("/").lower() for origin in origins}
        self._any_address = bound in ("0.0.0.0", "::", "")  # noqa: S104  # compared, not bound
        self._known_hosts: dict[bytes, bool] = {}
        self._known_origins: dict[tuple[bytes, bytes], bool] = {}

    def check(self, headers: Mapping[bytes, bytes]) -> None:
        """Raise `RefusedError` (403) for a foreign host or origin."""
        host = headers.get(b"host")
        if host is not None and not self._host_allowed(host):
            name = _host_name(host)
            raise RefusedError(
                403,
                f"The host {name!r} is not served here;"
                f" start the stub with --allow-host {name} to change that.",
            )
        origin = headers.get(b"origin")
        if origin is not None and not self.origin_allowed(origin, host or b""):
            name = origin.decode("latin-1")
            raise RefusedError(
                403,
                f"Pages of {name!r} may not call this stub;"
                f" start it with --cors-origin {name} to change that.",
            )

    def origin_allowed(self, origin: bytes, host: bytes) -> bool:
        """Tell whether pages of an origin may call."""
        known = self._known_origins.get((origin, host))
        if known is None:
            known = self._judge_origin(origin.decode("latin-1").lower(), host)
            _remember(self._known_origins, (origin, host), known)
        return known

    def cors_headers(self, headers: Mapping[bytes, bytes], sent: Headers) -> Headers:
        """Return what lets a page of an allowed origin read an answer."""
        origin = headers.get(b"origin")
        if origin is None or not self.origin_allowed(origin, headers.get(b"host", b"")):
            return []
        exposed = sorted({name for name, _ in sent} - _ALWAYS_READABLE)
        cors = [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]
        if exposed:
            cors.append((b"access-control-expose-headers", b", ".join(exposed)))
        return cors

    @staticmethod
    def is_preflight(method: str, headers: Mapping[bytes, bytes]) -> bool:
        """Tell whether a browser asks what it may send."""
        return (
            method == "OPTIONS"
            and b"origin" in headers
            and b"access-control-request-method" in headers
        )

    @staticmethod
    def preflight_headers(
        headers: Mapping[bytes, bytes], methods: list[str]
    ) -> Headers:
        """Return the answer to a preflight."""
        answer = [
            (b"access-control-allow-methods", ", ".join(methods).encode()),
            (b"access-control-max-age", _MAX_AGE),
        ]
        wanted = headers.get(b"access-control-request-headers")
        if wanted is not None:
            answer.append((b"access-control-allow-headers", wanted))
        if b"access-control-request-private-network" in headers:
            answer.append((b"access-control-allow-private-network", b"true"))
        return answer

    def _host_allowed(self, host: bytes) -> bool:
        known = self._known_hosts.get(host)
        if known is None:
            known = self._judge_host(_host_name(host))
            _remember(self._known_hosts, host, known)
        return known

    def _judge_host(self, name: str) -> bool:
        if name in self._hosts or is_loopback(name):
            return True
        # A page can make its own name point here, but no address: on a server that is
        # bound to every address, any of them will do.
        return self._any_address and _address(name) is not None

    def _judge_origin(self, origin: str, host: bytes) -> bool:
        if origin in self._origins or "*" in self._origins:
            return True
        scheme, _, place = origin.partition("://")
        if scheme not in ("http", "https") or not _HOST.fullmatch(place):
            return False
        name = _host_name(place.encode("latin-1"))
        return is_loopback(name) or place.encode("latin-1") == host.lower()


def is_loopback(name: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and address.is_loopback


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _host_name(host: bytes) -> str:
    """Return the name or address in a Host header; a malformed one stays whole."""
    text = host.decode("latin-1").lower()
    found = _HOST.fullmatch(text)
    return (found["address"] or found["name"]) if found is not None else text


def _remember(known: dict[_Key, bool], key: _Key, verdict: bool) -> None:  # noqa: FBT001  # private
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[key] = verdict


_ALWAYS_READABLE = frozenset((b"content-type", b"content-length"))
