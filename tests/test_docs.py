"""What the documentation says is so: settings, links, commands, examples."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import REPOSITORY
from tests.stub import Stub
from ticketstub.cli import _parser
from ticketstub.project.project import load_bare, load_project
from ticketstub.settings import FIELDS, PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = {"Authorization": "Bearer growcrm-demo-key"}

#: Where the documented commands find the stub.
DOCUMENTED = "http://127.0.0.1:4140"

_MADE_HERE = {".venv", "build", "dist", "node_modules", "schemathesis-report"}
_BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_CODE = re.compile(r"`([^`\n]+)`")
_EXTENSION = re.compile(r"x-ticketstub-[a-z]+(?:-[a-z]+)*")


def markdown_files() -> list[Path]:
    return sorted(
        file
        for file in REPOSITORY.rglob("*.md")
        if not any(
            part in _MADE_HERE or part.startswith(".")
            for part in file.relative_to(REPOSITORY).parts
        )
    )


#: Where an option that stands by itself is ours, and no other tool's.
OURS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    *(
        f"docs/{name}.md"
        for name in (
            "architecture",
            "browsing",
            "contracts",
            "dependencies",
            "errors-on-demand",
            "explanations",
            "faults",
            "inspector",
            "mock-data",
            "parallel-tests",
            "records",
            "requests",
            "settings",
            "storage",
            "testing-in-python",
            "time",
            "webhooks",
        )
    ),
    *(
        str(file.relative_to(REPOSITORY))
        for file in markdown_files()
        if file.parent.name == "adr"
    ),
)


def read(path: str) -> str:
    return (REPOSITORY / path).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    _, found, rest = text.partition(f"\n## {title}\n")
    assert found, f"there is no section {title!r}"
    return rest.partition("\n## ")[0]


def blocks(text: str) -> dict[str, str]:
    """Return the fenced blocks that are marked with a file's name."""
    return dict(_BLOCK.findall(text))


def curl_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("curl ")]


class TestSettings:
    """docs/settings.md against the settings that there are."""

    @pytest.mark.parametrize("name", FIELDS)
    def test_every_setting_has_its_row(self, name: str) -> None:
        """Each is named as an option, as a variable and as a key of the file."""
        row = next(
            line
            for line in read("docs/settings.md").splitlines()
            if line.startswith("|") and f"`{PREFIX}{name.upper()}`" in line
        )

        assert f"`--{name.replace('_', '-')}`" in row
        assert f"`{name}`" in row

    @pytest.mark.parametrize("name", FIELDS)
    def test_every_default_is_the_true_one(self, name: str) -> None:
        """A default that changes in the code changes in the table, too."""
        default = FIELDS[name].default
        row = next(
            line
            for line in read("docs/settings.md").splitlines()
            if f"`{PREFIX}{name.upper()}`" in line
        )

        shown = row.split("|")[4].strip()
        if isinstance(default, bool):
            assert shown == "off"
        elif default in ((), ""):
            assert shown == "none"
        else:
            assert shown == f"`{default}`"

    @pytest.mark.parametrize("file", OURS, ids=str)
    def test_every_option_exists(self, file: str) -> None:
        """An option named by itself, or beside our command, is one that it takes."""
        named = {
            option
            for code in _CODE.findall(read(file))
            if code.startswith(("-", "ticketstub "))
            for option in _OPTION.findall(code)
        }

        assert named <= _our_options()

    def test_the_options_are_found(self) -> None:
        """The test above is not passed by finding nothing."""
        options = _OPTION.findall(read("docs/settings.md"))

        assert len(set(options)) >= len(FIELDS)


