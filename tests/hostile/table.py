"""The table: every hostile request to an API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile import (
    connections,
    forms,
    headers,
    json_bodies,
    json_fields,
    media_types,
    methods,
    multiparts,
    paths,
    queries,
    transfers,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

_KINDS = (
    json_bodies,
    json_fields,
    media_types,
    forms,
    multiparts,
    queries,
    paths,
    methods,
    headers,
    transfers,
    connections,
)


def table(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case for an API, kind by kind."""
    for kind in _KINDS:
        yield from kind.cases(api)
