"""Strict: parameters of the stub's own API, which refuses those it does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.pipeline.pairs import TooManyFieldsError, parse_pairs
from ticketstub.pipeline.parameters import Parameters
from ticketstub.problems import InvalidError, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ticketstub.call import Call
    from ticketstub.pipeline.parameters import Parameter


class StrictParameters(Parameters):
    """The parameters of one operation; no others may come in the query.

    A filter with a slip of the pen would let a test pass that ought to fail.
    """

    def __init__(self, parameters: Iterable[Parameter], *, also: str | None) -> None:
        """Take the parameters; `also` is one that is read elsewhere."""
        every = [*parameters]
        super().__init__(every)
        known = [each.name for each in every if each.where == "query"]
        self._known = known if also is None else [*known, also]

    def read(self, call: Call, arguments: dict[str, Any]) -> None:
        """Put each parameter's value among the arguments, and refuse unknown ones."""
        wrong = [*self._unknown(call.query)]
        try:
            super().read(call, arguments)
        except InvalidError as error:
            wrong = [*error.violations, *wrong]
        if wrong:
            raise InvalidError(wrong)

    def _unknown(self, query: bytes) -> Iterator[Violation]:
        try:
            names = dict.fromkeys(name for name, _ in parse_pairs(query))
        except TooManyFieldsError:
            names = dict.fromkeys(["query"])
        known = ", ".join(self._known) or "none"
        for name in names:
            if name not in self._known:
                message = f"is no parameter here; there are: {known}"
                yield Violation("query", name, "unknown", None, None, (), message)
