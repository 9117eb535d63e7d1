"""Statements on the wire: prepared, and a savepoint, a statement and its release in one round trip.

Works on libpq's pipeline mode directly: psycopg's own pipeline costs several times the statement in Python.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

SAVEPOINT = "SAVEPOINT tsql_statement"
RELEASE = "RELEASE SAVEPOINT tsql_statement"
UNDO = ("ROLLBACK TO SAVEPOINT tsql_statement", RELEASE)

_PREPARED_LIMIT = 2000
_STALE_PLAN = "0A000"


@dataclass(frozen=True)
class Reply:
    """What a statement answered: rows (None when it returns none) and the number of rows it touched."""

    rows: list[tuple[Any, ...]] | None
    rowcount: int


class Wire:
    """One PostgreSQL connection, used statement by statement."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._seen: set[str] = set()
        self._prepared: dict[str, bytes] = {}
        self._names = 0

    @property
    def in_transaction(self) -> bool:
        return self.connection.pgconn.transaction_status != pq.TransactionStatus.IDLE

    @property
    def broken(self) -> bool:
        return self.connection.pgconn.status != pq.ConnStatus.OK

    def run(
        self,
        sql: str,
        values: Sequence[bytes | None] = (),
        *,
        before: Sequence[str] = (),
        guard: bool = False,
    ) -> Reply:
        """Send `before` and the statement in one message, with a savepoint around it when `guard`.

        An error of the guarded statement is undone up to the savepoint before it is raised. psycopg.Error.
        """
        try:
            return self._run(sql, values, before, guard)
        except psycopg.errors.FeatureNotSupported as error:
            # A prepared statement whose result type a DDL statement has changed: prepare again.
            if sql not in self._prepared or error.sqlstate != _STALE_PLAN:
                raise
            self._run(f"DEALLOCATE {self._prepared.pop(sql).decode()}", (), (), False)
            return self._run(sql, values, () if guard else before, guard)

    def script(self, statements: Sequence[str]) -> None:
        """Run statements without parameters or results, in one message. psycopg.Error."""
        if statements:
            self._run(statements[-1], (), statements[:-1], False)

    def _run(self, sql: str, values: Sequence[bytes | None], before: Sequence[str], guard: bool) -> Reply:
        pgconn = self.connection.pgconn
        extra = [*before, *([SAVEPOINT] if guard else [])]
        pgconn.enter_pipeline_mode()
        try:
            expected = 0
            fresh: list[tuple[int, str, bytes]] = []
            for text in extra:
                expected += self._send(pgconn, text, None, expected, fresh)
            expected += self._send(pgconn, sql, list(values) if values else None, expected, fresh)
            main = expected - 1
            if guard:
                self._send(pgconn, RELEASE, None, expected, fresh)
            pgconn.pipeline_sync()
            results = self._results(pgconn)
        finally:
            if pgconn.status == pq.ConnStatus.OK and pgconn.pipeline_status != pq.PipelineStatus.OFF:
                pgconn.exit_pipeline_mode()
        return self._answer(results, main, fresh, guard)

    def _send(
        self,
        pgconn: pq.abc.PGconn,
        sql: str,
        values: list[bytes | None] | None,
        place: int,
        fresh: list[tuple[int, str, bytes]],
    ) -> int:
        """Send one statement; the number of results that it will give."""
        name = self._prepared.get(sql)
        if name is not None:
            pgconn.send_query_prepared(name, values)
            return 1
        if sql not in self._seen:
            if len(self._seen) > _PREPARED_LIMIT:
                self._seen.clear()
            self._seen.add(sql)
            pgconn.send_query_params(sql.encode(), values)
            return 1
        if len(self._prepared) >= _PREPARED_LIMIT:
            pgconn.send_query_params(sql.encode(), values)
            return 1
        self._names += 1
        name = b"tsql_%d" % self._names
        pgconn.send_prepare(name, sql.encode())
        pgconn.send_query_prepared(name, values)
        fresh.append((place, sql, name))
        return 2

    def _results(self, pgconn: pq.abc.PGconn) -> list[pq.abc.PGresult]:
        """All results up to the synchronisation point; waits outside libpq so that other threads run."""
        out: list[pq.abc.PGresult] = []
        poller = select.poll()
        poller.register(pgconn.socket, select.POLLIN)
        while True:
            while pgconn.is_busy():
                poller.poll(1000)
                pgconn.consume_input()
            result = pgconn.get_result()
            if result is None:
                if pgconn.status != pq.ConnStatus.OK:
                    raise psycopg.OperationalError(pgconn.get_error_message())
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return out
            if pgconn.status != pq.ConnStatus.OK:
                raise self._error(result)
            out.append(result)

    def _error(self, result: pq.abc.PGresult) -> psycopg.Error:
        return error_from_result(result, encoding="utf-8")

    def _answer(
        self, results: list[pq.abc.PGresult], main: int, fresh: list[tuple[int, str, bytes]], guard: bool
    ) -> Reply:
        for place, sql, name in fresh:
            if place < len(results) and results[place].status == pq.ExecStatus.COMMAND_OK:
                self._prepared[sql] = name
        failed = next((r for r in results if r.status == pq.ExecStatus.FATAL_ERROR), None)
        if failed is not None:
            if guard and self.connection.pgconn.status == pq.ConnStatus.OK:
                self._run(UNDO[1], (), UNDO[:1], False)
            raise self._error(failed)
        result = results[main]
        if result.status == pq.ExecStatus.TUPLES_OK:
            loader = Transformer(self.connection)
            loader.set_pgresult(result)
            return Reply(loader.load_rows(0, result.ntuples, tuple), _touched(result, result.ntuples))
        return Reply(None, _touched(result, 0))


def _touched(result: pq.abc.PGresult, default: int) -> int:
    count = result.command_tuples
    return default if count is None else count
