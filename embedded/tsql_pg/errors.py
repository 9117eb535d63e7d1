"""The engine's errors, and the translation of PostgreSQL's errors into SQL Server's numbers and texts.

Every error that T-SQL code can see is a `SqlError` with the number, severity and state that SQL Server
gives (numbers and texts: Microsoft Learn, "Database engine events and errors"). What has no counterpart
there (the server could not be started, the data directory is of another version) is an `EngineError`.
"""

from tsql_pg.error_map import (
    PRELUDE_SQLSTATE,
    UNMAPPED_NUMBER,
    DeclaredName,
    NameKind,
    NameLookup,
    no_names,
    sql_error,
)
from tsql_pg.error_types import NOT_SUPPORTED_NUMBER, EngineError, NotSupported, SqlError

__all__ = [
    "NOT_SUPPORTED_NUMBER",
    "PRELUDE_SQLSTATE",
    "UNMAPPED_NUMBER",
    "DeclaredName",
    "EngineError",
    "NameKind",
    "NameLookup",
    "NotSupported",
    "SqlError",
    "no_names",
    "sql_error",
]
