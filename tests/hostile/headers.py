"""Headers: credentials, sandboxes, hosts, origins, and those nobody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

READ, NOT_HTTP = Outcome.READ, Outcome.NOT_HTTP
BAD_PLACE, BAD_SANDBOX = Outcome.BAD_PLACE, Outcome.BAD_SANDBOX
UNAUTHENTICATED = Outcome.UNAUTHENTICATED

#: In place of the header Authorization; `{key}` is a key that is known.
_AUTHORIZATIONS: dict[str, str | bytes] = {
    "empty": "",
    "blank": "   ",
    "bearer-alone": "Bearer",
    "bearer-and-space": "Bearer ",
    "bearer-and-spaces": "Bearer      ",
    "unknown-key": "Bearer x",
    "no-scheme": "{key}",
    "wrong-scheme": "Digest {key}",
    "token": "Token {key}",
    "no-space": "Bearer{key}",
    "basic-alone": "Basic",
    "basic": "Basic dTpw",
    "basic-not-base64": "Basic %%%",
    "basic-not-utf8": "Basic //79",
    "basic-no-colon": "Basic dXNlcg==",
    "basic-not-padded": "Basic dTp",
    "non-ascii": b"Bearer \xff\xfe\xe4",
    "utf8": "Bearer \u00fc".encode(),
    "8-kilobytes": "Bearer " + "k" * 8192,
    "only-a-tilde": "Bearer ~",
    "only-a-suffix": "Bearer ~name",
    "tildes": "Bearer ~~~~",
    "comma": "Bearer a, Bearer b",
    "quotes": 'Bearer "{key}"',
}

#: Behind a credential that is known: no name of a sandbox.
_SUFFIXES = {
    "tilde": "~",
    "two-tildes": "~~",
    "two-names": "~a~b",
    "traversal": "~../x",
    "upper-case": "~A",
    "65-characters": "~" + "a" * 65,
    "dot-first": "~.a",
    "slash": "~a/b",
    "non-ascii": "~\xe4",
    "arabic-digit": "~a\xb2",
}

#: No names of a sandbox.
_SANDBOXES: dict[str, str | bytes] = {
    "empty": "",
    "upper-case": "Main",
    "traversal": "../x",
    "dot": ".",
    "dash-first": "-a",
    "space-inside": "a b",
    "65-characters": "a" * 65,
    "8-kilobytes": "a" * 8192,
    "non-ascii": b"\xe4",
    "slash": "a/b",
    "tilde": "a~b",
    "colon": "c:",
    "percent": "%6d",
    "comma": "a, b",
}

_FOREIGN_HOSTS: dict[str, str | bytes] = {
    "foreign": "evil.test",
    "foreign-with-port": "evil.test:4140",
    "empty": "",
    "only-port": ":4140",
    "loopback-as-subdomain": "127.0.0.1.evil.test",
    "localhost-as-subdomain": "localhost.evil.test",
    "ends-like-localhost": "evillocalhost",
    "user-part": "127.0.0.1@evil.test",
    "foreign-ipv6": "[2001:db8::1]",
    "open-bracket": "[",
    "brackets": "[]:80",
    "private-address": "192.168.0.1",
    "unspecified": "0.0.0.0",  # noqa: S104  # sent, not bound
    "garbage": "%%%\\/{}",
    "non-ascii": b"\xff\xfe",
    "long": "a" * 8192,
    "list": "127.0.0.1, evil.test",
}

_OWN_HOSTS = {
    "port": "127.0.0.1:4140",
    "odd-port": "127.0.0.1:99999999",
    "no-port": "127.0.0.1:",
    "localhost": "localhost",
    "upper-case": "LOCALHOST:4140",
    "subdomain": "app.localhost",
    "ipv6": "[::1]:4140",
    "ipv6-no-port": "[::1]",
    "other-loopback": "127.9.9.9",
}

_FOREIGN_ORIGINS: dict[str, str | bytes] = {
    "foreign": "https://evil.test",
    "null": "null",
    "empty": "",
    "garbage": "%%%",
    "open-bracket": "http://[",
    "bracket-text": "http://[::1]x",
    "loopback-as-subdomain": "http://127.0.0.1.evil.test",
    "user-part": "http://localhost@evil.test",
    "backslash": "http://evil.test\\@localhost",
    "file": "file://",
    "extension": "chrome-extension://abcdef",
    "script": "javascript:alert(1)//localhost",
    "no-scheme": "//localhost",
    "non-ascii": b"http://\xff\xfe",
    "normalised": "http://evil\u2100.test".encode(),
    "port-text": "http://evil.test:port",
    "long": "http://" + "a" * 8192,
    "two-in-one": "http://evil.test http://localhost",
}

_ADDED: dict[str, tuple[str, str | bytes]] = {
    "origin-loopback": ("Origin", "http://localhost:5173"),
    "origin-ipv6": ("Origin", "http://[::1]:5173"),
    "cookie-garbage": ("Cookie", b"=;;=\xff;a=,;;$Version=1;a[b]=c"),
    "cookie-long": ("Cookie", "a=b; " * 5000),
    "method-override": ("X-HTTP-Method-Override", "DELETE"),
    "method-override-short": ("X-Method-Override", "DELETE"),
    "forwarded-host": ("X-Forwarded-Host", "evil.test"),
    "forwarded-for": ("X-Forwarded-For", "999.999.999.999"),
    "original-url": ("X-Original-URL", "/_ticketstub"),
    "accept-garbage": ("Accept", ";;;q=\xff".encode("latin-1")),
    "accept-nothing": ("Accept", "text/klingon;q=0"),
    "accept-encoding": ("Accept-Encoding", "br;q=9, \x80".encode("latin-1")),
    "range": ("Range", "bytes=0-0,-1,9999999999999-"),
    "if-none-match": ("If-None-Match", "*"),
    "if-modified-since": ("If-Modified-Since", "yesterday"),
    "connection-garbage": ("Connection", "authorization, host"),
    "upgrade-h2c": ("Upgrade", "h2c"),
    "te": ("TE", "trailers, deflate"),
    "underscored": ("Content_Length", "5"),
    "long": ("X-Long", "x" * 60_000),
    "log-forgery": ("User-Agent", "${jndi:ldap://127.0.0.1/a}%0A%1b[31m"),
}


def cases(_api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a header."""
    yield from _credentials()
    yield from _sandboxes()
    yield from _places()
    for name, header in _ADDED.items():
        yield case(f"header/{name}", lambda to, header=header: to.read(header), READ)
    yield case(
        "header/1000-headers",
        lambda to: to.read(*((f"X-{number}", "x") for number in range(1000))),
        Outcome.LONG_HEAD,
    )


