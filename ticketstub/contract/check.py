"""Check a contract: is it OpenAPI 3.0 that can be served, and if not, where not."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from ticketstub.contract.load import (
    Contract,
    base_path_of,
    parse_contract,
    read_contract,
)
from ticketstub.contract.pointer import PointerError, follow, join
from ticketstub.contract.schemas import AS
from ticketstub.findings import ProjectError
from ticketstub.framework import OpenAPISpecification

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ticketstub.contract.cache import Cache
    from ticketstub.findings import Finding

#: The stub's own paths lie below this one.
OWN_PREFIX = "/_ticketstub"

#: At the root: whether a path is served with and without its final slash.
FINAL_SLASH = "x-ticketstub-final-slash"

#: On an operation: what a caller must be allowed.
PERMISSION = "x-ticketstub-permission"

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

#: In the message about keys that an object cannot have.
_UNEXPECTED = re.compile(r"'([^']*)'(?=.*(?:was|were) unexpected)")
_VARIABLE = re.compile(r"\{([^{}/]+)\}")


def load_checked(
    file: Path, cache: Cache | None = None, *, own: bool = False
) -> Contract:
    """Read a contract that can be served; `own` is that of the stub's own paths.

    With a cache, one that was found fit before is neither parsed nor checked again.
    Raises `ProjectError` for one that cannot be read, or served.
    """
    source = read_contract(file)
    use = "own" if own else "api"
    known = None if cache is None else cache.get(source, use)
    if known is not None:
        return Contract(file.stem, file, source, known)
    contract = parse_contract(file, source)
    findings = check_contract(contract, own=own)
    if findings:
        raise ProjectError(findings)
    if cache is not None:
        cache.put(source, use, contract.document)
    return contract


def check_contract(contract: Contract, *, own: bool = False) -> list[Finding]:
    """Return what keeps a contract from being served; an empty list if nothing does."""
    for check in (_version, _shape, _references):
        findings = list(check(contract))
        if findings:
            return findings
    return [
        *(() if own else _base_path(contract)),
        *_operation_ids(contract),
        *_path_parameters(contract),
        *_security(contract),
        *_own_keywords(contract),
    ]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the path, the method and the operation object of each operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def _version(contract: Contract) -> Iterator[Finding]:
    document = contract.document
    version = document.get("openapi")
    if isinstance(version, str) and version.startswith("3.0."):
        return
    if "swagger" in document:
        yield contract.finding(
            "#/swagger",
            f"This is Swagger {document['swagger']}; contracts are OpenAPI 3.0.",
            "Convert it, for example with `npx swagger2openapi`.",
        )
    elif version is None:
        yield contract.finding(
            "#", "There is no `openapi` key.", "Begin with `openapi: 3.0.3`."
        )
    elif not isinstance(version, str):
        yield contract.finding(
            "#/openapi", "The version is not text.", "Write `openapi: '3.0.3'`."
        )
    else:
        yield contract.finding(
            "#/openapi",
            f"This is OpenAPI {version}; contracts are OpenAPI 3.0.",
            "Write `openapi: 3.0.3`, and in its schemas `nullable: true` for"
            " `type: [..., 'null']`, `enum: [x]` for `const: x`, `example` for"
            " `examples`, and true or false for exclusiveMinimum and exclusiveMaximum.",
        )


@cache
def _openapi_schema() -> jsonschema_rs.Draft4Validator:
    # Connexion's own copy of the OpenAPI 3.0 schema, by a faster judge than its own.
    return jsonschema_rs.Draft4Validator(OpenAPISpecification.openapi_schema)


def _shape(contract: Contract) -> Iterator[Finding]:
    schema = _openapi_schema()
    if schema.is_valid(contract.document):
        return
    errors = {
        (error["instanceLocation"], error["error"])
        for error in schema.evaluate(contract.document).errors()
        if error["error"] != '"$ref" is a required property'
    }
    # An object that is neither a reference nor well-formed is reported at every level
    # above it, too; only the deepest places tell something.
    places = {place for place, _ in errors}
    for place, message in sorted(errors):
        if not any(other.startswith(f"{place}/") for other in places):
            unexpected = _UNEXPECTED.findall(message)
            at = join(f"#{place}", unexpected[0]) if unexpected else f"#{place}"
            yield contract.finding(at, f"{place or 'The contract'}: {message}.")


def _references(contract: Contract) -> Iterator[Finding]:
    for pointer, target in _all_references(contract.document, "#"):
        if not target.startswith("#"):
            yield contract.finding(
                pointer,
                f"{target} lies outside this file.",
                "Contracts are self-contained: copy it into components.",
            )
            continue
        try:
            follow(contract.document, target)
        except PointerError:
            yield contract.finding(pointer, f"{target} leads nowhere.")


def _all_references(node: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _all_references(item, join(pointer, index))
    elif isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str):
            yield join(pointer, "$ref"), target
        for key, value in node.items():
            if key not in ("example", "examples", "default", "enum"):
                yield from _all_references(value, join(pointer, key))
        for name, example in _named(node.get("examples")):
            if isinstance(example, dict) and isinstance(example.get("$ref"), str):
                yield join(pointer, "examples", name, "$ref"), example["$ref"]


def _named(examples: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(examples, dict):
        yield from examples.items()


def prefix_of(document: dict[str, Any], path: str, method: str) -> str:
    """Return what an operation's path begins with.

    The operation's own `servers` win over those of its path, and these over the
    contract's.
    """
    item = document["paths"][path]
    for holder in (item[method], item):
        if "servers" in holder:
            return base_path_of(holder["servers"])
    return base_path_of(document.get("servers"))


def _base_path(contract: Contract) -> Iterator[Finding]:
    for path, method, _ in operations(contract.document):
        full = prefix_of(contract.document, path, method) + path
        if full == OWN_PREFIX or full.startswith(f"{OWN_PREFIX}/"):
            yield contract.finding(
                join("#/paths", path),
                f"The paths below {OWN_PREFIX} are the stub's own.",
            )


def _operation_ids(contract: Contract) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path, method, operation in operations(contract.document):
        operation_id = operation.get("operationId")
        if operation_id is None:
            continue
        place = f"{method.upper()} {path}"
        if operation_id in seen:
            yield contract.finding(
                join("#/paths", path, method, "operationId"),
                f"{operation_id} is also the operationId of {seen[operation_id]}.",
                "Give each operation its own.",
            )
        seen[operation_id] = place


def _path_parameters(contract: Contract) -> Iterator[Finding]:
    document = contract.document
    for path, method, operation in operations(document):
        wanted = set(_VARIABLE.findall(path))
        pointer = join("#/paths", path, method)
        declared = set()
        for holder, part in (
            (join("#/paths", path), document["paths"][path]),
            (pointer, operation),
        ):
            for index in range(len(part.get("parameters") or ())):
                at, parameter = follow(document, join(holder, "parameters", index))
                if parameter["in"] != "path":
                    continue
                declared.add(parameter["name"])
                if parameter["name"] not in wanted:
                    yield contract.finding(
                        join(at, "name"),
                        f"{path} has no {{{parameter['name']}}} for this parameter.",
                    )
        for name in sorted(wanted - declared):
            yield contract.finding(
                pointer,
                f"{{{name}}} in the path has no parameter.",
                "Declare one with `in: path` and `required: true`.",
            )


def _security(contract: Contract) -> Iterator[Finding]:
    document = contract.document
    known = (document.get("components") or {}).get("securitySchemes") or {}
    holders = [("#", document)]
    for path, method, operation in operations(document):
        holders.append((join("#/paths", path, method), operation))
    for pointer, holder in holders:
        for index, requirement in enumerate(holder.get("security") or ()):
            for name in requirement:
                if name not in known:
                    yield contract.finding(
                        join(pointer, "security", index, name),
                        f"There is no security scheme {name}.",
                        "Declare it in components/securitySchemes.",
                    )


def _own_keywords(contract: Contract) -> Iterator[Finding]:
    for pointer, schema in _holders(contract.document, "#", AS):
        first = (schema.get("anyOf") or [{}])[0]
        if schema[AS] != "integer" or first.get("type") != "integer":
            yield contract.finding(
                join(pointer, AS),
                f"`{AS}` is `integer`, beside an `anyOf` that begins with one.",
            )
    for path, method, operation in operations(contract.document):
        permission = operation.get(PERMISSION, "-")
        if not isinstance(permission, str) or not permission:
            yield contract.finding(
                join("#/paths", path, method, PERMISSION),
                f"`{PERMISSION}` is one word for what a caller must be allowed.",
            )
    unreadable = contract.document.get("x-ticketstub-unreadable-body", "empty")
    if unreadable != "empty":
        yield contract.finding(
            "#/x-ticketstub-unreadable-body",
            "`x-ticketstub-unreadable-body` can only be `empty`.",
        )
    if contract.document.get(FINAL_SLASH, "optional") != "optional":
        message = f"`{FINAL_SLASH}` can only be `optional`."
        yield contract.finding(join("#", FINAL_SLASH), message)


def _holders(node: Any, pointer: str, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _holders(item, join(pointer, index), key)
    elif isinstance(node, dict):
        if key in node:
            yield pointer, node
        for name, value in node.items():
            yield from _holders(value, join(pointer, name), key)
