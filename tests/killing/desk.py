"""A small help desk whose every write touches several collections and a file.

A ticket comes with its first reply, and each reply is counted in its ticket, so what
was half-written shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CONTRACT = """\
openapi: 3.0.3
info:
  title: Desk API
  version: '1'
servers:
  - url: /desk
paths:
  /tickets:
    post:
      operationId: tickets.create_ticket
      requestBody: { $ref: '#/components/requestBodies/Text' }
      responses:
        '201': { $ref: '#/components/responses/Anything' }
  /tickets/{ticket_id}:
    parameters:
      - { $ref: '#/components/parameters/TicketId' }
    delete:
      operationId: tickets.delete_ticket
      responses:
        '204':
          description: The ticket and its replies are gone.
        '404': { $ref: '#/components/responses/Anything' }
  /tickets/{ticket_id}/replies:
    parameters:
      - { $ref: '#/components/parameters/TicketId' }
    post:
      operationId: tickets.create_reply
      requestBody: { $ref: '#/components/requestBodies/Text' }
      responses:
        '201': { $ref: '#/components/responses/Anything' }
        '404': { $ref: '#/components/responses/Anything' }
components:
  parameters:
    TicketId:
      name: ticket_id
      in: path
      required: true
      schema:
        type: integer
        minimum: 1
        maximum: 9007199254740991
  requestBodies:
    Text:
      required: true
      content:
        application/json:
          schema:
            type: object
            required:
              - text
            properties:
              text:
                type: string
  responses:
    Anything:
      description: Whatever there is to say.
      content:
        application/json:
          schema: {}
        application/problem+json:
          schema: {}
"""

_TICKETS = '''\
"""Tickets, their replies, a file for each ticket, and how many there are of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import absent
from ticketstub.store import Equals

if TYPE_CHECKING:
    from ticketstub.call import Call, Record


def find_ticket(call: Call, ticket_id: int) -> Record:
    return call.store.tickets.get(ticket_id) or absent("ticket")


def create_ticket(call: Call, body: Record) -> Reply:
    ticket = call.store.tickets.insert(
        {
            "id": call.store.tickets.next_id(),
            "text": body["text"],
            "hash": call.ids.hex(16),
            "file": call.uploads.keep(body["text"].encode()),
            "replies": 0,
        }
    )
    _count(call, "tickets", 1)
    _reply(call, ticket, body["text"])
    return Reply(201, call.store.tickets.get(ticket["id"]))


def delete_ticket(call: Call, ticket: Record) -> Reply:
    ours = call.store.replies.find(Equals("ticket", ticket["id"])).records
    for reply in ours:
        call.store.replies.delete(reply["id"])
    call.uploads.drop(ticket["file"])
    call.store.tickets.delete(ticket["id"])
    _count(call, "tickets", -1)
    _count(call, "replies", -len(ours))
    return Reply(204)


def create_reply(call: Call, ticket: Record, body: Record) -> Reply:
    return Reply(201, _reply(call, ticket, body["text"]))


def _reply(call: Call, ticket: Record, text: str) -> Record:
    replies = ticket["replies"] + 1
    call.store.tickets.update(ticket["id"], {"replies": replies})
    _count(call, "replies", 1)
    return call.store.replies.insert(
        {"id": call.store.replies.next_id(), "ticket": ticket["id"], "text": text}
    )


def _count(call: Call, what: str, more: int) -> None:
    totals = call.store.totals
    totals.update(what, {"count": totals.get(what)["count"] + more})
'''


def write_desk(folder: Path) -> Path:
    """Write the project below a folder."""
    project = folder / "desk"
    for name, text in {
        "openapi/desk.yaml": _CONTRACT,
        "handlers/desk/tickets.py": _TICKETS,
        "mock_data/desk/tickets.json": "[]",
        "mock_data/desk/replies.json": '{"indexes": ["ticket"], "records": []}',
        "mock_data/desk/totals.json": (
            '[{"id": "tickets", "count": 0}, {"id": "replies", "count": 0}]'
        ),
    }.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return project
