"""Targets: where a stub may send to.

A web page can make the stub of its visitor register a receiver, and whoever can send
requests from here reaches what only this machine reaches. So a target must be allowed
by name, and is judged again by the address that its name leads to.
"""

from __future__ import annotations

import functools
import ipaddress
import re
import socket
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}

_ALLOWED = re.compile(
    r"(?:(?P<scheme>https?)://)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[^:/?#@\\\[\]\s]+)"
    r"(?::(?P<port>[0-9]{1,5}))?/?"
)


#: A host and a port as they may stand in a URL.
_PLACE = re.compile(r"(?:\[[^\[\]]*\]|[^\[\]:]+)(?::[0-9]*)?")


class NotAllowedError(Exception):
    """A target may not be sent to; the text says why, and what would allow it."""


class Origin(NamedTuple):
    """Where a URL leads: scheme, host and port."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """Write it as `host:port`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@functools.lru_cache(maxsize=128)
def origin_of(url: str) -> Origin:
    """Return where a URL leads; raises `NotAllowedError` for one that is unusable."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname
    if (
        parts.scheme not in PORTS
        or not host
        or not _PLACE.fullmatch(parts.netloc.rpartition("@")[2])
        or not url.isprintable()
        or " " in url
    ):
        message = "Its target is no URL that begins with http:// or https://."
        raise NotAllowedError(message)
    if parts.username is not None or parts.password is not None:
        message = "Its target carries a user name."
        raise NotAllowedError(message)
    return Origin(parts.scheme, host, PORTS[parts.scheme] if port is None else port)


class Targets:
    """The targets that a server was told of: `HOST`, `HOST:PORT` or an origin's URL.

    Raises `ValueError` for anything else.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = [_pattern(text) for text in allowed]

    def check(self, origin: Origin, registered: Iterable[Origin]) -> None:
        """Raise `NotAllowedError` for a target that nobody has allowed.

        `registered` are those that the control API has allowed in the sandbox.
        """
        if origin in set(registered):
            return
        for scheme, host, port in self._allowed:
            if (
                host == origin.host
                and scheme in (None, origin.scheme)
                and port in (None, origin.port)
            ):
                return
        message = (
            f"{origin} is not an allowed target; start the stub with"
            f" --allow-target {origin}, or register a receiver there with"
            " POST /_ticketstub/receivers."
        )
        raise NotAllowedError(message)


def check_address(text: str, port: int, own_port: int | None) -> None:
    """Raise `NotAllowedError` for an address that is never sent to.

    `own_port` is the one that the stub itself listens on.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        message = f"{address} is an address that nothing is ever sent to."
        raise NotAllowedError(message)
    if port == own_port and _is_own(address):
        message = f"{address} at port {port} is the stub itself."
        raise NotAllowedError(message)


def _is_own(address: Address) -> bool:
    """Tell whether an address is one of this machine: only those can be bound."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004  # IPv4
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True


def _pattern(text: str) -> tuple[str | None, str, int | None]:
    found = _ALLOWED.fullmatch(text.lower())
    if found is None:
        message = f"{text!r} is no target: HOST, HOST:PORT or http://HOST:PORT"
        raise ValueError(message)
    port = found["port"]
    host = found["host"].strip("[]")
    return found["scheme"], host, None if port is None else int(port)
