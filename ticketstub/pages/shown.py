"""A contract as the docs show it: the same, made ready for a viewer with try-it.

The contract itself stays as it is; what is added here is said in it already, though
not where a viewer looks.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.contract.check import METHODS, operations
from ticketstub.contract.load import base_path_of
from ticketstub.contract.pointer import PointerError, follow, join
from ticketstub.pages.guide import DEMO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ticketstub.contract.load import Contract

#: Where an operation, a parameter or a schema is known from.
EVIDENCE = "x-ticketstub-evidence"

#: What a viewer shows an operation under that has no tag.
UNTAGGED = "default"

_MARKDOWN = re.compile(r"([\\`*_\[\]<>])")

#: What may not stand in a part of a link into a page.
_SEPARATORS = re.compile(r"[^\w.]+")

#: Below these stands what somebody sends, which is no part of the contract's form.
_VALUES = ("example", "examples", "default", "enum")

#: Below these the keys are names that the contract's author chose.
_NAMES = ("properties", "schemas", "parameters", "paths", "responses", "headers")


def shown(contract: Contract) -> dict[str, Any]:
    """Return a contract's document as a viewer is given it.

    Servers are paths, for the page to put its stub's origin before; each piece of
    evidence is told in a description; an optional parameter tells its examples there,
    too, since a viewer would send them; and each operation has an id and a tag.
    """
    document: dict[str, Any] = copy.deepcopy(contract.document)
    _tell_evidence(document)
    for parameter in _parameters(document):
        _tell_examples(document, parameter)
    document["servers"] = _paths(document.get("servers"))
    for path, method, operation in operations(document):
        for holder in (document["paths"][path], operation):
            if "servers" in holder:
                holder["servers"] = _paths(holder["servers"])
        operation.setdefault("operationId", _SEPARATORS.sub("-", method + path))
        operation["tags"] = operation.get("tags") or [UNTAGGED]
    return document


def demo(contract: Contract) -> dict[str, Any]:
    """Return the demo credentials, as the viewer is to fill them in.

    `schemes` maps the security scheme that a caller would take first to its
    credential; `operations` maps those that need another one to theirs.
    """
    document = contract.document
    schemes: dict[str, str] = {}
    others: dict[str, str] = {}
    for path, method, operation in operations(document):
        for names in operation.get("security", document.get("security")) or ():
            found = {name: _demo_of(document, name) for name in names}
            if found and all(found.values()):
                schemes.update(found)
                if DEMO in operation:
                    others[f"{method} {path}"] = operation[DEMO]
                break
    return {"schemes": schemes, "operations": others}


def _demo_of(document: dict[str, Any], name: str) -> str:
    try:
        _, scheme = follow(document, join("#/components/securitySchemes", name))
    except PointerError:
        return ""
    return str(scheme.get(DEMO, ""))


def _paths(servers: Any) -> list[dict[str, str]]:
    """Return one server that is only a path: the stub serves the first one's alone."""
    return [{"url": base_path_of(servers)}]


def _tell_evidence(node: Any, *, names: bool = False) -> None:
    if isinstance(node, list):
        for item in node:
            _tell_evidence(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if names or key not in _VALUES:
                _tell_evidence(value, names=not names and key in _NAMES)
        evidence = node.get(EVIDENCE)
        if not names and isinstance(evidence, dict):
            _add(node, f"> {_evidence(evidence)}")


def _evidence(evidence: Mapping[str, Any]) -> str:
    rules = evidence.get("rules") or ()
    parts = {
        "Evidence": str(evidence.get("confidence", "")),
        "Source": str(evidence.get("source", "")),
        "Rules" if len(rules) > 1 else "Rule": ", ".join(map(str, rules)),
    }
    return " · ".join(
        f"**{name}** {_plain(text)}" for name, text in parts.items() if text
    )


def _parameters(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    components = document.get("components") or {}
    yield from (components.get("parameters") or {}).values()
    for item in document["paths"].values():
        for holder in (item, *(item[method] for method in METHODS if method in item)):
            yield from holder.get("parameters") or ()


def _tell_examples(document: dict[str, Any], parameter: dict[str, Any]) -> None:
    """Move the examples of a parameter that may stay away into its description."""
    if "$ref" in parameter or parameter.get("required"):
        return
    told = []
    for name, example in (parameter.pop("examples", None) or {}).items():
        if "$ref" in example:
            example = follow(document, example["$ref"])[1]  # noqa: PLW2901
        summary = _plain(str(example.get("summary", name)))
        told.append(f"{_code(example.get('value'))}: {summary}")
    if "example" in parameter:
        told.append(_code(parameter.pop("example")))
    schema = parameter.get("schema")
    if isinstance(schema, dict) and "$ref" in schema:
        schema = follow(document, schema["$ref"])[1]
    if isinstance(schema, dict) and "example" in schema:
        parameter["schema"] = {
            key: value for key, value in schema.items() if key != "example"
        }
        if not told:
            told.append(_code(schema["example"]))
    if told[1:]:
        _add(parameter, "\n".join(["Examples:\n", *(f"- {each}" for each in told)]))
    elif told:
        _add(parameter, f"Example: {told[0]}")


def _add(holder: dict[str, Any], text: str) -> None:
    before = str(holder.get("description", "")).rstrip()
    holder["description"] = f"{before}\n\n{text}" if before else text


def _code(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}" if text.strip() else "empty"


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
