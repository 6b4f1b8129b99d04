"""Prefixes and templates: below which path each operation is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.projects import BASE, contract_with, copy_of_toy, served
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_path_can_be_served_below_a_prefix_of_its_own(toy_stub: Stub) -> None:
    """OpenAPI lets a path name its own servers; the API still words what is refused."""
    with toy_stub.client() as client:
        answer = client.get("/library-status/status")
        below_base = client.get(f"{BASE}/status")
        wrong = client.post("/library-status/status")

    assert answer.json() == {"open": True}
    assert below_base.status_code == 404
    assert wrong.status_code == 405
    assert wrong.json() == {"fault": "POST is not one of GET, HEAD."}


def test_an_operation_can_be_served_by_servers_of_its_own(tmp_path: Path) -> None:
    """OpenAPI lets an operation name its servers, too."""
    contract = contract_with(
        tmp_path,
        """\
  /files:
    get:
      servers:
        - url: /upload
      responses:
        '204':
          description: None.
""",
    )
    with served(contract) as client:
        answers = [client.get(path).status_code for path in ("/upload/files", "/files")]

    assert answers == [204, 404]


def test_what_lies_below_no_api_is_answered_by_the_stub(toy_stub: Stub) -> None:
    with toy_stub.client() as client:
        answer = client.get("/library/v20/books")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_api_at_the_root_leaves_the_stub_its_own_paths(tmp_path: Path) -> None:
    """Whatever templates a contract has, health must tell whether the stub serves."""
    contract = contract_with(
        tmp_path,
        """\
  /{kind}/{name}:
    parameters:
      - name: kind
        in: path
        required: true
        schema:
          type: string
      - name: name
        in: path
        required: true
        schema:
          type: string
    get:
      responses:
        '200':
          description: Something.
          content:
            text/plain:
              example: something
""",
    )
    with served(contract) as client:
        theirs = client.get("/some/thing")
        health = client.get("/_ticketstub/health")

    assert theirs.text == "something"
    assert health.json()["status"] == "ok"


def test_several_values_can_stand_in_one_step(tmp_path: Path) -> None:
    contract = contract_with(
        tmp_path,
        """\
  /files/{name}.{kind}:
    get:
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
        - name: kind
          in: path
          required: true
          schema:
            type: string
            enum:
              - pdf
      responses:
        '204':
          description: None.
""",
    )
    with served(contract) as client:
        answers = [
            client.get(f"/files/{name}").status_code for name in ("a.pdf", "a.b")
        ]

    assert answers == [204, 404]


def test_a_path_may_refer_to_another(tmp_path: Path) -> None:
    """OpenAPI lets a path item be a `$ref`; such a path must not be lost in silence."""
    contract = contract_with(
        tmp_path,
        """\
  /old:
    $ref: '#/paths/~1new'
  /new:
    get:
      responses:
        '204':
          description: None.
""",
    )
    with served(contract) as client:
        answers = [client.get(path).status_code for path in ("/new", "/old")]

    assert answers == [204, 204]


def test_the_longest_prefix_words_what_is_refused(tmp_path: Path) -> None:
    """One API may lie below another; each refuses in its own words."""
    project = copy_of_toy(tmp_path)
    (project / "openapi" / "town.yaml").write_text(
        "openapi: 3.0.3\ninfo:\n  title: Town\n  version: '1'\n"
        "servers:\n  - url: /library\n"
        "paths:\n  /v1:\n    get:\n      responses:\n"
        "        '204':\n          description: None.\n"
    )
    with Stub(load_project(project), Settings()) as stub, stub.client() as client:
        inner = client.get(f"{BASE}/nothing")
        outer = client.get("/library/nothing")
        neither = client.get("/librarynothing")

    assert inner.json() == {"fault": "No such route."}
    assert outer.json()["detail"] == "No such route."
    assert neither.json()["detail"] == "No such page."
