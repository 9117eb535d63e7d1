"""Runs T-SQL scripts and procedures, unchanged, on an embedded PostgreSQL: for trials and tests."""

from .connection import Connection, connect, not_enforced
from .errors import EngineError, NotSupported, SqlError
from .execute.frames import Result, ResultSet, StatementEvent

__all__ = [
    "Connection",
    "EngineError",
    "NotSupported",
    "Result",
    "ResultSet",
    "SqlError",
    "StatementEvent",
    "connect",
    "not_enforced",
]
