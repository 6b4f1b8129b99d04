"""Wire: a whole answer is written to its connection at once.

uvicorn takes an answer as two messages. It writes each by itself, which is a system
call and a packet, and looks through every header by two regular expressions; for a
short answer that takes as long as to make it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

if TYPE_CHECKING:
    from starlette.types import Send

Headers = list[tuple[bytes, bytes]]

#: What is looked at and set of a request's cycle.
_LOOKED_AT = (
    "access_log",
    "default_headers",
    "disconnected",
    "flow",
    "keep_alive",
    "message_event",
    "on_response",
    "response_complete",
    "response_started",
    "transport",
    "waiting_for_100_continue",
)

#: Whether this uvicorn has all of it; another may be changed.
IS_KNOWN = {*_LOOKED_AT} <= {*RequestResponseCycle.__init__.__code__.co_names}


def write_whole(send: Send, status: int, headers: Headers, body: bytes) -> bool:
    """Write an answer; False where it must be sent in the usual way.

    Its headers tell the length of its body, or that of the body which HEAD leaves out.
    """
    cycle = getattr(send, "__self__", None)
    if type(cycle) is not RequestResponseCycle or not IS_KNOWN:
        return False
    # Nobody listens any more, or somebody is slow, or wants every call to be told of.
    if cycle.disconnected or cycle.flow.write_paused or cycle.access_log:
        return False
    lines = [STATUS_LINE[status]]
    lines += [b"%s: %s\r\n" % header for header in cycle.default_headers + headers]
    if not cycle.keep_alive:
        lines.append(b"connection: close\r\n")
    lines.append(b"\r\n")
    head = b"".join(lines)
    # A header with a line's end in it would be two; the usual way refuses it.
    if not head.count(b"\n") == head.count(b"\r") == len(lines):
        return False
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    cycle.message_event.set()
    cycle.transport.writelines((head, body) if body else (head,))
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True
