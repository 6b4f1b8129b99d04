"""Options: the settings as a command line has them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ticketstub.settings import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable


def add_option(
    parser: argparse.ArgumentParser, name: str, text: str | None = None
) -> None:
    """Let a command take a setting as an option; `text` is help of the command's own.

    Without it, the help is that of the setting.
    """
    field = FIELDS[name]
    default = field.default
    option = f"--{name.replace('_', '-')}"
    flags = (
        [{"verbose": "-v", "quiet": "-q"}[name], option]
        if name in ("verbose", "quiet")
        else [option]
    )
    text = text or str(field.metadata["help"])
    if isinstance(default, bool):
        parser.add_argument(
            *flags, dest=name, action="store_true", default=None, help=text
        )
    elif isinstance(default, tuple):
        parser.add_argument(*flags, dest=name, action=_Append, default=None, help=text)
    else:
        if default != "":
            text += f" (default {default})"
        parser.add_argument(
            *flags, dest=name, type=_of(default), default=None, help=text
        )


class _Append(argparse.Action):
    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        value: Any,
        _option: str | None = None,
    ) -> None:
        setattr(namespace, self.dest, (*(getattr(namespace, self.dest) or ()), value))


def _of(default: Any) -> Callable[[str], Any]:
    def whole_number(text: str) -> int:
        if not text.isdecimal():
            message = f"{text!r} is no whole number from 0"
            raise argparse.ArgumentTypeError(message)
        return int(text)

    return whole_number if isinstance(default, int) else str
