"""Statistics for the planner: SQL Server refreshes its own by itself, PostgreSQL waits for autovacuum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..translate.names import text_literal

if TYPE_CHECKING:
    from .session import Session

LEAST_ROWS = 1000
SHARE = 0.2
"""A table is analysed when this many rows, and this share of its rows, have changed."""


class Statistics:
    """Rows that this session has changed per table since the table was last analysed."""

    def __init__(self) -> None:
        self._changed: dict[str, int] = {}
        self._known: dict[str, float] = {}

    def changed(self, table: str, rows: int) -> None:
        """Count the rows of a change."""
        self._changed[table] = self._changed.get(table, 0) + rows

    def refresh(self, session: Session) -> None:
        """Analyse what has changed enough; outside a transaction, and never waiting for another session's."""
        due = [
            table
            for table, rows in self._changed.items()
            if rows >= LEAST_ROWS and rows >= SHARE * self._known.get(table, 0)
        ]
        for table in due:
            size = f"SELECT reltuples FROM pg_class WHERE oid = to_regclass({text_literal(table)})"
            rows = session.rows(size)
            before = max(0.0, float(rows[0][0])) if rows else 0.0
            if rows and self._changed[table] >= SHARE * before:
                session.wire.script([f"ANALYZE (SKIP_LOCKED) {table}"])
                rows = session.rows(size)
                before = max(0.0, float(rows[0][0])) if rows else 0.0
                self._changed[table] = 0
            self._known[table] = before
