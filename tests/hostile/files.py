"""Files among the fields of a form: names, types and contents, too many, too few."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import case
from tests.hostile.filenames import FILENAMES, UNSURE_FILENAMES
from tests.hostile.uploads import CONTENTS, PART_TYPES, TYPE, part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Request

CREATED, INVALID, DAMAGED = Outcome.CREATED, Outcome.INVALID, Outcome.DAMAGED

END = b"--edge--\r\n"


@dataclass(frozen=True)
class Files:
    """An operation that takes files under a `name` in a form, beside other `fields`.

    `header` is what a part needs to be taken there, whatever its name.
    """

    path: str
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    header: bytes = b""
    several: bool = True


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a file in a form."""
    for files in api.files:
        yield from _named(files)
        yield from _counted(files)


def _named(files: Files) -> Iterator[Case]:
    name = files.name.encode()
    for label, (filename, _) in FILENAMES.items():
        body = part(name, filename, headers=files.header)
        outcomes = (CREATED, INVALID) if label == "empty" else (CREATED,)
        yield _sent(files, f"filename-{label}", body, *outcomes)
    for label, filename in UNSURE_FILENAMES.items():
        body = part(name, filename, headers=files.header)
        yield _sent(files, f"filename-{label}", body, CREATED, INVALID, DAMAGED)
    for label, header in PART_TYPES.items():
        body = part(name, headers=header)
        # Without a type that says so, nothing but its name makes a file a picture.
        yield _sent(
            files,
            f"part-type-{label}",
            body,
            INVALID if files.header else CREATED,
        )
    for label, content in CONTENTS.items():
        body = part(name, headers=files.header, content=content)
        yield _sent(files, f"content-{label}", body, CREATED)


def _counted(files: Files) -> Iterator[Case]:
    """Yield the cases of parts that are there too often, or under another name."""
    name = files.name.encode()
    file, text = part(name, headers=files.header), part(name, b"")
    other = part(b"unheard_of", b"")
    # A single file is needed, several are not.
    alone = CREATED if files.several else INVALID
    large = part(name, headers=files.header, content=b"x" * (26 * 1024 * 1024))
    for label, body, outcomes in (
        ("none", b"", (alone,)),
        ("two", file * 2, (alone,)),
        ("900", file * 900, (alone,)),
        ("1001", file * 1001, (DAMAGED,)),
        ("26-megabytes", large, (INVALID,)),
        ("text-instead", text, (INVALID,)),
        ("file-and-text", file + text, (INVALID,)),
        ("text-and-file", text + file, (INVALID,)),
        ("and-another-field", file + other, (CREATED,)),
        ("and-a-file-in-another-field", file + part(b"unheard_of"), (CREATED,)),
        ("and-a-charset", part(b"_charset_", b"", content=b"utf-7") + file, (CREATED,)),
        ("in-capitals", part(name.upper(), headers=files.header), (alone,)),
        ("in-brackets", part(name + b"[]", headers=files.header), (CREATED, INVALID)),
        ("with-index", part(name + b"[0]", headers=files.header), (CREATED, INVALID)),
        ("space-behind-name", part(name + b" "), (alone,)),
        ("nul-behind-name", part(name + b"\0"), (alone, DAMAGED)),
    ):
        yield _sent(files, f"files-{label}", body, *outcomes)
    for label, body in {
        "cut": file[:-10],
        "no-end": file,
        "no-colon": b"--edge\r\ngarbage\r\n\r\nx\r\n" + END,
        "nul-in-header": b"--edge\r\nX\0: y\r\n\r\nx\r\n" + END,
        "megabyte-of-header": b"--edge\r\n" + b"X" * 1_000_000,
    }.items():
        yield case(
            f"file/{files.name}-damaged-{label}",
            lambda to, body=body: _post(to, files, body),
            DAMAGED,
        )


def with_file(files: Files, filename: bytes) -> bytes:
    """Return a whole body that brings a file of that name."""
    name = files.name.encode()
    return _fields(files) + part(name, filename, headers=files.header) + END


def _fields(files: Files) -> bytes:
    return b"".join(
        part(name.encode(), b"", content=value.encode())
        for name, value in files.fields.items()
    )


def _post(to: Attacker, files: Files, body: bytes) -> Request:
    return to.send("POST", to.path(files.path), body, TYPE)


def _sent(files: Files, name: str, body: bytes, *outcomes: Outcome) -> Case:
    whole = _fields(files) + body + END
    return case(
        f"file/{files.name}-{name}", lambda to: _post(to, files, whole), *outcomes
    )
