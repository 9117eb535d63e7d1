"""What a conformance case is, and how its outcome is compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import tsql_pg

SITE = "https://learn.microsoft.com/sql/"
"""What the page of a case is relative to."""


@dataclass(frozen=True)
class Case:
    """A batch and what SQL Server's documentation says of it.

    construct: what the case is about. page: the documentation's address below `SITE`.
    rows: those of the last result set; error: the number of the batch's first error.
    setup: batches before it, separated by lines of GO. then: a batch behind it on the same session, whose
    rows are compared instead. messages: what PRINT and RAISERROR below severity 11 sent.
    differs: why the engine is known to answer otherwise; the case must fail as long as this stands here.
    """

    construct: str
    page: str
    sql: str
    rows: Sequence[tuple[Any, ...]] | None = None
    error: int | None = None
    setup: str = ""
    then: str = ""
    messages: Sequence[str] | None = None
    differs: str = ""

    @property
    def shared(self) -> bool:
        """Whether the case leaves nothing behind: an expression that is read."""
        return (
            not self.setup and not self.then and self.sql.startswith("SELECT ") and " INTO #" not in self.sql
        )


def function(name: str) -> str:
    """The page of a function."""
    return f"t-sql/functions/{name}-transact-sql"


def element(name: str) -> str:
    """The page of a language element."""
    return f"t-sql/language-elements/{name}-transact-sql"


def statement(name: str) -> str:
    """The page of a statement."""
    return f"t-sql/statements/{name}-transact-sql"


def data_type(name: str) -> str:
    """The page of a data type."""
    return f"t-sql/data-types/{name}-transact-sql"


def query(name: str) -> str:
    """The page of a clause of queries."""
    return f"t-sql/queries/{name}-transact-sql"


ERRORS = "relational-databases/errors-events/database-engine-events-and-errors"
"""The page that lists the errors by number."""


def values(construct: str, page: str, *pairs: tuple[str, Any], differs: str = "") -> list[Case]:
    """One case per expression and its value."""
    return [
        Case(construct, page, f"SELECT {expression} AS Value", [(value,)], differs=differs)
        for expression, value in pairs
    ]


def truths(construct: str, page: str, *pairs: tuple[str, bool | None]) -> list[Case]:
    """One case per condition: true, false, or None for unknown."""
    shown = {True: "T", False: "F", None: "U"}
    return [
        Case(
            construct,
            page,
            f"SELECT CASE WHEN {condition} THEN 'T' WHEN NOT ({condition}) THEN 'F' ELSE 'U' END AS Value",
            [(shown[value],)],
        )
        for condition, value in pairs
    ]


def failures(construct: str, page: str, *pairs: tuple[str, int], differs: str = "") -> list[Case]:
    """One case per expression and the number of the error that it raises."""
    return [
        Case(construct, page, f"SELECT {expression} AS Value", error=number, differs=differs)
        for expression, number in pairs
    ]


def check(case: Case, connection: tsql_pg.Connection) -> None:
    """Run a case; AssertionError names what differs."""
    for batch in case.setup.split("\nGO\n"):
        if batch.strip():
            connection.execute(batch)
    result, failure = outcome(connection, case.sql)
    expected = case.error or list(case.rows or [])
    assert (failure.number if failure else None) == case.error, (
        f"{failure or result.rows}, expected {expected}\n{case.sql}"
    )
    if case.messages is not None:
        assert result.messages == list(case.messages), case.sql
    if case.then:
        result = connection.execute(case.then)
    if case.rows is not None:
        assert list(map(shape, result.rows)) == list(map(shape, case.rows)), case.sql


def outcome(connection: tsql_pg.Connection, sql: str) -> tuple[tsql_pg.Result, tsql_pg.SqlError | None]:
    """The result of a batch, or an empty one and its error."""
    try:
        return connection.execute(sql), None
    except tsql_pg.SqlError as error:
        return tsql_pg.Result(), error


def shape(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values with their Python types and, for decimals, their scale: 3, 3.0 and True are not the same."""
    return tuple((type(value).__name__, str(value) if isinstance(value, Decimal) else value) for value in row)


def at(text: str) -> dt.datetime:
    """A date and time written in ISO form."""
    return dt.datetime.fromisoformat(text)


def day(text: str) -> dt.date:
    """A date written in ISO form."""
    return dt.date.fromisoformat(text)
