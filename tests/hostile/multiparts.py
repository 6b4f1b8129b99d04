"""Multipart bodies: boundaries, parts and headers that are not what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Request

CREATED, CHANGED, INVALID = Outcome.CREATED, Outcome.CHANGED, Outcome.INVALID
UNSUPPORTED = Outcome.UNSUPPORTED

_END = b"--edge--\r\n"

_NAMED = b'Content-Disposition: form-data; name="x"\r\n'

#: Content types whose boundary is not the body's `edge`.
_BOUNDARIES = {
    "no-boundary": "multipart/form-data",
    "empty-boundary": "multipart/form-data; boundary=",
    "quoted-empty-boundary": 'multipart/form-data; boundary=""',
    "wrong-boundary": "multipart/form-data; boundary=other",
    "shorter-boundary": "multipart/form-data; boundary=edg",
    "long-boundary": f"multipart/form-data; boundary={'b' * 5000}",
    "non-ascii-boundary": "multipart/form-data; boundary=\xff\xfe",
    "half-quoted-boundary": 'multipart/form-data; boundary="other',
    "dashes-boundary": "multipart/form-data; boundary=--",
}

#: Headers of a part in place of a well-formed one, and what may come of it when the
#: rest of the body is valid.
_PART_HEADERS = {
    "no-headers": (b"", REFUSED),
    "no-disposition": (b"Content-Type: text/plain\r\n", REFUSED),
    "empty-disposition": (b"Content-Disposition:\r\n", REFUSED),
    "no-name": (b"Content-Disposition: form-data\r\n", REFUSED),
    "no-colon": (b"garbage\r\n", REFUSED),
    "no-header-name": (b": form-data\r\n", REFUSED),
    "space-before-colon": (b'Content-Disposition : form-data; name="x"\r\n', REFUSED),
    "nul-header": (b'Content\x00: form-data; name="x"\r\n', REFUSED),
    "extended-name-only": (
        b"Content-Disposition: form-data; name*=utf-8''x\r\n",
        (CREATED, *REFUSED),
    ),
    "empty-name": (b'Content-Disposition: form-data; name=""\r\n', (CREATED, *REFUSED)),
    "nul-in-name": (
        b'Content-Disposition: form-data; name="a\x00b"\r\n',
        (CREATED, *REFUSED),
    ),
    "non-utf8-name": (
        b'Content-Disposition: form-data; name="\xff\xfe"\r\n',
        (CREATED, *REFUSED),
    ),
    "open-quote": (
        b'Content-Disposition: form-data; name="x\r\n',
        (CREATED, *REFUSED),
    ),
    "attachment": (
        b'Content-Disposition: attachment; name="x"\r\n',
        (CREATED, *REFUSED),
    ),
    "folded": (
        b'Content-Disposition: form-data;\r\n name="x"\r\n',
        (CREATED, *REFUSED),
    ),
    "1000-semicolons": (
        b"Content-Disposition: form-data" + b";" * 1000 + b'name="x"\r\n',
        (CREATED, *REFUSED),
    ),
    "long-header": (
        b"X: " + b"y" * 100_000 + b"\r\n" + _NAMED,
        (CREATED, *REFUSED),
    ),
    "1000-headers": (
        b"X: y\r\n" * 1000 + _NAMED,
        (CREATED, *REFUSED),
    ),
    "two-dispositions": (
        _NAMED * 2,
        (CREATED, *REFUSED),
    ),
    "unknown-charset": (
        _NAMED + b"Content-Type: text/plain; charset=klingon\r\n",
        (CREATED, *REFUSED),
    ),
    "base64": (
        _NAMED + b"Content-Transfer-Encoding: base64\r\n",
        (CREATED, *REFUSED),
    ),
}

#: What may follow the name in the disposition of a file.
_FILENAMES = {
    "plain": b'filename="a.txt"',
    "empty": b'filename=""',
    "non-utf8": b'filename="\xff\xfe"',
    "extended": b"filename*=utf-8''%e2%82%ac.txt",
    "unknown-charset": b"filename*=klingon''%ff",
    "bad-escapes": b"filename*=utf-8''%zz%",
    "no-quotes": b"filename*=",
    "continued": b'filename*0="a"; filename*1="b"',
    "both": b"filename=a; filename*=utf-8''b",
    "encoded-word": b'filename="=?utf-8?B?/////w==?="',
    "traversal": b'filename="../../../etc/passwd"',
    "windows-path": b'filename="C:\\\\x\\\\y.txt"',
    "nul": b'filename="a\x00.txt"',
    "long": b'filename="' + b"f" * 3000 + b'"',
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a multipart body."""
    for name, content_type in {
        "valid": _TYPE,
        "quoted-boundary": 'multipart/form-data;boundary="edge"',
        "upper-case": "MULTIPART/FORM-DATA; BOUNDARY=edge",
    }.items():
        yield _sent(name, _valid, content_type, api.form_outcome)
    yield _sent("mixed", _valid, "multipart/mixed; boundary=edge", UNSUPPORTED)
    if api.takes_forms:
        yield from _read(api)
    else:
        for name, content_type in _BOUNDARIES.items():
            yield _sent(name, _valid, content_type, UNSUPPORTED)


