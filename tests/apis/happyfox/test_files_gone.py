"""What a deleted ticket leaves of its files: nothing, and the room they took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import AUTH, PLAIN_DRAFT, TICKETS, ticket_url
from tests.apis.happyfox.linking import (
    NOT_FOUND,
    attach,
    attachments_of,
    follow,
    links_of,
    room_of,
    served,
    upload_image,
)
from tests.apis.happyfox.sending import desk
from ticketstub.settings import Settings

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub


@pytest.mark.rule("H44", "H46", "H4")
def test_the_links_of_a_deleted_ticket_are_not_found(client: httpx.Client) -> None:
    """Used or not; those of other tickets go on working."""
    used, unused = (links_of(client, 4) for _ in range(2))
    (others,) = links_of(client)
    follow(used[0])

    client.post(ticket_url(4, "delete"), json={"staff_id": 1})

    for link in (*used, *unused):
        answer = client.get(link)
        assert answer.status_code == 404
        assert answer.json() == NOT_FOUND
    assert follow(others).status == 200


@pytest.mark.rule("H44")
def test_a_deleted_ticket_takes_its_files_and_no_others(
    client: httpx.Client, records: Records
) -> None:
    before = records()["happyfox.attachments"]

    client.post(ticket_url(4, "delete"), json={"staff_id": 1})

    after = records()["happyfox.attachments"]
    assert {key for key in before if key not in after} == {23, 24, 25}
    assert after == {key: before[key] for key in after}


@pytest.mark.rule("H44")
def test_a_file_of_the_mock_data_stays_for_the_other_sandboxes(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """And for the inline image of the same sandbox that is the same file."""
    client.post(ticket_url(4, "delete"), json={"staff_id": 1})

    with desk(bundled_stub, f"{sandbox_name}-other") as other:
        statuses = [follow(link).status for link in links_of(other, 4)]

    assert statuses == [200, 200, 200]
    assert client.get("/get_hdp_temporarily_attachment/2090/").status_code == 200


@pytest.mark.rule("H44")
def test_deleting_frees_the_room_of_every_file_of_the_ticket() -> None:
    """Those of its first message and of all that came after it."""
    with served() as stub, stub.client("a", auth=AUTH) as client:
        attach(client, b"x" * 1000)
        for action, fields in (
            ("staff_update", {"staff": "1"}),
            ("staff_pvtnote", {"staff": "1"}),
            ("user_reply", {"user": "1", "text": "a"}),
            (
                "forward",
                {
                    "staff_id": "1",
                    "to": "a@example.com",
                    "subject": "s",
                    "message": "m",
                },
            ),
        ):
            client.post(
                ticket_url(65, action), data=fields, files={"attachments": b"y" * 10}
            )
        assert room_of(stub) == (1040, 5)

        answer = client.post(ticket_url(65, "delete"), json={"staff_id": 1})

        assert answer.status_code == 200
        assert room_of(stub) == (0, 0)


@pytest.mark.rule("H44")
def test_a_deletion_that_is_refused_keeps_the_files() -> None:
    with served() as stub, stub.client("a", auth=AUTH) as client:
        attachment = attach(client, b"data")

        refused = [
            client.post(ticket_url(65, "delete"), json=body).status_code
            for body in ({}, {"staff_id": 99}, {"staff_id": 4})
        ]

        assert refused == [400, 400, 403]
        assert room_of(stub) == (4, 1)
        assert follow(attachment["url"]).content == b"data"


@pytest.mark.rule("H46")
def test_following_a_link_takes_no_file_away() -> None:
    with served() as stub, stub.client("a", auth=AUTH) as client:
        attachment = attach(client, b"data")
        follow(attachment["url"])
        follow(attachment["url"])

        (again,) = links_of(client, 65)

        assert follow(again).content == b"data"
        assert room_of(stub) == (4, 1)


@pytest.mark.rule("X2", "H2", "H6")
@pytest.mark.parametrize(
    "settings", [Settings(max_upload_bytes=10), Settings(max_uploads=2)]
)
def test_files_without_room_are_refused_and_nothing_is_written(
    settings: Settings,
) -> None:
    """The whole call is taken back, and its other files with it."""
    with served(settings) as stub, stub.client("a", auth=AUTH) as client:
        attach(client, b"12345")
        before, room = stub.records("a"), room_of(stub)

        answer = client.post(
            TICKETS,
            data=dict(PLAIN_DRAFT),
            files=[("attachments", ("a", b"1234")), ("attachments", ("b", b"1234"))],
        )
        image = upload_image(client, b"123456") if settings.max_uploads > 2 else None

        assert answer.status_code == 413
        assert list(answer.json()) == ["error"]
        assert isinstance(answer.json()["error"], str)
        assert image is None or image.status_code == 413
        assert stub.records("a") == before
        assert room_of(stub) == room == (5, 1)
        assert len(attachments_of(client.get(ticket_url(65)).json())) == 1
