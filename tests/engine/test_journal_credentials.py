"""No credential gets into the journal, nor a refusal that quotes a secret."""

from __future__ import annotations

import base64
import dataclasses
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.journaling import BOOKS, EMMA, last
from tests.engine.marked import MORE, PATHS, SECRET, Key, remembered
from tests.engine.projects import CARD, contract_with
from tests.stub import Stub
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve a contract with secrets of every kind."""
    folder = tmp_path_factory.mktemp("hooks")
    with Stub(load_bare(contract_with(folder, PATHS, MORE)), Settings()) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call it with its key."""
    with stub.client(sandbox_name, auth=Key()) as client:
        client.post("/_ticketstub/reset")
        yield client


@pytest.mark.parametrize("name", ["api key", "api+key", "api%20key", "%61pi+ke%79"])
def test_a_key_in_the_query_is_not_kept(
    stub: Stub, client: httpx.Client, sandbox_name: str, name: str
) -> None:
    """However it is spelled, and as often as it comes."""
    url = f"{stub.url}/hooks?a=1&{name}={SECRET}&{name}={SECRET}&b=2"
    headers = {"Ticketstub-Sandbox": sandbox_name}
    answer = httpx.post(url, json={"url": "x"}, headers=headers)
    call = last(client)

    assert answer.status_code == 201
    assert call["query"].startswith("a=1&")
    assert call["query"].endswith("=[redacted]&b=2")
    assert SECRET not in remembered(stub, sandbox_name)


def test_cookies_are_not_kept(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    client.post("/hooks", json={"url": 1}, headers={"Cookie": f"a=b; session={SECRET}"})

    assert last(client)["request"]["headers"]["cookie"] == "[redacted]"
    assert SECRET not in remembered(stub, sandbox_name)


def test_marked_parameters_are_not_kept(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    client.post(
        "/hooks", params={"word": SECRET}, headers={"X-Word": SECRET}, json={"url": "x"}
    )
    call = last(client)

    assert call["status"] == 201
    assert call["request"]["headers"]["x-word"] == "[redacted]"
    assert SECRET not in remembered(stub, sandbox_name)


@pytest.mark.parametrize("secret", ["ab", "x" * 31, 'xä"\\' * 8, 4711, [SECRET * 3]])
@pytest.mark.parametrize("at", ["secret", "old keys"])
def test_a_refusal_that_quotes_a_secret_is_kept_without_it(
    stub: Stub, client: httpx.Client, sandbox_name: str, secret: Any, at: str
) -> None:
    """Neither what was wrong with it, nor the answer, which says so as well."""
    name = "secret" if at == "secret" else "old keys[]"
    value = secret if at == "secret" or isinstance(secret, list) else [secret]
    answer = client.post(
        "/hooks", json={"url": "x", name: value, "nested": {"secret": 1}}
    )
    call = last(client)
    (*_, violation) = stub.sandbox(sandbox_name).journal
    quoted = json.dumps(secret if not isinstance(secret, list) else secret[0])

    assert answer.status_code == 422
    assert quoted[1:-1] in answer.text or "\\" in quoted
    assert quoted not in json.dumps(call)
    assert quoted not in call["answer"]["body"]["text"]
    for each in violation.violations:
        assert quoted not in (each["sent"] or "") + each["detail"]


def test_what_is_wrong_with_something_around_a_secret_does_not_tell_it(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """Where the whole is quoted, so is its part."""
    answer = client.post("/hooks", json=[{"secret": SECRET, "url": "x"}])

    assert SECRET in answer.text
    assert last(client)["violations"][0]["rule"] == "type"
    assert SECRET not in remembered(stub, sandbox_name)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Library-Card": "library-demo-card"},
        {"X-Library-Card": "library-demo-card~{sandbox}"},
        {"X-Library-Card": "unknown-card-4711"},
        {"Authorization": "Basic " + base64.b64encode(b"north:reed-fen").decode()},
        {"Authorization": "Bearer library-demo-card"},
        {"Authorization": "library-demo-card", "Proxy-Authorization": "Basic abcd"},
    ],
)
def test_no_credential_is_kept(
    toy_stub: Stub, sandbox_name: str, headers: dict[str, str]
) -> None:
    """Known or not, by whichever scheme, with a suffix or without."""
    toy_stub.sandbox(sandbox_name)
    sent = {name: each.format(sandbox=sandbox_name) for name, each in headers.items()}
    with toy_stub.client(sandbox_name, headers=sent) as client:
        client.get(BOOKS)
        client.post(BOOKS, json={**EMMA, "shelf": 100})
        client.get(f"{BOOKS}/bk_9999")
        kept = last(client)["request"]["headers"]
    text = remembered(toy_stub, sandbox_name)

    assert {kept[name.lower()] for name in sent} == {"[redacted]"}
    for each in sent.values():
        assert each.partition(" ")[2] not in text or " " not in each
        assert each.partition("~")[0] not in text


def test_a_refusal_that_quotes_a_credential_is_kept_without_it(
    toy_stub: Stub, sandbox_name: str
) -> None:
    """Such as a path that somebody has put it into."""
    with toy_stub.client(sandbox_name, headers=CARD) as client:
        client.post(BOOKS, json={**EMMA, "condition": "library-demo-card"})
        call = last(client)

    assert call["violations"][0]["rule"] == "enum"
    assert "library-demo-card" not in call["violations"][0]["detail"]
    assert "library-demo-card" not in call["detail"]


@contextmanager
def breaking(folder: Path) -> Iterator[httpx.Client]:
    """Serve a handler whose answer breaks its contract at a secret."""
    paths = PATHS.replace("secret: made-fen-reed", "secret: made-fen-reed-x")
    project = load_bare(contract_with(folder, paths, MORE))
    with Stub(project, Settings()) as stub, stub.client() as client:
        (plan,) = stub.app.plans
        function = plan.handler.function

        def longer(*arguments: Any, **named: Any) -> Any:
            reply = function(*arguments, **named)
            reply.body = {**reply.body, "secret": f'"{SECRET}' * 5}
            return reply

        plan.handler = dataclasses.replace(plan.handler, function=longer)
        yield client


def test_an_answer_that_breaks_its_contract_does_not_tell_its_secret(
    tmp_path: Path,
) -> None:
    with breaking(tmp_path) as client:
        answer = client.post("/hooks?api+key=abc", json={"url": "x"})
        call = last(client)

    assert answer.status_code == call["status"] == 500
    assert SECRET in answer.text
    assert call["detail"].endswith("201 /secret: [redacted]")
    assert SECRET not in json.dumps(call)
