"""The delivery to a DBA: repeatable, one at a time, all or nothing, forward only; the data stay."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tsql_pg
from acm.database import Database, Dsn, connect, opening
from acm.errors import SchemaVersionError

from .conftest import Command, copied, environment, readings
from .forks import ROOT
from .machines import contents, trained

SCRIPTS = ("database", "types", "procs")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the scripts, to change."""
    root = tmp_path / "tree"
    for folder in SCRIPTS:
        shutil.copytree(ROOT / folder, root / folder)
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="ascii")
    assert old in text, f"{path} holds no {old!r}"
    path.write_text(text.replace(old, new), encoding="ascii")


def as_version(tree: Path, version: str) -> None:
    for name in ("commit.sql", "refuse_downgrade.sql"):
        edit(tree / "database" / "deploy" / name, "0.1.0", version)


def versions(db: Database) -> list[tuple[str, bytes]]:
    query = "SELECT v.SchemaVersion, v.ObjectsHash FROM dbo.ACM_SchemaVersion AS v ORDER BY v.VersionID"
    return [(str(row[0]), bytes(row[1])) for row in db.query(query)[-1].rows]


def modules(db: Database) -> list[str]:
    query = """SELECT o.name, HASHBYTES('SHA2_256', m.definition) AS Hash
               FROM sys.sql_modules AS m INNER JOIN sys.objects AS o ON o.object_id = m.object_id
               ORDER BY o.name"""
    return [repr(row) for row in db.query(query)[-1].rows]


def started(dsn: Dsn) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "acm", "deploy"],
        cwd=ROOT,
        env=environment(dsn),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def test_two_deploys_at_once_into_an_empty_database(tmp_path: Path, template: Path) -> None:
    dsn = Dsn(f"embedded:{tmp_path / 'db'}")
    both = [started(dsn), started(dsn)]
    for process in both:
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err.decode()
    with connect(dsn) as db, connect(copied(template, tmp_path / "once")) as once:
        assert versions(db) == versions(once)
        assert modules(db) == modules(once)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_killed_in_the_middle_and_deployed_again(
    tmp_path: Path, template: Path, command: Command, share: float
) -> None:
    measured = Dsn(f"embedded:{tmp_path / 'measured'}")
    begun = time.monotonic()
    assert started(measured).wait(timeout=300) == 0
    whole = time.monotonic() - begun

    dsn = Dsn(f"embedded:{tmp_path / 'db'}")
    process = started(dsn)
    time.sleep(whole * share)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    again = command(dsn, "deploy")
    assert again.code == 0, again.err
    with connect(dsn) as db, connect(copied(template, tmp_path / "once")) as once:
        assert versions(db) == versions(once)
        assert modules(db) == modules(once)


def test_a_failure_in_the_middle_leaves_the_old_version_whole(
    fresh: Dsn, tree: Path, command: Command
) -> None:
    with connect(fresh) as db:
        before = versions(db), modules(db)
    as_version(tree, "0.2.0")
    edit(
        tree / "procs" / "runs" / "dbo.usp_StartRun.sql",
        "Run ', @RunID, N' exists",
        "Run ', @RunID, N' is there",
    )
    edit(
        tree / "database" / "deploy" / "commit.sql",
        "COMMIT TRANSACTION;",
        "SELECT 1 / 0 AS Fails;\nGO\nCOMMIT TRANSACTION;",
    )
    done = command(fresh, "deploy", "--root", tree)
    assert done.code == 1
    assert "8134" in done.err
    assert "commit.sql" in done.err
    with connect(fresh) as db:
        assert (versions(db), modules(db)) == before


def test_an_upgrade_keeps_the_data_and_a_downgrade_is_refused(
    fresh: Dsn, tree: Path, command: Command, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(fresh) as db:
        equipment = trained(db, code, readings(500))
        assert command(fresh, "run", "--equip", code, "--until-done").code == 0
        before = contents(db, equipment)

    # A new column through table, type and writer, as docs/upgrade.md says: a new schema file drops the type
    # with the procedures that take it, and the deploy creates them again.
    as_version(tree, "0.2.0")
    new = tree / "database" / "schema" / "0099_sensor_unit.sql"
    new.write_text(
        """IF COL_LENGTH(N'dbo.ACM_SensorExpected', N'Unit') IS NULL
BEGIN
    ALTER TABLE dbo.ACM_SensorExpected ADD Unit nvarchar(32) NULL;
    DROP PROCEDURE IF EXISTS dbo.usp_FinalizeRun;
    DROP PROCEDURE IF EXISTS dbo.usp_WriteSensorExpected;
    DROP TYPE IF EXISTS dbo.ACM_SensorExpected_TVP;
END;
GO
""",
        encoding="ascii",
    )
    edit(
        tree / "database" / "deploy.sql",
        ":r database/schema/0005_results.sql",
        ":r database/schema/0005_results.sql\n:r database/schema/0099_sensor_unit.sql",
    )
    edit(
        tree / "types" / "dbo.ACM_SensorExpected_TVP.sql",
        "    ResidualZ     float         NULL,",
        "    ResidualZ     float         NULL,\n    Unit          nvarchar(32)  NULL,",
    )
    for _ in range(2):
        upgraded = command(fresh, "deploy", "--root", tree)
        assert upgraded.code == 0, upgraded.err
    with pytest.raises(SchemaVersionError):
        connect(fresh).query("SELECT 1 AS One")
    monkeypatch.setattr(opening, "SCHEMA_VERSION", "0.2.0")
    with connect(fresh) as db:
        after = contents(db, equipment)
        assert after.pop("ACM_SensorExpected") == [
            row[:-1] + ", None)" for row in before.pop("ACM_SensorExpected")
        ]
        assert after == before
        assert [version for version, _ in versions(db)] == ["0.1.0", "0.2.0"]
        types = db.query(
            """SELECT c.name FROM sys.table_types AS tt INNER JOIN sys.columns AS c
               ON c.object_id = tt.type_table_object_id WHERE tt.name = N'ACM_SensorExpected_TVP'
               ORDER BY c.column_id"""
        )[-1].rows
        assert [row[0] for row in types][-1] == "Unit"
        held = versions(db), modules(db)

    back = command(fresh, "deploy")
    assert back.code == 1
    assert "51032" in back.err
    with connect(fresh) as db:
        assert (versions(db), modules(db)) == held


def test_drop_leaves_nothing_and_deploy_builds_anew(fresh: Dsn, command: Command, code: str) -> None:
    with connect(fresh) as db:
        trained(db, code, readings(400))
    with tsql_pg.connect(fresh.text.removeprefix("embedded:")) as connection:
        connection.sqlcmd(ROOT / "database" / "drop.sql", root=ROOT)
        left = connection.execute(
            """SELECT o.name FROM sys.objects AS o WHERE o.schema_id = SCHEMA_ID(N'dbo')
               UNION ALL SELECT t.name FROM sys.table_types AS t"""
        )
        assert left.result_sets[0].rows == []
    assert command(fresh, "deploy").code == 0
