"""Facts about SQL Server 2017 that the gates look up, in text files of words below [headings]."""

from __future__ import annotations

from functools import cache
from importlib import resources


def tsqlt() -> str:
    """The part of tSQLt that tests may use, as declarations."""
    return (resources.files(__name__) / "tsqlt.sql").read_text("ascii")


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The words below each heading of the file `name`.txt; lines that begin with # are remarks."""
    found: dict[str, tuple[str, ...]] = {}
    heading = ""
    for line in (resources.files(__name__) / f"{name}.txt").read_text("ascii").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            found[heading] = ()
        elif not line.startswith("#"):
            found[heading] = (*found.get(heading, ()), *line.split())
    return {heading: words for heading, words in found.items() if heading}
