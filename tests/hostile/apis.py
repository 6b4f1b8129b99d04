"""The APIs under attack: another one joins by its description here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.hostile.api import ApiUnderAttack, Outcome

if TYPE_CHECKING:
    from tests.hostile.wire import Answer, Headers


def _growcrm_credential(key: str) -> Headers:
    return (("Authorization", f"Bearer {key}".encode("latin-1")),)


def _growcrm_envelope(answer: Answer) -> None:
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    body = json.loads(answer.body)
    assert isinstance(body, dict)
    assert isinstance(body["message"], str)
    assert ("errors" in body) == (answer.status == 422)
    if "errors" in body:
        assert body["errors"]
        for texts in body["errors"].values():
            assert isinstance(texts, list)
            assert texts
            assert all(isinstance(text, str) for text in texts)


GROWCRM = ApiUnderAttack(
    name="growcrm",
    prefix="/api",
    credential=_growcrm_credential,
    key="growcrm-demo-key",
    create="/tickets",
    valid={
        "ticket_clientid": 1,
        "ticket_categoryid": 72,
        "ticket_subject": "Cannot log in",
        "ticket_message": "I get an error on the login page.",
        "ticket_priority": "high",
    },
    text_fields=("ticket_subject", "ticket_message", "ticket_priority"),
    integer_fields=("ticket_clientid", "ticket_categoryid"),
    loose_fields=("ticket_custom_field_1", "ticket_custom_field_2"),
    item="/tickets/{id}",
    known_id="32",
    listing="/tickets",
    integer_parameters=("limit", "page", "status", "client_id"),
    word_parameters=("sort", "order"),
    search_parameter="search",
    array_parameter="tags[]",
    array_form=("PUT", "/tickets/32/tags", "tags"),
    statuses={
        Outcome.READ: 200,
        Outcome.CREATED: 201,
        Outcome.CHANGED: 200,
        Outcome.UNREADABLE: 422,
        Outcome.INVALID: 422,
        Outcome.ABSENT: 404,
        Outcome.WRONG_METHOD: 405,
        Outcome.UNSUPPORTED: 415,
        Outcome.TOO_LARGE: 413,
        Outcome.UNAUTHENTICATED: 401,
    },
    envelope=_growcrm_envelope,
)

APIS = [GROWCRM]
