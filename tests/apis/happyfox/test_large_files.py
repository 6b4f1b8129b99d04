"""Files of one call: together at most 25 MB, wherever files are taken."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import AUTH, PLAIN_DRAFT, TICKETS, ticket_url
from tests.apis.happyfox.linking import (
    NOT_FOUND,
    UPLOAD,
    attachments_of,
    follow,
    room_of,
    served,
)
from tests.apis.happyfox.sending import DATE, VALUE, assert_refused
from tests.engine.projects import edit
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


TOO_LARGE = "The total size of attachments should not exceed 25 MB."

MOST = 25 * 1024 * 1024

#: Every operation that takes attachments, with a body to send them in.
TAKING: dict[str, dict[str, str]] = {
    TICKETS: {name: str(value) for name, value in PLAIN_DRAFT.items()},
    ticket_url(3, "staff_update"): {"staff": "1", "plaintext": "a"},
    ticket_url(3, "staff_pvtnote"): {"staff": "1", "plaintext": "a"},
    ticket_url(3, "user_reply"): {"user": "1", "text": "a"},
    ticket_url(3, "forward"): {
        "staff_id": "1",
        "to": "a@example.com",
        "subject": "s",
        "message": "m",
    },
}

Files = list[tuple[str, tuple[str, bytes]]]


def files_of(*sizes: int, field: str = "attachments") -> Files:
    """Return files of these sizes, as `httpx` takes them."""
    return [(field, (f"{n}.png", b"\x00" * size)) for n, size in enumerate(sizes)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the API with a bound of ten bytes in place of 25 MB."""
    project = tmp_path_factory.mktemp("small")
    for folder in ("handlers", "mock_data"):
        shutil.copytree(bundled() / folder / "happyfox", project / folder / "happyfox")
    (project / "openapi").mkdir()
    shutil.copy(bundled() / "openapi" / "happyfox.yaml", project / "openapi")
    edit(project / "handlers" / "happyfox" / "files.py", "25 * 1024 * 1024", "10")
    with Stub(load_project(project), Settings()) as stub:
        yield stub


@pytest.mark.rule("H7")
def test_files_of_25_megabytes_together_are_taken() -> None:
    """In a stub of its own, which forgets them at once."""
    half = bytes(range(256)) * (MOST // 512)
    files = [("attachments", (name, half)) for name in ("a.bin", "b.bin")]
    with served() as stub, stub.client("a", auth=AUTH, timeout=60) as client:
        answer = client.post(TICKETS, data=TAKING[TICKETS], files=files)
        del files

        assert answer.status_code == 200, answer.text
        first, second = attachments_of(answer.json())
        assert follow(first["url"]).content == half
        client.post(ticket_url(answer.json()["id"], "delete"), json={"staff_id": 1})
        assert follow(second["url"]).status == 404
        assert client.get(second["url"]).json() == NOT_FOUND
        assert room_of(stub) == (0, 0)


@pytest.mark.rule("H7")
def test_a_byte_more_than_25_megabytes_is_refused() -> None:
    """Though each of the files by itself is smaller."""
    with served() as stub, stub.client("a", auth=AUTH, timeout=60) as client:
        before = stub.records("a")

        answer = client.post(
            TICKETS, data=TAKING[TICKETS], files=files_of(MOST // 2, MOST // 2 + 1)
        )

        assert_refused(answer, attachments=TOO_LARGE)
        assert stub.records("a") == before
        assert room_of(stub) == (0, 0)


@pytest.mark.rule("H7")
@pytest.mark.parametrize("url", TAKING)
@pytest.mark.parametrize("sizes", [(10,), (0,), (5, 5), (1,) * 10, (10, 0, 0)])
def test_the_sum_may_reach_the_bound(
    small: Stub, sandbox_name: str, url: str, sizes: tuple[int, ...]
) -> None:
    with small.client(sandbox_name, auth=AUTH) as client:
        answer = client.post(url, data=TAKING[url], files=files_of(*sizes))

    assert answer.status_code == 200, answer.text


@pytest.mark.rule("H7")
@pytest.mark.parametrize("url", TAKING)
@pytest.mark.parametrize("sizes", [(11,), (10, 1), (6, 5), (0, 11), (1,) * 11])
def test_a_sum_over_the_bound_is_refused_and_nothing_is_kept(
    small: Stub, sandbox_name: str, url: str, sizes: tuple[int, ...]
) -> None:
    room = room_of(small)
    with small.client(sandbox_name, auth=AUTH) as client:
        before = small.records(sandbox_name)

        answer = client.post(url, data=TAKING[url], files=files_of(*sizes))

    assert_refused(answer, attachments=TOO_LARGE)
    assert small.records(sandbox_name) == before
    assert room_of(small) == room


@pytest.mark.rule("H7")
@pytest.mark.parametrize("url", TAKING)
def test_only_the_files_that_are_taken_count(
    small: Stub, sandbox_name: str, url: str
) -> None:
    """Not the other fields, nor files under another name."""
    fields = {**TAKING[url], "nothing": "x" * 100}
    files = [*files_of(10), *files_of(100, field="other")]
    with small.client(sandbox_name, auth=AUTH) as client:
        answer = client.post(url, data=fields, files=files)

    assert answer.status_code == 200, answer.text


@pytest.mark.rule("H7")
def test_each_call_counts_by_itself(small: Stub, sandbox_name: str) -> None:
    url = ticket_url(3, "staff_update")
    with small.client(sandbox_name, auth=AUTH) as client:
        answers = [
            client.post(url, data=TAKING[url], files=files_of(10)) for _ in range(3)
        ]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[-1].json()["attachments_count"] == 4


@pytest.mark.rule("H7", "H45")
def test_an_inline_image_has_the_same_bound(small: Stub, sandbox_name: str) -> None:
    with small.client(sandbox_name, auth=AUTH) as client:
        fitting = client.post(UPLOAD, files=files_of(10, field="file"))
        before = small.records(sandbox_name)

        over = client.post(UPLOAD, files=files_of(11, field="file"))

    assert fitting.status_code == 200
    assert_refused(over, file=TOO_LARGE)
    assert small.records(sandbox_name) == before


@pytest.mark.rule("H7", "H45", "H2")
def test_a_large_file_that_is_no_image_is_told_both(
    small: Stub, sandbox_name: str
) -> None:
    with small.client(sandbox_name, auth=AUTH) as client:
        answer = client.post(UPLOAD, files={"file": ("a.txt", b"\x00" * 11)})

    assert answer.status_code == 400
    assert answer.json() == {
        "error": [{"field": "file", "errors": [TOO_LARGE, "Upload a valid image."]}]
    }


@pytest.mark.rule("H7", "H2")
def test_large_files_are_told_with_the_other_faults(
    small: Stub, sandbox_name: str
) -> None:
    fields: dict[str, Any] = {**TAKING[TICKETS], "due_date": "x", "subject": ["a", "b"]}
    with small.client(sandbox_name, auth=AUTH) as client:
        answer = client.post(TICKETS, data=fields, files=files_of(11))

    assert_refused(answer, subject=VALUE, due_date=DATE, attachments=TOO_LARGE)
