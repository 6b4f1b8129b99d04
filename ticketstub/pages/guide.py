"""A guide to one API: its URL, its credential, and `curl` lines that work."""

from __future__ import annotations

import base64
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import orjson

from ticketstub.contract.check import operations
from ticketstub.contract.examples import parameter_example
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
class Step:
    """A call that somebody may make first."""

    summary: str
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        """The call as one line for a shell."""
        return shlex.join(self.words)

    @property
    def lines(self) -> str:
        """The same, an option to a line."""
        words = [*map(shlex.quote, self.words)]
        options = [" ".join(words[at : at + 2]) for at in range(2, len(words), 2)]
        return " \\\n  ".join([" ".join(words[:2]), *options])


@dataclass(frozen=True, slots=True)
class Guide:
    """What somebody needs for a first call to an API."""

    name: str
    title: str
    summary: str
    url: str
    #: The header that carries the demo credential, and what it says, for Basic.
    credential: str
    pair: str
    #: Further headers that a call needs.
    headers: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def curl(self) -> tuple[str, ...]:
        """The first steps as lines for a shell."""
        return tuple(step.command for step in self.steps)


def guide(api: Api, base_url: str) -> Guide:
    """Make the guide to an API that is served at a URL."""
    contract = api.contract
    firsts = [
        _step(contract, base_url, api.prefix_of(path, method), path, method)
        for path, method in _first_steps(contract)
    ]
    steps = tuple(step for step in firsts if step is not None)
    info = contract.document.get("info") or {}
    credential, pair = demo_credential(contract.document)
    return Guide(
        api.name,
        str(info.get("title", api.name)),
        _first_sentence(str(info.get("description", ""))),
        base_url + api.base_path,
        credential,
        pair,
        tuple(
            dict.fromkeys(
                header
                for step in steps
                for option, header in zip(step.words, step.words[1:], strict=False)
                if option == "-H" and header != credential
            )
        ),
        steps,
    )


def _first_sentence(text: str) -> str:
    """Return the first sentence of a text in Markdown, plainly."""
    sentence = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    return " ".join(re.sub(r"[`*]", "", sentence).split())


def demo_credential(
    document: Mapping[str, Any], operation: Mapping[str, Any] | None = None
) -> tuple[str, str]:
    """Return the header that carries a contract's demo credential, and a Basic pair.

    Both are empty if there is none.
    """
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    first = [name for each in document.get("security") or () for name in each]
    for name in dict.fromkeys([*(name for name in first if name in schemes), *schemes]):
        _, scheme = follow(document, join("#/components/securitySchemes", name))
        demo = (operation or {}).get(DEMO, scheme.get(DEMO))
        if demo is None:
            continue
        if scheme["type"] == "apiKey" and scheme["in"] == "header":
            return f"{scheme['name']}: {demo}", ""
        if scheme["type"] == "http" and scheme["scheme"].lower() == "basic":
            encoded = base64.b64encode(demo.encode()).decode()
            return f"Authorization: Basic {encoded}", demo
        if scheme["type"] == "http":
            return f"Authorization: Bearer {demo}", ""
    return "", ""


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


def _step(
    contract: Contract, base_url: str, prefix: str, path: str, method: str
) -> Step | None:
    url = base_url + prefix + path
    operation = contract.document["paths"][path][method]
    credential, pair = demo_credential(contract.document, operation)
    headers = [] if pair else [credential]
    for at, parameter in declared(contract, path, method):
        value = str(parameter_example(contract, at, parameter))
        if parameter["in"] == "path":
            url = url.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
        elif parameter["in"] == "header" and parameter.get("required"):
            headers.append(f"{parameter['name']}: {value}")
    words = ["curl", url, *(["-u", pair] if pair else [])]
    for header in filter(None, headers):
        words += ["-H", header]
    if method == "post":
        body = _body(contract, join("#/paths", path, method, "requestBody"))
        if body is None:
            return None
        words += body
    return Step(str(operation.get("summary", f"{method.upper()} {path}")), (*words,))


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
