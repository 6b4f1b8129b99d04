"""The command line: `ticketstub serve`, `check`, `operations`, `state`, `docs`."""

from __future__ import annotations

import argparse
import atexit
import functools
import gc
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ticketstub import __version__
from ticketstub.settings import FIELDS, SettingsError, check_settings, load_settings

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from ticketstub.app import App, Generation
    from ticketstub.contract.cache import Cache
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Project
    from ticketstub.settings import Settings

FINE, FOUND, USAGE, CANNOT_START = 0, 1, 2, 3

#: The settings of how a project is loaded, which go with every command.
_WHICH = ("project", "mock_data", "api", "no_cache")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 for fine, 1 findings, 2 usage, 3 cannot start."""
    options = vars(_parser().parse_args(arguments))
    more = {name: options.pop(name) for name in [*options] if name not in FIELDS}
    command: Callable[..., int] = more.pop("command")
    contract: Path | None = more.pop("contract", None)
    try:
        settings = load_settings(options, os.environ, Path.cwd())
    except SettingsError as error:
        return _complain(str(error), USAGE)
    if contract is not None and (settings.api or settings.project):
        message = "A contract by itself goes with no project and no api setting."
        return _complain(message, USAGE)
    if contract is not None and settings.mock_data:
        return _complain(
            "A contract by itself has no --mock-data to stand in for.", USAGE
        )
    # What is loaded stays, and looking through it again and again takes a quarter of a
    # start, and again of the end. A server has the collector look once it serves.
    gc.disable()
    atexit.register(gc.freeze)
    try:
        code = command(settings, contract, **more)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output has seen enough; nothing more is to be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    finally:
        gc.enable()
    return code


def _parser() -> argparse.ArgumentParser:
    from ticketstub import docs_command, state_command
    from ticketstub.options import add_option

    parser = argparse.ArgumentParser(
        prog="ticketstub",
        description="A stub backend for help-desk ticket APIs, served from contracts.",
    )
    parser.add_argument(
        "--version", action="version", version=f"ticketstub {__version__}"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, text, command, settings in (
        ("serve", "serve a project, or one contract by itself", _serve, FIELDS),
        ("check", "check that contracts, handlers and mock data fit", _check, _WHICH),
        ("operations", "list every operation and what answers it", _operations, _WHICH),
    ):
        sub = commands.add_parser(name, help=text, description=f"{text.capitalize()}.")
        sub.set_defaults(command=command)
        sub.add_argument(
            "contract",
            nargs="?",
            type=Path,
            metavar="CONTRACT.yaml",
            help="one contract by itself, served from its examples",
        )
        for setting in settings:
            add_option(sub, setting)
    text = "export, import or reset the state of a sandbox"
    sub = commands.add_parser("state", help=text, description=f"{text.capitalize()}.")
    sub.set_defaults(command=state_command.run, assemble=_assemble)
    state_command.add_arguments(sub)
    add_option(sub, "token", "bearer token that the stub asks for")
    for setting in _WHICH:
        add_option(sub, setting)
    text = "write the docs of the contracts as a folder of pages"
    sub = commands.add_parser("docs", help=text, description=f"{text.capitalize()}.")
    sub.set_defaults(command=docs_command.run, assemble=_assemble)
    docs_command.add_arguments(sub)
    own = {"api": "write only this API (may be repeated)"}
    for setting in _WHICH:
        add_option(sub, setting, own.get(setting))
    return parser


def _load(settings: Settings, contract: Path | None) -> Project:
    # Imported here, so that --help and --version need none of it.
    from ticketstub.project.project import bundled, load_bare, load_project

    if contract is not None:
        return load_bare(contract, _cache(settings))
    folder = Path(settings.project) if settings.project else bundled()
    mock_data = Path(settings.mock_data) if settings.mock_data else None
    return load_project(
        folder, only=settings.api, mock_data=mock_data, cache=_cache(settings)
    )


def _cache(settings: Settings) -> Cache | None:
    from ticketstub.contract.cache import open_cache

    return None if settings.no_cache else open_cache(os.environ)


def _assemble(settings: Settings, contract: Path | None) -> App:
    from ticketstub.app import App

    return App(_load(settings, contract), settings, cache=_cache(settings))


def _serve(settings: Settings, contract: Path | None) -> int:
    from ticketstub.findings import ProjectError
    from ticketstub.sandbox.targets import Targets
    from ticketstub.server import CannotListenError, base_url, serve
    from ticketstub.store.format import StoreFileError

    logging.basicConfig(
        format="%(message)s",
        level=logging.INFO if settings.verbose else logging.WARNING,
    )
    try:
        check_settings(settings)
        Targets(settings.allow_target)
    except SettingsError as error:
        return _complain(str(error), USAGE)
    except ValueError as error:
        return _complain(f"allow_target: {error}.", USAGE)
    missing = [
        file
        for file in (settings.certfile, settings.keyfile)
        if file and not Path(file).is_file()
    ]
    if missing:
        return _complain(f"There is no file {missing[0]}.", CANNOT_START)
    try:
        app = _assemble(settings, contract)
        listening = _listen(app)
    except (ProjectError, CannotListenError, StoreFileError) as error:
        return _complain(str(error), CANNOT_START)
    for warning in app.project.warnings:
        _tell(f"warning: {warning}")
    url = base_url(settings, listening)

    def ready() -> None:
        if not settings.quiet:
            print(_banner(app, url), flush=True)  # noqa: T201  # the banner
        elif app.guard.token != settings.token:
            _tell(f"Token of the control API: {app.guard.token}")

    try:
        serve(
            app,
            settings,
            listening,
            ready=ready,
            beside=_watcher(app, settings, contract) if settings.watch else None,
            beforehand=app.end_streams,
            afterwards=app.close,
        )
    except OSError as error:
        return _complain(f"Cannot serve: {error}.", CANNOT_START)
    return FINE


def _listen(app: App) -> socket.socket:
    """Take the address, and the file of the store."""
    from ticketstub.server import listen

    listening = listen(app.settings)
    try:
        app.open_store()
    except BaseException:
        listening.close()
        raise
    return listening


def _watcher(app: App, settings: Settings, contract: Path | None) -> Callable[[], Any]:
    from ticketstub.project.watch import watch

    if contract is not None:
        paths = [contract.resolve()]
    else:
        paths = [
            folder
            for name in ("openapi", "handlers", "mock_data")
            if (folder := app.project.folder.resolve() / name).is_dir()
        ]
        if settings.mock_data:
            paths.append(Path(settings.mock_data).resolve())

    def load() -> Generation:
        return app.assemble(_load(settings, contract))

    return functools.partial(watch, paths, load, app.replace, _tell)


def _banner(app: App, url: str) -> str:
    from ticketstub.pages.guide import guide

    lines = [f"ticketstub {__version__} serves at {url}"]
    for api in app.project.apis:
        about = guide(api, url)
        lines += ["", f"  {about.title}: {about.url}"]
        lines += [f"    {command}" for command in about.curl]
    lines += ["", f"  Docs       {url}/_ticketstub/docs"]
    lines += [f"  Inspector  {url}/_ticketstub/inspector"]
    if app.guard.token:
        lines += ["", f"  Token of the control API: {app.guard.token}"]
    lines += ["", "Stop it with Ctrl-C."]
    return "\n".join(lines)


def _check(settings: Settings, contract: Path | None) -> int:
    from ticketstub.findings import ProjectError

    try:
        app = _assemble(settings, contract)
    except ProjectError as error:
        print(error)  # noqa: T201  # the command's output
        print(f"{len(error.findings)} found.")  # noqa: T201
        return FOUND
    for warning in app.project.warnings:
        print(warning)  # noqa: T201
    if app.project.warnings:
        print(f"{len(app.project.warnings)} found.")  # noqa: T201
        return FOUND
    names = ", ".join(api.name for api in app.project.apis)
    print(f"{names}: {len(app.plans)} operations, everything fits.")  # noqa: T201
    return FINE


def _operations(settings: Settings, contract: Path | None) -> int:
    from ticketstub.findings import ProjectError

    try:
        app = _assemble(settings, contract)
    except ProjectError as error:
        return _complain(str(error), CANNOT_START)
    rows = [
        (
            plan.api.name,
            plan.method,
            plan.api.prefix_of(plan.path, plan.method.lower()) + plan.path,
            _answered_by(plan),
        )
        for plan in app.plans
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print(*cells, row[3], sep="  ")  # noqa: T201
    return FINE


def _answered_by(plan: Plan) -> str:
    if plan.handler.from_examples:
        return "from examples"
    resource, _, function = plan.operation_id.rpartition(".")
    return f"handlers/{plan.api.name}/{resource}.py:{function}"


def _complain(text: str, code: int) -> int:
    _tell(f"ticketstub: {text}")
    return code


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # what went wrong
