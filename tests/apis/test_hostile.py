"""Requests that no client library sends: whatever comes, an API answers as itself."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile.api import FORM, JSON, Attacker, Outcome
from tests.hostile.apis import APIS
from tests.hostile.child import memory_can_be_measured, served
from tests.hostile.contract import Contract
from tests.hostile.table import table
from tests.hostile.wire import send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case
    from tests.hostile.wire import Answer, Raw, Request
    from tests.stub import Stub

MEGABYTE = 1_000_000

#: What one request may add to the memory that the stub holds.
MOST_GROWTH = 120 * MEGABYTE

#: What the HTTP server says to what is no HTTP.
NOT_HTTP = b"Invalid HTTP request received."

#: Methods that change nothing, however they are answered.
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}

#: The stub's own refusals, which no contract declares.
UNDECLARED = {Outcome.BAD_SANDBOX, Outcome.BAD_PLACE, Outcome.PREFLIGHT}

_MULTIPART = (
    b'--edge\r\nContent-Disposition: form-data; name="x"\r\n\r\n%s\r\n--edge--\r\n'
)

CASES = [
    pytest.param(api, case, id=f"{api.name}-{case.id}")
    for api in APIS
    for case in table(api)
]

COSTLY = [
    pytest.param(build, id=name)
    for name, build in {
        "escapes": lambda to: to.post(b"x=" + b"%41" * MEGABYTE, FORM),
        "line-ends": lambda to: to.post(
            _MULTIPART % (b"\r\n--" * MEGABYTE), "multipart/form-data; boundary=edge"
        ),
        "empty-arrays": lambda to: to.post(
            b'{"x":[' + b"[]," * (MEGABYTE // 3) + b"[]]}", JSON
        ),
        "wrong-items": lambda to: _wrong_items(to, 60_000),
    }.items()
]

each_api = pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)


def _wrong_items(to: Attacker, count: int) -> Request:
    """Send an array of numbers where one of texts is due, if the API has any."""
    method, path, field = to.api.array_form or ("POST", to.api.create, "x")
    items = b"0," * (count - 1) + b"0"
    body = b'{"%s":[%s]}' % (field.encode(), items)
    return to.send(method, to.path(path), body, JSON)


@functools.cache
def contract(name: str, prefix: str) -> Contract:
    return Contract(name, prefix)


@pytest.mark.parametrize(("api", "case"), CASES)
def test_a_hostile_request_is_answered_and_its_refusal_leaves_no_trace(
    api: ApiUnderAttack,
    case: Case,
    bundled_stub: Stub,
    sandbox_name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A stub that crashes on bad input hides the client's bug behind its own."""
    message = case.build(Attacker(api, sandbox_name))
    before = records(bundled_stub, sandbox_name)

    answers = send(bundled_stub.port, message)

    assert answers or Outcome.NO_ANSWER in case.outcomes
    for answer in answers:
        judge(api, case, message, answer)
    if message.method in SAFE or all(answer.status >= 400 for answer in answers):
        assert records(bundled_stub, sandbox_name) == before
    assert [log for log in caplog.records if log.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("size", [0, 50 * MEGABYTE])
@each_api
def test_what_follows_a_refused_body_is_answered_as_itself(
    api: ApiUnderAttack, size: int, bundled_stub: Stub, sandbox_name: str
) -> None:
    """Bytes of a refused body must not be taken for the next request."""
    to = Attacker(api, sandbox_name)
    body = to.raw(b"DELETE %s HTTP/1.1" % to.item.encode()).data
    following = to.raw(b"GET %s HTTP/1.1" % to.item.encode()).data
    before = records(bundled_stub, sandbox_name)

    answers = send(
        bundled_stub.port,
        to.raw(
            b"POST %s HTTP/1.1" % to.path(api.create).encode(),
            b"Content-Type: text/plain",
            b"Content-Length: %d" % (len(body) + size),
            body=body + b"x" * size + following,
            answers=2,
        ),
    )

    refused = {api.status(Outcome.UNSUPPORTED), api.status(Outcome.TOO_LARGE)}
    assert answers[0].status in refused
    assert [answer.status for answer in answers[1:]] == [api.status(Outcome.READ)]
    assert records(bundled_stub, sandbox_name) == before


@pytest.mark.parametrize("key", ["unknown", "unknown~elsewhere", "~elsewhere"])
@each_api
def test_an_unknown_credential_makes_no_sandbox(
    api: ApiUnderAttack, key: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    """Otherwise anybody could fill the stub with sandboxes."""
    to = Attacker(api, sandbox_name)
    message = to.read(*api.credential(key), credential=False)

    (answer,) = send(bundled_stub.port, message)

    assert answer.status == api.status(Outcome.UNAUTHENTICATED)
    assert sandbox_name not in bundled_stub.app.sandboxes
    assert "elsewhere" not in bundled_stub.app.sandboxes


@pytest.mark.skipif(not memory_can_be_measured(), reason="there is no /proc to ask")
@each_api
def test_bodies_that_are_too_large_do_not_fill_the_memory(
    api: ApiUnderAttack, tmp_path: Path
) -> None:
    """A body is read up to the limit and no further, whatever it says of its length."""
    to = Attacker(api, "main")
    body = [b"x" * MEGABYTE] * 50

    with served(tmp_path) as child:
        (first,) = send(child.port, to.post(to.json()))
        before = child.peak_memory()
        refused = [
            send(child.port, message)[0].status
            for content_type in (JSON, FORM, "multipart/form-data; boundary=x")
            for message in (
                to.chunked(body, content_type),
                to.post(body, content_type),
            )
        ]
        growth = child.peak_memory() - before
        (last,) = send(child.port, to.post(to.json()))

    assert first.status == last.status == api.status(Outcome.CREATED)
    assert set(refused) == {api.status(Outcome.TOO_LARGE)}
    assert growth < MOST_GROWTH


@pytest.mark.skipif(not memory_can_be_measured(), reason="there is no /proc to ask")
@pytest.mark.parametrize("costly", COSTLY)
@each_api
def test_a_small_body_costs_little_memory(
    api: ApiUnderAttack, costly: Callable[[Attacker], Request], tmp_path: Path
) -> None:
    """A few megabytes of a body must not become hundreds of them in the stub."""
    to = Attacker(api, "main")
    message = costly(to)

    with served(tmp_path) as child:
        send(child.port, to.post(to.json()))
        before = child.peak_memory()
        (answer,) = send(child.port, message)
        growth = child.peak_memory() - before

    assert answer.status < 500
    assert growth < MOST_GROWTH


@each_api
def test_after_all_of_it_a_plain_request_is_answered(
    api: ApiUnderAttack, bundled_stub: Stub, sandbox_name: str
) -> None:
    """None of the requests before has worn the server out."""
    to = Attacker(api, sandbox_name)

    (created,) = send(bundled_stub.port, to.post(to.json()))
    (found,) = send(bundled_stub.port, to.read())

    assert created.status == api.status(Outcome.CREATED)
    assert found.status == api.status(Outcome.READ)
    for answer in (created, found):
        api.envelope(answer)


def records(stub: Stub, sandbox: str) -> dict[str, Any]:
    """Return what the sandbox holds, and the one of calls that name none."""
    return {name: stub.records(name) for name in (sandbox, "main")}


def judge(
    api: ApiUnderAttack, case: Case, message: Request | Raw, answer: Answer
) -> None:
    """Assert that an answer is one of those expected, and is what it should be."""
    assert answer.status < 500, answer
    from_server = answer.body == NOT_HTTP
    outcomes = {
        outcome
        for outcome in case.outcomes - {Outcome.NO_ANSWER}
        if api.status(outcome) == answer.status
        and (outcome is Outcome.NOT_HTTP) == from_server
    }
    assert outcomes, answer
    if from_server:
        return
    if message.method == "HEAD" or answer.status == api.status(Outcome.PREFLIGHT):
        assert answer.body == b""
    elif Outcome.OUTSIDE not in outcomes:
        api.envelope(answer)
    if answer.status == api.status(Outcome.WRONG_METHOD):
        assert "allow" in answer.headers
    if not outcomes & (UNDECLARED | {Outcome.OUTSIDE}):
        declared = contract(api.name, api.prefix)
        assert declared.misfit(message.method, message.target, answer) is None
