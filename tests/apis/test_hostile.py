"""Requests that no client library sends: whatever comes, an API answers as itself."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.hostile import uploads, urls
from tests.hostile.api import Outcome
from tests.hostile.apis import APIS, BODIES
from tests.hostile.attacker import FORM, JSON, Attacker
from tests.hostile.child import memory_can_be_measured, served
from tests.hostile.costly import costly_bodies
from tests.hostile.filenames import FILENAMES
from tests.hostile.table import bodies, table
from tests.hostile.verdict import judge, traces
from tests.hostile.wire import send
from ticketstub.sandbox.mock_data import MockCollection
from ticketstub.sandbox.outbox import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case
    from tests.hostile.wire import Request
    from tests.stub import Stub

MEGABYTE = 1_000_000

#: When a sandbox starts, so that its mock data are as old as that of the others.
START = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)

#: What one request may add to the memory that the stub holds.
MOST_GROWTH = 120 * MEGABYTE

#: Methods that change nothing, however they are answered.
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}

CASES = [
    pytest.param(api, case, id=f"{api.label or api.name}-{case.id}")
    for apis, cases in ((APIS, table), (BODIES, bodies))
    for api in apis
    for case in cases(api)
]

UPLOADING = [api for api in APIS if api.upload]
TOLD_OF_EVENTS = [api for api in BODIES if api.urls and api.create_method == "POST"]

each_api = pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)


COSTLY = [
    pytest.param(api, build, id=f"{api.name}-{name}")
    for api in APIS
    for name, build in costly_bodies(api)
]


@pytest.fixture(scope="module", autouse=True)
def shared_records() -> Iterator[None]:
    """Age mock data once for all sandboxes that start together: none changes them."""
    patch = pytest.MonkeyPatch()
    at = MockCollection.at
    aged: dict[tuple[int, Any], Any] = {}

    def aged_at(self: MockCollection, start: Any) -> Any:
        found = aged.get((id(self), start))
        if found is None:
            found = aged[id(self), start] = at(self, start)
        return found

    patch.setattr(MockCollection, "at", aged_at)
    yield
    patch.undo()


@pytest.fixture
def sandbox_name(bundled_stub: Stub, sandbox_name: str) -> Iterator[str]:
    """Name a sandbox for one test, and forget it: there are thousands of them."""
    yield sandbox_name
    kept = bundled_stub.app.sandboxes._kept.pop(sandbox_name, None)
    if kept is not None:
        kept.close()


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
    bundled_stub.sandbox(sandbox_name).started = START
    before = traces(api, bundled_stub, sandbox_name)

    answers = send(bundled_stub.port, message)

    assert answers or Outcome.NO_ANSWER in case.outcomes
    for answer in answers:
        judge(api, case, message, answer)
    refused = all(answer.status >= 400 for answer in answers)
    if refused or message.method in SAFE or case.outcomes == {Outcome.NONE_CREATED}:
        assert traces(api, bundled_stub, sandbox_name) == before
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
    before = traces(api, bundled_stub, sandbox_name)

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
    assert traces(api, bundled_stub, sandbox_name) == before


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
@pytest.mark.parametrize(("api", "costly"), COSTLY)
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


@pytest.mark.parametrize("filename", FILENAMES)
@pytest.mark.parametrize("api", UPLOADING, ids=lambda api: api.name)
def test_a_file_is_shown_under_the_name_that_it_came_with(
    api: ApiUnderAttack, filename: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    """A hostile name is text like any other, and leads nowhere."""
    to = Attacker(api, sandbox_name)
    sent, name = FILENAMES[filename]

    (uploaded,) = send(bundled_stub.port, uploads.uploaded(to, sent))
    (file_id,) = json.loads(uploaded.body).values()
    fields = {field: [file_id] for field in api.id_arrays}
    (created,) = send(bundled_stub.port, to.post(to.json(**fields)))

    assert created.status == api.status(Outcome.CREATED)
    api.envelope(created)
    assert orjson.dumps(name) in created.body


@pytest.mark.parametrize("url", urls.GOOD)
@pytest.mark.parametrize("api", TOLD_OF_EVENTS, ids=lambda api: api.label)
def test_an_odd_target_touches_no_later_answer(
    api: ApiUnderAttack,
    url: str,
    bundled_stub: Stub,
    sandbox_name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing is sent to it, as nobody has allowed it, and the outbox says so."""
    to = Attacker(api, sandbox_name)
    fields = dict.fromkeys(api.urls, urls.GOOD[url])
    (registered,) = send(bundled_stub.port, to.post(to.json(**fields)))
    whole = next(each for each in APIS if each.name == api.name)
    then = Attacker(whole, sandbox_name)

    (created,) = send(bundled_stub.port, then.post(then.json()))

    assert registered.status == api.status(Outcome.CREATED)
    assert created.status == whole.status(Outcome.CREATED)
    deliveries = [*bundled_stub.sandbox(sandbox_name).outbox.deliveries()]
    assert urls.GOOD[url] in {each.receiver.url for each in deliveries if each.receiver}
    assert {each.state for each in deliveries} == {State.NOT_SENT}
    assert [log for log in caplog.records if log.levelno >= logging.ERROR] == []


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
