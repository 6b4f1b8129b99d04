"""No field that a contract marks as secret gets into the journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.journaling import last
from tests.engine.marked import MORE, PATHS, SECRET, Key, remembered
from tests.engine.projects import contract_with
from tests.stub import Stub
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


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
        ('{"secret":"a,}%s', '{"secret":"[redacted]"'),
        ('{"secret":"a,}%s\\', '{"secret":"[redacted]"'),
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
