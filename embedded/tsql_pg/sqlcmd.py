"""sqlcmd scripts: batches at GO, and the directives :r, :setvar, $(name), :on error.

Scripting variables come from the caller and from `:setvar` (which wins, as in sqlcmd); the process's
environment is not read. `$(name)` is replaced everywhere but in comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .errors import NotSupported, SqlError

MAX_INCLUDES: Final = 32
"""Depth of `:r` within `:r`; more is taken for a file that includes itself."""

_GO: Final = re.compile(r"\s*go(?:\s+(\d+))?\s*(?:--.*)?", re.IGNORECASE)
_DIRECTIVE: Final = re.compile(r"\s*:(?!:)\s*(!!|[A-Za-z_]\w*)?\s*(.*?)\s*")
_SETVAR: Final = re.compile(r'(\S+)(?:\s+("(?:[^"]|"")*"|\S+))?')
_MARK: Final = re.compile(r"""--|/\*|\*/|'|"|\[|\]\]|\]|\$\((?P<name>[^)\s]*)\)""")
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True)
class Batch:
    """What stands between two GO lines, directives taken out and variables replaced.

    `origins[n]` is the (file, line) of the text's line n + 1: a batch may span included files.
    `exit_on_error` is the `:on error` setting in force at the batch's GO; `repeat` the count behind GO.
    """

    text: str
    origins: tuple[tuple[str, int], ...]
    repeat: int
    exit_on_error: bool

    @property
    def file(self) -> str:
        return self.origins[0][0]

    @property
    def first_line(self) -> int:
        return self.origins[0][1]

    def locate(self, line: int) -> tuple[str, int]:
        """File and line of a line of `text`, counted from 1."""
        return self.origins[min(max(line, 1), len(self.origins)) - 1]


def read_script(
    path: str | Path, *, root: str | Path | None = None, variables: Mapping[str, str] | None = None
) -> list[Batch]:
    """The batches of a script file. `root` is what relative `:r` paths start from (the working directory).

    Raises SqlError for a file that cannot be read, an undefined variable or an unclosed quotation or comment,
    and NotSupported for other directives, each naming file and line.
    """
    reader = _Reader(Path(root) if root is not None else Path.cwd(), variables or {})
    shown = str(path)
    reader.feed(_read(Path(path), shown, 0, shown), shown, 0)
    return reader.finish()


