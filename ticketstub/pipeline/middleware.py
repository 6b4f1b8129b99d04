"""The pipeline as one Connexion middleware: the frame around every call."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qs

from ticketstub.call import SANDBOX_PARAMETER, Call, Reply
from ticketstub.framework import SpecMiddleware
from ticketstub.pipeline.answer import header_pairs, written
from ticketstub.pipeline.emit import post
from ticketstub.pipeline.plan import SANDBOX_HEADER, Plan
from ticketstub.pipeline.receive import ClientGoneError
from ticketstub.pipeline.record import explanation_link, record
from ticketstub.pipeline.refuse import forget_frames, printable, problem_of, refuse
from ticketstub.pipeline.router import Router, is_own
from ticketstub.pipeline.send import (
    Stream,
    send_faulty,
    send_stream,
    send_whole,
    shortened_body,
)
from ticketstub.problems import Problem, WrongMethodError, absent
from ticketstub.sandbox.clock import monotonic
from ticketstub.sandbox.sandbox import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from ticketstub.app import App
    from ticketstub.framework import Specification
    from ticketstub.pipeline.router import Match
    from ticketstub.project.project import Api

log = logging.getLogger("ticketstub")


def _joined(pairs: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Join the values of a header that is sent more than once, as RFC 9110 5.3 says."""
    joined: dict[bytes, bytes] = {}
    for name, value in pairs:
        separator = b"; " if name == b"cookie" else b", "
        joined[name] = joined[name] + separator + value if name in joined else value
    return joined


def _refuses(api: Api | None, path: str) -> bool:
    """Tell whether an API refuses a path of no operation; else the pages answer it."""
    return api is not None and not api.own and path != "/" and not is_own(path)


def _sandbox_name(call: Call, plan: Plan | None) -> str:
    """Return the sandbox that a call names: in a header, or in a URL handed out."""
    name = call.headers.get(SANDBOX_HEADER)
    if name is not None:
        return name.strip().decode("latin-1")
    if plan is not None and plan.takes_sandbox and call.query:
        values = parse_qs(call.query.decode("latin-1")).get(SANDBOX_PARAMETER)
        if values:
            return values[-1]
    return MAIN


def _own_port(scope: Scope) -> int | None:
    server = scope.get("server")
    return None if server is None else server[1]


def _call(scope: Scope, values: tuple[str, ...]) -> Call:
    pairs = scope["headers"]
    headers = dict(pairs)
    if len(headers) < len(pairs):
        headers = _joined(pairs)
    method, path, query = scope["method"], scope["path"], scope["query_string"]
    return Call(method, path, values, query, headers, scope["scheme"])


def _end(call: Call) -> None:
    sandbox = getattr(call, "sandbox", None)
    if sandbox is not None:
        sandbox.end_call()


def _refuse_route(call: Call, match: Match | None) -> NoReturn:
    """Raise the problem of a path, or of its method, that no operation has."""
    if match is None:
        absent("route")
    raise WrongMethodError(call.method, match.allowed())


