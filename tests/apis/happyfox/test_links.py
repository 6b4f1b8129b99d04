"""Links to attachments: new at every read, for one use, within five minutes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import NOW, TICKETS, ticket_url
from tests.apis.happyfox.linking import (
    ATTACHMENT,
    EVERY_BYTE,
    EXPIRED,
    NAME,
    NOT_FOUND,
    TICKET,
    attach,
    attachments_of,
    follow,
    links_of,
    query_of,
)
from tests.apis.happyfox.sending import desk
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock

FILES = bundled() / "mock_data" / "happyfox" / "files"


@pytest.mark.rule("H46", "X9")
def test_a_link_has_the_documented_form(
    client: httpx.Client, sandbox_name: str
) -> None:
    (link,) = links_of(client)

    base = str(client.base_url).rstrip("/")
    found = re.fullmatch(
        re.escape(f"{base}/attachments/{ATTACHMENT}/{NAME}?")
        + r"Signature=[a-z0-9]+&Expires=([0-9]+)&AWSAccessKeyId=MOCK&Sandbox=(.+)",
        link,
    )
    assert found is not None
    assert int(found[1]) == int(NOW.timestamp()) + 300
    assert found[2] == sandbox_name


@pytest.mark.rule("H46")
@pytest.mark.parametrize("host", ["localhost:4140", "127.0.0.1", "[::1]:99"])
def test_a_link_leads_to_the_host_that_was_called(
    client: httpx.Client, host: str
) -> None:
    answer = client.get(ticket_url(TICKET), headers={"Host": host})

    (attachment,) = attachments_of(answer.json())
    assert attachment["url"].startswith(f"http://{host}/attachments/22/bicycle.gif?")


@pytest.mark.rule("H46")
def test_every_file_of_the_mock_data_comes_as_it_is(
    client: httpx.Client, records: Records
) -> None:
    for attachment in records()["happyfox.attachments"].values():
        links = links_of(client, attachment["ticket_id"])
        (link,) = (each for each in links if f"/{attachment['id']}/" in each)

        answer = follow(link)

        data = (FILES / attachment["file"].removeprefix("mock/")).read_bytes()
        assert answer.status == 200
        assert answer.content == data
        assert answer.headers["content-length"] == str(attachment["size"])
        assert (
            answer.headers["content-type"].partition(";")[0]
            == (attachment["media_type"])
        )


@pytest.mark.rule("H46", "H6")
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        EVERY_BYTE,
        EVERY_BYTE[::-1] * 3 + b"\n",
        b"\r\n",
        b"--edge",
        b"\r\n--edg",
        b"one\r\ntwo\nthree\r",
        b"\xef\xbb\xbfa,b\r\n",
        "Grüße 😬".encode(),
        b"%41+&=;",
        b"\x00" * 100_000,
    ],
    ids=lambda data: f"{len(data)}-{data[:8]!r}",
)
def test_the_bytes_come_back_as_they_were_sent(
    client: httpx.Client, data: bytes
) -> None:
    attachment = attach(client, data)

    answer = follow(attachment["url"])

    assert answer.status == 200
    assert answer.content == data


@pytest.mark.rule("H46")
def test_a_link_asks_for_no_credentials(client: httpx.Client) -> None:
    first, second, third = (links_of(client)[0] for _ in range(3))

    without = follow(first)
    wrong = follow(second, Authorization="Basic eDp5")
    known = client.get(third)

    assert (without.status, wrong.status, known.status_code) == (200, 200, 200)
    assert without.content == wrong.content == known.content


@pytest.mark.rule("H46", "H2", "X7")
def test_a_link_works_once(client: httpx.Client) -> None:
    (link,) = links_of(client)

    first, second, third = (follow(link) for _ in range(3))

    assert first.status == 200
    assert second.status == third.status == 403
    answer = client.get(link)
    assert answer.json() == EXPIRED
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert "content-disposition" not in answer.headers


@pytest.mark.rule("H46")
@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (299, 200), (300, 200)])
def test_a_link_works_for_five_minutes(
    client: httpx.Client, clock: Clock, seconds: int, status: int
) -> None:
    (link,) = links_of(client)

    clock.advance(timedelta(seconds=seconds))

    assert follow(link).status == status


@pytest.mark.rule("H46")
@pytest.mark.parametrize("seconds", [301, 3600, 86400 * 365])
def test_a_late_link_has_expired(
    client: httpx.Client, clock: Clock, seconds: int
) -> None:
    """Though it was never used; and reading the ticket again does not revive it."""
    (link,) = links_of(client)

    clock.advance(timedelta(seconds=seconds))

    assert client.get(link).json() == EXPIRED
    (fresh,) = links_of(client)
    assert follow(link).status == 403
    assert follow(fresh).status == 200


@pytest.mark.rule("H46")
def test_every_read_gives_another_link(client: httpx.Client) -> None:
    """By itself or in a list, whole or as one field; and each works once."""
    listed = client.get(f"{TICKETS}?id=3").json()["data"][0]
    part = client.get(f"{TICKETS}?id=3&fields=updates").json()["data"][0]
    links = [
        *(links_of(client)[0] for _ in range(3)),
        attachments_of(listed)[0]["url"],
        attachments_of(part)[0]["url"],
    ]

    assert len({query_of(link)["Signature"] for link in links}) == 5
    assert [follow(link).status for link in links] == [200] * 5
    assert [follow(link).status for link in links] == [403] * 5


@pytest.mark.rule("H46")
def test_the_answer_to_a_write_has_links_that_work(client: httpx.Client) -> None:
    answer = client.post(
        ticket_url(TICKET, "staff_update"), json={"staff": 1, "priority": 1}
    )

    (attachment,) = attachments_of(answer.json())
    assert attachment["id"] == ATTACHMENT
    assert attachment["filename"] == NAME
    assert follow(attachment["url"]).status == 200


@pytest.mark.rule("H46")
def test_the_files_of_one_ticket_have_links_of_their_own(client: httpx.Client) -> None:
    links = links_of(client, 4)

    assert len({query_of(link)["Signature"] for link in links}) == 3
    assert follow(links[0]).status == 200
    assert follow(links[0]).status == 403
    assert [follow(link).status for link in links[1:]] == [200, 200]


@pytest.mark.rule("H46", "X9")
def test_a_link_leads_back_into_its_sandbox(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """Whoever follows it knows no header; the same link elsewhere is another's."""
    attachment = attach(client, b"mine")
    with desk(bundled_stub, f"{sandbox_name}-other") as other:
        others = attach(other, b"theirs")

    mine, theirs = follow(attachment["url"]), follow(others["url"])

    assert attachment["id"] == others["id"] == 41
    assert mine.content == b"mine"
    assert theirs.content == b"theirs"


