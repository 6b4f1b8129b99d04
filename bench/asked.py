"""Requests as the bench makes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: A file of 100 kB.
FILE = b"A line of a log that somebody has attached to a ticket.\r\n" * 1755

_BOUNDARY = "a-boundary-of-the-bench"


class Asked(NamedTuple):
    """One request, below the API's base path."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def reads(ids: Sequence[Any], path: str) -> list[Asked]:
    """Return reads of each id."""
    return [get_of(path.format(id_)) for id_ in ids]


def get_of(path: str) -> Asked:
    """Return a read."""
    return Asked("GET", path, {}, b"")


def json_of(method: str, path: str, body: Any) -> Asked:
    """Return a request with a JSON body, or with none."""
    if body is None:
        return Asked(method, path, {}, b"")
    headers = {"Content-Type": "application/json"}
    return Asked(method, path, headers, json.dumps(body).encode())


def form_of(path: str, fields: Mapping[str, Any]) -> Asked:
    """Return a request with a form."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return Asked("POST", path, headers, urlencode(fields, doseq=True).encode())


def multipart_of(path: str, fields: Mapping[str, Any], file: str = "") -> Asked:
    """Return a multipart request: with a file of 100 kB, if the API takes one."""
    start = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [
        f'{start}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()
    ]
    if file:
        head = f'{start}"{file}"; filename="port.log"\r\nContent-Type: text/plain'
        parts.append(f"{head}\r\n\r\n".encode() + FILE + b"\r\n")
    body = b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    return Asked("POST", path, headers, body)
