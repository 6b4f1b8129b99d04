"""Links to files that ask for no credentials: forged, overdue, and misspelt ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.hostile.api import Outcome
from tests.hostile.case import case
from tests.hostile.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case

ABSENT, INVALID, EXPIRED = Outcome.ABSENT, Outcome.INVALID, Outcome.EXPIRED
BAD_SANDBOX = Outcome.BAD_SANDBOX


@dataclass(frozen=True)
class Links:
    """Links as a ticket tells them, and those to pictures, at the root of the host.

    `path` and `picture` have an `{id}`, and `path` a `{name}`.
    """

    path: str
    known_id: str
    known_name: str
    picture: str
    known_picture: str


_ENDS = "&Expires=9999999999&AWSAccessKeyId=MOCK"

#: In place of the query of a link.
_QUERIES: dict[str, tuple[str, tuple[Outcome, ...]]] = {
    "nothing": ("", (INVALID,)),
    "no-signature": (_ENDS, (INVALID,)),
    "empty-signature": (f"Signature={_ENDS}", (INVALID, EXPIRED)),
    "short-signature": (f"Signature=x{_ENDS}", (EXPIRED,)),
    "48-letters": (f"Signature={'a' * 48}{_ENDS}", (EXPIRED,)),
    "long-signature": (f"Signature={'a' * 20_000}{_ENDS}", (EXPIRED,)),
    "nul-signature": (f"Signature=%00{_ENDS}", (EXPIRED,)),
    "emoji-signature": (f"Signature={quote(chr(0x1F3AB))}{_ENDS}", (EXPIRED,)),
    "non-utf8-signature": (f"Signature=%FF%FE{_ENDS}", (EXPIRED, INVALID)),
    "surrogate-signature": (f"Signature=%ED%A0%80{_ENDS}", (EXPIRED, INVALID)),
    "template-signature": (f"Signature=%7B%7B7*7%7D%7D{_ENDS}", (EXPIRED,)),
    "signature-twice": (f"Signature=a&Signature=a{_ENDS}", (INVALID,)),
    "signature-in-brackets": (f"Signature[]=a{_ENDS}", (INVALID,)),
    "lower-case-names": ("signature=a&expires=9999999999", (INVALID,)),
    "no-expires": ("Signature=a", (INVALID,)),
    "empty-expires": ("Signature=a&Expires=", (INVALID,)),
    "expires-twice": ("Signature=a&Expires=1&Expires=1", (INVALID,)),
    "expires-zero": ("Signature=a&Expires=0", (EXPIRED,)),
    "expires-minus": ("Signature=a&Expires=-1", (INVALID,)),
    "expires-decimal": ("Signature=a&Expires=1.0", (INVALID,)),
    "expires-exponent": ("Signature=a&Expires=1e9", (INVALID,)),
    "expires-plus": ("Signature=a&Expires=%2B1", (INVALID,)),
    "expires-arabic": ("Signature=a&Expires=%D9%A1", (INVALID,)),
    "expires-word": ("Signature=a&Expires=never", (INVALID,)),
    "expires-2-to-64": ("Signature=a&Expires=18446744073709551616", (INVALID,)),
    "expires-5000-digits": (f"Signature=a&Expires={'9' * 5000}", (INVALID,)),
    "other-key-id": ("Signature=a&Expires=9999999999&AWSAccessKeyId=x", (EXPIRED,)),
    "key-id-twice": (f"Signature=a{_ENDS}&AWSAccessKeyId=MOCK", (INVALID,)),
    "unknown-parameters": (f"Signature=a{_ENDS}&x=1&x=2&[]=%", (EXPIRED,)),
    "empty-sandbox": (f"Signature=a{_ENDS}&Sandbox=", (EXPIRED,)),
    "bad-sandbox": (f"Signature=a{_ENDS}&Sandbox=../x", (BAD_SANDBOX,)),
    "non-utf8-sandbox": (f"Signature=a{_ENDS}&Sandbox=%FF", (BAD_SANDBOX,)),
    "long-sandbox": (f"Signature=a{_ENDS}&Sandbox={'a' * 65}", (BAD_SANDBOX,)),
}

_IDS = {
    "zero": "0",
    "minus": "-1",
    "plus": "+{id}",
    "decimal": "{id}.0",
    "5000-digits": "9" * 5000,
    "2-to-31": "2147483648",
    "2-to-64": "18446744073709551616",
    "arabic-digits": "%D9%A2%D9%A2",
    "nul-behind": "{id}%00",
    "line-end-behind": "{id}%0A",
    "non-utf8": "%FF",
    "word": "new",
    "dots": "%2e%2e",
    "unknown": "999999",
}

_NAMES = {
    "other": "other.gif",
    "upper-case": "{NAME}",
    "nul-behind": "{name}%00",
    "line-end-behind": "{name}%0d%0aX-A:%20b",
    "traversal": "..%2F..%2Fetc%2Fpasswd",
    "backslashes": "..%5C..%5Cx",
    "dots": "%2e%2e",
    "markup": "%3Cscript%3E",
    "non-utf8": "%FF%FE",
    "long": "x" * 20_000,
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a link."""
    links = api.links
    if links is None:
        return
    path = links.path.replace("{id}", links.known_id)
    known = path.replace("{name}", links.known_name)
    for name, (query, outcomes) in _QUERIES.items():
        yield _followed(f"query-{name}", f"{known}?{query}", *outcomes)
    forged = f"Signature=a{_ENDS}"
    for name, text in _NAMES.items():
        other = text.replace("{name}", links.known_name)
        other = other.replace("{NAME}", links.known_name.upper())
        target = f"{path.replace('{name}', other)}?{forged}"
        yield _followed(f"name-{name}", target, ABSENT)
    for name, text in _IDS.items():
        bad = text.replace("{id}", links.known_id)
        target = links.path.replace("{id}", bad).replace("{name}", links.known_name)
        yield _followed(f"id-{name}", f"{target}?{forged}", ABSENT)
        bad = text.replace("{id}", links.known_picture)
        yield _followed(f"picture-{name}", links.picture.replace("{id}", bad), ABSENT)
    picture = links.picture.replace("{id}", links.known_picture)
    for name, query in {
        "plain": "",
        "unknown-parameters": "?x=1&x=1&%FF=%",
        "signature": f"?{forged}",
    }.items():
        yield _followed(f"picture-{name}", picture + query, Outcome.FILE)
    yield _followed("picture-bad-sandbox", f"{picture}?Sandbox=A", BAD_SANDBOX)


def _followed(name: str, target: str, *outcomes: Outcome) -> Case:
    def build(to: Attacker) -> Request:
        # The link itself says which sandbox it means, if it says anything.
        named = "Sandbox=" in target
        return Request("GET", target, to.headers(credential=False, sandbox=not named))

    return case(f"link/{name}", build, *outcomes)
