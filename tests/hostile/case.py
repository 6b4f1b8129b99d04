"""A case of the table: a request, and what may come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.api import Outcome
from tests.hostile.attacker import FORM, JSON
from tests.hostile.wire import Raw, Request

#: Takes an `Attacker`; the dots let a loop bind its variables as defaults.
Build = Callable[..., Request | Raw]

#: What stands for a body that cannot be read, or holds something it must not.
REFUSED = (Outcome.UNREADABLE, Outcome.INVALID)


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile request; any of the outcomes will do."""

    id: str
    build: Build
    outcomes: frozenset[Outcome]


def case(name: str, build: Build, *outcomes: Outcome) -> Case:
    """Make a case."""
    return Case(name, build, frozenset(outcomes))


def json_case(name: str, body: bytes, *outcomes: Outcome) -> Case:
    """Make a case of a JSON body; it is refused unless something else is said."""
    return case(f"json/{name}", lambda to: to.post(body, JSON), *(outcomes or REFUSED))


def form_case(name: str, body: bytes, *outcomes: Outcome) -> Case:
    """Make a case of an urlencoded body; it is refused unless said otherwise."""
    return case(f"form/{name}", lambda to: to.post(body, FORM), *(outcomes or REFUSED))


def query_case(name: str, query: str, *outcomes: Outcome) -> Case:
    """Make a case of a query on the list."""
    return case(f"query/{name}", lambda to: to.search(query), *outcomes)
