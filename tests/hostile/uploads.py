"""Uploads: multipart bodies that do not hold the one file that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.attacker import FORM, JSON
from tests.hostile.case import case
from tests.hostile.filenames import FILENAMES, UNSURE_FILENAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Headers, Raw, Request

CREATED, INVALID, DAMAGED = Outcome.CREATED, Outcome.INVALID, Outcome.DAMAGED

TYPE = "multipart/form-data; boundary=edge"

_END = b"--edge--\r\n"

#: The media type that a part says it has.
PART_TYPES = {
    "none": b"",
    "blank": b"Content-Type:\r\n",
    "garbage": b"Content-Type: ;;;\r\n",
    "charset": b"Content-Type: text/plain; charset=klingon\r\n",
    "utf-7": b"Content-Type: text/plain; charset=utf-7\r\n",
    "non-ascii": b"Content-Type: \xff\xfe\r\n",
    "script": b"Content-Type: text/<script>\r\n",
    "multipart": b"Content-Type: multipart/mixed; boundary=edge\r\n",
    "long": b"Content-Type: text/" + b"x" * 2000 + b"\r\n",
    "base64": b"Content-Transfer-Encoding: base64\r\n",
    "length": b"Content-Length: 999999999999\r\n",
    "encoding": b"Content-Encoding: gzip\r\n",
}

CONTENTS = {
    "nothing": b"",
    "every-byte": bytes(range(256)) * 40,
    "line-ends": b"\r\n" * 10_000,
    "dashes": b"-" * 10_000 + b"\r\n--",
    "shorter-boundary": b"\r\n--edg\r\n",
    "boundary-in-a-line": b"x--edge\r\nx--edge--\r\n",
    "two-megabytes": b"x" * 2_000_000,
}

#: Content types that say how the body is divided, and more.
_SAME_TYPES = {
    "upper-case": "MULTIPART/FORM-DATA; BOUNDARY=edge",
    "quoted": 'multipart/form-data;boundary="edge"',
    "charset": "multipart/form-data; charset=utf-16; boundary=edge",
    "charset-behind": "multipart/form-data; boundary=edge; charset=klingon",
    "100-parameters": "multipart/form-data" + "; a=b" * 100 + "; boundary=edge",
}

#: Content types that do not.
_TYPES = {
    "none": None,
    "empty": "",
    "json": JSON,
    "form": FORM,
    "text": "text/plain",
    "mixed": "multipart/mixed; boundary=edge",
    "related": "multipart/related; boundary=edge",
    "wildcard": "multipart/*; boundary=edge",
    "no-boundary": "multipart/form-data",
    "empty-boundary": "multipart/form-data; boundary=",
    "quoted-empty-boundary": 'multipart/form-data; boundary=""',
    "other-boundary": "multipart/form-data; boundary=other",
    "shorter-boundary": "multipart/form-data; boundary=edg",
    "longer-boundary": "multipart/form-data; boundary=edges",
    "long-boundary": f"multipart/form-data; boundary={'b' * 5000}",
    "non-ascii-boundary": "multipart/form-data; boundary=\xff\xfe",
    "misspelt-boundary": "multipart/form-data; bounday=edge",
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of an upload."""
    if api.upload is None:
        return
    name = api.upload[1].encode()
    for label, (filename, _) in FILENAMES.items():
        yield _sent(f"filename-{label}", part(name, filename) + _END, CREATED)
    for label, filename in UNSURE_FILENAMES.items():
        body = part(name, filename) + _END
        yield _sent(f"filename-{label}", body, CREATED, INVALID, DAMAGED)
    for label, header in PART_TYPES.items():
        body = part(name, headers=header) + _END
        yield _sent(f"part-type-{label}", body, CREATED)
    for label, content in CONTENTS.items():
        body = part(name, content=content) + _END
        yield _sent(f"content-{label}", body, CREATED)
    body = part(name) + _END
    for label, same in _SAME_TYPES.items():
        yield _sent(f"type-{label}", body, CREATED, content_type=same)
    for label, other in _TYPES.items():
        yield _sent(f"type-{label}", body, DAMAGED, content_type=other)
    yield from _wrong_parts(name)
    yield from _damaged(name)
    yield from _transferred(name)


def _wrong_parts(name: bytes) -> Iterator[Case]:
    """Yield the cases of parts that are there once too often, or not at all."""
    file, text, other = part(name), part(name, b""), part(b"other", b"")
    for label, body, outcome in (
        ("no-part", b"", INVALID),
        ("no-file", other, INVALID),
        ("no-filename", text, INVALID),
        ("extended-name", file.replace(b'name="', b"name*=utf-8''x; nam=\""), DAMAGED),
        ("two-files", file * 2, INVALID),
        ("file-and-text", file + text, INVALID),
        ("text-and-file", text + file, INVALID),
        ("two-texts", text * 2, INVALID),
        ("and-a-text", file + other, INVALID),
        ("and-a-file", part(b"other") + file, INVALID),
        ("and-a-charset", part(b"_charset_", b"", content=b"utf-7") + file, INVALID),
        ("and-no-name", part(b"", b"") + file, INVALID),
        ("in-capitals", part(name.upper()), INVALID),
        ("in-brackets", part(name + b"[]"), INVALID),
        ("with-index", part(name + b"[0]"), INVALID),
        ("two-with-index", part(name + b"[0]") + part(name + b"[1]"), INVALID),
        ("bare-and-in-brackets", file + part(name + b"[]"), INVALID),
        ("space-behind-name", part(name + b" "), INVALID),
        ("nul-behind-name", part(name + b"\0"), INVALID),
        ("non-utf8-name", part(b"\xff\xfe"), INVALID),
        ("long-name", part(b"n" * 3000), INVALID),
        ("1000-parts", other * 999 + file, INVALID),
        ("1001-parts", other * 1000 + file, DAMAGED),
        ("1001-files", file * 1001, DAMAGED),
        ("10k-parts", other * 10_000, DAMAGED),
    ):
        outcomes = (outcome, DAMAGED) if b"\0" in body else (outcome,)
        yield _sent(f"parts-{label}", body + _END, *outcomes)
    inner = b"--in\r\nContent-Disposition: file\r\n\r\nx\r\n--in--\r\n"
    nested = part(
        name, b"", headers=b"Content-Type: multipart/mixed; boundary=in\r\n"
    ).replace(b"content", inner)
    yield _sent("parts-nested", nested + _END, INVALID)