def split_script(
    text: str,
    *,
    file: str = "script",
    root: str | Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> list[Batch]:
    """The batches of a script given as text; otherwise as read_script."""
    reader = _Reader(Path(root) if root is not None else Path.cwd(), variables or {})
    reader.feed(text, file, 0)
    return reader.finish()


def _read(path: Path, file: str, line: int, shown: str) -> str:
    """The text of a script: UTF-8, or UTF-16 by its byte order mark, as sqlcmd tells them apart."""
    try:
        content = path.read_bytes()
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except OSError as error:
        raise _error(f"The file '{shown}' cannot be read: {error.strerror}.", file, line) from error
    except UnicodeDecodeError as error:
        raise _error(f"The file '{shown}' is not UTF-8: {error.reason}.", file, line) from error


def _error(message: str, file: str, line: int) -> SqlError:
    return SqlError(0, f"Sqlcmd: {message}", 16, line=line, file=file)


class _Reader:
    """Lines in, batches out. `state` is what a line begins in: '' code, a closing quote, '*/' a comment."""

    def __init__(self, root: Path, variables: Mapping[str, str]) -> None:
        self.root = root
        self.variables = {name.lower(): value for name, value in variables.items()}
        self.batches: list[Batch] = []
        self.lines: list[str] = []
        self.origins: list[tuple[str, int]] = []
        self.exit_on_error = False
        self.state = ""
        self.comment_depth = 0
        self.opened_at = ("", 0)

    def feed(self, text: str, file: str, depth: int) -> None:
        for number, line in _numbered(text):
            go = _GO.fullmatch(line) if not self.state else None
            directive = _DIRECTIVE.fullmatch(line) if not self.state else None
            if go:
                self._end_batch(int(go.group(1) or 1))
            elif directive:
                self._directive(directive.group(1) or "", directive.group(2), file, number, depth)
            else:
                replaced = self._scan(line, file, number)
                for part in replaced.split("\n"):
                    self.lines.append(part)
                    self.origins.append((file, number))

    def finish(self) -> list[Batch]:
        if self.state:
            what = "comment" if self.state == "*/" else f"quotation ({self.state})"
            raise SqlError(105, f"Unclosed {what}.", 15, line=self.opened_at[1], file=self.opened_at[0])
        self._end_batch(1)
        return self.batches

    def _end_batch(self, repeat: int) -> None:
        text = "\n".join(self.lines)
        if text.strip() and repeat:
            self.batches.append(Batch(text, tuple(self.origins), repeat, self.exit_on_error))
        self.lines, self.origins = [], []

    # --- directives ------------------------------------------------------------------------------------

    def _directive(self, word: str, rest: str, file: str, line: int, depth: int) -> None:
        word = word.lower()
        if word == "r":
            self._include(rest, file, line, depth)
        elif word == "setvar":
            self._set_variable(rest, file, line)
        elif word == "on":
            self._on_error(rest, file, line)
        else:
            raise NotSupported(file, line, f"the sqlcmd directive :{word}")

    def _include(self, rest: str, file: str, line: int, depth: int) -> None:
        name = self._plain(rest, file, line)
        if len(name) > 1 and name[0] == name[-1] == '"':
            name = name[1:-1]
        if not name:
            raise _error(":r needs the name of a file.", file, line)
        if depth >= MAX_INCLUDES:
            raise _error(f"More than {MAX_INCLUDES} files include one another at '{name}'.", file, line)
        # Scripts written on Windows name their folders with backslashes.
        self.feed(_read(self.root / name.replace("\\", "/"), file, line, name), name, depth + 1)

    def _set_variable(self, rest: str, file: str, line: int) -> None:
        found = _SETVAR.fullmatch(rest)
        if found is None or not _NAME.fullmatch(found.group(1)):
            raise _error(":setvar needs a name and a value, in quotation marks if it has blanks.", file, line)
        name, value = found.group(1).lower(), found.group(2)
        if value is None:
            self.variables.pop(name, None)
        else:
            if value.startswith('"'):
                value = value[1:-1].replace('""', '"')
            self.variables[name] = self._plain(value, file, line)

    def _on_error(self, rest: str, file: str, line: int) -> None:
        words = rest.lower().split()
        if words not in (["error", "exit"], ["error", "ignore"]):
            raise _error(":on error takes exit or ignore.", file, line)
        self.exit_on_error = words[1] == "exit"

    # --- text ------------------------------------------------------------------------------------------

    def _plain(self, text: str, file: str, line: int) -> str:
        """Variables replaced in the argument of a directive."""
        return re.sub(r"\$\(([^)\s]*)\)", lambda found: self._value(found.group(1), file, line), text)

    def _value(self, name: str, file: str, line: int) -> str:
        value = self.variables.get(name.lower())
        if value is None:
            raise _error(f"'{name}' scripting variable not defined.", file, line)
        return value

    def _scan(self, line: str, file: str, number: int) -> str:
        """The line with its variables replaced; moves `state` on to the line's end."""
        parts: list[str] = []
        position = 0
        while found := _MARK.search(line, position):
            parts.append(line[position : found.start()])
            position = found.end()
            mark = found.group()
            if found.group("name") is not None:
                if self.state != "*/":
                    mark = self._value(found.group("name"), file, number)
                    self._scan_value(mark, file, number)
            elif mark == "--" and not self.state:
                position = found.start()
                break
            else:
                self._move(mark, file, number)
            parts.append(mark)
        parts.append(line[position:])
        return "".join(parts)

    def _scan_value(self, value: str, file: str, number: int) -> None:
        """A variable's value may open or close quotations as if it had been written there."""
        for found in _MARK.finditer(value):
            if found.group("name") is None and found.group() != "--":
                self._move(found.group(), file, number)

    def _move(self, mark: str, file: str, number: int) -> None:
        if self.state == "*/":
            self.comment_depth += (mark == "/*") - (mark == "*/")
            if self.comment_depth == 0:
                self.state = ""
        elif self.state:
            if mark == self.state:
                self.state = ""
        elif mark in ("'", '"', "[", "/*"):
            self.state = {"[": "]", "/*": "*/"}.get(mark, mark)
            self.comment_depth = 1
            self.opened_at = (file, number)


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    lines = text.split("\n")
    # The end of the last line is not a line of its own.
    if lines and not lines[-1]:
        lines.pop()
    return ((number, line.removesuffix("\r")) for number, line in enumerate(lines, 1))
