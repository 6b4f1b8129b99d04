"""The wheel: one package that brings the bundled project along, and serves it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPOSITORY
from tests.engine.process import Served, command, environment

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("hatchling", reason="the wheel is built without isolation")


def _run(*words: str, cwd: Path) -> None:
    subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", *words],
        cwd=cwd,
        env=environment(),
        check=True,
        capture_output=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(REPOSITORY),
        cwd=folder,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_installs_one_package_with_the_project_in_it(wheel: Path) -> None:
    """A user may well have a package `handlers` of their own."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    top = {name.partition("/")[0] for name in names}
    inside = {name.split("/")[1] for name in names if name.startswith("ticketstub/")}

    assert {name for name in top if not name.endswith(".dist-info")} == {"ticketstub"}
    assert {"handlers", "openapi", "mock_data", "py.typed"} <= inside
    assert [name for name in names if "__pycache__" in name or "/tests/" in name] == []


def test_everything_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        f"ticketstub/{file.relative_to(REPOSITORY)}"
        for room in ("handlers", "openapi", "mock_data")
        for file in (REPOSITORY / room).rglob("*")
        if file.suffix in (".py", ".yaml", ".json")
    } | {
        str(file.relative_to(REPOSITORY))
        for file in (REPOSITORY / "ticketstub").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    assert wanted <= names


def test_an_installed_ticketstub_serves_from_an_empty_folder(
    wheel: Path, tmp_path: Path
) -> None:
    """Nothing of the checkout may be needed."""
    target, empty = tmp_path / "target", tmp_path / "empty"
    empty.mkdir()
    _run(
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-compile",
        "--target",
        str(target),
        str(wheel),
        cwd=empty,
    )
    more = {"PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1"}
    where = subprocess.run(
        [sys.executable, "-c", "import ticketstub; print(ticketstub.__file__)"],
        cwd=empty,
        env=environment(**more),
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
    )
    words = command("serve", "--port", "0")
    with Served(cwd=empty, more=more, words=words) as served, served.client() as client:
        health = client.get("/_ticketstub/health")
        api = health.json()["apis"][0]
        contract = client.get(f"/_ticketstub/openapi/{api}.yaml")
        docs = client.get(f"/_ticketstub/docs/{api}")
        script = client.get("/_ticketstub/docs/assets/docs.js")

    assert where.stdout.startswith(str(target))
    assert health.json()["status"] == "ok"
    assert contract.content == (REPOSITORY / "openapi" / f"{api}.yaml").read_bytes()
    assert docs.status_code == script.status_code == 200
    assert (
        script.content
        == (REPOSITORY / "ticketstub" / "pages" / "assets" / "docs.js").read_bytes()
    )
    assert list(empty.iterdir()) == []
