"""Explanations: the request that comes nearest to a refused one, and passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.explaining import EXPLAIN, explained, link_of
from tests.engine.projects import BASE, CARD

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub


def test_the_nearest_request_keeps_what_was_not_refused(toy: httpx.Client) -> None:
    body = {"title": "Emma", "condition": "eaten", "desk_note": "gift"}
    explanation = explained(toy, "POST", "/books", json=body)
    offered = explanation["nearest"]

    assert (offered["method"], offered["status"]) == ("POST", 201)
    assert '"title":"Emma"' in offered["curl"]
    assert "eaten" not in offered["curl"]
    assert f"{CARD['X-Library-Card']}" in offered["curl"]


def test_the_query_is_kept_without_what_was_refused(toy: httpx.Client) -> None:
    explanation = explained(toy, "GET", "/books?genres=horror&shelves=4")

    assert explanation["nearest"]["path"] == f"{BASE}/books?shelves=4"


def test_trying_what_would_pass_changes_nothing(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    refused = toy.post(f"{BASE}/books", json={"title": 5})
    before = toy_stub.records(sandbox_name)
    offered = toy.get(link_of(refused)).json()["nearest"]
    after = toy_stub.records(sandbox_name)

    assert offered["status"] == 201
    assert after == before
    assert toy.get("/_ticketstub/requests").json()["total"] == 1


def test_an_unknown_path_is_led_to_the_one_that_was_meant(toy: httpx.Client) -> None:
    explanation = explained(toy, "GET", "/bookss")

    assert explanation["operation"] is None
    assert explanation["reasons"] == []
    assert explanation["documented"]["status"] == "404"
    assert explanation["nearest"]["path"] == f"{BASE}/books"


def test_a_path_like_no_other_is_led_nowhere(toy: httpx.Client) -> None:
    assert explained(toy, "GET", "/%00/qqqqqqqqqqqqqqqqqqqqqq")["nearest"] is None


def test_a_wrong_method_is_led_to_one_that_there_is(toy: httpx.Client) -> None:
    explanation = explained(toy, "PATCH", "/shelves")

    assert explanation["documented"]["status"] == "405"
    assert explanation["nearest"]["method"] == "POST"


def test_a_wrong_method_keeps_the_path_and_deletes_nothing(toy: httpx.Client) -> None:
    explanation = explained(toy, "PUT", "/books/bk_0002", json={"pages": 3})

    assert explanation["nearest"]["method"] == "PATCH"
    assert explanation["nearest"]["path"] == f"{BASE}/books/bk_0002"


def test_a_mistyped_path_keeps_what_it_names(toy: httpx.Client) -> None:
    paths = [
        explained(toy, "GET", path)["nearest"]["path"]
        for path in ("/book/bk_0002", "/books/bk_0002/covr", "/book/%7BbookId%7D")
    ]

    assert paths == [
        f"{BASE}/books/bk_0002",
        f"{BASE}/books/bk_0002/cover",
        f"{BASE}/books/bk_0001",
    ]


def test_what_is_mistyped_is_never_deleted_unless_that_was_asked(
    toy: httpx.Client,
) -> None:
    methods = [
        explained(toy, method, "/book/bk_0002")["nearest"]["method"]
        for method in ("GET", "POST", "DELETE")
    ]

    assert methods == ["GET", "PATCH", "DELETE"]


def test_the_fields_of_a_multipart_body_are_kept(toy: httpx.Client) -> None:
    given = {"title": "My own", "condition": "new", "desk_note": "b", "shelf": "x"}
    sent = {name: (None, value) for name, value in given.items()}
    offered = explained(toy, "POST", "/books", files=sent)["nearest"]

    assert "--form-string 'title=My own'" in offered["curl"]
    assert "shelf" not in offered["curl"]


def test_a_file_is_kept_as_one_of_the_examples(toy: httpx.Client) -> None:
    sent = {"picture": ("cat.png", b"\x89PNG"), "caption": (None, "x" * 41)}
    path = "/books/bk_0002/cover"
    offered = explained(toy, "PUT", path, files=sent)["nearest"]

    assert offered["path"] == BASE + path
    assert "-F 'picture=" in offered["curl"]
    assert "caption" not in offered["curl"]


def test_no_curl_line_holds_what_no_shell_can(toy: httpx.Client) -> None:
    sent = {"title": "A\0B", "desk_note": "gift", "condition": "eaten"}
    offered = explained(toy, "POST", "/books", data=sent)["nearest"]

    assert "\0" not in offered["curl"]
    assert "desk_note=gift" in offered["curl"]


FAULT = {"api": "library", "operation": "books.list_books", "status": 503}


def test_a_call_that_met_a_fault_is_led_nowhere_while_it_stands(
    toy: httpx.Client,
) -> None:
    fault_id = toy.post("/_ticketstub/faults", json=FAULT).json()["id"]
    explanation = explained(toy, "GET", "/books")
    toy.delete(f"/_ticketstub/faults/{fault_id}")
    later = toy.get(f"{EXPLAIN}/{explanation['id']}").json()

    assert explanation["outcome"] == "faulted"
    assert f"It met the fault {fault_id}." in explanation["detail"]
    assert f"while the fault {fault_id} stands" in explanation["detail"]
    assert explanation["nearest"] is None
    assert later["nearest"]["status"] == 200
    assert "stands" not in later["detail"]


def test_a_fault_whose_turn_is_over_stands_in_no_way(toy: httpx.Client) -> None:
    toy.post("/_ticketstub/faults", json={**FAULT, "first": 1})
    explanation = explained(toy, "GET", "/books")

    assert explanation["outcome"] == "faulted"
    assert explanation["nearest"]["status"] == 200


def test_a_refusal_of_another_kind_names_the_fault_that_stands(
    toy: httpx.Client,
) -> None:
    fault_id = toy.post("/_ticketstub/faults", json=FAULT).json()["id"]
    explanation = explained(toy, "GET", "/books?order=size")
    (fault,) = toy.get("/_ticketstub/faults").json()["faults"]

    assert explanation["detail"].startswith("order: ")
    assert f"while the fault {fault_id} stands" in explanation["detail"]
    assert explanation["nearest"] is None
    assert fault["met"] == 0


def test_a_fault_that_only_delays_stands_in_no_way(toy: httpx.Client) -> None:
    fault = {"api": "library", "delay_seconds": 0.001}
    toy.post("/_ticketstub/faults", json=fault)
    explanation = explained(toy, "GET", "/books?order=size")

    assert explanation["nearest"]["status"] == 200
