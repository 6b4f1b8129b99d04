"""Bodies that are too large, or of a media type that is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import CONTACT, HEADERS, JSON, REPLY, TICKETS, refusal
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.apis.i3d.conftest import Records


@pytest.fixture(scope="module")
def narrow_stub() -> Iterator[Stub]:
    """Serve the API with bodies of at most 1000 bytes."""
    project = load_project(bundled(), only=["i3d"])
    with Stub(project, Settings(max_body=1000)) as stub:
        yield stub


@pytest.mark.rule("X2", "I2", "X7")
@pytest.mark.parametrize("path", [TICKETS, CONTACT, REPLY])
@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
def test_a_body_that_is_too_large_is_refused_in_the_apis_own_words(
    narrow_stub: Stub, path: str, media_type: str
) -> None:
    headers = {**HEADERS, "Content-Type": media_type}
    with narrow_stub.client("large", headers=headers) as client:
        answer = client.post(path, content=b" " * 1001)

    assert answer.status_code == 413
    assert answer.json() == refusal(10004)
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X2", "I2", "X7")
@pytest.mark.parametrize("path", [TICKETS, CONTACT, REPLY])
@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=edge",
    ],
)
def test_a_media_type_that_is_not_taken_is_refused_in_the_apis_own_words(
    client: httpx.Client, records: Records, path: str, media_type: str
) -> None:
    before = records()

    answer = client.post(path, content=b"title=a", headers={"Content-Type": media_type})

    assert answer.status_code == 415
    assert answer.json() == refusal(10004)
    assert answer.headers["content-type"] == JSON
    assert records() == before
