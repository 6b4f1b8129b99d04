"""Meant: which operations and paths a call may have been meant for."""

from __future__ import annotations

import difflib
import itertools
from typing import TYPE_CHECKING, NamedTuple

from .attempt import raw_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.app import App
    from ticketstub.pipeline.plan import Plan
    from ticketstub.sandbox.journal import Entry

#: Paths that resemble each other by less are not taken for the same.
_ALIKE = 0.5

#: What a parameter of a path counts for, where a literal step counts 1.
_PARAMETER = 0.5

#: So many paths are taken into account, and steps of a path, and letters of a step.
_MOST_PATHS = 3
_MOST_STEPS = 20
_LONGEST_STEP = 100

_READS = ("GET", "HEAD", "OPTIONS", "TRACE")
_FOR_READS = ("GET", "POST", "PATCH", "PUT")
_FOR_WRITES = ("PATCH", "PUT", "POST", "GET")


class Meant(NamedTuple):
    """An operation, and the path in the caller's own words; empty for none."""

    plan: Plan
    path: str


def meant(app: App, entry: Entry, plan: Plan | None) -> Iterator[Meant]:
    """Yield what may have been meant, the likeliest first."""
    if plan is not None:
        yield Meant(plan, entry.path)
        return
    router = app.generation.pipeline.router
    match = router.match(entry.path, raw_path(entry.path).encode())
    if match is not None:
        for method in _methods(entry.method):
            allowed = match.methods.get(method)
            if allowed is not None:
                yield Meant(allowed, entry.path)
        return
    plans = [each for each in app.plans if each.api.name == entry.api]
    yield from _alike(entry, plans)


def whole_path(plan: Plan) -> str:
    """Return the template of an operation's path, with its prefix."""
    return plan.api.prefix_of(plan.path, plan.method.lower()) + plan.path


def _methods(sent: str) -> tuple[str, ...]:
    """List the methods that may stand in for one; none deletes in its place."""
    likely = _FOR_READS if sent in _READS else _FOR_WRITES
    return (sent, *(each for each in likely if each != sent))


def _alike(entry: Entry, plans: list[Plan]) -> Iterator[Meant]:
    """Yield the operations whose paths resemble the one that was called."""
    found: dict[str, tuple[float, str]] = {}
    for plan in plans:
        prefix = plan.api.prefix_of(plan.path, plan.method.lower())
        if entry.path.startswith(f"{prefix}/"):
            likeness, path = _likeness(entry.path.removeprefix(prefix), plan.path)
            if likeness >= _ALIKE:
                found[whole_path(plan)] = likeness, path and prefix + path
    paths = sorted(found, key=lambda each: found[each][0], reverse=True)
    paths += difflib.get_close_matches(
        entry.path, sorted({whole_path(plan) for plan in plans}), cutoff=_ALIKE
    )
    for path in itertools.islice(dict.fromkeys(paths), _MOST_PATHS):
        _, own = found.get(path, (0.0, ""))
        for method in _methods(entry.method):
            for plan in plans:
                if whole_path(plan) == path and plan.method == method:
                    yield Meant(plan, own)


def _likeness(path: str, template: str) -> tuple[float, str]:
    """Tell how alike a path and a template are, and fill it with the path's steps."""
    sent, wanted = path.strip("/").split("/"), template.strip("/").split("/")
    if len(sent) > _MOST_STEPS:
        return 0.0, ""
    alike = most = 0.0
    filled = []
    for step, want in itertools.zip_longest(sent, wanted):
        is_parameter = want is not None and want.startswith("{") and want.endswith("}")
        weight = _PARAMETER if is_parameter else 1.0
        most += weight
        if want is not None:
            filled.append(step if is_parameter and step else want)
        if step and want:
            alike += weight * (1.0 if is_parameter else _ratio(step, want))
    slash = "/" if template.endswith("/") else ""
    own = "/" + "/".join(filled) + slash
    # A step that is lacking, or was never filled in.
    return alike / most, "" if "{" in own else own


def _ratio(step: str, want: str) -> float:
    if len(step) > _LONGEST_STEP:
        return 0.0
    ratio = difflib.SequenceMatcher(None, step, want).ratio()
    return ratio if ratio >= _ALIKE else 0.0
