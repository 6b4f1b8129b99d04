"""Assemble a project into the ASGI application that serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.contract.pointer import follow
from ticketstub.control.guard import Guard
from ticketstub.control.load import load_control
from ticketstub.findings import Finding, ProjectError
from ticketstub.framework import (
    API,
    ConnexionMiddleware,
    ExceptionMiddleware,
    LifespanMiddleware,
    OpenAPISpecification,
    Resolution,
    Resolver,
    ServerErrorMiddleware,
)
from ticketstub.pages.app import pages
from ticketstub.pipeline.gate import Gate, is_loopback
from ticketstub.pipeline.handler import signature_findings
from ticketstub.pipeline.middleware import Pipeline
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.courier import Courier
from ticketstub.sandbox.ids import secret
from ticketstub.sandbox.journal import Shelf
from ticketstub.sandbox.sandboxes import Sandboxes
from ticketstub.sandbox.targets import Targets
from ticketstub.sandbox.uploads import Room
from ticketstub.settings import kept_in
from ticketstub.store.format import StoreFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import Receive, Scope, Send

    from ticketstub.contract.cache import Cache
    from ticketstub.framework import AbstractOperation
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Api, Project
    from ticketstub.sandbox.keeper import Keeper
    from ticketstub.settings import Settings


class App:
    """The ASGI application: one generation of a project, replaced as a whole.

    The sandboxes outlive the generations, so state is kept when files change.
    Raises `ProjectError` for a project whose parts do not fit each other.
    """

    def __init__(
        self,
        project: Project,
        settings: Settings,
        *,
        new_clock: Callable[[], Clock] = Clock,
        cache: Cache | None = None,
    ) -> None:
        self.settings = settings
        self.gate = Gate(settings.host, settings.allow_host, settings.cors_origin)
        self.sandboxes = Sandboxes(
            project.mock_data,
            most=settings.max_sandboxes,
            idle_seconds=settings.sandbox_idle_seconds,
            new_clock=new_clock,
            most_snapshots=settings.max_snapshots,
            room=Room(settings.max_upload_bytes, settings.max_uploads),
            shelf=Shelf(
                settings.max_journal_calls,
                settings.max_journal_bytes,
                settings.max_journal_total_bytes,
            ),
        )
        self.courier = Courier(Targets(settings.allow_target))
        self.guard = Guard(_token(settings))
        self.control = load_control(cache)
        self.generation = self.assemble(project)

    def end_streams(self) -> None:
        """End the answers that would go on for ever, since the server stops."""
        self.sandboxes.shelf.close()

    async def close(self) -> None:
        """Wait briefly for deliveries that are under way, and note the rest."""
        await self.courier.stop()
        self.close_store()

    def open_store(self) -> None:
        """Take `main` from the file that the settings name, if any, and keep it there.

        Raises `StoreFileError` for a file that it cannot be kept in.
        """
        path = kept_in(self.settings)
        if path is None:
            return
        # Imported here: most servers keep nothing.
        from ticketstub.sandbox.keeper import open_keeper

        full_sync = self.settings.store_sync == "full"
        self.sandboxes.keeper = open_keeper(
            path, self.sandboxes, _names(self.project), full_sync=full_sync
        )

    def close_store(self) -> None:
        """Let go of the file; what is called later is not kept, and so not answered."""
        if self.sandboxes.keeper is not None:
            self.sandboxes.keeper.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the current generation."""
        await self.generation(scope, receive, send)

    @property
    def project(self) -> Project:
        """The project that is served."""
        return self.generation.project

    @property
    def plans(self) -> list[Plan]:
        """The plans of the project's operations, in the contracts' order."""
        plans = self.generation.pipeline.plans
        return [plan for plan in plans if not plan.api.own]

    def replace(self, generation: Generation) -> None:
        """Serve another generation from the next request on, with the same state.

        Raises `ProjectError` where the file of the store does not fit it.
        """
        if self.sandboxes.keeper is not None:
            self._extend(self.sandboxes.keeper, generation.project)
        old, self.generation = self.generation, generation
        self.sandboxes.adopt(generation.project.mock_data)
        old.project.forget()

    @staticmethod
    def _extend(keeper: Keeper, project: Project) -> None:
        try:
            keeper.adopt(project.mock_data, _names(project))
        except StoreFileError as error:
            project.forget()
            message = str(error).removeprefix(f"{keeper.file.path} ")
            raise ProjectError([Finding(keeper.file.path, 0, message)]) from error

    def assemble(self, project: Project) -> Generation:
        """Make a generation of a project, ready to be served.

        Raises `ProjectError` for a project whose parts do not fit each other.
        """
        generation = Generation(self, project)
        try:
            generation.assemble()
            _check_signatures(generation.pipeline.plans)
        except ProjectError:
            project.forget()
            raise
        return generation


