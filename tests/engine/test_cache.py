"""The cache of contracts: shorter starts, and nothing else that anyone could notice."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.caching import PATHS, entry_of, kind_of_tree, mark
from tests.engine.process import run
from tests.engine.projects import (
    BASE,
    CARD,
    contract_with,
    copy_of_toy,
    edit,
    findings_of,
    line_of,
)
from tests.stub import Stub
from ticketstub.contract.cache import MOST_ENTRIES, Cache, cache_folder
from ticketstub.control.load import CONTRACT, load_control
from ticketstub.project.project import load_bare, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name the folder of a cache that is not there yet."""
    return tmp_path / "caches" / "ticketstub"


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """Write a contract with one operation, answered with `{"kind": "oak"}`."""
    return contract_with(tmp_path, PATHS.replace("EXAMPLE", "oak"))


def test_a_contract_that_was_served_before_is_not_parsed_again(
    contract: Path, folder: Path
) -> None:
    """Parsing and checking half a megabyte of YAML is what a start would wait for."""
    first = kind_of_tree(contract, folder)
    mark(folder)

    assert (first, kind_of_tree(contract, folder)) == ("oak", "elm")


def test_a_contract_that_changed_is_read_anew(contract: Path, folder: Path) -> None:
    """Entries go by the contract's bytes, not by its name or time."""
    kind_of_tree(contract, folder)
    before = contract.stat()
    edit(contract, "kind: oak", "kind: ash")
    os.utime(contract, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert kind_of_tree(contract, folder) == "ash"


def test_a_project_from_the_cache_answers_as_before(
    tmp_path: Path, folder: Path
) -> None:
    project = copy_of_toy(tmp_path)
    answers = []
    for _ in range(2):
        loaded = load_project(project, cache=Cache(folder))
        with Stub(loaded, Settings()) as stub, stub.client() as client:
            answer = client.get(f"{BASE}/books", headers=CARD)
            document = client.get("/_ticketstub/openapi/library.json").content
            titles = [book["title"] for book in answer.json()["books"]]
            answers.append((titles, document))

    assert answers[0] == answers[1]
    assert answers[0][0] == [
        "Adder Wood",
        "On Moulds",
        "Salt and Chalk",
        "The Long Fen",
    ]


def test_what_does_not_fit_is_told_with_its_line_on_every_start(
    tmp_path: Path, folder: Path
) -> None:
    """The tree that knows the lines is made when a line is asked for."""
    project = copy_of_toy(tmp_path)
    load_project(project, cache=Cache(folder))
    library = project / "openapi" / "library.yaml"
    twin = library.with_name("twin.yaml")
    shutil.copy(library, twin)

    found = [
        findings_of(lambda: load_project(project, cache=Cache(folder)))
        for _ in range(2)
    ]

    assert found[0] == found[1]
    place = f"{twin.name}:{line_of(twin, '  /books:') + 1}: GET {BASE}/books "
    assert any(finding.startswith(place) for finding in found[0])


def test_a_contract_that_cannot_be_served_is_not_kept(
    contract: Path, folder: Path
) -> None:
    edit(contract, "type: object", "$ref: '#/nowhere'")

    found = [findings_of(lambda: load_bare(contract, Cache(folder))) for _ in range(2)]

    assert found[0] == found[1]
    assert "leads nowhere" in found[0][0]
    assert not folder.exists()


def test_the_control_api_as_a_contract_of_a_project_is_refused_all_the_same(
    folder: Path,
) -> None:
    """What the stub's own contract may do, no other may."""
    load_control(Cache(folder))
    kept = entry_of(folder)

    found = findings_of(lambda: load_bare(CONTRACT, Cache(folder)))

    assert all("are the stub's own" in finding for finding in found)
    assert entry_of(folder) == kept


def test_without_a_place_for_the_cache_everything_works(
    contract: Path, tmp_path: Path
) -> None:
    """A container may well have no home that can be written to."""
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")

    assert kind_of_tree(contract, in_the_way / "ticketstub") == "oak"
    assert kind_of_tree(contract, in_the_way) == "oak"


@pytest.mark.parametrize("example", [".inf", ".nan", "!!set {a}", str(2**70)])
def test_what_json_cannot_say_is_not_kept(
    example: str, contract: Path, folder: Path
) -> None:
    """A contract from the cache must be the same contract."""
    edit(contract, "kind: oak", f"kind: {example}")

    load_bare(contract, Cache(folder))

    assert not folder.exists()


def test_the_entries_that_were_used_last_are_kept(
    folder: Path,
) -> None:
    """With `--watch` each version of a contract that is saved leaves an entry."""
    cache = Cache(folder)
    documents: list[dict[str, Any]] = [{"n": n} for n in range(MOST_ENTRIES)]
    for age, document in enumerate(reversed(documents), start=1):
        source = json.dumps(document).encode()
        before = set(folder.iterdir()) if folder.exists() else set()
        cache.put(source, "api", document)
        (new,) = set(folder.iterdir()) - before
        os.utime(new, (age, age))
    (folder / "of-somebody-else.txt").write_text("", encoding="utf-8")

    used = cache.get(b'{"n": 31}', "api")
    cache.put(b"one more", "api", {"n": "more"})

    assert used == {"n": 31}
    assert cache.get(b'{"n": 31}', "api") == used
    assert cache.get(b'{"n": 30}', "api") is None
    assert len([*folder.glob("*.json")]) == MOST_ENTRIES
    assert (folder / "of-somebody-else.txt").exists()


def test_the_command_keeps_what_it_read_unless_told_otherwise(
    contract: Path, tmp_path: Path
) -> None:
    without, with_it = tmp_path / "without", tmp_path / "with"

    off = [
        run("check", str(contract), *option, cwd=tmp_path, more=more)
        for option, more in (
            (("--no-cache",), {"XDG_CACHE_HOME": str(without)}),
            (
                (),
                {"XDG_CACHE_HOME": str(without), "TICKETSTUB_NO_CACHE": "1"},
            ),
        )
    ]
    on = [
        run("check", str(contract), cwd=tmp_path, more={"XDG_CACHE_HOME": str(with_it)})
        for _ in range(2)
    ]

    assert {(each.returncode, each.stdout) for each in (*off, *on)} == {
        (0, "bare: 1 operations, everything fits.\n")
    }
    assert not without.exists()
    assert len([*(with_it / "ticketstub").iterdir()]) == 2


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="XDG's own default")
def test_the_cache_lies_where_a_users_caches_do(tmp_path: Path) -> None:
    """A relative `XDG_CACHE_HOME` is to be ignored, says its specification."""
    default = cache_folder({})

    assert cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "ticketstub"
    assert cache_folder({"XDG_CACHE_HOME": "here"}) == default
    assert default.parts[-2:] == (".cache", "ticketstub")
