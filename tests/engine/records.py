"""Records of books for the tests of the store, and what a collection of them finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from ticketstub.store import Equals, Filter
from ticketstub.store.collection import Starting
from ticketstub.store.indexes import Declared
from ticketstub.store.tinystore import TinyStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ticketstub.store.collection import TinyCollection

RANKS = ("new", "worn", "damaged")
DECLARED = Declared(
    key="id",
    indexes=("shelf", "state"),
    orders={"shelf": None, "state": RANKS, "title": None},
)

Record = dict[str, Any]

FIELDS = st.fixed_dictionaries(
    {
        "shelf": st.none() | st.integers(0, 3),
        "state": st.sampled_from(RANKS),
        "title": st.sampled_from(("Emma", "emma", "Fen", "Straße", "")),
        "note": st.none() | st.sampled_from(("glue", "GLUE", "")),
        "tags": st.lists(st.sampled_from(("a", "A", "b")), max_size=2),
        "year": st.none() | st.integers(0, 5),
        "serial": st.integers(0, 3),
    }
)
WRITES = st.lists(
    st.tuples(
        st.sampled_from(("insert", "insert", "update", "delete", "view")),
        st.integers(0, 30),
        FIELDS,
    ),
    max_size=25,
)


def collection(
    records: Sequence[Mapping[str, Any]] | None = None,
) -> tuple[TinyStore, TinyCollection]:
    """Return a new store, and its collection of books."""
    store = TinyStore()
    starting = records if isinstance(records, Starting) else list(records or ())
    return store, store.collection("toy.books", DECLARED, lambda: starting)


def book(key: int, **fields: Any) -> Record:
    """Return a record with every field."""
    book = {"shelf": 1, "state": "new", "title": "Emma", "note": None, "tags": []}
    return {"id": key, **book, "year": None, "serial": key, **fields}


def everything(books: TinyCollection) -> list[Any]:
    """Return what each kind of find says, so that stale indexes show."""
    ways: list[tuple[Filter | None, str | None]] = [
        (where, order)
        for where in (None, *(Equals("shelf", shelf) for shelf in (None, 1, 2, 3)))
        for order in (None, "shelf", "state", "title")
    ]
    return [
        *(books.find(where, order=order) for where, order in ways),
        *(books.count(Equals("state", state)) for state in RANKS),
    ]
