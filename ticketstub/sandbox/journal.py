"""Journal: the recent calls of a sandbox and their answers, without their secrets."""

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heapreplace
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

#: What is kept of a body, in bytes; see `Entry.request_size` for its true length.
LONGEST_BODY = 16 * 1024

#: What an entry takes beside its texts, and each header, in bytes, so that empty ones
#: count, too.
_OVERHEAD = 1000
_HEADER = 150


class Entry(NamedTuple):
    """One call and its answer, as they went over the wire.

    Bodies hold the first `LONGEST_BODY` bytes, and their sizes are the true ones.
    `violations` are those of an invalid call, as `pipeline.record` tells them.
    """

    number: int
    sandbox: str
    at: datetime
    api: str
    operation: str
    method: str
    path: str
    query: bytes
    request_headers: Mapping[bytes, bytes]
    request_body: bytes
    request_size: int
    status: int
    answer_headers: Sequence[tuple[bytes, bytes]]
    answer_body: bytes
    answer_size: int
    seconds: float
    outcome: str
    detail: str
    violations: Sequence[Mapping[str, Any]]
    fault: str

    @property
    def id(self) -> str:
        """Its id in the sandbox."""
        return f"call_{self.number}"

    @property
    def is_whole(self) -> bool:
        """Whether all of the request's body was kept, but for its secrets."""
        return self.request_size <= LONGEST_BODY


class Shelf:
    """What all journals share: their bounds, and who follows them.

    A journal keeps `most_calls` and `most_bytes`; all together keep `most_in_all`
    bytes, for which the fullest makes room. Where one of them is 0 nothing is noted.
    """

    def __init__(
        self,
        most_calls: int = 1000,
        most_bytes: int = 8 * 1024 * 1024,
        most_in_all: int = 64 * 1024 * 1024,
    ) -> None:
        self.most_calls = most_calls
        self.most_bytes = most_bytes
        self.most_in_all = most_in_all
        #: Each is told of every call; and of None once, when the server stops.
        self.listeners: list[Callable[[Entry | None], None]] = []
        self.closing = False
        self.size = 0
        self._journals: WeakSet[Journal] = WeakSet()

    @property
    def is_open(self) -> bool:
        """Whether anything is noted at all."""
        return min(self.most_calls, self.most_bytes, self.most_in_all) > 0

    def add(self, journal: Journal) -> None:
        """Count a journal's bytes from now on."""
        self._journals.add(journal)

    def close(self) -> None:
        """Tell who follows that no more calls come."""
        self.closing = True
        for listener in self.listeners:
            listener(None)

    def make_room(self) -> None:
        """Let the fullest journals forget, until an eighth of the room is free."""
        enough = self.most_in_all * 7 // 8
        # Sizes are negative, since a heap yields the least first; ties need a number.
        fullest = [
            (-journal.size, number, journal)
            for number, journal in enumerate(self._journals)
            if journal.size
        ]
        heapify(fullest)
        while self.size > enough and fullest:
            _, number, journal = fullest[0]
            journal.forget_half()
            if journal.size:
                heapreplace(fullest, (-journal.size, number, journal))
            else:
                heappop(fullest)


class Journal:
    """The calls of one sandbox, the oldest falling out as others come."""

    __slots__ = (
        "__weakref__",
        "_entries",
        "_headers",
        "_headers_size",
        "_shelf",
        "_sizes",
        "dropped",
        "last",
        "size",
    )

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = shelf or Shelf()
        self._shelf.add(self)
        self._entries: deque[Entry] = deque()
        self._sizes: deque[int] = deque()
        #: The headers of the latest call, and how many bytes they count as.
        self._headers: Mapping[bytes, bytes] = {}
        self._headers_size = 0
        #: The number of the newest call.
        self.last = 0
        #: How many calls have made room for later ones.
        self.dropped = 0
        self.size = 0

    def __del__(self) -> None:
        """Give back the room of a sandbox that nobody has closed."""
        # Whoever is closed has none, and the collector may run in any thread.
        if self.size:
            self._shelf.size -= self.size

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def same_headers(self, headers: Mapping[bytes, bytes]) -> Mapping[bytes, bytes]:
        """Return the headers of the call before where they are the same.

        A client sends the same ones again and again; to keep them once saves most of
        what an entry takes, and most of what it takes to let go of one.
        """
        return self._headers if headers == self._headers else headers

    def add(self, entry: Entry) -> None:
        """Keep a call, and tell who follows."""
        shelf = self._shelf
        self.last = entry.number
        if entry.request_headers is not self._headers:
            self._headers = entry.request_headers
            self._headers_size = _size_of_headers(entry.request_headers)
        size = (
            _OVERHEAD
            + self._headers_size
            + len(entry.request_body)
            + len(entry.answer_body)
            + len(entry.path)
            + len(entry.query)
        )
        if entry.violations:
            size += sum(map(_size_of, entry.violations))
        self._entries.append(entry)
        self._sizes.append(size)
        self.size += size
        shelf.size += size
        while len(self._entries) > shelf.most_calls or self.size > shelf.most_bytes:
            self._forget_oldest()
        if shelf.size > shelf.most_in_all:
            shelf.make_room()
        if shelf.listeners:
            for listener in shelf.listeners:
                listener(entry)

    def get(self, id_: str) -> Entry | None:
        """Return the call of that id, if it is still there."""
        if not self._entries:
            return None
        _, _, digits = id_.partition("call_")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > _MOST_DIGITS:
            return None
        # Numbers follow one another without a gap.
        place = int(digits) - self._entries[0].number
        if not 0 <= place < len(self._entries):
            return None
        found = self._entries[place]
        return found if found.id == id_ else None

    def clear(self) -> None:
        """Forget every call; numbers go on."""
        self._shelf.size -= self.size
        self.size = self.dropped = 0
        self._entries.clear()
        self._sizes.clear()
        self._headers, self._headers_size = {}, 0

    def reset(self) -> None:
        """Forget every call, and count from the first again."""
        self.clear()
        self.last = 0

    def forget_half(self) -> None:
        """Make room: the older half of the calls goes."""
        for _ in range((len(self._entries) + 1) // 2):
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        self._entries.popleft()
        size = self._sizes.popleft()
        self.size -= size
        self._shelf.size -= size
        self.dropped += 1


def _size_of_headers(headers: Mapping[bytes, bytes]) -> int:
    return _HEADER * len(headers) + len(b"".join((*headers, *headers.values())))


def _size_of(violation: Mapping[str, Any]) -> int:
    texts = (text for text in violation.values() if isinstance(text, str))
    return _OVERHEAD + sum(map(len, texts))


#: A number with more digits is none of ours.
_MOST_DIGITS = 15