def _read(api: ApiUnderAttack) -> Iterator[Case]:
    for name, content_type in _BOUNDARIES.items():
        yield _sent(name, _valid, content_type, *REFUSED)
    for name, (headers, outcomes) in _PART_HEADERS.items():
        odd = b"--edge\r\n" + headers + b"\r\nvalue\r\n"
        yield _sent(name, lambda to, odd=odd: odd + _valid(to), _TYPE, *outcomes)
    for name, filename in _FILENAMES.items():
        odd = _part(b"unheard_of", b"\x00\xff", filename)
        yield _sent(
            f"file-{name}",
            lambda to, odd=odd: odd + _valid(to),
            _TYPE,
            CREATED,
            *REFUSED,
        )
    yield from _damaged()
    yield from _fields(api)


def _damaged() -> Iterator[Case]:
    yield _sent("empty", lambda _to: b"", _TYPE, *REFUSED)
    yield _sent("only-the-end", lambda _to: _END, _TYPE, *REFUSED)
    yield _sent("only-the-start", lambda _to: b"--edge\r\n", _TYPE, *REFUSED)
    yield _sent("cut", lambda to: _valid(to)[:-20], _TYPE, *REFUSED)
    yield _sent("cut-in-headers", lambda to: _valid(to)[:30], _TYPE, *REFUSED)
    yield _sent(
        "no-final-boundary",
        lambda to: _valid(to).removesuffix(_END) + b"--edge\r\n",
        _TYPE,
        *REFUSED,
    )
    yield _sent(
        "no-end-at-all", lambda to: _valid(to).removesuffix(_END), _TYPE, *REFUSED
    )
    yield _sent(
        "no-last-line-end", lambda to: _valid(to).removesuffix(b"\r\n"), _TYPE, CREATED
    )
    yield _sent(
        "line-feeds-only",
        lambda to: _valid(to).replace(b"\r\n", b"\n"),
        _TYPE,
        CREATED,
        *REFUSED,
    )
    yield _sent(
        "preamble", lambda to: b"Hello\r\n" + _valid(to), _TYPE, CREATED, *REFUSED
    )
    yield _sent(
        "epilogue", lambda to: _valid(to) + b"x" * 1000, _TYPE, CREATED, *REFUSED
    )
    yield _sent("twice", lambda to: _valid(to) * 2, _TYPE, CREATED, *REFUSED)
    yield _sent("json-instead", lambda to: to.json(), _TYPE, *REFUSED)
    yield _sent("random-bytes", lambda _to: bytes(range(256)) * 40, _TYPE, *REFUSED)


