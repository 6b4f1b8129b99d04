"""HappyFox under attack: creating tickets, and the updates of the staff."""

from __future__ import annotations

import dataclasses

from tests.hostile.addresses import Addresses
from tests.hostile.api import ApiUnderAttack, Outcome, Place
from tests.hostile.custom_keys import CustomKeys
from tests.hostile.envelopes import HAPPYFOX_CODE, basic, happyfox_envelope
from tests.hostile.files import Files
from tests.hostile.links import Links

#: A picture by its type, whatever its name.
_PICTURE = b"Content-Type: image/png\r\n"

HAPPYFOX = ApiUnderAttack(
    name="happyfox",
    prefix="/api/1.1/json",
    credential=basic,
    key="happyfox-demo-key",
    code=HAPPYFOX_CODE,
    create="/tickets/",
    takes_forms=True,
    takes_lists=True,
    valid={
        "name": "Jo Example",
        "email": "jo@example.com",
        "category": 1,
        "subject": "Example ticket",
        "text": "Example message",
        "t-cf-3": [1, 2],
    },
    text_fields=("subject", "text", "name", "tags"),
    may_be_missing=("tags", "priority"),
    may_be_empty=("tags",),
    may_be_blank=("tags", "text"),
    integer_fields=("category", "priority"),
    addresses=(
        Addresses("email", commas=False),
        Addresses("cc", several=True, sparse=True),
    ),
    custom_keys=CustomKeys(
        {
            "text": "t-cf-1",
            "number": "t-cf-5",
            "date": "t-cf-4",
            "several": "t-cf-3",
            "choice": "c-cf-3",
        },
        prefixes=("t-cf-", "c-cf-"),
        others=("t-cf-25", "t-cf-27", "t-cf-99", "c-cf-1", "c-cf-99"),
        required=True,
    ),
    files=(
        Files(
            "/tickets/",
            "attachments",
            {
                "name": "Jo Example",
                "email": "jo@example.com",
                "category": "4",
                "subject": "Example ticket",
                "text": "Example message",
            },
        ),
        Files("/ticket-inline-attachment", "file", header=_PICTURE, several=False),
    ),
    links=Links(
        "/attachments/{id}/{name}",
        "22",
        "bicycle.gif",
        "/get_hdp_temporarily_attachment/{id}/",
        "2090",
    ),
    item="/ticket/{id}/",
    known_id="3",
    places=(
        Place("POST", "/ticket/{id}/staff_update/", "3", Outcome.ABSENT),
        Place("POST", "/ticket/{id}/delete/", "5", Outcome.ABSENT),
    ),
    change=("POST", "/ticket/{id}/staff_update/"),
    listing="/tickets/",
    integer_parameters=("size", "page"),
    word_parameters=("status", "sort", "minify_response", "duedate"),
    terms="q",
    cheap="fields=id",
    statuses={
        Outcome.READ: 200,
        Outcome.CREATED: 200,
        Outcome.NONE_CREATED: 200,
        Outcome.FILE: 200,
        Outcome.UNREADABLE: 400,
        Outcome.INVALID: 400,
        Outcome.DAMAGED: 400,
        Outcome.ABSENT: 404,
        Outcome.NOTHING_TO_CHANGE: 404,
        Outcome.EXPIRED: 403,
        Outcome.WRONG_METHOD: 405,
        Outcome.UNSUPPORTED: 415,
        Outcome.TOO_LARGE: 413,
        Outcome.UNAUTHENTICATED: 401,
    },
    envelope=happyfox_envelope,
)

HAPPYFOX_UPDATE = dataclasses.replace(
    HAPPYFOX,
    label="happyfox-update",
    create="/ticket/3/staff_update/",
    takes_lists=False,
    valid={"staff": 1, "plaintext": "An answer"},
    text_fields=("plaintext", "subject", "tags"),
    may_be_missing=("subject", "tags", "priority", "time_spent"),
    may_be_empty=("subject", "tags"),
    may_be_blank=("plaintext", "subject", "tags"),
    integer_fields=("staff", "priority", "time_spent"),
    addresses=(Addresses("bcc", several=True, sparse=True),),
    # Their values are judged as those of a new ticket.
    custom_keys=CustomKeys(
        {}, prefixes=("t-cf-", "ccf-"), others=("t-cf-25", "t-cf-99", "ccf-1")
    ),
    files=(
        Files(
            "/ticket/3/staff_update/",
            "attachments",
            {"staff": "1", "plaintext": "An answer"},
        ),
    ),
)
