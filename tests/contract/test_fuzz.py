"""The short form of `make fuzz`: each API stands up to Schemathesis, twice.

Once in process, where an exception shows with its traceback, and once over HTTP, where
the server has its say.
"""

from __future__ import annotations

import copy
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.filters import FilterSet
from starlette.testclient import TestClient

from tests.contract.contracts import contracts, of
from tests.contract.fuzz import ENDLESS, SETTINGS, Result
from tests.stub import Stub
from ticketstub.app import App
from ticketstub.contract.load import base_path_of
from ticketstub.control.load import load_control
from ticketstub.pages.guide import DEMO
from ticketstub.project.project import bundled, load_project
from ticketstub.sandbox.sandbox import MAIN
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from schemathesis import BaseSchema

    from ticketstub.contract.load import Contract

SEED = 1

#: Drawn for each operation and phase; the long form draws a hundred.
EXAMPLES = 5

#: The run, from 0, that is the first of the operations' examples.
FIRST_EXAMPLES = 2

each_contract = pytest.mark.parametrize(
    "contract", contracts(), ids=lambda contract: contract.name
)


#: The stub's own API.
CONTROL = load_control().contract

#: Schemathesis calls the application by this name, and many a sandbox into being.
SERVED = Settings(allow_host=("testserver",), max_sandboxes=100_000)


@pytest.fixture(scope="module")
def app() -> App:
    """Assemble the application."""
    return App(load_project(bundled()), SERVED)


@each_contract
def test_an_api_keeps_its_contract_in_process(contract: Contract, app: App) -> None:
    """Whatever a client sends, the answer is one that the contract declares."""
    problems = fuzz(contract, "in-process", app=app)

    assert not problems, "\n\n".join(problems)


@each_contract
def test_an_api_keeps_its_contract_over_http(
    contract: Contract, bundled_stub: Stub
) -> None:
    """A server in between changes nothing about it."""
    problems = fuzz(contract, "over-http", url=bundled_stub.url)

    assert not problems, "\n\n".join(problems)


def test_the_control_api_keeps_its_contract_in_process() -> None:
    """It reaches everything, so nobody else may be near it meanwhile."""
    app = App(load_project(bundled()), SERVED)
    problems = fuzz(CONTROL, "in-process", app=app)

    assert not problems, "\n\n".join(problems)


def test_the_control_api_keeps_its_contract_over_http() -> None:
    with Stub(load_project(bundled()), SERVED) as stub:
        problems = fuzz(CONTROL, "over-http", url=stub.url)

    assert not problems, "\n\n".join(problems)


@each_contract
def test_the_fuzzer_knows_the_demo_credentials(contract: Contract) -> None:
    """With a wrong one every answer is 401, which Schemathesis takes for fine."""
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    title = contract.document["info"]["title"]
    project = next(each for each in settings["project"] if each["title"] == title)

    known = {
        name: ":".join(credential.values())
        for name, credential in project["auth"]["openapi"].items()
    }
    assert known == {
        name: scheme[DEMO]
        for name, scheme in contract.document["components"]["securitySchemes"].items()
    }


def fuzz(
    contract: Contract, sandbox: str, *, app: App | None = None, url: str = ""
) -> list[str]:
    """Run every phase, and return what is wrong.

    The examples of each operation have a sandbox of their own: what one deletes,
    another shows. The control API stays in the one that it cannot drop; its examples
    name what earlier ones make, such as the first receiver, so they begin with a reset.
    (`schema.include` would add to a filter that the settings of operations bring along,
    which lets everything in.)
    """
    result = Result(
        [
            f"{each.method.upper()} {each.path}"
            for each in of(contract)
            if each.declaration["operationId"] not in ENDLESS
        ]
    )
    everything = _schema(contract, app, url)
    runs = [(everything, "coverage"), (everything, "fuzzing,stateful")]
    for operation in of(contract):
        if operation.declaration["operationId"] in ENDLESS:
            continue
        alone = FilterSet()
        alone.include(operation_id=operation.declaration["operationId"])
        runs.append((everything.clone(filter_set=alone), "examples"))
    problems: list[str] = []
    for number, (schema, phases) in enumerate(runs):
        if contract is CONTROL and number == FIRST_EXAMPLES:
            _reset(app, url)
        box = MAIN if contract is CONTROL else f"{sandbox}-{number}"
        schema.config.update(headers={"Ticketstub-Sandbox": box})
        schema.config.phases.update(phases=phases.split(","))
        for event in from_schema(schema).execute():
            problems += _problems(event)
            if isinstance(event, events.ScenarioFinished):
                _count(event, result)
    return problems + [
        f"{name} was never answered with success." for name in result.never_succeeded
    ]


def _reset(app: App | None, url: str) -> None:
    path = "/_ticketstub/reset"
    answer = httpx.post(url + path) if app is None else TestClient(app).post(path)
    assert answer.is_success


def _schema(contract: Contract, app: App | None, url: str) -> BaseSchema:
    config = SchemathesisConfig.from_path(SETTINGS)
    config.update(seed=SEED, max_failures=None)
    document = copy.deepcopy(contract.document)
    schema = schemathesis.openapi.from_dict(document, config=config)
    base_url = url or "http://testserver"
    schema.config.update(base_url=base_url + base_path_of(document.get("servers")))
    schema.config.generation.update(max_examples=EXAMPLES)
    schema.app = app
    return schema


def _problems(event: Any) -> list[str]:
    if isinstance(event, events.NonFatalError):
        return [f"{event.label}: {event.value!r}"]
    if isinstance(event, events.FatalError):
        return [repr(event.exception)]
    if not isinstance(event, events.ScenarioFinished):
        return []
    return [
        f"{event.recorder.label}: {check.failure_info.failure}\n"
        f"{check.failure_info.code_sample}"
        for checks in event.recorder.checks.values()
        for check in checks
        if check.failure_info is not None
    ]


def _count(event: events.ScenarioFinished, result: Result) -> None:
    for call, node in event.recorder.cases.items():
        interaction = event.recorder.interactions.get(call)
        if interaction is not None and interaction.response is not None:
            operation = f"{node.value.method} {node.value.operation.path}"
            status = interaction.response.status_code
            result.answers.setdefault(operation, Counter())[status] += 1
