"""Names: from the contract's spelling to a handler's."""

from __future__ import annotations

import keyword
import re

_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PATH_NAME = re.compile(r"\{([^{}/]+)\}")
_OTHER = re.compile(r"[^0-9a-zA-Z]+")


def plain(name: str) -> str:
    """Drop the `[]` that marks PHP's array notation."""
    return name.removesuffix("[]")


def argument(name: str) -> str:
    """Return a parameter's Python name: `pageSize` and `page-size` → `page_size`."""
    words = _OTHER.sub("_", _WORD_ENDS.sub("_", plain(name))).strip("_").lower()
    return f"{words}_" if keyword.iskeyword(words) else words


def record_argument(name: str) -> str:
    """Return the name of the record that an id stands for: `ticket_id` → `ticket`."""
    return argument(name).removesuffix("_id")


def path_names(path: str) -> list[str]:
    """List the parameters of a path template, in the order of the path."""
    return _PATH_NAME.findall(path)
