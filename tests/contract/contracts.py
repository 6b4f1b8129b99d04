"""The bundled contracts and their operations, for tests that go through them all."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ticketstub.contract.check import operations, prefix_of
from ticketstub.contract.load import Contract, load_contract
from ticketstub.contract.pointer import follow, join
from ticketstub.pipeline.parameters import declared
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@functools.cache
def contracts() -> list[Contract]:
    """Load every contract of the bundled project."""
    return [
        load_contract(file) for file in sorted((bundled() / "openapi").glob("*.yaml"))
    ]


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a contract, with its `$ref`s followed where it is asked."""

    contract: Contract
    path: str
    method: str

    def __str__(self) -> str:
        """Name the operation as a test's id does."""
        return f"{self.contract.name}-{self.declaration['operationId']}"

    @property
    def pointer(self) -> str:
        """Where it stands."""
        return join("#/paths", self.path, self.method)

    @property
    def declaration(self) -> dict[str, Any]:
        """The operation object as it stands."""
        declaration: dict[str, Any] = self.contract.document["paths"][self.path][
            self.method
        ]
        return declaration

    @property
    def url(self) -> str:
        """The path with that of the server before it, its variables in braces."""
        return prefix_of(self.contract.document, self.path, self.method) + self.path

    def parameters(self) -> list[dict[str, Any]]:
        """List the parameters, those of the path included."""
        return [
            parameter
            for _, parameter in declared(self.contract, self.path, self.method)
        ]

    def request_content(self) -> dict[str, Any]:
        """Return the media types that a body may have."""
        if "requestBody" not in self.declaration:
            return {}
        body = self.follow(join(self.pointer, "requestBody"))
        content: dict[str, Any] = body["content"]
        return content

    def responses(self) -> dict[str, dict[str, Any]]:
        """Return the responses by status."""
        return {
            status: self.follow(join(self.pointer, "responses", status))
            for status in self.declaration["responses"]
        }

    def response_examples(self, status: str) -> dict[str, Any]:
        """Return the values of the named examples of a response."""
        content = self.responses()[status].get("content", {})
        return {
            name: value
            for media_type in content.values()
            for name, value in self.examples(media_type).items()
        }

    def examples(self, holder: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the named examples of a media type or a parameter.

        A file has none: it is no JSON, so the contract says where it is to be had.
        """
        examples = {
            name: self.resolved(example)
            for name, example in holder.get("examples", {}).items()
        }
        return {
            name: example["value"]
            for name, example in examples.items()
            if "value" in example
        }

    def security(self) -> list[dict[str, Any]]:
        """Return the sets of schemes of which one is needed."""
        everywhere: list[dict[str, Any]] = self.contract.document.get("security", [])
        own: list[dict[str, Any]] | None = self.declaration.get("security")
        return everywhere if own is None else own

    def follow(self, pointer: str) -> Any:
        """Return what a pointer into the contract names, after all `$ref`s."""
        return follow(self.contract.document, pointer)[1]

    def resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return a part of the contract, or what it refers to."""
        if "$ref" not in part:
            return part
        target: dict[str, Any] = self.follow(part["$ref"])
        return target


@functools.cache
def all_operations() -> list[Operation]:
    """List every operation of every contract."""
    return [operation for contract in contracts() for operation in of(contract)]


def of(contract: Contract) -> Iterator[Operation]:
    """Yield the operations of one contract."""
    for path, method, _ in operations(contract.document):
        yield Operation(contract, path, method)
