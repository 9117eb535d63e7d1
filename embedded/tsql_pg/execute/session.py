"""One session: its transaction, settings and counters, and how its statements reach PostgreSQL."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from ..errors import DeclaredName, SqlError, sql_error
from ..parse import tree
from ..translate.names import quoted, text_literal
from . import security
from .catalogue import Stock
from .frames import Frame, LocalTable, Module, Result, StatementEvent
from .statistics import Statistics
from .tables import Pool
from .wire import Reply, Wire

Hook = Callable[[StatementEvent], None]

MAX_NESTING = 32
"""Levels of nested procedures (Learn: "Nest stored procedures")."""


Handler = Callable[["Session", Frame, Any], None]
"""Runs one statement; a session holds one for each kind of statement."""


class Session:
    """The state of one connection."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        *,
        login: str,
        user: str | None,
        application: str,
        host: str,
        statements: Mapping[type[tree.Statement], Handler],
    ) -> None:
        self.statements = statements
        self.wire = Wire(connection)
        self.stock = Stock(self)
        self.pool = Pool()
        self.login, self.user, self.application, self.host = login, user, application, host
        self.hook: Hook | None = None
        self.spid = connection.info.backend_pid
        self.frames: list[Frame] = []
        self.result = Result()
        self.errors: list[SqlError] = []
        # Settings
        self.xact_abort = False
        self.nocount = False
        self.lock_timeout = -1
        self.isolation = "READ COMMITTED"
        self.row_limit = 0
        self.identity_insert: str | None = None
        self.noexec = False
        # Transaction
        self.trancount = 0
        self.doomed = False
        self.began = False
        self.transaction_name: str | None = None
        self.savepoints: list[tuple[str, str, int]] = []
        self.try_depth = 0
        # Counters
        self.rowcount = 0
        self.error_number = 0
        self.identity: int | None = None
        self.capture: list[Result] = []
        self._later: list[str] = []
        self._sent: list[str] = []
        self._noted: set[tuple[str, str]] = set()
        self.notes: list[tuple[str, str, str, int]] = []
        self._names_open = False
        self.modules: dict[tuple[int, str], Module] = {}
        self.batches: dict[tuple[str, str | None, int], Module] = {}
        self.type_makes: dict[int, list[str]] = {}
        self.statistics = Statistics()
        self.impersonated: list[str | None] = []
        self.temps: dict[str, LocalTable] = {}
        """Temp tables of the client's batches: they live as long as the connection."""

    # --- reaching PostgreSQL ---------------------------------------------------------------------------

    def later(self, sql: str) -> None:
        """Queue a statement that goes out with the next one."""
        self._later.append(sql)

    def _before(self) -> list[str]:
        before: list[str] = []
        if self.trancount and not self.began:
            level = "" if self.isolation == "READ COMMITTED" else f" ISOLATION LEVEL {self.isolation}"
            before.append(f"BEGIN{level}")
        before.extend(self._later)
        return before

    def run(
        self, sql: str, values: Sequence[bytes | None] = (), *, verb: str = "SELECT", retry: bool = False
    ) -> Reply:
        """One statement of the T-SQL program, undone by itself when it fails inside a transaction.
        SqlError."""
        try:
            return self._run(sql, values)
        except psycopg.errors.UniqueViolation as error:
            if not retry:
                raise self.translated(error, verb) from error
        except psycopg.Error as error:
            raise self.translated(error, verb) from error
        try:
            # HOLDLOCK would have made this session wait for the other's row: it is there now.
            return self._run(sql, values)
        except psycopg.Error as error:
            raise self.translated(error, verb) from error

    def lock_absent(self, sql: str, values: Sequence[bytes | None]) -> None:
        """Hold what a query with UPDLOCK and HOLDLOCK looked for in vain, to the end of the transaction:
        whoever runs the same query with the same values waits (SQL Server: a key range). SqlError."""
        key = hashlib.sha256(repr((sql, tuple(values))).encode()).digest()
        number = int.from_bytes(key[:8], "big", signed=True)
        self.run(f"SELECT 1 WHERE pg_advisory_xact_lock('{number}'::bigint)::text = ''")

    def _run(self, sql: str, values: Sequence[bytes | None]) -> Reply:
        before = self._before()
        guard = self.trancount > 0
        opening = guard and not self.began
        try:
            reply = self.wire.run(sql, values, before=before, guard=guard)
        except psycopg.Error:
            if self.wire.broken:
                self.trancount, self.began, self.doomed = 0, False, False
            elif opening and self.wire.in_transaction:
                self.began = True
                self._later.clear()
            elif guard:
                self._later.clear()
            raise
        if opening:
            self.began = True
        self._later.clear()
        return reply

    def script(self, statements: Sequence[str]) -> None:
        """Statements without results that succeed or fail together. SqlError."""
        if not statements:
            return
        with self.atomic():
            try:
                self.wire.script([*self._flushed(), *statements])
            except psycopg.Error as error:
                raise self.translated(error, "CREATE") from error

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of an internal query (catalogue). SqlError."""
        try:
            return self._run(sql, ()).rows or []
        except psycopg.Error as error:
            raise self.translated(error, "SELECT") from error

    def _flushed(self) -> list[str]:
        pending, self._later = self._later, []
        return pending

    def flush(self) -> None:
        """Send what is queued, the start of the transaction included: something reaches past the session."""
        before = self._before()
        if before:
            self.wire.script(before)
            self._later.clear()
            self.began = self.trancount > 0

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing for several PostgreSQL statements that are one T-SQL statement."""
        self.flush()
        inside = self.wire.in_transaction
        self.wire.script(["SAVEPOINT tsql_atomic" if inside else "BEGIN"])
        try:
            yield
        except (SqlError, psycopg.Error):
            if not self.wire.broken:
                undo = (
                    ["ROLLBACK TO SAVEPOINT tsql_atomic", "RELEASE SAVEPOINT tsql_atomic"]
                    if inside
                    else ["ROLLBACK"]
                )
                self.wire.script(undo)
                self.stock.forget()
                self.pool.forget_created(len(self.pool.created))
            raise
        self.wire.script(["RELEASE SAVEPOINT tsql_atomic" if inside else "COMMIT"])

    def translated(self, error: psycopg.Error, verb: str) -> SqlError:
        """PostgreSQL's error as SQL Server's, with declared names."""
        return sql_error(error, self._declared, statement=verb, process_id=self.spid)

    def _declared(self, kind: Any, schema: str, table: str, name: str) -> DeclaredName | None:
        for frame in reversed(self.frames):
            for local in (*frame.tables.values(), *frame.temps.values()):
                if local.pg == table:
                    return self._declared_local(kind, local, name)
        if self._names_open or self.wire.broken:
            return None
        self._names_open = True
        try:
            return self.stock.declared(kind, schema, table, name)
        except SqlError:
            # The transaction is gone already (a deadlock): the message shows PostgreSQL's names.
            return None
        finally:
            self._names_open = False

    @staticmethod
    def _declared_local(kind: Any, local: LocalTable, name: str) -> DeclaredName | None:
        if kind == "table":
            return DeclaredName(local.info.name)
        if kind == "column":
            column = next((c for c in local.info.columns if c.pg == name), None)
            return DeclaredName(column.name) if column is not None else None
        found = name.rpartition(".")[2].upper()
        kind_of = "PK" if found.startswith("PK") else "UQ" if found.startswith("UQ") else ""
        return DeclaredName(found, kind_of, local.info.name) if kind_of else None

    # --- values that statements ask for ----------------------------------------------------------------

    def value_of(self, frame: Frame, key: str) -> Any:
        """The value of a parameter key: a variable, a `?`, @@NAME, or a session function."""
        if key[0] in "@?" and not key.startswith("@@"):
            return frame.values.get(key)
        if key.startswith("error_"):
            return self._error_value(frame, key)
        if key.startswith("object_id(#"):
            local = frame.local(key[10:-1])
            return self.local_object_id(local) if local is not None else None
        return self._session_value(frame, key)

    def local_object_id(self, local: LocalTable) -> int:
        """The negative id by which tsql.object_id and sys.objects know a temp table."""
        return int(
            self.rows(
                f"SELECT -(to_regclass('pg_temp.' || quote_ident({text_literal(local.pg)}))::oid::bigint)"
            )[0][0]
        )

    def _session_value(self, frame: Frame, key: str) -> Any:
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        match key:
            case "@@rowcount" | "rowcount_big()":
                return self.rowcount
            case "@@error":
                return self.error_number
            case "@@trancount":
                return self.trancount
            case "@@identity":
                return self.identity
            case "scope_identity()":
                return frame.scope_identity
            case "@@spid":
                return self.spid % 32767
            case "xact_state()":
                return -1 if self.doomed else 1 if self.trancount else 0
            case "@@procid":
                return frame.object_id
            case "@@nestlevel":
                return sum(1 for item in self.frames if item.procedure)
            case "@@lock_timeout":
                return self.lock_timeout
            case "@@datefirst":
                return 7
            case "@@language":
                return "us_english"
            case "@@version":
                return "Microsoft SQL Server compatible engine on PostgreSQL (tsql_pg)"
            case "@@servername" | "@@servicename" | "host_name()":
                return self.host
            case "@@options":
                return 5496 + (16384 if self.xact_abort else 0) + (512 if self.nocount else 0)
            case "@@max_precision":
                return 38
            case "@@textsize":
                return 2147483647
            case "@@dbts":
                return bytes(8)
            case "original_login()":
                return self.login
            case "user_name()":
                return self.user or "dbo"
            case "user_id()":
                return (
                    1
                    if self.user is None
                    else int(
                        self.rows(f"SELECT tsql.user_id({text_literal(self.user)}::tsql.nvarchar)")[0][0] or 0
                    )
                )
            case "app_name()":
                return self.application
            case "schema_name()":
                return "dbo"
            case "current_transaction_id()":
                return int(self.rows("SELECT txid_current()")[0][0])
            case "sysutcdatetime()" | "sysdatetime()":
                return now
            case "getdate()" | "getutcdate()" | "current_timestamp()":
                ticks = round(now.microsecond * 3 / 10000)
                return now.replace(microsecond=0) + dt.timedelta(microseconds=round(ticks * 10 / 3) * 1000)
        raise SqlError(195, f"'{key}' is not a recognized built-in function name.", 15, 10)

    @staticmethod
    def _error_value(frame: Frame, key: str) -> Any:
        error = frame.error()
        if error is None:
            return None
        match key:
            case "error_number()":
                return error.number
            case "error_message()":
                return error.message
            case "error_line()":
                return error.line
            case "error_procedure()":
                return error.procedure
            case "error_severity()":
                return error.severity
        return error.state

    # --- notes, hook -----------------------------------------------------------------------------------

    def note(self, ignored: set[str], frame: Frame, line: int) -> None:
        """Remember constructs that were accepted without effect."""
        for construct in ignored:
            where = frame.procedure or frame.module.file or ""
            if (construct, where) not in self._noted:
                self._noted.add((construct, where))
                self.notes.append((construct, where, frame.module.file or "", line))

    def writing(self, frame: Frame, kind: str, target: str, line: int) -> None:
        """Before a statement that changes data: refused in a doomed transaction (3930); the hook may
        refuse."""
        if self.doomed:
            raise SqlError(
                3930,
                "The current transaction cannot be committed and cannot support operations that write to "
                "the log file. "
                "Roll back the transaction.",
            )
        if self.hook is not None:
            self.hook(StatementEvent(kind, target, frame.procedure, line))

    def permit(self, frame: Frame, uses: frozenset[tuple[int, str]]) -> None:
        """Error 229 when the session's user may not do what a statement of the client does."""
        if self.user is not None and frame.procedure is None and uses:
            security.check(self, uses)

    @staticmethod
    def structure(make: Sequence[str]) -> str:
        """A short name for the structure that statements create: tables of equal structure are exchanged."""
        return hashlib.sha1("\n".join(make).encode()).hexdigest()[:10]

    def pg_table(self, local: LocalTable) -> str:
        return f"pg_temp.{quoted(local.pg)}"