def _damaged(name: bytes) -> Iterator[Case]:
    whole = part(name) + _END
    for label, body in {
        "empty": b"",
        "only-the-start": b"--edge\r\n",
        "cut": whole[:-20],
        "cut-in-headers": whole[:30],
        "no-end": whole.removesuffix(_END),
        "another-start": whole.removesuffix(_END) + b"--edge\r\n",
        "no-headers": b"--edge\r\n\r\nx\r\n" + _END,
        "no-disposition": b"--edge\r\nX: y\r\n\r\nx\r\n" + _END,
        "no-name": part(name).replace(b'; name="' + name + b'"', b"") + _END,
        "no-colon": b"--edge\r\ngarbage\r\n\r\nx\r\n" + _END,
        "nul-in-header": b"--edge\r\nX\0: y\r\n\r\nx\r\n" + _END,
        "random": bytes(range(256)) * 40,
        "json": b"{}",
        "utf-16": whole.decode().encode("utf-16"),
        "megabyte-of-header": b"--edge\r\n" + b"X" * 1_000_000,
    }.items():
        yield _sent(f"damaged-{label}", body, DAMAGED)
    for label, body in {
        "line-feeds-only": whole.replace(b"\r\n", b"\n"),
        "preamble": b"Hello\r\n" + whole,
        "epilogue": whole + b"x" * 1000,
        "twice": whole * 2,
        "longer-boundary-inside": part(name, content=b"\r\n--edges\r\n") + _END,
        "10k-headers": part(name, headers=b"X: y\r\n" * 10_000) + _END,
        "two-dispositions": part(
            name, headers=b'Content-Disposition: form-data; name="x"\r\n'
        )
        + _END,
    }.items():
        yield _sent(f"damaged-{label}", body, CREATED, INVALID, DAMAGED)


def _transferred(name: bytes) -> Iterator[Case]:
    """Yield the cases of an upload whose length is not what is said."""
    whole = part(name) + _END

    def raw(
        line: bytes, body: bytes = whole, *, hang_up: bool = False
    ) -> Callable[..., Raw]:
        def build(to: Attacker) -> Raw:
            first = f"POST {_path(to)} HTTP/1.1".encode()
            divided = b"Content-Type: " + TYPE.encode()
            return to.raw(first, divided, line, body=body, hang_up=hang_up)

        return build

    length = b"Content-Length: %d"
    for label, build, outcomes in (
        ("too-short", raw(length % (len(whole) - 10)), (DAMAGED, Outcome.NOT_HTTP)),
        (
            "too-long",
            raw(length % (len(whole) + 10), hang_up=True),
            (Outcome.NO_ANSWER, Outcome.NOT_HTTP),
        ),
        ("nothing-announced", raw(length % 0), (DAMAGED, Outcome.NOT_HTTP)),
        ("50-megabytes-announced", raw(length % 50_000_000), (Outcome.TOO_LARGE,)),
        ("negative", raw(b"Content-Length: -1"), (Outcome.NOT_HTTP,)),
        ("not-chunked", raw(b"Transfer-Encoding: chunked"), (Outcome.NOT_HTTP,)),
        (
            "chunked",
            raw(
                b"Transfer-Encoding: chunked",
                body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(whole), whole),
            ),
            (CREATED,),
        ),
    ):
        yield case(f"upload/length-{label}", build, *outcomes)
    for label, coding in {"gzip": "gzip", "unknown": "klingon"}.items():
        coded = (("Content-Encoding", coding),)
        yield _sent(
            f"coding-{label}", whole, CREATED, DAMAGED, Outcome.UNSUPPORTED, more=coded
        )


def part(
    name: bytes,
    filename: bytes = b'filename="a.txt"',
    *,
    headers: bytes = b"",
    content: bytes = b"content",
) -> bytes:
    """Return one part of a body; without a file name it is text."""
    disposition = b'Content-Disposition: form-data; name="' + name + b'"'
    if filename:
        disposition += b"; " + filename
    return b"--edge\r\n" + disposition + b"\r\n" + headers + b"\r\n" + content + b"\r\n"


def uploaded(to: Attacker, filename: bytes) -> Request:
    """Upload a file that is called so."""
    assert to.api.upload is not None
    name = to.api.upload[1].encode()
    return to.send("POST", _path(to), part(name, filename) + _END, TYPE)


def _path(to: Attacker) -> str:
    assert to.api.upload is not None
    return to.path(to.api.upload[0])


def _sent(
    name: str,
    body: bytes,
    *outcomes: Outcome,
    content_type: str | None = TYPE,
    more: Sequence[tuple[str, str]] = (),
) -> Case:
    raw = None if content_type is None else content_type.encode("latin-1")
    headers: Headers = tuple(more)
    return case(
        f"upload/{name}",
        lambda to: to.send("POST", _path(to), body, raw, *headers),
        *outcomes,
    )
