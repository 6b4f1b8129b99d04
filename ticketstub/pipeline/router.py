"""Match: from a path and a method to the plan of an operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from ticketstub.contract.check import OWN_PREFIX

if TYPE_CHECKING:
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Api

Methods = dict[str, "Plan"]


def is_own(path: str) -> bool:
    """Tell whether a path is kept for the stub itself."""
    return path == OWN_PREFIX or path.startswith(f"{OWN_PREFIX}/")


class Match(NamedTuple):
    """A path's operations by method, the values of its parameters, and its API."""

    methods: Methods
    values: tuple[str, ...]
    api: Api

    def plan(self, method: str) -> Plan | None:
        """Return the operation for a method; HEAD is served as GET is."""
        plan = self.methods.get(method)
        if plan is None and method == "HEAD":
            plan = self.methods.get("GET")
        return plan

    def allowed(self) -> list[str]:
        """List every method that the path answers."""
        head = {"HEAD"} if "GET" in self.methods else set()
        return sorted({*self.methods, *head})


class Router:
    """Every path of a project, and the prefixes of its APIs.

    A literal path, or literal step of one, wins over a template whatever the method.
    There are no redirects, and no spellings but those that were added.
    """

    def __init__(self) -> None:
        #: Paths that were asked for lately; what they match does not change.
        self._known: dict[str, Match] = {}
        self._templates = _Node()
        self._prefixes: list[tuple[str, Api]] = []

    def add_api(self, prefix: str, api: Api) -> None:
        """Note that paths below a prefix are an API's; the longest prefix decides."""
        self._prefixes.append((prefix, api))
        self._prefixes.sort(key=lambda pair: len(pair[0]), reverse=True)

    def add(self, path: str, method: str, plan: Plan) -> None:
        """Add an operation under its path."""
        self._methods_of(path).setdefault(method, plan)

    def match(self, path: str, raw_path: bytes) -> Match | None:
        """Find the operations of a path as it was requested."""
        if b"%" in raw_path:
            encoded = raw_path.partition(b"?")[0].decode("latin-1")
            return self._find(path, [unquote(step) for step in encoded.split("/")])
        found = self._known.get(path)
        if found is None:
            found = self._find(path, path.split("/"))
            if found is not None and len(path) <= _LONGEST_KNOWN:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[path] = found
        return found

    def _find(self, path: str, steps: list[str]) -> Match | None:
        found = self._templates.match(steps, 0, ())
        # An API without a prefix leaves the stub's own paths alone.
        if found is None or (not found.api.own and is_own(path)):
            return None
        return found

    def api(self, path: str) -> Api | None:
        """Find the API whose prefix a path has."""
        for prefix, api in self._prefixes:
            if path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in (
                "",
                "/",
            ):
                return api
        return None

    def _methods_of(self, path: str) -> Methods:
        node = self._templates
        for step in path.split("/"):
            node = node.child(step)
        if node.methods is None:
            node.methods = {}
        return node.methods


_MOST_KNOWN = 10_000
_LONGEST_KNOWN = 200


class _Node:
    """What may follow after some steps of a path."""

    def __init__(self) -> None:
        self.methods: Methods | None = None
        self._literal: dict[str, _Node] = {}
        self._patterns: dict[re.Pattern[str], _Node] = {}

    def child(self, step: str) -> _Node:
        if "{" not in step:
            return self._literal.setdefault(step, _Node())
        pieces = re.split(r"\{[^{}]*\}", step)
        # A step is matched as it is once decoded, so a value may hold anything.
        pattern = re.compile("(.+)".join(map(re.escape, pieces)), re.DOTALL)
        return self._patterns.setdefault(pattern, _Node())

    def match(
        self, steps: list[str], depth: int, values: tuple[str, ...]
    ) -> Match | None:
        if depth == len(steps):
            if self.methods is None:
                return None
            return Match(self.methods, values, next(iter(self.methods.values())).api)
        step = steps[depth]
        literal = self._literal.get(step)
        if literal is not None:
            found = literal.match(steps, depth + 1, values)
            if found is not None:
                return found
        for pattern, node in self._patterns.items():
            fits = pattern.fullmatch(step)
            if fits is not None:
                found = node.match(steps, depth + 1, values + fits.groups())
                if found is not None:
                    return found
        return None
