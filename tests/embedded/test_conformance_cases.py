"""Every case of the conformance suite, against SQL Server's documentation."""

from collections.abc import Iterator

import pytest
import tsql_pg
from tsql_pg import server

from .conformance.case import Case, check
from .conformance.suite import FAMILIES

NAMED = [(f"{family}:{case.construct}", case) for family, cases in FAMILIES.items() for case in cases]


@pytest.fixture(scope="module")
def reader(engine: server.ServerHandle) -> Iterator[tsql_pg.Connection]:
    """One session for all cases that only read."""
    with tsql_pg.connect(engine.path) as connection:
        yield connection


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case, id=name, marks=[pytest.mark.xfail(strict=True, reason=case.differs)] if case.differs else []
        )
        for name, case in NAMED
    ],
)
def test_case(case: Case, reader: tsql_pg.Connection, request: pytest.FixtureRequest) -> None:
    connection = reader if case.shared else request.getfixturevalue("db")
    check(case, connection)
