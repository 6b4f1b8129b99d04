"""The fidelity pages and the tests agree: each rule is proven, and each proof exists.

A page is `docs/fidelity/<api>.md`; a rule is a row of a table in it, with five cells:
id, rule, source, confidence, proofs.
A proof is a test, `tests/apis/x/test_y.py::test_z`, that is marked with the rule's id.
Another API joins by adding its page.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGES = REPOSITORY / "docs" / "fidelity"

CONFIDENCES = {"stated", "strong", "fair", "weak"}

_RULE = re.compile(r"[A-Z]+[0-9]+")
_PROOF = re.compile(r"`(tests/[^`:]+\.py::[^`]+)`")


@dataclass(frozen=True)
class Rule:
    """One row of a page."""

    name: str
    text: str
    source: str
    confidence: str
    proofs: tuple[str, ...]


#: The rules of each API, by the page's name, in the page's order.
Pages = dict[str, list[Rule]]

#: Every test by its address, with the rule ids that it is marked with.
Marks = dict[str, set[str]]


def read_rules(page: str) -> list[Rule]:
    """Return the rules of a page: the rows that begin with an id."""
    rules = []
    for line in page.splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        if _RULE.fullmatch(cells[0]):
            name, text, source, confidence, proofs = (*cells, "", "", "", "")[:5]
            found = tuple(_PROOF.findall(proofs))
            rules.append(Rule(name, text, source, confidence, found))
    return rules


def read_marks(source: str, path: str) -> Marks:
    """Return the tests of a file with the ids that they are marked with.

    A mark may stand at the test, at a parameter of it, at its class or at the module.
    """
    return dict(_marked(ast.parse(source).body, path, set()))


def _marked(
    body: list[ast.stmt], prefix: str, above: set[str]
) -> Iterator[tuple[str, set[str]]]:
    marks = above | {
        name
        for statement in body
        if isinstance(statement, ast.Assign)
        and any(
            isinstance(target, ast.Name) and target.id == "pytestmark"
            for target in statement.targets
        )
        for name in _ids(statement.value)
    }
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            inner = marks | {
                name for node in statement.decorator_list for name in _ids(node)
            }
            yield from _marked(statement.body, f"{prefix}::{statement.name}", inner)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and (
            statement.name.startswith("test_")
        ):
            own = {name for node in statement.decorator_list for name in _ids(node)}
            yield f"{prefix}::{statement.name}", marks | own


def _ids(node: ast.expr) -> Iterator[str]:
    """Yield the arguments of every `pytest.mark.rule(...)` in an expression."""
    for call in ast.walk(node):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "rule"
            and isinstance(call.func.value, ast.Attribute)
            and call.func.value.attr == "mark"
        ):
            for argument in call.args:
                yield str(ast.literal_eval(argument))


def disagreements(pages: Mapping[str, list[Rule]], marks: Marks) -> list[str]:
    """Return a sentence for everything in which pages and tests do not agree."""
    found = []
    for api, rules in pages.items():
        page = f"docs/fidelity/{api}.md"
        names = [rule.name for rule in rules]
        found += [
            f"{page} lists {name} more than once."
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        for rule in rules:
            found += [f"{page}: {sentence}" for sentence in _doubts(api, rule, marks)]
    listed = {api: {rule.name for rule in rules} for api, rules in pages.items()}
    everywhere = {name for names in listed.values() for name in names}
    for test, ids in marks.items():
        known = listed.get(_api_of(test), everywhere)
        found += [
            f"{test} is marked with {name}, which its fidelity page does not list."
            for name in sorted(ids - known)
        ]
    return found


def _doubts(api: str, rule: Rule, marks: Marks) -> Iterator[str]:
    """Yield what is wrong with one rule of a page."""
    if not rule.text or not rule.source:
        yield f"{rule.name} lacks its text or its source."
    if rule.confidence not in CONFIDENCES:
        yield f"{rule.name} has the confidence {rule.confidence!r}."
    if not any(
        rule.name in ids for test, ids in marks.items() if _api_of(test) in (api, "")
    ):
        yield f"no test is marked with {rule.name}."
    if not rule.proofs:
        yield f"{rule.name} names no test."
    for proof in rule.proofs:
        if proof not in marks:
            yield f"{rule.name} names {proof}, which does not exist."
        elif rule.name not in marks[proof]:
            yield f"{rule.name} names {proof}, which is not marked with it."


def _api_of(test: str) -> str:
    """Return the API whose folder a test lies in; empty for a test of them all."""
    folder = re.match(r"tests/apis/([^/]+)/", test)
    return folder[1] if folder else ""


def _pages() -> Pages:
    return {
        file.stem: read_rules(file.read_text(encoding="utf-8"))
        for file in sorted(PAGES.glob("*.md"))
    }


def _marks() -> Marks:
    marks: Marks = {}
    for file in sorted((REPOSITORY / "tests").rglob("test_*.py")):
        path = file.relative_to(REPOSITORY).as_posix()
        marks |= read_marks(file.read_text(encoding="utf-8"), path)
    return marks


def test_every_rule_is_proven_and_every_proof_exists() -> None:
    """A page that promises more than the tests hold would be worse than no page."""
    found = disagreements(_pages(), _marks())

    assert found == []


def test_every_page_has_rules_and_a_contract() -> None:
    pages = _pages()

    assert "growcrm" in pages
    assert all(pages.values())
    contracts = {file.stem for file in (REPOSITORY / "openapi").glob("*.yaml")}
    assert set(pages) <= contracts


def test_every_rule_that_a_contract_names_is_on_its_page() -> None:
    """The contracts give the rules behind operations and fields, too."""
    for api, rules in _pages().items():
        text = (REPOSITORY / "openapi" / f"{api}.yaml").read_text(encoding="utf-8")
        named = set(re.findall(r"^ +- ([A-Z]+[0-9]+)$", text, re.MULTILINE))

        assert named <= {rule.name for rule in rules}


HEAD = "| id | rule | source | confidence | proofs |\n|---|---|---|---|---|\n"

TEST = 'import pytest\n\n@pytest.mark.rule("Q1")\ndef test_it(): ...\n'

PAGE, PLACE = "docs/fidelity/toy.md", "tests/apis/toy/test_toy.py"

NOT_LISTED = "which its fidelity page does not list."


@pytest.mark.parametrize(
    ("row", "source", "found"),
    [
        pytest.param(
            "| Q1 | a | b \\| c | fair | `tests/apis/toy/test_toy.py::test_it` |",
            TEST,
            [],
            id="agreement",
        ),
        pytest.param(
            "| Q1 | a | b | fair | `tests/apis/toy/test_toy.py::test_it` |",
            TEST.replace("Q1", "Q2"),
            [
                f"{PAGE}: no test is marked with Q1.",
                f"{PAGE}: Q1 names {PLACE}::test_it, which is not marked with it.",
                f"{PLACE}::test_it is marked with Q2, {NOT_LISTED}",
            ],
            id="another id",
        ),
        pytest.param(
            "| Q1 | a | b | fair | `tests/apis/toy/test_toy.py::test_gone` |",
            TEST,
            [
                f"{PAGE}: Q1 names {PLACE}::test_gone, which does not exist.",
            ],
            id="a test that is gone",
        ),
        pytest.param(
            "| Q1 | | | sure | see the tests |",
            TEST,
            [
                f"{PAGE}: Q1 lacks its text or its source.",
                f"{PAGE}: Q1 has the confidence 'sure'.",
                f"{PAGE}: Q1 names no test.",
            ],
            id="empty cells",
        ),
        pytest.param(
            "| Q1 | a | b | fair | `tests/apis/toy/test_toy.py::test_it` |\n" * 2,
            TEST,
            [f"{PAGE} lists Q1 more than once."],
            id="a rule twice",
        ),
    ],
)
def test_what_does_not_agree_is_told(row: str, source: str, found: list[str]) -> None:
    pages = {"toy": read_rules(HEAD + row)}

    assert disagreements(pages, read_marks(source, PLACE)) == found


def test_a_mark_of_another_api_proves_nothing() -> None:
    row = "| X1 | a | b | fair | `tests/apis/other/test_other.py::test_it` |"
    pages = {"toy": read_rules(HEAD + row), "other": read_rules(HEAD + row)}
    marks = read_marks(TEST.replace("Q1", "X1"), "tests/apis/other/test_other.py")

    found = disagreements(pages, marks)

    assert found == [f"{PAGE}: no test is marked with X1."]


def test_marks_are_read_wherever_pytest_takes_them() -> None:
    source = """
import pytest

pytestmark = [pytest.mark.rule("Q1"), pytest.mark.other("Q9")]

@pytest.mark.parametrize("a", [pytest.param(1, marks=pytest.mark.rule("Q2", "Q3"))])
def test_one(a): ...

@pytest.mark.rule("Q4")
class TestMany:
    pytestmark = pytest.mark.rule("Q5")

    @pytest.mark.rule("Q6")
    async def test_two(self): ...

    def helper(self): ...

def test_three(): ...
"""

    marks = read_marks(source, "tests/test_a.py")

    assert marks == {
        "tests/test_a.py::test_one": {"Q1", "Q2", "Q3"},
        "tests/test_a.py::TestMany::test_two": {"Q1", "Q4", "Q5", "Q6"},
        "tests/test_a.py::test_three": {"Q1"},
    }
