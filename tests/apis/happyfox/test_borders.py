"""Where the API ends: paths beside its own, bodies too large, types that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.calls import (
    ACTIONS,
    IMAGE,
    LOOKUPS,
    OPERATIONS,
    PICTURE,
    WRITES,
    link_of,
)
from tests.apis.happyfox.conftest import (
    AUTH,
    BASE,
    JSON,
    PLAIN_DRAFT,
    TICKETS,
    created,
    ticket_url,
)
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.apis.happyfox.conftest import Records

NOT_FOUND = {"error": "Cannot find the requested object"}
WRONG_METHOD = {"error": "Method not allowed"}
TOO_LARGE = {"error": "The request body is too large"}
WRONG_TYPE = {"error": "Unsupported media type"}

#: What each path has, as a 405 lists it.
ALLOWED = {
    TICKETS: "GET, HEAD, POST",
    ticket_url(3): "GET, HEAD",
    ticket_url(999999): "GET, HEAD",
    **{path: "POST" for _, path, _ in ACTIONS},
    f"{BASE}/ticket-inline-attachment": "POST",
    **{f"{BASE}/{name}/": "GET, HEAD" for name in LOOKUPS},
    "/attachments/22/bicycle.gif": "GET, HEAD",
    IMAGE: "GET, HEAD",
}

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")


@pytest.mark.rule("X1", "X2", "H4", "X7")
@pytest.mark.parametrize(
    "path",
    [
        BASE,
        f"{BASE}/",
        f"{BASE}/nothing/",
        f"{BASE}/Tickets/",
        f"{BASE}//tickets/",
        f"{BASE}/tickets//",
        f"{BASE}/ticket/",
        f"{BASE}/ticket/3/nothing/",
        f"{BASE}/ticket/3/staff_update/nothing/",
        f"{BASE}/users/",
        "/attachments",
        "/attachments/",
        "/attachments/22",
        "/get_hdp_temporarily_attachment",
    ],
)
@pytest.mark.parametrize("auth", [AUTH, None])
def test_an_unknown_path_of_the_api_is_no_route(
    client: httpx.Client, path: str, auth: tuple[str, str] | None
) -> None:
    """It is told with credentials and without."""
    answer = client.get(path, auth=auth)

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X1", "X2")
@pytest.mark.parametrize(
    "path",
    [
        "/api/1.1",
        "/api/1.1/xml/tickets/",
        "/api/1.2/json/tickets/",
        "/api/1.1/jsonp/tickets/",
        "/api/json/1.1/tickets/",
        "/API/1.1/json/tickets/",
        "/tickets/",
        "/attachment/22/bicycle.gif",
        "/nothing",
    ],
)
def test_a_path_beside_the_apis_own_is_not_its_own(
    client: httpx.Client, path: str
) -> None:
    """Below `/api` there is another API, which has the shorter prefix."""
    answer = client.get(path)

    assert answer.status_code == 404
    assert "error" not in answer.json()


@pytest.mark.rule("X2", "H4", "X7")
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        (method, path, allowed)
        for path, allowed in ALLOWED.items()
        for method in METHODS
        if method not in allowed.split(", ")
    ],
)
def test_a_method_that_a_path_does_not_have_is_refused(
    client: httpx.Client, method: str, path: str, allowed: str
) -> None:
    """The path alone decides, however it ends, and whoever calls."""
    for spelled in (path, path.removesuffix("/")):
        for auth in (AUTH, None):
            answer = client.request(method, spelled, auth=auth)

            assert answer.status_code == 405
            assert answer.json() == WRONG_METHOD
            assert answer.headers["allow"] == allowed
            assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X7")
@pytest.mark.parametrize(("method", "path", "sent"), OPERATIONS)
def test_every_operation_answers_json_in_utf_8(
    client: httpx.Client, method: str, path: str, sent: dict[str, Any]
) -> None:
    answer = client.request(method, path, **sent)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X7", "H45", "H46")
def test_a_file_has_its_own_media_type(client: httpx.Client) -> None:
    picture = client.get(IMAGE, auth=None)
    attachment = client.get(link_of(client), auth=None)

    assert picture.headers["content-type"] == "image/png"
    assert attachment.headers["content-type"] == "image/gif"


@pytest.mark.rule("X7")
def test_a_word_that_is_no_ascii_comes_as_itself(client: httpx.Client) -> None:
    ticket = created(client, subject="Grüße 😬 שלום")

    answer = client.get(ticket_url(ticket["id"]))

    assert "Grüße 😬 שלום".encode() in answer.content


@pytest.fixture(scope="module")
def narrow_stub() -> Iterator[Stub]:
    """Serve the bundled project with bodies of at most 1000 bytes."""
    with Stub(load_project(bundled()), Settings(max_body=1000)) as stub:
        yield stub


@pytest.mark.rule("X2", "X7")
@pytest.mark.parametrize("path", [path for _, path, _ in WRITES])
@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
    ],
)
def test_a_body_that_is_too_large_is_refused(
    narrow_stub: Stub, path: str, media_type: str
) -> None:
    headers = {"Content-Type": media_type}
    with narrow_stub.client("large", auth=AUTH, headers=headers) as client:
        answer = client.post(path, content=b" " * 1001)

    assert answer.status_code == 413
    assert answer.json() == TOO_LARGE
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("X2", "H6", "X7")
@pytest.mark.parametrize("path", [path for _, path, _ in WRITES])
@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "text/json",
        "application/xml",
        "application/jsonp",
        "application/problem+json",
        "multipart/mixed; boundary=x",
        "application/octet-stream",
    ],
)
def test_a_media_type_that_is_not_taken_is_refused(
    client: httpx.Client, records: Records, path: str, media_type: str
) -> None:
    before = records()

    answer = client.post(
        path, content=b'{"staff": 1}', headers={"Content-Type": media_type}
    )

    assert answer.status_code == 415
    assert answer.json() == WRONG_TYPE
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("X2", "H45", "X7")
@pytest.mark.parametrize(
    "media_type", ["application/json", "application/x-www-form-urlencoded"]
)
def test_a_picture_comes_in_no_body_but_a_multipart_one(
    client: httpx.Client, media_type: str
) -> None:
    answer = client.post(
        f"{BASE}/ticket-inline-attachment",
        content=b'{"file": "x"}',
        headers={"Content-Type": media_type},
    )

    assert answer.status_code == 415
    assert answer.json() == WRONG_TYPE


@pytest.mark.rule("X2", "H7", "X7")
@pytest.mark.parametrize(
    ("action", "bounds"),
    [
        ("", Settings(max_upload_bytes=10)),
        ("", Settings(max_uploads=1)),
        ("staff_update", Settings(max_upload_bytes=10)),
        ("staff_pvtnote", Settings(max_uploads=1)),
        ("user_reply", Settings(max_upload_bytes=10)),
        ("forward", Settings(max_uploads=1)),
    ],
)
def test_files_without_room_are_refused_and_leave_no_trace(
    action: str, bounds: Settings
) -> None:
    """Not even the first of them is kept, nor the contact who sent them."""
    files = [("attachments", (f"{size}.txt", b"x" * size)) for size in (6, 7)]
    fields = {
        **PLAIN_DRAFT,
        "category": "4",
        "staff": "1",
        "user": "1",
        "staff_id": "1",
        "to": "a@example.com",
        "message": "Please look.",
    }
    path = ticket_url(3, action) if action else TICKETS
    project = load_project(bundled(), only=["happyfox"])
    with Stub(project, bounds) as stub, stub.client("a", auth=AUTH) as client:
        client.get(TICKETS)
        before = stub.records("a")

        refused = client.post(path, data=fields, files=files)

        assert refused.status_code == 413
        assert refused.json() == TOO_LARGE
        assert refused.headers["content-type"] == JSON
        assert stub.records("a") == before
        kept = client.post(path, data=fields, files=files[:1])
        assert kept.status_code == 200


@pytest.mark.rule("X2", "H45")
def test_a_picture_without_room_is_refused() -> None:
    project = load_project(bundled(), only=["happyfox"])
    path = f"{BASE}/ticket-inline-attachment"
    with (
        Stub(project, Settings(max_uploads=1)) as stub,
        stub.client(auth=AUTH) as client,
    ):
        kept = client.post(path, files={"file": PICTURE})
        refused = client.post(path, files={"file": PICTURE})

    assert kept.status_code == 200
    assert refused.status_code == 413
    assert refused.json() == TOO_LARGE
