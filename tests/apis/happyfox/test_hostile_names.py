"""Names of files that nobody would choose: text like any other, and lead nowhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.hostile.attacker import Attacker
from tests.hostile.filenames import FILENAMES
from tests.hostile.files import Files, with_file
from tests.hostile.happyfox import HAPPYFOX, HAPPYFOX_UPDATE
from tests.hostile.uploads import TYPE
from tests.hostile.wire import Request, send

if TYPE_CHECKING:
    from tests.stub import Stub

CREATING, UPDATING = HAPPYFOX.files[0], HAPPYFOX_UPDATE.files[0]


@pytest.mark.rule("H46", "H7", "X9")
@pytest.mark.parametrize("filename", FILENAMES)
@pytest.mark.parametrize("files", [CREATING, UPDATING], ids=["tickets", "staff_update"])
def test_a_file_is_shown_and_fetched_under_the_name_that_it_came_with(
    files: Files, filename: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    """Its link is followed as it stands, and the name is never a path."""
    to = Attacker(HAPPYFOX, sandbox_name)
    sent, name = FILENAMES[filename]
    body = with_file(files, sent)

    (written,) = send(
        bundled_stub.port, to.send("POST", to.path(files.path), body, TYPE)
    )
    update = json.loads(written.body)["updates"][-1]
    (attachment,) = update["message"]["attachments"]
    link = urlsplit(attachment["url"])
    target = f"{link.path}?{link.query}"
    (fetched,) = send(
        bundled_stub.port, Request("GET", target, (("Host", "127.0.0.1"),))
    )

    assert attachment["filename"] == name
    assert fetched.status == 200
    assert fetched.body == b"content"
    assert fetched.headers["content-disposition"].startswith("attachment; filename=")
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert ".." not in link.path.split("/")


@pytest.mark.rule("H45", "X9")
@pytest.mark.parametrize("filename", FILENAMES)
def test_a_picture_is_fetched_under_the_name_that_it_came_with(
    filename: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    to = Attacker(HAPPYFOX, sandbox_name)
    files = HAPPYFOX.files[1]
    sent, _ = FILENAMES[filename]
    body = with_file(files, sent)

    (kept,) = send(bundled_stub.port, to.send("POST", to.path(files.path), body, TYPE))
    link = urlsplit(json.loads(kept.body)["url"])
    target = f"{link.path}?{link.query}"
    (fetched,) = send(
        bundled_stub.port, Request("GET", target, (("Host", "127.0.0.1"),))
    )

    assert (kept.status, fetched.status) == (200, 200)
    assert link.path == "/get_hdp_temporarily_attachment/2091/"
    assert fetched.body == b"content"
    assert fetched.headers["content-type"] == "image/png"
    assert fetched.headers["content-disposition"].startswith("inline; filename=")
