"""Mockoon: a data bucket of tickets behind a CRUD route, with rules that refuse."""

from __future__ import annotations

import json
import shutil
import uuid
from typing import TYPE_CHECKING, Any

from bench.calls import HEADERS
from bench.peers.packages import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: It sorts by fields of the record itself, so the time stands there, too.
QUERY = "status.id_eq={status}&sort=last_updated&order=desc&limit={size}&page={page}"
COUNTED = "x-filtered-count"

#: What a new ticket must be.
SCHEMA = {
    "type": "object",
    "required": [
        "ticket_clientid",
        "ticket_categoryid",
        "ticket_subject",
        "ticket_message",
        "ticket_priority",
    ],
    "properties": {
        "ticket_clientid": {"type": "integer"},
        "ticket_categoryid": {"type": "integer"},
        "ticket_subject": {"type": "string"},
        "ticket_message": {"type": "string"},
        "ticket_priority": {"enum": ["normal", "high", "urgent"]},
    },
}

_RULE = {"modifier": "", "value": "", "invert": False, "operator": "equals"}


def set_up(folder: Path, tickets: Sequence[dict[str, Any]], port: int) -> list[str]:
    """Write the environment."""
    records = [
        {**ticket, "last_updated": ticket["dates"]["last_updated"]}
        for ticket in tickets
    ]
    buckets = [_bucket("tckt", "tickets", records), _bucket("drft", "draft", SCHEMA)]
    route = {
        "uuid": _uuid("route"),
        "type": "crud",
        "documentation": "",
        "method": "",
        "endpoint": "tickets",
        "responses": _responses(),
        "responseMode": None,
        "streamingMode": None,
        "streamingInterval": 0,
    }
    environment = {
        "uuid": _uuid("environment"),
        "lastMigration": 33,
        "name": "Grow CRM",
        "port": port,
        "hostname": "127.0.0.1",
        "endpointPrefix": "api",
        "latency": 0,
        "folders": [],
        "routes": [route],
        "rootChildren": [{"type": "route", "uuid": route["uuid"]}],
        "proxyMode": False,
        "proxyHost": "",
        "proxyRemovePrefix": False,
        "tlsOptions": {
            "enabled": False,
            "type": "CERT",
            "pfxPath": "",
            "certPath": "",
            "keyPath": "",
            "caPath": "",
            "passphrase": "",
        },
        "cors": True,
        "headers": [{"key": "Content-Type", "value": "application/json"}],
        "proxyReqHeaders": [],
        "proxyResHeaders": [],
        "data": buckets,
        "callbacks": [],
    }
    file = folder / "mockoon.json"
    file.write_text(json.dumps(environment))
    program = FOLDER / "node_modules" / "@mockoon" / "cli" / "bin" / "run.js"
    words = [shutil.which("node") or "node", str(program), "start"]
    words += ["--disable-log-to-file", "--disable-admin-api"]
    return [*words, "--port", f"{port}", "--data", str(file)]


def _responses() -> list[dict[str, Any]]:
    """Say what is answered: refusals where their rules hold, else the records."""
    key = {
        **_RULE,
        "target": "header",
        "modifier": "Authorization",
        "value": HEADERS["growcrm"]["Authorization"],
        "invert": True,
    }
    is_post = {**_RULE, "target": "method", "value": "post"}
    is_bad = {
        **_RULE,
        "target": "body",
        "value": "draft",
        "operator": "valid_json_schema",
        "invert": True,
    }
    unknown = '{"message": "Unauthorized. A valid API key is required."}'
    invalid = '{"message": "The given data was invalid.", "errors": {}}'
    return [
        _response("unauthenticated", 401, unknown, [key]),
        _response("invalid", 422, invalid, [is_post, is_bad]),
        {
            **_response("records", 200, "{}", []),
            "bodyType": "DATABUCKET",
            "databucketID": "tckt",
            "default": True,
        },
    ]


def _response(
    label: str, status: int, body: str, rules: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "uuid": _uuid(label),
        "body": body,
        "latency": 0,
        "statusCode": status,
        "label": label,
        "headers": [],
        "bodyType": "INLINE",
        "filePath": "",
        "databucketID": "",
        "sendFileAsBody": False,
        "rules": rules,
        "rulesOperator": "AND",
        "disableTemplating": True,
        "fallbackTo404": False,
        "default": False,
        "crudKey": "id",
        "callbacks": [],
    }


def _bucket(key: str, name: str, value: Any) -> dict[str, str]:
    return {
        "uuid": _uuid(name),
        "id": key,
        "name": name,
        "documentation": "",
        "value": json.dumps(value),
    }


def _uuid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))
