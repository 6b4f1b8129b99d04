"""The settings of the store: where it is, and who looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import TOY
from ticketstub.cli import main
from ticketstub.testing import serve

if TYPE_CHECKING:
    from pathlib import Path

NOT_OURS = "is no store file of ticketstub; it was left as it is."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a store file."""
    return tmp_path / "kept.db"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--store", "sqlite"), "store is 'sqlite'; it can be memory or file:PATH."),
        (("--store", "file:"), "store is 'file:'; it can be memory or file:PATH."),
        (("--store", "memory:x"), "store is 'memory:x'; it can be memory or"),
        (("--store-sync", "off"), "store_sync is 'off'; it can be normal or full."),
    ],
)
def test_a_setting_that_says_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], complaint: str
) -> None:
    """A misspelt store must not turn out to be memory when the process ends."""
    code = main(["serve", "--project", str(TOY), "--port", "0", *words])

    assert code == 2
    assert capsys.readouterr().err.startswith(f"ticketstub: {complaint}")
    settings: dict[str, Any] = {words[0][2:].replace("-", "_"): words[1]}
    with (
        pytest.raises(ValueError, match="store"),
        serve(project=TOY, **settings),
    ):
        pytest.fail("it was not refused")


def test_check_and_operations_leave_the_file_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The setting may be there for all commands, in the environment or the file."""
    monkeypatch.setenv("TICKETSTUB_STORE", f"file:{file}")
    codes = [main([word, "--project", str(TOY)]) for word in ("check", "operations")]

    assert (codes, capsys.readouterr().err) == ([0, 0], "")
    assert not file.exists()