class Pipeline(SpecMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Answers every call of an API; what belongs to none goes on to the pages."""

    def __init__(self, next_app: ASGIApp, *, app: App, body_limit: int) -> None:
        self.next_app = next_app
        self.app = app
        self.sandboxes = app.sandboxes
        self._notes = app.sandboxes.shelf.is_open
        self.gate = app.gate
        self.router = Router()
        self.plans: list[Plan] = []
        self._body_limit = body_limit

    def add_api(self, specification: Specification, **options: Any) -> None:
        """Compile each operation of an API; Connexion calls this as it is built."""
        api: Api = options["api"]
        self.router.add_api(api.base_path, api)
        besides: list[tuple[str, Plan]] = []
        for path, method in api.operations():
            operation = specification.operation_cls.from_spec(
                specification, path=path, method=method, resolver=options["resolver"]
            )
            plan = Plan(
                api,
                operation,
                sandboxes=self.sandboxes,
                body_limit=self._body_limit,
            )
            prefix = api.prefix_of(path, method)
            if prefix != api.base_path:
                self.router.add_api(prefix + path.partition("{")[0].rstrip("/"), api)
            self.router.add(prefix + path, plan.method, plan)
            besides += [(prefix + each, plan) for each in api.spellings(path)]
            self.plans.append(plan)
        for path, plan in besides:
            self.router.add(path, plan.method, plan)

    async def __call__(  # noqa: C901, PLR0912  # the frame: what may become of a request
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.next_app(scope, receive, send)
            return
        began = monotonic()
        path = scope["path"]
        match = self.router.match(path, scope.get("raw_path") or b"")
        plan = None if match is None else match.plan(scope["method"])
        api = self.router.api(path) if match is None else match.api
        call = _call(scope, () if match is None else match.values)
        problem: Problem | None = None
        try:
            self.gate.check(call.headers)
            if api is None or (match is None and not _refuses(api, path)):
                await self.next_app(scope, receive, send)
                return
            if api.own:
                self._guard(call, plan)
            if match is not None and self.gate.is_preflight(call.method, call.headers):
                answer = self._preflight(call, match)
                await send_whole(send, 204, answer, b"")
                return
            call.enter(self.sandboxes.get(_sandbox_name(call, plan)), api.name)
            if plan is None:
                _refuse_route(call, match)
            reply = await plan.run(call, receive)
            if api.own and isinstance(reply.body, Stream):
                await self._stream(call, reply, receive, send)
                return
            body, media_type = written(reply)
            answer = header_pairs(reply)
            if self.sandboxes.keeper is not None:
                self.sandboxes.keeper.commit()
            if call.events:
                post(call, api.events, self.app.courier, _own_port(scope))
        except ClientGoneError:
            return
        except Exception as error:  # noqa: BLE001  # the frame: nothing gets past it
            problem = problem_of(call, plan, error)
            reply = refuse(call, api, plan, problem)
            body, media_type = written(reply)
            answer = header_pairs(reply)
            forget_frames(error, problem)
        finally:
            _end(call)
        status, fault = reply.status, call.fault
        if media_type is not None:
            answer.append((b"content-type", media_type))
        body = self._complete(call, api, status, answer, body, problem, began)
        if fault is not None:
            await send_faulty(fault, scope, receive, send, status, answer, body)
            return
        await send_whole(send, status, answer, body)

    def _guard(self, call: Call, plan: Plan | None) -> None:
        """Let a call of the stub's own API look behind the scenes, if it may."""
        self.app.guard.check(call, is_open=plan is not None and plan.is_open)
        call.app = self.app

    def _preflight(self, call: Call, match: Match) -> list[tuple[bytes, bytes]]:
        """Return the headers that tell a browser what it may send."""
        answer = self.gate.preflight_headers(call.headers, match.allowed())
        if match.api.own:
            return answer
        return answer + self.gate.cors_headers(call.headers, answer)

    def _complete(  # noqa: C901, PLR0913, PLR0917  # an answer, and what became of its call
        self,
        call: Call,
        api: Api | None,
        status: int,
        headers: list[tuple[bytes, bytes]],
        body: bytes,
        problem: Problem | None,
        began: float,
    ) -> bytes:
        """Complete the headers, note the call in its journal, and return the body."""
        fault = call.fault
        if fault is not None:
            body = shortened_body(fault, body)
            if fault.status and problem is None and self._notes:
                headers.append(explanation_link(call))
        if status == 204:  # noqa: PLR2004  # No Content, and no length of it either
            body = b""
        else:
            headers.append((b"content-length", b"%d" % len(body)))
        if call.method == "HEAD":
            body = b""
        if self._notes and api is not None and not api.own:
            sandbox = getattr(call, "sandbox", None)
            if sandbox is not None and sandbox.is_kept:
                if problem is not None:
                    headers.append(explanation_link(call))
                try:
                    record(call, api.secrets, began, status, headers, body, problem)
                except Exception:
                    # The answer leaves all the same.
                    log.exception("A call of %s was not noted", call.operation.id)
        # Pages of other origins may read what an API says, but never the stub's own.
        if b"origin" in call.headers and not (api is not None and api.own):
            headers += self.gate.cors_headers(call.headers, headers)
        if log.isEnabledFor(logging.INFO):
            log.info("%s %s %s", status, call.method, printable(call.path))
        return body

    @staticmethod
    async def _stream(call: Call, reply: Reply, receive: Receive, send: Send) -> None:
        """Send what is made piece by piece; of the answers, it alone is not checked."""
        headers = header_pairs(reply)
        headers.append((b"content-type", (reply.media_type or "").encode()))
        call.sandbox.end_call()
        if call.method == "HEAD":
            reply.body.close()
            await send_whole(send, reply.status, headers, b"")
            return
        try:
            await send_stream(reply.body, receive, send, reply.status, headers)
        except Exception:
            # It has begun, so nobody can be told any more.
            log.exception("%s has broken off", call.operation.id)
