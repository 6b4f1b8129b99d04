"""Secrets: what of an API's calls is not kept, and how it is taken out."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import orjson

from ticketstub.contract.pointer import PointerError, follow
from ticketstub.pipeline.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketstub.problems import Violation

#: What stands in the place of a secret.
REDACTED = "[redacted]"

_REDACTED = REDACTED.encode()

#: Headers that carry credentials, whatever a contract says.
_CREDENTIALS = (b"authorization", b"proxy-authorization", b"cookie")

#: A secret shorter than this is not looked for in texts: it would be found in words.
_SHORTEST = 4

#: Schemas within a schema are looked into up to here.
_DEEPEST = 8

#: The cut of a body may go through a text, even through an escape in it.
_TEXT = rb'"(?:[^"\\]|\\.)*\\?"?'
_VALUE = re.compile(_TEXT + rb"|[\[{]|[^,}\]\r\n]*", re.DOTALL)
_TOKEN = re.compile(_TEXT + rb"|[\[\]{}]", re.DOTALL)

#: JSON that is no secret, wherever it stands.
_NOTHING = (b"", b"null", b"true", b"false")

#: The name of a part of a multipart body.
_PART = re.compile(rb'\bname="?([^";\r\n]*)', re.IGNORECASE)
_BRACKETS = re.compile(r"[\[\]]+")


class Secrets:
    """What of an API's calls is not kept: credentials, and fields that say so.

    A field or parameter says so by `format: password`; `has_fields` tells whether any
    can.
    """

    def __init__(self, document: Mapping[str, Any], *, has_fields: bool) -> None:
        components = document.get("components") or {}
        keys = [
            (scheme["in"], scheme["name"])
            for scheme in (components.get("securitySchemes") or {}).values()
            if scheme.get("type") == "apiKey"
        ]
        marked = set(_passwords(document, document)) if has_fields else set()
        keys += sorted(each for each in marked if each[0] != "body")
        names = sorted({name for where, name in marked if where == "body"})
        headers = (
            name.lower().encode("latin-1", "replace")
            for where, name in keys
            if where == "header"
        )
        #: Headers of requests that are secrets, by their names in lower case.
        self.headers = tuple(dict.fromkeys((*_CREDENTIALS, *headers)))
        #: Whether answers may set a cookie that is a credential.
        self.sets_cookies = any(where == "cookie" for where, _ in keys)
        self._keys = frozenset(keys)
        self._query = {name for where, name in keys if where == "query"}
        self._fields = frozenset(names)
        self._marks = tuple(name.encode() for name in names)
        spelled = "|".join(map(_spelled, names))
        self._key = re.compile(rf'"(?:{spelled})"\s*:\s*'.encode())
        # As a broken answer is told of: the pointer to a value, and the value.
        pointed = "|".join(map(re.escape, names))
        self._pointed = re.compile(rf"(/(?:{pointed})(?:/[^:]*)?: ).*", re.DOTALL)

    def without(self, body: bytes) -> bytes:
        """Return a body, or the beginning of one, without its secret fields."""
        if not self._fields or not self._may_have(body):
            return body
        if _is_json(body):
            return self._without_json(body)
        if body[:2] == b"--":
            between = b"\r\n" + body.partition(b"\r\n")[0]
            return between.join(map(self._part, body.split(between)))
        return b"&".join(map(self._pair, self._without_json(body).split(b"&")))

    def without_credentials(self, headers: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
        """Return a request's headers without the credentials in them."""
        kept = dict(headers)
        for name in self.headers:
            if name in kept:
                kept[name] = _REDACTED
        return kept

    def without_key(self, query: bytes) -> bytes:
        """Return a query without the credentials in it."""
        if not self._query or not query:
            return query
        return b"&".join(
            pair.partition(b"=")[0] + b"=" + _REDACTED
            if name in self._query and b"=" in pair
            else pair
            for pair, name, _ in _pairs(query)
        )

    def spoken(
        self, headers: Mapping[bytes, bytes], query: bytes, body: bytes
    ) -> list[str]:
        """List the secrets of a request, which its refusal may quote."""
        said: set[str] = set()
        for header in self.headers:
            if header in headers and header != b"cookie":
                said.update(_credentials(headers[header].decode("latin-1")))
        for pair in headers.get(b"cookie", b"").split(b";"):
            for _, name, value in _pairs(pair):
                if ("cookie", name) in self._keys:
                    said.add(value)
        said.update(value for _, name, value in _pairs(query) if name in self._query)
        if self._fields and self._may_have(body):
            said.update(self._values(body))
        # The longest first: a shorter one may be part of it.
        return sorted((each for each in said if len(each) >= _SHORTEST), key=len)[::-1]

    def unquoted(self, text: str, spoken: Iterable[str]) -> str:
        """Return what is said of a request without the secrets that it quotes."""
        for each in spoken:
            text = text.replace(each, REDACTED)
        if not self._fields:
            return text
        whole = self._without_json(text.encode("utf-8", "replace")).decode()
        return self._pointed.sub(rf"\1{REDACTED}", whole)

    def covers(self, violation: Violation) -> bool:
        """Tell whether a value is a secret, or a part of one."""
        if violation.where != "body":
            return (violation.where, violation.name) in self._keys
        return not self._fields.isdisjoint((violation.name, *map(str, violation.path)))

    def _may_have(self, body: bytes) -> bool:
        """Tell whether a body may have a secret field; nearly all have none."""
        for mark in self._marks:
            if mark in body:
                return True
        # A name may be spelled by escapes; a single byte is found soonest.
        if b"\\" in body and b"\\u" in body:
            return True
        return b"%" in body and not _is_json(body)

    def _without_json(self, body: bytes) -> bytes:
        pieces: list[bytes] = []
        end = 0
        for begin, stop in self._places(body):
            pieces += (body[end:begin], b'"%s"' % _REDACTED)
            end = stop
        return b"".join((*pieces, body[end:])) if pieces else body

    def _places(self, body: bytes) -> Iterator[tuple[int, int]]:
        """Yield where the values of secret fields begin and end in JSON."""
        end = 0
        for key in self._key.finditer(body):
            begin = key.end()
            value = _VALUE.match(body, begin)
            if key.start() < end or value is None or value[0].strip() in _NOTHING:
                continue
            end = _end_of_nest(body, begin) if value[0] in (b"[", b"{") else value.end()
            yield begin, end

    def _pair(self, pair: bytes) -> bytes:
        name, equals, _ = pair.partition(b"=")
        return name + b"=" + _REDACTED if equals and self._is_field(name) else pair

    def _part(self, part: bytes) -> bytes:
        head, blank, _ = part.partition(b"\r\n\r\n")
        found = _PART.search(head)
        if not blank or found is None or not self._is_field(found[1]):
            return part
        return head + blank + _REDACTED

    def _is_field(self, name: bytes) -> bool:
        # Such as `secret`, `secret[]` or `hook[secret]`.
        steps = _BRACKETS.split(unquote_plus(name.decode("utf-8", "replace")))
        return not self._fields.isdisjoint(steps)

    def _values(self, body: bytes) -> Iterator[str]:
        """Yield the values of secret fields, as they are sent and as they are meant."""
        for begin, end in self._places(body):
            sent = body[begin:end]
            yield sent.strip(b'"').decode("utf-8", "replace")
            if sent[:1] == b'"' and b"\\" in sent:
                try:
                    yield orjson.loads(sent)
                except orjson.JSONDecodeError:
                    continue
        if not _is_json(body):
            for pair, _, value in _pairs(body):
                if self._is_field(pair.partition(b"=")[0]):
                    yield value


