"""Figures as a table, and the page that keeps them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acm.analytics import Settings

_NOTES = Path(__file__).with_name("notes.md")


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, ours, the best published figure, the goal."""

    part: str
    what: str
    ours: str
    published: str
    goal: str


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| what | ACM | best published | goal |", "|---|---|---|---|"]
    lines += [f"| {f.what} | {f.ours} | {f.published} | {f.goal} |" for f in figures]
    return "\n".join(lines)


def page(figures: Sequence[Figure], passed: Sequence[str], settings: Settings) -> str:
    """The whole page: figures, checks and the notes on how to read them."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    checks = "\n".join(f"- {line}" for line in passed)
    return (
        "# Detection quality on public data\n\n"
        "Written by `python -m benchmarks.detection --out docs/benchmarks.md`; every data set goes through\n"
        f"`acm.Monitor` under one configuration.\n\n"
        f"Date {today}, configuration\n`{settings.config_hash()}`.\n\n"
        f"{table(figures)}\n\n## Checks\n\n{checks}\n\n{_NOTES.read_text()}"
    )
