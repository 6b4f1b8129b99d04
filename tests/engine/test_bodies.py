"""Request bodies: every media type, empty ones, chunked ones, and their violations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.engine.projects import BASE, contract_with, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

BOOKS = f"{BASE}/books"
BOOK = f"{BOOKS}/bk_0001"
DRAFT = {"title": "Emma", "condition": "new", "desk_note": "gift"}
JSON = "application/json"


def send(client: httpx.Client, body: Any, media_type: str = JSON) -> httpx.Response:
    """Create a book with a body as it is."""
    headers = {"Content-Type": media_type} if media_type else {}
    return client.post(BOOKS, content=body, headers=headers)


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/vnd.library.book+json",
    ],
)
def test_json_is_read_under_each_of_its_names(
    toy: httpx.Client, media_type: str
) -> None:
    made = send(toy, orjson.dumps(DRAFT), media_type)

    assert made.status_code == 201, made.text
    assert toy.get(made.headers["Location"]).json()["title"] == "Emma"


def test_a_form_is_read_with_its_types(toy: httpx.Client) -> None:
    made = toy.post(BOOKS, data={**DRAFT, "shelf": "7", "pages": "12"})

    assert made.status_code == 201, made.text
    assert (made.json()["shelf"], made.json()["pages"]) == (7, 12)


def test_multipart_is_read_with_its_types(toy: httpx.Client) -> None:
    fields = {**DRAFT, "shelf": "7"}
    parts: Any = {name: (None, value) for name, value in fields.items()}
    made = toy.post(BOOKS, files=parts)

    assert made.status_code == 201, made.text
    assert made.json()["shelf"] == 7


def test_a_damaged_multipart_body_is_no_news_of_the_server(
    toy: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Who sent it is told; the terminal is not."""
    made = send(toy, b"--other\r\n\r\n", "multipart/form-data; boundary=b")

    assert made.status_code == 400
    assert caplog.records == []


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "image/png", "json", "", "/", ";"]
)
def test_another_media_type_is_refused(toy: httpx.Client, media_type: str) -> None:
    refused = send(toy, b"{}", media_type)

    assert refused.status_code == 415
    assert "application/vnd.library.book+json" in refused.json()["fault"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b'{"title": NaN}',
        b'{"title": "\\ud800"}',
        b"[" * 100_000,
        b"[" * 40_000 + b"]" * 40_000,
    ],
)
def test_what_is_no_json_is_unreadable(toy: httpx.Client, body: bytes) -> None:
    assert send(toy, body).status_code == 400


@pytest.mark.parametrize("body", [b"1e400", b"null", b"[]", b'"text"', b"9" * 5000])
def test_json_that_is_no_object_is_refused(toy: httpx.Client, body: bytes) -> None:
    assert send(toy, body).status_code in (400, 422)


def test_a_required_body_must_be_there(toy: httpx.Client) -> None:
    """Whether or not the empty body has a media type."""
    for media_type in ("", JSON):
        refused = send(toy, b"", media_type)
        assert refused.status_code == 422
        assert refused.json()["fields"] == [["", "required"]]


def test_an_empty_form_is_a_form_without_fields(toy: httpx.Client) -> None:
    refused = send(toy, b"", "application/x-www-form-urlencoded")

    names = [name for name, _ in refused.json()["fields"]]
    assert names == ["title", "condition", "desk_note"]


def test_an_optional_body_may_be_missing(toy: httpx.Client) -> None:
    missing = toy.put(f"{BOOK}/blurb")
    empty = toy.put(
        f"{BOOK}/blurb", content=b"", headers={"Content-Type": "text/plain"}
    )

    assert (missing.status_code, missing.text) == (200, "none")
    assert (empty.status_code, empty.text) == (200, "")


def test_a_chunked_body_is_a_body(toy: httpx.Client) -> None:
    """Many clients stream, and say no length beforehand."""
    whole = orjson.dumps(DRAFT)

    def pieces() -> Iterator[bytes]:
        yield from (whole[index : index + 7] for index in range(0, len(whole), 7))

    made = send(toy, pieces())

    assert made.request.headers["Transfer-Encoding"] == "chunked"
    assert made.status_code == 201, made.text