def _pairs(encoded: bytes) -> Iterator[tuple[bytes, str, str]]:
    """Yield each pair as it was sent, its name, and its value."""
    for pair in encoded.split(b"&"):
        # Read as it is where credentials are taken from.
        name, _, value = pair.decode("latin-1").strip().partition("=")
        yield pair, unquote_plus(name), unquote_plus(value)


def _is_json(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"{", b"[", b'"')


def _end_of_nest(body: bytes, begin: int) -> int:
    """Return where a list or an object ends, or else the body."""
    depth = 0
    for token in _TOKEN.finditer(body, begin):
        if token[0] in (b"[", b"{"):
            depth += 1
        elif token[0] in (b"]", b"}"):
            depth -= 1
            if not depth:
                return token.end()
    return len(body)


def _credentials(header: str) -> Iterator[str]:
    """Yield what of a header's value is secret by itself."""
    yield header
    scheme, _, credential = header.partition(" ")
    credential = credential.strip()
    yield from _without_suffix(credential or scheme)
    try:
        pair = base64.b64decode(credential, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return
    user, _, password = pair.partition(":")
    yield from _without_suffix(user)
    yield password


def _without_suffix(credential: str) -> Iterator[str]:
    yield credential
    yield credential.rpartition("~")[0]


def _spelled(name: str) -> str:
    r"""Return a pattern of the spellings that JSON has for a name, such as `\u0061`."""
    return "".join(
        rf"(?:{re.escape(letter)}|\\u(?i:{ord(letter):04x}))" for letter in name
    )


def _passwords(document: Any, node: Any) -> Iterator[tuple[str, str]]:
    """Yield each field and parameter that is a secret: where it is, and its name."""
    if isinstance(node, list):
        for item in node:
            yield from _passwords(document, item)
    elif isinstance(node, dict):
        fields = node.get("properties")
        for name, schema in fields.items() if isinstance(fields, dict) else ():
            if _is_password(document, schema):
                yield "body", str(name)
                yield "body", plain(str(name))
        where, name = node.get("in"), node.get("name")
        if isinstance(where, str) and _is_password(document, node.get("schema")):
            yield where, str(name)
        for part in node.values():
            yield from _passwords(document, part)


def _is_password(document: Any, schema: Any, depth: int = 0) -> bool:
    """Tell whether a schema, or what it is made of, says so."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return False
    if isinstance(schema.get("$ref"), str):
        try:
            schema = follow(document, schema["$ref"])[1]
        except PointerError:
            return False
    if schema.get("format") == "password":
        return True
    parts = [schema.get("items")]
    for keyword in ("allOf", "anyOf", "oneOf"):
        parts += schema.get(keyword) or ()
    return any(_is_password(document, part, depth + 1) for part in parts)
