"""One face over two connections: SQL Server through pyodbc, and the embedded engine."""

from acm.database.database import Database
from acm.database.dsn import Dsn, mask, resolve
from acm.database.opening import SCHEMA_VERSION, connect, open_session
from acm.database.rows import Rows
from acm.database.session import ServerError

__all__ = [
    "SCHEMA_VERSION",
    "Database",
    "Dsn",
    "Rows",
    "ServerError",
    "connect",
    "mask",
    "open_session",
    "resolve",
]
