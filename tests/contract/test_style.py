"""The contracts' style, by rules that Redocly or Spectral have under the same names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.contract import walk
from tests.contract.contracts import contracts, of
from ticketstub.contract.pointer import follow, join
from ticketstub.control.load import load_control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketstub.contract.load import Contract

    Rule = Callable[[Contract], Iterator[tuple[str, str]]]

LONGEST_SUMMARY = 40

SCALARS = {"boolean", "integer", "number", "string"}


def openapi_spec_validator(contract: Contract) -> Iterator[tuple[str, str]]:
    """Every tool here reads OpenAPI 3.0.3."""
    if contract.document["openapi"] != "3.0.3":
        yield "#/openapi", "is another version"
    for error in OpenAPIV30SpecValidator(contract.document).iter_errors():
        yield join("#", *error.absolute_path), error.message


def operation_operation_id_unique(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each operation has an operationId of its own."""
    seen: set[str] = set()
    for operation in of(contract):
        operation_id = operation.declaration.get("operationId", "")
        if not operation_id or operation_id in seen:
            yield operation.pointer, "has no operationId of its own"
        seen.add(operation_id)


def operation_tag_defined(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each operation has one tag, and it is among the contract's."""
    known = {tag["name"] for tag in contract.document["tags"]}
    for operation in of(contract):
        tags = operation.declaration.get("tags", [])
        if len(tags) != 1 or not known.issuperset(tags):
            yield operation.pointer, "has not one of the contract's tags"


def tag_description(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each tag is described, and there is an operation that has it."""
    used = {tag for each in of(contract) for tag in each.declaration.get("tags", [])}
    for index, tag in enumerate(contract.document["tags"]):
        if not tag.get("description") or tag["name"] not in used:
            yield join("#/tags", index), "is not described, or not used"


def no_unused_components(contract: Contract) -> Iterator[tuple[str, str]]:
    """Every component is referred to, or it would rot."""
    used = {place["$ref"] for _, place in walk.references(contract)}
    for operation in of(contract):
        for schemes in operation.security():
            used |= {join("#/components/securitySchemes", name) for name in schemes}
    for kind, components in contract.document["components"].items():
        for name in components:
            pointer = join("#/components", kind, name)
            if pointer not in used:
                yield pointer, "is used nowhere"


def no_invalid_media_type_examples(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each example fits its schema, be it a body's, a parameter's or a schema's own."""
    for pointer, schema, value in walk.examples(contract):
        if not walk.fits(contract, schema, value):
            yield pointer, "does not fit its schema"


def no_enum_type_mismatch(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each value of an enum, and each default, fits the schema that it stands in."""
    for pointer, schema in walk.schemas(contract):
        values = [*schema.get("enum", ())]
        values += [schema["default"]] if "default" in schema else []
        if not all(walk.fits(contract, pointer, value) for value in values):
            yield pointer, "has a value that does not fit itself"


def scalar_property_missing_example(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each property that holds one value shows one."""
    for pointer, schema in walk.schemas(contract):
        for name in schema.get("properties", {}):
            at, found = follow(contract.document, join(pointer, "properties", name))
            branches = [found, *found.get("anyOf", ()), *found.get("oneOf", ())]
            scalar = any(branch.get("type") in SCALARS for branch in branches)
            if scalar and "example" not in found:
                yield at, "has no example"


def media_type_missing_example(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each body, sent or answered, has a named example; a refusal most of all."""
    for pointer, place in walk.places(contract):
        if re.search(r"/content/[^/]+$", pointer) and not place.get("examples"):
            yield pointer, "has no named examples"


def operation_summary(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each summary is short, in sentence case and without a full stop."""
    for operation in of(contract):
        summary = operation.declaration.get("summary", "")
        first, *others = summary.split() or [""]
        fine = (
            len(summary) <= LONGEST_SUMMARY
            and first[:1].isupper()
            and all(word.islower() or word.isupper() for word in others)
            and not summary.endswith(".")
        )
        if not fine:
            yield join(operation.pointer, "summary"), repr(summary)


def operation_description(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each operation is described, and a description is made of sentences."""
    for operation in of(contract):
        if not operation.declaration.get("description"):
            yield operation.pointer, "is not described"
    for pointer, text in walk.described(contract):
        begins = text[0].isupper() or text[0].isdigit() or text[0] == "`"
        if not begins or not text.rstrip().endswith("."):
            yield join(pointer, "description"), "is no sentence"


def property_description(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each property, each component's schema and each parameter is described."""
    for pointer, schema in walk.schemas(contract):
        named = re.fullmatch(r"#/components/schemas/[^/]+", pointer)
        if named and not schema.get("description"):
            yield pointer, "is not described"
        for name in schema.get("properties", {}):
            at, found = follow(contract.document, join(pointer, "properties", name))
            if not found.get("description"):
                yield at, "is not described"


def parameter_description(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each parameter and each header is described, and shows a value."""
    for pointer, place in walk.places(contract):
        parameter = "in" in place and "name" in place and "schema" in place
        header = re.search(r"(?<!/properties)/headers/[^/]+$", pointer)
        if "$ref" in place or not (parameter or header):
            continue
        if not place.get("description"):
            yield pointer, "is not described"
        if "example" not in place and not place.get("examples"):
            yield pointer, "has no example"


def operation_responses(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each operation declares a success, and refusals of its key and its body."""
    for operation in of(contract):
        statuses = set(operation.responses())
        if not any(status.startswith("2") for status in statuses):
            yield operation.pointer, "declares no success"
        if operation.security() and not {"401", "403", "default"} & statuses:
            yield operation.pointer, "declares no 401, and no 403 either"
        if operation.request_content() and not {"415", "400", "default"} & statuses:
            yield operation.pointer, "declares no 415, and no 400 either"


def ref_alone_and_local(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each reference stands alone and leads into the same file."""
    for pointer, place in walk.references(contract):
        if len(place) != 1 or not place["$ref"].startswith("#/components/"):
            yield pointer, "is not a lone reference into the components"


def integer_bounds(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each integer has a least and a greatest value."""
    for pointer, schema in walk.schemas(contract):
        if schema.get("type") == "integer" and not {"minimum", "maximum"} <= set(
            schema
        ):
            yield pointer, "has no bounds"


def additional_properties(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each object says whether it may hold more than it names."""
    for pointer, schema in walk.schemas(contract):
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            yield pointer, "does not say whether other fields are allowed"


def evidence(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each operation says what it is known from, and how well."""
    for operation in of(contract):
        if "x-ticketstub-evidence" not in operation.declaration:
            yield operation.pointer, "says nothing of its evidence"
    for pointer, place in walk.places(contract):
        if pointer.endswith("/x-ticketstub-evidence"):
            source = place.get("source", "")
            confidence = place.get("confidence")
            rules = place.get("rules", [])
            fine = (
                bool(source)
                and "://" not in source
                and confidence in ("stated", "strong", "fair", "weak")
                and rules
                and all(re.fullmatch(r"[A-Z][0-9]+", rule) for rule in rules)
                and set(place) == {"source", "confidence", "rules"}
            )
            if not fine:
                yield pointer, f"is {place!r}"


def created_has_link(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each 201 whose body has an id links to what can be done with it."""
    for operation in of(contract):
        created = operation.responses().get("201", {})
        bodies = operation.response_examples("201") if created else {}
        has_id = any(_holds_id(body) for body in bodies.values())
        if has_id and not created.get("links"):
            yield join(operation.pointer, "responses", "201"), "has no links"


def links_known(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each link leads to an operation of its contract and gives it what it takes."""
    known = {each.declaration["operationId"]: each for each in of(contract)}
    for pointer, place in walk.places(contract):
        if pointer.endswith("/properties"):
            continue
        for name, link in place.get("links", {}).items():
            target = known.get(link.get("operationId"))
            if target is None:
                yield join(pointer, "links", name), "leads to no operation"
                continue
            taken = {parameter["name"] for parameter in target.parameters()}
            needed = {
                parameter["name"]
                for parameter in target.parameters()
                if parameter["in"] == "path"
            }
            given = set(link.get("parameters", ()))
            if not needed <= given <= taken or not link.get("description"):
                yield join(pointer, "links", name), "does not give what is needed"


def _holds_id(body: Any) -> bool:
    if isinstance(body, dict):
        return "id" in body or any(_holds_id(value) for value in body.values())
    return False


RULES = [
    openapi_spec_validator,
    operation_operation_id_unique,
    operation_tag_defined,
    tag_description,
    no_unused_components,
    no_invalid_media_type_examples,
    no_enum_type_mismatch,
    scalar_property_missing_example,
    media_type_missing_example,
    operation_summary,
    operation_description,
    property_description,
    parameter_description,
    operation_responses,
    ref_alone_and_local,
    integer_bounds,
    additional_properties,
    evidence,
    created_has_link,
    links_known,
]

#: The stub's own API imitates none, so it has no evidence.
CONTROL = load_control().contract


@pytest.mark.parametrize(
    ("contract", "rule"),
    [
        pytest.param(contract, rule, id=f"{rule.__name__}-{contract.name}")
        for contract in (*contracts(), CONTROL)
        for rule in RULES
        if contract is not CONTROL or rule is not evidence
    ],
)
def test_a_contract_keeps_a_rule(contract: Contract, rule: Rule) -> None:
    """A contract is written by hand, read by people, and turned into clients."""
    found = [
        f"{contract.file.name}:{contract.line(pointer)}: {pointer} {what}"
        for pointer, what in rule(contract)
    ]

    assert not found, "\n".join(found)
