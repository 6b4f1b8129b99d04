"""Multipart: split a `multipart/form-data` body into fields and files."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from ticketstub.call import Upload
from ticketstub.problems import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is wrong with a body is answered to who sent it, and is no news of the server's.
logging.getLogger(MultipartParser.__module__).setLevel(logging.CRITICAL)

#: More parts than this are not read.
MOST_PARTS = 1000


def parse_multipart(raw: bytes, boundary: bytes) -> list[tuple[str, str | Upload]]:
    """Return the parts in order: text for a field, an `Upload` for a file.

    Raises `UnreadableError` for a body that is damaged or cut short, a part without a
    name, text that is no UTF-8, or more than `MOST_PARTS` parts.
    """
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        message = "The multipart body has no usable boundary."
        raise UnreadableError(message)
    reader = _Reader()
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.write(raw)
        parser.finalize()
    except FormParserError as error:
        message = f"The multipart body is damaged: {error}."
        raise UnreadableError(message) from error
    if not reader.ended:
        message = "The multipart body is cut short."
        raise UnreadableError(message)
    return reader.parts


class _Reader:
    """Collects the parts that python-multipart reports piece by piece."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, str | Upload]] = []
        self.ended = False
        self._begin()

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._name = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._data = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def _part_end(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            message = f"The multipart body has more than {MOST_PARTS} parts."
            raise UnreadableError(message)
        disposition = self._headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        if b"name" not in options:
            message = "A part of the multipart body has no name."
            raise UnreadableError(message)
        name = options[b"name"].decode("utf-8", "replace")
        media_type = self._headers.get(b"content-type", b"").decode("latin-1")
        filename = _filename(options, disposition)
        if filename is not None:
            self.parts.append((name, Upload(filename, media_type, bytes(self._data))))
            return
        try:
            self.parts.append((name, self._data.decode("utf-8")))
        except UnicodeDecodeError as error:
            message = f"The field {name!r} is not UTF-8."
            raise UnreadableError(message) from error

    def _end(self) -> None:
        self.ended = True


def _filename(options: Mapping[bytes, bytes], disposition: bytes) -> str | None:
    if b"filename" in options:
        return options[b"filename"].decode("utf-8", "replace")
    # RFC 7578 forbids this spelling, so the library drops it; some clients send nothing
    # else.
    extended = _EXTENDED.search(_QUOTED.sub(b"", disposition))
    if extended is None:
        return None
    *_, encoded = extended[1].decode("latin-1").split("'", 2)
    return unquote(encoded, errors="replace")


_EXTENDED = re.compile(rb";\s*filename\*\s*=\s*([^\s;]*)", re.IGNORECASE)
_QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)

#: RFC 2046 allows 70 characters.
_LONGEST_BOUNDARY = 200
