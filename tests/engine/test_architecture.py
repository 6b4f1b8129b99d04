"""Who may import whom, and where time, chance and the names of APIs may stand."""

from __future__ import annotations

import ast
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPOSITORY
from tests.engine.projects import TOY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENGINE = REPOSITORY / "ticketstub"
HANDLERS = [
    *sorted((REPOSITORY / "handlers").rglob("*.py")),
    *sorted((TOY / "handlers").rglob("*.py")),
]
MODULES = sorted(
    file
    for file in ENGINE.rglob("*.py")
    if not {"handlers", "openapi", "mock_data"} & {*file.relative_to(ENGINE).parts}
)


def name_of(file: Path) -> str:
    """Return a file's path as the tests name it."""
    return str(file.relative_to(REPOSITORY))


@cache
def tree_of(file: Path) -> ast.Module:
    """Parse a file, once."""
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[tuple[str, int]]:
    """Yield each module that a file imports, siblings with a dot, and the line."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module, node.lineno
            for alias in node.names:
                dot = "." if node.module else ""
                yield f"{module}{dot}{alias.name}", node.lineno


def uses(file: Path, *names: str) -> list[str]:
    """List where a file uses attributes such as `time.time`."""
    return [
        f"{name_of(file)}:{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node).endswith(names)
        and isinstance(node.value, ast.Name | ast.Attribute)
    ]


def importers(files: list[Path], *modules: str) -> list[str]:
    """List which of some files import one of some modules, or a part of it."""
    return [
        f"{name_of(file)}:{line}: {name}"
        for file in files
        for name, line in imports(file)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    ]


def test_there_is_something_to_look_at() -> None:
    """An empty list of files would let every rule pass."""
    assert len(MODULES) > 40
    assert len(HANDLERS) > 7


@pytest.mark.parametrize("file", HANDLERS, ids=name_of)
def test_handlers_import_little(file: Path) -> None:
    """What handlers stand on is all that must stay when the engine changes."""
    ours = ("ticketstub.call", "ticketstub.problems", "ticketstub.store")
    allowed = {*sys.stdlib_module_names}
    strange = [
        name
        for name, _ in imports(file)
        if not name.startswith((".", *ours)) and name.partition(".")[0] not in allowed
    ]

    assert strange == []


@pytest.mark.parametrize("file", HANDLERS, ids=name_of)
def test_handlers_import_siblings_only_relatively_and_at_the_top(file: Path) -> None:
    tree = tree_of(file)
    inner = [
        ast.unparse(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inner == []
    assert not [name for name, _ in imports(file) if name.startswith("..")]


def test_handlers_take_time_and_chance_from_the_call() -> None:
    """A frozen clock and a seed decide every byte only if nothing goes round them."""
    modules = ("time", "random", "secrets", "uuid", "os", "asyncio", "threading")
    reads = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")

    assert importers(HANDLERS, *modules) == []
    assert [use for file in HANDLERS for use in uses(file, *reads)] == []


def test_handlers_keep_no_state() -> None:
    """State of a module would be shared by all sandboxes."""
    classes = [
        f"{name_of(file)}: {node.name}"
        for file in HANDLERS
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ClassDef) and not _is_tuple(node)
    ]
    changing = [
        f"{name_of(file)}:{node.lineno}"
        for file in HANDLERS
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Global | ast.Nonlocal)
    ]

    assert classes == []
    assert changing == []


def _is_tuple(node: ast.ClassDef) -> bool:
    """Tell whether a class only names the parts of a value that never changes."""
    return [ast.unparse(base) for base in node.bases] == ["NamedTuple"]


def test_the_store_knows_no_http() -> None:
    store = [file for file in MODULES if file.parent.name == "store"]
    web = ("connexion", "starlette", "uvicorn", "http", "httpx", "urllib", "asyncio")
    rooms = ("pipeline", "pages", "contract", "project", "sandbox", "app", "server")
    engine = [f"ticketstub.{room}" for room in rooms]

    assert store
    assert importers(store, *web, *engine) == []


def test_nothing_imports_the_command_line() -> None:
    others = [file for file in MODULES if file.name != "__main__.py"]

    assert importers([*others, *HANDLERS], "ticketstub.cli") == []


def test_the_engine_never_imports_a_handler() -> None:
    assert importers(MODULES, "handlers", "ticketstub.handlers") == []


def test_only_the_clock_reads_the_wall_clock() -> None:
    clock = ENGINE / "sandbox" / "clock.py"
    others = [file for file in MODULES if file != clock]
    reads = (
        "time.time",
        "time.time_ns",
        "time.monotonic",
        "time.perf_counter",
        "time.sleep",
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
    )

    assert uses(clock, "time.time")
    assert [use for file in others for use in uses(file, *reads)] == []
    assert importers(others, "time") == []


def test_only_the_ids_draw_from_chance() -> None:
    ids = ENGINE / "sandbox" / "ids.py"
    others = [file for file in MODULES if file != ids]

    assert importers([ids], "random")
    assert importers(others, "random", "secrets", "uuid") == []
    assert [use for file in others for use in uses(file, "os.urandom")] == []


@pytest.mark.parametrize("name", ["growcrm", "grow crm", "happyfox", "i3d", "helpdesk"])
def test_the_engine_names_no_api(name: str) -> None:
    """An engine that knows one API by name will know the next one, too."""
    naming = [
        f"{name_of(file)}:{number}: {line.strip()}"
        for file in MODULES
        for number, line in enumerate(
            file.read_text(encoding="utf-8").lower().splitlines(), 1
        )
        if name in line
    ]

    assert naming == []


def test_the_command_line_needs_nothing_heavy() -> None:
    """`--help` answers at once only if nothing heavy is imported at the top."""
    heavy = ("connexion", "uvicorn", "starlette", "tinydb", "jsonschema_rs", "yaml")
    tree = tree_of(ENGINE / "cli.py")
    top = [
        name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    ]

    assert not [name for name in top if name.startswith(heavy)]
    assert [name for name in top if name.startswith("ticketstub.")] == [
        "ticketstub.settings"
    ]