def _our_options() -> set[str]:
    commands = next(
        action
        for action in _parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return {
        "--version",
        *(
            option
            for command in commands.choices.values()
            for action in command._actions
            for option in action.option_strings
        ),
    }


def _dependencies() -> Iterator[str]:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    for requirement in (
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ):
        yield re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


@pytest.mark.parametrize("dependency", [*_dependencies()])
def test_every_dependency_is_accounted_for(dependency: str) -> None:
    """Whoever audits an installation reads why each package is in it."""
    rows = [
        line
        for line in read("docs/dependencies.md").splitlines()
        if line.startswith(f"| `{dependency}` |")
    ]

    assert len(rows) == 1


def test_every_extension_is_explained() -> None:
    """What a contract or the engine calls x-ticketstub-… is in docs/contracts.md."""
    sources = [
        *(REPOSITORY / "openapi").glob("*.yaml"),
        *(REPOSITORY / "ticketstub").rglob("*.py"),
    ]
    used = {
        name
        for source in sources
        for name in _EXTENSION.findall(source.read_text(encoding="utf-8"))
    }

    explained = set(_EXTENSION.findall(read("docs/contracts.md")))
    assert used <= explained


@pytest.mark.parametrize(
    "file", markdown_files(), ids=lambda file: str(file.relative_to(REPOSITORY))
)
def test_every_relative_link_leads_somewhere(file: Path) -> None:
    """A reader who follows a link finds a file, or a folder."""
    targets = [
        target.partition("#")[0]
        for target in _LINK.findall(file.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith(("#", "mailto:"))
    ]

    missing = [target for target in targets if not (file.parent / target).exists()]
    assert not missing


class TestReadme:
    """The README's commands against a served stub."""

    def test_grow_crm_is_shown_by_three_commands(self) -> None:
        """A newcomer reads a list, reads a ticket, and changes one."""
        lines = curl_lines(section(read("README.md"), "Grow CRM"))

        assert len(lines) == 3

    @pytest.mark.parametrize("line", curl_lines(read("README.md")))
    def test_each_curl_line_works(
        self, bundled_stub: Stub, sandbox_name: str, line: str
    ) -> None:
        """Pasted as it is printed, it is answered 2xx."""
        request = _curl_request(line.replace(DOCUMENTED, bundled_stub.url))

        with bundled_stub.client(sandbox_name) as client:
            answer = client.request(**request)

        assert 200 <= answer.status_code < 300, answer.text


def _curl_request(line: str) -> dict[str, Any]:
    """Read a `curl` line as curl does, as far as ours go; another option fails."""
    parser = argparse.ArgumentParser(prog="curl", exit_on_error=False)
    parser.add_argument("url")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("--data", action="append", default=[])
    parser.add_argument("-u", dest="user", default="")
    parser.add_argument("-G", dest="query", action="store_true")
    parser.add_argument("--data-urlencode", dest="pairs", action="append", default=[])
    parser.add_argument("--json")
    parser.add_argument("-F", dest="files", action="append", default=[])
    words = parser.parse_args(shlex.split(line)[1:])
    headers = dict(header.split(": ", 1) for header in words.headers)
    body: str | None = words.json
    if body is not None:
        headers["Content-Type"] = "application/json"
    elif words.data:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = "&".join(words.data)
    files = []
    for name, _, path in (each.partition("=@") for each in words.files):
        files.append((name, (path, (REPOSITORY / path).read_bytes())))
    pairs = [tuple(pair.split("=", 1)) for pair in words.pairs]
    sends = body is not None or bool(files)
    return {
        "method": words.method or ("POST" if sends else "GET"),
        "url": words.url,
        "headers": headers,
        **({"files": files} if files else {"content": body}),
        **({"auth": tuple(words.user.split(":"))} if words.user else {}),
        **({"params": pairs} if words.query else {}),
    }


class TestWorkedExample:
    """CONTRIBUTING's recipe, applied step by step to a copy of the project."""

    @pytest.fixture
    def copy(self, tmp_path: Path) -> Path:
        folder = tmp_path / "copy"
        folder.mkdir()
        leave_out = shutil.ignore_patterns("__pycache__")
        for name in ("ticketstub", "handlers", "openapi", "mock_data", "tests"):
            shutil.copytree(REPOSITORY / name, folder / name, ignore=leave_out)
        shutil.copy(REPOSITORY / "pyproject.toml", folder)
        return folder

    def test_it_touches_three_files(self) -> None:
        """A fourth one would mean that the engine leaks."""
        files = blocks(read("CONTRIBUTING.md"))

        assert [*files] == [
            "openapi/growcrm.yaml",
            "handlers/growcrm/departments.py",
            "tests/apis/growcrm/test_departments.py",
        ]

    def test_without_a_handler_the_example_answers(self, copy: Path) -> None:
        """The contract alone is enough to be served, credential and body judged."""
        _apply(copy, "openapi/growcrm.yaml")
        line = curl_lines(read("CONTRIBUTING.md"))[0]

        with Stub(load_project(copy), Settings()) as stub, stub.client() as client:
            request = _curl_request(line.replace(DOCUMENTED, stub.url))
            answer = client.request(**request)
            refused = client.request(**{**request, "content": "{}"})
            ticket = client.get("/api/tickets/32", headers=KEY).json()["data"]

        assert answer.status_code == 200
        assert answer.json()["data"] == {"id": 73, "name": "Support"}
        assert refused.status_code == 422
        assert ticket["department"]["id"] == 72

    def test_with_its_handler_the_operation_remembers(self, copy: Path) -> None:
        """The test of the recipe passes where the recipe was followed."""
        for name in blocks(read("CONTRIBUTING.md")):
            _apply(copy, name)
        test = "tests/apis/growcrm/test_departments.py"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]

        ended = subprocess.run(  # noqa: S603  # pytest, on our own copy
            command, cwd=copy, capture_output=True, text=True, check=False
        )

        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "2 passed" in ended.stdout


def _apply(copy: Path, name: str) -> None:
    """Put a block of CONTRIBUTING where it says: at the end of paths, or in a file."""
    block = blocks(read("CONTRIBUTING.md"))[name]
    file = copy / name
    if name.endswith(".yaml"):
        head, components, tail = file.read_text("utf-8").partition("\ncomponents:\n")
        assert components
        file.write_text(f"{head}\n{block}{components[1:]}{tail}", "utf-8")
    else:
        assert not file.exists()
        file.write_text(block, "utf-8")


def test_the_small_contract_is_served_from_its_examples(tmp_path: Path) -> None:
    """The contract that docs/contracts.md begins with is whole, and answers as told."""
    content = blocks(read("docs/contracts.md"))["parcels.yaml"]
    file = tmp_path / "parcels.yaml"
    file.write_text(content, "utf-8")
    project = load_bare(file)

    with Stub(project, Settings()) as stub, stub.client() as client:
        answer = client.get("/parcels/v1/parcels/7")
        absent = client.get("/parcels/v1/parcels/seven")

    assert not project.warnings
    assert answer.json() == {"id": 7, "state": "on its way"}
    assert absent.status_code == 404


def test_the_small_collection_loads_and_its_times_move(tmp_path: Path) -> None:
    """The project that docs/mock-data.md shows is whole, and fits."""
    (tmp_path / "openapi").mkdir()
    contract = blocks(read("docs/contracts.md"))["parcels.yaml"]
    (tmp_path / "openapi" / "parcels.yaml").write_text(contract, "utf-8")
    for name, content in blocks(read("docs/mock-data.md")).items():
        json.loads(content)
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")

    project = load_project(tmp_path)

    collection = project.mock_data["parcels.parcels"]
    assert collection.as_of is not None
    assert collection.times
    assert collection.references
