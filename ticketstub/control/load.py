"""Load the control API: as an API of a project, but from the package itself."""

from __future__ import annotations

import dataclasses
import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from ticketstub.contract.check import load_checked
from ticketstub.contract.schemas import Schemas
from ticketstub.findings import ProjectError
from ticketstub.project.project import Api

if TYPE_CHECKING:
    from types import ModuleType

    from ticketstub.contract.cache import Cache

#: What the control API is called among the APIs.
NAME = "_control"

CONTRACT = Path(__file__).parent / "contract.yaml"


class _Modules:
    """The package's own modules, in place of a project's folder of handlers."""

    def module(self, name: str) -> ModuleType | None:
        return importlib.import_module(f"{__package__}.{name}")

    def file(self, name: str) -> Path:
        return CONTRACT.with_name(f"{name}.py")

    def names(self) -> list[str]:
        return []

    def forget(self) -> None:
        """Nothing to forget: they are not loaded anew with a project."""


def load_control(cache: Cache | None = None) -> Api:
    """Return the control API, ready to be served."""
    contract = load_checked(CONTRACT, cache, own=True)
    contract = dataclasses.replace(contract, name=NAME)
    api = Api(contract, Schemas(contract), _Modules(), own=True)
    findings = list(api.load_handlers())
    if findings:
        raise ProjectError(findings)
    return api
