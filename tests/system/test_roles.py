"""The role acm_driver runs the whole driver and touches no table; acm_reader reads and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
import tsql_pg
from acm.database import Database, Dsn, connect
from acm.database.embedded import EmbeddedSession
from acm.database.session import ServerError
from acm.equipment import find
from acm.ingest import check_unchecked, load_frame
from acm.runs import Plan, run

from .conftest import readings
from .machines import machine

DENIED, NOT_FOUND_OR_DENIED, DROP_DENIED = 229, 1088, 3701
STATEMENTS = (
    "SELECT COUNT(*) AS N FROM {table} AS t",
    "INSERT INTO {table} DEFAULT VALUES",
    "DELETE FROM {table}",
    "TRUNCATE TABLE {table}",
    "ALTER TABLE {table} ADD Extra int NULL",
    "DROP TABLE {table}",
)


@contextmanager
def session_of(dsn: Dsn, user: str) -> Iterator[Database]:
    """The driver's database face, opened as a user of the database."""
    connection = partial(tsql_pg.connect, dsn.text.removeprefix("embedded:"), user=user)
    with Database(lambda: EmbeddedSession(connection(), f"{dsn} as {user}")).connect() as database:
        yield database


def user_in(dsn: Dsn, role: str) -> str:
    name = f"only_{role}"
    with connect(dsn) as owner:
        owner.query(f"CREATE USER {name} WITHOUT LOGIN; ALTER ROLE {role} ADD MEMBER {name};")
    return name


def refused(database: Database, statement: str) -> bool:
    with pytest.raises(ServerError) as caught:
        database.query(statement)
    return caught.value.number in (DENIED, NOT_FOUND_OR_DENIED, DROP_DENIED)


def tables(dsn: Dsn) -> list[str]:
    with connect(dsn) as owner:
        rows = owner.query("SELECT QUOTENAME(t.name) AS Name FROM sys.tables AS t ORDER BY t.name")[-1].rows
    return [f"dbo.{row[0]}" for row in rows]


def test_the_driver_needs_its_role_and_no_table(fresh: Dsn, code: str) -> None:
    frame = readings(500)
    with connect(fresh) as owner:
        machine(owner, code, frame.iloc[:300])
    with session_of(fresh, user_in(fresh, "acm_driver")) as driver:
        load_frame(driver, find(driver, code), frame.iloc[300:], "later")
        assert [verdict.overall for verdict in check_unchecked(driver)] == ["PASSED", "PASSED"]
        reports = list(run(driver, Plan((code,))))
        assert {report.outcome for report in reports} == {"OK"}
        assert {report.stage for report in reports} == {"COLDSTART", "SCORE"}
        for table in tables(fresh):
            for statement in STATEMENTS:
                assert refused(driver, statement.format(table=table)), (table, statement)


def test_a_reader_reads_results_and_writes_nothing(fresh: Dsn) -> None:
    with session_of(fresh, user_in(fresh, "acm_reader")) as reader:
        reader.query("SELECT l.EquipCode FROM dbo.ACM_Latest AS l")
        for table in ("dbo.ACM_Runs", "dbo.ACM_HealthTimeline"):
            assert refused(reader, f"DELETE FROM {table}"), table
        assert refused(reader, "EXECUTE dbo.usp_GetProgress")
