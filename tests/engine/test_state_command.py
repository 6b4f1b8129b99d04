"""The command `ticketstub state`: with a stub that serves."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import exported, hang, titles
from tests.engine.gallery import connect, served_gallery
from tests.engine.process import environment
from tests.engine.projects import TOY
from ticketstub.testing import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.keeping import Said
    from tests.stub import Stub


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the gallery."""
    with served_gallery(tmp_path_factory.mktemp("served")) as stub:
        yield stub


def test_a_state_goes_from_one_sandbox_to_another(
    said: Said, stub: Stub, sandbox_name: str, tmp_path: Path
) -> None:
    """Into a file and back, byte for byte."""
    other = f"{sandbox_name}.other"
    with connect(stub, sandbox_name) as client, connect(stub, other) as there:
        hang(client, "Fen", data="reeds")
        out = said("export", "s.json", "--url", stub.url, "--sandbox", sandbox_name)
        back = said("import", "s.json", "--url", stub.url, "--sandbox", other)

        assert (out, back) == ((0, "", ""), (0, "", ""))
        assert exported(there) == exported(client)
        assert json.loads((tmp_path / "s.json").read_bytes()) == exported(client)
        assert [*tmp_path.glob("*.part")] == []


def test_a_state_goes_through_the_streams(
    said: Said, stub: Stub, sandbox_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a file it is printed; `-` reads it from standard input."""
    place = ("--url", f"{stub.url}/", "--sandbox", sandbox_name)
    with connect(stub, sandbox_name) as client:
        hang(client, "Fen")
        printed = said("export", *place)
        dashed = said("export", "-", *place)
        hang(client, "Moor")
        stream = io.TextIOWrapper(io.BytesIO(printed[1].encode()))
        monkeypatch.setattr(sys, "stdin", stream)
        read = said("import", "-", *place)

        assert (printed[0], printed[2], read) == (0, "", (0, "", ""))
        assert dashed == printed
        assert titles(client) == [None, "Fen", "Sea"]


def test_a_sandbox_is_reset(said: Said, stub: Stub, sandbox_name: str) -> None:
    with connect(stub, sandbox_name) as client:
        hang(client, "Fen")
        done = said("reset", "--url", stub.url, "--sandbox", sandbox_name)

        assert done == (0, "", "")
        assert titles(client) == [None, "Sea"]


def test_it_speaks_to_the_stub_of_the_settings(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the port where `ticketstub serve` would listen, with the token it asks for."""
    with serve(project=TOY, token="let-me") as stub:  # noqa: S106  # no secret
        monkeypatch.setenv("TICKETSTUB_PORT", stub.url.rpartition(":")[2])
        without = said("export")
        given = said("export", "--token", "let-me")
        monkeypatch.setenv("TICKETSTUB_TOKEN", "let-me")
        usual = said("export")

    assert (without[0], without[1]) == (3, "")
    assert without[2].startswith("ticketstub: 401: ")
    assert given == usual
    assert usual[0] == 0
    assert json.loads(usual[1])["format"] == "ticketstub state"


def test_a_refusal_is_told_in_the_words_of_the_stub(
    said: Said, stub: Stub, sandbox_name: str, tmp_path: Path
) -> None:
    """And nothing has changed."""
    place = ("--url", stub.url, "--sandbox", sandbox_name)
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"format": "x"}', encoding="utf-8")
    with connect(stub, sandbox_name) as client:
        hang(client, "Fen")
        broken = said("import", "broken.json", *place)
        other = said("import", "other.json", *place)
        named = said("reset", "--url", stub.url, "--sandbox", "No Name")

        assert titles(client) == [None, "Fen", "Sea"]
    assert [answer[0] for answer in (broken, other, named)] == [3, 3, 3]
    assert broken[2].startswith("ticketstub: 400: ")
    assert other[2].startswith("ticketstub: 422: ")
    assert named[2].startswith("ticketstub: 400: A sandbox's name is")


def test_a_sandbox_that_is_not_there_is_not_exported(
    said: Said, stub: Stub, sandbox_name: str, tmp_path: Path
) -> None:
    """Nor is it made, nor is a file; `main` is always there."""
    words = ("export", "s.json", "--url", stub.url, "--sandbox")
    told = [said(*words, sandbox_name) for _ in range(2)]
    with connect(stub, "main") as client:
        there = client.get("/_ticketstub/sandboxes").json()["sandboxes"]

    text = f"There is no sandbox {sandbox_name}, so there is nothing to export."
    assert told == [(3, "", f"ticketstub: {text}\n")] * 2
    assert sandbox_name not in [each["name"] for each in there]
    assert not (tmp_path / "s.json").exists()
    assert said(*words, "main") == (0, "", "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_state_is_readable_for_its_owner_alone(
    said: Said, stub: Stub, tmp_path: Path
) -> None:
    """Like a store file; whatever was there before."""
    file = tmp_path / "s.json"
    for name in (file, tmp_path / "s.json.part"):
        name.write_text("notes", encoding="utf-8")
        name.chmod(0o644)

    assert said("export", "s.json", "--url", stub.url) == (0, "", "")
    assert file.stat().st_mode & 0o777 == 0o600


