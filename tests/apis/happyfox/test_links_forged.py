"""Links that were never handed out, and what is missing from a link."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.apis.happyfox.conftest import NOW
from tests.apis.happyfox.linking import (
    EXPIRED,
    attach,
    follow,
    links_of,
    query_of,
)
from tests.apis.happyfox.sending import (
    REQUIRED,
    VALUE,
    WHOLE_NUMBER,
    assert_refused,
    desk,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock

SECOND = int(NOW.timestamp())


def changed(link: str, **parameters: str | int | None) -> str:
    """Return a link with other parameters; None takes one away."""
    query = {**query_of(link), **parameters}
    kept = {name: value for name, value in query.items() if value is not None}
    return f"{link.partition('?')[0]}?{urlencode(kept)}"


@pytest.mark.rule("H46")
@pytest.mark.parametrize(
    "parameters",
    [
        {"Signature": ""},
        {"Signature": "x"},
        {"Signature": "0" * 48},
        {"Signature": "é😬"},
        {"Signature": "x" * 10_000},
        {"Expires": SECOND + 299},
        {"Expires": SECOND + 301},
        {"Expires": SECOND + 86400},
        {"Expires": 253402300799},
        {"Expires": SECOND - 1},
        {"Expires": 0},
    ],
)
def test_a_link_that_was_changed_has_expired(
    client: httpx.Client, records: Records, parameters: dict[str, str]
) -> None:
    """It opens nothing, uses nothing up, and the link itself still works."""
    (link,) = links_of(client)
    before = records()

    answer = client.get(changed(link, **parameters))

    assert answer.status_code == 403
    assert answer.json() == EXPIRED
    assert records() == before
    assert follow(link).status == 200


@pytest.mark.rule("H46")
@pytest.mark.parametrize("place", [0, 8, 15, 16, 24, -1])
def test_every_letter_of_the_signature_counts(client: httpx.Client, place: int) -> None:
    (link,) = links_of(client)
    signature = [*query_of(link)["Signature"]]
    signature[place] = "0" if signature[place] != "0" else "1"

    answer = follow(changed(link, Signature="".join(signature)))

    assert answer.status == 403


@pytest.mark.rule("H46")
@pytest.mark.parametrize("end", ["x", "0"])
def test_a_longer_or_a_shorter_signature_is_another(
    client: httpx.Client, end: str
) -> None:
    (link,) = links_of(client)
    signature = query_of(link)["Signature"]

    longer = follow(changed(link, Signature=signature + end))
    shorter = follow(changed(link, Signature=signature[:-1]))

    assert (longer.status, shorter.status) == (403, 403)


@pytest.mark.rule("H46")
def test_the_signature_of_one_file_opens_no_other(client: httpx.Client) -> None:
    one, two, _three = links_of(client, 4)

    swapped = changed(two, Signature=query_of(one)["Signature"])

    assert follow(swapped).status == 403
    assert follow(one).status == follow(two).status == 200


@pytest.mark.rule("H46")
def test_a_used_link_cannot_be_renewed(client: httpx.Client, clock: Clock) -> None:
    """Neither by another time nor by the parameter that means nothing."""
    (link,) = links_of(client)
    follow(link)

    later = changed(link, Expires=SECOND + 600)
    other_key = changed(link, AWSAccessKeyId="OTHER")
    no_key = changed(link, AWSAccessKeyId=None)

    assert [follow(each).status for each in (later, other_key, no_key)] == [403] * 3
    clock.freeze(NOW)
    assert follow(link).status == 403


@pytest.mark.rule("H46")
@pytest.mark.parametrize("key", [None, "", "OTHER"])
def test_the_key_id_means_nothing(client: httpx.Client, key: str | None) -> None:
    (link,) = links_of(client)

    assert follow(changed(link, AWSAccessKeyId=key)).status == 200


@pytest.mark.rule("H46")
def test_the_order_of_parameters_and_others_mean_nothing(client: httpx.Client) -> None:
    (link,) = links_of(client)
    query = query_of(link)
    backwards = urlencode([*reversed(query.items()), ("response", "x"), ("x", "")])

    assert follow(f"{link.partition('?')[0]}?{backwards}").status == 200


@pytest.mark.rule("H46", "X8", "H3")
def test_a_link_without_its_parts_is_refused(client: httpx.Client) -> None:
    (link,) = links_of(client)

    bare = client.get(link.partition("?")[0])
    unsigned = client.get(changed(link, Signature=None))
    timeless = client.get(changed(link, Expires=None))

    assert_refused(bare, Signature=REQUIRED, Expires=REQUIRED)
    assert_refused(unsigned, Signature=REQUIRED)
    assert_refused(timeless, Expires=REQUIRED)
    assert follow(link).status == 200


@pytest.mark.rule("H46", "X8", "X9", "H3")
@pytest.mark.parametrize("value", ["x", "1.5", "-1", "1e9", "9" * 30])
def test_a_time_that_is_none_is_refused(client: httpx.Client, value: str) -> None:
    (link,) = links_of(client)

    refused = client.get(changed(link, Expires=value))
    twice = client.get(f"{link}&Expires={value}")

    assert_refused(refused, Expires=WHOLE_NUMBER)
    assert_refused(twice, Expires=WHOLE_NUMBER)
    assert_refused(client.get(f"{link}&Signature=x"), Signature=VALUE)
    assert follow(link).status == 200


@pytest.mark.rule("H46")
def test_a_link_into_a_sandbox_without_the_file_finds_nothing(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    attachment = attach(client, b"mine")
    with desk(bundled_stub, f"{sandbox_name}-other"):
        elsewhere = changed(attachment["url"], Sandbox=f"{sandbox_name}-other")

        answer = follow(elsewhere)

    assert answer.status == 404
    assert follow(attachment["url"]).content == b"mine"
