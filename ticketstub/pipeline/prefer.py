"""Prefer: a call that asks for its own answer (RFC 7240), in place of the handler's.

For clients with no second connection: `Prefer: code=503`, `example=NAME` and
`dynamic=true`, as Prism has them. The request is judged as ever, and nothing changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ticketstub.contract.examples import (
    answer_at,
    answerable,
    example_names,
    has_body,
)
from ticketstub.contract.generate import CannotGenerateError
from ticketstub.contract.pointer import follow, join
from ticketstub.problems import FaultError, RefusedError

if TYPE_CHECKING:
    from ticketstub.call import Reply
    from ticketstub.contract.load import Contract
    from ticketstub.contract.schemas import Schemas

#: The header that a call wishes by, and the one that says what was heeded.
HEADER = b"prefer"
APPLIED = "Preference-Applied"

#: These answers have no body, whatever a contract says.
BODILESS = (204, 304)

_WISHES = ("code", "example", "dynamic")

_STATUS = re.compile(r"[2-5][0-9][0-9]", re.ASCII)

#: What commas and semicolons separate; within quotes they are letters like others.
_PREFERENCE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_BEFORE_PARAMETERS = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)*')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


class Preferences:
    """The answers that one operation can be asked for."""

    def __init__(self, contract: Contract, schemas: Schemas, pointer: str) -> None:
        self._contract = contract
        self._schemas = schemas
        self._responses = {
            _name(status): join(pointer, status)
            for status in follow(contract.document, pointer)[1]
            # A status of 1xx is no answer yet.
            if not status.startswith(("x-", "1"))
        }
        self._choice = [
            (status, at)
            for status, at in answerable(contract, pointer)
            if at in self._responses.values()
        ]

    def answer(self, header: bytes) -> Reply | None:
        """Return the answer that a header asks for; None if it asks for none of ours.

        Raises `RefusedError` (400), with what there is, for one that there is not.
        """
        wishes = _wishes(header)
        if not wishes:
            return None
        code, example = wishes.get("code"), wishes.get("example")
        if code is not None:
            status, pointer = self._response(code)
        else:
            status, pointer = self._usual(example)
        if example is not None:
            # What is named need not be made up.
            wishes.pop("dynamic", None)
        reply = self._made(
            pointer, status, example=example, dynamic="dynamic" in wishes
        )
        reply.headers = {**(reply.headers or {}), APPLIED: _applied(wishes)}
        return reply

    def error(self, status: int, example: str = "", *, or_default: bool) -> Reply:
        """Return an answer of that very status, as the contract has it.

        It is the status's own, else its range's; with `or_default`, or where an example
        is named, also that of `default`.
        Raises `FaultError` where there is none, or none can be made: the API words it.
        """
        pointer = self._error(status, or_default=or_default or bool(example))
        if pointer is None:
            raise FaultError(status)
        if example not in example_names(self._contract, pointer):
            # It has gone since the fault was set, or none was named.
            example = ""
        try:
            return self._made(pointer, status, example=example or None, dynamic=False)
        except RefusedError as error:
            raise FaultError(status) from error

    def examples(self, status: int) -> list[str]:
        """Name the examples of an error, if there are any."""
        pointer = self._error(status, or_default=True)
        return [] if pointer is None else example_names(self._contract, pointer)

    def _error(self, status: int, *, or_default: bool) -> str | None:
        """Return the response of an error: its own, its range's, or any error's."""
        code = str(status)
        names = [code, f"{code[0]}XX"]
        # Where no success is declared, `default` is one.
        if or_default and any(name.startswith("2") for name in self._responses):
            names.append("default")
        return next(
            (self._responses[name] for name in names if name in self._responses), None
        )

    def _made(
        self, pointer: str, status: int, *, example: str | None, dynamic: bool
    ) -> Reply:
        """Make an answer; refuse one that cannot be made."""
        if status in BODILESS and has_body(self._contract, pointer):
            message = f"No answer {status} can be made: it has no body."
            raise RefusedError(400, message)
        try:
            return answer_at(
                self._contract,
                self._schemas,
                pointer,
                status,
                example=example,
                dynamic=dynamic,
            )
        except KeyError:
            names = _listed(example_names(self._contract, pointer))
            message = (
                f"The answer {status} has no example {_named(example)};"
                f" there are {names}."
            )
            raise RefusedError(400, message) from None
        except CannotGenerateError as error:
            message = f"No answer {status} can be made: {error}."
            raise RefusedError(400, message) from error

    def _response(self, code: str) -> tuple[int, str]:
        """Return the status and the response for a code: its own, its range's, or any.

        Raises `RefusedError` for one that is not declared.
        """
        if _STATUS.fullmatch(code):
            for name in (code, f"{code[0]}XX", "default"):
                if name in self._responses:
                    return int(code), self._responses[name]
        declared = _listed(list(self._responses))
        message = f"The answer {_named(code)} is not declared; there are {declared}."
        raise RefusedError(400, message)

    def _usual(self, example: str | None) -> tuple[int, str]:
        """Return the best response, of those with the example if one is named.

        Raises `RefusedError` where none has it.
        """
        for status, pointer in self._choice:
            names = example_names(self._contract, pointer)
            if example is None or example in names:
                return status, pointer
        known = [
            f"{each} ({name})"
            for name, pointer in self._responses.items()
            for each in example_names(self._contract, pointer)
        ]
        wanted = "" if example is None else f" with an example {_named(example)}"
        message = f"No answer{wanted} is declared; there are {_listed(known)}."
        raise RefusedError(400, message)


def _wishes(header: bytes) -> dict[str, str]:
    """Return the wishes of a header that are ours; of equal ones the first counts.

    Raises `RefusedError` (400) for one that cannot be understood.
    """
    try:
        text = header.decode("utf-8")
    except UnicodeDecodeError:
        text = header.decode("latin-1")
    wishes: dict[str, str] = {}
    for preference in _PREFERENCE.findall(text):
        head = _BEFORE_PARAMETERS.match(preference)
        name, _, value = (head[0] if head is not None else "").partition("=")
        name, value = name.strip().lower(), value.strip()
        if name in _WISHES:
            quoted = _QUOTED.fullmatch(value)
            if quoted is not None:
                value = re.sub(r"\\(.)", r"\1", quoted[1])
            wishes.setdefault(name, value)
    dynamic = wishes.pop("dynamic", "false").lower()
    if dynamic not in ("true", "false"):
        message = f"The preference dynamic is true or false, not {_named(dynamic)}."
        raise RefusedError(400, message)
    return {**wishes, "dynamic": dynamic} if dynamic == "true" else wishes


def _applied(wishes: dict[str, str]) -> str:
    """Write what was heeded as a header does."""
    return ", ".join(
        f"{name}={value if _TOKEN.fullmatch(value) else _quoted(value)}"
        for name, value in wishes.items()
    )


def _quoted(value: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in value)
    return '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'


def _name(status: str) -> str:
    return status if status == "default" else status.upper()


def _named(text: str | None) -> str:
    return text or '""'


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"
