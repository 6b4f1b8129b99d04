"""Books: what readers borrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.problems import Violation, absent
from ticketstub.store import AllOf, Equals, OneOf, Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.store import Filter


def find_book(call: Call, book_id: str) -> Record:
    return call.store.books.get(book_id) or absent("book")


def present_book(book: Record) -> Record:
    shown = ("id", "title", "condition", "shelf", "pages", "subtitle", "added")
    return {name: book[name] for name in shown}


def list_books(  # noqa: PLR0917  # a handler takes what its contract declares
    call: Call,
    genres: list[str] | None,
    shelves: list[int] | None,
    published: dict[str, Any] | None,
    order: str,
    offset: int,
    x_reader_age: int,
    last_visit: str | None,
) -> Reply:
    filters: list[Filter] = []
    if genres:
        filters.append(OneOf("genre", tuple(genres)))
    if shelves:
        filters.append(OneOf("shelf", tuple(shelves)))
    if published:
        year = (published.get("from"), published.get("until"))
        filters.append(Range("published", *year))
    found = call.store.books.find(
        AllOf(tuple(filters)), order=order, offset=max(0, offset)
    )
    asked = {
        "genres": genres,
        "shelves": shelves,
        "published": published,
        "order": order,
        "offset": offset,
        "x_reader_age": x_reader_age,
        "last_visit": last_visit,
        "reader": call.caller.record["name"],
    }
    return Reply(
        200,
        {"books": [present_book(book) for book in found.records], "asked": asked},
        {"X-Total": str(found.total)},
    )


def check_create_book(call: Call, body: Record) -> Iterator[Violation]:
    """Refuse a title that is there; note which fields were asked about."""
    if "shelf" in body and body["shelf"] > 9:
        yield Violation("body", "shelf", "full", path=("shelf",))
    if "title" in body and call.store.books.count(Equals("title", body["title"])):
        yield Violation("body", "title", "taken", path=("title",))
    if not {"title", "condition"} & set(body):
        yield Violation("body", "desk_note", "alone", path=("desk_note",))
    if not isinstance(body.get("shelf", 1), int):
        message = "a refused field was asked about"
        raise TypeError(message)


def create_book(call: Call, body: Record) -> Reply:
    book = call.store.books.insert(
        {
            "id": f"bk_{call.ids.token(4)}",
            "title": body["title"],
            "condition": body["condition"],
            "genre": "crime",
            "published": None,
            "shelf": body.get("shelf", 1),
            "pages": body.get("pages"),
            "subtitle": body.get("subtitle"),
            "desk_note": body["desk_note"],
            "added": call.now().replace(tzinfo=None).isoformat() + "Z",
        }
    )
    where = f"/library/v2/books/{book['id']}"
    return Reply(201, present_book(book), {"Location": where})


def list_lost_books(call: Call) -> Reply:
    return Reply(200, [book["id"] for book in call.store.books if not book["shelf"]])


def get_book(call: Call, book: Record) -> Reply:  # noqa: ARG001  # a handler takes it
    return Reply(200, present_book(book))


def update_book(call: Call, book: Record, body: Record) -> Reply:
    return Reply(200, present_book(call.store.books.update(book["id"], body)))


def delete_book(call: Call, book: Record) -> Reply:
    call.store.books.delete(book["id"])
    return Reply(204)
