"""What is not there, methods that a path does not have, bodies that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.calls import ACTIONS, IMAGE, LOOKUPS, OPERATIONS, WRITES
from tests.apis.happyfox.conftest import AUTH, BASE, JSON, TICKETS, ticket_url
from tests.apis.happyfox.sending import FORM, MULTIPART
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

NOT_FOUND = "Cannot find the requested object"

UPLOAD = f"{BASE}/ticket-inline-attachment"

#: What a client may ask for; the answer to a HEAD has no body to look at.
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

#: Every path that takes a JSON body.
JSON_PATHS = [url for _, url, sent in WRITES if "json" in sent]


def assert_told(answer: httpx.Response, status: int, text: str) -> None:
    """Claim that an answer refuses with one text, in the API's own shape."""
    assert answer.status_code == status, answer.text
    assert answer.json() == {"error": text}
    assert answer.headers["content-type"] == JSON


@pytest.mark.rule("H4")
@pytest.mark.parametrize(
    "number",
    [
        "65",
        "999999",
        "0",
        "-3",
        "+3",
        "3.0",
        "3e0",
        "0x3",
        "abc",
        "%203",
        "3%20",
        "3%0A",
        "%D9%A3",
        "DC00000003",
        "%23DC00000003",
        "3,4",
        "3%2F",
        "null",
        "2147483648",
        "9" * 30,
    ],
)
def test_what_is_no_tickets_number_is_not_found(
    client: httpx.Client, number: str
) -> None:
    """A display id is none, either."""
    answer = client.get(f"{BASE}/ticket/{number}/")

    assert_told(answer, 404, NOT_FOUND)


@pytest.mark.rule("H4")
@pytest.mark.parametrize("number", ["999", "none"])
def test_every_operation_on_a_ticket_looks_for_it(
    client: httpx.Client, records: Records, number: str
) -> None:
    before = records()

    for method, url, sent in (("GET", ticket_url(3), {}), *ACTIONS):
        answer = client.request(method, url.replace("/3/", f"/{number}/"), **sent)
        assert_told(answer, 404, NOT_FOUND)

    assert records() == before


@pytest.mark.rule("H4")
def test_a_deleted_ticket_is_not_found_by_any_operation(
    client: httpx.Client, records: Records
) -> None:
    client.post(ticket_url(3, "delete"), json={"staff_id": 1})
    before = records()

    for method, url, sent in (("GET", ticket_url(3), {}), *ACTIONS):
        answer = client.request(method, url, **sent)
        assert_told(answer, 404, NOT_FOUND)

    assert records() == before


@pytest.mark.rule("H4", "X2")
@pytest.mark.parametrize(
    "path",
    [
        BASE,
        f"{BASE}/",
        f"{BASE}/nothing/",
        f"{BASE}/ticket/",
        f"{BASE}/tickets/3/",
        f"{BASE}/tickets//",
        f"{BASE}//tickets/",
        f"{BASE}/ticket/3/reply/",
        f"{BASE}/ticket/3/staff_update/more/",
        f"{BASE}/ticket/3/STAFF_UPDATE/",
        f"{BASE}/Tickets/",
        f"{BASE}/users/",
        f"{BASE}/contact_groups/",
        "/attachments",
        "/attachments/",
        "/attachments/22/",
        "/attachments/22/bicycle.gif/more",
        "/get_hdp_temporarily_attachment/",
        "/get_hdp_temporarily_attachment/2090/more/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_path_of_the_api_is_not_found(
    client: httpx.Client, method: str, path: str
) -> None:
    """At the host's root, too, where the files are."""
    answer = client.request(method, path)

    assert_told(answer, 404, NOT_FOUND)


@pytest.mark.rule("H4", "X2")
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (TICKETS, "GET, HEAD, POST"),
        (ticket_url(3), "GET, HEAD"),
        *((url, "POST") for _, url, _ in ACTIONS),
        (UPLOAD, "POST"),
        *((f"{BASE}/{name}/", "GET, HEAD") for name in LOOKUPS),
        ("/attachments/22/bicycle.gif", "GET, HEAD"),
        (IMAGE, "GET, HEAD"),
    ],
)
def test_a_method_that_a_path_does_not_have_is_refused(
    client: httpx.Client, records: Records, path: str, allowed: str
) -> None:
    before = records()

    for method in METHODS - {*allowed.split(", ")}:
        answer = client.request(method, path)
        assert_told(answer, 405, "Method not allowed")
        assert answer.headers["allow"] == allowed

    assert records() == before
    for method in allowed.split(", "):
        assert client.request(method, path).status_code != 405


