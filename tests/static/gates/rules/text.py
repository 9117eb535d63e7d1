"""Characters: ASCII only, no tabs, no trailing blanks, a line feed at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..context import Context
from ..report import Finding

CHECKS = (
    (re.compile(r"[^\x00-\x7f]"), "scripts are ASCII: sqlcmd reads them in the console's code page"),
    (re.compile(r"\t"), "a tab"),
    (re.compile(r"[ \t]+(?=\r?\n|\Z)"), "blanks at the end of the line"),
    (re.compile(r"\r"), "a carriage return; lines end with a line feed"),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per kind and script, at its first place."""
    for source in context.project:
        for pattern, message in CHECKS:
            found = pattern.search(source.text)
            if found:
                yield source.finding(found.start(), "text", message, "text")
        if not source.text.endswith("\n"):
            yield source.finding(len(source.text), "text", "no line feed at the end of the file", "text")
