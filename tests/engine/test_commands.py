"""The commands, in this process: what they print, and how they exit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import CONTRACTS, TOY, contract_with, copy_of_toy, edit
from ticketstub import __version__
from ticketstub.cli import main

if TYPE_CHECKING:
    from pathlib import Path
    from socket import socket

    from ticketstub.app import App
    from ticketstub.settings import Settings

NO_CONTENT = (
    "    get:\n      responses:\n        '204':\n          description: None.\n"
)


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nothing of this machine's settings in."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith("TICKETSTUB_"):
            monkeypatch.delenv(name)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command; return its exit code and what it printed to either stream."""
    try:
        code = main(arguments)
    except SystemExit as error:
        code = int(error.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--version") == (0, f"ticketstub {__version__}\n", "")


@pytest.mark.parametrize("command", [(), ("serve",), ("check",), ("operations",)])
def test_help_is_told(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    code, out, err = said(capsys, *command, "--help")

    assert (code, err) == (0, "")
    assert out.startswith("usage: ticketstub")
    assert "%" not in out


def test_check_tells_that_everything_fits(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "check", "--project", str(TOY))

    assert (code, err) == (0, "")
    assert out == "library: 13 operations, everything fits.\n"


def test_check_looks_at_the_bundled_project_by_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = said(capsys, "check")

    assert code == 0
    assert "everything fits" in out


def test_check_lists_what_does_not_fit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    project = copy_of_toy(tmp_path)
    books = project / "handlers" / "library" / "books.py"
    edit(books, "def list_lost_books(", "def list_lots_books(")
    code, out, err = said(capsys, "check", "--project", "toy")

    finding, count = out.splitlines()
    assert (code, err, count) == (1, "", "1 found.")
    assert finding.startswith("toy/handlers/library/books.py:")


def test_check_of_a_bare_contract_counts_unfit_examples(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Served they are warnings; asked about, they are findings."""
    unfit = said(capsys, "check", str(CONTRACTS / "answers.yaml"))
    fine = contract_with(tmp_path, f"  /a:\n{NO_CONTENT}")
    fit = said(capsys, "check", str(fine))
    missing = said(capsys, "check", "nowhere.yaml")

    assert unfit[0] == 1
    assert unfit[1].endswith("2 found.\n")
    assert fit == (0, "bare: 1 operations, everything fits.\n", "")
    assert missing[0] == 1
    assert missing[1].startswith("nowhere.yaml: The contract cannot be read: ")


def test_operations_are_listed_with_what_answers_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = said(capsys, "operations", "--project", str(TOY))

    lines = [line.split() for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert len(lines) == 13
    assert [
        "library",
        "GET",
        "/library/v2/books",
        "handlers/library/books.py:list_books",
    ] in lines
    assert ["library", "GET", "/library-status/status", "from", "examples"] in lines


def test_operations_of_a_contract_without_any_are_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = contract_with(tmp_path, "  {}\n")

    assert said(capsys, "operations", str(empty)) == (0, "", "")


def test_operations_of_what_cannot_be_served_exit_with_3(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "c.yaml").write_text("swagger: '2.0'\n")
    code, out, err = said(capsys, "operations", "c.yaml")

    assert (code, out) == (3, "")
    assert err.startswith("ticketstub: c.yaml:1: This is Swagger 2.0")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("serve", "--nonsense"),
        ("serve", "--port", "x"),
        ("serve", "--port", "-1"),
        ("check", "--port", "1"),
        ("serve", "--api"),
    ],
)
def test_a_wrong_usage_exits_with_2(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = said(capsys, *arguments)

    assert (code, out) == (2, "")
    assert "usage: ticketstub" in err


@pytest.mark.parametrize("option", [("--api", "a"), ("--project", "a")])
def test_a_contract_by_itself_goes_with_no_project(
    capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    code, _, err = said(capsys, "check", "c.yaml", *option)

    assert code == 2
    assert err.startswith("ticketstub: A contract by itself goes with no ")


def test_a_setting_that_cannot_be_used_exits_with_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "ticketstub.toml").write_text("colour = 'red'\n")
    by_file = said(capsys, "check")
    (tmp_path / "ticketstub.toml").unlink()
    monkeypatch.setenv("TICKETSTUB_PORT", "high")
    by_variable = said(capsys, "check")

    assert (by_file[0], by_variable[0]) == (2, 2)
    assert "colour is no setting" in by_file[2]
    assert "TICKETSTUB_PORT is 'high'" in by_variable[2]


def test_settings_reach_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ticketstub.toml").write_text(f"project = '{TOY}'\n")
    by_file = said(capsys, "check")
    monkeypatch.setenv("TICKETSTUB_PROJECT", "nowhere")
    by_variable = said(capsys, "check")
    by_option = said(capsys, "check", "--project", str(TOY), "--api", "library")

    assert by_file[1].startswith("library: ")
    assert (by_variable[0], "nowhere" in by_variable[1]) == (1, True)
    assert by_option == by_file


@pytest.mark.parametrize(
    ("arguments", "said_on_the_way"),
    [
        (("--api", "museum"), "There is no API museum, only library."),
        (("--host", "192.0.2.1"), "Cannot listen on 192.0.2.1:"),
    ],
)
def test_what_cannot_start_exits_with_3(
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said_on_the_way: str,
) -> None:
    code, out, err = said(
        capsys, "serve", "--port", "0", "--project", str(TOY), *arguments
    )

    assert (code, out) == (3, "")
    assert said_on_the_way in err
    assert "Traceback" not in err


def test_a_certificate_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = said(
        capsys, "serve", "--project", str(TOY), "--port", "0", "--certfile", "no.pem"
    )

    assert code == 3
    assert "no.pem" in err


@pytest.mark.parametrize("by_option", [True, False], ids=["option", "variable"])
def test_a_target_that_is_none_is_told(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    by_option: bool,  # noqa: FBT001  # a case
) -> None:
    """Before anything is served, and not when the first webhook is lost."""
    options = ["serve", "--project", str(TOY), "--port", "0"]
    if by_option:
        options += ["--allow-target", "hooks.example", "--allow-target", "http://x/y"]
    else:
        monkeypatch.setenv("TICKETSTUB_ALLOW_TARGET", "hooks.example,http://x/y")
    code, out, err = said(capsys, *options)

    assert (code, out) == (2, "")
    assert err == (
        "ticketstub: allow_target: 'http://x/y' is no target:"
        " HOST, HOST:PORT or http://HOST:PORT.\n"
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--host", "0.0.0.0"], True),  # noqa: S104  # the claim
        (["--host", "0.0.0.0", "--token", "fen-7"], False),  # noqa: S104  # likewise
        ([], False),
        (["--token", "fen-7"], False),
    ],
    ids=["made up", "chosen", "none", "chosen on loopback"],
)
def test_quietly_a_token_is_told_only_if_it_was_made_up(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    *,
    told: bool,
) -> None:
    """Nobody could know it else; a chosen one need not stand in anybody's log."""
    tokens = []

    def serve(
        app: App, _: Settings, listening: socket, *, ready: Any, **_rest: Any
    ) -> None:
        listening.close()
        tokens.append(app.guard.token)
        ready()

    monkeypatch.setattr("ticketstub.server.serve", serve)
    printed = said(
        capsys, "serve", "--project", str(TOY), "--port", "0", "--quiet", *more
    )

    expected = f"Token of the control API: {tokens[0]}\n" if told else ""
    assert printed == (0, "", expected)
    assert (len(tokens[0]) >= 32) is told
