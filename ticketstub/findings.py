"""Findings: what does not fit in a project, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that does not fit: the file, the line (from 1; 0 for the whole file),
    what is wrong, and what to do.
    """

    file: Path
    line: int
    message: str
    advice: str = ""

    def __str__(self) -> str:
        """Write it as compilers do: `file:line: message`, then the advice."""
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{place}: {self.message}" + (f" {self.advice}" if self.advice else "")


class ProjectError(Exception):
    """A project cannot be served; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(set(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))
