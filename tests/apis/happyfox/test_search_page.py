"""What docs/happyfox-search.md says is so: its commands, its examples, its tables."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import AUTH, NOW, field_errors, found
from tests.apis.happyfox.searching import SYSTEM_NAMES, search, search_raw
from tests.test_docs import DOCUMENTED, _curl_request, read, section

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

PAGE = read("docs/happyfox-search.md")

_CODE = re.compile(r"`([^`]+)`")
_COMMAND = re.compile(
    r"^```sh\n(curl [^\n]+)\n```\n(?:\n[^\n`]+\n)?\n```json\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

#: When a stub may have been started: what the page promises holds on any day.
STARTS = (
    NOW,
    datetime(2027, 3, 1, 23, 59, 59, tzinfo=UTC),
    datetime(2032, 2, 29, 0, 0, 1, tzinfo=UTC),
)


def rows(title: str, head: str) -> list[list[str]]:
    """Return the cells of the table of a section whose head begins so."""
    _, begins, rest = section(PAGE, title).partition(f"\n| {head} |")
    assert begins, head
    table = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def code(cell: str) -> str:
    """Return the only code of a cell."""
    (text,) = _CODE.findall(cell)
    return str(text)


def ids(cell: str) -> list[int]:
    return [int(each) for each in cell.split(",")]


@pytest.fixture(params=STARTS, ids=lambda start: start.date().isoformat())
def started(
    request: pytest.FixtureRequest, bundled_stub: Stub, sandbox_name: str
) -> Iterator[httpx.Client]:
    """Call a sandbox that was just started, on one of several days."""
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(request.param)
    sandbox.started = request.param
    with bundled_stub.client(sandbox_name, auth=AUTH) as client:
        yield client


@pytest.mark.rule("H13", "H14", "H15", "H16", "H17", "H18", "H19", "H20")
@pytest.mark.parametrize(("line", "printed"), _COMMAND.findall(PAGE))
def test_each_command_prints_what_stands_below_it(
    started: httpx.Client, bundled_stub: Stub, line: str, printed: str
) -> None:
    request = _curl_request(line.replace(DOCUMENTED, bundled_stub.url))

    answer = started.request(**request)

    assert answer.json() == json.loads(printed)
    assert answer.status_code == (400 if "error" in answer.json() else 200)


def test_every_command_is_followed_by_what_it_prints() -> None:
    assert len(_COMMAND.findall(PAGE)) == len(re.findall(r"^curl ", PAGE, re.MULTILINE))
    assert len(_COMMAND.findall(PAGE)) == 4


@pytest.mark.rule("H13", "H14", "H15", "H16", "H17", "H18", "H19", "H20")
@pytest.mark.parametrize(("text", "expected"), rows("For example", "Search"))
def test_each_example_finds_what_stands_beside_it(
    started: httpx.Client, text: str, expected: str
) -> None:
    assert search(started, code(text)) == ids(expected)


@pytest.mark.rule("H13")
@pytest.mark.parametrize("row", rows("Send it", "In the URL"), ids=lambda row: row[0])
def test_a_raw_query_is_the_search_beside_it(
    client: httpx.Client, row: list[str]
) -> None:
    raw, text, _ = row

    sent = search_raw(client, code(raw).removeprefix("q="))

    assert sent == search(client, code(text))
    assert bool(sent) == ("%2BProgress" not in raw)


@pytest.mark.rule("H15", "H17", "H18", "X8")
@pytest.mark.parametrize(("text", "told"), rows("What is refused", "Search"))
def test_each_refusal_is_told_so(client: httpx.Client, text: str, told: str) -> None:
    answer = client.get("/api/1.1/json/tickets/", params={"q": code(text)})

    assert answer.status_code == 400
    assert answer.json() == field_errors(q=code(told))


@pytest.mark.rule("H13", "H14")
@pytest.mark.parametrize(
    "row", rows("What goes wrong", "Search"), ids=lambda row: row[0]
)
def test_each_mistake_finds_nothing_and_the_better_search_does(
    client: httpx.Client, row: list[str]
) -> None:
    mistake, finds, _, better = row

    assert finds == "nothing"
    assert search(client, code(mistake)) == []
    assert search(client, code(better))


@pytest.mark.rule("H14", "H17")
def test_the_tables_name_every_condition() -> None:
    names = [code(name) for name, *_ in rows("Conditions", "Name")]
    days = [
        code(start) + end
        for start, _, ends in rows("Days", "Begins with")
        for end in _CODE.findall(ends)
    ]

    assert sorted(names + days) == sorted(SYSTEM_NAMES)


@pytest.mark.rule("H15", "H16")
@pytest.mark.parametrize("row", rows("Conditions", "Name"), ids=lambda row: row[0])
def test_each_condition_takes_the_words_of_its_row(
    client: httpx.Client, row: list[str]
) -> None:
    name, takes, _ = row

    for word in _CODE.findall(takes):
        if word != "#":
            assert search(client, f"{code(name)}:{word}")


@pytest.mark.rule("H12")
def test_the_page_names_the_filters_of_the_url(client: httpx.Client) -> None:
    """Each of those that are conditions, too, and it can be sent."""
    text = section(PAGE, "Order and other filters")
    sentence = next(
        line for line in text.splitlines() if "parameters of the URL" in line
    )
    names = _CODE.findall(sentence)

    conditions = {code(name) for name, *_ in rows("Conditions", "Name")}
    assert {*names} == conditions - {"has_attachments"}
    for name in names:
        value = {"unresponded": "true", "breached": "true", "duedate": "today"}
        assert found(client, **{name: value.get(name, "1")}) is not None
