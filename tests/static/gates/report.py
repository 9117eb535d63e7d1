"""What a gate reports, and how a line of it looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One violation: `file` relative to the project's root, `line` and `column` counted from 1."""

    file: str
    line: int
    column: int
    object: str
    message: str
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.object}: {self.message} [{self.rule}]"


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by file and place, each once."""
    return sorted(set(findings))
