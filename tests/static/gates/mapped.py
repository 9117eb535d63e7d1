"""Text put together from pieces of scripts, which still knows where every character came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from .sources import Source


@dataclass(frozen=True)
class Edit:
    """Replace `length` characters at `start` of a script by `text`."""

    start: int
    length: int
    text: str


@dataclass
class MappedText:
    """Generated T-SQL; `locate` finds the script and place behind a line and column of it."""

    _parts: list[str] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _origins: list[tuple[Source, int, bool]] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        """The generated text."""
        return "".join(self._parts)

    def copy(self, source: Source, start: int, end: int, edits: Iterable[Edit] = ()) -> MappedText:
        """Adds the characters from `start` to `end` of a script, with the edits that lie inside."""
        place = start
        for edit in sorted((e for e in edits if start <= e.start < end), key=lambda e: e.start):
            if edit.start < place:
                continue  # inside a larger edit
            self._add(source.sql[place : edit.start], source, place, True)
            self._add(edit.text, source, edit.start, False)
            place = edit.start + edit.length
        return self._add(source.sql[place:end], source, place, True)

    def insert(self, text: str, source: Source, offset: int) -> MappedText:
        """Adds text of no script; whatever is wrong in it is reported at `offset` of `source`."""
        return self._add(text, source, offset, False)

    def join(self, other: MappedText) -> MappedText:
        """Adds another generated text with its origins."""
        for part, (source, offset, verbatim) in zip(other._parts, other._origins, strict=True):
            self._add(part, source, offset, verbatim)
        return self

    def _add(self, text: str, source: Source, offset: int, verbatim: bool) -> MappedText:
        if text:
            self._parts.append(text)
            self._starts.append(self._length)
            self._origins.append((source, offset, verbatim))
            self._length += len(text)
        return self

    def locate(self, line: int, column: int) -> tuple[Source, int]:
        """Script and character behind a line and column, counted from 1, of the generated text."""
        lines = self.text.split("\n")
        offset = sum(len(earlier) + 1 for earlier in lines[: line - 1]) + column - 1
        piece = max(bisect_right(self._starts, offset) - 1, 0)
        source, origin, verbatim = self._origins[piece]
        return source, origin + (offset - self._starts[piece] if verbatim else 0)
