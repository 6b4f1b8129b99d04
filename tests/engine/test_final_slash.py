"""The final slash: a contract may say that it makes no difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import (
    BASE,
    CARD,
    contract_with,
    copy_of_toy,
    findings_of,
    served,
)
from tests.stub import Stub
from ticketstub.app import App
from ticketstub.project.project import load_bare, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

OPTIONAL = "x-ticketstub-final-slash: optional\n"
SERVERS = "servers:\n  - url: /desk\n"
ID = """\
    parameters:
      - name: ticketId
        in: path
        required: true
        schema:
          type: string
          pattern: '^[0-9]+$'
"""


def answering(method: str, words: str) -> str:
    """Return an operation that answers with some words."""
    return (
        f"    {method}:\n      responses:\n        '200':\n"
        "          description: Words.\n          content:\n"
        f"            application/json:\n              example: {words}\n"
    )


PATHS = "".join(
    (
        "  /tickets:\n" + answering("get", "list") + answering("post", "create"),
        "  /tickets/own/:\n" + answering("get", "own"),
        f"  /tickets/{{ticketId}}/:\n{ID}" + answering("get", "ticket"),
        f"  /tickets/{{ticketId}}/notes:\n{ID}" + answering("post", "note"),
        "  /agents/:\n" + answering("get", "agents"),
        "  /agents:\n" + answering("post", "agent"),
        "  /upload:\n    servers:\n      - url: /files\n" + answering("put", "upload"),
        "  /:\n" + answering("get", "root"),
    )
)
OPERATIONS = [
    ("GET", "/desk/tickets", "list"),
    ("POST", "/desk/tickets", "create"),
    ("GET", "/desk/tickets/own", "own"),
    ("GET", "/desk/tickets/12", "ticket"),
    ("POST", "/desk/tickets/12/notes", "note"),
    ("GET", "/desk/agents", "agents"),
    ("POST", "/desk/agents", "agent"),
    ("PUT", "/files/upload", "upload"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Serve a contract whose paths end in both ways, and to which that is all one."""
    folder = tmp_path_factory.mktemp("desk")
    with served(contract_with(folder, PATHS, OPTIONAL + SERVERS)) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "words"), OPERATIONS)
def test_each_operation_is_served_with_and_without_the_slash(
    desk: httpx.Client, method: str, path: str, words: str
) -> None:
    """Whichever way it is declared; as itself, and not by a redirect."""
    for spelling in (path, f"{path}/", f"{path}?a=/", f"{path}/?a=b/"):
        answer = desk.request(method, spelling)
        assert (answer.status_code, answer.json()) == (200, words)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/desk/tickets", "GET, HEAD, POST"),
        ("/desk/tickets/own", "GET, HEAD"),
        ("/desk/tickets/12", "GET, HEAD"),
        ("/desk/tickets/12/notes", "POST"),
        ("/desk/agents", "GET, HEAD, POST"),
        ("/files/upload", "PUT"),
    ],
)
def test_a_wrong_method_is_told_the_same_right_ones_on_both(
    desk: httpx.Client, path: str, allowed: str
) -> None:
    """Also where one method is declared with the slash, and another one without."""
    page = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "PUT"}
    for spelling in (path, f"{path}/"):
        wrong = desk.request("PATCH", spelling)
        preflight = desk.options(spelling, headers=page)

        assert (wrong.status_code, wrong.headers["Allow"]) == (405, allowed)
        assert preflight.status_code == 204
        assert preflight.headers["Access-Control-Allow-Methods"] == allowed


