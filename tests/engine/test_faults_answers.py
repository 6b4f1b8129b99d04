"""Faults with a status: the API's own error, from its contract or in its words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.asking import BOOKS
from tests.engine.controlling import refused
from tests.engine.faulting import FAULTS, faulty, hits
from tests.engine.gallery import CONTROL
from tests.engine.projects import BASE, copy_of_toy, edit, served
from tests.engine.telling import DELIVERIES, DRAFT
from tests.engine.test_prefer import WISHES
from tests.stub import Stub
from ticketstub.project.project import load_bare, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

BOOK = f"{BASE}/books/bk_0001"

#: How an answer 410 begins in a contract.
GONE = "        '410':\n          description:"


@pytest.fixture(scope="module")
def served_bare() -> Iterator[httpx.Client]:
    """Call a contract that is served by itself."""
    with served(WISHES) as client:
        yield client


@pytest.fixture
def bare(served_bare: httpx.Client) -> Iterator[httpx.Client]:
    """Call it without faults, and leave none."""
    yield served_bare
    served_bare.delete(FAULTS)


def plainly(status: int, name: str) -> dict[str, Any]:
    """Return a problem as it is worded for an API that has no words."""
    return {"type": "about:blank", "title": name, "status": status, "detail": name}


@pytest.mark.parametrize(
    ("path", "status", "example", "body"),
    [
        ("orders/1", 404, None, "gone"),
        ("orders/1", 404, "never", "never"),
        ("orders/1", 503, None, "busy"),
        ("orders/1", 429, None, "other"),
        ("orders/1", 429, "other", "other"),
        ("orders/1", 500, None, "odd"),
        ("orders/1", 599, "odd", "odd"),
        ("ranges", 418, None, "low"),
        ("ranges", 500, None, plainly(500, "Internal Server Error")),
        ("ranges", 503, None, plainly(503, "Service Unavailable")),
        ("ranges", 599, None, plainly(599, "Server Error")),
        ("refused", 499, None, "refused"),
        ("unclear", 499, None, plainly(499, "Client Error")),
        ("unclear", 422, None, plainly(422, "Unprocessable Content")),
    ],
)
def test_a_contract_by_itself_answers_its_own_error(
    bare: httpx.Client, path: str, status: int, example: str | None, body: Any
) -> None:
    """Its status, its range or `default`, unless that is a success; or a problem."""
    operation = f"GET /{path.replace('1', '{number}')}"
    faulty(bare, "wishes", operation=operation, status=status, example=example)
    answer = bare.get(f"/wishes/{path}")

    assert (answer.status_code, answer.json()) == (status, body)


def test_the_headers_of_an_error_come_along(bare: httpx.Client) -> None:
    """A client reads there how long to wait."""
    faulty(bare, "wishes", status=503)
    answer = bare.get("/wishes/orders/1")

    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["X-Queue"] == "4,7"
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_an_error_that_is_declared_without_a_body_has_none(bare: httpx.Client) -> None:
    faulty(bare, "wishes", status=404)
    answer = bare.get("/wishes/unclear")

    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    ("operation", "status", "example", "said"),
    [
        ("orders/{number}", 404, "odd", "there are gone, never"),
        ("orders/{number}", 503, "odd", "there are none"),
        ("ranges", 500, "low", "there are none"),
        ("orders/{number}", 404, "", "there are gone, never"),
    ],
)
def test_an_example_that_an_error_does_not_have_is_refused(
    bare: httpx.Client, operation: str, status: int, example: str, said: str
) -> None:
    """With those that there are."""
    wanted = {"operation": f"GET /{operation}", "status": status, "example": example}
    answer = bare.post(FAULTS, json={"api": "wishes", **wanted})

    assert refused(answer) == [("/example", "unknown")]
    assert said in answer.json()["detail"]


def test_an_example_for_every_operation_is_one_that_each_has(
    bare: httpx.Client,
) -> None:
    answer = bare.post(FAULTS, json={"api": "wishes", "status": 404, "example": "gone"})

    assert refused(answer) == [("/example", "unknown")]
    assert "GET /ranges's 404" in answer.json()["detail"]


class TestWithWords:
    """An API whose handlers have words of refusal: the toy."""

    def test_what_is_declared_is_as_the_contract_has_it(
        self, toy: httpx.Client
    ) -> None:
        """The toy has no example for it, so it is made from the schema."""
        faulty(toy, status=422, operation="books.list_books")

        assert toy.get(BOOKS).json() == {"fault": "text", "fields": [[{}]]}

    @pytest.mark.parametrize(
        ("status", "name"),
        [
            (401, "Unauthorized"),
            (413, "Content Too Large"),
            (416, "Range Not Satisfiable"),
            (429, "Too Many Requests"),
            (500, "Internal Server Error"),
            (503, "Service Unavailable"),
            (599, "Server Error"),
        ],
    )
    def test_any_other_error_is_in_its_words(
        self,
        toy: httpx.Client,
        sandbox_name: str,
        caplog: pytest.LogCaptureFixture,
        status: int,
        name: str,
    ) -> None:
        """It may not look like the stub's own doing, nor be told of as its failure."""
        caplog.set_level(logging.WARNING)
        faulty(toy, status=status)
        answer = toy.get(BOOK)

        assert (answer.status_code, answer.json()) == (status, {"fault": name})
        assert answer.headers["X-Branch"] == sandbox_name
        assert not caplog.records

    @pytest.mark.parametrize("status", [422, 503])
    def test_the_call_is_not_carried_out(
        self, telling: httpx.Client, status: int
    ) -> None:
        """Nothing is written, and nobody is told."""
        before = telling.get(BOOKS).json()["books"]
        faulty(telling, status=status, first=2)
        added = telling.post(BOOKS, json=DRAFT)
        deleted = telling.delete(BOOK)

        assert (added.status_code, deleted.status_code) == (status, status)
        assert telling.get(BOOKS).json()["books"] == before
        assert telling.get(DELIVERIES).json()["deliveries"] == []

    @pytest.mark.parametrize("status", [422, 503])
    def test_the_journal_names_the_fault_and_the_answer_explains_itself(
        self, toy: httpx.Client, status: int
    ) -> None:
        """Whoever wonders at an error finds out that it was set."""
        fault = faulty(toy, status=status, operation="books.list_books")
        link = toy.get(BOOKS).headers["Link"]
        explained = toy.get(link.partition(">")[0][1:]).json()
        (noted,) = toy.get(f"{CONTROL}/requests?outcome=faulted").json()["requests"]

        assert (noted["fault"], noted["status"]) == (fault, status)
        assert explained["id"] == noted["id"]
        assert f"the fault {fault}" in explained["detail"]

    def test_a_failure_of_the_stub_itself_stays_one(
        self, toy: httpx.Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Also under a fault that would leave the answer as it is."""
        faulty(toy, truncate=1)
        answer = toy.post(f"{BASE}/trials", json={"way": "bad number"})
        (noted,) = toy.get(f"{CONTROL}/requests?outcome=failed").json()["requests"]

        assert answer.status_code == noted["status"] == 500
        assert "breaks its contract" in caplog.text
        assert hits(toy) == [(1, 1)]

    def test_a_refusal_of_the_handlers_own_meets_it(self, toy: httpx.Client) -> None:
        """It is an answer like others."""
        faulty(toy, truncate=0)
        answer = toy.post(f"{BASE}/trials", json={"way": "refuse"})

        assert (answer.status_code, answer.content) == (422, b"")
        assert hits(toy) == [(1, 1)]


def test_an_example_of_any_error_goes_before_the_words(tmp_path: Path) -> None:
    """Where it is named; the words of the API are for the rest."""
    folder = copy_of_toy(tmp_path)
    contract = folder / "openapi" / "library.yaml"
    old = "description: Why not.\n      content:\n        application/json:\n"
    new = "          examples: { a: { value: { fault: A } } }\n"
    edit(contract, old, f"{old}{new}")
    with Stub(load_project(folder), Settings()) as stub, stub.client() as client:
        faulty(client, status=503, first=1)
        faulty(client, status=503, example="a", operation="reports.get_status")
        answers = [client.get("/library-status/status").json() for _ in range(2)]

    assert answers == [{"fault": "Service Unavailable"}, {"fault": "A"}]


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[Stub]:
    """Serve a toy whose words turn every refusal into a 409."""
    folder = copy_of_toy(tmp_path)
    api = folder / "handlers" / "library" / "api.py"
    edit(api, "return Reply(problem.status, body)", "return Reply(409, body)")
    with Stub(load_project(folder), Settings()) as stub:
        yield stub


def test_the_status_is_the_faults_whatever_the_words_say(stubborn: Stub) -> None:
    with stubborn.client() as client:
        faulty(client, status=503)
        answer = client.get("/library-status/status")

    assert answer.status_code == 503
    assert answer.json() == {"fault": "Service Unavailable"}


def test_a_fault_outlives_what_it_names(tmp_path: Path) -> None:
    """After a change to the contract: its example, its status, its operation."""
    file = tmp_path / "wishes.yaml"
    file.write_text(WISHES.read_text(encoding="utf-8"), encoding="utf-8")
    with Stub(load_bare(file), Settings()) as stub, stub.client() as client:
        orders = {"operation": "GET /orders/{number}", "status": 404}
        faulty(client, "wishes", **orders, example="never")
        faulty(client, "wishes", operation="GET /ranges", status=404)
        seen = [client.get("/wishes/orders/1").json()]
        for old, new in (
            ("                never:\n", "                ever:\n"),
            ("        '404':\n          description: No such", f"{GONE} No such"),
            ("  /ranges:\n", "  /spans:\n"),
        ):
            edit(file, old, new)
            stub.app.replace(stub.app.assemble(load_bare(file)))
            seen.append(client.get("/wishes/orders/1").json())
        gone = client.get("/wishes/spans")

        assert seen == ["never", "gone", "other", "other"]
        assert gone.status_code == 200
        assert hits(client) == [(4, 4), (0, 0)]
