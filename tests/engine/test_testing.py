"""`ticketstub.testing.serve`: a stub in the tests' own process."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.process import PATIENCE, environment
from tests.engine.projects import BASE, CARD, CONTRACTS, TOY, copy_of_toy, edit
from ticketstub.findings import ProjectError
from ticketstub.server import CannotListenError
from ticketstub.testing import Stub, serve

if TYPE_CHECKING:
    from pathlib import Path

BOOK = f"{BASE}/books/bk_0001"


def client_of(stub: Stub, **headers: str) -> httpx.Client:
    """Return a client of a toy with a card that it knows."""
    return httpx.Client(base_url=stub.url, headers={**CARD, **headers})


def library_modules() -> list[str]:
    """List what is loaded of any project's handlers."""
    return [name for name in sys.modules if name.startswith("_ticketstub_handlers")]


def test_the_bundled_project_is_served_by_default() -> None:
    """With every API of it, at a free port of this machine."""
    with serve() as stub:
        health = httpx.get(f"{stub.url}/_ticketstub/health")
        collections = stub.control.records.collections()

    assert stub.url.startswith("http://127.0.0.1:")
    assert health.status_code == 200
    assert len({each["api"] for each in collections}) == len(stub.app.project.apis) > 1


@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_a_project_of_ones_own_is_served(kind: Any) -> None:
    with serve(project=kind(TOY)) as stub, client_of(stub) as client:
        answer = client.get(BOOK)

    assert answer.json()["id"] == "bk_0001"


@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_a_contract_by_itself_is_served(kind: Any) -> None:
    with serve(kind(CONTRACTS / "answers.yaml")) as stub:
        answer = httpx.get(f"{stub.url}/v7/answers/named")
        collections = stub.control.records.collections()

    assert answer.json() == 7
    assert collections == []


@pytest.mark.parametrize("api", ["growcrm", ("growcrm",), ["growcrm"]])
def test_a_setting_of_several_values_may_have_one(api: Any) -> None:
    with serve(api=api) as stub:
        (served,) = stub.app.project.apis

    assert served.name == "growcrm"


def test_settings_are_heeded(tmp_path: Path) -> None:
    """As they are by the command."""
    mock_data = tmp_path / "data"
    shutil.copytree(TOY / "mock_data", mock_data)
    edit(mock_data / "library" / "books.json", '"id": "bk_0001"', '"id": "bk_7777"')
    with (
        serve(project=TOY, mock_data=mock_data, max_body=100, token="fen-7") as stub,  # noqa: S106  # invented
        client_of(stub) as client,
    ):
        book = client.get(f"{BASE}/books/bk_7777")
        refused = client.post(f"{BASE}/books", content=b"x" * 101)
        without = client.get("/_ticketstub/clock")
        clock = stub.control.clock.get()

    assert book.status_code == 200
    assert refused.status_code == 413
    assert without.status_code == 401
    assert clock["state"] == "running"


def test_a_port_may_be_chosen() -> None:
    """One that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with serve(project=TOY, port=port) as stub:
        assert stub.url == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({"ports": 1}, TypeError, "There is no setting ports."),
        ({"b": 1, "a": 2, "port": 0}, TypeError, "There is no setting a, b."),
        ({"watch": True}, TypeError, "The setting watch is for the command line."),
        ({"quiet": True}, TypeError, "The setting quiet is for the command line."),
        ({"port": "0"}, TypeError, "port must be int, not '0'."),
        ({"port": True}, TypeError, "port must be int, not True."),
        ({"token": None}, TypeError, "token must be str, not None."),
        ({"port": -1}, ValueError, "port must not be negative."),
        ({"certfile": "no.pem"}, ValueError, "There is no file no.pem."),
        ({"allow_target": "no target"}, ValueError, "no target"),
        ({"port": 65536}, CannotListenError, "65536 is no port"),
        ({"api": "museum"}, ProjectError, "There is no API museum"),
        ({"project": "nowhere"}, ProjectError, "There is no contract here"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(
    settings: dict[str, Any], error: type[Exception], said: str
) -> None:
    """Before anything is served: a test that begins means what it says."""
    with pytest.raises(error) as caught, serve(**settings):
        pytest.fail("it was served")

    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["api", "mock_data", "project"])
def test_a_contract_by_itself_goes_with_no_project(name: str) -> None:
    contract = CONTRACTS / "answers.yaml"
    settings: dict[str, Any] = {name: "library"}
    with pytest.raises(TypeError, match="A contract by itself goes with no"):
        serve(contract, **settings).__enter__()


def test_a_port_that_is_taken_is_told() -> None:
    """And what was loaded for nothing is forgotten."""
    before = library_modules()
    with serve(project=TOY) as stub:
        port = int(stub.url.rpartition(":")[2])
        loaded = library_modules()
        with (
            pytest.raises(CannotListenError, match=f"127.0.0.1:{port}"),
            serve(project=TOY, port=port),
        ):
            pytest.fail("it was served")
        assert library_modules() == loaded
        assert httpx.get(f"{stub.url}/_ticketstub/health").status_code == 200
    assert library_modules() == before


def test_a_project_that_does_not_fit_is_told(tmp_path: Path) -> None:
    project = copy_of_toy(tmp_path)
    edit(project / "openapi" / "library.yaml", "loans: 3", "loans: three")

    with pytest.raises(ProjectError, match="does not fit"), serve(project=project):
        pytest.fail("it was served")


def test_two_stubs_know_nothing_of_each_other() -> None:
    """Of the same project, in one process, at one time."""
    with (
        serve(project=TOY) as one,
        serve(project=TOY) as other,
        client_of(one) as client,
        client_of(other) as another,
    ):
        one.control.clock.freeze("2026-06-15T09:30:00Z")
        assert client.delete(BOOK).status_code == 204
        states = [stub.control.clock.get()["state"] for stub in (one, other)]
        found = [each.get(BOOK).status_code for each in (client, another)]

    assert one.url != other.url
    assert states == ["frozen", "running"]
    assert found == [404, 200]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes the certificate")
def test_https_is_served_and_spoken(tmp_path: Path) -> None:
    """The certificate that is served is the one that the control client trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(  # noqa: S603  # a certificate for this test
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=stub"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    with serve(project=TOY, certfile=certificate, keyfile=key) as stub:
        clock = stub.control.clock.get()

    assert stub.url.startswith("https://127.0.0.1:")
    assert clock["state"] == "running"


def test_what_cannot_start_is_told(tmp_path: Path) -> None:
    """With what the server underneath has to say."""
    nonsense = tmp_path / "cert.pem"
    nonsense.write_text("no certificate", encoding="utf-8")

    with (
        pytest.raises(RuntimeError, match="did not start") as caught,
        serve(project=TOY, certfile=str(nonsense), keyfile=str(nonsense)),
    ):
        pytest.fail("it was served")

    assert isinstance(caught.value.__cause__, OSError)


def test_it_needs_none_of_what_our_own_tests_need() -> None:
    """Whoever has only installed the package can use it."""
    extras = ("pytest", "_pytest", "hypothesis", "schemathesis", "build", "hatchling")
    program = f"""
import sys
sys.modules.update(dict.fromkeys({extras!r}))
from ticketstub.testing import Control, ControlError, Stub, serve
with serve({str(CONTRACTS / "answers.yaml")!r}) as stub, Control(stub.url) as control:
    print(control.clock.get()["state"])
"""
    ended = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-W", "error", "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert (ended.stdout, ended.returncode) == ("running\n", 0), ended.stderr
