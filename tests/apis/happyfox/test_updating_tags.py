"""Updating tags: what is removed, what is added, and the update that tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    NOW_TEXT,
    field_errors,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.writing import (
    CHOICE,
    JAMES,
    NOTHING_TO_UPDATE,
    difference,
    done,
    post,
    update,
    whole,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

ACTION = "update_tags"


@pytest.mark.rule("H40", "H29")
def test_tags_are_changed_in_one_update_that_tells_nothing_but_who(
    client: httpx.Client,
) -> None:
    before = whole(client, 2)

    done(client, 2, ACTION, staff_id=2, add="test1, example", remove="test")

    assert difference(before, whole(client, 2)) == {
        "last_modified": NOW_TEXT,
        "tags": "Website,test1,example",
        "updates": [update(JAMES)],
    }


@pytest.mark.rule("H40")
def test_the_answer_is_the_ticket_that_is_read(client: httpx.Client) -> None:
    answer = done(client, 62, ACTION, staff_id=2, add="new")

    assert answer == read_ticket(client, 62)


@pytest.mark.rule("H40", "H26")
@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ({"add": "b, a"}, "test,Website,b,a"),
        ({"remove": "test"}, "Website"),
        ({"remove": "Website, test"}, ""),
        ({"add": "test", "remove": "test"}, "Website,test"),
        ({"add": "Website"}, "test,Website"),
        ({"remove": "website"}, "test,Website"),
        ({"add": "website"}, "test,Website,website"),
        ({"remove": "absent"}, "test,Website"),
        ({"add": " ,x,, x ,", "remove": ","}, "test,Website,x"),
        ({"add": "two words, größe, 🌻"}, "test,Website,two words,größe,🌻"),
        ({"add": "", "remove": "test"}, "Website"),
        ({"add": ""}, "test,Website"),
    ],
)
def test_what_is_removed_goes_before_what_is_added_comes(
    client: httpx.Client, body: dict[str, str], tags: str
) -> None:
    """Upper and lower case differ, and each call leaves one update."""
    before = read_ticket(client, 2)

    after = done(client, 2, ACTION, staff_id=2, **body)

    assert after["tags"] == tags
    assert len(after["updates"]) == len(before["updates"]) + 1


@pytest.mark.rule("H40", "H6")
@pytest.mark.parametrize("as_files", [False, True])
def test_tags_may_be_sent_as_a_form(
    client: httpx.Client,
    *,
    as_files: bool,
) -> None:
    form = {"staff_id": "2", "add": "a,b", "remove": "test"}
    parts = {name: (None, value) for name, value in form.items()}
    sent: dict[str, Any] = {"files": parts} if as_files else {"data": form}

    answer = client.post(ticket_url(2, ACTION), **sent)

    assert answer.status_code == 200
    assert answer.json()["tags"] == "Website,a,b"


@pytest.mark.rule("H40")
def test_without_tags_there_is_nothing_to_update(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    answer = post(client, 2, ACTION, {"staff_id": 2, "tags": "new"})

    assert answer.status_code == 400
    assert answer.json() == NOTHING_TO_UPDATE
    assert records() == before


@pytest.mark.rule("H40", "H2", "H3", "H26")
@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"add": "new"}, {"staff_id": "This field is required."}),
        ({}, {"staff_id": "This field is required."}),
        ({"add": "new", "staff": 1}, {"staff_id": "This field is required."}),
        ({"add": "new", "staff_id": None}, {"staff_id": "This field is required."}),
        ({"add": "new", "staff_id": 99}, {"staff_id": CHOICE}),
        ({"add": "new", "staff_id": 5}, {"staff_id": CHOICE}),
        ({"add": "new", "staff_id": "admin"}, {"staff_id": "Enter a whole number."}),
        ({"add": ["new"], "staff_id": 2}, {"add": "Enter a valid value."}),
        ({"remove": 5, "staff_id": 2}, {"remove": "Enter a valid value."}),
        (
            {"staff_id": 5, "remove": [], "add": {}},
            {
                "add": "Enter a valid value.",
                "remove": "Enter a valid value.",
                "staff_id": CHOICE,
            },
        ),
    ],
)
def test_wrong_tags_are_refused_and_change_nothing(
    client: httpx.Client,
    records: Records,
    body: dict[str, Any],
    errors: dict[str, str],
) -> None:
    before = records()

    answer = post(client, 2, ACTION, body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(**errors)
    assert records() == before
