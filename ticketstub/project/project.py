"""A project: three folders, loaded into APIs that are ready to be served."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ticketstub.contract.check import (
    FINAL_SLASH,
    load_checked,
    operations,
    prefix_of,
)
from ticketstub.contract.examples import example_answer, unfit_examples
from ticketstub.contract.load import Contract, base_path_of
from ticketstub.contract.pointer import join
from ticketstub.contract.schemas import Schemas
from ticketstub.findings import Finding, ProjectError
from ticketstub.pipeline.answer import Answers
from ticketstub.pipeline.handler import Handler, answering, bind
from ticketstub.pipeline.secrets import Secrets
from ticketstub.project.mock_data import load_mock_data
from ticketstub.project.modules import HandlerModules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from ticketstub.call import Call, Reply
    from ticketstub.contract.cache import Cache
    from ticketstub.pipeline.authenticate import Authenticate
    from ticketstub.pipeline.emit import Events
    from ticketstub.problems import Problem
    from ticketstub.project.modules import Modules
    from ticketstub.sandbox.sandbox import MockData

#: What a resource may hold for the engine beside its handlers.
_ROLES = ("find_", "check_", "present_")


def bundled() -> Path:
    """Return the folder of the project that comes with ticketstub.

    In an installation it lies inside the package, in a checkout beside it.
    """
    package = Path(__file__).resolve().parent.parent
    return package if (package / "openapi").is_dir() else package.parent


@dataclass
class Api:
    """One API of a project: its contract, and what its `api.py` and handlers give."""

    contract: Contract
    schemas: Schemas
    modules: Modules | None
    authenticate: Authenticate | None = None
    word: Callable[[Call, Problem], Reply] | None = None
    finish: Callable[[Call, Reply], Reply] | None = None
    events: Events | None = None
    unmatched: Answers | None = None
    handlers: dict[tuple[str, str], Handler] = field(default_factory=dict)
    #: Whether it is the stub's own, which may do more and is guarded for that.
    own: bool = False

    @functools.cached_property
    def secrets(self) -> Secrets:
        """What of its calls is not kept in a journal."""
        marks = b"password" in self.contract.source
        return Secrets(self.contract.document, has_fields=marks)

    @property
    def name(self) -> str:
        """The short name: that of the contract's file."""
        return self.contract.name

    @property
    def base_path(self) -> str:
        """What every path of the API begins with."""
        return base_path_of(self.contract.document.get("servers"))

    @property
    def unreadable_body_is_empty(self) -> bool:
        """Whether a body that cannot be read counts as an empty object."""
        return self.contract.document.get("x-ticketstub-unreadable-body") == "empty"

    def prefix_of(self, path: str, method: str) -> str:
        """Return what an operation's path begins with."""
        return prefix_of(self.contract.document, path, method)

    def spellings(self, path: str) -> Iterator[str]:
        """Yield what a path is served as besides, where the contract says so."""
        bare = path.rstrip("/")
        if self.contract.document.get(FINAL_SLASH) == "optional" and bare:
            yield f"{bare}/" if path == bare else bare

    def operations(self) -> Iterator[tuple[str, str]]:
        """Yield the path and method of each operation, in the contract's order."""
        for path, method, _ in operations(self.contract.document):
            yield path, method

    def module_of(self, operation_id: str) -> ModuleType | None:
        """Return the handlers' module that an operationId names, if there is one."""
        resource, dot, _ = operation_id.rpartition(".")
        if self.modules is None or not dot:
            return None
        return self.modules.module(resource)

    def load_handlers(self) -> Iterator[Finding]:
        """Find what answers each operation: its function, else its examples.

        Yields the examples that do not fit, and the answers that cannot be made.
        """
        for path, method, operation in operations(self.contract.document):
            operation_id = operation.get("operationId", "")
            module = self.module_of(operation_id)
            function = getattr(module, operation_id.rpartition(".")[2], None)
            responses = join("#/paths", path, method, "responses")
            yield from unfit_examples(self.contract, self.schemas, responses)
            if module is not None and function is not None:
                self.handlers[path, method] = bind(function, module)
            else:
                reply, findings = example_answer(self.contract, self.schemas, responses)
                self.handlers[path, method] = answering(reply)
                yield from findings


@dataclass
class Project:
    """A loaded project: its APIs, its mock data, and what was found while loading."""

    folder: Path
    apis: list[Api]
    mock_data: MockData
    warnings: list[Finding]

    def forget(self) -> None:
        """Take the handlers' modules out of `sys.modules`; calls under way go on."""
        for api in self.apis:
            if api.modules is not None:
                api.modules.forget()


