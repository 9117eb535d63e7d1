"""Which columns, in which order, the table parameters of a procedure take: read from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from acm.database.session import Session
from acm.errors import AnswerError


@dataclass(frozen=True)
class Column:
    """One column of a table type, with SQL Server's name of its type."""

    name: str
    type_name: str
    is_nullable: bool


@dataclass(frozen=True)
class TableType:
    """A table type: its columns in the order in which values bind."""

    schema: str
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Contract:
    """The table parameters of a procedure by name (without @), and the hash that the procedure checks."""

    procedure: str
    digest: bytes
    tables: Mapping[str, TableType]


def read_contract(session: Session, procedure: str) -> Contract:
    """The contract of a procedure as the database has it now; the server's 51021 when there is none."""
    answer = session.call("dbo.usp_GetContract", {"ProcedureName": procedure}, {})
    rows = answer[-1].dicts() if answer else []
    if not rows:
        raise AnswerError(f"dbo.usp_GetContract answered nothing for {procedure}")
    types: dict[str, tuple[str, str]] = {}
    columns: dict[str, list[Column]] = {}
    for row in sorted(rows, key=lambda r: int(r["ColumnOrdinal"])):
        name = str(row["ParameterName"]).removeprefix("@")
        types[name] = (str(row["TypeSchema"]), str(row["TypeName"]))
        column = Column(str(row["ColumnName"]), str(row["ColumnType"]).lower(), bool(row["IsNullable"]))
        columns.setdefault(name, []).append(column)
    tables = {name: TableType(*types[name], tuple(columns[name])) for name in types}
    return Contract(procedure, bytes(rows[0]["Contract"]), tables)
