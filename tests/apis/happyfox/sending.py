"""Bodies in each of the ways in which they are taken, and clients side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.apis.happyfox.conftest import AUTH, NOW, field_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

#: Takes the fields of a body, and returns them as an argument for `httpx`.
Way = Callable[[Mapping[str, Any]], dict[str, Any]]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"

# The texts of refused fields.
REQUIRED = "This field is required."
CUSTOM_REQUIRED = "This field is required"
CHOICE = "Select a valid choice. That choice is not one of the available choices."
WHOLE_NUMBER = "Enter a whole number."
NUMBER = "Enter a number."
EMAIL = "Enter a valid email address."
DATE = "Enter a valid date."
DATE_TIME = "Enter a valid date/time."
LIST = "Enter a list of values."
TRUE_OR_FALSE = "Enter true or false."
VALUE = "Enter a valid value."


def as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Send fields as JSON."""
    return {"json": dict(fields)}


def as_form(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Send fields urlencoded; a list is a field that is repeated."""
    return {"data": {name: _texts(value) for name, value in fields.items()}}


def as_multipart(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Send fields as parts without a filename; a list is a part that is repeated."""
    return {
        "files": [
            (name, (None, text))
            for name, value in fields.items()
            for text in _texts(value)
        ]
    }


FORMS: tuple[Way, ...] = (as_form, as_multipart)
WAYS: tuple[Way, ...] = (as_json, *FORMS)


def part(disposition: str, data: bytes = b"x", media_type: str = "") -> bytes:
    """Return one part of a multipart body, its disposition as it is spelled here."""
    lines = [f"Content-Disposition: form-data; {disposition}".encode()]
    if media_type:
        lines.append(f"Content-Type: {media_type}".encode())
    return b"\r\n".join((b"--edge", *lines, b"", data, b""))


def parts(*those: bytes, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Send parts that were made by hand, and fields before them."""
    before = [
        part(f'name="{name}"', str(value).encode())
        for name, value in (fields or {}).items()
    ]
    return {
        "content": b"".join((*before, *those, b"--edge--\r\n")),
        "headers": {"Content-Type": MULTIPART},
    }


def refused_fields(answer: httpx.Response) -> list[str]:
    """Return the names of the fields that an answer refuses, in its order."""
    assert answer.status_code == 400, answer.text
    return [each["field"] for each in answer.json()["error"]]


def assert_refused(answer: httpx.Response, **texts: str) -> None:
    """Claim that an answer refuses these fields, with one text each, in this order."""
    assert answer.status_code == 400, answer.text
    assert answer.json() == field_errors(**texts)


@contextmanager
def desk(stub: Stub, name: str) -> Iterator[httpx.Client]:
    """Call the API in a sandbox of that name, whose clock stands at NOW."""
    sandbox = stub.sandbox(name)
    sandbox.clock.freeze(NOW)
    sandbox.started = NOW
    with stub.client(name, auth=AUTH) as client:
        yield client


def _texts(value: Any) -> list[str]:
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return [str(each) for each in values]
