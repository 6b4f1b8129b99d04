"""Load a contract: a YAML or JSON file with one OpenAPI document."""

from __future__ import annotations

import contextlib
import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from ticketstub.contract.pointer import Document, PointerError, follow, line_of
from ticketstub.findings import Finding, ProjectError

if TYPE_CHECKING:
    from pathlib import Path

#: A contract longer than this is refused.
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Contract:
    """One OpenAPI document, and where each part of it stands in its file.

    `name` is the API's short name, `source` the file's bytes, `document` the parsed
    content (with its `$ref`s).
    """

    name: str
    file: Path
    source: bytes
    document: Document

    @functools.cached_property
    def node(self) -> yaml.Node:
        """The YAML tree that knows the lines; it is large, and seldom asked for."""
        return parse_yaml(self.file, self.source)[0]

    def line(self, pointer: str) -> int:
        """Return the line (from 1) of what a JSON pointer names, or nearly so."""
        return line_of(self.node, pointer)

    def finding(self, pointer: str, message: str, advice: str = "") -> Finding:
        """Make a finding about the part that a JSON pointer names."""
        return Finding(self.file, self.line(pointer), message, advice)


def load_contract(file: Path) -> Contract:
    """Read a contract's file and parse it.

    Raises `ProjectError` for a file that is missing, too large or no YAML, that is not
    one mapping, or that says one key twice.
    """
    return parse_contract(file, read_contract(file))


def read_contract(file: Path) -> bytes:
    """Return a contract's bytes; raises `ProjectError` for none or too many."""
    try:
        source = file.read_bytes()
    except OSError as error:
        raise ProjectError(
            [Finding(file, 0, f"The contract cannot be read: {error.strerror}.")]
        ) from error
    if len(source) > MOST_BYTES:
        advice = "Split it by API: a contract describes one."
        raise ProjectError(
            [Finding(file, 0, f"The contract is over {MOST_BYTES} bytes.", advice)]
        )
    return source


def parse_contract(file: Path, source: bytes) -> Contract:
    """Parse a contract's bytes; raises `ProjectError` for what is no contract."""
    _, document = parse_yaml(file, source)
    if not isinstance(document, dict):
        message = "A contract is a mapping that begins with `openapi: 3.0.3`."
        raise ProjectError([Finding(file, 1, message)])
    _inline_paths(document)
    return Contract(file.stem, file, source, document)


def _inline_paths(document: Document) -> None:
    """Put what a path refers to in its place, since Connexion would not serve it."""
    paths = document.get("paths")
    if not isinstance(paths, dict):
        return
    for path, item in paths.items():
        if isinstance(item, dict) and isinstance(item.get("$ref"), str):
            # One that leads nowhere is found by the checks.
            with contextlib.suppress(PointerError):
                paths[path] = follow(document, item["$ref"])[1]


def parse_yaml(file: Path, source: bytes) -> tuple[yaml.Node, Any]:
    """Parse YAML (or JSON, which is YAML) to its tree and its content.

    Keys become strings and times stay text, as in JSON.
    Raises `ProjectError` for what cannot be parsed, with the line.
    """
    loader = None
    try:
        text = source.decode("utf-8")
        if text.lstrip()[:1] in ("{", "["):
            # JSON writes what lies beyond the first plane as a pair; YAML does not.
            text = _PAIR.sub(lambda pair: json.loads(f'"{pair[0]}"'), text)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise ProjectError([Finding(file, 1, "The file is empty.")])
        return node, loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = (error.problem or error.context or "cannot be parsed").strip()
        message = f"The YAML cannot be read: {problem}."
        raise ProjectError([Finding(file, line, message)]) from error
    except yaml.YAMLError as error:
        message = f"The YAML cannot be read: {' '.join(str(error).split())}."
        raise ProjectError([Finding(file, 1, message)]) from error
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        message = "The file is not UTF-8."
        raise ProjectError([Finding(file, line, message)]) from error
    except RecursionError as error:
        message = "The file is nested too deeply to be read."
        raise ProjectError([Finding(file, 1, message)]) from error
    finally:
        if loader is not None:
            loader.dispose()


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's safe loader, C where it is built in, with the types that JSON has."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  # PyYAML's own signature
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            if not isinstance(key, yaml.ScalarNode):
                message = "a key must be text"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} stands here twice",
                    problem_mark=key.start_mark,
                )
            seen.add(key.value)
            key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_TEMPLATE = re.compile(r"\{[^/{}]+\}")


def base_path_of(servers: Any) -> str:
    """Return the path of the first server, variables filled in, no slash at its end."""
    if not isinstance(servers, list) or not servers:
        return ""
    server = servers[0]
    url = str(server.get("url", ""))
    variables = server.get("variables") or {}
    url = _TEMPLATE.sub(
        lambda found: str(
            (variables.get(found[0][1:-1]) or {}).get("default", found[0])
        ),
        url,
    )
    _, slashes, rest = url.partition("//")
    if slashes:
        url = "/" + rest.partition("/")[2]
    url = url.partition("?")[0].partition("#")[0].rstrip("/")
    return url if url.startswith("/") or not url else f"/{url}"
