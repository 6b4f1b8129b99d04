"""The control API under attack, which takes URLs that no other API does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.hostile import (
    forms,
    json_bodies,
    media_types,
    multiparts,
    queries,
    transfers,
    urls,
)
from tests.hostile.api import ApiUnderAttack, Outcome
from tests.hostile.case import REFUSED, case, query_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.case import Case
    from tests.hostile.wire import Answer

READ, CREATED, INVALID = Outcome.READ, Outcome.CREATED, Outcome.INVALID

PREFIX = "/_ticketstub"


def envelope(answer: Answer) -> None:
    """Assert that an answer is JSON, or a problem as RFC 9457 describes it."""
    body = json.loads(answer.body)
    if answer.status < 400:
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        return
    assert answer.headers["content-type"] == "application/problem+json"
    assert (body["type"], body["status"]) == ("about:blank", answer.status)
    assert body["title"]
    assert body["detail"]
    assert ("errors" in body) == (answer.status == 422)


CONTROL = ApiUnderAttack(
    name="control",
    prefix=PREFIX,
    credential=lambda _key: (),
    key="",
    create="/receivers",
    valid={"api": "helpdesk", "url": "https://hooks.example.com/a"},
    text_fields=("url",),
    item="/receivers",
    known_id="",
    change=("DELETE", "/receivers/{id}"),
    listing="/deliveries",
    integer_parameters=("limit",),
    word_parameters=("state",),
    statuses={
        Outcome.READ: 200,
        Outcome.CREATED: 201,
        Outcome.UNREADABLE: 400,
        Outcome.INVALID: 422,
        Outcome.ABSENT: 404,
        Outcome.NOTHING_TO_CHANGE: 404,
        Outcome.WRONG_METHOD: 405,
        Outcome.UNSUPPORTED: 415,
        Outcome.TOO_LARGE: 413,
    },
    envelope=envelope,
)

#: URLs that no client could register through an API, but a test may.
LOCAL = {
    "http-beyond-loopback",
    "private",
    "unspecified",
    "decimal-loopback",
    "octal-loopback",
    "hexadecimal-loopback",
    "short-loopback",
    "five-parts",
    "octet-256",
    "octet-999",
    "loopback-as-subdomain",
    "localhost-as-subdomain",
    "localhost-behind",
    "localhost-and-dot",
    "localhost-in-capitals",
    "ipv6",
    "ipv6-any",
    "ipv6-zone",
    "ipv6-bare-zone",
    "ipv6-mapped",
    "ipv6-long-loopback",
    "ipv6-future",
    "unicode-host",
    "fullwidth-host",
    "fullwidth-dot",
    "fullwidth-loopback",
    "circled-digits",
    "escaped-at",
    "emoji-path",
    "dash-first",
    "dot-first",
    "underscore",
    "wildcard",
    "no-port",
    "two-schemes",
}

#: Longer than a receiver's URL may be.
LONG = {"2048-characters"}

#: Values in place of a field, and what comes of them.
FIELDS: dict[str, dict[str, tuple[bytes, Outcome]]] = {
    "api": {
        "other": (b'"growcrm"', INVALID),
        "empty": (b'""', INVALID),
        "in-capitals": (b'"HELPDESK"', INVALID),
        "space-behind": (b'"helpdesk "', INVALID),
        "nul-behind": (b'"helpdesk\\u0000"', INVALID),
        "control": (b'"_control"', INVALID),
        "traversal": (b'"../helpdesk"', INVALID),
        "attribute": (b'"__class__"', INVALID),
        "megabyte": (b'"' + b"x" * 1_000_000 + b'"', INVALID),
        "null": (b"null", INVALID),
        "number": (b"1", INVALID),
        "array": (b'["helpdesk"]', INVALID),
    },
    "url": {
        "null": (b"null", INVALID),
        "number": (b"1", INVALID),
        "object": (b"{}", INVALID),
        "surrogate": (b'"http://a/\\ud800"', Outcome.UNREADABLE),
        "2000-characters": (b'"http://a/' + b"x" * 1991 + b'"', CREATED),
        "2001-characters": (b'"http://a/' + b"x" * 1992 + b'"', INVALID),
    },
    "events": {
        "null": (b"null", CREATED),
        "empty": (b"[]", CREATED),
        "100-alike": (b'["ticket.created"' + b',"ticket.created"' * 99 + b"]", CREATED),
        "101": (b'["ticket.created"' + b',"ticket.created"' * 100 + b"]", INVALID),
        "100k": (b'["x"' + b',"x"' * 100_000 + b"]", INVALID),
        "unknown": (b'["ticket.created","ticket.*"]', INVALID),
        "in-capitals": (b'["TICKET.CREATED"]', INVALID),
        "nul-behind": (b'["ticket.created\\u0000"]', INVALID),
        "empty-name": (b'[""]', INVALID),
        "null-name": (b"[null]", INVALID),
        "number": (b"[1e308]", INVALID),
        "nested": (b'[["ticket.created"]]', INVALID),
        "text": (b'"ticket.created"', INVALID),
        "object": (b'{"0":"ticket.created"}', INVALID),
    },
    "secret": {
        "null": (b"null", CREATED),
        "empty": (b'""', INVALID),
        "blank": (b'" "', CREATED),
        "nul": (b'"\\u0000"', CREATED),
        "line-ends": (b'"\\r\\nX-A: b"', CREATED),
        "500-emoji": (b'"' + "\U0001f3ab".encode() * 500 + b'"', CREATED),
        "501-letters": (b'"' + b"x" * 501 + b'"', INVALID),
        "number": (b"1", INVALID),
        "array": (b'["a"]', INVALID),
        "surrogate": (b'"\\udc00"', Outcome.UNREADABLE),
    },
    "delay": {
        "whole": (b"60", CREATED),
        "tiny": (b"1e-320", CREATED),
        "minus-zero": (b"-0.0", CREATED),
        "over": (b"60.000001", INVALID),
        "huge": (b"1e308", INVALID),
        "digits": (b"9" * 4000, Outcome.UNREADABLE),
        "infinite": (b"1e999", Outcome.UNREADABLE),
        "not-a-number": (b"NaN", Outcome.UNREADABLE),
        "text": (b'"1"', INVALID),
        "true": (b"true", INVALID),
        "null": (b"null", INVALID),
    },
    "drop_every": {
        "whole": (b"1000", CREATED),
        "point-zero": (b"3.0", CREATED),
        "half": (b"2.5", INVALID),
        "over": (b"1001", INVALID),
        "below": (b"-1", INVALID),
        "true": (b"true", INVALID),
        "null": (b"null", INVALID),
    },
    "copies": {
        "most": (b"10", CREATED),
        "none": (b"0", INVALID),
        "over": (b"11", INVALID),
        "huge": (b"1e300", INVALID),
        "null": (b"null", INVALID),
    },
    "id": {"named": (b'"rcv_9"', INVALID)},
    "signed": {"true": (b"true", INVALID)},
    "__proto__": {"object": (b"{}", INVALID)},
}

QUERIES = {
    "limit=0": INVALID,
    "limit=1000": READ,
    "limit=1001": INVALID,
    "limit=": INVALID,
    "state=not+sent": READ,
    "state=not%20sent": READ,
    "state=notsent": INVALID,
    "state=NOT+SENT": INVALID,
    "state=pending,failed": INVALID,
    "state=": INVALID,
    "api=": READ,
    "api=unheard_of": READ,
    "api=%00": READ,
    "api=%FF%FE": READ,
    "api=_control": READ,
    f"api={'x' * 101}": INVALID,
    f"event={'x' * 200}": READ,
    f"event={'x' * 201}": INVALID,
    f"event={'x' * 50_000}": INVALID,
    "event=(a%2B)%2B%24": READ,
    "event=%25": READ,
    "api=a&api=a": INVALID,
    "event=a&event=b": INVALID,
    "api[]=a&event[x]=b": INVALID,
    "limit=0&state=x&limit=-1": INVALID,
}


def cases() -> Iterator[Case]:
    """Yield every case of the control API."""
    for kind in (json_bodies, media_types, forms, multiparts, queries, transfers):
        yield from kind.cases(CONTROL)
    for field, values in FIELDS.items():
        for name, (value, outcome) in values.items():
            yield case(
                f"json/{field}-{name}",
                lambda to, field=field, value=value: to.post(
                    to.json_with(field, value)
                ),
                outcome,
            )
        deep = b"[" * 900 + b"]" * 900
        yield case(
            f"json/{field}-deep",
            lambda to, field=field, deep=deep: to.post(to.json_with(field, deep)),
            *REFUSED,
        )
    for name, url in (urls.GOOD | urls.BAD).items():
        taken = name in LOCAL or (name in urls.GOOD and name not in LONG)
        yield case(
            f"json/url-{name}",
            lambda to, url=url: to.post(to.json(url=url)),
            CREATED if taken else INVALID,
        )
    for query, outcome in QUERIES.items():
        yield query_case(query[:40], query, outcome)
