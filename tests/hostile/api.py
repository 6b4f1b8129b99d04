"""What the table knows about an API, and what may come of a request to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.hostile.addresses import Addresses
    from tests.hostile.cursors import Cursors
    from tests.hostile.custom_keys import CustomKeys
    from tests.hostile.custom_values import CustomValues
    from tests.hostile.files import Files
    from tests.hostile.links import Links
    from tests.hostile.wire import Answer, Headers


class Outcome(Enum):
    """What may come of a request; an API says which status it gives to each."""

    READ = auto()
    CREATED = auto()
    CHANGED = auto()
    UNREADABLE = auto()
    INVALID = auto()
    ABSENT = auto()
    #: What a call would change is not there.
    NOTHING_TO_CHANGE = auto()
    WRONG_METHOD = auto()
    UNSUPPORTED = auto()
    TOO_LARGE = auto()
    UNAUTHENTICATED = auto()
    #: The caller is known, but may not do this, or not here.
    FORBIDDEN = auto()
    #: A header that every call needs is missing.
    NO_FIXED_HEADER = auto()
    #: A range or a cursor that cannot be read.
    BAD_PLACE_IN_LIST = auto()
    #: An upload that is no multipart body, or a damaged one.
    DAMAGED = auto()
    #: A list of drafts was answered, and none of them was worth a record.
    NONE_CREATED = auto()
    #: A link that works no more, or never did.
    EXPIRED = auto()
    #: The bytes of a file.
    FILE = auto()
    #: The stub itself refuses the name of a sandbox, or a host or origin.
    BAD_SANDBOX = auto()
    BAD_PLACE = auto()
    PREFLIGHT = auto()
    #: The path lies below no API's prefix, so the stub answers for itself.
    OUTSIDE = auto()
    #: No valid HTTP: the HTTP server answers a plain 400 or closes the connection,
    #: before any application sees the request.
    NOT_HTTP = auto()
    #: A longer URL, or more or longer headers, than the HTTP server reads.
    LONG_HEAD = auto()
    #: The connection ends without an answer.
    NO_ANSWER = auto()


#: What no API decides.
STUB_STATUSES = {
    Outcome.BAD_SANDBOX: 400,
    Outcome.BAD_PLACE: 403,
    Outcome.PREFLIGHT: 204,
    Outcome.OUTSIDE: 404,
    Outcome.NOT_HTTP: 400,
    Outcome.LONG_HEAD: 431,
}


@dataclass(frozen=True)
class Place:
    """A path with an `{id}` in it, the id of a record there, and how it is called."""

    method: str
    path: str
    known_id: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class ApiUnderAttack:
    """One API as the table of hostile requests needs to know it.

    What an API lacks is left out, and so are the cases of it.
    Paths are relative to the prefix; `name` is its contract's file name.
    `label` names a description that only part of the table is for.

    Callers: `credential` makes the headers for a key; `key` is the one that is known,
    `lesser_keys` may read at most. `key_header` takes a bare key, and is worth
    `beside_authorization` beside a bad header of that name. `fixed_headers` go with
    every call. `code` goes with the key where an API asks for both by HTTP Basic.

    Bodies: `valid` is one that `create` takes, as JSON under the name `wrapper`, and
    as a form where the API `takes_forms`. `text_fields` and `integer_fields` are
    fields of it that take nothing else, `loose_fields` optional ones whose schema lets
    everything through, `addresses` those of mail. The arrays are optional fields of
    texts, of ids of records, and of words, of which each has one that it takes.
    `array_form` is the method, the path and the array field of an operation that takes
    a form. `urls` are fields that say where events are sent to, `files` those for
    files. An API that `takes_lists` creates a record for each entry of a JSON list.

    Records: `item` can be read without a trace; `places` are the paths of others, and
    `change` is an operation with a body on a record.

    Lists: `word_parameters` are query parameters with an enum, `sort` and `order` say,
    `array_parameter` one in brackets, `terms` one that takes a search language.
    `cheap` is a query that makes a list short.

    `envelope` asserts that an answer is in the API's own envelope.
    """

    name: str
    label: str = ""
    prefix: str
    credential: Callable[[str], Headers]
    key: str
    code: str = ""
    lesser_keys: Sequence[str] = ()
    key_header: str = ""
    beside_authorization: Outcome = Outcome.READ
    fixed_headers: Headers = ()
    create: str
    create_method: str = "POST"
    takes_forms: bool = False
    takes_lists: bool = False
    wrapper: str = ""
    valid: Mapping[str, Any]
    text_fields: Sequence[str]
    may_be_empty: Sequence[str] = ()
    may_be_blank: Sequence[str] = ()
    may_be_missing: Sequence[str] = ()
    integer_fields: Sequence[str] = ()
    loose_fields: Sequence[str] = ()
    addresses: Sequence[Addresses] = ()
    text_arrays: Sequence[str] = ()
    id_arrays: Mapping[str, int] = field(default_factory=dict)
    word_arrays: Mapping[str, str] = field(default_factory=dict)
    array_form: tuple[str, str, str] | None = None
    custom_values: CustomValues | None = None
    custom_keys: CustomKeys | None = None
    files: Sequence[Files] = ()
    links: Links | None = None
    urls: Sequence[str] = ()
    upload: tuple[str, str] | None = None
    item: str
    known_id: str
    places: Sequence[Place] = ()
    change: tuple[str, str]
    listing: str
    integer_parameters: Sequence[str] = ()
    word_parameters: Sequence[str] = ()
    search_parameter: str | None = None
    array_parameter: str | None = None
    terms: str = ""
    cheap: str = ""
    ranges: tuple[str, Sequence[str]] | None = None
    cursors: Sequence[Cursors] = ()
    statuses: Mapping[Outcome, int]
    envelope: Callable[[Answer], None]

    @property
    def form_outcome(self) -> Outcome:
        """What comes of a valid body as a form."""
        return Outcome.CREATED if self.takes_forms else Outcome.UNSUPPORTED

    def status(self, outcome: Outcome) -> int:
        """Return the status that stands for an outcome."""
        return {**STUB_STATUSES, **self.statuses}[outcome]
