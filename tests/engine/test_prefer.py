"""Prefer: which answer a call gets that asks for one of its contract's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import CONTRACTS, contract_with, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

WISHES = CONTRACTS / "wishes.yaml"
ORDER = "/wishes/orders/1"


@pytest.fixture(scope="module")
def bare() -> Iterator[httpx.Client]:
    """Call the contract of wishes, served by itself."""
    with served(WISHES) as client:
        yield client


def wish(client: httpx.Client, path: str, preference: str) -> httpx.Response:
    """Ask for an answer in the header Prefer."""
    return client.get(path, headers={"Prefer": preference})


@pytest.mark.parametrize(
    ("preference", "status", "body"),
    [
        ("code=200", 200, {"state": "open"}),
        ("code=404", 404, "gone"),
        ("code=503", 503, "busy"),
        ("code=418", 418, "other"),
        ("code=302", 302, "odd"),
        ("code=599", 599, "odd"),
        ("example=paid", 200, {"state": "paid"}),
        ("example=never", 404, "never"),
        ("example=other", 400, "other"),
        ("code=404, example=never", 404, "never"),
        ("code=499, example=other", 499, "other"),
        ("code=500, example=odd", 500, "odd"),
        ("dynamic=true", 200, {"state": "text"}),
        ("code=503, dynamic=true", 503, {}),
    ],
)
def test_a_declared_answer_is_given(
    bare: httpx.Client, preference: str, status: int, body: Any
) -> None:
    """By its status, its range or `default`, by the name of an example, or both."""
    answer = wish(bare, ORDER, preference)

    assert (answer.status_code, answer.json()) == (status, body)
    assert answer.headers["Preference-Applied"] == preference


@pytest.mark.parametrize(
    ("path", "preference", "status", "body"),
    [
        ("ranges", "dynamic=true", 200, {}),
        ("ranges", "code=299", 299, "high"),
        ("ranges", "code=401", 401, "low"),
        ("ranges", "example=low", 400, "low"),
        ("refused", "dynamic=true", 400, {}),
        ("unclear", "example=odd", 200, "odd"),
        ("unclear", "dynamic=true", 200, {}),
        ("made", "dynamic=true", 200, 4),
        ("made", "code=200", 200, 8),
        ("made", "code=201, dynamic=true", 201, {}),
    ],
)
def test_what_is_left_open_is_chosen(
    bare: httpx.Client, path: str, preference: str, status: int, body: Any
) -> None:
    """A range begins with its first status; `default` is a success without another."""
    answer = wish(bare, f"/wishes/{path}", preference)

    assert (answer.status_code, answer.json()) == (status, body)
    assert answer.headers["Preference-Applied"] == preference


@pytest.mark.parametrize(
    ("path", "preference", "detail"),
    [
        (
            "ranges",
            "code=500",
            "The answer 500 is not declared; there are 4XX, 2XX.",
        ),
        (
            "unclear",
            "code=600",
            "The answer 600 is not declared; there are 404, default.",
        ),
        ("empty", "code=101", "The answer 101 is not declared; there are default."),
        (
            "ranges",
            "example=odd",
            (
                "No answer with an example odd is declared; there are low (4XX),"
                " high (2XX)."
            ),
        ),
        (
            "orders/1",
            "example=odd",
            (
                "No answer with an example odd is declared; there are open (200), paid"
                ' (200), with "quotes", and a comma (200), Größe 7 (200), gone (404),'
                " never (404), other (4XX), odd (default)."
            ),
        ),
        (
            "made",
            "code=201, example=eight",
            "The answer 201 has no example eight; there are none.",
        ),
        (
            "orders/1",
            "code=404, example=",
            'The answer 404 has no example ""; there are gone, never.',
        ),
        (
            "orders/1",
            "code=404, example=paid",
            "The answer 404 has no example paid; there are gone, never.",
        ),
        (
            "made",
            "example=unfit",
            (
                "No answer 200 can be made: the example unfit does not fit: /:"
                ' "eight" is not of type "integer".'
            ),
        ),
        ("made", "code=202", None),
        ("papers", "code=202, dynamic=true", None),
        ("ranges", "code=204", "No answer 204 can be made: it has no body."),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    bare: httpx.Client, path: str, preference: str, detail: str | None
) -> None:
    """A test that asks for what cannot be must not pass for another reason."""
    answer = wish(bare, f"/wishes/{path}", preference)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert detail in (None, answer.json()["detail"])
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize("preference", ["code=304", "code=204, example=odd"])
def test_an_answer_that_has_no_body_is_given_none(
    bare: httpx.Client, preference: str
) -> None:
    """Not even where a contract declares one, for no client could read it."""
    gone = bare.delete("/wishes/nothing", headers={"Prefer": "code=204"})
    refused = bare.delete("/wishes/nothing", headers={"Prefer": preference})

    assert (gone.status_code, gone.content) == (204, b"")
    assert gone.headers["Preference-Applied"] == "code=204"
    assert refused.status_code == 400


@pytest.mark.parametrize("preference", ["code=200", "code=451", "dynamic=true"])
def test_a_response_without_content_has_none(
    bare: httpx.Client, preference: str
) -> None:
    answer = wish(bare, "/wishes/empty", preference)

    assert answer.content == b""
    assert "Content-Type" not in answer.headers
    assert answer.headers["Preference-Applied"] == preference


@pytest.mark.parametrize(
    ("path", "preference", "text", "content_type"),
    [
        ("papers", "code=200", "1", "application/json; charset=utf-8"),
        ("papers", "example=both", "1", "application/json; charset=utf-8"),
        ("papers", "example=table", "c;d", "text/csv; charset=utf-8"),
        ("papers", "example=seven", "7", "text/plain; charset=utf-8"),
        ("papers", "example=yes", "true", "text/plain; charset=utf-8"),
        ("papers", "code=201", "Größe", "text/plain; charset=utf-8"),
        ("papers", "code=202", "<a/>", "application/xml"),
        ("papers", "code=203", "text", "text/plain; charset=utf-8"),
        ("papers", "code=404", "", "text/plain; charset=utf-8"),
        ("papers", "code=404, dynamic=true", "", "text/plain; charset=utf-8"),
        ("files", "example=letters", "abc", "application/octet-stream"),
        ("files", "code=201", "", "image/png"),
        ("files", "code=202", "hum", "audio/octet-stream"),
        ("files", "code=203", '{"count":1}', "application/json; charset=utf-8"),
    ],
)
def test_an_answer_is_sent_as_its_media_type(
    bare: httpx.Client, path: str, preference: str, text: str, content_type: str
) -> None:
    """Of several the one with the example, else JSON, else the first."""
    answer = wish(bare, f"/wishes/{path}", preference)

    assert answer.text == text
    assert answer.headers["Content-Type"] == content_type
    assert int(answer.headers["Content-Length"]) == len(text.encode())


def test_an_example_that_lies_elsewhere_is_none(bare: httpx.Client) -> None:
    """The stub fetches nothing."""
    answer = wish(bare, "/wishes/files", "example=elsewhere")

    assert answer.status_code == 400
    assert answer.json()["detail"].endswith("there are letters (200).")


def test_its_headers_come_with_an_answer(bare: httpx.Client) -> None:
    """Those with an example, and those that are always there; its length is its own."""
    answer = wish(bare, ORDER, "code=503")

    own = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("date", "server", "preference-applied")
    }
    assert own == {
        "retry-after": "30",
        "x-busy": "true",
        "x-queue": "4,7",
        "content-type": "application/json; charset=utf-8",
        "content-length": "6",
    }


def test_an_impossible_header_is_told(tmp_path: Path) -> None:
    """As an impossible body is: there is no answer that the contract allows."""
    contract = contract_with(
        tmp_path,
        """\
  /odd:
    get:
      responses:
        '204':
          description: Fine.
        '503':
          description: Not now.
          headers:
            Retry-After:
              required: true
              schema:
                type: string
                pattern: '^(a)\\1$'
""",
    )
    with served(contract) as client:
        answer = wish(client, "/odd", "code=503")

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("No answer 503 can be made: the pattern")


def test_a_head_is_answered_as_a_get_is(bare: httpx.Client) -> None:
    answer = bare.head(ORDER, headers={"Prefer": "code=404"})

    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["Content-Length"] == "6"
    assert answer.headers["Preference-Applied"] == "code=404"
