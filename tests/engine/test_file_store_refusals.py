"""What no store file can be: the start ends with 3, and the file is left as it is."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import hang, snapped
from tests.engine.gallery import gallery_toy
from tests.engine.keeping import change, kept, kept_stub, select
from tests.engine.process import Served, run
from tests.engine.projects import TOY, edit, findings_of
from tests.engine.telling import add_book
from ticketstub.cli import main
from ticketstub.project.project import load_project
from ticketstub.store.format import StoreFileError
from ticketstub.testing import serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOT_OURS = "is no store file of ticketstub; it was left as it is."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write the gallery."""
    return gallery_toy(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a store file."""
    return tmp_path / "kept.db"


@pytest.fixture
def serving(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path | str], str]:
    """Begin to serve on a file that is refused; return what is said."""
    for name in [*os.environ]:
        if name.startswith("TICKETSTUB_"):
            monkeypatch.delenv(name)

    def begin(file: Path | str) -> str:
        words = ("--project", str(project), "--port", "0", "--store", f"file:{file}")
        code = main(["serve", *words])
        printed = capsys.readouterr()
        assert (code, printed.out) == (3, "")
        assert printed.err.startswith("ticketstub: ")
        assert printed.err.count("\n") == 1
        return printed.err.removeprefix("ticketstub: ").removesuffix("\n")

    return begin


def test_a_second_server_on_the_same_file_is_refused(file: Path) -> None:
    """Until the first has ended, however it did; a file that is looked at is held."""
    words = ("--project", str(TOY), "--store", f"file:{file.name}")
    with Served(*words, cwd=file.parent) as first:
        second = run("serve", "--port", "0", *words, cwd=file.parent)
        looking = run(
            "state", "export", *words[:2], "--store", words[3], cwd=file.parent
        )
        first.stop(9)
    with Served(*words, cwd=file.parent) as third:
        assert third.url

    assert (second.returncode, second.stdout) == (3, "")
    assert second.stderr == (
        "ticketstub: kept.db is in use by another ticketstub, or another program."
        " Stop that one, or name another file.\n"
    )
    assert (looking.returncode, looking.stdout) == (3, "")
    assert looking.stderr == second.stderr


def test_a_second_stub_of_the_same_process_is_refused(
    project: Path, file: Path
) -> None:
    """Its refusal does not let go of the first one's lock."""
    with serve(project=project, store=f"file:{file}") as stub:
        for _ in range(2):
            with (
                pytest.raises(StoreFileError, match="in use by another"),
                serve(project=project, store=f"file:{file}"),
            ):
                pytest.fail("it was not refused")
        ended = run(
            *("serve", "--project", str(TOY), "--port", "0"),
            *("--store", f"file:{file}"),
            cwd=file.parent,
        )
        stub.control.reset()
    with serve(project=project, store=f"file:{file}") as stub:
        stub.control.reset()

    assert ended.returncode == 3


@pytest.mark.parametrize(
    "content", [b"some notes\n", b"\x00" * 5000, b"SQLite format 2\x00" * 300]
)
def test_what_is_no_store_file_is_refused(
    serving: Callable[[Path], str], file: Path, content: bytes
) -> None:
    """And not a byte of it is touched."""
    file.write_bytes(content)

    assert serving(file) == f"{file} {NOT_OURS}"
    assert file.read_bytes() == content


def test_the_database_of_another_program_is_refused(
    serving: Callable[[Path], str], file: Path
) -> None:
    """With an application id of its own, or none at all."""
    said = []
    for mark in ("PRAGMA application_id = 7", "PRAGMA application_id = 0"):
        change(file, "CREATE TABLE IF NOT EXISTS notes (text)", mark)
        before = file.read_bytes()
        said.append(serving(file))
        assert file.read_bytes() == before

    assert said == [f"{file} {NOT_OURS}"] * 2


def test_a_file_of_a_newer_version_is_refused(
    serving: Callable[[Path], str], project: Path, file: Path
) -> None:
    """What it holds is not guessed at."""
    with kept(project, file) as client:
        hang(client)
    change(file, "PRAGMA user_version = 99")
    before = file.read_bytes()

    assert serving(file) == (
        f"{file} is of version 99; this ticketstub reads up to 1."
        " Use a newer ticketstub, or another file."
    )
    assert file.read_bytes() == before


def _torn(file: Path) -> None:
    """Overwrite what lies in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[4096:20480] = b"\xa5" * 16384
    file.write_bytes(content)


def _cut(file: Path) -> None:
    """Lose the second half of a file."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize(
    "damage",
    [
        _torn,
        _cut,
        lambda file: change(file, "UPDATE records SET record = X'7B'"),
        lambda file: change(file, "UPDATE records SET record = X'5B5D'"),
        lambda file: change(file, "DELETE FROM facts WHERE name = 'started'"),
        lambda file: change(file, "UPDATE facts SET value = 'x' WHERE name = 'ids'"),
        lambda file: change(file, "UPDATE facts SET value = '[]' WHERE name = 'ids'"),
        lambda file: change(file, "UPDATE facts SET value = 'x' WHERE name = 'offset'"),
        lambda file: change(file, "UPDATE facts SET value = 1e9 WHERE name = 'drawn'"),
        lambda file: change(file, "UPDATE snapshots SET state = '{}'"),
        lambda file: change(file, "UPDATE snapshots SET taken = 'noon'"),
        lambda file: change(file, "DROP TABLE apis"),
    ],
)
def test_a_damaged_file_is_refused(
    serving: Callable[[Path], str],
    project: Path,
    file: Path,
    damage: Callable[[Path], None],
) -> None:
    """It is left for whoever can mend it."""
    with kept(project, file) as client:
        hang(client, data="reeds" * 2000)
        snapped(client, "fen")
    damage(file)
    before = file.read_bytes()
    said = serving(file)

    assert said.startswith(f"{file} ")
    assert "damaged, and was left as it is: " in said or "cannot be used: " in said
    assert file.read_bytes() == before


