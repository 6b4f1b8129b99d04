"""What mock data declare of how they grow is checked when they are loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import findings_of
from ticketstub.project.mock_data import load_mock_data
from ticketstub.sandbox.fresh import Form

if TYPE_CHECKING:
    from pathlib import Path

#: Collections that fit: books that grow, their readers, and loans of both.
FINE: dict[str, dict[str, Any]] = {
    "books": {
        "key": "id",
        "ties": "number",
        "references": {"owner": "readers", "shelf": "shelves"},
        "fresh": {"id": "bk_[a-z0-9]{4}"},
        "grow": {
            "done": {"state": ["lost"]},
            "without": ["notes"],
            "mix": [["state"]],
            "within": ["shelf"],
            "people": "owner",
        },
        "records": [
            {
                "id": "bk_1",
                "number": 1,
                "state": "lost",
                "notes": [],
                "shelf": 1,
                "owner": 1,
            }
        ],
    },
    "readers": {
        "person": {"name": "name", "email": "address", "lower": "lower"},
        "records": [{"id": 1, "name": None, "address": "a@b.example", "lower": "a"}],
    },
    "loans": {
        "key": "id",
        "references": {"book": "books"},
        "records": [{"id": 1, "book": "bk_1"}],
    },
    "shelves": {"key": "name", "records": [{"name": 1}]},
}


def written(folder: Path, changes: dict[str, Any]) -> Path:
    """Write the collections with some of what they declare changed."""
    for name, content in FINE.items():
        changed = {**content, **changes.get(name, {})}
        text = json.dumps({k: v for k, v in changed.items() if v is not None})
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def found_with(folder: Path, **changes: Any) -> list[str]:
    """Return what is wrong once something is changed."""
    load_from = written(folder, changes)
    return findings_of(lambda: load_mock_data(load_from, "toy"))


def test_what_fits_is_taken(tmp_path: Path) -> None:
    loaded = load_mock_data(written(tmp_path, {}), "toy")
    books, readers = loaded["toy.books"], loaded["toy.readers"]

    assert books.grow is not None
    assert (books.grow.done, books.grow.mix) == ({"state": ["lost"]}, (("state",),))
    assert (books.grow.without, books.grow.within) == (("notes",), ("shelf",))
    assert books.grow.people == "owner"
    assert [form.before for form in books.fresh.values()] == ["bk_"]
    assert readers.person is not None
    assert (readers.person.email, readers.person.lower) == ("address", "lower")
    assert loaded["toy.loans"].grow is None
    assert loaded["toy.loans"].person is None


@pytest.mark.parametrize(
    ("grow", "finding"),
    [
        ({"done": {"stat": ["lost"]}}, "records/0 has no 'stat'."),
        ({"without": ["merged"]}, "records/0 has no 'merged'."),
        ({"within": ["room"]}, "records/0 has no 'room'."),
        ({"mix": [["state"], ["colour"]]}, "records/0 has no 'colour'."),
        ({"mix": [["id"]]}, "'id' is not shared, so it can't come from another."),
        (
            {"mix": [["number"]]},
            "'number' is not shared, so it can't come from another.",
        ),
        ({"people": "state"}, "'state' is no reference, so it names no people."),
        ({"people": "shelf"}, "shelves does not declare which fields tell who it is."),
    ],
)
def test_a_way_to_grow_that_does_not_fit_is_found(
    tmp_path: Path, grow: dict[str, Any], finding: str
) -> None:
    assert found_with(tmp_path, books={"grow": grow}) == [f"books.json:1: {finding}"]


@pytest.mark.parametrize(
    "grow",
    [
        5,
        {"more": 1},
        {"done": ["lost"]},
        {"done": {"state": "lost"}},
        {"without": "notes"},
        {"mix": ["state"]},
        {"mix": [[]]},
        {"people": ["owner"]},
    ],
)
def test_a_way_to_grow_of_another_form_is_found(tmp_path: Path, grow: Any) -> None:
    (finding,) = found_with(tmp_path, books={"grow": grow})

    assert finding.startswith("books.json:1: ")


@pytest.mark.parametrize(
    "form",
    [
        "bk_",
        "[a-z]",
        "{4}",
        "bk_[a-z]{0}",
        "bk_[a-z]{999}",
        "bk_[a-z]{9999}",
        "bk_[]{4}",
        "bk_[-]{4}",
        "bk_[z-a-]{4}",
        "bk_[a-z]{4}x",
        "bk [a-z]{4}",
        "bk_[^a]{4}",
        "",
    ],
)
def test_a_form_that_is_none_is_found(tmp_path: Path, form: str) -> None:
    (finding,) = found_with(tmp_path, books={"fresh": {"id": form}})

    assert finding.startswith(f"books.json:1: {form!r} ")


def test_a_form_says_which_characters_there_are(tmp_path: Path) -> None:
    changes = {"books": {"fresh": {"id": "a.b:c-[a-cX0-2]{12}"}}}
    loaded = load_mock_data(written(tmp_path, changes), "toy")

    assert loaded["toy.books"].fresh == {"id": Form("a.b:c-", "abcX012", 12)}


@pytest.mark.parametrize(
    ("declared", "finding"),
    [
        ({"fresh": {"shelf": "[0-9]{4}"}}, "shelf of records/0 is no text."),
        ({"fresh": {"hash": "[0-9]{4}"}}, "hash of records/0 is no text."),
        (
            {"person": {"name": "number", "email": "state"}},
            "number of records/0 is no text.",
        ),
        (
            {"person": {"name": "state", "email": "mail"}},
            "mail of records/0 is no text.",
        ),
    ],
)
def test_a_field_that_holds_no_text_is_found(
    tmp_path: Path, declared: dict[str, Any], finding: str
) -> None:
    declared = {"grow": None, "ties": None, **declared}

    assert found_with(tmp_path, books=declared) == [f"books.json:1: {finding}"]


def test_one_collection_of_an_api_grows(tmp_path: Path) -> None:
    findings = found_with(tmp_path, loans={"grow": {}})

    assert findings == ["loans.json:1: books grows already; of an API one does."]


def test_whatever_grows_needs_keys_for_its_new_records(tmp_path: Path) -> None:
    """Whole numbers follow each other; of texts it must be said what they are like."""
    text = {"records": [{"id": "x", "book": "bk_1"}]}
    tied = found_with(tmp_path, books={"fresh": None})
    child = found_with(tmp_path, loans=text)
    person = {"id": "r", "name": None, "address": "a@b.example", "lower": None}
    people = found_with(
        tmp_path,
        readers={"records": [person]},
        books={"records": [{**FINE["books"]["records"][0], "owner": "r"}]},
    )

    told = "It grows, so fresh must say of what form the next 'id' is."
    assert tied == [f"books.json:1: {told}"]
    assert child == [f"loans.json:1: {told}"]
    assert people == [f"readers.json:1: {told}"]
