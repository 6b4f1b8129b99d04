"""Health: that the stub is alive, and what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub import __version__
from ticketstub.call import Reply

if TYPE_CHECKING:
    from ticketstub.call import Call


def get_health(call: Call) -> Reply:
    apis = [api.name for api in call.app.project.apis]

    return Reply(200, {"status": "ok", "version": __version__, "apis": apis})
