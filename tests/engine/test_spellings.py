"""Several spellings of one argument, and names that a pair of brackets tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.asking import asked, refused
from tests.engine.projects import CARD, copy_of_toy, edit
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

#: One argument in three spellings, each with bounds and a default of its own; another
#: in two that count as not given where they are empty; a text, and a list of texts.
SPELLINGS = (
    "".join(
        f"        - name: {name}\n          in: query\n          schema:\n"
        f"            type: integer\n            minimum: {low}\n"
        f"            maximum: 50\n            default: {low}\n"
        for name, low in (("page_size", 1), ("page[size]", 2), ("pageSize", 3))
    )
    + """\
        - name: sort_by
          in: query
          allowEmptyValue: true
          schema:
            type: integer
            default: 6
        - name: sortBy
          in: query
          allowEmptyValue: true
          schema:
            type: integer
            default: 7
        - name: tags
          in: query
          schema:
            type: string
            maxLength: 3
        - name: tags[]
          in: query
          schema:
            type: array
            maxItems: 2
            items:
              type: string
              maxLength: 5
"""
)


@pytest.fixture(scope="module")
def spelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Serve a toy project whose books are asked for by these names, too."""
    project = copy_of_toy(tmp_path_factory.mktemp("spelled"))
    books = project / "handlers" / "library" / "books.py"
    header = "        - name: X-Reader-Age\n"
    edit(project / "openapi" / "library.yaml", header, SPELLINGS + header)
    edit(
        books,
        "    offset: int,\n",
        "    offset: int,\n    page_size: int,\n    sort_by: int,\n    tags: Any,\n",
    )
    more = '"page_size": page_size, "sort_by": sort_by, "tags": tags,'
    edit(books, '"offset": offset,', f'"offset": offset, {more}')
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("", 1),
        ("?page_size=10", 10),
        ("?page[size]=10", 10),
        ("?page%5Bsize%5D=10", 10),
        ("?pageSize=10", 10),
        ("?pageSize=30&page[size]=20&page_size=10", 10),
        ("?page_size=10&page[size]=20&pageSize=30", 10),
        ("?pageSize=30&page[size]=20", 20),
        ("?page-size=10&PageSize=10", 1),
    ],
)
def test_names_that_are_the_same_in_snake_case_are_one_argument(
    spelled: httpx.Client, query: str, size: int
) -> None:
    """The first of the contract's order that is given counts, wherever it stands."""
    assert asked(spelled, query)["page_size"] == size


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("?pageSize=2", [["pageSize", "minimum"]]),
        ("?page_size=2&pageSize=2", [["pageSize", "minimum"]]),
        (
            "?pageSize=x&page[size]=1&page_size=0",
            [["page_size", "minimum"], ["page[size]", "minimum"], ["pageSize", "type"]],
        ),
        ("?page[size]=5&page[size]=6&page_size=7", [["page[size]", "duplicate"]]),
        ("?page_size=&pageSize=5", [["page_size", "type"]]),
        ("?sort_by=&sortBy=x", [["sortBy", "type"]]),
        ("?sort_by=&sort_by=&sortBy=5", [["sort_by", "duplicate"]]),
    ],
)
def test_each_spelling_that_is_given_is_judged(
    spelled: httpx.Client, query: str, wrong: list[list[str]]
) -> None:
    """By its own schema and under its own name, whether or not it counts."""
    assert refused(spelled, query) == wrong


@pytest.mark.parametrize(
    ("query", "sort_by"),
    [
        ("?sort_by=&sortBy=5", 5),
        ("?sortBy=5&sort_by=", 5),
        ("?sort_by=4&sortBy=", 4),
        ("?sortBy=&sort_by=4", 4),
        ("?sort_by=4&sortBy=5", 4),
        ("?sort_by=&sortBy=", 6),
        ("?sort_by=", 6),
        ("?sortBy=", 6),
        ("", 6),
    ],
)
def test_an_empty_spelling_that_counts_as_not_given_hides_no_other(
    spelled: httpx.Client, query: str, sort_by: int
) -> None:
    """And where none is given, the default is that of the first."""
    assert asked(spelled, query)["sort_by"] == sort_by


@pytest.mark.parametrize(
    ("query", "tags"),
    [
        ("", None),
        ("?tags=a", "a"),
        ("?tags=", ""),
        ("?tags[]=a", ["a"]),
        ("?tags%5B%5D=a&tags%5B%5D=b", ["a", "b"]),
        ("?tags[0]=a&tags[1]=long", ["a", "long"]),
    ],
)
def test_a_name_and_the_same_with_brackets_are_two_spellings(
    spelled: httpx.Client, query: str, tags: Any
) -> None:
    """Neither takes the other's value; alone, the bare name would be the list's."""
    assert asked(spelled, query)["tags"] == tags


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("?tags=long", [["tags", "maxLength"]]),
        ("?tags=a&tags=b", [["tags", "duplicate"]]),
        ("?tags[]=longer", [["tags", "maxLength"]]),
        ("?tags[]=a&tags[]=b&tags[]=c", [["tags", "maxItems"]]),
    ],
)
def test_a_name_and_the_same_with_brackets_are_judged_by_their_own_schemas(
    spelled: httpx.Client, query: str, wrong: list[list[str]]
) -> None:
    assert refused(spelled, query) == wrong
