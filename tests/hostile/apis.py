"""The APIs under attack: another one joins by its description here."""

from __future__ import annotations

import dataclasses

from tests.hostile.addresses import Addresses
from tests.hostile.api import ApiUnderAttack, Outcome, Place
from tests.hostile.cursors import Cursors
from tests.hostile.custom_values import CustomValues
from tests.hostile.envelopes import (
    bearer,
    growcrm_envelope,
    helpdesk_envelope,
    i3d_envelope,
    private_token,
)
from tests.hostile.happyfox import HAPPYFOX, HAPPYFOX_UPDATE

GROWCRM = ApiUnderAttack(
    name="growcrm",
    prefix="/api",
    credential=bearer,
    key="growcrm-demo-key",
    create="/tickets",
    takes_forms=True,
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
    array_form=("PUT", "/tickets/32/tags", "tags"),
    item="/tickets/{id}",
    known_id="32",
    change=("PATCH", "/tickets/{id}"),
    listing="/tickets",
    integer_parameters=("limit", "page", "status", "client_id"),
    word_parameters=("sort", "order"),
    search_parameter="search",
    array_parameter="tags[]",
    statuses={
        Outcome.READ: 200,
        Outcome.CREATED: 201,
        Outcome.CHANGED: 200,
        Outcome.UNREADABLE: 422,
        Outcome.INVALID: 422,
        Outcome.ABSENT: 404,
        Outcome.NOTHING_TO_CHANGE: 404,
        Outcome.WRONG_METHOD: 405,
        Outcome.UNSUPPORTED: 415,
        Outcome.TOO_LARGE: 413,
        Outcome.UNAUTHENTICATED: 401,
    },
    envelope=growcrm_envelope,
)

I3D = ApiUnderAttack(
    name="i3d",
    prefix="/v3",
    credential=private_token,
    key="i3d-demo-token",
    key_header="PRIVATE-TOKEN",
    create="/tickets",
    valid={
        "title": "Backups are slow",
        "content": "They take nine hours.",
        "category": "Network",
        "department": "Operations",
        "emailCc": "",
        "emailTo": "robin.ashdown@tidewheel.example",
    },
    text_fields=("title", "content", "category", "department"),
    may_be_empty=("title", "content", "department"),
    may_be_blank=("title", "content", "department"),
    addresses=(Addresses("emailCc", several=True), Addresses("emailTo", several=True)),
    id_arrays={"attachmentIds": 7},
    upload=("/tickets/attachment", "attachment"),
    # Reading a ticket is remembered, reading a file is not.
    item="/tickets/12/attachment/{id}",
    known_id="2",
    places=(
        Place("GET", "/tickets/{id}", "12", Outcome.ABSENT),
        Place("GET", "/tickets/{id}/attachment/2", "12", Outcome.ABSENT),
        Place("PUT", "/tickets/{id}/close", "12", Outcome.NOTHING_TO_CHANGE),
        Place("DELETE", "/tickets/attachment/{id}", "8", Outcome.ABSENT),
    ),
    change=("POST", "/tickets/{id}/reply"),
    listing="/tickets",
    ranges=("RANGED-DATA", ("/tickets", "/tickets/openOrUnread")),
    statuses={
        Outcome.READ: 200,
        Outcome.CREATED: 200,
        Outcome.UNREADABLE: 422,
        Outcome.INVALID: 422,
        Outcome.ABSENT: 404,
        Outcome.NOTHING_TO_CHANGE: 400,
        Outcome.WRONG_METHOD: 405,
        Outcome.UNSUPPORTED: 415,
        Outcome.TOO_LARGE: 413,
        Outcome.UNAUTHENTICATED: 403,
        Outcome.BAD_PLACE_IN_LIST: 400,
        Outcome.DAMAGED: 400,
    },
    envelope=i3d_envelope,
)

I3D_CONTACT = dataclasses.replace(
    I3D,
    label="i3d-contact",
    create="/tickets/contact",
    valid={
        "firstName": "Imke",
        "lastName": "Brandt",
        "companyName": "Brandt Logistics",
        "email": "imke.brandt@example.com",
        "phone": "+31 10 555 0142",
        "title": "Quote for two servers",
        "content": "We need them from July on.",
        "category": "Sales",
    },
    text_fields=("title", "firstName", "companyName", "phone", "content", "category"),
    may_be_empty=("companyName", "content"),
    may_be_blank=("title", "firstName", "companyName", "content"),
    may_be_missing=("companyName", "content"),
    addresses=(Addresses("email"),),
    id_arrays={},
)

I3D_REPLY = dataclasses.replace(
    I3D,
    label="i3d-reply",
    create="/tickets/12/reply",
    valid={"title": "Still slow", "content": "Nothing has changed."},
    text_fields=("title", "content"),
    may_be_empty=("title", "content"),
    may_be_blank=("title", "content"),
    addresses=(),
    statuses={**I3D.statuses, Outcome.UNREADABLE: 400},
)

_CURSOR_NAMES = ("after", "page[after]", "pageAfter")

