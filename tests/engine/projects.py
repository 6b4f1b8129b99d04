"""The toy project, copies of it to change, and bare contracts."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.stub import Stub
from ticketstub.contract.check import check_contract
from ticketstub.contract.load import Contract, load_contract
from ticketstub.contract.schemas import Schemas
from ticketstub.findings import ProjectError
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

HERE = Path(__file__).resolve().parent
TOY = HERE / "toy"
CONTRACTS = HERE / "contracts"

#: Where the toy API is served.
BASE = "/library/v2"

CARD = {"X-Library-Card": "library-demo-card"}


def copy_of_toy(folder: Path) -> Path:
    """Copy the toy project below a folder, to be changed there."""
    target = folder / "toy"
    shutil.copytree(TOY, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def edit(file: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file exactly once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name} has {old!r} {text.count(old)} times"
    file.write_text(text.replace(old, new), encoding="utf-8")


def line_of(file: Path, text: str) -> int:
    """Return the line (from 1) of the first line that contains a text."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def findings_of(act: Callable[[], Any]) -> list[str]:
    """Do what must end in a `ProjectError`; return its findings, by file name."""
    with pytest.raises(ProjectError) as caught:
        act()
    return [
        str(finding).replace(f"{finding.file.parent}/", "", 1)
        for finding in caught.value.findings
    ]


def contract_with(folder: Path, paths: str, more: str = "", name: str = "bare") -> Path:
    """Write a bare contract with these paths and further keys at its root."""
    file = folder / f"{name}.yaml"
    head = "openapi: 3.0.3\ninfo:\n  title: Bare\n  version: '1'\n"
    file.write_text(f"{head}{more}paths:\n{paths}", encoding="utf-8")
    return file


def schemas_of(folder: Path, schemas: str) -> tuple[Contract, Schemas]:
    """Compile the schemas of a contract that has nothing else."""
    more = f"components:\n  schemas:\n{schemas}"
    contract = load_contract(contract_with(folder, "  {}\n", more))
    assert check_contract(contract) == []
    return contract, Schemas(contract)


@contextmanager
def served(contract: Path) -> Iterator[httpx.Client]:
    """Serve a contract by itself."""
    with Stub(load_bare(contract), Settings()) as stub, stub.client() as client:
        yield client