@pytest.mark.rule("H46")
def test_links_that_were_used_and_are_too_old_are_not_remembered(
    client: httpx.Client, records: Records, clock: Clock
) -> None:
    """They stay expired all the same."""
    used = [links_of(client)[0] for _ in range(3)]
    for link in used:
        follow(link)
    assert len(records()["happyfox.used_links"]) == 3

    clock.advance(timedelta(seconds=301))
    follow(links_of(client)[0])

    assert len(records()["happyfox.used_links"]) == 1
    assert [follow(link).status for link in used] == [403] * 3


@pytest.mark.rule("H46")
def test_a_look_at_the_headers_does_not_use_a_link_up(client: httpx.Client) -> None:
    (link,) = links_of(client)

    looks = [follow(link, "HEAD") for _ in range(2)]

    assert [look.status for look in looks] == [200, 200]
    assert all(look.content == b"" for look in looks)
    assert looks[0].headers["content-length"] == "423"
    assert follow(link).status == 200
    assert follow(link, "HEAD").status == 403


@pytest.mark.rule("H46", "H4")
@pytest.mark.parametrize(
    "path",
    [
        "/attachments/22/other.gif",
        "/attachments/22/BICYCLE.GIF",
        "/attachments/22/bicycle.gif.exe",
        "/attachments/999/bicycle.gif",
        "/attachments/0/bicycle.gif",
        "/attachments/-22/bicycle.gif",
        "/attachments/x/bicycle.gif",
        "/attachments/22%2F/bicycle.gif",
    ],
)
def test_another_name_or_number_is_not_found(client: httpx.Client, path: str) -> None:
    """And the link that was changed still works as it was."""
    (link,) = links_of(client)

    answer = client.get(link.replace("/attachments/22/bicycle.gif", path))

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND
    assert follow(link).status == 200
