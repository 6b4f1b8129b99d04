"""No secret gets into the journal: credentials, marked fields, and what quotes them."""

from __future__ import annotations

import base64
import dataclasses
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.journaling import BOOKS, EMMA, last
from tests.engine.projects import CARD, contract_with
from tests.stub import Stub
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "fen-reed-4711"  # noqa: S105  # invented
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

_MORE = """\
security:
  - Key: []
  - Session: []
components:
  securitySchemes:
    Key: {type: apiKey, in: query, name: api key}
    Session: {type: apiKey, in: cookie, name: session}
  schemas:
    Hook:
      type: object
      required: [url]
      properties:
        url: {type: string, maxLength: 20000}
        secret: {allOf: [{$ref: '#/components/schemas/Word'}]}
        old keys[]: {type: array, items: {$ref: '#/components/schemas/Word'}}
        nested:
          type: object
          properties:
            secret: {type: string, nullable: true}
    Word: {type: string, format: password, minLength: 3, maxLength: 30}
"""

_PATHS = """\
  /hooks:
    post:
      operationId: hooks.create
      parameters:
        - {name: X-Word, in: header, schema: {type: string, format: password}}
        - {name: word, in: query, schema: {type: string, format: password}}
      requestBody:
        content:
          application/json: &hook {schema: {$ref: '#/components/schemas/Hook'}}
          application/x-www-form-urlencoded: *hook
          multipart/form-data: *hook
      responses:
        '201':
          description: It is made.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Hook'}
              example: {url: here, secret: made-fen-reed, nested: {secret: null}}
"""


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve a contract with secrets of every kind."""
    folder = tmp_path_factory.mktemp("hooks")
    with Stub(load_bare(contract_with(folder, _PATHS, _MORE)), Settings()) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call it with its key."""
    with stub.client(sandbox_name, params={"api key": "the-key-itself"}) as client:
        client.get("/_ticketstub/clock")
        yield client


def remembered(stub: Stub, name: str) -> str:
    """Return everything that a journal holds, as text."""
    return repr([tuple(entry) for entry in stub.sandbox(name).journal])


def post(client: httpx.Client, content: Any, media_type: str = JSON) -> Any:
    """Send a body; return how it is kept."""
    headers = {"Content-Type": media_type}
    client.post("/hooks", content=content, headers=headers)
    return last(client)["request"]["body"]["text"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('{"url":"x","secret":"%s"}', '{"url":"x","secret":"[redacted]"}'),
        (
            '{"secret" \t:\r\n "%s", "url":"x"}',
            '{"secret" \t:\r\n "[redacted]", "url":"x"}',
        ),
        ('{"s\\u0065cret":"%s"}', '{"s\\u0065cret":"[redacted]"}'),
        ('{"\\u0073\\u0065\\u0063r\\u0065\\u0074":"%s"}', None),
        ('{"secret":"\\"%s\\\\"}', '{"secret":"[redacted]"}'),
        ('{"secret":"a\\"%s\\"b","url":"x"}', '{"secret":"[redacted]","url":"x"}'),
        ('{"nested":{"secret":"%s"},"url":"x"}', None),
        ('[{"secret":"%s"},{"secret":"%s"}]', None),
        (
            '{"secret":["%s",{"a":"]%s"}],"url":"x"}',
            '{"secret":"[redacted]","url":"x"}',
        ),
        (
            '{"secret":{"a":[{"b":"}%s"}]},"url":"x"}',
            '{"secret":"[redacted]","url":"x"}',
        ),
        ('{"old keys":["%s","%s"]}', '{"old keys":"[redacted]"}'),
        ('{"secret":"%s', '{"secret":"[redacted]"'),
        ('{"secret":"%s\\', '{"secret":"[redacted]"'),
        ('{"secret":["%s"', '{"secret":"[redacted]"'),
        ('{"secret":%s,"url":"x"}', '{"secret":"[redacted]","url":"x"}'),
        ('{"secret":\'%s b\',"url":"x"}', '{"secret":"[redacted]","url":"x"}'),
        ('  \n{"secret":"%s"}', '  \n{"secret":"[redacted]"}'),
        ('"secret":"%s"', '"secret":"[redacted]"'),
        (
            '{"secret":"%s","secret":"%s"}',
            '{"secret":"[redacted]","secret":"[redacted]"}',
        ),
    ],
)
def test_a_marked_field_of_json_is_not_kept(
    stub: Stub, client: httpx.Client, sandbox_name: str, sent: str, kept: str | None
) -> None:
    """However it is written, nested, broken or cut."""
    text = post(client, sent.replace("%s", SECRET))

    assert kept is None or text == kept
    assert "[redacted]" in text
    assert SECRET not in remembered(stub, sandbox_name)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("url=x&secret=%s", "url=x&secret=[redacted]"),
        ("secret=%s&url=x", "secret=[redacted]&url=x"),
        ("s%65cret=%s&url=x", "s%65cret=[redacted]&url=x"),
        ("old+keys[]=%s&old%20keys%5B0%5D=%s", None),
        ("nested[secret]=%s", "nested[secret]=[redacted]"),
        ("secret=a=%s", "secret=[redacted]"),
    ],
)
def test_a_marked_field_of_a_form_is_not_kept(
    stub: Stub, client: httpx.Client, sandbox_name: str, sent: str, kept: str | None
) -> None:
    text = post(client, sent.replace("%s", SECRET), FORM)

    assert kept is None or text == kept
    assert "[redacted]" in text
    assert SECRET not in remembered(stub, sandbox_name)


