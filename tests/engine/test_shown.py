"""What the docs make of a contract for the viewer: servers, evidence, examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.engine.browsing import DOCS, data_of
from tests.engine.projects import contract_with
from tests.stub import Stub
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

#: Everything that a viewer is told in another way than the contract says it.
PATHS = """\
  /tickets:
    parameters:
      - { $ref: '#/components/parameters/Page' }
    get:
      summary: List <b>them</b>
      description: Lists them.
      x-ticketstub-evidence:
        source: docs.example.com/a_b
        confidence: fair
        rules: [T1, T2]
      parameters:
        - name: state
          in: query
          schema: { $ref: '#/components/schemas/State' }
        - name: order
          in: query
          schema: { type: string }
          examples:
            up: { summary: Rising, value: asc }
            down: { $ref: '#/components/examples/Falling' }
        - name: workspace
          in: header
          required: true
          schema: { type: string }
          example: ws_1
      responses:
        '200': { description: Them. }
    post:
      tags: [Desk & co]
      operationId: tickets.create
      security:
        - Key: []
      x-ticketstub-demo: admin-key
      servers:
        - url: http://127.0.0.1:4140/elsewhere
      responses:
        '204': { description: Made. }
  /files/{name}:
    servers:
      - url: http://127.0.0.1:4140
    get:
      parameters:
        - { name: name, in: path, required: true, schema: { type: string } }
      responses:
        '204': { description: None. }
components:
  parameters:
    Page:
      name: page
      in: query
      description: Which page.
      schema: { type: integer, minimum: 1, maximum: 9 }
      example: 2
      x-ticketstub-evidence: { source: seen, confidence: strong, rules: [T3] }
  examples:
    Falling: { summary: Falling, value: desc }
  schemas:
    State:
      type: string
      example: open
      description: A state.
      x-ticketstub-evidence: { source: unsaid, confidence: weak }
  securitySchemes:
    Unknown: { type: http, scheme: bearer }
    Key: { type: http, scheme: bearer, x-ticketstub-demo: demo-key }
"""

ROOT = """\
servers:
  - url: http://127.0.0.1:4140/desk/v1
security:
  - Unknown: []
  - Key: []
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Serve a contract in which everything is told that the docs tell otherwise."""
    file = contract_with(tmp_path_factory.mktemp("docs"), PATHS, ROOT, "desk")
    with Stub(load_bare(file), Settings()) as stub, stub.client() as client:
        yield client


def test_servers_are_paths_of_whatever_serves_the_page(bare: httpx.Client) -> None:
    """A contract names a host and a port, but the stub may run on any."""
    document = data_of(bare, "desk")["document"]
    tickets, files = document["paths"]["/tickets"], document["paths"]["/files/{name}"]

    assert document["servers"] == [{"url": "/desk/v1"}]
    assert tickets["post"]["servers"] == [{"url": "/elsewhere"}]
    assert files["servers"] == [{"url": ""}]
    assert "servers" not in tickets


def test_evidence_is_told_in_descriptions(bare: httpx.Client) -> None:
    document = data_of(bare, "desk")["document"]
    operation = document["paths"]["/tickets"]["get"]
    page = document["components"]["parameters"]["Page"]
    state = document["components"]["schemas"]["State"]

    assert operation["description"] == (
        "Lists them.\n\n> **Evidence** fair · **Source** docs.example.com/a\\_b"
        " · **Rules** T1, T2"
    )
    assert (
        "> **Evidence** strong · **Source** seen · **Rule** T3" in page["description"]
    )
    assert state["description"].endswith("> **Evidence** weak · **Source** unsaid")


def test_only_what_must_be_sent_is_filled_in(bare: httpx.Client) -> None:
    """A viewer would send the example of every filter, and then find nothing."""
    document = data_of(bare, "desk")["document"]
    state, order, workspace = document["paths"]["/tickets"]["get"]["parameters"]
    page = document["components"]["parameters"]["Page"]

    assert state["description"] == "Example: `open`"
    assert "example" not in state["schema"]
    assert order["description"] == "Examples:\n\n- `asc`: Rising\n- `desc`: Falling"
    assert "examples" not in order
    assert workspace["example"] == "ws_1"
    assert page["description"].endswith("Example: `2`")
    assert "example" not in page


def test_the_demo_credentials_go_with_the_page(bare: httpx.Client) -> None:
    """Those that the mock data know, and where an operation needs another."""
    assert data_of(bare, "desk")["demo"] == {
        "schemes": {"Key": "demo-key"},
        "operations": {"post /tickets": "admin-key"},
    }


def test_the_contents_link_to_every_operation(bare: httpx.Client) -> None:
    """Those without a tag or an id get one, as a link needs both."""
    html = bare.get(f"{DOCS}/desk").text
    linked = re.findall(r'href="#/([^"]+)" data-key="([^"]+)"', html)

    assert linked == [
        ("default/get-tickets", "get /tickets"),
        ("default/get-files-name-", "get /files/{name}"),
        ("Desk%20&amp;%20co/tickets.create", "post /tickets"),
    ]


def test_a_page_shows_a_contract_as_text(bare: httpx.Client) -> None:
    """A contract of somebody else's must not bring its own markup along."""
    html = bare.get(f"{DOCS}/desk").text

    assert "<b>" not in html
    assert "List &lt;b&gt;them&lt;/b&gt;" in html
    assert data_of(bare, "desk")["document"]["paths"]["/tickets"]["get"]["summary"] == (
        "List <b>them</b>"
    )
