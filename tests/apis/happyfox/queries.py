"""Random queries that are well formed, and the many ways in which each is spelled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.apis.happyfox.oracle import Desk, Term, display_id
from tests.apis.happyfox.searching import DATE_NAMES

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    Draw = Callable[[random.Random, Desk], str]

#: What ends a word, or has a meaning of its own in the grammar.
_SPECIAL = ' +,:"“”„‟\t\n'


def random_query(rng: random.Random, desk: Desk) -> list[Term]:
    """Return one to three terms whose values are mostly those of stored records."""
    return [_term(rng, desk) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]


def spelled(rng: random.Random, terms: list[Term]) -> str:
    """Return one of the texts that stand for these terms."""
    separator = rng.choice((" ", "  ", "+", " + ", "\t"))
    text = separator.join(_spelled(rng, term) for term in terms)
    around = rng.choice(("", "", " ", "+"))
    return f"{around}{text}{around}"


def _term(rng: random.Random, desk: Desk) -> Term:
    kind = rng.random()
    if kind < 0.2:
        words = (_word(rng, desk) for _ in range(rng.choice((1, 1, 2))))
        return None, False, tuple(words)
    if kind < 0.45:
        return _field(rng, desk)
    name = rng.choice((*DATE_NAMES, *(list(_DRAWS) * 3)))
    draw = _DRAWS.get(name, _day)
    several = name not in ("unresponded", "breached", "has_attachments")
    count = rng.choice((1, 1, 2, 3)) if several else 1
    return name, True, tuple(draw(rng, desk) for _ in range(count))


def _field(rng: random.Random, desk: Desk) -> Term:
    fields = [
        (each, holder)
        for collection, holder in (
            ("ticket_custom_fields", "tickets"),
            ("user_custom_fields", "contacts"),
        )
        for each in desk.all(collection)
    ]
    field, holder = rng.choice(fields)
    held = [
        value
        for each in desk.all(holder)
        for value in _listed(each["custom_fields"].get(str(field["id"])))
    ]
    count = rng.choice((1, 1, 2))
    values = (_shown(rng, field, rng.choice(held)) for _ in range(count))
    return _cased(rng, field["name"]), False, tuple(values)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _shown(rng: random.Random, field: Mapping[str, Any], item: Any) -> str:
    match field["type"]:
        case "number":
            return f"{item}{rng.choice(('', '0') if '.' in str(item) else ('', '.00'))}"
        case "date":
            year, month, day = item.split("-")
            return f"{month}/{day}/{year}"
        case "text":
            return _cased(rng, item)
        case _:
            labels = {each["id"]: each["text"] for each in field["choices"]}
            return _cased(rng, labels[item])


def _cased(rng: random.Random, text: str) -> str:
    return rng.choice((text, text, text.upper(), text.lower()))


def _word(rng: random.Random, desk: Desk) -> str:
    """Return a piece of a word that stands where bare words are looked for."""
    ticket = rng.choice(list(desk.all("tickets")))
    contact = desk.one("contacts", ticket["contact_id"])
    messages = (
        each["message"]["text"] for each in desk.all("updates") if each["message"]
    )
    place = rng.choice(
        (
            ticket["subject"],
            contact["name"],
            contact["email"],
            display_id(desk, ticket),
            rng.choice(list(messages)),
        )
    )
    for character in _SPECIAL:
        place = place.replace(character, " ")
    words = place.split() or ["unfindable"]
    word = rng.choice(words)
    start = rng.randrange(len(word))
    return _cased(rng, word[start : start + rng.randint(2, 8)])


def _day(rng: random.Random, desk: Desk) -> str:
    day = desk.today + timedelta(days=rng.randint(-60, 2))
    return (
        rng.choice((day, day, day, date.min, date.max)).strftime("%Y/%m/%d").zfill(10)
    )


def _tag(rng: random.Random, desk: Desk) -> str:
    tags = [tag for ticket in desk.all("tickets") for tag in ticket["tags"]]
    return _cased(rng, rng.choice(tags))


def _staff(rng: random.Random, desk: Desk) -> str:
    staff = rng.choice(list(desk.all("staff")))
    fields = ("email", "username", "first_name", "last_name", "name")
    return rng.choice(("none", "any", _cased(rng, staff[rng.choice(fields)])))


def _group(rng: random.Random, desk: Desk) -> str:
    group: str = rng.choice(list(desk.all("contact_groups")))["name"]
    return rng.choice(("none", "any", group, group, group.lower()))


def _contact(rng: random.Random, desk: Desk) -> str:
    contact = rng.choice(list(desk.all("contacts")))
    numbers = ["".join(filter(str.isdigit, p["number"])) for p in contact["phones"]]
    known = (
        contact["email"],
        contact["name"],
        *contact["name"].split(),
        *filter(None, numbers),
    )
    return _cased(rng, rng.choice(known))


def _id(rng: random.Random, desk: Desk) -> str:
    ticket = rng.choice(list(desk.all("tickets")))
    number = str(ticket["id"])
    shown = _cased(rng, display_id(desk, ticket))
    return rng.choice((number, number.zfill(20), shown, f"XX{number}", "65"))


def _named(collection: str) -> Draw:
    def draw(rng: random.Random, desk: Desk) -> str:
        return _cased(rng, rng.choice(list(desk.all(collection)))["name"])

    return draw


def _of(*values: str) -> Draw:
    return lambda rng, _desk: rng.choice(values)


_DRAWS: Mapping[str, Draw] = {
    "unresponded": _of("true", "false"),
    "breached": _of("true", "false"),
    "has_attachments": _of("true", "false"),
    "tag": _tag,
    "duedate": _of("today", "yesterday", "tomorrow", "overdue", "next 7 days"),
    "priority": _named("priorities"),
    "status": _named("statuses"),
    "assignee": _staff,
    "group": _group,
    "contact": _contact,
    "id": _id,
    "category": _of("1", "2", "3", "4", "5", "6", "05"),
}


def _spelled(rng: random.Random, term: Term) -> str:
    name, is_system, values = term
    if name is None:
        if len(values) == 1 and rng.random() < 0.5:
            return values[0]
        return _quoted(rng, " ".join(values))
    if is_system:
        head = f"{name}:{rng.choice(('', '', ' '))}"
    elif _needs_quotes(name) or rng.random() < 0.5:
        head = f"{_quoted(rng, name)}:"
    else:
        head = f"{name}:"
    return head + ",".join(
        _quoted(rng, value) if _needs_quotes(value) or rng.random() < 0.5 else value
        for value in values
    )


def _needs_quotes(text: str) -> bool:
    return any(character in _SPECIAL or character.isspace() for character in text)


def _quoted(rng: random.Random, text: str) -> str:
    first, last = rng.choice(('""', '""', "“”", "„“", "””"))
    return f"{first}{text}{last}"
