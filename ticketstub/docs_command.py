"""The command `ticketstub docs`: write the docs as a folder that needs no stub.

A page carries its document within itself and loads only files beside it, so the folder
may be published as it is, or opened from the disk.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from ticketstub.app import App
    from ticketstub.project.project import Api
    from ticketstub.settings import Settings

    Assemble = Callable[[Settings, Path | None], App]

FINE, USAGE, CANNOT = 0, 2, 3

#: Where a stub is found that was told nothing else.
BASE_URL = "http://127.0.0.1:4140"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser take what the command is told."""
    parser.add_argument("action", choices=["build"], help="what to do")
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="folder that is written"
    )
    parser.add_argument(
        "contract",
        nargs="?",
        type=Path,
        metavar="CONTRACT.yaml",
        help="one contract by itself, in place of a project",
    )
    parser.add_argument(
        "--base-url",
        default=BASE_URL,
        metavar="URL",
        help=f"stub that the pages call (default {BASE_URL})",
    )


def run(
    settings: Settings, contract: Path | None, *, assemble: Assemble, **words: Any
) -> int:
    """Run the command; return 0 for fine, 2 usage, 3 cannot."""
    from ticketstub.findings import ProjectError
    from ticketstub.pages.viewer import ViewerError

    folder, base_url = words["folder"], words["base_url"].rstrip("/")
    if not _is_url(base_url):
        text = f"{words['base_url']!r} is no URL such as {BASE_URL}."
        return _complain(text, USAGE)
    try:
        app = assemble(settings, contract)
        written = 0
        for path, content in _files([*app.project.apis, app.control], base_url):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            written += 1
    except (ProjectError, ViewerError) as error:
        return _complain(str(error), CANNOT)
    except OSError as error:
        return _complain(f"{folder} cannot be written: {error.strerror}.", CANNOT)
    print(f"{folder / 'index.html'}: {written} files written.")  # noqa: T201  # its output
    return FINE


def _files(apis: Sequence[Api], base_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path of each file, and what stands in it."""
    import orjson

    from ticketstub.pages import viewer
    from ticketstub.pages.docs import Place, docs_index, docs_page

    place = Place(
        openapi="openapi/", suffix=".html", home="index.html", origin=base_url
    )
    yield "index.html", docs_index(apis, place).encode()
    for api in apis:
        yield place.file(api), docs_page(api, apis, place).encode()
        yield f"openapi/{api.name}.yaml", api.contract.source
        document = orjson.dumps(api.contract.document, option=orjson.OPT_NON_STR_KEYS)
        yield f"openapi/{api.name}.json", document
    for name in viewer.FILES:
        yield f"assets/{name}", viewer.find(name).read_bytes()
    yield "assets/LICENSE-swagger-ui.txt", viewer.licence().encode()


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not (parts.query or parts.fragment or parts.username)
    )


def _complain(text: str, code: int) -> int:
    print(f"ticketstub: {text}", file=sys.stderr)  # noqa: T201  # what went wrong
    return code
