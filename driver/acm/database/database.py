"""The one face of the database: procedures with DataFrames, checked, and retried where that helps."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import pandas as pd

from acm.database.contract import Contract, read_contract
from acm.database.retry import Backoff, Breaker, breaks_connection, is_transient
from acm.database.rows import Rows
from acm.database.session import ServerError, Session
from acm.database.tvp import table_value
from acm.errors import AnswerError, ConnectionStateError, ContractError

_log = logging.getLogger(__name__)
# The procedure's own check; and SQL Server's for a table of more or fewer columns than its type.
_TYPES_CHANGED = frozenset({51006, 500})
_T = TypeVar("_T")


class Database:
    """A connection that survives what passes by itself.

    Every procedure of ACM may be called again with the same arguments; a call whose reply was lost is.
    `open_session` makes a connection and proves it; it is called again when the connection breaks.
    """

    def __init__(self, open_session: Callable[[], Session], backoff: Backoff | None = None) -> None:
        self._open_session = open_session
        self._backoff = backoff or Backoff()
        self._breaker = Breaker()
        self._contracts: dict[str, Contract] = {}
        self._once_connected = False
        self._session: Session | None = None

    def connect(self) -> Self:
        """Open the connection now rather than at the first call."""
        self._attempt(lambda session: None)
        return self

    @property
    def session(self) -> Session:
        """The connection itself, opened on demand."""
        if self._session is None:
            self._session = self._open_session()
            self._once_connected = True
        return self._session

    def call(self, procedure: str, **params: Any) -> list[Rows]:
        """Call a procedure; a DataFrame is a table parameter, an empty one is left out.

        The hash of the table types goes along as @Contract; when they have changed since they were read they
        are read again, once. ContractError when rows do not fit them,
        ConnectionStateError when the procedure says that it left a transaction open.
        """
        was_read = procedure in self._contracts
        try:
            answer = self._attempt(lambda session: self._call(session, procedure, params))
        except (ServerError, ContractError) as error:
            misfit = isinstance(error, ContractError)
            if not was_read or not (misfit or error.number in _TYPES_CHANGED):
                raise
            _log.info("the table types of %s have changed: reading them again", procedure)
            del self._contracts[procedure]
            answer = self._attempt(lambda session: self._call(session, procedure, params))
        self._check_transaction(procedure, answer)
        return answer

    def call_for_row(self, procedure: str, **params: Any) -> dict[str, Any]:
        """Call a procedure that answers with one row; AnswerError when it does not."""
        answer = self.call(procedure, **params)
        row = answer[-1].first() if answer else None
        if row is None:
            raise AnswerError(f"{procedure} answered without a row")
        return row

    def another(self) -> Database:
        """A second connection to the same database, for another thread; it opens at its first call."""
        return Database(self._open_session, self._backoff)

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Rows]:
        """Run T-SQL text once: what it does is not known, so it is never repeated."""
        session = self._connected()
        try:
            return session.query(sql, params)
        except ServerError as error:
            if breaks_connection(error):
                self._drop()
            raise

    def close(self) -> None:
        """Close the connection; a later call opens another."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, session: Session, procedure: str, params: Mapping[str, Any]) -> list[Rows]:
        frames = {name: value for name, value in params.items() if isinstance(value, pd.DataFrame)}
        scalars = {name: value for name, value in params.items() if name not in frames}
        tables = {}
        if frames:
            contract = self._contracts.get(procedure)
            if contract is None:
                contract = self._contracts[procedure] = read_contract(session, procedure)
            for name, frame in frames.items():
                if name not in contract.tables:
                    raise AnswerError(f"{procedure} takes no table parameter @{name}")
                if len(frame):
                    tables[name] = table_value(frame, contract.tables[name])
            scalars["Contract"] = contract.digest
        return session.call(procedure, scalars, tables)

    def _attempt(self, work: Callable[[Session], _T]) -> _T:
        self._breaker.check()
        attempt = 1
        while True:
            try:
                done = work(self.session)
            except ServerError as error:
                if breaks_connection(error):
                    self._drop()
                if not is_transient(error, self._once_connected):
                    raise
                if attempt >= self._backoff.attempts:
                    self._breaker.failed(error)
                    raise
                _log.warning("attempt %d failed, trying again: %s", attempt, error)
                self._backoff.wait(attempt)
                attempt += 1
            else:
                self._breaker.succeeded()
                return done

    def _connected(self) -> Session:
        return self._attempt(lambda session: session)

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.close()
        except ServerError as error:
            _log.debug("closing a broken connection: %s", error)

    def _check_transaction(self, procedure: str, answer: Sequence[Rows]) -> None:
        row = answer[-1].first() if answer else None
        if row and row.get("TranCount"):
            self._drop()
            raise ConnectionStateError(
                f"{procedure} left a transaction open ({row['TranCount']} deep): nothing was committed"
            )
