"""Text as types: what a number may look like, and how large it may be."""

from __future__ import annotations

import pytest

from ticketstub.pipeline.coerce import boolean, integer, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-7", -7),
        ("007", 7),
        ("0" * 5000 + "7", 7),
        ("-" + "0" * 5000 + "7", -7),
        ("9" * 5000, 2**63 - 1),
        ("-" + "9" * 5000, -(2**63)),
        ("9223372036854775808", 2**63 - 1),
        ("0" * 5000, 0),
    ],
)
def test_digits_are_a_whole_number_of_64_bits(text: str, value: int) -> None:
    """Python itself refuses to read more than 4,300 digits."""
    assert integer(text) == value


@pytest.mark.parametrize(
    "text", ["", "-", "+1", "1_0", " 1", "1.0", "\u0661", "1e3", "0x1"]
)
def test_anything_else_stays_text(text: str) -> None:
    assert integer(text) == text


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), ("1.5", 1.5), ("-2e3", -2000.0), ("1E-2", 0.01)]
)
def test_a_number_is_written_as_in_json(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["inf", "nan", "1.", ".5", "1e", "", "1,5", "1e999"])
def test_what_is_no_number_stays_text(text: str) -> None:
    assert number(text) == text


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("false", False), ("1", "1"), ("True", "True")]
)
def test_a_boolean_is_true_or_false(text: str, value: object) -> None:
    assert boolean(text) == value
