"""Mock data with custom fields of every type, required and dependent ones among them.

Category 2 gets those of tickets; it requires field 3 in any case.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tests.apis.happyfox.conftest import PLAIN_DRAFT
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

COLOURS = [
    {"text": "Red", "id": 1, "dependant_fields": []},
    {"text": "Blue", "id": 2, "dependant_fields": [44]},
]
EXTRAS = [
    {"text": "Lamp", "id": 7, "dependant_fields": []},
    {"text": "Bell", "id": 8, "dependant_fields": [45]},
]


def _field(number: int, kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "type": kind,
        "required": True,
        "depends_on_choice": None,
        "choices": None,
        "visible_to_staff_only": False,
        **more,
    }


def _ticket_field(
    number: int, kind: str, name: str, place: int | None = None, **more: Any
) -> dict[str, Any]:
    return {
        **_field(number, kind, name, **more),
        "compulsory_on_completed": False,
        "compulsory_on_move": False,
        "categories": [{"category": 2, "order": place or number}],
    }


TICKET_FIELDS = [
    _ticket_field(40, "number", "Weight"),
    _ticket_field(41, "date", "Bought on"),
    _ticket_field(42, "choice", "Colour", choices=COLOURS),
    _ticket_field(43, "multiple_option", "Extras", choices=EXTRAS),
    _ticket_field(44, "text", "Shade of blue", depends_on_choice=2),
    _ticket_field(45, "date", "Bell checked on", depends_on_choice=8),
    _ticket_field(46, "text", "Frame number", place=39),
]

CONTACT_FIELDS = [
    _field(4, "text", "Customer number", order=3),
    _field(5, "number", "Discount", order=4, required=False),
    _field(6, "date", "Customer since", order=5, required=False),
    _field(
        7,
        "multiple_option",
        "Languages",
        order=6,
        required=False,
        choices=[
            {"text": "English", "id": 1, "dependant_fields": []},
            {"text": "Tamil", "id": 2, "dependant_fields": []},
        ],
    ),
]

#: A draft that fills every field that is required of it.
OWN_DRAFT: Mapping[str, Any] = {
    **PLAIN_DRAFT,
    "category": 2,
    "t-cf-3": [1],
    "t-cf-40": 12.5,
    "t-cf-41": "2026-05-01",
    "t-cf-42": 1,
    "t-cf-43": [7],
    "t-cf-46": "F-1",
    "c-cf-4": "K-1",
}

#: The required fields of it that only these mock data have.
REQUIRED_KEYS = ["c-cf-4", "t-cf-46", "t-cf-40", "t-cf-41", "t-cf-42", "t-cf-43"]


def own_stub(folder: Path) -> Stub:
    """Return a stub for a copy of the mock data, in a folder, with these fields."""
    shutil.copytree(bundled() / "mock_data" / "happyfox", folder / "happyfox")
    _add(folder / "happyfox" / "ticket_custom_fields.json", TICKET_FIELDS)
    _add(folder / "happyfox" / "user_custom_fields.json", CONTACT_FIELDS)
    project = load_project(bundled(), only=["happyfox"], mock_data=folder)
    return Stub(project, Settings(max_sandboxes=10_000))


def _add(file: Path, records: Iterable[dict[str, Any]]) -> None:
    collection = json.loads(file.read_text(encoding="utf-8"))
    collection["records"] += records
    file.write_text(json.dumps(collection), encoding="utf-8")
