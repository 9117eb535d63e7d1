"""Life cycle of the PostgreSQL server that stands behind one data directory.

`open(path)` starts the server on demand and returns a `ServerHandle`; the server stops when the last
handle of the last process is closed or its process has died.
"""

from tsql_pg.server.handle import ServerHandle, open

__all__ = ["ServerHandle", "open"]
