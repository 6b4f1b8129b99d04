"""Records that raise when they are changed in place."""

from __future__ import annotations

from typing import Any, NoReturn


class FrozenDict(dict[Any, Any]):
    """A dictionary that cannot be changed."""

    def _refuse(self, *_arguments: Any, **_more: Any) -> NoReturn:
        message = "a stored record must not be changed in place"
        raise TypeError(message)

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


class FrozenList(list[Any]):
    """A list that cannot be changed."""

    def _refuse(self, *_arguments: Any, **_more: Any) -> NoReturn:
        message = "a stored record must not be changed in place"
        raise TypeError(message)

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse


def freeze(value: Any) -> Any:
    """Return a copy that raises on change, all the way down."""
    if isinstance(value, dict):
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list):
        return FrozenList(freeze(item) for item in value)
    return value