@pytest.mark.rule("H4")
@pytest.mark.parametrize("path", [TICKETS, ticket_url(1), f"{BASE}/staff/"])
def test_a_head_is_answered_as_a_get_without_its_body(
    client: httpx.Client, path: str
) -> None:
    head, get = client.head(path), client.get(path)

    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == JSON


@pytest.mark.rule("H4")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"{",
        b"{}{}",
        b"{'staff': 1}",
        b'{"staff": 1,}',
        b'{"staff": NaN}',
        b'{"staff": "\xff"}',
        b"\xef\xbb\xbf{}",
        b"<staff>1</staff>",
        b"staff=1",
        b"null",
        b"true",
        b"1",
        b'"text"',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_json_that_cannot_be_read_or_is_no_object_is_refused(
    client: httpx.Client, records: Records, content: bytes
) -> None:
    before = records()

    for url in JSON_PATHS:
        answer = client.post(
            url, content=content, headers={"Content-Type": "application/json"}
        )
        assert_told(answer, 400, "Invalid JSON")

    assert records() == before


@pytest.mark.rule("H4")
def test_a_list_is_taken_on_creation_alone(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    answers = {url: client.post(url, json=[]) for url in JSON_PATHS}

    created = answers.pop(TICKETS)
    assert (created.status_code, created.json()) == (200, [])
    for answer in answers.values():
        assert_told(answer, 400, "Invalid JSON")
    assert records() == before


@pytest.mark.rule("H4", "H6")
@pytest.mark.parametrize(
    "content",
    [b"", b"--edge", b"no parts at all", b"--edge\r\n\r\nx\r\n--edge--\r\n"],
    ids=["empty", "cut short", "no parts", "no name"],
)
def test_multipart_that_cannot_be_read_is_refused(
    client: httpx.Client, records: Records, content: bytes
) -> None:
    before = records()

    for method, url, _ in WRITES:
        answer = client.request(
            method, url, content=content, headers={"Content-Type": MULTIPART}
        )
        assert_told(answer, 400, "Invalid form data")

    assert records() == before


@pytest.mark.rule("H6", "X2")
@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/jsonx", "image/png"]
)
def test_another_media_type_is_refused(
    client: httpx.Client, records: Records, media_type: str
) -> None:
    before = records()

    for method, url, _ in WRITES:
        answer = client.request(
            method, url, content=b"{}", headers={"Content-Type": media_type}
        )
        assert_told(answer, 415, "Unsupported media type")

    assert records() == before


@pytest.mark.rule("H45", "X2")
@pytest.mark.parametrize("media_type", ["application/json", FORM])
def test_an_image_comes_in_multipart_alone(
    client: httpx.Client, media_type: str
) -> None:
    answer = client.post(UPLOAD, content=b"{}", headers={"Content-Type": media_type})

    assert_told(answer, 415, "Unsupported media type")


@pytest.mark.rule("X2")
def test_a_body_that_is_too_large_is_refused_in_the_apis_own_words() -> None:
    project = load_project(bundled(), only=["happyfox"])
    with (
        Stub(project, Settings(max_body=1000)) as stub,
        stub.client(auth=AUTH) as client,
    ):
        for method, url, _ in WRITES:
            answer = client.request(method, url, content=b" " * 1001)
            assert_told(answer, 413, "The request body is too large")


@pytest.mark.rule("X7")
@pytest.mark.parametrize(("method", "url", "sent"), OPERATIONS)
def test_every_answer_is_json_in_utf_8(
    client: httpx.Client, method: str, url: str, sent: dict[str, Any]
) -> None:
    answer = client.request(method, url, **sent)

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == JSON
