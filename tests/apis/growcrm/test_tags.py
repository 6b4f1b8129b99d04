"""Tags: the whole set is replaced, however it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import NOW_TEXT, invalid, listed, read_ticket

if TYPE_CHECKING:
    import httpx

    from tests.apis.growcrm.conftest import Records

PATH = "/api/tickets/46/tags"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.rule("G9", "G10")
def test_tags_replace_the_whole_set_and_nothing_else(client: httpx.Client) -> None:
    before = read_ticket(client, 46)

    answer = client.put(PATH, json={"tags": ["one", "two"]})

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {
            **before,
            "tags": ["one", "two"],
            "dates": {**before["dates"], "last_updated": NOW_TEXT},
        },
        "message": "Ticket tags updated successfully.",
    }
    assert read_ticket(client, 46) == answer.json()["data"]


@pytest.mark.rule("G9")
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param([], [], id="an empty set clears"),
        pytest.param(["  a ", "\tb\n"], ["a", "b"], id="items are trimmed"),
        pytest.param(["", "a", "   "], ["a"], id="empty items are dropped"),
        pytest.param(["", " "], [], id="only empty items clear"),
        pytest.param(["b", "a", "b", "a"], ["b", "a"], id="the first of equals stays"),
        pytest.param(["a", " a "], ["a"], id="equal once trimmed"),
        pytest.param(["VIP", "vip"], ["VIP", "vip"], id="case makes a difference"),
        pytest.param(["a b", "ä,ö", "<b>"], ["a b", "ä,ö", "<b>"], id="any text"),
    ],
)
def test_tags_are_tidied_before_they_are_kept(
    client: httpx.Client, sent: list[str], kept: list[str]
) -> None:
    answer = client.put(PATH, json={"tags": sent})

    assert answer.status_code == 200
    assert answer.json()["data"]["tags"] == kept


@pytest.mark.rule("G2", "G9")
@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ("tags[]=a&tags[]=b", ["a", "b"]),
        ("tags%5B%5D=a&tags%5B%5D=b", ["a", "b"]),
        ("tags[0]=a&tags[1]=b", ["a", "b"]),
        ("tags%5B0%5D=a&tags%5B1%5D=b", ["a", "b"]),
        ("tags[]=a&tags[1]=b", ["a", "b"]),
        ("tags[]=a", ["a"]),
        ("tags[]=+a+&tags[]=a&tags[]=&tags[]=b", ["a", "b"]),
        ("tags[]=1&tags[]=2", ["1", "2"]),
        ("tags[]=", []),
        ("tags[0]=", []),
        ("tags[]=&tags[]=", []),
        ("tags=", []),
        ("tags", []),
    ],
)
def test_a_form_sends_an_array_in_brackets(
    client: httpx.Client, form: str, kept: list[str]
) -> None:
    answer = client.put(PATH, content=form, headers=FORM)

    assert answer.status_code == 200
    assert answer.json()["data"]["tags"] == kept


@pytest.mark.rule("G2", "G9")
@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ([("tags[]", "a"), ("tags[]", "b")], ["a", "b"]),
        ([("tags[0]", "a"), ("tags[1]", "b")], ["a", "b"]),
        ([("tags[]", "")], []),
        ([("tags", "")], []),
    ],
)
def test_a_multipart_body_sends_an_array_in_brackets(
    client: httpx.Client, parts: list[tuple[str, str]], kept: list[str]
) -> None:
    files = [(name, (None, value)) for name, value in parts]

    answer = client.put(PATH, files=files)

    assert answer.status_code == 200
    assert answer.json()["data"]["tags"] == kept


@pytest.mark.rule("G2", "G9", "G14", "X8")
@pytest.mark.parametrize(
    "sent",
    [
        {"content": "tags=a", "headers": FORM},
        {"content": "tags=a&tags=b", "headers": FORM},
        {"content": "tags=a&tags[]=b", "headers": FORM},
        {"content": "tags=a,b", "headers": FORM},
        {"files": [("tags", (None, "a"))]},
        {"json": {"tags": "a"}},
        {"json": {"tags": 5}},
        {"json": {"tags": True}},
        {"json": {"tags": {"0": "a"}}},
    ],
)
def test_what_is_no_array_is_refused_and_changes_nothing(
    records: Records, client: httpx.Client, sent: dict[str, Any]
) -> None:
    before = records()

    answer = client.put(PATH, **sent)

    assert answer.status_code == 422
    assert answer.json() == invalid({"tags": "The tags must be an array."})
    assert records() == before


@pytest.mark.rule("G9", "G14")
@pytest.mark.parametrize(
    "sent",
    [
        {"json": {}},
        {"json": {"tag": ["a"]}},
        {"json": {"Tags": ["a"]}},
        {"json": {"tags": None}},
        {"content": "", "headers": FORM},
        {"content": "tag[]=a", "headers": FORM},
        {"files": [("other", (None, "a"))]},
        {},
    ],
)
def test_tags_must_be_sent(client: httpx.Client, sent: dict[str, Any]) -> None:
    """A set that is not sent is not an empty one."""
    before = read_ticket(client, 46)

    answer = client.put(PATH, **sent)

    assert answer.status_code == 422
    assert answer.json() == invalid({"tags": "The tags field is required."})
    assert read_ticket(client, 46) == before


@pytest.mark.rule("G9", "G14")
@pytest.mark.parametrize("item", [5, 1.5, True, None, ["a"], {"title": "a"}])
def test_an_item_that_is_no_text_is_refused_by_its_place(
    client: httpx.Client, item: object
) -> None:
    answer = client.put(PATH, json={"tags": ["a", item, "b"]})

    assert answer.status_code == 422
    assert answer.json() == invalid({"tags.1": "The tags.1 must be a string."})


@pytest.mark.rule("G9", "G14")
def test_every_item_that_is_no_text_is_told(client: httpx.Client) -> None:
    answer = client.put(PATH, json={"tags": [1, "a", 2]})

    expected = {
        "tags.0": "The tags.0 must be a string.",
        "tags.2": "The tags.2 must be a string.",
    }
    assert answer.status_code == 422
    assert answer.json() == invalid(expected)
    assert list(answer.json()["errors"]) == list(expected)


@pytest.mark.rule("G9", "G14")
def test_a_file_is_no_tag(client: httpx.Client) -> None:
    answer = client.put(PATH, files=[("tags[]", ("a.txt", b"a", "text/plain"))])

    assert answer.status_code == 422
    assert answer.json() == invalid({"tags.0": "The tags.0 must be a string."})


@pytest.mark.rule("G9")
def test_the_same_tags_twice_answer_the_same(client: httpx.Client) -> None:
    first = client.put(PATH, json={"tags": ["a", "b"]})

    second = client.put(PATH, json={"tags": ["a", "b"]})

    assert second.json() == first.json()


@pytest.mark.rule("G9", "G4")
def test_new_tags_are_found_and_old_ones_no_longer(client: httpx.Client) -> None:
    client.put(PATH, json={"tags": ["brand new"]})

    assert listed(client, "tags[]=brand new") == [46]
    assert 46 not in listed(client, "tags[]=intranet")
