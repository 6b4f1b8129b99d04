"""The plan of an operation: compiled once, and the one place that lists the steps."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ticketstub.call import SANDBOX_PARAMETER, Operation
from ticketstub.contract.check import PERMISSION
from ticketstub.contract.pointer import join
from ticketstub.pipeline.answer import Answers
from ticketstub.pipeline.authenticate import Security
from ticketstub.pipeline.body import Body
from ticketstub.pipeline.handler import PathParameter, checked, path_parameter
from ticketstub.pipeline.media_types import compile_schema, in_order
from ticketstub.pipeline.names import path_names
from ticketstub.pipeline.parameters import (
    PLACES,
    Parameters,
    compile_parameter,
    declared,
)
from ticketstub.pipeline.prefer import HEADER as PREFER
from ticketstub.pipeline.prefer import Preferences
from ticketstub.pipeline.receive import receive_body
from ticketstub.pipeline.strict import StrictParameters
from ticketstub.problems import InvalidError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import Receive

    from ticketstub.call import Call, Reply
    from ticketstub.contract.schemas import Schemas
    from ticketstub.framework import OpenAPIOperation
    from ticketstub.pipeline.handler import Handler
    from ticketstub.pipeline.media_types import MediaType, Read
    from ticketstub.problems import Violation
    from ticketstub.project.project import Api
    from ticketstub.sandbox.sandboxes import Sandboxes

#: The header that names the sandbox of a call.
SANDBOX_HEADER = b"ticketstub-sandbox"


class Plan:
    """Everything about one operation that does not change from call to call."""

    def __init__(
        self,
        api: Api,
        operation: OpenAPIOperation,
        *,
        sandboxes: Sandboxes,
        body_limit: int,
    ) -> None:
        contract, schemas = api.contract, api.schemas
        self.api = api
        self.method: str = operation.method.upper()
        self.path: str = operation.path
        self.operation_id: str = operation.operation_id
        declaration = contract.document["paths"][operation.path][operation.method]
        self.operation = Operation(
            self.operation_id,
            declaration.get(PERMISSION, ""),
            functools.partial(_judge, schemas, {}),
        )
        self.handler: Handler = operation.function
        self.security = Security(
            operation.security or [], operation.security_schemes, api.authenticate
        )
        #: No credential is asked for, as for the links that are handed out.
        self.is_open = self.security.is_open
        pointer = join("#/paths", operation.path, operation.method)
        parameters = list(declared(contract, operation.path, operation.method))
        names_sandbox = ("query", SANDBOX_PARAMETER)
        self._only_looks = api.own and self.method == "GET"
        #: Its URL, when it is handed out, names the sandbox that it leads to.
        self.takes_sandbox = self.is_open or any(
            (parameter["in"], parameter["name"]) == names_sandbox
            for _, parameter in parameters
        )
        compiled = (
            compile_parameter(schemas, at, parameter)
            for at, parameter in parameters
            if parameter["in"] in PLACES
            and (parameter["in"], parameter["name"]) != names_sandbox
        )
        self.parameters = (
            StrictParameters(
                compiled, also=SANDBOX_PARAMETER if self.takes_sandbox else None
            )
            if api.own
            else Parameters(compiled)
        )
        by_name = {
            parameter["name"]: at
            for at, parameter in parameters
            if parameter["in"] == "path"
        }
        module = api.module_of(operation.operation_id)
        self.path_parameters: tuple[PathParameter, ...] = tuple(
            path_parameter(schemas, by_name[name], name, module)
            for name in path_names(operation.path)
        )
        self.body: Body | None = None
        if operation.request_body:
            self.body = Body(
                contract,
                schemas,
                join(pointer, "requestBody"),
                empty=api.unreadable_body_is_empty,
            )
        self.answers = Answers(
            contract, schemas, join(pointer, "responses"), self.operation_id
        )
        self._responses = join(pointer, "responses")
        self._sandboxes = sandboxes
        self._body_limit = body_limit

    def argument_names(self) -> list[str]:
        """List what a handler is given after `call`, in the order of the steps."""
        names = [parameter.name for parameter in self.path_parameters]
        names += self.parameters.argument_names()
        return names if self.body is None else [*names, "body"]

    async def run(self, call: Call, receive: Receive) -> Reply:
        """Answer a call: the steps of every request, in their order.

        Any step may raise a `Problem`.
        The body is received before anything is looked up, since other calls run
        meanwhile; from `find` on nothing waits, so what is left of a call is one step
        to every other call.
        """
        arguments: dict[str, Any] = {}
        call.operation = self.operation
        self.authenticate(call)
        self.parameters.read(call, arguments)
        raw = await self.receive(call, receive)
        self.find(call, arguments)
        self.judge(call, arguments, raw)
        reply = self.preferred(call)
        if reply is None and call.sandbox.faults.all:
            reply = self.faulted(call)
        if reply is None:
            reply = self.handler.function(call, **arguments)
        if self.api.finish is not None:
            reply = self.api.finish(call, reply)
        self.answers.check(reply)
        return reply

    def authenticate(self, call: Call) -> None:
        """Note who calls, and keep the sandbox from then on.

        A credential's suffix may name the sandbox, unless the header has done so.
        Who only looks behind the scenes brings none into being.
        """
        named = SANDBOX_HEADER in call.headers
        self.security.admit(call, None if named else self._enter)
        if not self._only_looks:
            self._sandboxes.keep(call.sandbox)

    async def receive(self, call: Call, receive: Receive) -> bytes | TooLargeError:
        """Receive the body, where the operation takes one."""
        if self.body is None:
            return b""
        raw = await receive_body(receive, call.headers, self._body_limit)
        call.has_waited()
        if not isinstance(raw, TooLargeError):
            call.raw = raw
        return raw

    def find(self, call: Call, arguments: dict[str, Any]) -> None:
        """Find the records that the path names."""
        for parameter, text in zip(self.path_parameters, call.path_values, strict=True):
            parameter.take(call, text, arguments)

    def judge(
        self, call: Call, arguments: dict[str, Any], raw: bytes | TooLargeError
    ) -> None:
        """Read the body and judge it: by its schema, and by the handler's own check."""
        if self.body is None:
            return
        if isinstance(raw, TooLargeError):
            raise raw
        content_type = call.headers.get(b"content-type", b"").decode("latin-1")
        media_type, body, wrong = self.body.read(raw, content_type)
        wrong += self.handler.violations(call, arguments, body, wrong)
        if wrong:
            raise InvalidError(in_order(wrong, media_type.order))
        arguments["body"] = body

    def preferred(self, call: Call) -> Reply | None:
        """Return the answer that the call asks for itself, if it does."""
        header = call.headers.get(PREFER)
        # The stub's own operations answer as they are, or a test could not trust them.
        if header is None or self.api.own:
            return None
        reply = self.preferences.answer(header)
        call.preferred = reply is not None
        return reply

    def faulted(self, call: Call) -> Reply | None:
        """Return the error that a fault answers with, if the call meets such a one.

        What else a fault does is done to the answer, by the frame.
        """
        if self.api.own:
            return None
        fault = call.sandbox.faults.meet(self.api.name, self.operation_id, call.now())
        call.fault = fault
        if fault is None or not fault.status:
            return None
        return self.preferences.error(
            fault.status, fault.example, or_default=self.api.word is None
        )

    @functools.cached_property
    def preferences(self) -> Preferences:
        """The answers that can be asked for; made when the first one is."""
        return Preferences(self.api.contract, self.api.schemas, self._responses)

    def _enter(self, call: Call, name: str) -> None:
        call.enter(self._sandboxes.get(name), self.api.name)


def _judge(
    schemas: Schemas,
    known: dict[str, MediaType],
    name: str,
    value: Any,
    check: Callable[[Any], Iterable[Violation]],
) -> Read:
    """Judge a value by a component's schema, as if it were a body; see `Operation`."""
    judge = known.get(name)
    if judge is None:
        pointer = join("#/components/schemas", name)
        judge = known[name] = compile_schema(schemas, pointer)
    value, wrong = judge.judge(value, [])
    if isinstance(value, dict):
        wrong += checked(check, value, wrong)
    return value, in_order(wrong, judge.order)
