"""No credential of a bundled API, and no signing secret, gets into the journal."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

from tests.contract.contracts import all_operations
from tests.contract.told import credentials, plain_request, send
from ticketstub.pages.guide import DEMO

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.contract.contracts import Operation
    from tests.stub import Stub

WEBHOOKS = "/helpdesk/api/v1/webhooks"
ADMIN = {"Authorization": "Bearer helpdesk-admin-key", "X-Workspace-Id": "ws_mock"}
WEBHOOK = {
    "name": "Hook",
    "targetUrl": "https://hooks.example/helpdesk",
    "events": ["ticket.created"],
}

_SIGNING = re.compile(r"whsec_[0-9a-f]{4}")


def demo_credentials() -> set[str]:
    """Return every credential that a contract hands out, and each half of a pair."""
    found: set[str] = set()
    for operation in all_operations():
        for name in {name for each in operation.security() for name in each}:
            scheme = operation.follow(f"#/components/securitySchemes/{name}")
            demo = operation.declaration.get(DEMO, scheme[DEMO])
            found |= {demo, *demo.split(":")}
            found.add(base64.b64encode(demo.encode()).decode().rstrip("="))
    return found


def suffixed(headers: dict[str, str], sandbox: str) -> dict[str, str]:
    """Return a credential that names its sandbox."""
    ((name, value),) = headers.items()
    if value.startswith("Basic "):
        user, _, password = base64.b64decode(value[6:]).decode().partition(":")
        pair = f"{user}~{sandbox}:{password}".encode()
        return {name: f"Basic {base64.b64encode(pair).decode()}"}
    return {name: f"{value}~{sandbox}"}


def remembered(stub: Stub, name: str) -> str:
    """Return everything that a journal holds, as text."""
    return repr([tuple(entry) for entry in stub.sandbox(name).journal])


def operations() -> Iterator[Operation]:
    """Yield the operations that ask for a credential."""
    return (each for each in all_operations() if credentials(each))


def test_no_demo_credential_is_kept_of_any_call(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """Of each operation: answered, refused, with a suffix, and unmatched."""
    bundled_stub.sandbox(sandbox_name)
    made = 0
    with bundled_stub.client(sandbox_name) as client, bundled_stub.client() as plain:
        for operation in operations():
            mine = credentials(operation)
            send(client, plain_request(operation))
            send(client, plain_request(operation), content_type="text/odd")
            plain.patch(
                operation.url, headers=suffixed(mine, sandbox_name), content="{"
            )
            client.get(f"{operation.url}/nothing/here", headers=mine)
            made += 3
    text = remembered(bundled_stub, sandbox_name)

    assert len(bundled_stub.sandbox(sandbox_name).journal) >= made > 100
    for credential in demo_credentials():
        assert credential not in text
    assert not _SIGNING.search(text)


def kept(client: httpx.Client) -> Any:
    """Return the newest call with its bodies."""
    newest = client.get("/_ticketstub/requests").json()["requests"][-1]["id"]
    return client.get(f"/_ticketstub/requests/{newest}").json()


def test_the_signing_secret_of_a_webhook_is_told_once_and_not_kept(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    with bundled_stub.client(sandbox_name, headers=ADMIN) as client:
        made = client.post(WEBHOOKS, json={"webhook": WEBHOOK})
        answer = json.loads(kept(client)["answer"]["body"]["text"])
        secret = made.json()["webhook"]["signingSecret"]
        told = {**WEBHOOK, "signingSecret": secret}
        client.post(WEBHOOKS, json={"webhook": told})
        sent = json.loads(kept(client)["request"]["body"]["text"])
        client.post(WEBHOOKS, json={"webhook": {**told, "name": 1}})
        refused = kept(client)

    assert made.status_code == 201
    assert _SIGNING.match(secret)
    assert answer["webhook"]["signingSecret"] == "[redacted]"
    assert sent["webhook"]["signingSecret"] == "[redacted]"
    assert refused["outcome"] == "refused"
    assert not _SIGNING.search(remembered(bundled_stub, sandbox_name))
