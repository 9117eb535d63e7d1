"""The project's scripts: read from disk, cleared of sqlcmd's directives, parsed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import tree
from .data import tsqlt
from .report import Finding
from .tree import Node, SyntaxProblem

# Made-up folder of texts that procedures put together.
GENERATED = "generated/"
# Where the tests lie, and the made-up path of what they use of tSQLt.
TESTS = "tests/tsqlt/"
# What stands in for tSQLt on the embedded engine: it declares again what EXTERNAL declares.
STAND_IN = f"{TESTS}standin/"
EXTERNAL = "external/tsqlt.sql"
# Folders with T-SQL, relative to the project's root.
FOLDERS = ("database", "types", "procs", "tests/tsqlt")
DIRECTIVE = re.compile(
    r"^[ \t]*:(?P<name>[A-Za-z!]+)(?:[ \t]+(?P<argument>[^\r\n]*?))?[ \t]*(?=\r?$)", re.MULTILINE
)


@dataclass(frozen=True)
class Directive:
    """A line for sqlcmd, such as `:r types/dbo.X.sql`."""

    name: str
    argument: str
    start: int


@dataclass(frozen=True)
class Source:
    """One script: `path` relative to the root with forward slashes, `text` as on disk."""

    path: str
    text: str

    @property
    def is_generated(self) -> bool:
        """Whether the text is not a file's, but one that a procedure puts together and runs."""
        return self.path.startswith(GENERATED)

    @cached_property
    def directives(self) -> tuple[Directive, ...]:
        """The sqlcmd directives, in order."""
        return tuple(
            Directive(found["name"].lower(), (found["argument"] or "").strip(), found.start())
            for found in DIRECTIVE.finditer(self.text)
        )

    @cached_property
    def sql(self) -> str:
        """The text with sqlcmd's lines blanked out, every other character in its place."""
        return DIRECTIVE.sub(lambda found: " " * len(found.group()), self.text)

    @property
    def tree(self) -> Node | None:
        """The syntax tree, or None where the script does not parse."""
        return tree.parse(self.sql)[0]

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """What the parser refused."""
        return tree.parse(self.sql)[1]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, counted from 1, of a character."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The character at a line and column, counted from 1."""
        return self._line_starts[min(line, len(self._line_starts)) - 1] + column - 1

    def finding(self, at: Node | int, name: str, message: str, rule: str) -> Finding:
        """A finding at a fragment or character of this script."""
        line, column = self.place(at.start if isinstance(at, Node) else at)
        return Finding(self.path, line, column, name, message, rule)

    def words(self, node: Node) -> str:
        """The text of a fragment."""
        return self.text[node.start : node.end]


class Project:
    """All scripts, by path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        if any(path.startswith(TESTS) for path in files):
            files = {**files, EXTERNAL: tsqlt()}
        self.sources = {
            path: Source(path, text) for path, text in sorted(files.items()) if path.endswith(".sql")
        }
        self.others = {path: text for path, text in files.items() if not path.endswith(".sql")}

    def __iter__(self) -> Iterator[Source]:
        return iter(self.sources.values())

    def under(self, *folders: str) -> Iterator[Source]:
        """The scripts in some of the folders."""
        return (source for source in self if source.path.startswith(tuple(f"{name}/" for name in folders)))


def read_files(root: Path) -> dict[str, str]:
    """Every script of the project, and the documents that rules compare them with, by relative path.

    Bytes that are not UTF-8 come as surrogates, which the rule for ASCII reports with their place.
    """
    paths = [path for folder in FOLDERS for path in (root / folder).rglob("*.sql")]
    paths += [path for path in [root / "docs" / "errors.md"] if path.is_file()]
    return {
        name: path.read_bytes().decode("utf-8", "surrogateescape")
        for path in paths
        if not (name := path.relative_to(root).as_posix()).startswith(STAND_IN)
    }
