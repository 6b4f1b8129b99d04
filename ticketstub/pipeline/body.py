"""Body: read it by its media type, and judge it by its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.contract.media import base_name
from ticketstub.contract.pointer import follow, join
from ticketstub.pipeline.media_types import compile_media_type
from ticketstub.problems import (
    UnreadableError,
    UnsupportedMediaTypeError,
    Violation,
)

if TYPE_CHECKING:
    from ticketstub.contract.load import Contract
    from ticketstub.contract.schemas import Schemas
    from ticketstub.pipeline.media_types import MediaType, Read


class Body:
    """How one operation takes its body."""

    def __init__(
        self, contract: Contract, schemas: Schemas, pointer: str, *, empty: bool
    ) -> None:
        document = contract.document
        pointer, declaration = follow(document, pointer)
        self.required = bool(declaration.get("required"))
        self.accepted = tuple(declaration["content"])
        self._empty = empty
        self._media_types = {
            base_name(name): compile_media_type(
                schemas,
                join(pointer, "content", name),
                name,
                declaration["content"][name],
            )
            for name in self.accepted
        }
        self._first = next(iter(self._media_types.values()))

    def read(
        self, raw: bytes, content_type: str
    ) -> tuple[MediaType, Any, list[Violation]]:
        """Return how the body is sent, the body, and every violation of its schema.

        No bytes at all are no body: None, or an empty object where the contract says
        `x-ticketstub-unreadable-body: empty`.
        Raises `UnsupportedMediaTypeError` and `UnreadableError`.
        """
        if not raw and not content_type:
            return self._first, *self._nothing()
        media_type = self._choose(content_type)
        if not raw and media_type.is_json and not self._empty:
            return media_type, *self._nothing()
        try:
            body, wrong = media_type.read(raw, content_type)
        except UnreadableError:
            if not self._empty:
                raise
            return media_type, *media_type.nothing()
        if self._empty and not isinstance(body, dict):
            return media_type, *media_type.nothing()
        return media_type, body, wrong

    def media_type(self, name: str) -> MediaType | None:
        """Return how a body of that media type is read, if it is declared."""
        return self._media_types.get(name)

    def _choose(self, content_type: str) -> MediaType:
        known = self._media_types.get(content_type)
        if known is not None:
            return known
        name = base_name(content_type)
        kind = name.partition("/")[0]
        for candidate in (name, f"{kind}/*", "*/*"):
            known = self._media_types.get(candidate)
            if known is not None:
                return known
        raise UnsupportedMediaTypeError(name, self.accepted)

    def _nothing(self) -> Read:
        if self._empty:
            return self._first.nothing()
        if not self.required:
            return None, []
        return None, [Violation("body", "", "required", None, None, (), "is required")]
