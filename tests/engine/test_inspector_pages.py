"""The inspector's files as they are served, and what it is told of the APIs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.stub import Stub
from ticketstub.pages import app
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    import httpx

INSPECTOR = "/_ticketstub/inspector"

PAGES = Path(app.__file__).parent
SCRIPTS = [*PAGES.glob("*.js"), *PAGES.glob("inspector/*.js")]

#: What would make markup or code of a text.
DANGEROUS = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|eval|Function)\b"
)

CONTRACT = """openapi: 3.0.3
info:
  title: Parcels
  version: '1'
security:
  - ByQuery: []
paths:
  /parcels:
    get:
      operationId: parcels.list_parcels
      x-ticketstub-demo: another
      responses:
        '200':
          description: Fine.
        '404':
          $ref: '#/components/responses/Absent'
        default:
          description: Anything else.
    post:
      tags: [Sending]
      summary: Send a parcel
      responses:
        '201':
          description: Sent.
components:
  responses:
    Absent:
      description: There is none.
      content:
        application/json:
          examples:
            one: { value: {} }
            two: { value: {} }
  securitySchemes:
    ByQuery: { type: apiKey, in: query, name: key, x-ticketstub-demo: q-1 }
    ByHeader: { type: apiKey, in: header, name: X-Key, x-ticketstub-demo: h-1 }
    ByName: { type: http, scheme: basic, x-ticketstub-demo: 'me:secret' }
    Unshown: { type: http, scheme: bearer }
"""


@pytest.fixture
def parcels(tmp_path: Path) -> list[dict[str, Any]]:
    """Return what the inspector knows of a small contract."""
    file = tmp_path / "parcels.yaml"
    file.write_text(CONTRACT, "utf-8")
    with Stub(load_bare(file), Settings()) as stub, stub.client() as client:
        known: list[dict[str, Any]] = client.get(f"{INSPECTOR}/apis.json").json()
        return known


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("", "text/html; charset=utf-8"),
        ("/main.js", "text/javascript; charset=utf-8"),
        ("/inspector.css", "text/css; charset=utf-8"),
        ("/apis.json", "application/json"),
    ],
)
def test_a_file_of_the_inspector_is_served(
    toy: httpx.Client, name: str, media_type: str
) -> None:
    """It loads nothing but these, and a browser asks anew after an update."""
    answer = toy.get(f"{INSPECTOR}{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == (
        "default-src 'self'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("name", ["none.js", "..%2Fstyle.css", "%2Fetc%2Fpasswd"])
def test_no_other_file_is_served(toy: httpx.Client, name: str) -> None:
    """A name from outside never becomes a path."""
    answer = toy.get(f"{INSPECTOR}/{name}")

    assert answer.status_code == 404


def test_the_inspector_is_only_read(toy: httpx.Client) -> None:
    """A page takes no orders; the control API does."""
    answer = toy.post(INSPECTOR)

    assert answer.status_code == 405


def test_forms_are_told_what_the_contract_declares(
    parcels: list[dict[str, Any]],
) -> None:
    """Errors with their examples, and operations that have no name of their own."""
    [api] = parcels

    listing, sending = api["operations"]
    assert (api["name"], api["title"]) == ("parcels", "Parcels")
    assert listing["id"] == "parcels.list_parcels"
    assert listing["errors"] == {
        "404": {"description": "There is none.", "examples": ["one", "two"]}
    }
    assert (sending["id"], sending["tag"]) == ("POST /parcels", "Sending")
    assert sending["errors"] == {}


def test_a_replay_is_told_every_demo_credential(parcels: list[dict[str, Any]]) -> None:
    """The journal keeps none, so each place that may hold one needs its own."""
    [api] = parcels

    assert api["query"] == {"key": "q-1"}
    assert api["credentials"] == {
        "x-key": "h-1",
        "authorization": "Basic bWU6c2VjcmV0",
    }
    listing, sending = api["operations"]
    assert listing["credentials"]["x-key"] == "another"
    assert sending["credentials"] == {}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_writes_text_and_no_markup(script: Path) -> None:
    """What clients sent is shown, so nothing of it may become part of a page."""
    assert DANGEROUS.findall(script.read_text("utf-8")) == []


def test_the_scripts_are_found() -> None:
    """The test above is not passed by finding nothing."""
    assert len(SCRIPTS) > 15