HELPDESK = ApiUnderAttack(
    name="helpdesk",
    prefix="/helpdesk/api/v1",
    credential=bearer,
    key="helpdesk-admin-key",
    lesser_keys=("helpdesk-readonly-key", "helpdesk-other-key"),
    key_header="X-API-Key",
    beside_authorization=Outcome.UNAUTHENTICATED,
    fixed_headers=(("X-Workspace-Id", "ws_mock"),),
    create="/tickets",
    wrapper="ticket",
    valid={
        "subject": "Cannot access my account",
        "status": "open",
        "priority": "high",
        "type": "incident",
        "assigneeId": "usr_abc123",
        "requesterEmail": "customer@example.com",
        "tags": ["billing"],
    },
    text_fields=("subject", "status", "priority", "type"),
    may_be_missing=("status", "priority", "type"),
    addresses=(Addresses("requesterEmail", nullable=True),),
    text_arrays=("tags",),
    custom_values=CustomValues(
        "customFields",
        ids={
            "text": "cf_text",
            "textarea": "cf_textarea",
            "regex": "cf_regex",
            "number": "cf_number",
            "decimal": "cf_decimal",
            "checkbox": "cf_checkbox",
            "date": "cf_date",
            "dropdown": "cf_abc",
            "multiselect": "cf_multiselect",
        },
        others=("cf_inactive", "system_subject", "cf_other_batch", "cf_unheard_of"),
        option="Enterprise",
        choice="web",
    ),
    item="/tickets/{id}",
    known_id="tkt_abc123",
    places=(
        Place("PUT", "/tickets/{id}", "tkt_abc123", Outcome.ABSENT),
        Place("DELETE", "/tickets/{id}", "tkt_abc123", Outcome.ABSENT),
        Place("GET", "/webhooks/{id}", "whk_abc123abc123", Outcome.ABSENT),
    ),
    change=("PUT", "/tickets/{id}"),
    listing="/tickets",
    integer_parameters=("page_size", "page[size]", "pageSize"),
    word_parameters=("status", "priority", "sort_by", "sort_order"),
    search_parameter="assignee_id",
    cursors=(
        Cursors(
            "/tickets",
            _CURSOR_NAMES,
            "tkt_abc123",
            ("tkt_1y2b7kq2sfnp", "cf_abc", "whk_abc123abc123", "usr_abc123"),
        ),
        Cursors(
            "/ticket_fields",
            _CURSOR_NAMES,
            "cf_text",
            ("cf_other_batch", "tkt_abc123", "whk_abc123abc123", "ws_mock"),
        ),
    ),
    statuses={
        Outcome.READ: 200,
        Outcome.CREATED: 201,
        Outcome.UNREADABLE: 400,
        Outcome.INVALID: 422,
        Outcome.ABSENT: 404,
        Outcome.NOTHING_TO_CHANGE: 404,
        Outcome.WRONG_METHOD: 405,
        Outcome.UNSUPPORTED: 415,
        Outcome.TOO_LARGE: 413,
        Outcome.UNAUTHENTICATED: 401,
        Outcome.FORBIDDEN: 403,
        Outcome.NO_FIXED_HEADER: 400,
        Outcome.BAD_PLACE_IN_LIST: 400,
    },
    envelope=helpdesk_envelope,
)

HELPDESK_UPDATE = dataclasses.replace(
    HELPDESK,
    label="helpdesk-update",
    create="/tickets/tkt_abc123",
    create_method="PUT",
    may_be_missing=HELPDESK.text_fields,
    # They are judged as those of a new ticket.
    custom_values=None,
    statuses={**HELPDESK.statuses, Outcome.CREATED: 200},
)

HELPDESK_WEBHOOK = dataclasses.replace(
    HELPDESK,
    label="helpdesk-webhook",
    create="/webhooks",
    wrapper="webhook",
    valid={
        "name": "Chat channel",
        "targetUrl": "https://hooks.example.com/a",
        "events": ["ticket.created"],
        "active": True,
    },
    text_fields=("name",),
    may_be_missing=(),
    addresses=(),
    text_arrays=(),
    word_arrays={"events": "ticket.created"},
    urls=("targetUrl",),
    custom_values=None,
)

HELPDESK_WEBHOOK_UPDATE = dataclasses.replace(
    HELPDESK_WEBHOOK,
    label="helpdesk-webhook-update",
    create="/webhooks/whk_abc123abc123",
    create_method="PUT",
    may_be_missing=("name",),
    statuses={**HELPDESK.statuses, Outcome.CREATED: 200},
)

#: Those that the whole table is for.
APIS = [GROWCRM, I3D, HELPDESK, HAPPYFOX]

#: Further operations, for which the bodies of the table are enough.
BODIES = [
    I3D_CONTACT,
    I3D_REPLY,
    HELPDESK_UPDATE,
    HELPDESK_WEBHOOK,
    HELPDESK_WEBHOOK_UPDATE,
    HAPPYFOX_UPDATE,
]
