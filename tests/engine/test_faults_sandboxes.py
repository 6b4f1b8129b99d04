"""Faults are a sandbox's own: what removes them, and what leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import exported, made, reset, restored, snapped
from tests.engine.faulting import faulty, hits
from tests.engine.gallery import CONTROL
from tests.engine.projects import CARD
from tests.engine.test_faults import statuses

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub


@pytest.fixture
def other(toy_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call a second sandbox."""
    with toy_stub.client(f"{sandbox_name}.2", headers=CARD) as client:
        yield client


def test_no_other_sandbox_fails(toy: httpx.Client, other: httpx.Client) -> None:
    faulty(toy, status=500)

    assert statuses(other, 1) == [200]
    assert hits(other) == []


def test_a_reset_removes_them(toy: httpx.Client) -> None:
    """And counts from the beginning."""
    faulty(toy, status=500)
    reset(toy)

    assert statuses(toy, 1) == [200]
    assert faulty(toy, status=500) == "fault_1"


def test_a_state_comes_and_goes_without_them(
    toy: httpx.Client, sandbox_name: str
) -> None:
    """They are how the network is, and not what the API keeps."""
    reset(toy)
    state = exported(toy)
    snapped(toy, sandbox_name)
    faulty(toy, status=500)
    with_fault = exported(toy)
    restored(toy, sandbox_name)
    after_restore = statuses(toy, 1)
    toy.put(f"{CONTROL}/state", json=state)
    toy.delete(f"{CONTROL}/snapshots/{sandbox_name}")

    assert with_fault == state
    assert after_restore == [500]
    assert statuses(toy, 1) == [500]
    assert hits(toy) == [(2, 2)]


def test_a_copy_begins_without(
    toy: httpx.Client,
    other: httpx.Client,
    toy_stub: Stub,
    sandbox_name: str,
) -> None:
    faulty(toy, status=500)
    with toy_stub.client() as desk:
        made(desk, f"{sandbox_name}.2", **{"from": sandbox_name})

    assert statuses(other, 1) == [200]
    assert hits(other) == []
