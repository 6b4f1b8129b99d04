"""Served: whether there are the API and the operation that a caller names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.problems import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call
    from ticketstub.pipeline.plan import Plan


def plans_of(call: Call, api: str | None, operation: str | None) -> list[Plan]:
    """Return the plans of the operations of that name, of that API; None is any."""
    return [
        plan
        for plan in call.app.plans
        if api in (None, plan.api.name) and operation in (None, plan.operation_id)
    ]


def unserved(
    call: Call, where: str, api: str | None, operation: str | None
) -> Iterator[Violation]:
    """Yield a violation for an API or an operation that is not served here."""
    if api is not None:
        known = [each.name for each in call.app.project.apis]
        if api not in known:
            text = f"is not served here; there are {', '.join(known)}"
            yield _unknown(where, "api", api, text)
            return
    if operation is not None and not plans_of(call, api, operation):
        text = f"is no operation of {api or 'any API'}"
        yield _unknown(where, "operation", operation, text)


def _unknown(where: str, name: str, value: str, message: str) -> Violation:
    path = (name,) if where == "body" else ()
    return Violation(where, name, "unknown", None, value, path, message)
