"""Data directories: odd paths, permissions, versions, and clear errors for what cannot work."""

import errno
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tsql_pg import server
from tsql_pg.errors import EngineError
from tsql_pg.server import binaries, install, lifecycle, locks
from tsql_pg.server.directory import DataDirectory, os_failure


@pytest.mark.parametrize(
    "name",
    ["with blank", "Zähler Anlage β 東", 'quote\'d "x"', "x" * 180, "percent%20,comma"],
    ids=["blank", "unicode", "quotes", "longer than a socket's path", "percent and comma"],
)
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    with server.open(tmp_path / name / "data") as handle, handle.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert len(os.fsencode(handle.conninfo["host"])) < 100


def test_settings_are_safe(engine: server.ServerHandle) -> None:
    with engine.connect() as connection:
        settings = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
    assert settings["listen_addresses"] == ""
    assert settings["fsync"] == settings["full_page_writes"] == settings["synchronous_commit"] == "on"
    assert settings["jit"] == "off"
    assert settings["TimeZone"] == "UTC"
    assert settings["data_checksums"] == "on"


def test_the_log_holds_no_data(engine: server.ServerHandle) -> None:
    with engine.connect() as connection:
        connection.execute("CREATE TEMP TABLE keyed (secret text PRIMARY KEY)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO keyed VALUES ('hush-hush'), ('hush-hush')")
    log = DataDirectory(engine.path).log.read_text()
    assert "starting PostgreSQL" in log
    assert "hush" not in log


def test_only_the_cluster_changes_hands_and_nothing_is_opened(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = {part: part.stat() for part in (closed, tmp_path, *tmp_path.parents)}
    with server.open(closed / "data") as handle, handle.connect() as connection:
        connection.execute("SELECT 1")
        cluster = closed / "data" / "pg"
        assert stat.S_IMODE(cluster.stat().st_mode) == 0o700
        if os.geteuid() == 0:
            assert cluster.stat().st_uid != 0
        assert (closed / "data").stat().st_uid == os.geteuid()
        sockets = Path(handle.conninfo["host"])
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    for part, status in before.items():
        assert (part.stat().st_mode, part.stat().st_uid) == (status.st_mode, status.st_uid)


def test_programs_out_of_the_users_reach_are_linked(tmp_path: Path) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    user = binaries.Account(65534, 65534)
    linked = binaries.usable_installation(user, runtime)
    reachable = binaries.reachable(binaries.installation() / "bin" / "postgres", user)
    assert (linked == binaries.installation()) is reachable
    assert binaries.usable_installation(None, runtime) == binaries.installation()


def test_linked_programs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "reachable", lambda path, user: False)
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    linked = binaries.usable_installation(binaries.Account(65534, 65534), runtime)
    assert linked == runtime / "postgresql"
    shown = subprocess.run(
        [linked / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    assert f"PostgreSQL) {binaries.POSTGRESQL_MAJOR}." in shown.stdout


@pytest.fixture
def closed_directory(tmp_path: Path) -> Path:
    """A data directory that was made and whose server has stopped."""
    path = tmp_path / "data"
    server.open(path).close()
    locks.acquire(DataDirectory(path).supervisor_lock).release()
    return path


def test_another_postgresql_version_is_refused(closed_directory: Path) -> None:
    (closed_directory / "pg" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineError, match=r"PostgreSQL 16.*this engine runs 18.*export"):
        server.open(closed_directory)


def test_another_layout_is_refused(closed_directory: Path) -> None:
    stamp = DataDirectory(closed_directory).stamp
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"layout": 99}))
    with pytest.raises(EngineError, match=r"layout 99.*export"):
        server.open(closed_directory)


def test_other_catalogue_tables_are_refused(closed_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "prelude_hash", lambda: "another")
    monkeypatch.setattr(install, "once_hash", lambda: "another")
    with pytest.raises(EngineError, match=r"other types or catalogue tables.*export"):
        server.open(closed_directory)


def test_changed_functions_are_installed_again(
    closed_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.open(closed_directory) as handle, handle.connect() as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION tsql.db_id() RETURNS smallint LANGUAGE sql RETURN 77::smallint"
        )
    monkeypatch.setattr(install, "prelude_hash", lambda: "newer")
    with server.open(closed_directory) as handle, handle.connect() as connection:
        assert connection.execute("SELECT tsql.db_id()").fetchone() == (5,)
    assert json.loads(DataDirectory(closed_directory).stamp.read_text())["prelude"] == "newer"


def test_lost_database_files_are_told(closed_directory: Path) -> None:
    (closed_directory / "pg").rename(closed_directory / "elsewhere")
    with pytest.raises(EngineError, match=r"lost its database files.*backup"):
        server.open(closed_directory)


def test_a_damaged_stamp_is_told(closed_directory: Path) -> None:
    DataDirectory(closed_directory).stamp.write_text("{")
    with pytest.raises(EngineError, match=r"engine\.json is damaged"):
        server.open(closed_directory)


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for path in (file, file / "below"):
        with pytest.raises(EngineError, match="is a file, not a directory"):
            server.open(path)


def test_a_strangers_directory_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_text("x")
    with pytest.raises(EngineError, match="not a data directory"):
        server.open(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_directory_that_cannot_be_written_is_told() -> None:
    # /proc refuses everybody, root included.
    with pytest.raises(EngineError, match="/proc/engine"):
        server.open("/proc/engine")


def test_a_full_disk_is_told_by_programs_and_system_alike(tmp_path: Path) -> None:
    output = "initdb: error: could not write to file: No space left on device"
    assert "the disk is full" in str(lifecycle.start_failure("cannot create", tmp_path, output))
    assert "the disk is full" in str(os_failure("cannot write", tmp_path, OSError(errno.ENOSPC, "No space")))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB, less than a new cluster needs."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small file system needs the right to mount: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_fills_up_is_told(small_disk: Path) -> None:
    with pytest.raises(EngineError, match="the disk is full"):
        server.open(small_disk / "data")
