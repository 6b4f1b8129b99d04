"""The table: every hostile request to an API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile import (
    addresses,
    arrays,
    connections,
    cursors,
    custom_values,
    forms,
    headers,
    json_bodies,
    json_fields,
    keys,
    media_types,
    methods,
    multiparts,
    paths,
    queries,
    ranges,
    transfers,
    uploads,
    urls,
    wrappers,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

#: What the body of one operation is.
_BODIES = (
    json_bodies,
    json_fields,
    wrappers,
    arrays,
    addresses,
    custom_values,
    urls,
)

#: What is the same for every operation of an API, or belongs to another one.
_FURTHER = (
    media_types,
    forms,
    multiparts,
    uploads,
    queries,
    cursors,
    ranges,
    paths,
    methods,
    headers,
    keys,
    transfers,
    connections,
)


def bodies(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield the cases of the body that one operation takes, kind by kind."""
    for kind in _BODIES:
        yield from kind.cases(api)


def table(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case for an API, kind by kind."""
    yield from bodies(api)
    for kind in _FURTHER:
        yield from kind.cases(api)
