"""A guide to one API: its URL, its credential, and `curl` lines that work."""

from __future__ import annotations

import base64
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import orjson

from ticketstub.contract.check import operations
from ticketstub.contract.pointer import follow, join
from ticketstub.pipeline.names import plain
from ticketstub.pipeline.parameters import declared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ticketstub.contract.load import Contract
    from ticketstub.project.project import Api

#: On a security scheme: the credential that works on the mock data; on an operation:
#: the one that it needs in place of the scheme's.
DEMO = "x-ticketstub-demo"


@dataclass(frozen=True, slots=True)
class Guide:
    """What somebody needs for a first call to an API."""

    name: str
    title: str
    url: str
    credential: str
    curl: tuple[str, ...]


def guide(api: Api, base_url: str) -> Guide:
    """Make the guide to an API that is served at a URL."""
    contract = api.contract
    commands = [
        _curl(contract, base_url, api.prefix_of(path, method), path, method)
        for path, method in _first_steps(contract)
    ]
    info = contract.document.get("info") or {}
    return Guide(
        api.name,
        str(info.get("title", api.name)),
        base_url + api.base_path,
        _credential(contract),
        tuple(command for command in commands if command),
    )


def _credential(contract: Contract, operation: Mapping[str, Any] | None = None) -> str:
    """Return the header that carries a demo credential, if the contract has one."""
    document = contract.document
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    first = [name for each in document.get("security") or () for name in each]
    for name in dict.fromkeys([*(name for name in first if name in schemes), *schemes]):
        _, scheme = follow(document, join("#/components/securitySchemes", name))
        demo = (operation or {}).get(DEMO, scheme.get(DEMO))
        if demo is None:
            continue
        if scheme["type"] == "apiKey" and scheme["in"] == "header":
            return f"{scheme['name']}: {demo}"
        if scheme["type"] == "http" and scheme["scheme"].lower() == "basic":
            return f"Authorization: Basic {base64.b64encode(demo.encode()).decode()}"
        if scheme["type"] == "http":
            return f"Authorization: Bearer {demo}"
    return ""


def _first_steps(contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield the first read of many, the first read of one, the first create."""
    every = [(path, method) for path, method, _ in operations(contract.document)]
    reads = [path for path, method in every if method == "get"]
    many = [path for path in reads if "{" not in path]
    one = [path for path in reads if "{" in path]
    creates = [path for path, method in every if method == "post"]
    for paths, method in ((many, "get"), (one, "get"), (creates, "post")):
        if paths:
            yield paths[0], method


def _curl(
    contract: Contract, base_url: str, prefix: str, path: str, method: str
) -> str:
    url = base_url + prefix + path
    operation = contract.document["paths"][path][method]
    headers = [_credential(contract, operation)]
    for _, parameter in declared(contract, path, method):
        value = str(_example_of(contract, parameter))
        if parameter["in"] == "path":
            url = url.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
        elif parameter["in"] == "header" and parameter.get("required"):
            headers.append(f"{parameter['name']}: {value}")
    words = ["curl", url]
    for header in filter(None, headers):
        words += ["-H", header]
    if method == "post":
        body = _body(contract, join("#/paths", path, method, "requestBody"))
        if body is None:
            return ""
        words += body
    return shlex.join(words)


def _example_of(contract: Contract, holder: dict[str, Any]) -> Any:
    if "example" in holder:
        return holder["example"]
    for name in holder.get("examples") or {}:
        return follow(contract.document, _only(holder, name))[1].get("value", 1)
    schema = holder.get("schema") or {}
    if "$ref" in schema:
        schema = follow(contract.document, schema["$ref"])[1]
    return schema.get("example", 1)


def _only(holder: dict[str, Any], name: str) -> str:
    reference = holder["examples"][name].get("$ref")
    return reference if isinstance(reference, str) else "#"


def _body(contract: Contract, pointer: str) -> list[str] | None:
    """Return curl's options for the first example of a body, if it takes one."""
    document = contract.document
    try:
        at, body = follow(document, pointer)
    except LookupError:
        return []
    for media_type, option in (
        ("application/x-www-form-urlencoded", "--data"),
        ("application/json", "--json"),
    ):
        if media_type not in body["content"]:
            continue
        value = _first_example(contract, join(at, "content", media_type))
        if not isinstance(value, dict):
            continue
        if option == "--json":
            return [option, orjson.dumps(value).decode()]
        fields: list[str] = []
        for name, item in value.items():
            for each in item if isinstance(item, list) else [item]:
                fields += [option, urlencode({plain(name): each}, safe=" ,.@")]
        return fields
    return None


def _first_example(contract: Contract, pointer: str) -> Any:
    _, media_type = follow(contract.document, pointer)
    for name in media_type.get("examples") or {}:
        _, example = follow(contract.document, join(pointer, "examples", name))
        return example.get("value")
    return media_type.get("example")
