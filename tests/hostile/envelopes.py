"""Envelopes: how each API is called, and what each of its answers looks like."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.hostile.wire import Answer, Headers

HAPPYFOX_CODE = "happyfox-demo-code"


def bearer(key: str) -> Headers:
    """Send a key as a bearer token."""
    return (("Authorization", f"Bearer {key}".encode("latin-1")),)


def private_token(key: str) -> Headers:
    """Send a key as i3D.net asks for it."""
    return (("PRIVATE-TOKEN", key.encode("latin-1")),)


def basic(key: str) -> Headers:
    """Send a key and HappyFox's demo code by HTTP Basic."""
    pair = b64encode(f"{key}:{HAPPYFOX_CODE}".encode())
    return (("Authorization", b"Basic " + pair),)


def growcrm_envelope(answer: Answer) -> None:
    """Assert that an answer is in the envelope of Grow CRM."""
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


#: What i3D.net's error body says of each status.
_I3D_CODES = {
    400: {10001, 10004},
    403: {10003, 10004},
    404: {10001},
    405: {10004},
    413: {10004},
    415: {10004},
    422: {10002},
}


def i3d_envelope(answer: Answer) -> None:
    """Assert that an answer is data of i3D.net, or its error body."""
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    body = json.loads(answer.body)
    if answer.status < 400:
        assert isinstance(body, dict | list | str)
        return
    assert set(body) == {"errorCode", "errorMessage", "errors"}
    assert body["errorCode"] in _I3D_CODES[answer.status]
    assert isinstance(body["errorMessage"], str)
    for entry in body["errors"]:
        assert set(entry) == {"property", "message"}
        assert isinstance(entry["property"], str)
        assert isinstance(entry["message"], str)


def helpdesk_envelope(answer: Answer) -> None:
    """Assert that an answer is in the envelope of the Helpdesk."""
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    body = json.loads(answer.body)
    assert isinstance(body, dict)
    if answer.status < 400:
        return
    assert set(body) == {"error"}
    error = body["error"]
    assert error["status"] == answer.status
    assert isinstance(error["message"], str)
    assert error["code"] == error["code"].upper()
    assert ("details" in error) == (answer.status == 422)
    if "details" in error:
        assert error["details"]
        for entries in error["details"].values():
            assert entries
            assert all(set(entry) == {"code", "message"} for entry in entries)


def happyfox_envelope(answer: Answer) -> None:
    """Assert that an answer is data of HappyFox, or one of its three refusals."""
    if answer.status < 400 and answer.headers["content-type"].startswith("image/"):
        return
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    body = json.loads(answer.body)
    if answer.status < 400:
        assert isinstance(body, dict | list)
        return
    assert set(body) == {"error"}
    assert ("www-authenticate" in answer.headers) == (answer.status == 401)
    match body["error"]:
        case list(faults):
            assert answer.status == 400
            assert faults
            for fault in faults:
                assert set(fault) == {"field", "errors"}
                assert fault["errors"]
                assert all(isinstance(text, str) for text in fault["errors"])
        case dict(unfilled):
            assert answer.status == 400
            assert unfilled
        case text:
            assert isinstance(text, str)
            assert text
