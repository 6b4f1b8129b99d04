"""The stub's own paths: the landing page, and the contracts themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from starlette.responses import Response
from starlette.routing import Route, Router

from ticketstub.contract.check import OWN_PREFIX
from ticketstub.pages.docs_routes import docs_routes
from ticketstub.pages.inspector_routes import inspector_routes
from ticketstub.pages.landing import landing_page
from ticketstub.pipeline.answer import written
from ticketstub.problems import AbsentError, Problem, WrongMethodError, word_plainly

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ticketstub.call import Reply
    from ticketstub.project.project import Api, Project

_FOLDER = Path(__file__).parent

#: Our own files that the pages use, and what they are.
_ASSETS = {
    "style.css": "text/css",
    "icon.svg": "image/svg+xml",
    "copy.js": "text/javascript",
    "landing.css": "text/css",
    "landing.js": "text/javascript",
}

#: What the pages may load: their own files, nothing else; and nobody may frame them.
_PAGE_HEADERS = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def pages(project: Project, control: Api) -> ASGIApp:  # noqa: C901  # the pages, each a few lines
    """Make the application behind the pipeline: what belongs to no API comes here."""
    apis = [*project.apis, control]
    contracts = {api.name: api.contract for api in apis}

    async def landing(request: Request) -> Response:
        html = landing_page(project, str(request.base_url).rstrip("/"))
        return Response(html, media_type="text/html", headers=_PAGE_HEADERS)

    async def asset(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        data = (_FOLDER / name).read_bytes()
        return Response(data, media_type=_ASSETS[name], headers=_PAGE_HEADERS)

    async def contract_yaml(request: Request) -> Response:
        contract = contracts.get(request.path_params["api"])
        if contract is None:
            return _refusal(AbsentError("contract"))
        return Response(contract.source, media_type="application/yaml")

    async def contract_json(request: Request) -> Response:
        contract = contracts.get(request.path_params["api"])
        if contract is None:
            return _refusal(AbsentError("contract"))
        document = orjson.dumps(contract.document, option=orjson.OPT_NON_STR_KEYS)
        return Response(document, media_type="application/json")

    async def anything_else(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _refusal(AbsentError("page"))(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    routes = [
        Route("/", landing),
        *(Route(f"{OWN_PREFIX}/{name}", asset) for name in _ASSETS),
        Route(f"{OWN_PREFIX}/openapi/{{api}}.yaml", contract_yaml),
        Route(f"{OWN_PREFIX}/openapi/{{api}}.json", contract_json),
        *docs_routes(apis, _PAGE_HEADERS, lambda kind: _refusal(AbsentError(kind))),
        *inspector_routes(
            project.apis, _PAGE_HEADERS, lambda kind: _refusal(AbsentError(kind))
        ),
    ]
    router = Router(routes, redirect_slashes=False, default=anything_else)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            path = scope["path"]
            if any(route.path_regex.match(path) for route in routes):
                refusal = _refusal(WrongMethodError(scope["method"], ("GET", "HEAD")))
                refusal.headers["allow"] = "GET, HEAD"
                await refusal(scope, receive, send)
                return
        await router(scope, receive, send)

    return serve


def _response(reply: Reply) -> Response:
    body, media_type = written(reply)
    headers = {"content-type": (media_type or b"").decode()}
    return Response(body, reply.status, headers)


def _refusal(problem: Problem) -> Response:
    return _response(word_plainly(None, problem))
