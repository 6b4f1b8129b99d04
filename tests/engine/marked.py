"""A contract with secrets of every kind, and what a journal remembers of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.stub import Stub

SECRET = "fen-reed-4711"  # noqa: S105  # invented

MORE = """\
security:
  - Key: []
  - Session: []
components:
  securitySchemes:
    Key: {type: apiKey, in: query, name: api key}
    Session: {type: apiKey, in: cookie, name: session}
  schemas:
    Hook:
      type: object
      required: [url]
      properties:
        url: {type: string, maxLength: 20000}
        secret: {allOf: [{$ref: '#/components/schemas/Word'}]}
        old keys[]: {type: array, items: {$ref: '#/components/schemas/Word'}}
        nested:
          type: object
          properties:
            secret: {type: string, nullable: true}
    Word: {type: string, format: password, minLength: 3, maxLength: 30}
"""

PATHS = """\
  /hooks:
    post:
      operationId: hooks.create
      parameters:
        - {name: X-Word, in: header, schema: {type: string, format: password}}
        - {name: word, in: query, schema: {type: string, format: password}}
      requestBody:
        content:
          application/json: &hook {schema: {$ref: '#/components/schemas/Hook'}}
          application/x-www-form-urlencoded: *hook
          multipart/form-data: *hook
      responses:
        '201':
          description: It is made.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Hook'}
              example: {url: here, secret: made-fen-reed, nested: {secret: null}}
"""


def remembered(stub: Stub, name: str) -> str:
    """Return everything that a journal holds, as text."""
    return repr([tuple(entry) for entry in stub.sandbox(name).journal])


class Key(httpx.Auth):
    """Adds the key to the query of every call that is not to the control API."""

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request once, with the key."""
        url = request.url
        if not url.path.startswith("/_ticketstub") and "api key" not in url.params:
            request.url = url.copy_merge_params({"api key": "the-key-itself"})
        yield request
