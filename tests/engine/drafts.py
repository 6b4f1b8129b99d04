"""A small project that takes drafts: one as its body, and several in a batch.

The handler of a batch judges each draft by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = """\
openapi: 3.0.3
info:
  title: Town Drafts API
  version: '1'
paths:
  /drafts:
    post:
      operationId: drafts.create_draft
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Draft'}
      responses:
        default: {$ref: '#/components/responses/Any'}
  /batches:
    post:
      operationId: drafts.create_batch
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: array
              items: {}
      responses:
        default: {$ref: '#/components/responses/Any'}
components:
  responses:
    Any:
      description: What was judged.
      content:
        application/json:
          schema: {}
  schemas:
    Draft:
      type: object
      additionalProperties: false
      required: [id, title, size]
      properties:
        id: {type: string, readOnly: true}
        title: {type: string, minLength: 2}
        place:
          type: object
          required: [house]
          properties:
            street: {type: string}
            house: {$ref: '#/components/schemas/Digits'}
        size: {$ref: '#/components/schemas/Digits'}
        weight: {type: integer}
        notes:
          type: array
          items: {$ref: '#/components/schemas/Note'}
    Digits:
      nullable: true
      anyOf:
        - {type: integer, minimum: 1, maximum: 99}
        - {type: string, pattern: '^[0-9]{1,2}$'}
        - {type: string, enum: ['']}
      x-ticketstub-as: integer
    Note:
      type: object
      required: [text]
      properties:
        text: {type: string}
"""

API = '''\
"""Violations are told as they are."""

from dataclasses import asdict

from ticketstub.call import Reply
from ticketstub.problems import InvalidError


def told(violations):
    return [asdict(violation) for violation in violations]


def word(call, problem):
    found = problem.violations if isinstance(problem, InvalidError) else ()
    return Reply(problem.status, {"wrong": told(found), "detail": problem.detail})
'''

DRAFTS = '''\
"""Drafts: one that is the body, and a batch that the handler goes through."""

from ticketstub.call import Reply
from ticketstub.problems import Violation

from .api import told

SEEN = []


def check_create_draft(call, body):
    SEEN[:] = [body]
    if body.get("weight", 0) > 5:
        yield Violation("body", "weight", "heavy", path=("weight",))
    if body.get("title") == "taken":
        yield Violation("body", "title", "taken", path=("title",))
    if "street" not in body.get("place", {"street": ""}):
        yield Violation("body", "place", "lost", path=("place", "street"))
    yield from ()


def create_draft(call, body):
    return Reply(200, {"value": body, "wrong": [], "seen": [*SEEN]})


def create_batch(call, body):
    answers = []
    for name, value in body:
        SEEN.clear()
        value, wrong = call.operation.judge(
            name, value, lambda value: check_create_draft(call, value)
        )
        answers.append({"value": value, "wrong": told(wrong), "seen": [*SEEN]})
    return Reply(200, answers)
'''


def drafts_in(folder: Path) -> Path:
    """Write the project below a folder."""
    handlers = folder / "handlers" / "drafts"
    handlers.mkdir(parents=True)
    (folder / "openapi").mkdir()
    (folder / "openapi" / "drafts.yaml").write_text(CONTRACT, encoding="utf-8")
    (handlers / "api.py").write_text(API, encoding="utf-8")
    (handlers / "drafts.py").write_text(DRAFTS, encoding="utf-8")
    return folder
