"""What is forgiven where the contract says so: PHP's arrays, empty values, no body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import CONTRACTS, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.fixture(scope="module")
def lenient() -> Iterator[httpx.Client]:
    """Serve the bare contract that forgives."""
    with served(CONTRACTS / "leniency.yaml") as client:
        yield client


def wrong(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return the names that an answer refuses, and by which rule."""
    if answer.status_code == 204:
        return []
    assert answer.status_code == 422, answer.text
    return [(error["name"], error["rule"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("", []),
        ("tags[]=a&tags[]=b", []),
        ("tags%5B%5D=a", []),
        ("tags[0]=a&tags[1]=b", []),
        ("tags[7]=a&tags[]=b", []),
        ("tags=", []),
        ("tags[]=", []),
        ("tags=a", [("tags", "type")]),
        ("tags=&tags=a", [("tags", "type")]),
        ("tags[]=a&tags[]=long", [("tags", "maxLength")]),
        ("tags[]=a&tags[]=a&tags[]=a&tags[]=a", [("tags", "maxItems")]),
        ("tags[a]=long", []),
        ("shelf=", []),
        ("shelf=&shelf=", [("shelf", "duplicate")]),
        ("shelf=1&shelf=1", [("shelf", "duplicate")]),
        ("shelf=a", [("shelf", "type")]),
        ("room=", [("room", "type")]),
        ('where={"room":1}', []),
        ("where={}", [("where", "required")]),
        ("where=room", [("where", "type")]),
    ],
)
def test_a_query_is_read_as_the_contract_says(
    lenient: httpx.Client, query: str, refused: list[tuple[str, str]]
) -> None:
    answer = lenient.get(f"/books?token=t&{query}")

    assert wrong(answer) == refused


def test_a_required_parameter_must_be_there_even_if_empty(
    lenient: httpx.Client,
) -> None:
    missing = lenient.get("/books")
    empty = lenient.get("/books?token=")

    assert wrong(missing) == [("token", "required")]
    assert wrong(empty) == []


@pytest.mark.parametrize(
    ("body", "media_type", "refused"),
    [
        (b'{"tags": ["a"]}', JSON, []),
        (b'{"tags": []}', JSON, []),
        (b'{"tags": "a"}', JSON, [("tags", "type")]),
        (b'{"tags": ["a", 1]}', JSON, [("tags", "type")]),
        (b"tags[]=a&tags[]=b", FORM, []),
        (b"tags[0]=a", FORM, []),
        (b"tags[]=", FORM, []),
        (b"tags=", FORM, []),
        (b"tags=a", FORM, [("tags", "type")]),
        (b"tags[]=a&more=%7B%22a%22:1%7D", FORM, []),
        (b"tags[]=a&more=%7B%7D", FORM, [("more", "required")]),
        (b"tags[]=a&other=1&other=2", FORM, []),
    ],
)
def test_a_body_names_its_array_alike_in_json_and_forms(
    lenient: httpx.Client,
    body: bytes,
    media_type: str,
    refused: list[tuple[str, str]],
) -> None:
    """In a form the field is `tags[]`; what is told of it says `tags`."""
    answer = lenient.put("/books", content=body, headers={"Content-Type": media_type})

    assert wrong(answer) == refused


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", ""),
        (b"", JSON),
        (b"{", JSON),
        (b"\xff", JSON),
        (b"[]", JSON),
        (b'"text"', JSON),
        (b"null", JSON),
        (b"", FORM),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
    ],
)
def test_a_body_that_cannot_be_read_counts_as_an_empty_object(
    lenient: httpx.Client, body: bytes, media_type: str
) -> None:
    """So its required fields are missing, rather than the whole of it unreadable."""
    headers = {"Content-Type": media_type} if media_type else {}
    required = lenient.put("/books", content=body, headers=headers)

    assert wrong(required) == [("tags", "required")]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]"])
def test_an_optional_body_that_cannot_be_read_is_fine(
    lenient: httpx.Client, body: bytes
) -> None:
    answer = lenient.patch("/books", content=body, headers={"Content-Type": JSON})

    assert answer.status_code == 204


def test_another_media_type_is_still_refused(lenient: httpx.Client) -> None:
    answers: list[Any] = [
        lenient.put("/books", content=b"{}", headers={"Content-Type": "text/plain"}),
        lenient.put("/books", content=b"{}"),
    ]

    assert [answer.status_code for answer in answers] == [415, 415]
