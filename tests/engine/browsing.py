"""What the tests of the docs share: where the pages are, and what they carry."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

DOCS = "/_ticketstub/docs"

#: What a page carries for the viewer.
DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>')


def data_of(client: httpx.Client, api: str) -> dict[str, Any]:
    """Return what the page of an API carries for the viewer."""
    found = DATA.search(client.get(f"{DOCS}/{api}").text)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data
