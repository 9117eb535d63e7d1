"""Table-valued parameters: a DataFrame or rows copied into a table by PostgreSQL's binary COPY."""

from tsql_pg.tables.column import TableColumn
from tsql_pg.tables.copying import copy_rows

__all__ = ["TableColumn", "copy_rows"]
