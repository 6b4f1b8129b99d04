"""The form of a collection's file in `mock_data/`, as JSON Schema."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string"}}

#: What it may say of how it grows.
_GROWING: dict[str, Any] = {
    "fresh": {"type": "object", "additionalProperties": {"type": "string"}},
    "person": {
        "type": "object",
        "required": ["name", "email"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "email": {"type": "string"},
            "lower": {"type": "string"},
        },
    },
    "grow": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "done": {
                "type": "object",
                "additionalProperties": {"type": "array", "minItems": 1},
            },
            "without": _TEXTS,
            "mix": {"type": "array", "items": _TEXTS},
            "within": _TEXTS,
            "people": {"type": "string"},
        },
    },
}

#: What a collection's file may hold.
FORM = jsonschema_rs.Draft202012Validator(
    {
        "type": "object",
        "required": ["records"],
        "additionalProperties": False,
        "properties": {
            "as_of": {
                "type": "string",
                "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
            },
            "key": {"type": "string"},
            "indexes": {"type": "array", "items": {"type": "string"}},
            "orders": {
                "type": "object",
                "additionalProperties": {"type": ["array", "null"]},
            },
            "ties": {"type": "string"},
            "times": {"type": "array", "items": {"type": "string"}},
            "files": {"type": "array", "items": {"type": "string"}},
            "references": {
                "type": "object",
                "additionalProperties": {"type": "string"},
            },
            "schema": {"type": "object"},
            **_GROWING,
            "records": {"type": "array", "items": {"type": "object"}},
        },
    }
)