class Generation(ConnexionMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Connexion, our pipeline in place of its routing, security and validation."""

    pipeline: Pipeline

    def __init__(self, app: App, project: Project) -> None:
        def pipeline(next_app: Any) -> Pipeline:
            self.pipeline = Pipeline(
                next_app, app=app, body_limit=app.settings.max_body
            )
            return self.pipeline

        self.project = project
        super().__init__(
            pages(project, app.control),
            import_name="ticketstub",
            middlewares=[
                # Outermost: it answers for its own errors, and Connexion's error
                # handlers, which take their time, guard what it hands on.
                pipeline,
                ServerErrorMiddleware,
                ExceptionMiddleware,
                LifespanMiddleware,
            ],
        )
        for api in (*project.apis, app.control):
            self.apis.append(
                API(
                    _Specification(api.contract.document),
                    base_path=api.base_path,
                    api=api,
                    resolver=_HandlerResolver(api),
                )
            )

    def assemble(self) -> None:
        """Build the stack now: by itself Connexion does so at the first request."""
        self.app, self.middleware_stack = self._build_middleware_stack()


class _Specification(OpenAPISpecification):  # type: ignore[misc]  # Connexion ships no types
    """Connexion's specification, over the contract's own document.

    `check_contract` has judged it with the same schema, a hundred times as fast.
    Connexion would copy the whole twice and put what each `$ref` leads to in its place;
    of an operation it only reads the parts below.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._raw_spec = self._spec = document
        self._base_uri = ""

    @property
    def components(self) -> dict[str, Any]:
        return self._spec.get("components") or {}

    @property
    def security_schemes(self) -> dict[str, Any]:
        return self._followed(self.components.get("securitySchemes"))

    def get_path_params(self, path: str) -> list[Any]:
        return self._each_followed(self._spec["paths"][path].get("parameters"))

    def get_operation(self, path: str, method: str) -> dict[str, Any]:
        # Connexion adds the path's parameters to the operation's, so these are copied.
        operation = self._spec["paths"][path][method]
        copy = {
            **operation,
            "parameters": self._each_followed(operation.get("parameters")),
            "responses": self._followed(operation["responses"]),
        }
        if "requestBody" in operation:
            copy["requestBody"] = self._target(operation["requestBody"])
        return copy

    def _followed(self, parts: dict[str, Any] | None) -> dict[str, Any]:
        return {
            name: self._target(part)
            for name, part in (parts or {}).items()
            if not name.startswith("x-")
        }

    def _each_followed(self, parts: list[Any] | None) -> list[Any]:
        return [self._target(part) for part in parts or ()]

    def _target(self, part: Any) -> Any:
        return follow(self._spec, part["$ref"])[1] if "$ref" in part else part


class _HandlerResolver(Resolver):  # type: ignore[misc]  # Connexion ships no types
    """Resolves an operationId to a handler of its API, else to its examples."""

    def __init__(self, api: Api) -> None:
        super().__init__()
        self._api = api

    def resolve(self, operation: AbstractOperation) -> Resolution:
        path, method = operation.path, operation.method
        operation_id = operation.operation_id or f"{method.upper()} {path}"
        return Resolution(self._api.handlers[path, method], operation_id)


def _names(project: Project) -> set[str]:
    return {api.name for api in project.apis}


def _token(settings: Settings) -> str:
    """Return what the control API asks for; nothing where only this machine calls."""
    if settings.token or is_loopback(settings.host):
        return settings.token
    return secret()


def _check_signatures(plans: list[Plan]) -> None:
    findings = [finding for plan in plans for finding in _signature_findings(plan)]
    if findings:
        raise ProjectError(findings)


def _signature_findings(plan: Plan) -> Iterator[Finding]:
    if plan.handler.from_examples:
        return
    yield from signature_findings(
        plan.handler, plan.path_parameters, plan.argument_names()
    )
