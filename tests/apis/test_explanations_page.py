"""What docs/explanations.md says is so: its commands are run here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.stub import Stub
from tests.test_docs import DOCUMENTED, _curl_request, blocks, curl_lines, read
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    import httpx

    Answers = list[tuple[httpx.Response, str]]

PAGE = read("docs/explanations.md")


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Run the page's commands in their order, and return what they answered."""
    with Stub(load_project(bundled()), Settings()) as stub, stub.client() as client:
        found: Answers = []
        for line in curl_lines(PAGE):
            request = _curl_request(
                line.replace(DOCUMENTED, stub.url).replace("curl -i ", "curl ")
            )
            answer = client.request(**request)
            found.append((answer, answer.text.replace(stub.url, DOCUMENTED)))
    return found


def test_the_refusal_carries_the_link_that_the_page_shows(answers: Answers) -> None:
    refused, _ = answers[0]

    assert refused.status_code == 422
    assert f"link: {refused.headers['Link']}\n" in PAGE


def test_the_explanation_holds_what_the_page_lists(answers: Answers) -> None:
    explanation = json.loads(answers[1][1])
    listed = {"detail", "reasons", "operation", "evidence", "documented", "nearest"}

    assert listed <= explanation.keys()
    for name in listed:
        assert f"| `{name}` |" in PAGE


def test_the_reason_is_the_one_that_the_page_shows(answers: Answers) -> None:
    reasons = json.loads(answers[1][1])["reasons"]
    shown = json.loads(blocks(PAGE)["reason"])
    named = next(each for each in reasons if each["name"] == shown["name"])

    assert {**named, **shown} == named


def test_the_nearest_request_is_the_one_that_the_page_shows(answers: Answers) -> None:
    nearest = json.loads(answers[1][1])["nearest"]

    assert nearest["curl"] == blocks(PAGE)["nearest"].strip()
    assert nearest["status"] == 201
