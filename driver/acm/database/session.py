"""One connection to one engine: what both kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from acm.database.rows import Rows
from acm.errors import AcmError


@dataclass(frozen=True)
class TableValue:
    """Rows for one table parameter: columns by position, values as the engines take them, no row left out."""

    schema: str
    type_name: str
    columns: tuple[str, ...]
    values: tuple[list[Any], ...]

    def __len__(self) -> int:
        return len(self.values[0])


class Session(Protocol):
    """A connection that commits each procedure by itself; every answer is read to its end."""

    description: str

    def call(
        self, procedure: str, scalars: Mapping[str, Any], tables: Mapping[str, TableValue]
    ) -> list[Rows]: ...

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Rows]: ...

    def close(self) -> None: ...


class ServerError(AcmError):
    """What the server answered instead of a result: its number, and where in the T-SQL."""

    def __init__(
        self,
        message: str,
        *,
        number: int,
        sqlstate: str = "",
        procedure: str | None = None,
        line: int = 0,
    ) -> None:
        super().__init__(message, number=number)
        self.sqlstate = sqlstate
        self.procedure = procedure
        self.line = line

    def __str__(self) -> str:
        place = f" (procedure {self.procedure}, line {self.line})" if self.procedure else ""
        return f"{self.message}{place}"
