"""Where the stub serves the inspector: its files, and what it knows of the APIs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from ticketstub.contract.check import OWN_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request

    from ticketstub.project.project import Api

_FOLDER = Path(__file__).parent / "inspector"
_INSPECTOR = f"{OWN_PREFIX}/inspector"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


def inspector_routes(
    apis: Sequence[Api],
    page_headers: Mapping[str, str],
    absent: Callable[[str], Response],
) -> list[Route]:
    """Return the routes of the inspector for some APIs.

    `absent` makes the answer where there is nothing of a kind.
    """
    # A file that has changed with the stub must not be taken from a browser's cache.
    headers = {**page_headers, "cache-control": "no-cache"}

    def serve(file: Path) -> Response:
        kind = _KINDS[file.suffix]
        return Response(file.read_bytes(), media_type=kind, headers=headers)

    async def page(_request: Request) -> Response:
        return serve(_FOLDER / "index.html")

    async def asset(request: Request) -> Response:
        # Compared with the files that there are, so that no name becomes a path.
        name = request.path_params["name"]
        for file in _FOLDER.iterdir():
            if file.name == name and file.suffix in _KINDS:
                return serve(file)
        return absent("file")

    async def known(_request: Request) -> Response:
        from ticketstub.pages.known import known_apis

        return Response(
            known_apis(apis), media_type="application/json", headers=headers
        )

    return [
        Route(_INSPECTOR, page),
        Route(f"{_INSPECTOR}/apis.json", known),
        Route(f"{_INSPECTOR}/{{name}}", asset),
    ]
