"""What the tests of the search share: calls, refusals, and the stored records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.apis.happyfox.conftest import TICKETS, field_errors, found
from tests.conftest import REPOSITORY
from ticketstub.project.modules import HandlerModules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

CHOICE = "Select a valid choice. That choice is not one of the available choices."
DATE = "Enter a valid date."
NUMBER = "Enter a number."
TRUE_OR_FALSE = "Enter true or false."
VALUE = "Enter a valid value."

#: The names that are filters when they stand without quotes.
DATE_NAMES = (
    "created-on",
    "created-on-or-before",
    "created-on-or-after",
    "created-before",
    "created-after",
    "last-modified-on-or-before",
    "last-modified-on-or-after",
    "last-modified-before",
    "last-modified-after",
    "last-staff-replied-on",
    "last-staff-replied-on-or-before",
    "last-staff-replied-on-or-after",
    "last-staff-replied-before",
    "last-staff-replied-after",
    "last-contact-replied-on",
    "last-contact-replied-on-or-before",
    "last-contact-replied-on-or-after",
    "last-contact-replied-before",
    "last-contact-replied-after",
    "last-closed-on-or-after",
    "last-closed-on-or-before",
)
SYSTEM_NAMES = (
    "unresponded",
    "breached",
    "has_attachments",
    "tag",
    "duedate",
    "priority",
    "status",
    "assignee",
    "group",
    "contact",
    "id",
    "category",
    *DATE_NAMES,
)

#: Every ticket of the mock data.
ALL = set(range(1, 65))


def search(client: httpx.Client, q: str, **params: Any) -> list[int]:
    """Return the ids that a search finds, in order, over all its pages."""
    return found(client, q=q, **params)


def search_raw(client: httpx.Client, q: str) -> list[int]:
    """Return the first 50 ids that a search finds, which is sent as it is spelled."""
    answer = client.get(f"{TICKETS}?minify_response=true&size=50&q={q}")
    assert answer.status_code == 200, answer.text
    ids: list[int] = answer.json()["data"]
    return ids


def assert_refused(
    client: httpx.Client, q: str, text: str, parameter: str = "q"
) -> None:
    """Claim that a value is refused by the parameter's name, with this text."""
    answer = client.get(TICKETS, params={parameter: q})
    assert answer.status_code == 400, answer.text
    assert answer.json() == field_errors(**{parameter: text})


def tickets_of(records: Records) -> list[dict[str, Any]]:
    """Return every stored ticket, the highest id first."""
    stored = records()["happyfox.tickets"]
    return [stored[key] for key in sorted(stored, reverse=True)]


def stored(records: Records, collection: str) -> dict[Any, dict[str, Any]]:
    """Return the records of a collection by their keys."""
    return dict(records()[f"happyfox.{collection}"])


def add(stub: Stub, sandbox: str, collection: str, record: Mapping[str, Any]) -> None:
    """Store one more record in a sandbox: the first one that is there, changed."""
    box = stub.sandbox(sandbox)
    kept = box.collection(f"happyfox.{collection}")
    kept.insert({**next(iter(kept)), **record})
    box.end_call()


def change(stub: Stub, sandbox: str, collection: str, key: int, **changes: Any) -> None:
    """Change a stored record of a sandbox, as no operation of the API could."""
    box = stub.sandbox(sandbox)
    box.collection(f"happyfox.{collection}").update(key, changes)
    box.end_call()


def load_handlers(name: str) -> ModuleType:
    """Load a module of the API's handlers, as the stub does."""
    modules = HandlerModules(REPOSITORY / "handlers" / "happyfox")
    module = modules.module(name)
    modules.forget()
    assert module is not None
    return module
