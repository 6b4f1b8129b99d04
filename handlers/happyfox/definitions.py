"""Custom fields as they are defined: which there are, and how each is shown (H28)."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ticketstub.call import Call, Record

#: What the keys of fields begin with in bodies.
TICKET_PREFIXES = ("t-cf-",)
CONTACT_PREFIXES = ("c-cf-", "ccf-")


class Field(NamedTuple):
    """One field: its definition, and what is looked up in that again and again.

    Its values are stored under `name`; `labels` are the texts of its choices by id, and
    `blank` is how it is shown without a value.
    """

    name: str
    definition: Record
    labels: Mapping[Any, str]
    blank: Record

    def label(self, value: Any) -> Any:
        """Return a stored value as people see it: labels for choices."""
        if value is None or not self.labels:
            return value
        if isinstance(value, list):
            return [self.labels.get(each) for each in value]
        return self.labels.get(value)


class Fields(NamedTuple):
    """Some fields: in their order, and by the keys that they have in bodies."""

    in_order: tuple[Field, ...] = ()
    by_key: Mapping[str, Field] = {}


def ticket_fields(call: Call, category_id: int) -> Fields:
    """Return the fields that apply in a category, in its order (H28)."""
    by_category = call.store.ticket_custom_fields.derive(_by_category)
    return by_category.get(category_id, _NONE)


def every_ticket_field(call: Call) -> Fields:
    """Return the fields of tickets, whatever their category."""
    return call.store.ticket_custom_fields.derive(_of_tickets)


def contact_fields(call: Call) -> Fields:
    """Return the fields of contacts, in their order."""
    return call.store.user_custom_fields.derive(_of_contacts)


def present_fields(fields: Fields, values: Mapping[str, Any]) -> list[Record]:
    """Show every field with its value, null where it has none."""
    return [
        field.blank
        if (value := values.get(field.name)) is None
        else {
            **field.blank,
            "value": field.label(value),
            "value_id": value if field.labels else None,
        }
        for field in fields.in_order
    ]


def _by_category(definitions: Iterable[Record]) -> dict[int, Fields]:
    placed: dict[int, list[tuple[int, int, Field]]] = {}
    for definition in definitions:
        field = _ticket_field(definition)
        for place in definition["categories"]:
            fields = placed.setdefault(place["category"], [])
            fields.append((place["order"], definition["id"], field))
    return {
        category: _fields(
            (field for *_, field in sorted(fields, key=itemgetter(0, 1))),
            TICKET_PREFIXES,
        )
        for category, fields in placed.items()
    }


def _of_tickets(definitions: Iterable[Record]) -> Fields:
    return _fields(map(_ticket_field, definitions), TICKET_PREFIXES)


def _of_contacts(definitions: Iterable[Record]) -> Fields:
    ordered = sorted(definitions, key=lambda each: each["order"])
    return _fields((_field(each, {}) for each in ordered), CONTACT_PREFIXES)


def _ticket_field(definition: Record) -> Field:
    compulsory = definition["compulsory_on_completed"]
    return _field(definition, {"compulsory_on_complete": compulsory})


def _field(definition: Record, more: Record) -> Field:
    """Make a field that is shown with something more, which comes first."""
    choices = definition["choices"] or ()
    blank = {
        **more,
        "name": definition["name"],
        "value": None,
        "value_id": None,
        "type": definition["type"],
        "id": definition["id"],
        "visible_to_staff_only": definition["visible_to_staff_only"],
    }
    labels = {choice["id"]: choice["text"] for choice in choices}
    return Field(str(definition["id"]), definition, labels, blank)


def _fields(fields: Iterable[Field], prefixes: tuple[str, ...]) -> Fields:
    in_order = tuple(fields)
    by_key = {
        f"{prefix}{field.name}": field for field in in_order for prefix in prefixes
    }
    return Fields(in_order, by_key)


_NONE = Fields()
