"""Load handlers by path, under a private package name that is new each time.

A user's project may well have a package `handlers` of its own, and one process may hold
several generations of the same project, so nothing is ever `handlers` in `sys.modules`.
Bytecode is neither read nor written: it would hide an edit made within the same second.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import itertools
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ticketstub.findings import Finding, ProjectError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_generations = itertools.count(1)


class Modules(Protocol):
    """Where the handlers of one API are."""

    def module(self, name: str) -> ModuleType | None:
        """Return the module of that name, if there is one."""

    def file(self, name: str) -> Path:
        """Return where the module of that name lies, or would lie."""

    def names(self) -> list[str]:
        """List the modules that there are."""

    def forget(self) -> None:
        """Let the modules go; functions in use live on."""


class HandlerModules:
    """The modules below one API's folder of handlers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._package = f"_ticketstub_handlers_{next(_generations)}"
        self._modules: dict[str, ModuleType | None] = {}
        sys.modules[self._package] = _package(self._package, folder)

    def module(self, name: str) -> ModuleType | None:
        """Return the module of that name; None if there is no such file.

        Raises `ProjectError` for one that cannot be imported.
        """
        if name not in self._modules:
            self._modules[name] = self._load(name)
        return self._modules[name]

    def file(self, name: str) -> Path:
        """Return where the module of that name lies, or would lie."""
        return self._folder / f"{name}.py"

    def names(self) -> list[str]:
        """List the modules that there are."""
        return sorted(file.stem for file in self._folder.glob("*.py"))

    def forget(self) -> None:
        """Take the modules out of `sys.modules`; functions in use live on."""
        for name in [*sys.modules]:
            if name == self._package or name.startswith(f"{self._package}."):
                del sys.modules[name]

    def _load(self, name: str) -> ModuleType | None:
        if not name.isidentifier() or not self.file(name).is_file():
            return None
        try:
            return importlib.import_module(f"{self._package}.{name}")
        except (Exception, SystemExit) as error:
            raise ProjectError([self._import_finding(name, error)]) from error

    def _import_finding(self, name: str, error: BaseException) -> Finding:
        file, line = self.file(name), 0
        if isinstance(error, SyntaxError) and error.filename:
            file, line = Path(error.filename), error.lineno or 0
        else:
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename.startswith(str(self._folder)):
                    file, line = Path(frame.filename), frame.lineno or 0
        message = f"The handlers cannot be imported: {type(error).__name__}: {error}."
        return Finding(file, line, message.replace(f"{self._package}.", ""))


def _package(name: str, folder: Path) -> ModuleType:
    spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    return importlib.util.module_from_spec(spec)


class _SourceLoader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> Any:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith("_ticketstub_handlers_") or not path:
            return None
        file = Path(path[0]) / f"{fullname.rpartition('.')[2]}.py"
        if not file.is_file():
            return None
        return importlib.util.spec_from_file_location(
            fullname, file, loader=_SourceLoader(fullname, str(file))
        )


sys.meta_path.insert(0, _Finder())
