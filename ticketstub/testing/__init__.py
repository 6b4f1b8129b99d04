"""For tests in Python: a stub in a thread, and a client of its control API.

    from ticketstub.testing import serve

    with serve() as stub:
        stub.control.clock.freeze("2026-06-15T09:30:00Z")
        my_client = MyClient(stub.url)
        ...
        stub.control.reset()

`Control("http://127.0.0.1:4140")` speaks to a stub that runs elsewhere.
"""

from ticketstub.testing.client import Control, ControlError
from ticketstub.testing.serving import Stub, serve

__all__ = ["Control", "ControlError", "Stub", "serve"]
