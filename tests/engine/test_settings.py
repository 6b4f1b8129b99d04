"""Settings: which of option, variable, file and default is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ticketstub.settings import FIELDS, Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from pathlib import Path


def settings_of(
    folder: Path,
    file: str = "",
    environment: dict[str, str] | None = None,
    **options: Any,
) -> Settings:
    """Load settings from a file, an environment and options."""
    if file:
        (folder / "ticketstub.toml").write_text(file, encoding="utf-8")
    return load_settings(options, environment or {}, folder)


def test_without_anything_the_defaults_are_in_force(tmp_path: Path) -> None:
    assert settings_of(tmp_path) == Settings()


def test_an_option_wins_over_a_variable_over_the_file(tmp_path: Path) -> None:
    file = "port = 1\nhost = 'file'\nproject = 'file'\n"
    variables = {"TICKETSTUB_PORT": "2", "TICKETSTUB_HOST": "variable"}

    settings = settings_of(tmp_path, file, variables, port=3, quiet=None)

    assert (settings.port, settings.host, settings.project) == (3, "variable", "file")
    assert settings.quiet is False


def test_every_setting_has_a_variable_and_a_key(tmp_path: Path) -> None:
    """What works on the command line works in a container's environment."""
    for name, field in FIELDS.items():
        text = {bool: "true", int: "7", str: "x", tuple: "x"}[type(field.default)]
        value = {bool: True, int: 7, str: "x", tuple: ("x",)}[type(field.default)]
        toml = text if isinstance(field.default, bool | int) else f"'{text}'"
        by_variable = settings_of(
            tmp_path, environment={f"TICKETSTUB_{name.upper()}": text}
        )
        (tmp_path / name).mkdir()
        by_file = settings_of(tmp_path / name, f"{name.replace('_', '-')} = {toml}\n")

        assert getattr(by_variable, name) == getattr(by_file, name) == value


def test_several_values_are_a_list_in_the_file_and_commas_in_a_variable(
    tmp_path: Path,
) -> None:
    by_file = settings_of(tmp_path, "allow_host = ['a', 'b']\n")
    by_variable = settings_of(
        tmp_path, environment={"TICKETSTUB_ALLOW_HOST": " a , b,, "}
    )
    none = settings_of(tmp_path, environment={"TICKETSTUB_ALLOW_HOST": ""})

    assert by_file.allow_host == by_variable.allow_host == ("a", "b")
    assert none.allow_host == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", True), ("TRUE", True), ("yes", True), ("0", False), ("no", False)],
)
def test_a_variable_says_true_or_false_in_several_ways(
    tmp_path: Path,
    text: str,
    value: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    assert settings_of(tmp_path, environment={"TICKETSTUB_WATCH": text}).watch is value


def test_a_variable_of_somebody_elses_is_ignored(tmp_path: Path) -> None:
    """Tests keep the stub's URL in `TICKETSTUB_URL`; that is no mistake."""
    variables = {"TICKETSTUB_URL": "x", "ticketstub_port": "1", "PORT": "1"}

    assert settings_of(tmp_path, environment=variables) == Settings()


@pytest.mark.parametrize(
    ("file", "variables", "said"),
    [
        ("port = 'x'\n", {}, "ticketstub.toml: port must be a whole number."),
        ("port = true\n", {}, "ticketstub.toml: port must be a whole number."),
        ("port = 1.5\n", {}, "ticketstub.toml: port must be a whole number."),
        ("port = -1\n", {}, "ticketstub.toml: port must not be negative."),
        ("host = 1\n", {}, "ticketstub.toml: host must be text."),
        ("watch = 1\n", {}, "ticketstub.toml: watch must be true or false."),
        ("api = 1\n", {}, "ticketstub.toml: api must be a list of text."),
        ("api = [1]\n", {}, "ticketstub.toml: api must be a list of text."),
        ("prot = 1\n", {}, "ticketstub.toml: prot is no setting; there are host, "),
        ("port = \n", {}, "ticketstub.toml: "),
        ("port = 1\nport = 2\n", {}, "ticketstub.toml: "),
        ("", {"TICKETSTUB_PORT": "x"}, "TICKETSTUB_PORT is 'x'; it must be a whole"),
        ("", {"TICKETSTUB_PORT": "-1"}, "TICKETSTUB_PORT must not be negative."),
        ("", {"TICKETSTUB_WATCH": "maybe"}, "TICKETSTUB_WATCH is 'maybe'; it can be"),
    ],
)
def test_what_cannot_be_used_says_which_from_where_and_why(
    tmp_path: Path, file: str, variables: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, file, variables)

    assert said in str(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "ticketstub.toml").write_bytes(b"\xff")

    with pytest.raises(SettingsError, match=r"ticketstub\.toml"):
        settings_of(tmp_path)
