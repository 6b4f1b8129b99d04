"""Answer: check a reply against its contract and write it as bytes."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.contract.judge import first_violation
from ticketstub.contract.media import base_name, is_json
from ticketstub.contract.pointer import follow, join
from ticketstub.problems import BrokenError

if TYPE_CHECKING:
    import jsonschema_rs

    from ticketstub.call import Reply
    from ticketstub.contract.load import Contract
    from ticketstub.contract.schemas import Schemas

JSON = "application/json"

#: What a JSON body is sent as; the charset is what the imitated APIs say.
_JSON_HEADER = b"application/json; charset=utf-8"

#: The name of a header (RFC 9110 5.1).
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared answer: its media types, and validators for the JSON ones."""

    media_types: tuple[str, ...]
    validators: dict[str, jsonschema_rs.Validator]
    required_headers: tuple[str, ...]


class Answers:
    """The answers that a contract declares for one operation, by status."""

    def __init__(
        self, contract: Contract, schemas: Schemas, pointer: str, label: str
    ) -> None:
        self._label = label
        self._declared: dict[str, Declared] = {}
        _, responses = follow(contract.document, pointer)
        for status in responses:
            if str(status).startswith("x-"):
                continue
            at, response = follow(contract.document, join(pointer, status))
            content = response.get("content") or {}
            self._declared[str(status).upper()] = Declared(
                tuple(base_name(media_type) for media_type in content),
                {
                    base_name(media_type): schemas.validator(
                        join(at, "content", media_type, "schema"), "response"
                    )
                    for media_type, declaration in content.items()
                    if "schema" in declaration and is_json(media_type)
                },
                tuple(
                    name.lower()
                    for name in response.get("headers") or ()
                    if _is_required(contract, join(at, "headers", name))
                ),
            )
        self._by_status: dict[int, Declared | None] = {}

    def declares(self, status: int) -> bool:
        """Tell whether a status is declared by itself."""
        return str(status) in self._declared

    def declared(self, status: int) -> Declared | None:
        """Return what is declared for a status, by itself, its range, or `default`."""
        try:
            return self._by_status[status]
        except KeyError:
            found = (
                self._declared.get(str(status))
                or self._declared.get(f"{status // 100}XX")
                or self._declared.get("DEFAULT")
            )
            self._by_status[status] = found
            return found

    def check(self, reply: Reply) -> None:
        """Raise `BrokenError` for a reply that its contract does not allow."""
        status = reply.status
        declared = self._by_status.get(status) or self.declared(status)
        if declared is None:
            message = f"{self._label} answers {status}, which is not declared."
            raise BrokenError(message)
        if declared.required_headers:
            self._check_headers(reply, declared)
        media_type = JSON if reply.media_type is None else base_name(reply.media_type)
        validator = declared.validators.get(media_type)
        if validator is None:
            self._check_unjudged(reply, declared, media_type)
        elif not validator.is_valid(reply.body):
            raise BrokenError(self._mismatch(reply, validator))

    def _check_unjudged(
        self, reply: Reply, declared: Declared, media_type: str
    ) -> None:
        if reply.body is None and not declared.media_types:
            return
        kind = media_type.partition("/")[0]
        if not {media_type, f"{kind}/*", "*/*"} & set(declared.media_types):
            message = (
                f"{self._label} answers {reply.status} with {media_type},"
                f" which is not declared."
            )
            raise BrokenError(message)

    def _check_headers(self, reply: Reply, declared: Declared) -> None:
        sent = [name.lower() for name in reply.headers or ()]
        for name in declared.required_headers:
            if name not in sent:
                message = f"{self._label} answers {reply.status} without {name}."
                raise BrokenError(message)

    def _mismatch(self, reply: Reply, validator: jsonschema_rs.Validator) -> str:
        wrong = first_violation(validator, reply.body)
        return f"{self._label} breaks its contract: {reply.status} {wrong}"


def written(reply: Reply) -> tuple[bytes, bytes | None]:
    """Return a reply's body as bytes, and its Content-Type (None without a body).

    Raises `BrokenError` for a body that JSON cannot hold.
    """
    body: Any = reply.body
    if body is None and reply.media_type is None:
        return b"", None
    if isinstance(body, bytes):
        return body, (reply.media_type or "application/octet-stream").encode("latin-1")
    if (
        isinstance(body, str)
        and reply.media_type is not None
        and not is_json(reply.media_type)
    ):
        return body.encode(), _text_type(reply.media_type)
    try:
        raw = orjson.dumps(body)
    except TypeError as error:
        message = f"The answer cannot be written as JSON: {error}."
        raise BrokenError(message) from error
    if reply.media_type is None or reply.media_type == JSON:
        return raw, _JSON_HEADER
    return raw, reply.media_type.encode("latin-1")


def header_pairs(reply: Reply) -> list[tuple[bytes, bytes]]:
    """Return a reply's own headers as bytes; raises `BrokenError` for unusable ones."""
    pairs: list[tuple[bytes, bytes]] = []
    if not reply.headers:
        return pairs
    for name, value in reply.headers.items():
        if not isinstance(value, str) or not value.isprintable():
            message = f"The header {name} of the answer is {value!r}."
            raise BrokenError(message)
        pairs.append((_header_name(name), value.encode("latin-1", "replace")))
    return pairs


@functools.lru_cache(maxsize=256)
def _header_name(name: str) -> bytes:
    """Return a header's name as it is sent; raises `BrokenError` for what is none."""
    if not _TOKEN.fullmatch(name):
        message = f"The answer has a header of the name {name!r}."
        raise BrokenError(message)
    return name.lower().encode()


def _text_type(media_type: str) -> bytes:
    if media_type.startswith("text/") and "charset" not in media_type:
        media_type += "; charset=utf-8"
    return media_type.encode("latin-1")


def _is_required(contract: Contract, pointer: str) -> bool:
    return bool(follow(contract.document, pointer)[1].get("required"))