@pytest.mark.parametrize("name", ['"secret"', "secret", '"old keys[]"'])
@pytest.mark.parametrize("more", ["", "\r\nContent-Type: text/plain"])
def test_a_marked_part_of_a_multipart_body_is_not_kept(
    stub: Stub, client: httpx.Client, sandbox_name: str, name: str, more: str
) -> None:
    """Its other parts are."""
    part = '--b\r\nContent-Disposition: form-data; name="url"\r\n\r\nfen\r\n'
    marked = f"--b\r\nContent-Disposition: form-data; name={name}{more}\r\n\r\n%s\r\n"
    whole = f"{part}{marked}--b--\r\n"
    text = post(client, whole % f"{SECRET}\r\n--x", "multipart/form-data; boundary=b")

    assert text == whole % "[redacted]"
    assert SECRET not in remembered(stub, sandbox_name)


def test_a_cut_within_a_secret_leaves_none_of_it(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """The beginning of a body is kept, and this is what it ends with."""
    for length in range(16 * 1024 - 60, 16 * 1024 - 20):
        body = {"url": "x" * length, "secret": f"\\{SECRET}" * 20}
        text = post(client, json.dumps(body))

        assert len(text) < 17 * 1024
        assert "fen" not in text
    assert SECRET[:8] not in remembered(stub, sandbox_name)


def test_what_is_kept_counts_as_whole(client: httpx.Client) -> None:
    """A secret that is taken out does not cut a body: its other fields are counted."""
    post(client, json.dumps({"url": "fen", "secret": SECRET * 2}))
    wanted = {"json": {"url": "fen", "secret": "[redacted]"}}
    counted = client.post("/_ticketstub/requests/count", json=wanted).json()

    assert counted["count"] == 1
    assert not last(client)["request"]["body"]["cut"]


@pytest.mark.parametrize(
    "sent",
    [
        '{"url":"secret","more":"a secret: b"}',
        '{"secret":null,"url":"x"}',
        '{"secret":true}',
        '{"secrets":"x","my secret":"x","Secret":"x"}',
        '{"url":"http://a.example/?b=1&secret=c","more":1}',
        '{"url":"100%\\u00e4"}',
    ],
)
def test_what_is_no_secret_is_kept_as_it_is(client: httpx.Client, sent: str) -> None:
    """Even what looks a little like one."""
    assert post(client, sent) == sent


def test_a_marked_field_of_an_answer_is_not_kept(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """The caller gets it; the journal says that there was one, or none."""
    answer = client.post("/hooks", json={"url": "x"})
    kept = json.loads(last(client)["answer"]["body"]["text"])

    assert answer.json()["secret"] == "made-fen-reed"  # noqa: S105  # invented
    assert (kept["secret"], kept["nested"]["secret"]) == ("[redacted]", None)
    assert "made-fen-reed" not in remembered(stub, sandbox_name)


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
    paths = _PATHS.replace("secret: made-fen-reed", "secret: made-fen-reed-x")
    project = load_bare(contract_with(folder, paths, _MORE))
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
