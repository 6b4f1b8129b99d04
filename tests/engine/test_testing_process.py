"""`serve(process=True)`: a stub in a process of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.engine.projects import BASE, CARD, CONTRACTS, TOY
from ticketstub.testing import serve

if TYPE_CHECKING:
    from pathlib import Path

BOOK = f"{BASE}/books/bk_0001"


def test_it_is_served_by_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With paths as they are here, and settings of nowhere else."""
    monkeypatch.chdir(TOY.parent)
    monkeypatch.setenv("TICKETSTUB_PROJECT", str(tmp_path))
    with serve(project=TOY.name, process=True, allow_host="stub.example") as stub:
        answer = httpx.get(
            stub.url + BOOK, headers={**CARD, "Host": "stub.example"}, trust_env=False
        )
        stub.control.clock.freeze("2026-06-15T09:30:00Z")
        frozen = stub.control.clock.get()
        with pytest.raises(RuntimeError, match="process of its own"):
            stub.app  # noqa: B018  # it raises

    assert answer.json()["id"] == "bk_0001"
    assert frozen["now"] == "2026-06-15T09:30:00.000000Z"
    with pytest.raises(httpx.ConnectError):
        httpx.get(stub.url, trust_env=False)


def test_a_contract_by_itself_is_served_so_too() -> None:
    with serve(CONTRACTS / "answers.yaml", process=True) as stub:
        answer = httpx.get(f"{stub.url}/v7/answers/named", trust_env=False)

    assert answer.is_success


def test_it_knows_the_token_that_it_was_given() -> None:
    """Beyond loopback the stub asks for one; nobody else on the machine may see it."""
    with serve(project=TOY, process=True, host="0.0.0.0") as stub:  # noqa: S104  # asks
        known = stub.control.clock.get()
        refused = httpx.get(f"{stub.url}/_ticketstub/clock", trust_env=False)

    assert known["state"] == "running"
    assert refused.status_code == 401


def test_a_stub_that_does_not_start_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        pytest.raises(RuntimeError, match="did not start; it ended with 3"),
        serve(project=tmp_path / "nothing", process=True),
    ):
        pass

    assert "nothing" in capfd.readouterr().err


def test_an_error_in_the_block_ends_it_too() -> None:
    url = ""
    with (  # noqa: PT012  # what is within the block is the case
        pytest.raises(ZeroDivisionError),
        serve(project=TOY, process=True) as stub,
    ):
        url = stub.url
        os.getpid() / 0  # it raises
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
