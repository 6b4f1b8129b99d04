"""Answers: what breaks the contract is a 500 that says so, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import (
    BASE,
    CARD,
    contract_with,
    copy_of_toy,
    edit,
    served,
)
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

TRIALS = f"{BASE}/trials"

#: What the handler does, and what the 500 must say.
FAULTS = {
    "raise": "trials.run_trial failed: LookupError: no such drawer",
    "bad field": 'trials.run_trial breaks its contract: 200 /count: "three"',
    "bad number": "trials.run_trial breaks its contract: 200 /count: 100",
    "undeclared status": "trials.run_trial answers 202, which is not declared",
    "undeclared media type": "trials.run_trial answers 200 with text/csv",
    "no body": "trials.run_trial breaks its contract: 200 /: null",
    "unwritable": "cannot be written as JSON",
    "unwritable text": "cannot be written as JSON",
    "header of a number": "X-Count",
    "header of two lines": "X-Count",
    "header of no name": "X Count",
    "half a record": "trials.run_trial failed: KeyError",
    "a rank that is none": "trials.run_trial failed: KeyError: 'odd'",
    "no reply": "trials.run_trial",
}

QUERIES = ("order=title", "order=condition", "genres=poetry", "shelves=1", "shelves=2")


def found(client: httpx.Client) -> list[Any]:
    """Ask for the books in every way the toy knows."""
    answers = [client.get(f"{BASE}/books?{query}") for query in QUERIES]
    return [(answer.status_code, answer.json()) for answer in answers]


@pytest.mark.parametrize(("way", "said"), FAULTS.items(), ids=list(FAULTS))
def test_a_fault_of_the_handler_is_told_and_changes_nothing(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str, way: str, said: str
) -> None:
    """The stub never lies: what it cannot answer rightly, it does not answer.

    The handler has written before it fails; neither reads nor finds may show it.
    """
    before = (toy_stub.records(sandbox_name), found(toy))

    failed = toy.post(TRIALS, json={"way": way})

    assert failed.status_code == 500
    assert failed.headers["X-Branch"] == sandbox_name
    assert said in failed.json()["fault"]
    assert (toy_stub.records(sandbox_name), found(toy)) == before


def test_a_refusal_by_the_handler_changes_nothing(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    before = toy_stub.records(sandbox_name)

    refused = toy.post(TRIALS, json={"way": "refuse"})

    assert refused.status_code == 422
    assert refused.json()["fields"] == [["way", "refused"]]
    assert toy_stub.records(sandbox_name) == before


def test_a_refusal_that_the_contract_does_not_declare_is_a_fault(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    """A generated client would not know the 409; so the contract must name it first."""
    before = toy_stub.records(sandbox_name)

    failed = toy.post(TRIALS, json={"way": "undeclared refusal"})

    assert failed.status_code == 500
    assert failed.json() == {
        "fault": "trials.run_trial answers 409, which is not declared."
    }
    assert toy_stub.records(sandbox_name) == before


def test_what_succeeds_is_kept(toy: httpx.Client) -> None:
    done = toy.post(TRIALS, json={"way": "well"})

    assert done.json() == {"count": 1}
    assert toy.get(f"{BASE}/books/bk_0001").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/books", 200),
        ("DELETE", "/books/bk_0001", 204),
        ("GET", "/books?order=none", 422),
        ("GET", "/books/bk_9999", 404),
        ("GET", "/nothing", 404),
        ("PUT", "/books", 405),
        ("GET", "/reports", 200),
    ],
)
def test_every_answer_carries_what_finish_adds(
    toy: httpx.Client, sandbox_name: str, method: str, path: str, status: int
) -> None:
    """Rate limits and versions stand on refusals no less than on successes."""
    answer = toy.request(method, BASE + path)

    assert answer.status_code == status
    assert answer.headers["X-Branch"] == sandbox_name


def test_what_finish_adds_does_not_outlive_its_answer(tmp_path: Path) -> None:
    """An answer from an example is one object for all calls; it must stay as it was."""
    project = copy_of_toy(tmp_path)
    api = project / "handlers" / "library" / "api.py"
    edit(api, '"X-Branch": call.sandbox.name', 'f"X-{call.sandbox.name}": "1"')
    with Stub(load_project(project), Settings()) as stub:
        for name in ("one", "two"):
            with stub.client(name, headers=CARD) as client:
                answer = client.get(f"{BASE}/reports")

    assert "X-two" in answer.headers
    assert "X-one" not in answer.headers


@pytest.mark.parametrize("function", ["word", "finish"])
def test_a_fault_in_the_words_themselves_is_a_500_and_changes_nothing(
    tmp_path: Path, function: str
) -> None:
    """The frame holds even if `api.py` is what is broken."""
    project = copy_of_toy(tmp_path)
    api = project / "handlers" / "library" / "api.py"
    anchor = {
        "word": '    body: dict[str, Any] = {"fault"',
        "finish": "    reply.headers =",
    }[function]
    edit(api, anchor, f"    assert reply_is_fine\n{anchor}")
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client("box", headers=CARD) as client,
    ):
        before = stub.records("box")
        failed = client.post(TRIALS, json={"way": "raise"})
        after = stub.records("box")

    assert failed.status_code == 500
    assert "NameError" in failed.text
    assert after == before


def test_a_declared_media_type_may_have_parameters(tmp_path: Path) -> None:
    """`application/json; charset=utf-8` in a contract is JSON like any other."""
    project = copy_of_toy(tmp_path)
    contract = project / "openapi" / "library.yaml"
    edit(
        contract,
        "description: The ids of the lost books.\n          content:\n"
        "            application/json:",
        "description: The ids of the lost books.\n          content:\n"
        "            application/json; charset=utf-8:",
    )
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client("box", headers=CARD) as client,
    ):
        answer = client.get(f"{BASE}/books/lost")

    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("declared", "content_type"),
    [
        ("application/json", "application/json; charset=utf-8"),
        ("application/hal+json", "application/hal+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("application/pdf", "application/pdf"),
    ],
)
def test_an_answer_says_its_media_type_as_its_kind_needs(
    tmp_path: Path, declared: str, content_type: str
) -> None:
    """A charset belongs to text; a PDF has none."""
    contract = contract_with(
        tmp_path,
        f"""\
  /file:
    get:
      responses:
        '200':
          description: A file.
          content:
            '{declared}':
              example: abc
""",
    )
    with served(contract) as client:
        answer = client.get("/file")

    assert answer.headers["Content-Type"] == content_type


def test_an_answer_without_a_body_has_no_length(toy: httpx.Client) -> None:
    answer = toy.delete(f"{BASE}/books/bk_0001")

    assert answer.status_code == 204
    assert answer.content == b""
    assert {"content-length", "content-type"} & {*answer.headers} == set()