def test_a_file_that_does_not_fit_the_project_is_refused(
    serving: Callable[[Path], str], project: Path, file: Path
) -> None:
    """A project may declare what the records that were kept do not have."""
    with kept(project, file) as client:
        hang(client)
    pictures = project / "mock_data" / "gallery" / "pictures.json"
    edit(pictures, '"state": ["new", "old"]', '"state": ["old"]')
    edit(pictures, '"room": 2, "state": "new"', '"room": 2, "state": "old"')

    assert serving(file) == (
        f"{file} does not fit the project: a record of gallery.pictures lacks a field"
        " that the project declares, or holds there what has no place. Serve the"
        " project that it was kept with, or name another file."
    )
    assert len(select(file, "SELECT key FROM records WHERE key LIKE 'pic%'")) == 3


def test_a_file_that_does_not_fit_is_told_while_serving(
    project: Path, file: Path
) -> None:
    """The version before it goes on being served."""
    with kept(project, file) as client:
        hang(client)
    pictures = project / "mock_data" / "gallery" / "pictures.json"
    edit(pictures, '"indexes": ["room"]', '"indexes": ["wall"]')
    edit(pictures, '"id": "pic_0001",', '"id": "pic_0001", "wall": 1,')
    edit(pictures, '"id": "pic_0002",', '"id": "pic_0002", "wall": 1,')
    edit(pictures, '"additionalProperties": false,', "")
    with kept_stub(project, file, api="library") as stub:
        generation = stub.app.assemble(load_project(project))
        findings = findings_of(lambda: stub.app.replace(generation))
        with stub.client(headers={"X-Library-Card": "library-demo-card"}) as client:
            add_book(client)

    assert len(findings) == 1
    assert findings[0].startswith("kept.db: does not fit the project: ")


def test_more_files_than_there_is_room_for_are_refused(
    project: Path, file: Path
) -> None:
    """At the start, and when a project gains an API while it is served."""
    with kept(project, file) as client:
        hang(client, data="reeds")
    with (
        pytest.raises(StoreFileError, match=r"kept\.db holds too much: .* max_uploads"),
        kept(project, file, max_uploads=0),
    ):
        pytest.fail("it was not refused")
    with kept_stub(project, file, api="library", max_upload_bytes=4) as stub:
        generation = stub.app.assemble(load_project(project))
        findings = findings_of(lambda: stub.app.replace(generation))

    assert "kept.db: holds too much: " in findings[0]
    assert "max_upload_bytes" in findings[0]


def test_a_folder_is_refused(serving: Callable[[Path], str], tmp_path: Path) -> None:
    assert serving(tmp_path) == f"{tmp_path} is a folder; name a file."


def test_a_folder_that_is_missing_is_told(
    serving: Callable[[Path], str], tmp_path: Path
) -> None:
    absent = tmp_path / "absent"

    assert serving(absent / "kept.db") == f"There is no folder {absent}."


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_a_folder_that_cannot_be_written_is_told(
    serving: Callable[[str], str],
) -> None:
    """Nobody may make a file in /proc, not even root."""
    said = serving("/proc/kept.db")

    assert said == ("/proc/kept.db cannot be written: it, or its folder, is read-only.")


def test_a_file_that_cannot_be_written_is_told(
    serving: Callable[[Path], str], project: Path, file: Path
) -> None:
    """Another program may hold it, too."""
    with kept(project, file) as client:
        hang(client)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = serving(file)

    assert "is in use by another ticketstub, or another program" in said
