"""The table: every hostile request to an API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile import (
    addresses,
    arrays,
    basics,
    connections,
    cursors,
    custom_forms,
    custom_keys,
    custom_values,
    drafts,
    files,
    forms,
    headers,
    json_bodies,
    json_fields,
    keys,
    links,
    media_types,
    methods,
    multiparts,
    paths,
    queries,
    ranges,
    terms,
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
    custom_keys,
    drafts,
    urls,
)

#: What the body of one operation is as a form, if it can be one.
_FORMS = (forms, custom_forms, multiparts, files)

#: What is the same for every operation of an API, or belongs to another one.
_FURTHER = (
    media_types,
    uploads,
    queries,
    terms,
    cursors,
    ranges,
    paths,
    methods,
    headers,
    keys,
    basics,
    links,
    transfers,
    connections,
)


def bodies(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield the cases of the body that one operation takes, kind by kind."""
    for kind in _BODIES + (_FORMS if api.takes_forms else ()):
        yield from kind.cases(api)


def table(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case for an API, kind by kind."""
    yield from bodies(api)
    for kind in (() if api.takes_forms else _FORMS) + _FURTHER:
        yield from kind.cases(api)