def test_nobody_there_is_told(said: Said) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        url = f"http://127.0.0.1:{closing.getsockname()[1]}"
    code, out, err = said("export", "--url", url)

    assert (code, out) == (3, "")
    assert err.startswith(f"ticketstub: No stub answers at {url}: ")


def test_speaking_to_a_stub_needs_nothing_heavy(tmp_path: Path) -> None:
    """A script that resets a stub before each test shall not wait for the command."""
    heavy = ("connexion", "uvicorn", "starlette", "tinydb", "httpx", "yaml")
    code = (
        "import sys; from ticketstub.cli import main;"
        "code = main(['state', 'reset', '--url', 'http://127.0.0.1:1']);"
        f"print(code, [name for name in {heavy} if name in sys.modules])"
    )
    ended = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout == "3 []\n"


def test_help_is_told(said: Said) -> None:
    code, out, err = said("--help")

    assert (code, err) == (0, "")
    assert out.startswith("usage: ticketstub state")
    assert "%" not in out
    assert "made up" not in out


def test_somebody_else_there_is_told(said: Said, stub: Stub) -> None:
    """What answers may be no stub, or speak no HTTP in the clear."""
    code, _, err = said("export", "--url", stub.url.replace("http:", "https:"))

    with socket.create_server(("127.0.0.1", 0)) as other:
        thread = threading.Thread(target=_answer_as_nobody, args=(other,))
        thread.start()
        told = said("reset", "--url", f"http://127.0.0.1:{other.getsockname()[1]}")
        thread.join()

    assert code == 3
    assert "No stub answers at https://" in err
    assert told == (3, "", "ticketstub: 404: what answers there is no stub.\n")


def _answer_as_nobody(listening: socket.socket) -> None:
    """Answer one call with a page."""
    connection, _ = listening.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\n<br/>")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file")
def test_a_state_is_exported_to_what_is_no_file(said: Said, stub: Stub) -> None:
    """A device or a pipe is written to, not replaced."""
    assert said("export", os.devnull, "--url", stub.url) == (0, "", "")
    assert not Path(os.devnull).is_file()


def test_what_cannot_be_read_or_written_is_told(
    said: Said, stub: Stub, tmp_path: Path
) -> None:
    place = ("--url", stub.url)
    absent = said("import", "absent.json", *place)
    folder = said("export", str(tmp_path), *place)
    nowhere = said("export", "absent/s.json", *place)

    assert absent == (
        3,
        "",
        "ticketstub: absent.json cannot be read: No such file or directory.\n",
    )
    assert folder[2].endswith("cannot be written: Is a directory.\n")
    assert nowhere[2].endswith("cannot be written: No such file or directory.\n")
    assert (folder[0], nowhere[0]) == (3, 3)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("import",), "Say which FILE to import; - is standard input."),
        (("reset", "s.json"), "A reset takes no FILE."),
        (("export", "--url", "http://x:1", "--store", "file:x"), "Say either"),
        (("export", "--store", "file:x", "--sandbox", "w1"), "A file keeps"),
        (("export", "--store", "memory"), "The store memory is no file"),
        (("export", "--store", "x.db"), "store is 'x.db'; it can be"),
        (("export", "--url", "127.0.0.1:4140"), "'127.0.0.1:4140' is no URL"),
        (("export", "--url", "http://"), "'http://' is no URL"),
        (("export", "--url", "http://x:1/y"), "'http://x:1/y' is no URL"),
        (("export", "--url", "http://x@y:1"), "'http://x@y:1' is no URL"),
        (("export", "--url", "http://x:99999"), "'http://x:99999' is no URL"),
        (("export", "--url", "ftp://x:1"), "'ftp://x:1' is no URL"),
    ],
)
def test_words_that_do_not_go_together_are_refused(
    said: Said, words: tuple[str, ...], complaint: str
) -> None:
    code, out, err = said(*words)

    assert (code, out) == (2, "")
    assert err.startswith(f"ticketstub: {complaint}")


@pytest.mark.parametrize("words", [(), ("improve",), ("import", "--sandbox")])
def test_what_is_no_action_is_refused(said: Said, words: tuple[str, ...]) -> None:
    code, out, err = said(*words)

    assert (code, out) == (2, "")
    assert err.startswith("usage: ticketstub state")
