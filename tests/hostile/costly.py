"""Costly bodies: small ones that a careless reader makes large objects of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile import uploads
from tests.hostile.attacker import FORM, JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.wire import Request

_MEGABYTE = 1_000_000

_MULTIPART = (
    b'--edge\r\nContent-Disposition: form-data; name="x"\r\n\r\n%s\r\n--edge--\r\n'
)


def costly_bodies(api: ApiUnderAttack) -> Iterator[tuple[str, Callable[..., Request]]]:
    """Yield each by name, with what makes it up for an `Attacker`."""
    yield (
        "empty-arrays",
        lambda to: to.post(b'{"x":[' + b"[]," * (_MEGABYTE // 3) + b"[]]}"),
    )
    if api.takes_lists:
        yield "empty-drafts", lambda to: to.post(b"[" + b"{}," * 300_000 + b"{}]")
    if api.takes_forms:
        yield "escapes", lambda to: to.post(b"x=" + b"%41" * _MEGABYTE, FORM)
    if api.takes_forms or api.upload:
        create = "POST", (api.upload or (api.create, ""))[0]
        line_ends = _MULTIPART % (b"\r\n--" * _MEGABYTE)
        yield (
            "line-ends",
            lambda to: to.send(create[0], to.path(create[1]), line_ends, uploads.TYPE),
        )
    if api.array_form is not None:
        method, path, name = api.array_form
        wrong = b'{"%s":[%s0]}' % (name.encode(), b"0," * 60_000)
        yield "wrong-items", lambda to: to.send(method, to.path(path), wrong, JSON)
    for name in (*api.text_arrays, *api.id_arrays):
        for label, items in {
            "wrong": b"[" + b"{}," * 300_000 + b"{}]",
            "unknown": b"[" + b"1," * 300_000 + b"1]",
        }.items():
            yield (
                f"{label}-{name}",
                lambda to, name=name, items=items: to.post(to.json_with(name, items)),
            )
    for name in [each.field for each in api.addresses if each.several][:1]:
        yield (
            "commas",
            lambda to, name=name: to.post(
                to.json_with(name, b'"' + b"," * _MEGABYTE + b'"')
            ),
        )
    if api.custom_values is not None:
        field = api.custom_values.field
        entries = b"[" + b'{"id":"x","value":0},' * 100_000 + b"{}]"
        yield f"unknown-{field}", lambda to: to.post(to.json_with(field, entries))
