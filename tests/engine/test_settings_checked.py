"""Settings that nothing can be served with: refused before anything is."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import TOY
from ticketstub.cli import main
from ticketstub.settings import Settings, check_settings

if TYPE_CHECKING:
    from pathlib import Path

SERVE = ("serve", "--project", str(TOY))


def refused(capsys: pytest.CaptureFixture[str], *options: str, code: int = 2) -> str:
    """Start a stub, which must be refused, and return what is said."""
    ended = main([*SERVE, *options])

    out, err = capsys.readouterr()
    assert (ended, out) == (code, "")
    return err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--cors-origin=foo", "cors_origin: 'foo' is no origin: SCHEME://HOST or "),
        ("--cors-origin=app.example:80", "cors_origin: 'app.example:80' is no origin"),
        ("--cors-origin=http://x.example/y", "cors_origin: 'http://x.example/y' is no"),
        ("--cors-origin=http://a,http://b", "cors_origin: 'http://a,http://b' is no"),
        ("--cors-origin=https://*.example", "cors_origin: 'https://*.example' is no"),
        ("--cors-origin=", "cors_origin: '' is no origin"),
        ("--cors-origin=https://x.example:443", "has the usual port, which browsers"),
        ("--allow-host=http://a.example", "allow_host: 'http://a.example' is no host"),
        ("--allow-host=b.example:80", "allow_host: 'b.example:80' is no host name"),
        ("--allow-host=[::1]", "allow_host: '[::1]' is no host name: it has no "),
        ("--allow-host=*", "allow_host: '*' is no host name"),
        ("--allow-host=", "allow_host: '' is no host name"),
        ("--port=70000", "port: 70000 is no port; one is between 0 and 65535."),
        ("--keyfile=key.pem", "The keyfile goes with a certfile, and there is none."),
        ("--store=x.db", "store is 'x.db'; it can be memory or file:PATH."),
    ],
)
def test_what_can_never_be_right_is_a_wrong_usage(
    capsys: pytest.CaptureFixture[str], option: str, said: str
) -> None:
    """Silently it would let nobody in, and nobody would know why."""
    err = refused(capsys, option)

    assert err.startswith("ticketstub: ")
    assert said in err


def test_files_and_variables_are_checked_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ticketstub.toml").write_text("allow_host = ['a:80']", encoding="utf-8")
    by_file = refused(capsys)
    monkeypatch.setenv("TICKETSTUB_ALLOW_HOST", "")
    monkeypatch.setenv("TICKETSTUB_CORS_ORIGIN", "https://a.example, b")
    by_variable = refused(capsys)

    assert "allow_host: 'a:80' is no host name" in by_file
    assert "cors_origin: 'b' is no origin" in by_variable


def test_what_can_be_matched_is_let_pass() -> None:
    origins = ("*", "null", "https://App.example/", "http://x:8080", "app://local")
    hosts = ("stub", "Stub.example", "::1", "fd00::7", "192.0.2.1")

    check_settings(Settings(cors_origin=origins, allow_host=hosts, port=65535))


def test_a_certificate_without_its_key_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The key may be in the same file."""
    file = tmp_path / "cert.pem"
    file.write_text("-----BEGIN CERTIFICATE-----\n", encoding="utf-8")
    err = refused(capsys, "--certfile", str(file))
    with file.open("a", encoding="utf-8") as stream:
        stream.write("-----BEGIN PRIVATE KEY-----\n")
    check_settings(Settings(certfile=str(file)))

    text = f"There is no private key in {file}; say where it is: --keyfile."
    assert err == f"ticketstub: {text}\n"


def test_a_host_that_is_none_is_told_in_the_words_of_the_resolver(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    err = refused(capsys, "--port=0", "--host=stub.example", code=3)

    assert err == (
        "ticketstub: Cannot listen on stub.example:0: Name or service not known."
        " Choose an address of this machine with --host.\n"
    )


def test_a_host_that_cannot_be_a_name_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    err = refused(capsys, "--port=0", f"--host={'x' * 70}", code=3)

    assert "no host has such a name" in err


@pytest.mark.parametrize(
    ("command", "own", "others"),
    [
        ("state", "bearer token that the stub asks for", "made up beyond"),
        ("docs", "write only this API", "serve only"),
    ],
)
def test_a_command_describes_its_options_in_its_own_words(
    capsys: pytest.CaptureFixture[str], command: str, own: str, others: str
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    words = " ".join(capsys.readouterr().out.split())

    assert own in words
    assert others not in words
