"""Trials: a handler that breaks its contract, each time after it has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, Violation, invalid

if TYPE_CHECKING:
    from ticketstub.call import Call, Record


def run_trial(  # noqa: C901, PLR0911, PLR0912  # a way to fail is a branch
    call: Call, body: Record
) -> Reply:
    call.store.books.delete("bk_0001")
    call.store.books.update("bk_0002", {"condition": "damaged"})
    call.store.shelves.insert({"id": call.store.shelves.next_id(), "name": "spare"})
    match body["way"]:
        case "raise":
            message = "no such drawer"
            raise LookupError(message)
        case "refuse":
            invalid(Violation("body", "way", "refused", path=("way",)))
        case "undeclared refusal":
            message = "not now"
            raise ConflictError(message)
        case "bad field":
            return Reply(200, {"count": "three"})
        case "bad number":
            return Reply(200, {"count": 100})
        case "undeclared status":
            return Reply(202, {"count": 1})
        case "undeclared media type":
            return Reply(200, "one", media_type="text/csv")
        case "no body":
            return Reply(200)
        case "unwritable":
            return Reply(200, {"count": 1, "more": {1, 2}})
        case "unwritable text":
            return Reply(200, {"count": 1, "more": "\ud800"})
        case "header of a number":
            return Reply(200, {"count": 1}, {"X-Count": 1})  # type: ignore[dict-item]  # the fault
        case "header of two lines":
            return Reply(200, {"count": 1}, {"X-Count": "1\r\nX-More: 2"})
        case "header of no name":
            return Reply(200, {"count": 1}, {"X Count": "1"})
        case "half a record":
            call.store.books.insert({"id": "bk_half", "genre": "crime"})
        case "a rank that is none":
            call.store.books.update("bk_0003", {"genre": "poetry", "condition": "odd"})
        case "no reply":
            return None  # type: ignore[return-value]  # the fault
        case _:
            pass
    return Reply(200, {"count": 1})
