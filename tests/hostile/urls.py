"""URLs that events are to be sent to: what looks like one host and leads to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from tests.hostile.api import Outcome
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID

#: Taken as they are, and never sent to unless somebody allows it.
GOOD = {
    "plain": "https://hooks.example.com/a",
    "no-path": "https://hooks.example.com",
    "query-alone": "https://hooks.example.com?a=b",
    "port": "https://hooks.example.com:8443/",
    "largest-port": "https://hooks.example.com:65535/",
    "port-zero": "https://hooks.example.com:0/",
    "loopback": "http://127.0.0.1:9/",
    "other-loopback": "http://127.255.255.254/",
    "localhost": "http://localhost:9/",
    "ipv6-loopback": "http://[::1]:9/",
    "punycode": "https://xn--bcher-kva.example/",
    "metadata-address": "https://169.254.169.254/latest/meta-data/",
    "private-address": "https://10.0.0.1/",
    "decimal-address": "https://2130706433/",
    "escaped-line-end": "https://hooks.example.com/%0d%0aX-A:%20b",
    "at-in-the-path": "https://hooks.example.com/@evil.test",
    "at-in-the-query": "https://hooks.example.com?@evil.test",
    "at-in-the-fragment": "http://localhost#@evil.test",
    "dot-segments": "https://hooks.example.com/../../a",
    "long-label": f"https://{'a' * 100}.example/",
    "2048-characters": "https://hooks.example.com/" + "a" * 2022,
}

BAD = {
    "empty": "",
    "blank": " ",
    "word": "hooks",
    "user": "https://user@hooks.example.com/",
    "user-and-password": "https://user:secret@hooks.example.com/",
    "empty-user": "https://@hooks.example.com/",
    "host-as-user": "https://hooks.example.com@evil.test/",
    "loopback-as-user": "http://127.0.0.1@evil.test/",
    "loopback-and-port-as-user": "http://127.0.0.1:80@evil.test/",
    "escaped-at": "https://hooks.example.com%40evil.test/",
    "unicode-host": "https://b\u00fccher.example/",
    "fullwidth-host": "https://\uff48ooks.example.com/",
    "fullwidth-dot": "https://hooks\uff0eexample.com/",
    "fullwidth-loopback": "http://\uff11\uff12\uff17.0.0.1/",
    "circled-digits": "http://\u2460\u2461\u2466.0.0.1/",
    "slash-by-normalisation": "https://evil.test\uff0f.example.com/",
    "account-by-normalisation": "https://evil\u2100.example.com/",
    "soft-hyphen": "https://hooks\u00ad.example.com/",
    "right-to-left": "https://\u202emoc.elpmaxe/",
    "emoji-path": "https://hooks.example.com/\U0001f3ab",
    "no-port": "https://hooks.example.com:/",
    "port-65536": "https://hooks.example.com:65536/",
    "port-99999": "https://hooks.example.com:99999/",
    "port-5000-digits": f"https://hooks.example.com:{'9' * 1500}/",
    "port-minus": "https://hooks.example.com:-1/",
    "port-plus": "https://hooks.example.com:+80/",
    "port-hexadecimal": "https://hooks.example.com:0x50/",
    "port-arabic": "https://hooks.example.com:\u0668\u0660/",
    "two-ports": "https://hooks.example.com:80:81/",
    "http-beyond-loopback": "http://hooks.example.com/",
    "http-in-capitals": "HTTP://127.0.0.1/",
    "https-in-capitals": "HTTPS://hooks.example.com/",
    "file": "file:///etc/passwd",
    "file-on-loopback": "file://127.0.0.1/etc/passwd",
    "javascript": "javascript:alert(1)//https://hooks.example.com/",
    "data": "data:text/plain,x",
    "ftp": "ftp://hooks.example.com/",
    "gopher": "gopher://127.0.0.1:70/_x",
    "websocket": "wss://hooks.example.com/",
    "unix-socket": "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "scheme-relative": "//hooks.example.com/",
    "no-scheme": "hooks.example.com/",
    "no-host": "https:///a",
    "one-slash": "https:/hooks.example.com/",
    "no-slashes": "https:hooks.example.com",
    "two-schemes": "https://https://hooks.example.com/",
    "three-slashes": "https:////hooks.example.com/",
    "backslashes": "https:\\\\hooks.example.com\\",
    "backslash-and-at": "https://hooks.example.com\\@evil.test/",
    "backslash-before-at": "http://127.0.0.1\\@evil.test/",
    "line-end": "https://hooks.example.com/\r\nX-A: b",
    "line-end-behind": "https://hooks.example.com/\n",
    "line-end-in-front": "\nhttps://hooks.example.com/",
    "line-end-in-the-host": "https://hooks.\nexample.com/",
    "line-separator": "https://hooks.example.com/\u2028",
    "space-behind": "https://hooks.example.com/ ",
    "space-in-front": " https://hooks.example.com/",
    "space-inside": "https://hooks.example.com/a b",
    "space-in-the-host": "https://hooks .example.com/",
    "no-break-space": "https://hooks.example.com/\u00a0",
    "tab": "https://hooks.example.com/\t",
    "tab-in-the-scheme": "ht\ttps://hooks.example.com/",
    "nul": "https://hooks.example.com/\0",
    "nul-in-the-host": "https://hooks.example.com\0.evil.test/",
    "delete-character": "https://hooks.example.com/\x7f",
    "open-bracket": "https://[",
    "no-address": "https://[]/",
    "bracket-text": "https://[::1]x/",
    "ipv6": "https://[2001:db8::1]/",
    "ipv6-any": "http://[::]/",
    "ipv6-zone": "http://[::1%25lo]/",
    "ipv6-bare-zone": "http://[fe80::1%eth0]/",
    "ipv6-mapped": "http://[::ffff:127.0.0.1]/",
    "ipv6-long-loopback": "http://[0:0:0:0:0:0:0:1]/",
    "ipv6-bare": "http://::1/",
    "ipv6-future": "http://[v1.a:b]/",
    "decimal-loopback": "http://2130706433/",
    "octal-loopback": "http://0177.0.0.1/",
    "hexadecimal-loopback": "http://0x7f.0.0.1/",
    "short-loopback": "http://127.1/",
    "five-parts": "http://127.0.0.0.1/",
    "octet-256": "http://127.0.0.256/",
    "octet-999": "http://127.999.999.999/",
    "unspecified": "http://0.0.0.0/",
    "private": "http://192.168.0.1/",
    "loopback-as-subdomain": "http://127.0.0.1.evil.test/",
    "localhost-as-subdomain": "http://localhost.evil.test/",
    "localhost-behind": "http://evil.localhost.test/",
    "localhost-and-dot": "http://localhost./",
    "localhost-in-capitals": "http://LOCALHOST/",
    "dash-first": "https://-hooks.example.com/",
    "dot-first": "https://.example.com/",
    "underscore": "https://hooks_a.example.com/",
    "wildcard": "https://*.example.com/",
    "template": "https://${jndi:ldap://127.0.0.1/a}/",
    "2049-characters": "https://hooks.example.com/" + "a" * 2023,
    "megabyte": "https://hooks.example.com/" + "a" * 1_000_000,
    "megabyte-of-dots": "https://a" + "." * 1_000_000,
}

_NO_TEXTS = {
    "null": b"null",
    "number": b"1",
    "true": b"true",
    "array": b'["https://hooks.example.com/"]',
    "object": b'{"href":"https://hooks.example.com/"}',
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a URL."""
    for field in api.urls:
        for name, url in GOOD.items():
            yield _written(field, f"good-{name}", orjson.dumps(url), CREATED)
        for name, url in BAD.items():
            yield _written(field, name, orjson.dumps(url), INVALID)
        for name, value in _NO_TEXTS.items():
            yield _written(field, name, value, INVALID)
        surrogate = b'"https://hooks.example.com/\\ud800"'
        yield _written(field, "surrogate", surrogate, *REFUSED)


def _written(field: str, name: str, value: bytes, *outcomes: Outcome) -> Case:
    return case(
        f"json/{field}-{name}",
        lambda to: to.post(to.json_with(field, value)),
        *outcomes,
    )
