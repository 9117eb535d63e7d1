"""What one executing batch or procedure holds: variables, local tables, identity, compiled statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import SqlError
from ..parse import tree
from ..translate.scope import TableInfo
from ..translate.types import SqlType


@dataclass
class Module:
    """Parsed statements with what has been compiled from them; a batch, or a procedure's body."""

    body: tuple[tree.Statement, ...]
    file: str | None
    text: str = ""
    compiled: dict[Any, Any] = field(default_factory=dict)


@dataclass
class LocalTable:
    """A temp table or table variable: its PostgreSQL table, and who may write it.

    rows: rows put in since it was emptied (an upper bound). written: changed in the open transaction.
    owned: a read-only parameter that was left out, whose empty table belongs to the procedure itself.
    """

    info: TableInfo
    pg: str
    pool_key: str
    readonly: bool = False
    rows: int = 0
    written: bool = False
    pooled: bool = True
    identity: bool = False
    make: tuple[str, ...] = ()
    owned: bool = False
    type_name: str = ""

    @property
    def is_variable(self) -> bool:
        return self.info.name.startswith("@")


@dataclass
class Frame:
    """One level of execution."""

    module: Module
    procedure: str | None = None
    object_id: int = 0
    parent: Frame | None = None
    depth: int = 0
    types: dict[str, SqlType] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, LocalTable] = field(default_factory=dict)
    temps: dict[str, LocalTable] = field(default_factory=dict)
    scope_identity: int | None = None
    return_code: int = 0
    caught: list[SqlError] = field(default_factory=list)

    def local(self, name: str) -> LocalTable | None:
        """The table variable of this frame, or the temp table of this or an enclosing one."""
        folded = name.lower()
        if folded.startswith("@"):
            return self.tables.get(folded)
        frame: Frame | None = self
        while frame is not None:
            found = frame.temps.get(folded)
            if found is not None:
                return found
            frame = frame.parent
        return None

    def error(self) -> SqlError | None:
        """The error that the innermost CATCH around this point handles; a caller's CATCH counts."""
        frame: Frame | None = self
        while frame is not None:
            if frame.caught:
                return frame.caught[-1]
            frame = frame.parent
        return None


class Failure(Exception):  # noqa: N818 (an event of control flow, not the error itself)
    """An error on its way up: located, its effects on the transaction done.

    scope: depth of the frame whose own TRY cannot catch it (errors of name resolution), or -1.
    """

    def __init__(self, error: SqlError, *, aborts: bool, scope: int = -1) -> None:
        super().__init__(error)
        self.error = error
        self.aborts = aborts
        self.scope = scope


@dataclass(frozen=True)
class ResultSet:
    """One result set: column names (empty when unnamed), T-SQL types, rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass
class Result:
    """What a batch or call gave."""

    result_sets: list[ResultSet] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    rowcount: int = -1
    return_code: int | None = None
    outputs: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows of the last result set; empty when there is none."""
        return self.result_sets[-1].rows if self.result_sets else []


@dataclass(frozen=True)
class StatementEvent:
    """What the hook sees before a statement changes data."""

    kind: str
    target: str
    procedure: str | None
    line: int


def names_of(frames: Sequence[Frame]) -> list[str]:
    return [frame.procedure or "" for frame in frames]
