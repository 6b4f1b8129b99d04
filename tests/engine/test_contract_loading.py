"""Contracts that cannot be served say where and why; those that can are read right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import (
    CONTRACTS,
    contract_with,
    findings_of,
    line_of,
)
from ticketstub.app import App
from ticketstub.contract.load import MOST_BYTES
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "openapi: 3.0.3\ninfo:\n  title: Bare\n  version: '1'\n"
NOTHING = "      responses:\n        '204':\n          description: None.\n"


def wrong(folder: Path, source: str | bytes, name: str = "c.yaml") -> list[str]:
    """Return what is found in a contract with this source."""
    file = folder / name
    file.write_bytes(source.encode() if isinstance(source, str) else source)
    return findings_of(lambda: load_bare(file))


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("openapi: 3.0.3\ninfo: [\n", "c.yaml:3: The YAML cannot be read: "),
        ("openapi: 3.0.3\n\tinfo: 1\n", "c.yaml:2: The YAML cannot be read: "),
        (
            "openapi: 3.0.3\ninfo: {}\nopenapi: 3.0.3\n",
            "c.yaml:3: The YAML cannot be read: the key 'openapi' stands here twice.",
        ),
        (
            "openapi: 3.0.3\ninfo:\n  a: 1\n  a: 2\n",
            "c.yaml:4: The YAML cannot be read: the key 'a' stands here twice.",
        ),
        ("? [a]\n: 1\n", "c.yaml:1: The YAML cannot be read: a key must be text."),
        (b"openapi: 3.0.3\n# \xff\n", "c.yaml:2: The file is not UTF-8."),
        ("", "c.yaml:1: The file is empty."),
        ("# nothing\n", "c.yaml:1: The file is empty."),
        ("- a\n", "c.yaml:1: A contract is a mapping that begins with `openapi:"),
        ("text", "c.yaml:1: A contract is a mapping that begins with `openapi:"),
        ("a: &a [*a]\n", "c.yaml:1: There is no `openapi` key."),
        ("a: *b\n", "c.yaml:1: The YAML cannot be read: found undefined alias"),
        ("a: !!python/object/apply:os.getcwd []\n", "c.yaml:1: The YAML cannot be re"),
        ("---\na: 1\n---\na: 1\n", "c.yaml:3: The YAML cannot be read: "),
        ("[" * 20_000 + "]" * 20_000, "c.yaml:1: "),
    ],
    ids=range(15),
)
def test_a_file_that_cannot_be_read_says_where(
    tmp_path: Path, source: str | bytes, finding: str
) -> None:
    (found,) = wrong(tmp_path, source)

    assert found.startswith(finding)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    found = findings_of(lambda: load_bare(tmp_path / "c.yaml"))
    folder = findings_of(lambda: load_bare(tmp_path))

    assert found == ["c.yaml: The contract cannot be read: No such file or directory."]
    assert folder[0].endswith(": The contract cannot be read: Is a directory.")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """YAML of that size takes minutes, or all memory."""
    found = wrong(tmp_path, b"#" * (MOST_BYTES + 1))

    assert found == [
        (
            f"c.yaml: The contract is over {MOST_BYTES} bytes."
            " Split it by API: a contract describes one."
        )
    ]


@pytest.mark.parametrize(
    ("version", "message", "advice"),
    [
        ("openapi: 3.1.0", "This is OpenAPI 3.1.0", "Write `openapi: 3.0.3`"),
        ("openapi: 3.2.0", "This is OpenAPI 3.2.0", "`nullable: true`"),
        ("openapi: '2.0'", "This is OpenAPI 2.0", "3.0.3"),
        ("swagger: '2.0'", "This is Swagger 2.0", "Convert it"),
        ("openapi: 3.0", "The version is not text.", "Write `openapi: '3.0.3'`."),
        ("title: x", "There is no `openapi` key.", "Begin with `openapi: 3.0.3`."),
    ],
)
def test_another_version_is_refused_with_advice(
    tmp_path: Path, version: str, message: str, advice: str
) -> None:
    """The most common reason for a refused contract, so it says the way out."""
    (found,) = wrong(tmp_path, f"# comment\n{version}\n")

    assert found.startswith(f"c.yaml:2: {message}")
    assert advice in found


@pytest.mark.parametrize("version", ["3.0.0", "3.0.3", "3.0.4"])
def test_every_version_of_openapi_3_0_is_served(tmp_path: Path, version: str) -> None:
    file = contract_with(tmp_path, "  {}\n")
    file.write_text(file.read_text(encoding="utf-8").replace("3.0.3", version))

    assert load_bare(file).warnings == []


def test_each_mistake_is_found_with_its_line() -> None:
    """References come first: without them nothing else can be looked up."""
    file = CONTRACTS / "wrong.yaml"
    found = findings_of(lambda: load_bare(file))

    assert found == [
        (
            f"wrong.yaml:{line_of(file, 'Missing')}:"
            " #/components/parameters/Missing leads nowhere."
        ),
        (
            f"wrong.yaml:{line_of(file, 'other.yaml')}:"
            " other.yaml#/Book lies outside this file."
            " Contracts are self-contained: copy it into components."
        ),
    ]


def test_mistakes_behind_the_references_are_found_all_at_once(tmp_path: Path) -> None:
    source = (CONTRACTS / "wrong.yaml").read_text(encoding="utf-8")
    file = tmp_path / "c.yaml"
    file.write_text(
        source.replace("$ref: 'other.yaml#/Book'", "type: string")
        .replace("- $ref: '#/components/parameters/Missing'", "[]")
        .replace("parameters:\n        []", "parameters: []")
    )
    found = findings_of(lambda: load_bare(file))

    twice = file.read_text().splitlines().index("    post:") + 2
    unused = line_of(file, "name: bookId")
    lacking = line_of(file, "/books/{book_id}") + 1
    assert found == [
        (
            f"c.yaml:{twice}: books.list is also the operationId of GET /books."
            " Give each operation its own."
        ),
        (
            f"c.yaml:{lacking}: {{book_id}} in the path has no parameter."
            " Declare one with `in: path` and `required: true`."
        ),
        f"c.yaml:{unused}: /books/{{book_id}} has no {{bookId}} for this parameter.",
    ]


@pytest.mark.parametrize(
    ("paths", "line"),
    [
        ("  /a:\n    get:\n      responses: {}\n", 8),
        ("  /a:\n    get:\n      summary: x\n", 7),
        ("  /a:\n    get:\n      tags: x\n" + NOTHING, 8),
        ("  a:\n    get:\n" + NOTHING, 6),
        ("  /a:\n    fetch:\n" + NOTHING, 7),
        (
            "  /a:\n    get:\n      parameters:\n        - name: b\n"
            "          in: body\n" + NOTHING,
            10,
        ),
        (
            (
                "  /a:\n    get:\n      responses:\n        '200':\n"
                "          description: A.\n          content:\n"
                "            application/json:\n              schema:\n"
                "                type: strin\n"
            ),
            14,
        ),
        ("  - /a\n", 5),
    ],
    ids=[
        "no response",
        "no responses",
        "tags",
        "no slash",
        "no method",
        "in",
        "type",
        "list",
    ],
)
def test_a_bad_shape_is_found_with_its_line(
    tmp_path: Path, paths: str, line: int
) -> None:
    file = contract_with(tmp_path, paths)
    found = findings_of(lambda: load_bare(file))

    assert [int(finding.split(":")[1]) for finding in found] == [line] * len(found)


@pytest.mark.parametrize(
    "target", ["'#/nowhere'", "'#/paths/~1a/get/9'", "'#/components/schemas/A'"]
)
def test_a_reference_that_leads_nowhere_or_in_circles_is_found(
    tmp_path: Path, target: str
) -> None:
    more = f"components:\n  schemas:\n    A:\n      $ref: {target}\n"
    file = contract_with(tmp_path, "  /a:\n    get:\n" + NOTHING, more)
    found = findings_of(lambda: load_bare(file))

    assert found == [f"bare.yaml:8: {target.strip(chr(39))} leads nowhere."]


@pytest.mark.parametrize(
    ("more", "path", "paths_servers"),
    [
        ("", "/_ticketstub/health", ""),
        ("", "/_ticketstub", ""),
        ("servers:\n  - url: /_ticketstub/more\n", "/health", ""),
        ("", "/health", "    servers:\n      - url: /_ticketstub\n"),
    ],
)
def test_the_stubs_own_prefix_is_taken(
    tmp_path: Path, more: str, path: str, paths_servers: str
) -> None:
    file = contract_with(
        tmp_path, f"  {path}:\n{paths_servers}    get:\n{NOTHING}", more
    )
    found = findings_of(lambda: load_bare(file))

    line = line_of(file, f"  {path}:")
    assert found == [
        f"bare.yaml:{line}: The paths below /_ticketstub are the stub's own."
    ]


def test_a_security_scheme_that_is_not_declared_is_found(tmp_path: Path) -> None:
    """A misspelt name must end the start with a sentence, not with a traceback."""
    file = contract_with(
        tmp_path, f"  /a:\n    get:\n      security:\n        - Missing: []\n{NOTHING}"
    )

    found = findings_of(lambda: App(load_bare(file), Settings()))

    assert len(found) == 1
    assert found[0].startswith(f"bare.yaml:{line_of(file, 'Missing')}: ")
    assert "Missing" in found[0].partition(": ")[2]


@pytest.mark.parametrize("permission", ["", "''", "[a]", "1", "no"])
def test_own_keywords_are_checked(tmp_path: Path, permission: str) -> None:
    paths = f"  /a:\n    get:\n      x-ticketstub-permission: {permission}\n"
    more = """\
x-ticketstub-unreadable-body: full
components:
  schemas:
    A:
      x-ticketstub-as: integer
      anyOf:
        - type: string
"""
    file = contract_with(tmp_path, paths + NOTHING, more)
    found = findings_of(lambda: load_bare(file))

    assert sorted(int(finding.split(":")[1]) for finding in found) == [5, 9, 15]


def test_a_schema_that_cannot_be_compiled_is_found(tmp_path: Path) -> None:
    paths = """\
  /a:
    get:
      responses:
        '200':
          description: A.
          content:
            application/json:
              schema:
                type: string
                pattern: '(['
"""
    file = contract_with(tmp_path, paths)
    found = findings_of(lambda: load_bare(file))

    line = line_of(file, "pattern")
    assert [finding.startswith(f"bare.yaml:{line}: ") for finding in found] == [True]