def test_a_chunked_body_can_be_empty(toy: httpx.Client) -> None:
    refused = send(toy, iter(()))

    assert refused.request.headers["Transfer-Encoding"] == "chunked"
    assert refused.json()["fields"] == [["", "required"]]


def test_a_chunked_body_that_grows_too_long_is_refused(toy: httpx.Client) -> None:
    refused = send(toy, iter([b" " * 60_000] * 2))

    assert refused.status_code == 413


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(7, 7), ("7", 7), ("0007", 7), (7.0, 7), ("", None), (None, None), ("9999", 9999)],
)
def test_digits_count_as_their_number_where_the_contract_says_so(
    toy: httpx.Client, sent: Any, kept: Any
) -> None:
    changed = toy.patch(BOOK, json={"pages": sent})

    assert changed.status_code == 200, changed.text
    assert changed.json()["pages"] == kept


@pytest.mark.parametrize(
    ("sent", "rule"),
    [
        ("0", "minimum"),
        ("10000", "maximum"),
        ("9" * 5000, "maximum"),
        ("-1", "minimum"),
        ("seven", "type"),
        ("7.0", "type"),
        (" 7", "type"),
        (7.5, "type"),
        (True, "type"),
        ([7], "type"),
    ],
)
def test_other_text_is_judged_as_the_integer_it_should_be(
    toy: httpx.Client, sent: Any, rule: str
) -> None:
    """Not by the other branches of its `anyOf`: the refusal says what was wanted."""
    refused = toy.patch(BOOK, json={"pages": sent})

    assert refused.json()["fields"] == [["pages", rule]]


def test_null_is_taken_beside_an_enum_that_does_not_list_it(toy: httpx.Client) -> None:
    cleared = toy.patch(BOOK, json={"subtitle": None})
    refused = toy.patch(BOOK, json={"subtitle": "A Poem"})

    assert cleared.json()["subtitle"] is None
    assert refused.json()["fields"] == [["subtitle", "enum"]]


def test_violations_of_schema_and_handler_come_together_in_order(
    toy: httpx.Client,
) -> None:
    """A form shows every mistake at once, from its top to its bottom."""
    refused = toy.post(BOOKS, json={"shelf": 10, "desk_note": 1, "title": "On Moulds"})

    assert refused.json()["fields"] == [
        ["title", "taken"],
        ["condition", "required"],
        ["shelf", "full"],
        ["desk_note", "type"],
    ]


def test_a_handlers_check_is_not_asked_about_refused_fields(toy: httpx.Client) -> None:
    """A check may take each value it sees for one that fits; it raises otherwise."""
    refused = toy.post(BOOKS, json={"title": "", "shelf": "top"})

    assert refused.json()["fields"] == [
        ["title", "minLength"],
        ["condition", "required"],
        ["shelf", "type"],
        ["desk_note", "required"],
    ]


def test_what_is_read_only_is_not_required_of_a_request(toy: httpx.Client) -> None:
    """And what is write-only is not required of the answer."""
    made = toy.post(BOOKS, json=DRAFT)

    assert made.status_code == 201, made.text
    assert made.json()["id"]
    assert "desk_note" not in made.json()


def test_a_property_is_read_only_by_its_own_component_too(tmp_path: Path) -> None:
    """`readOnly` may stand in the schema that a property refers to."""
    contract = contract_with(
        tmp_path,
        """\
  /books:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Book' }
      responses:
        '201':
          description: Made.
""",
        """\
components:
  schemas:
    Book:
      type: object
      required: [id, title]
      properties:
        id: { $ref: '#/components/schemas/Id' }
        title:
          type: string
    Id:
      type: string
      readOnly: true
""",
    )
    with served(contract) as client:
        made = client.post("/books", json={"title": "Emma"})

    assert made.status_code == 201, made.text


def test_a_recursive_body_is_judged_at_every_depth(toy: httpx.Client) -> None:
    deep = {"name": "a", "inside": [{"name": "b", "inside": [{"name": "c"}]}]}
    made = toy.post(f"{BASE}/shelves", json=deep)
    wrong = {"name": "a", "inside": [{"name": "b", "inside": [{"name": ""}]}]}
    refused = toy.post(f"{BASE}/shelves", json=wrong)

    assert made.json() == deep
    assert refused.json()["fields"] == [["inside", "minLength"]]
    assert "inside" in refused.json()["fault"]
