"""How the contracts' files are written, and how they sit in the project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.contract import walk
from tests.contract.contracts import contracts, of
from ticketstub.contract.load import base_path_of
from ticketstub.control.load import load_control
from ticketstub.pages.guide import DEMO
from ticketstub.project.project import Project, bundled, load_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.contract.load import Contract
    from ticketstub.project.project import Api

ROOT = ["openapi", "info", "servers", "security", "tags", "paths", "components"]

OPERATION = [
    "tags",
    "operationId",
    "summary",
    "description",
    "parameters",
    "requestBody",
    "responses",
]

METHODS = ["get", "post", "put", "patch", "delete"]

#: The stub's own API is written like the others.
CONTROL = load_control()

each_contract = pytest.mark.parametrize(
    "contract", [*contracts(), CONTROL.contract], ids=lambda contract: contract.name
)

each_imitation = pytest.mark.parametrize(
    "contract", contracts(), ids=lambda contract: contract.name
)


@pytest.fixture(scope="module")
def project() -> Project:
    """Load what comes with ticketstub."""
    return load_project(bundled())


@each_contract
def test_the_parts_stand_in_the_usual_order(contract: Contract) -> None:
    """Whoever knows one contract finds their way about the others."""
    document = contract.document

    assert _only(document, ROOT) == _only(ROOT, document)
    for operation in of(contract):
        found = operation.declaration
        assert _only(found, OPERATION) == _only(OPERATION, found), str(operation)
    for path, item in document["paths"].items():
        assert _only(item, METHODS) == _only(METHODS, item), path
    for kind, components in document["components"].items():
        assert list(components) == sorted(components), kind


@each_contract
def test_flow_style_is_for_a_lone_reference(contract: Contract) -> None:
    """Everything else is written line by line, so that a change shows as one line."""
    found = [
        _line(node)
        for node in walk.nodes(contract.node)
        if isinstance(node, yaml.CollectionNode)
        and node.flow_style
        and node.value
        and not _is_reference(node)
    ]

    assert not found


@each_contract
def test_a_reference_is_written_in_flow_style(contract: Contract) -> None:
    """One line for one reference."""
    found = [
        _line(node)
        for node in walk.nodes(contract.node)
        if isinstance(node, yaml.MappingNode)
        and _is_reference(node)
        and not node.flow_style
    ]

    assert not found


@each_contract
def test_status_codes_are_in_single_quotes(contract: Contract) -> None:
    """Without quotes YAML takes a status for a number, and JSON has no such keys."""
    found = [
        _line(key)
        for holder, responses in walk.pairs(contract.node)
        if holder.value == "responses" and isinstance(responses, yaml.MappingNode)
        for key, _ in responses.value
        if re.fullmatch(r"[0-9].*", key.value) and key.style != "'"
    ]

    assert not found


@each_contract
def test_the_text_holds_no_template_and_no_stray_space(contract: Contract) -> None:
    """A contract is served as it stands, to people as to tools."""
    found = [
        number
        for number, line in enumerate(contract.source.decode().splitlines(), 1)
        if re.search(r"\{\{|\{%|\t|\s$", line)
    ]

    assert not found


@each_contract
def test_an_operation_id_is_the_place_of_its_handler(
    contract: Contract, project: Project
) -> None:
    """From the contract one finds the code without a search."""
    apis: list[Api] = [*project.apis, CONTROL]
    api = next(api for api in apis if api.name == contract.name)

    for operation in of(contract):
        operation_id = operation.declaration["operationId"]
        name = operation_id.rpartition(".")[2]
        assert re.fullmatch(r"[a-z_]+\.[a-z]+(_[a-z]+)*", operation_id)
        assert callable(getattr(api.module_of(operation_id), name, None)), operation_id


@each_imitation
def test_the_demo_credential_is_in_the_mock_data(
    contract: Contract, project: Project
) -> None:
    """The documentation offers a credential that works."""
    known = {
        text
        for name, collection in project.mock_data.items()
        if name.startswith(f"{contract.name}.")
        for text in _texts(list(collection.records))
    }

    for name, scheme in contract.document["components"]["securitySchemes"].items():
        is_pair = scheme.get("scheme", "").lower() == "basic"
        parts = scheme[DEMO].split(":") if is_pair else [scheme[DEMO]]
        assert known.issuperset(parts), name


def test_each_contract_has_a_base_path_of_its_own() -> None:
    """All APIs are served by one server."""
    served = [*contracts(), CONTROL.contract]
    paths = [base_path_of(each.document["servers"]) for each in served]

    assert all(paths)
    assert len(set(paths)) == len(paths)


def _only(names: Any, wanted: Any) -> list[str]:
    return [name for name in names if name in wanted]


def _is_reference(node: yaml.Node) -> bool:
    return (
        isinstance(node, yaml.MappingNode)
        and len(node.value) == 1
        and node.value[0][0].value == "$ref"
    )


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
