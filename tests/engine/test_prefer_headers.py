"""Prefer: how the header is read (RFC 7240), well written or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, served
from tests.engine.test_prefer import ORDER, WISHES
from ticketstub.pipeline.prefer import _wishes

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

REPORT = f"{BASE}/books"


@pytest.fixture(scope="module")
def bare() -> Iterator[httpx.Client]:
    """Call the contract of wishes, served by itself."""
    with served(WISHES) as client:
        yield client


@pytest.mark.parametrize(
    ("header", "wishes"),
    [
        ("code=404", {"code": "404"}),
        (" code = 404 ", {"code": "404"}),
        ("code\t=\t404", {"code": "404"}),
        ("CODE=404", {"code": "404"}),
        ('code="404"', {"code": "404"}),
        ("code=404;why=test", {"code": "404"}),
        ("code=404 ; why ; not", {"code": "404"}),
        ("code=404;example=never", {"code": "404"}),
        ('code=404; why="a;b, code=503"', {"code": "404"}),
        ('why="code=404, code=503", code=200', {"code": "200"}),
        ("code=404, example=never", {"code": "404", "example": "never"}),
        ("code=404,example=never", {"code": "404", "example": "never"}),
        ("code=404, code=503", {"code": "404"}),
        ("code=404, CODE=503", {"code": "404"}),
        ("code=, code=503", {"code": ""}),
        (",, ,code=404,,", {"code": "404"}),
        ("respond-async, wait=10, code=404", {"code": "404"}),
        ("example=one two", {"example": "one two"}),
        ('example="one, two"', {"example": "one, two"}),
        ('example="one; two"', {"example": "one; two"}),
        (r'example="\"one\" \\ \two"', {"example": r'"one" \ two'}),
        ('example=a"b,c"d', {"example": 'a"b,c"d'}),
        ('example="one', {"example": '"one'}),
        ('example="one, code=404', {"example": '"one, code=404'}),
        ('example="one\\', {"example": '"one\\'}),
        ("example=a=b", {"example": "a=b"}),
        ("code", {"code": ""}),
        ("example=", {"example": ""}),
        ('code=""', {"code": ""}),
        ("dynamic=true", {"dynamic": "true"}),
        ("dynamic=True", {"dynamic": "true"}),
        ("dynamic=false", {}),
        ("dynamic=false, dynamic=true", {}),
        ("return=minimal", {}),
        ("codes=404, x-code=404, my code=404", {}),
        ("=404", {}),
        ("404", {}),
        (";code=404", {}),
        ("", {}),
        (" ", {}),
        (",;=", {}),
        ('"', {}),
        ('"code=404"', {}),
    ],
)
def test_a_header_is_read_as_the_standard_says(
    header: str, wishes: dict[str, str]
) -> None:
    """Names in any case, values quoted or not, parameters and strangers left alone."""
    assert _wishes(header.encode()) == wishes


@pytest.mark.parametrize("piece", ['"', "\\", '"\\', ",", ";", "=", 'code="', 'a="b,'])
def test_a_long_header_is_read_in_no_time(piece: str) -> None:
    """Whatever it repeats: a pattern that looks back would take for ever."""
    _wishes((piece * 100_000).encode())


@pytest.mark.parametrize(
    "header",
    ["", ",", "return=minimal", "wait=10, respond-async", "dynamic=false", "cod"],
)
def test_who_asks_for_nothing_of_ours_is_answered_as_ever(
    toy: httpx.Client, header: str
) -> None:
    """Other preferences are for other servers, and may be ignored."""
    answer = toy.get(REPORT, headers={"Prefer": header})

    assert answer.json()["asked"]["reader"]
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("code", '""'),
        ("code=", '""'),
        ('code=""', '""'),
        ("code=;404", '""'),
        ('code="404', '"404'),
        ("code=4 04", "4 04"),
        ("code=0404", "0404"),
        ("code=404.0", "404.0"),
        ("code=+404", "+404"),
        ("code=-404", "-404"),
        ("code=4e2", "4e2"),
        ("code=4XX", "4XX"),
        ("code=default", "default"),
        ("code=100", "100"),
        ("code=199", "199"),
        ("code=600", "600"),
        ("code=99999999999999999999", "99999999999999999999"),
        ("code=\u0664\u0660\u0664", "\u0664\u0660\u0664"),
    ],
)
def test_a_code_that_is_none_is_refused(
    bare: httpx.Client, header: str, named: str
) -> None:
    """Although `default` is declared: it stands for statuses, not for anything."""
    answer = bare.get(ORDER, headers={b"Prefer": header.encode()})

    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        f"The answer {named} is not declared; there are 200, 404, 4XX, 503, default."
    )


@pytest.mark.parametrize("value", ["", "=", "=yes", "=1", '="tru', "=true true"])
def test_dynamic_is_true_or_false(bare: httpx.Client, value: str) -> None:
    """What is meant cannot be guessed, and a wish is not silently dropped."""
    answer = bare.get(ORDER, headers={"Prefer": f"code=404, dynamic{value}"})

    named = value.removeprefix("=") or '""'
    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        f"The preference dynamic is true or false, not {named}."
    )


@pytest.mark.parametrize(
    ("headers", "status", "applied"),
    [
        (["code=404", "code=503"], 404, "code=404"),
        (["wait=10", "code=404", "example=never"], 404, "code=404, example=never"),
        (["", "code=404"], 404, "code=404"),
        (["example=paid", "code=200"], 200, "example=paid, code=200"),
    ],
)
def test_a_header_may_come_several_times(
    bare: httpx.Client, headers: list[str], status: int, applied: str
) -> None:
    """It is then one list, in its order."""
    answer = bare.get(ORDER, headers=[("Prefer", header) for header in headers])

    assert answer.status_code == status
    assert answer.headers["Preference-Applied"] == applied


@pytest.mark.parametrize(
    ("header", "applied"),
    [
        ("code=404;why=test, wait=10", "code=404"),
        ('code="404"', "code=404"),
        ("code=200, example=paid, dynamic=true", "code=200, example=paid"),
        ("code=404, dynamic=false", "code=404"),
        ("dynamic=TRUE, code=404", "code=404, dynamic=true"),
        (
            r'example="with \"quotes\", and a comma"',
            r'example="with \"quotes\", and a comma"',
        ),
    ],
)
def test_what_is_heeded_is_told(bare: httpx.Client, header: str, applied: str) -> None:
    """And nothing else, so that a test can tell whether it was."""
    answer = bare.get(ORDER, headers={"Prefer": header})

    assert answer.headers["Preference-Applied"] == applied


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_a_name_may_have_letters_of_any_alphabet(
    bare: httpx.Client, charset: str
) -> None:
    """Clients send them in one charset or the other."""
    header = "example=Größe 7".encode(charset)
    answer = bare.get(ORDER, headers={b"Prefer": header})

    assert answer.json() == {"state": "large"}
    assert answer.headers["Preference-Applied"] == 'example="Größe 7"'