def load_project(
    folder: Path,
    *,
    only: Sequence[str] = (),
    mock_data: Path | None = None,
    cache: Cache | None = None,
) -> Project:
    """Load the contracts, handlers and mock data of a folder.

    `only` names the APIs to load; `mock_data` is a folder that stands in for the
    project's own; `cache` knows contracts from before.
    Raises `ProjectError` with everything that does not fit.
    """
    contracts = sorted((folder / "openapi").glob("*.yaml"))
    known = {file.stem for file in contracts}
    if not contracts:
        message = "There is no contract here: no openapi/<api>.yaml."
        raise ProjectError([Finding(folder, 0, message)])
    if mock_data is not None and not mock_data.is_dir():
        raise ProjectError([Finding(mock_data, 0, "There is no such folder.")])
    unknown = [name for name in only if name not in known]
    if unknown:
        message = (
            f"There is no API {', '.join(unknown)}, only {', '.join(sorted(known))}."
        )
        raise ProjectError([Finding(folder / "openapi", 0, message)])
    findings = [
        Finding(file, 0, "A project's contracts end in .yaml.", "Rename it.")
        for ending in ("*.yml", "*.json")
        for file in (folder / "openapi").glob(ending)
    ]
    apis: list[Api] = []
    collections: MockData = {}
    for file in contracts:
        if only and file.stem not in only:
            continue
        try:
            apis.append(_load_api(file, folder / "handlers" / file.stem, cache))
        except ProjectError as error:
            findings += error.findings
        try:
            data = (mock_data or folder / "mock_data") / file.stem
            collections.update(load_mock_data(data, file.stem))
        except ProjectError as error:
            findings += error.findings
    findings += _shared_paths(apis)
    project = Project(folder, apis, collections, [])
    if findings:
        project.forget()
        raise ProjectError(findings)
    return project


def load_bare(file: Path, cache: Cache | None = None) -> Project:
    """Load one contract by itself; it is served from its examples.

    Examples that do not fit their schema are warnings here, since the contract may be
    somebody else's. Raises `ProjectError` for a contract that cannot be served at all.
    """
    contract = load_checked(file, cache)
    api = Api(contract, Schemas(contract), None)
    return Project(file.parent, [api], {}, list(api.load_handlers()))


def _load_api(file: Path, handlers: Path, cache: Cache | None) -> Api:
    contract = load_checked(file, cache)
    schemas = Schemas(contract)
    api = Api(
        contract, schemas, HandlerModules(handlers) if handlers.is_dir() else None
    )
    try:
        _load_parts(api)
    except ProjectError:
        if api.modules is not None:
            api.modules.forget()
        raise
    return api


def _load_parts(api: Api) -> None:
    """Load what an API's `api.py` and handlers give; raises `ProjectError`."""
    contract, schemas = api.contract, api.schemas
    if "x-ticketstub-unmatched" in contract.document:
        pointer = "#/x-ticketstub-unmatched"
        api.unmatched = Answers(contract, schemas, pointer, "A path without operation")
    if api.modules is not None:
        common = api.modules.module("api")
        api.authenticate = getattr(common, "authenticate", None)
        api.word = getattr(common, "word", None)
        api.finish = getattr(common, "finish", None)
        api.events = cast("Events | None", api.modules.module("events"))
    findings = [*_handler_findings(api), *api.load_handlers()]
    if findings:
        raise ProjectError(findings)


def _handler_findings(api: Api) -> Iterator[Finding]:
    """Yield what is wrong with an API's handlers, apart from their signatures."""
    if api.modules is None:
        return
    named = {
        operation.get("operationId")
        for _, _, operation in operations(api.contract.document)
    }
    resources = {str(name).rpartition(".")[0] for name in named}
    for name in api.modules.names():
        module = api.modules.module(name)
        if module is None or name not in resources:
            continue
        for function in _own_functions(module):
            if f"{name}.{function.__name__}" not in named:
                yield Finding(
                    api.modules.file(name),
                    function.__code__.co_firstlineno,
                    f"No operation of {api.contract.file.name} is called"
                    f" {name}.{function.__name__}.",
                    "Correct the name, or begin it with an underscore.",
                )


def _own_functions(module: ModuleType) -> Iterator[Any]:
    """Yield the public functions that a module defines and that take a call."""
    for name, function in vars(module).items():
        if (
            inspect.isfunction(function)
            and function.__module__ == module.__name__
            and not name.startswith(("_", *_ROLES))
            and next(iter(inspect.signature(function).parameters), "") == "call"
        ):
            yield function


def _shared_paths(apis: list[Api]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Api] = {}
    for api in apis:
        for path, method in api.operations():
            place = (method, api.prefix_of(path, method) + path)
            if place in seen:
                yield api.contract.finding(
                    join("#/paths", path, method),
                    f"{method.upper()} {place[1]} is also in"
                    f" {seen[place].contract.file.name}.",
                    "Give each contract a base path of its own.",
                )
            seen[place] = api