def test_head_is_served_on_both(desk: httpx.Client) -> None:
    answers = [desk.head(f"/desk/tickets/12{end}") for end in ("", "/")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.headers["Content-Length"] for answer in answers}) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/desk/tickets//",
        "/desk/tickets/12//",
        "/desk/tickets/12//notes",
        "/desk//tickets/",
        "/desk/tickets%2F",
        "/desk/tickets/12%2F",
        "/desk/tickets/x",
        "/desk/tickets/x/",
        "/desk/tickets/%20/",
        "/desk/nothing",
        "/desk/nothing/",
        "/desk/upload/",
        "//desk/tickets/",
    ],
)
def test_nothing_but_one_final_slash_makes_no_difference(
    desk: httpx.Client, path: str
) -> None:
    """What a real client gets wrong must show here, not only in production."""
    assert desk.get(path).status_code == 404


def test_the_root_of_an_api_is_served(desk: httpx.Client) -> None:
    assert desk.get("/desk/").json() == "root"


def test_without_the_extension_a_path_is_served_as_it_is_declared(
    tmp_path: Path,
) -> None:
    with served(contract_with(tmp_path, PATHS, SERVERS)) as client:
        statuses = [
            [client.request(method, path + end).status_code for end in ("", "/")]
            for method, path, _ in OPERATIONS
        ]

    assert statuses == [
        [200, 404],
        [200, 404],
        [404, 200],
        [404, 200],
        [200, 404],
        [405, 200],
        [200, 405],
        [200, 404],
    ]


@pytest.mark.parametrize("paths", [("/a", "/a/"), ("/a/", "/a")], ids="|".join)
def test_a_path_that_is_declared_wins_over_a_spelling(
    tmp_path: Path, paths: tuple[str, str]
) -> None:
    """Whichever comes first in the contract; each is what its own operation answers."""
    declared = "".join(
        f"  {path}:\n{answering('get', words)}"
        for path, words in zip(paths, ("first", "second"), strict=True)
    )
    with served(contract_with(tmp_path, declared, OPTIONAL)) as client:
        answers = [client.get(path).json() for path in paths]

    assert answers == ["first", "second"]


def test_it_is_said_of_one_api_alone(tmp_path: Path) -> None:
    """Its neighbours stay as strict as their contracts are."""
    project = copy_of_toy(tmp_path)
    contract_with(
        project / "openapi", f"  /a:\n{answering('get', 'a')}", OPTIONAL, "town"
    )
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        statuses = [
            client.get(path).status_code
            for path in ("/a", "/a/", f"{BASE}/books", f"{BASE}/books/")
        ]

    assert statuses == [200, 200, 200, 404]


def test_an_operation_of_two_spellings_is_one_operation(tmp_path: Path) -> None:
    """In the list of what is served, and in each of its numbers."""
    contract = contract_with(tmp_path, PATHS, OPTIONAL + SERVERS)
    app = App(load_bare(contract), Settings())

    assert len(app.plans) == len(OPERATIONS) + 1


@pytest.mark.parametrize(
    ("path", "spellings"),
    [
        ("/a", ["/a/"]),
        ("/a/", ["/a"]),
        ("/a/{b}", ["/a/{b}/"]),
        ("/a/{b}/", ["/a/{b}"]),
        ("/", []),
    ],
)
def test_a_path_has_one_spelling_beside_its_own(
    tmp_path: Path, path: str, spellings: list[str]
) -> None:
    """Unless it is bare, or the contract does not say that it has."""
    apis = [
        load_bare(contract_with(tmp_path, "  {}\n", more)).apis[0]
        for more in (OPTIONAL, "")
    ]

    assert [list(api.spellings(path)) for api in apis] == [spellings, []]


@pytest.mark.parametrize(
    "value", ["required", "Optional", "true", "''", "", "null", "[optional]", "{}", "1"]
)
def test_anything_but_optional_is_a_finding(tmp_path: Path, value: str) -> None:
    """A misspelt word must not leave the paths as they were in silence."""
    more = f"{SERVERS}x-ticketstub-final-slash: {value}\n"
    file = contract_with(tmp_path, PATHS, more)

    assert findings_of(lambda: load_bare(file)) == [
        "bare.yaml:7: `x-ticketstub-final-slash` can only be `optional`."
    ]
