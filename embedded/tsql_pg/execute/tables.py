"""Local tables: temp tables and table variables, pooled so that a call creates none after the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..translate.ddl import create_table_sql
from ..translate.names import pg_name, quoted
from ..translate.plans import TablePlan
from ..translate.scope import LOCAL_CLOSE, LOCAL_OPEN, ColumnInfo, TableInfo
from .frames import LocalTable

if TYPE_CHECKING:
    from .session import Session

_TRUNCATE_ABOVE = 500
"""Rows from which TRUNCATE empties a table faster than DELETE (which leaves dead rows behind)."""
_SPENT_ROWS = 5000


def local_info(name: str, columns: tuple[ColumnInfo, ...], key: tuple[str, ...]) -> TableInfo:
    """What statements see of a local table; its PostgreSQL name is filled in at execution."""
    return TableInfo(name, "L", f"{LOCAL_OPEN}{name.lower()}{LOCAL_CLOSE}", columns, key)


class Pool:
    """The session's temp tables by structure; free ones wait to be used again."""

    def __init__(self) -> None:
        self._free: dict[str, list[str]] = {}
        self._count: dict[str, int] = {}
        self._spent: dict[str, int] = {}
        self.created: list[str] = []
        """Tables created in the open transaction, in order: a rollback takes them away."""

    def take(
        self, session: Session, pool_key: str, info: TableInfo, make: Sequence[str], *, readonly: bool = False
    ) -> LocalTable:
        """A table for the key, empty: a free one, or one created by `make` ({table} and {name} filled in)."""
        free = self._free.get(pool_key)
        identity = any(column.identity for column in info.columns)
        if free:
            return LocalTable(info, free.pop(), pool_key, readonly, identity=identity, make=tuple(make))
        number = self._count.get(pool_key, 0) + 1
        self._count[pool_key] = number
        name = pg_name(f"{pool_key}~{number}")
        session.script(
            [text.replace("{table}", f"pg_temp.{quoted(name)}").replace("{name}", name) for text in make]
        )
        if session.trancount:
            self.created.append(name)
        return LocalTable(info, name, pool_key, readonly, identity=identity, make=tuple(make))

    def release(self, session: Session, table: LocalTable) -> None:
        """Give a table back; its rows go before the session's next statement."""
        if not table.pooled:
            session.later(f"DROP TABLE IF EXISTS pg_temp.{quoted(table.pg)}")
            return
        if table.rows:
            session.later(self.emptied(table))
        self._free.setdefault(table.pool_key, []).append(table.pg)

    def emptied(self, table: LocalTable) -> str:
        """The statement that empties a table."""
        spent = self._spent.get(table.pg, 0) + table.rows
        if table.rows > _TRUNCATE_ABOVE or spent > _SPENT_ROWS or table.identity:
            self._spent[table.pg] = 0
            return f"TRUNCATE pg_temp.{quoted(table.pg)} RESTART IDENTITY"
        self._spent[table.pg] = spent
        return f"DELETE FROM pg_temp.{quoted(table.pg)}"

    def forget_created(self, mark: int = 0) -> set[str]:
        """Names of the tables that a rollback to the mark has taken away; they leave the pool."""
        gone = set(self.created[mark:])
        del self.created[mark:]
        for names in self._free.values():
            names[:] = [name for name in names if name not in gone]
        return gone


def creation(plan: TablePlan) -> list[str]:
    """Statements that create a local table of a plan; {table} and {name} stand for its name."""
    return create_table_sql("{table}", plan, temporary=True)
