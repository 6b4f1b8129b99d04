"""Explain: why a call was refused, where that is written, and what would pass."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.contract.examples import examples_of
from ticketstub.contract.pointer import follow, join, look_up
from ticketstub.pipeline.record import LONGEST_VALUE, shortened
from ticketstub.problems import ConflictError
from ticketstub.sandbox.sandbox import MAIN

from .nearest import nearest
from .reasons import place, reasons, sentence
from .requests import find_request, is_well

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ticketstub.call import Call, Record
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Api, Project
    from ticketstub.sandbox.journal import Entry

__all__ = ["explain_request", "find_request"]

#: On an operation: where what is known of it comes from, and the rules that it keeps.
EVIDENCE = "x-ticketstub-evidence"

#: At the root of a contract: the answer to a path that no operation has.
_UNMATCHED = "x-ticketstub-unmatched"

#: A row of a fidelity page: an id, and what the rule says.
_RULE = re.compile(r"^\| ([A-Z]+[0-9]+) \| ((?:[^|\\]|\\.)*) \|", re.MULTILINE)


def explain_request(call: Call, request: Entry) -> Reply:
    if is_well(request):
        message = f"The call {request.id} was {request.outcome}, not refused."
        raise ConflictError(message)
    project = call.app.project
    api = next((each for each in project.apis if each.name == request.api), None)
    if api is None:
        message = f"The API {request.api} is not served any more."
        raise ConflictError(message)
    plan = next(
        (
            each
            for each in call.app.plans
            if each.api is api and each.operation_id == request.operation
        ),
        None,
    )

    query = request.query.decode("latin-1")
    documented = _documented(project, api, plan, request.status)
    offer = nearest(call, request, plan)
    explanation = {
        "id": request.id,
        "sandbox": request.sandbox,
        "method": request.method,
        "path": f"{request.path}?{query}" if query else request.path,
        "status": request.status,
        "outcome": request.outcome,
        "detail": _detail(request, plan, documented, offer.fault),
        "reasons": [*reasons(project, api, plan, request)],
        "operation": None if plan is None else _operation(project, plan),
        "evidence": None if plan is None else _evidence(project, plan),
        "documented": documented,
        "nearest": offer.request,
        "inspector": _inspector(request),
    }
    return Reply(200, explanation, _HEADERS)


#: A browser may come here by a link, but never show it within another page.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def _inspector(request: Entry) -> str:
    place = f"/_ticketstub/inspector#/calls/{request.id}"
    return place if request.sandbox == MAIN else f"{place}?sandbox={request.sandbox}"


def _detail(
    request: Entry, plan: Plan | None, documented: Record | None, fault: str
) -> str:
    told = sentence(plan, request) or f"It was answered {request.status}."
    if not request.detail and documented is not None and documented["description"]:
        meaning = " ".join(documented["description"].split())
        told = shortened(f"It was answered {request.status}: {meaning}", LONGEST_VALUE)
    if request.fault:
        told = f"It met the fault {request.fault}. {request.detail}".rstrip()
    if fault:
        told = f"{told.rstrip('.')}. Nothing passes while the fault {fault} stands."
    return told


def _operation(project: Project, plan: Plan) -> Record:
    pointer = join("#/paths", plan.path, plan.method.lower())
    declaration = look_up(plan.api.contract.document, pointer)
    return {
        "id": plan.operation_id,
        "summary": str(declaration.get("summary") or plan.operation_id),
        "contract": place(project, plan.api, pointer),
    }


def _evidence(project: Project, plan: Plan) -> Record | None:
    """Tell the operation's evidence, with the words of its rules."""
    document = plan.api.contract.document
    evidence = document["paths"][plan.path][plan.method.lower()].get(EVIDENCE)
    if not isinstance(evidence, dict):
        return None
    texts = rule_texts(project.folder, plan.api.name)
    source, confidence = evidence.get("source"), evidence.get("confidence")
    return {
        "source": None if source is None else str(source),
        "confidence": None if confidence is None else str(confidence),
        "rules": [
            {"id": str(rule), "text": texts.get(str(rule))}
            for rule in evidence.get("rules") or ()
        ],
    }


@functools.lru_cache(maxsize=32)
def rule_texts(folder: Path, api: str) -> Mapping[str, str]:
    """Return what each rule says, from the API's fidelity page if there is one.

    A checkout has the pages in its `docs/`; an installation carries them along.
    """
    for page in (f"docs/fidelity/{api}.md", f"fidelity/{api}.md"):
        try:
            text = (folder / page).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        return {
            found[1]: found[2].replace("\\|", "|").strip()
            for found in _RULE.finditer(text)
        }
    return {}


def _documented(
    project: Project, api: Api, plan: Plan | None, status: int
) -> Record | None:
    """Tell what the contract says of an answer, by its status, its range or any."""
    document = api.contract.document
    if plan is None:
        return _unmatched(project, api, status)
    responses = join("#/paths", plan.path, plan.method.lower(), "responses")
    for name in (str(status), f"{status // 100}XX", "default"):
        if name in look_up(document, responses):
            return _response(project, api, join(responses, name), name)
    return None


def _unmatched(project: Project, api: Api, status: int) -> Record | None:
    document = api.contract.document
    responses = document.get(_UNMATCHED)
    if not isinstance(responses, dict) or str(status) not in responses:
        return None
    return _response(project, api, join("#", _UNMATCHED, str(status)), str(status))


def _response(project: Project, api: Api, pointer: str, name: str) -> Record:
    at, response = follow(api.contract.document, pointer)
    examples = (
        example
        for media_type, declaration in (response.get("content") or {}).items()
        for _, example in examples_of(
            api.contract, join(at, "content", media_type), declaration
        )
    )
    return {
        "status": name,
        "description": str(response.get("description", "")),
        "contract": place(project, api, at),
        "example": next(examples, None),
    }
