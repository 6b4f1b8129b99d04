"""Operations without handlers: answered from examples, else from made values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import (
    BASE,
    CARD,
    CONTRACTS,
    copy_of_toy,
    edit,
    findings_of,
    line_of,
    served,
)
from tests.stub import Stub
from ticketstub.project.project import load_bare, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

ANSWERS = CONTRACTS / "answers.yaml"


@pytest.fixture(scope="module")
def bare() -> Iterator[httpx.Client]:
    """Serve the bare contract of answers."""
    with served(ANSWERS) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/named", 200, 7),
        ("/example", 200, 8),
        ("/schema", 200, 9),
        ("/generated", 200, {"count": 4}),
        ("/default", 200, 10),
        ("/refused", 404, "gone"),
        ("/free", 200, {}),
    ],
)
def test_the_best_answer_of_the_contract_is_given(
    bare: httpx.Client, path: str, status: int, body: Any
) -> None:
    """Named examples come first, then the example, the schema's, a made one."""
    answer = bare.get(f"/v7/answers{path}")

    assert (answer.status_code, answer.json()) == (status, body)


def test_an_answer_without_content_has_none(bare: httpx.Client) -> None:
    answer = bare.delete("/v7/answers/empty")

    assert (answer.status_code, answer.content) == (204, b"")


def test_an_answer_that_is_no_json_is_sent_as_it_is(bare: httpx.Client) -> None:
    answer = bare.get("/v7/answers/text")

    assert answer.text == "Größe"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_json_is_preferred_under_its_own_name(bare: httpx.Client) -> None:
    answer = bare.get("/v7/answers/hal")

    assert answer.json() == {"count": 1}
    assert answer.headers["Content-Type"] == "application/hal+json"


def test_a_header_that_is_always_there_is_sent(bare: httpx.Client) -> None:
    """A client made from the contract reads it without asking whether it came."""
    answer = bare.get("/v7/answers/required-header")

    assert answer.headers["Location"] == "/v7/answers/named"


def test_an_operation_that_nothing_can_answer_says_so(bare: httpx.Client) -> None:
    answer = bare.get("/v7/answers/impossible")

    assert answer.status_code == 501
    assert "no handler, and no example" in answer.json()["detail"]


def test_a_bare_contract_asks_for_credentials_but_knows_none(
    bare: httpx.Client,
) -> None:
    without = bare.get("/v7/answers/guarded")
    with_any = bare.get("/v7/answers/guarded?key=anything")

    assert (without.status_code, with_any.status_code) == (401, 204)


def test_a_component_may_be_called_as_a_keyword_or_an_extension_is() -> None:
    """`x-trace-id` is a fine name for a parameter, and `example` for a response."""
    with served(CONTRACTS / "names.yaml") as client:
        fine = client.get("/shared")
        refused = client.get("/shared", headers={"X-Trace-Id": "10"})

    assert fine.json() == 9
    assert refused.status_code == 422


def test_parameters_are_judged_without_handlers_too(bare: httpx.Client) -> None:
    answer = bare.get("/v7/answers/counted?most=10")

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == [
        {
            "in": "query",
            "name": "most",
            "pointer": "",
            "rule": "maximum",
            "detail": "10 is greater than the maximum of 9",
        }
    ]


def test_operations_need_no_operation_id() -> None:
    project = load_bare(ANSWERS)

    assert len(project.apis[0].handlers) == 14


def test_unfit_examples_of_a_bare_contract_are_warnings() -> None:
    """The contract may be somebody else's, and the rest of it is worth serving."""
    warnings = [str(finding) for finding in load_bare(ANSWERS).warnings]

    unfit = line_of(ANSWERS, "unfit:") + 1
    impossible = line_of(ANSWERS, "/impossible:") + 7
    assert warnings == [
        (
            f'{ANSWERS}:{unfit}: The example does not fit its schema: /: "none" is not'
            ' of type "integer".'
        ),
        (
            f"{ANSWERS}:{impossible}: No answer can be made for this schema:"
            f" {warnings[1].partition('schema: ')[2]}"
        ),
    ]


def test_unfit_examples_of_a_project_are_findings(tmp_path: Path) -> None:
    """A project's own contract can be mended, so it is not served until it is."""
    project = copy_of_toy(tmp_path)
    contract = project / "openapi" / "library.yaml"
    edit(contract, "loans: 3", "loans: three")
    found = findings_of(lambda: load_project(project))

    line = line_of(contract, "quiet_day:") + 1
    assert found == [
        (
            f"library.yaml:{line}: The example does not fit its schema:"
            ' /loans: "three" is not of type "integer".'
        )
    ]


def test_an_unfit_example_beside_a_handler_is_a_finding_too(tmp_path: Path) -> None:
    """Whoever reads the contract believes its examples, whatever answers."""
    project = copy_of_toy(tmp_path)
    contract = project / "openapi" / "library.yaml"
    edit(
        contract,
        "                type: array\n                items:\n"
        "                  type: string\n",
        "                type: array\n                items:\n"
        "                  type: string\n              example: none\n",
    )
    found = findings_of(lambda: load_project(project))

    assert found == [
        (
            f"library.yaml:{line_of(contract, 'example: none')}: The example does not"
            ' fit its schema: /: "none" is not of type "array".'
        )
    ]


def test_a_path_added_to_the_contract_is_served_from_its_example(
    tmp_path: Path,
) -> None:
    """A frontend can start on an operation before anyone writes its handler."""
    project = copy_of_toy(tmp_path)
    contract = project / "openapi" / "library.yaml"
    edit(
        contract,
        "  /reports:\n",
        """\
  /opening-hours:
    get:
      operationId: hours.list_hours
      responses:
        '200':
          description: When it is open.
          content:
            application/json:
              example:
                monday: closed
  /reports:
""",
    )
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        answer = client.get(f"{BASE}/opening-hours")

    assert answer.json() == {"monday": "closed"}
    assert answer.headers["X-Branch"] == "main"
