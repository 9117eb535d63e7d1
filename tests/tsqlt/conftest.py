"""One deployed data directory for the session, with the stand-in for tSQLt and all test classes in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tsql_pg

from .runner import ROOT, STAND_IN, load, scripts


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tsql_pg.Connection]:
    """A connection to the deployed database; the server stops with it."""
    with tsql_pg.connect(tmp_path_factory.mktemp("tsqlt") / "db") as connection:
        connection.sqlcmd("database/deploy.sql", root=ROOT)
        load(connection, STAND_IN)
        for script in scripts():
            load(connection, script)
        yield connection
