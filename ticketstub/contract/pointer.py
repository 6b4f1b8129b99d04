"""JSON pointers into a contract: follow them, make them, find their line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]

#: A chain of references longer than this is taken for an endless one.
LONGEST_CHAIN = 100


class PointerError(LookupError):
    """A pointer or a `$ref` leads nowhere."""


def join(pointer: str, *steps: str | int) -> str:
    """Extend a pointer (`#/paths`) by steps, escaped as RFC 6901 says."""
    for step in steps:
        pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")
    return pointer


def steps(pointer: str) -> Iterator[str]:
    """Yield the steps of a pointer that begins with `#`, unescaped."""
    for step in pointer.lstrip("#").split("/")[1:]:
        # Most steps are plain, and a start goes through thousands of pointers.
        plain = unquote(step) if "%" in step else step
        yield plain.replace("~1", "/").replace("~0", "~") if "~" in plain else plain


def look_up(document: Any, pointer: str) -> Any:
    """Return what a pointer names; raises `PointerError` where it leads nowhere."""
    if not pointer.startswith("#"):
        raise PointerError(pointer)
    part = document
    for step in steps(pointer):
        try:
            part = part[int(step)] if isinstance(part, list) else part[step]
        except (KeyError, IndexError, TypeError, ValueError):
            raise PointerError(pointer) from None
    return part


def follow(document: Any, pointer: str) -> tuple[str, Any]:
    """Return what a pointer names after all `$ref`s, and the pointer to it.

    Raises `PointerError` for a reference that leads nowhere, out of the document, or
    in circles.
    """
    for _ in range(LONGEST_CHAIN):
        part = look_up(document, pointer)
        if not isinstance(part, dict) or not isinstance(part.get("$ref"), str):
            return pointer, part
        pointer = part["$ref"]
    raise PointerError(pointer)


def line_of(node: yaml.Node, pointer: str) -> int:
    """Return the line (from 1) of what a pointer names in a YAML tree.

    A key's line counts, not its value's. Where the tree ends early, so does the search.
    """
    line = node.start_mark.line
    for step in steps(pointer):
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode):
            if not step.isdecimal() or int(step) >= len(node.value):
                break
            node = node.value[int(step)]
            line = node.start_mark.line
        else:
            break
    return int(line) + 1
