"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from acm.errors import WrongUseError

DsnOption = Annotated[
    str | None,
    typer.Option(
        "--dsn",
        metavar="DSN",
        help="embedded:PATH or an ODBC connection string; else ACM_DSN, the file in ACM_DSN_FILE, "
        "or embedded:./.acm/db.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print an array of objects instead of a table.")]
EquipOption = Annotated[
    list[str] | None, typer.Option("--equip", metavar="CODE", help="A machine's code; may be repeated.")
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is recorded.")]
RootOption = Annotated[
    Path | None, typer.Option("--root", help="Directory of the scripts; found by itself in a checkout.")
]


def utc_time(text: str, option: str) -> datetime:
    """A time from the command line as naive UTC; without an offset it is UTC already."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUseError(f"{option} {text!r} is no time: use for example 2026-03-01T06:00") from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def one_of(text: str, option: str, what: str, words: Sequence[str]) -> str:
    """The word of a vocabulary that is meant: case and hyphens are forgiven, another word is wrong use."""
    word = text.strip().upper().replace("-", "_")
    if word not in words:
        raise WrongUseError(f"{option} {text!r} is no {what}: {', '.join(words)}")
    return word


def fitting(text: str | None, option: str, length: int) -> str | None:
    """A text that the database takes whole: it would cut off, or refuse, what is longer."""
    if text is not None and len(text) > length:
        raise WrongUseError(f"{option}: {len(text)} signs, at most {length} are kept")
    return text