def _fields(api: ApiUnderAttack) -> Iterator[Case]:
    text = api.text_fields[0].encode()
    yield _sent(
        "1500-parts",
        lambda to: _part(b"x", b"1") * 1500 + _valid(to),
        _TYPE,
        CREATED,
        *REFUSED,
        Outcome.TOO_LARGE,
    )
    yield _sent(
        "900-parts", lambda to: _part(b"x", b"1") * 900 + _valid(to), _TYPE, CREATED
    )
    yield _sent(
        "field-twice", lambda to: _part(text, b"again") + _valid(to), _TYPE, INVALID
    )
    for name, value, filename, outcomes in (
        ("2-megabytes", b"x" * 2_000_000, b"", (CREATED, INVALID, Outcome.TOO_LARGE)),
        ("non-utf8", b"a\xff\xfeb", b"", (CREATED, *REFUSED)),
        ("nul", b"a\x00b", b"", (CREATED, *REFUSED)),
        ("line-ends", b"\r\n--edg\r\n-\r\n", b"", (CREATED,)),
        ("empty", b"", b"", (INVALID,)),
        ("a-file", b"content", b'filename="a.txt"', (INVALID,)),
        ("an-empty-file", b"", b'filename=""', (INVALID,)),
    ):
        yield _sent(
            f"text-{name}",
            lambda to, value=value, filename=filename: (
                _part(text, value, filename) + _valid(to, without=text)
            ),
            _TYPE,
            *outcomes,
        )
    if api.array_form is not None:
        array = api.array_form[2].encode()
        for name, body, outcomes in (
            ("items", _part(array + b"[]", b"a") * 2, (CHANGED,)),
            ("a-file", _part(array + b"[]", b"a", b'filename="a"'), (INVALID,)),
            (
                "an-item-and-a-file",
                _part(array + b"[]", b"a") + _part(array + b"[]", b"", b'filename=""'),
                (INVALID,),
            ),
            ("bare-file", _part(array, b"a", b'filename="a"'), (INVALID,)),
            ("bare-empty-file", _part(array, b"", b'filename=""'), (INVALID,)),
            ("non-utf8-index", _part(array + b"[\xff]", b"a"), (INVALID,)),
        ):
            yield _array(name, body + _END, *outcomes)
    for field in api.loose_fields:
        yield _sent(
            f"{field}-a-file",
            lambda to, field=field: (
                _part(field.encode(), b"\xff", b'filename="a"') + _valid(to)
            ),
            _TYPE,
            CREATED,
            INVALID,
        )
    inner = b"--in\r\nContent-Disposition: file\r\n\r\nx\r\n--in--\r\n"
    nested = (
        b'--edge\r\nContent-Disposition: form-data; name="x"\r\n'
        b"Content-Type: multipart/mixed; boundary=in\r\n\r\n" + inner + b"\r\n"
    )
    yield _sent("nested", lambda to: nested + _valid(to), _TYPE, CREATED, *REFUSED)


_TYPE = "multipart/form-data; boundary=edge"


def _part(name: bytes, value: bytes, more: bytes = b"") -> bytes:
    disposition = b'Content-Disposition: form-data; name="' + name + b'"'
    if more:
        disposition += b"; " + more
    return b"--edge\r\n" + disposition + b"\r\n\r\n" + value + b"\r\n"


def _valid(to: Attacker, without: bytes = b"") -> bytes:
    """Return the valid body as multipart, with or without one field."""
    parts = [
        _part(name.encode(), str(value).encode())
        for name, value in to.api.valid.items()
        if name.encode() != without
    ]
    return b"".join(parts) + _END


def _sent(
    name: str, body: Callable[..., bytes], content_type: str, *outcomes: Outcome
) -> Case:
    def build(to: Attacker) -> Request:
        return to.post(body(to), content_type.encode("latin-1"))

    return case(f"multipart/{name}", build, *outcomes)


def _array(name: str, body: bytes, *outcomes: Outcome) -> Case:
    def build(to: Attacker) -> Request:
        assert to.api.array_form is not None
        method, path, _ = to.api.array_form
        return to.send(method, to.path(path), body, _TYPE)

    return case(f"multipart/array-{name}", build, *outcomes)
