"""Where the stub serves the docs; what they are made by is loaded when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from ticketstub.contract.check import OWN_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request

    from ticketstub.project.project import Api

_DOCS = f"{OWN_PREFIX}/docs"


def docs_routes(
    apis: Sequence[Api],
    page_headers: Mapping[str, str],
    absent: Callable[[str], Response],
) -> list[Route]:
    """Return the routes of the docs of some APIs.

    `absent` makes the answer where there is nothing of a kind.
    """

    async def index(_request: Request) -> Response:
        from ticketstub.pages.docs import SERVED_INDEX, docs_index

        return _html(docs_index(apis, SERVED_INDEX), page_headers)

    async def page(request: Request) -> Response:
        from ticketstub.pages.docs import POLICY, SERVED, docs_page

        name = request.path_params["api"]
        for api in apis:
            if api.name == name:
                html = docs_page(api, apis, SERVED)
                headers = {**page_headers, "content-security-policy": POLICY}
                return _html(html, headers)
        return absent("page")

    async def asset(request: Request) -> Response:
        from ticketstub.pages import viewer

        name = request.path_params["name"]
        try:
            file = viewer.find(name)
        except viewer.ViewerError:
            return absent("file")
        headers = {**page_headers, **viewer.headers(file)}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(
            file.read_bytes(), media_type=viewer.FILES[name][0], headers=headers
        )

    return [
        Route(_DOCS, index),
        Route(f"{_DOCS}/{{api}}", page),
        Route(f"{_DOCS}/assets/{{name}}", asset),
    ]


def _html(html: str, headers: Mapping[str, str]) -> Response:
    # A page is made from the contract as it is now, which --watch may change.
    return Response(
        html, media_type="text/html", headers={**headers, "cache-control": "no-cache"}
    )