def _credentials() -> Iterator[Case]:
    yield case(
        "authorization/none", lambda to: to.read(credential=False), UNAUTHENTICATED
    )
    for name, value in _AUTHORIZATIONS.items():
        yield case(
            f"authorization/{name}",
            lambda to, value=value: to.read(
                ("Authorization", _with_key(value, to.api.key)), credential=False
            ),
            UNAUTHENTICATED,
        )
    for name, suffix in _SUFFIXES.items():
        yield case(
            f"authorization/suffix-{name}",
            lambda to, suffix=suffix: to.read(
                *to.api.credential(to.api.key + suffix), credential=False, sandbox=False
            ),
            UNAUTHENTICATED,
            BAD_SANDBOX,
        )
    yield case(
        "authorization/suffix-beside-the-header",
        lambda to: to.read(*to.api.credential(f"{to.api.key}~other"), credential=False),
        READ,
    )
    for name, order in {"good-first": 1, "good-last": -1}.items():
        yield case(
            f"authorization/two-{name}",
            lambda to, order=order: to.read(
                *(*to.api.credential(to.api.key), ("Authorization", "Bearer x"))[
                    ::order
                ],
                credential=False,
            ),
            READ,
            UNAUTHENTICATED,
        )
    yield case(
        "authorization/none-on-a-bad-body",
        lambda to: to.raw(
            b"POST %s HTTP/1.1" % to.path(to.api.create).encode(),
            b"Content-Type: garbage",
            b"Content-Length: 1",
            body=b"{",
            credential=False,
        ),
        UNAUTHENTICATED,
    )


def _sandboxes() -> Iterator[Case]:
    for name, value in _SANDBOXES.items():
        yield case(
            f"sandbox/{name}",
            lambda to, value=value: to.read(
                ("Ticketstub-Sandbox", value), sandbox=False
            ),
            BAD_SANDBOX,
        )
    yield case(
        "sandbox/64-characters",
        lambda to: to.read(("Ticketstub-Sandbox", "a" * 64), sandbox=False),
        READ,
    )
    yield case(
        "sandbox/two",
        lambda to: to.read(("Ticketstub-Sandbox", "hostile-other")),
        READ,
        BAD_SANDBOX,
    )
    yield case(
        "sandbox/bad-on-a-wrong-method",
        lambda to: to.raw(
            b"PATCH %s HTTP/1.1" % to.path(to.api.listing).encode(),
            b"Ticketstub-Sandbox: ../x",
            sandbox=False,
        ),
        BAD_SANDBOX,
        Outcome.WRONG_METHOD,
    )


def _places() -> Iterator[Case]:
    for name, host in _FOREIGN_HOSTS.items():
        yield case(
            f"host/{name}",
            lambda to, host=host: to.read(("Host", host), host=False),
            BAD_PLACE,
        )
    for name, host in _OWN_HOSTS.items():
        yield case(
            f"host/own-{name}",
            lambda to, host=host: to.read(("Host", host), host=False),
            READ,
        )
    yield case("host/none", lambda to: to.read(host=False), READ, NOT_HTTP, BAD_PLACE)
    for name, host in {"good-first": "evil.test", "good-last": "127.0.0.1"}.items():
        yield case(
            f"host/two-{name}",
            lambda to, host=host: to.read(
                ("Host", "evil.test" if host == "127.0.0.1" else "127.0.0.1"),
                ("Host", host),
                host=False,
            ),
            BAD_PLACE,
            NOT_HTTP,
        )
    for name, origin in _FOREIGN_ORIGINS.items():
        yield case(
            f"origin/{name}",
            lambda to, origin=origin: to.read(("Origin", origin)),
            BAD_PLACE,
        )
    yield case(
        "origin/two",
        lambda to: to.read(
            ("Origin", "http://evil.test"), ("Origin", "http://localhost:1")
        ),
        BAD_PLACE,
    )


def _with_key(value: str | bytes, key: str) -> str | bytes:
    return value if isinstance(value, bytes) else value.replace("{key}", key)
