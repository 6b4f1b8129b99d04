"""What the tests of creation share: drafts in every media type, and their refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import TICKETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

REQUIRED = "This field is required."
CHOICE = "Select a valid choice. That choice is not one of the available choices."
WHOLE_NUMBER = "Enter a whole number."
NUMBER = "Enter a number."
EMAIL = "Enter a valid email address."
DATE = "Enter a valid date."
DATE_TIME = "Enter a valid date/time."
LIST = "Enter a list of values."
TRUE_OR_FALSE = "Enter true or false."
VALUE = "Enter a valid value."

#: The texts for custom fields alone.
FIELD_REQUIRED = "This field is required"
UNKNOWN = "Unknown custom field."

#: The ids of the first ticket and the first contact that a test makes.
FIRST_TICKET, FIRST_CONTACT = 65, 27663

#: The media types of a body.
JSON, FORM, MULTIPART = "json", "form", "multipart"

each_media_type = pytest.mark.parametrize("media_type", [JSON, FORM, MULTIPART])


def send(
    client: httpx.Client, body: Mapping[str, Any], media_type: str = JSON
) -> httpx.Response:
    """Create a ticket by a body in a media type; in forms a list is many fields."""
    if media_type == JSON:
        return client.post(TICKETS, json=dict(body))
    if media_type == FORM:
        return client.post(TICKETS, data=dict(body))
    parts = [
        (name, (None, _text(item)))
        for name, value in body.items()
        for item in (value if isinstance(value, list) else [value])
    ]
    return client.post(TICKETS, files=parts)


def create(
    client: httpx.Client, body: Mapping[str, Any], media_type: str = JSON
) -> dict[str, Any]:
    """Create a ticket, which must succeed, and return it."""
    answer = send(client, body, media_type)
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def refusal(
    client: httpx.Client, body: Mapping[str, Any], media_type: str = JSON
) -> list[tuple[str, str]]:
    """Fail to create a ticket; return each refused field and its text, in order."""
    answer = send(client, body, media_type)
    assert answer.status_code == 400, answer.text
    assert list(answer.json()) == ["error"]
    return told(answer.json()["error"])


def told(error: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return each field of an error and its only text, in order."""
    assert all(list(each) == ["field", "errors"] for each in error)
    assert all(len(each["errors"]) == 1 for each in error)
    return [(each["field"], each["errors"][0]) for each in error]


def first_update(ticket: dict[str, Any]) -> dict[str, Any]:
    """Return the one update that a new ticket has."""
    (update,) = ticket["updates"]
    assert isinstance(update, dict)
    return update


def without(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return a body without some of its fields."""
    return {name: value for name, value in body.items() if name not in names}


def _text(value: Any) -> str:
    """Return a value as a form spells it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
