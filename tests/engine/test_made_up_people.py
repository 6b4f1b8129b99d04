"""People who are made up, and records that tell of them in another's place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.frozen import freeze
from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.mock_data import MockCollection, Person, move_time
from ticketstub.sandbox.moulds import Mould, Shift, earliest
from ticketstub.sandbox.people import Crowd, Look, Somebody
from ticketstub.store.indexes import Declared

FIELDS = Person("name", "email")
NORA = Somebody("Nora", "Finch", "nora.finch@example.org")


def crowd(*names: str | None) -> Crowd:
    """Return a crowd of people of these names."""
    return Crowd(FIELDS, [{"name": name} for name in names])


def dressed(record: dict[str, Any], name: str | None, email: str, key: Any = 7) -> Any:
    """Let a record tell of Nora in place of somebody else."""
    look = Look(name, email, ("id", key))
    return look.dress(freeze(record), look.places(record), NORA, 99)


def test_names_come_from_others() -> None:
    """A first name of one, a last name of another; nobody with three of them."""
    people = crowd("Ana Rao", "Zoë O'Neil", "Dr. Eve Lund", "Zed", "陳 偉", None)
    drawn = {people.draw(Ids(seed), "x@corp.example") for seed in range(40)}

    assert drawn == {
        Somebody("Ana", "Rao", "ana.rao@corp.example"),
        Somebody("Ana", "O'Neil", "ana.oneil@corp.example"),
        Somebody("Zoë", "Rao", "zoe.rao@corp.example"),
        Somebody("Zoë", "O'Neil", "zoe.oneil@corp.example"),
    }


def test_an_address_is_nobody_elses() -> None:
    people, taken, ids = crowd("Ana Rao"), {"ana.rao@corp.example"}, Ids()
    drawn = [people.draw(ids, "x@corp.example", taken).email for _ in range(50)]

    assert len({*drawn}) == 50
    assert {*drawn} < taken
    assert all(email.startswith("ana.rao") for email in drawn)


def test_without_a_name_to_take_there_is_one() -> None:
    who = crowd("Zed", None).draw(Ids(), "office@Corp.example")

    assert who == Somebody("Alex", "Doe", "alex.doe@Corp.example")
    assert who.name == "Alex Doe"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Ana Rao", "Dear Ms Rao, dear Ana!", "Dear Ms Finch, dear Nora!"),
        ("Ana Rao", "Anamorph", "Anamorph"),
        ("Ana Rao", "Ana Rao <ana@a.example>", "Nora Finch <nora.finch@example.org>"),
        ("Rao, Ana (IT)", "IT has seen Rao.", "IT has seen Nora."),
        ("Dr. Eve Lund", "Dr. Lund is Dr. Eve", "Dr. Finch is Dr. Nora"),
        ("陳偉 (Chen Wei)", "Dear Mr Chen", "Dear Mr Finch"),
        ("יוסף ברק", "שלום יוסף", "שלום Nora"),
        (None, "Ask ana@a.example.", "Ask nora.finch@example.org."),
    ],
)
def test_texts_name_somebody_else(name: str | None, text: str, told: str) -> None:
    assert dressed({"text": text}, name, "ana@a.example") == {"text": told}


def test_a_record_is_told_anew_without_being_changed() -> None:
    """At any depth, and only where it tells of the person."""
    record = {
        "id": 7,
        "by": {"id": 7, "email": "ana@a.example", "kind": "user"},
        "cc": [{"id": 7, "email": "other@a.example"}, ["Ana", 7]],
        "other": {"id": 7},
    }
    kept = freeze(record)
    changed = dressed(record, "Ana Rao", "ana@a.example")

    assert kept == record
    assert changed == {
        "id": 7,
        "by": {"id": 99, "email": "nora.finch@example.org", "kind": "user"},
        "cc": [{"id": 7, "email": "other@a.example"}, ["Nora", 7]],
        "other": {"id": 7},
    }
    assert changed["other"] is not record["by"]


def test_what_tells_of_nobody_is_copied() -> None:
    record = freeze({"text": "Nobody.", "list": [1]})
    changed = dressed(record, "Ana Rao", "ana@a.example")

    assert changed == record
    assert changed is not record


SHIFT = Shift(timedelta(weeks=-3, minutes=-50), -21)


@pytest.mark.parametrize(
    "value",
    [
        None,
        1781460300,
        "2026-06-16",
        "2026-06-14 18:05:00",
        "2026-06-14T18:05:00Z",
        "2026-06-14T18:05:00.123Z",
        "2026-06-14T18:05:00.123456Z",
        "2026-06-14T18:05:00.000000Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01",
    ],
)
def test_a_mould_moves_times_as_a_sandbox_does(value: object) -> None:
    """In the same form, and what would leave the calendar not at all."""
    paths = ("at", "deep.at", "many[].at", "days[]")
    record = {
        "id": 1,
        "at": value,
        "deep": {"at": value},
        "many": [{"at": value}],
        "days": [value],
    }
    expected = dict(record)
    for path in paths:
        move_time(expected, path, SHIFT.span, SHIFT.days)
    mould = Mould("times", MockCollection(Declared(), [record], times=paths), record)
    moved = dict(record)
    mould.move(moved, SHIFT)

    assert moved == expected


def test_a_record_begins_with_its_first_time() -> None:
    """Days alone don't count, nor what is in paths."""
    record = {"a": None, "b": 90, "c": "1970-01-01 00:01:00", "d": "1970-01-01"}
    moment = datetime(1970, 1, 1, 0, 1, tzinfo=UTC).timestamp()

    assert earliest(record, ("a", "b", "c", "d", "e.f", "g[]")) == moment == 60
    assert earliest(record, ("a", "d")) == 0
