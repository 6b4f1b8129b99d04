"""Explanations: why a call was refused, where that is written, what would pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.explaining import EXPLAIN, explained, link_of
from tests.engine.projects import BASE, CARD, TOY, copy_of_toy, edit, line_of
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

CONTRACT = TOY / "openapi/library.yaml"


def test_a_refusal_carries_a_link_that_leads_back_into_its_sandbox(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    toy.get(f"{BASE}/books")
    refused = toy.get(f"{BASE}/books/bk_9999")
    with toy_stub.client() as stranger:
        followed = stranger.get(link_of(refused)).json()

    assert link_of(refused) == f"{EXPLAIN}/call_2?Sandbox={sandbox_name}"
    assert (followed["id"], followed["sandbox"]) == ("call_2", sandbox_name)


def test_in_main_the_link_names_no_sandbox(tmp_path: Path) -> None:
    with (
        Stub(load_project(copy_of_toy(tmp_path)), Settings()) as stub,
        stub.client() as client,
    ):
        refused = client.get(f"{BASE}/books")

    assert link_of(refused) == f"{EXPLAIN}/call_1"


def test_an_answer_that_is_no_refusal_carries_none(toy: httpx.Client) -> None:
    answered = toy.get(f"{BASE}/books")
    explanation = toy.get(f"{EXPLAIN}/call_1")

    assert "Link" not in answered.headers
    assert explanation.status_code == 409
    assert "was answered, not refused" in explanation.json()["detail"]


def test_pages_of_other_origins_may_read_the_link(toy: httpx.Client) -> None:
    origin = {"Origin": "http://localhost:3000"}
    refused = toy.get(f"{BASE}/books/bk_9999", headers=origin)

    assert "link" in refused.headers["Access-Control-Expose-Headers"].lower()


def test_a_reason_names_the_line_of_the_contract_and_what_stands_there(
    toy: httpx.Client,
) -> None:
    explanation = explained(toy, "GET", "/books?genres=crime|horror")
    (reason,) = explanation["reasons"]

    assert (reason["in"], reason["name"], reason["rule"]) == ("query", "genres", "enum")
    assert reason["sent"] == '"horror"'
    assert reason["says"] == '{"enum":["crime","poetry","science"]}'
    assert reason["contract"] == {
        "file": "openapi/library.yaml",
        "line": line_of(CONTRACT, "- crime") - 1,
        "pointer": "#/paths/~1books/get/parameters/0/schema/items/enum",
    }


def test_a_parameter_that_is_given_twice_is_shown_where_it_is_declared(
    toy: httpx.Client,
) -> None:
    explanation = explained(toy, "GET", "/books?order=title&order=title")
    (reason,) = explanation["reasons"]

    assert reason["rule"] == "duplicate"
    assert reason["contract"]["pointer"].startswith("#/paths/~1books/get/parameters/")
    assert '"name":"order"' in reason["says"]


def test_what_the_stub_itself_broke_is_told(tmp_path: Path) -> None:
    toy = copy_of_toy(tmp_path)
    edit(
        toy / "handlers/library/books.py",
        "def get_book(",
        "def get_book(call, book):\n    return 1 / 0\n\n\ndef _former(",
    )
    with (
        Stub(load_project(toy), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        explanation = explained(client, "GET", "/books/bk_0001")

    assert explanation["outcome"] == "failed"
    assert "ZeroDivisionError" in explanation["detail"]
    assert explanation["nearest"] is None


@pytest.mark.parametrize(
    "call_id", ["call_1", "call_", "call_-1", "call_99999999999999999999", "x", "٣"]
)
def test_a_call_that_is_not_there_cannot_be_explained(
    toy: httpx.Client, call_id: str
) -> None:
    assert toy.get(f"{EXPLAIN}/{call_id}").status_code == 404


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"\xff\xfe\x00", "application/json"),
        (b'{"title": "a"', "application/json"),
        (b"[" * 5000, "application/json"),
        (b'{"title": 1e999}', "application/json"),
        (b'{"\\ud800": "\\udfff", "title": 7}', "application/json"),
        (b"title=%FF%FE&x=%00&=&&&", "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"anything", "text/unheard-of; charset=none"),
        (b'{"title": "' + b"x" * 50_000 + b'", "condition": 3}', "application/json"),
        (b"x" * 200_000, "application/json"),
    ],
    ids=range(10),
)
def test_whatever_was_sent_is_explained(
    toy: httpx.Client, content: bytes, content_type: str
) -> None:
    explanation = explained(
        toy,
        "POST",
        "/books?a=%00&%ff=%C3%28&\"='",
        content=content,
        headers={"Content-Type": content_type, "X-Odd": b"\xe9\"'"},
    )

    assert explanation["detail"]
    assert len(explanation["detail"]) <= 600


def test_a_link_may_be_followed_from_another_page_but_not_fetched_by_it(
    toy: httpx.Client,
) -> None:
    refused = toy.get(f"{BASE}/books/bk_9999")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    followed = {**foreign, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    framed = {**followed, "Sec-Fetch-Dest": "iframe"}
    statuses = [
        toy.get(link_of(refused), headers=headers).status_code
        for headers in (followed, foreign, framed)
    ]
    elsewhere = toy.get("/_ticketstub/requests", headers=followed).status_code
    answer = toy.get(link_of(refused), headers=followed)

    assert statuses == [200, 403, 403]
    assert elsewhere == 403
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_rule_is_told_in_the_words_of_the_fidelity_page(tmp_path: Path) -> None:
    toy = copy_of_toy(tmp_path)
    edit(
        toy / "openapi/library.yaml",
        "      operationId: books.get_book\n",
        "      operationId: books.get_book\n      x-ticketstub-evidence:\n"
        "        source: a page\n        rules: [L1, L2]\n",
    )
    page = toy / "docs/fidelity/library.md"
    page.parent.mkdir(parents=True)
    page.write_text("| L1 | A book is `here` \\| there. | a page | fair |\n", "utf-8")
    with (
        Stub(load_project(toy), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        evidence = explained(client, "GET", "/books/bk_9999")["evidence"]

    assert evidence == {
        "source": "a page",
        "confidence": None,
        "rules": [
            {"id": "L1", "text": "A book is `here` | there."},
            {"id": "L2", "text": None},
        ],
    }
