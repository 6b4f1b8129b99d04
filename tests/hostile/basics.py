"""HTTP Basic: a key and its code in Base64 that is none, or holds something else."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

READ, UNAUTHENTICATED = Outcome.READ, Outcome.UNAUTHENTICATED
EITHER = (READ, UNAUTHENTICATED)

#: In place of `key:code`, before it is encoded.
_PAIRS = {
    "nothing": b"",
    "colon-alone": b":",
    "no-colon": b"{key}",
    "no-code": b"{key}:",
    "no-key": b":{code}",
    "swapped": b"{code}:{key}",
    "key-twice": b"{key}:{key}",
    "colon-behind": b"{key}:{code}:",
    "colon-before": b":{key}:{code}",
    "two-colons": b"{key}::{code}",
    "space-behind": b"{key}:{code} ",
    "space-before": b" {key}:{code}",
    "space-around-the-colon": b"{key} : {code}",
    "line-end-behind": b"{key}:{code}\r\n",
    "nul-behind": b"{key}:{code}\0",
    "nul-behind-the-key": b"{key}\0:{code}",
    "bom-before": b"\xef\xbb\xbf{key}:{code}",
    "semicolon": b"{key};{code}",
    "fullwidth-colon": "{key}\uff1a{code}".encode(),
    "quotes": b'"{key}":"{code}"',
    "json": b'{"{key}":"{code}"}',
    "wildcards": b"*:*",
    "null": b"null:null",
    "non-utf8": b"\xff\xfe:\xfd",
    "non-utf8-code": b"{key}:\xff",
    "surrogate": b"{key}:\xed\xa0\x80",
    "arabic": "{key}:\u0663".encode(),
    "long-key": b"k" * 8000 + b":{code}",
    "long-code": b"{key}:" + b"c" * 8000,
    "8000-colons": b":" * 8000,
    "suffix-behind-the-code": b"{key}:{code}~a",
    "suffix-instead-of-the-key": b"~a:{code}",
    "upper-case-key": b"{KEY}:{code}",
    "upper-case-code": b"{key}:{CODE}",
}

#: In place of the whole header; `{pair}` is the known pair, encoded.
_HEADERS: dict[str, tuple[str, tuple[Outcome, ...]]] = {
    "plain": ("Basic {pair}", (READ,)),
    "lower-case-scheme": ("basic {pair}", (READ,)),
    "upper-case-scheme": ("BASIC {pair}", (READ,)),
    "several-spaces": ("Basic    {pair}", EITHER),
    "tab": ("Basic\t{pair}", EITHER),
    "spaces-behind": ("Basic {pair}   ", EITHER),
    "space-inside": ("Basic {half} {rest}", EITHER),
    "more-padding": ("Basic {pair}====", EITHER),
    "no-padding": ("Basic {bare}", EITHER),
    "letter-behind": ("Basic {pair}a", EITHER),
    "no-scheme": ("{pair}", (UNAUTHENTICATED,)),
    "no-space": ("Basic{pair}", (UNAUTHENTICATED,)),
    "other-scheme": ("Bearer {pair}", (UNAUTHENTICATED,)),
    "digest": ("Digest {pair}", (UNAUTHENTICATED,)),
    "scheme-twice": ("Basic Basic {pair}", (UNAUTHENTICATED,)),
    "two-pairs": ("Basic {pair} {pair}", (UNAUTHENTICATED,)),
    "comma-and-pair": ("Basic {pair}, Basic {pair}", (UNAUTHENTICATED,)),
    "comma-behind": ("Basic {pair},", EITHER),
    "quoted": ('Basic "{pair}"', EITHER),
    "token68": ("Basic token={pair}", (UNAUTHENTICATED,)),
    "reversed": ("Basic {reversed}", (UNAUTHENTICATED,)),
    "upper-case": ("Basic {UPPER}", (UNAUTHENTICATED,)),
    "not-encoded": ("Basic {key}:{code}", (UNAUTHENTICATED,)),
    "encoded-twice": ("Basic {twice}", (UNAUTHENTICATED,)),
    "percent-encoded": ("Basic %42{pair}", (UNAUTHENTICATED,)),
    "60-kilobytes": ("Basic " + "QUFB" * 15_000, (UNAUTHENTICATED,)),
    "padding-alone": ("Basic ====", (UNAUTHENTICATED,)),
    "one-letter": ("Basic a", (UNAUTHENTICATED,)),
    "url-safe": ("Basic {urlsafe}", (READ,)),
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a pair, for an API that takes one by HTTP Basic."""
    if not api.code:
        return
    for name, template in _PAIRS.items():
        pair = _filled(api, template)
        yield _sent(f"pair-{name}", b"Basic " + b64encode(pair), UNAUTHENTICATED)
    good = _filled(api, b"{key}:{code}")
    for name, encoding in {"utf-16": "utf-16", "utf-7": "utf-16-be"}.items():
        spread = good.decode().encode(encoding)
        yield _sent(f"pair-{name}", b"Basic " + b64encode(spread), UNAUTHENTICATED)
    for name, (header, outcomes) in _HEADERS.items():
        yield _sent(f"header-{name}", _header(api, header), *outcomes)
    yield case(
        "basic/proxy-header",
        lambda to: to.read(
            ("Proxy-Authorization", b"Basic " + b64encode(good)), credential=False
        ),
        UNAUTHENTICATED,
    )
    yield case(
        "basic/in-the-url",
        lambda to: to.raw(
            b"GET http://%s@127.0.0.1%s HTTP/1.1" % (good, to.item.encode()),
            target=to.item,
            credential=False,
        ),
        UNAUTHENTICATED,
        Outcome.NOT_HTTP,
    )
    yield case(
        "basic/in-the-query",
        lambda to: to.raw(
            f"GET {to.item}?username={api.key}&password={api.code} HTTP/1.1".encode(),
            credential=False,
        ),
        UNAUTHENTICATED,
    )


def _header(api: ApiUnderAttack, template: str) -> bytes:
    good = _filled(api, b"{key}:{code}")
    pair = b64encode(good).decode()
    for name, value in {
        "{pair}": pair,
        "{half}": pair[:8],
        "{rest}": pair[8:],
        "{bare}": pair.rstrip("="),
        "{reversed}": pair[::-1],
        "{UPPER}": pair.upper(),
        "{twice}": b64encode(pair.encode()).decode(),
        "{urlsafe}": urlsafe_b64encode(good).decode(),
        "{key}": api.key,
        "{code}": api.code,
    }.items():
        template = template.replace(name, value)
    return template.encode()


def _filled(api: ApiUnderAttack, template: bytes) -> bytes:
    key, code = api.key.encode(), api.code.encode()
    for name, value in {
        b"{key}": key,
        b"{code}": code,
        b"{KEY}": key.upper(),
        b"{CODE}": code.upper(),
    }.items():
        template = template.replace(name, value)
    return template


def _sent(name: str, header: bytes, *outcomes: Outcome) -> Case:
    return case(
        f"basic/{name}",
        lambda to: to.read(("Authorization", header), credential=False),
        *outcomes,
    )
