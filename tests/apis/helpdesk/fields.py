"""The ticket fields of the mock data, and how they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

#: The fields of ws_mock in the order of their positions.
FIELDS = [
    "system_subject",
    "system_status",
    "system_priority",
    "cf_abc",
    "cf_text",
    "cf_textarea",
    "cf_number",
    "cf_decimal",
    "cf_checkbox",
    "cf_date",
    "cf_multiselect",
    "cf_regex",
    "cf_inactive",
]


def fields_page(client: httpx.Client, query: str = "") -> Any:
    """List one page of ticket fields, with everything that goes with it."""
    answer = client.get(f"/ticket_fields?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def fields_on(page: Any) -> list[str]:
    """Return the ids of the fields on a page, in order."""
    return [field["id"] for field in page["ticketFields"]]
