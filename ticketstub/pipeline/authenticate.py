"""Authenticate: find the credential a call carries, and ask the API whose it is."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from ticketstub.call import NOBODY
from ticketstub.problems import NotAuthenticatedError
from ticketstub.sandbox.sandbox import NAME

if TYPE_CHECKING:
    from ticketstub.call import Call, Caller

#: How a credential is taken out of a call: text, a pair for Basic, or None.
Credential = str | tuple[str, str]
Extract = Callable[["Call"], Credential | None]

#: The API's own look-up: `authenticate(call, scheme, credential)`.
Authenticate = Callable[["Call", str, Credential], "Caller | None"]

#: Between a credential and the name of a sandbox.
SUFFIX = "~"

#: `enter(call, name)` puts the call into that sandbox.
Enter = Callable[["Call", str], None]


class Security:
    """Who may use an operation: one of several sets of schemes, all of it needed."""

    def __init__(
        self,
        requirements: list[dict[str, Any]],
        schemes: Mapping[str, dict[str, Any]],
        authenticate: Authenticate | None,
    ) -> None:
        self._authenticate = authenticate or _anyone
        self._alternatives = [
            [(name, extractor(schemes[name])) for name in requirement]
            for requirement in requirements
        ]

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked for."""
        return not self._alternatives

    def admit(self, call: Call, enter: Enter | None) -> None:
        """Note who calls; raises `NotAuthenticatedError` for nobody known.

        With `enter` the call has not named its sandbox, and a credential's suffix may.
        """
        for alternative in self._alternatives:
            if self._admitted(call, alternative, enter):
                return
        if self._alternatives:
            raise NotAuthenticatedError

    def _admitted(
        self, call: Call, alternative: list[tuple[str, Extract]], enter: Enter | None
    ) -> bool:
        for scheme, extract in alternative:
            credential = extract(call)
            if credential is None:
                return False
            caller = self._authenticate(call, scheme, credential)
            if caller is None:
                caller = self._without_suffix(call, scheme, credential, enter)
            if caller is None:
                return False
            call.caller = caller
        return True

    def _without_suffix(
        self, call: Call, scheme: str, credential: Credential, enter: Enter | None
    ) -> Caller | None:
        text = credential if isinstance(credential, str) else credential[0]
        known, found, name = text.rpartition(SUFFIX)
        if not found or not NAME.fullmatch(name):
            return None
        bare = known if isinstance(credential, str) else (known, credential[1])
        if enter is None:
            return self._authenticate(call, scheme, bare)
        before = call.sandbox, call.store
        enter(call, name)
        caller = self._authenticate(call, scheme, bare)
        if caller is None:
            call.sandbox, call.store = before
        return caller


def extractor(scheme: Mapping[str, Any]) -> Extract:
    """Return the function that takes a scheme's credential out of a call."""
    kind = scheme["type"]
    if kind == "apiKey":
        return _api_key(scheme["in"], scheme["name"])
    if kind == "http" and scheme["scheme"].lower() == "basic":
        return _basic
    return _bearer


def _bearer(call: Call) -> str | None:
    value = call.headers.get(b"authorization")
    if value is None or value[:7].lower() != b"bearer ":
        return None
    return value[7:].strip().decode("latin-1") or None


def _basic(call: Call) -> tuple[str, str] | None:
    value = call.headers.get(b"authorization")
    if value is None or value[:6].lower() != b"basic ":
        return None
    try:
        pair = base64.b64decode(value[6:].strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, password = pair.partition(":")
    return (user, password) if colon else None


def _api_key(where: str, name: str) -> Extract:
    if where == "header":
        header = name.lower().encode()

        def from_header(call: Call) -> str | None:
            value = call.headers.get(header)
            return value.strip().decode("latin-1") or None if value else None

        return from_header
    separator, source = ("&", "query") if where == "query" else (";", "cookie")

    def from_pairs(call: Call) -> str | None:
        text = call.query if source == "query" else call.headers.get(b"cookie", b"")
        for pair in text.decode("latin-1").split(separator):
            key, _, value = pair.strip().partition("=")
            if unquote_plus(key) == name:
                return unquote_plus(value) or None
        return None

    return from_pairs


def _anyone(_call: Call, _scheme: str, _credential: Credential) -> Caller | None:
    # Without an API's own look-up (a bare contract) any credential of the right form
    # will do.
    return NOBODY
