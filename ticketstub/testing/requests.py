"""The part of `Control` that says what was called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.testing.part import Part, step

if TYPE_CHECKING:
    from collections.abc import Mapping


class Requests(Part):
    """The calls that the sandbox has answered, refused ones too.

    A `status` is one, such as 201, or a class, such as `"4xx"`; `path` and `body` are
    what a call's contain; `after` is the id of a call that it came after.
    """

    def list(  # noqa: PLR0913  # what calls are chosen by
        self,
        *,
        api: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        status: int | str | None = None,
        path: str | None = None,
        body: str | None = None,
        outcome: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Return the calls of the sandbox without their bodies, the oldest first.

        Of those that match, the newest `limit`: 100 if it is left out.
        """
        found: dict[str, Any] = self._send(
            "GET",
            "/requests",
            api=api,
            operation=operation,
            method=method,
            status=status,
            path=path,
            body=body,
            outcome=outcome,
            after=after,
            limit=limit,
        )
        requests: list[dict[str, Any]] = found["requests"]
        return requests

    def get(self, request_id: str) -> dict[str, Any]:
        """Return one call with its headers and bodies."""
        request: dict[str, Any] = self._send("GET", f"/requests/{step(request_id)}")
        return request

    def count(  # noqa: PLR0913  # what calls are chosen by
        self,
        *,
        api: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        status: int | str | None = None,
        path: str | None = None,
        body: str | None = None,
        json: Mapping[str, Any] | None = None,
        outcome: str | None = None,
        after: str | None = None,
    ) -> int:
        """Return how many calls match; `json` are fields that their bodies have."""
        wanted = {
            "api": api,
            "operation": operation,
            "method": method,
            "status": None if status is None else str(status),
            "path": path,
            "body": body,
            "json": json,
            "outcome": outcome,
            "after": after,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        counted: int = self._send("POST", "/requests/count", given)["count"]
        return counted

    def explain(self, request_id: str) -> dict[str, Any]:
        """Return why a call was refused."""
        explained: dict[str, Any] = self._send("GET", f"/explain/{step(request_id)}")
        return explained

    def clear(self) -> None:
        """Forget every call; ids go on counting."""
        self._send("DELETE", "/requests")
