"""The server's life cycle with real processes: started on demand, stopped when unused, back after kills."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tsql_pg import server
from tsql_pg.errors import EngineError
from tsql_pg.server import locks
from tsql_pg.server.directory import DataDirectory, read_postmaster

PATIENCE_SECONDS = 60.0

CLIENT = """
import sys, time
from tsql_pg import server
handle = server.open(sys.argv[1])
with handle.connect() as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
    sys.stdin.read()
"""


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_SECONDS:.0f} s"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return False  # it ended while it was read
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # it ended, or this system has no /proc
    return stat.rpartition(")")[2].split()[0] != "Z"


def postmaster(path: Path) -> int:
    running = read_postmaster(DataDirectory(path))
    assert running is not None
    return running.pid


def supervised(path: Path) -> bool:
    lock = locks.try_acquire(DataDirectory(path).supervisor_lock)
    if lock is not None:
        lock.release()
    return lock is None


def assert_all_gone(path: Path, pid: int, socket_directory: str) -> None:
    wait_until(lambda: not alive(pid), "the end of the server")
    wait_until(lambda: not supervised(path), "the end of the supervisor")
    assert not Path(socket_directory).exists()
    assert read_postmaster(DataDirectory(path)) is None


def start_client(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_line(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None
    line = client.stdout.readline()
    assert line, client.stderr.read() if client.stderr else ""
    return line


def end(client: subprocess.Popen[str]) -> None:
    client.kill()
    client.communicate()


@pytest.fixture
def clients() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for client in started:
        end(client)


def test_stops_after_the_last_handle_and_keeps_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "data"
    first = server.open(path)
    second = server.open(path)
    with first.connect() as connection:
        connection.execute("CREATE TABLE dbo.kept (n integer)")
        connection.execute("INSERT INTO dbo.kept VALUES (42)")
    pid, sockets = postmaster(path), first.conninfo["host"]
    first.close()
    first.close()
    with second.connect() as connection:
        assert connection.execute("SELECT n FROM dbo.kept").fetchall() == [(42,)]
    assert postmaster(path) == pid
    second.close()
    assert_all_gone(path, pid, sockets)
    with server.open(path) as again, again.connect() as connection:
        assert connection.execute("SELECT n FROM dbo.kept").fetchall() == [(42,)]
        assert postmaster(path) != pid


def test_a_closed_handle_gives_no_connection(tmp_path: Path) -> None:
    handle = server.open(tmp_path / "data")
    handle.close()
    with pytest.raises(EngineError, match="closed"):
        handle.connect()


def test_stops_after_its_only_client_was_killed(tmp_path: Path, clients: list[subprocess.Popen[str]]) -> None:
    path = tmp_path / "data"
    clients.append(start_client(path))
    first_line(clients[0])
    running = read_postmaster(DataDirectory(path))
    assert running is not None
    os.kill(clients[0].pid, signal.SIGKILL)
    assert_all_gone(path, running.pid, running.socket_directory)


def test_goes_on_while_another_process_uses_it(tmp_path: Path, clients: list[subprocess.Popen[str]]) -> None:
    path = tmp_path / "data"
    clients += [start_client(path), start_client(path)]
    for client in clients:
        first_line(client)
    pid = postmaster(path)
    os.kill(clients[0].pid, signal.SIGKILL)
    clients[0].wait()
    with server.open(path) as handle, handle.connect() as connection:
        connection.execute("SELECT 1")
    assert alive(pid)


def test_comes_back_after_the_server_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with server.open(path) as handle:
        with handle.connect() as connection:
            connection.execute("CREATE TABLE dbo.acknowledged (n integer)")
        for number in range(3):
            with handle.connect() as connection:
                connection.execute("INSERT INTO dbo.acknowledged VALUES (%s)", (number,))
                pending = handle.connect(autocommit=False)
                pending.execute("INSERT INTO dbo.acknowledged VALUES (-1)")
                os.kill(postmaster(path), signal.SIGKILL)
                with pytest.raises(psycopg.OperationalError):
                    wait_until(lambda held=pending: held.execute("SELECT 1") is None, "the loss")
                pending.close()
        with handle.connect() as connection:
            rows = connection.execute("SELECT n FROM dbo.acknowledged ORDER BY n").fetchall()
        assert rows == [(0,), (1,), (2,)]
        pid, sockets = postmaster(path), handle.conninfo["host"]
    assert_all_gone(path, pid, sockets)


def test_a_killed_supervisor_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with server.open(path) as handle:
        pid, sockets = postmaster(path), handle.conninfo["host"]
        supervisor = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(supervisor, signal.SIGKILL)
        wait_until(lambda: not supervised(path), "the end of the supervisor")
        with server.open(path) as second, second.connect() as connection:
            connection.execute("SELECT 1")
            assert supervised(path)
            assert postmaster(path) == pid
    assert_all_gone(path, pid, sockets)


def test_cleans_up_after_server_and_supervisor_were_killed(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with server.open(path) as handle:
        pid, old_sockets = postmaster(path), handle.conninfo["host"]
        supervisor = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(supervisor, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        with handle.connect() as connection:
            connection.execute("SELECT 1")
        assert not Path(old_sockets).exists()
        pid, sockets = postmaster(path), handle.conninfo["host"]
    assert_all_gone(path, pid, sockets)


def test_a_server_whose_starter_was_killed_stays_supervised(
    tmp_path: Path, clients: list[subprocess.Popen[str]]
) -> None:
    """The supervisor outlives a reader of its status that is gone before the server is ready."""
    path = tmp_path / "data"
    with server.open(path) as handle:
        first, sockets = postmaster(path), handle.conninfo["host"]
    assert_all_gone(path, first, sockets)
    script = """
import os, signal, subprocess, sys
from tsql_pg import server
run = subprocess.run
def run_and_die(command, **how):
    run(command, **how)
    if any("supervisor.py" in word for word in command):
        os.kill(os.getpid(), signal.SIGKILL)
subprocess.run = run_and_die
server.open(sys.argv[1])
"""
    users = locks.acquire(DataDirectory(path).users_lock, shared=True)
    try:
        starter = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
        assert starter.returncode == -signal.SIGKILL
        wait_until(
            lambda: (found := read_postmaster(DataDirectory(path))) is not None and found.ready, "start"
        )
        running = read_postmaster(DataDirectory(path))
        assert running is not None
    finally:
        users.release()
    try:
        assert_all_gone(path, running.pid, running.socket_directory)
    finally:
        if alive(running.pid):
            os.kill(running.pid, signal.SIGINT)


def test_many_first_starts_at_once_give_one_server(
    tmp_path: Path, clients: list[subprocess.Popen[str]]
) -> None:
    path = tmp_path / "data"
    clients += [start_client(path) for _ in range(4)]
    assert len({first_line(client) for client in clients}) == 1
    running = read_postmaster(DataDirectory(path))
    assert running is not None
    for client in clients:
        end(client)
    assert_all_gone(path, running.pid, running.socket_directory)


def test_an_interrupted_creation_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "data"
    half_made = path / "pg.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    with server.open(path) as handle, handle.connect() as connection:
        assert connection.execute("SELECT 'x'::tsql.nvarchar = 'X'").fetchone() == (True,)


def test_two_data_directories_at_once(tmp_path: Path) -> None:
    with server.open(tmp_path / "one") as one, server.open(tmp_path / "two") as two:
        with one.connect() as connection:
            connection.execute("CREATE TABLE dbo.only_in_one (n integer)")
        with two.connect() as connection:
            found = connection.execute("SELECT to_regclass('dbo.only_in_one')").fetchone()
        assert found == (None,)


def test_handles_survive_a_fork(tmp_path: Path, clients: list[subprocess.Popen[str]]) -> None:
    path = tmp_path / "data"
    script = """
import os, sys
from tsql_pg import server
handle = server.open(sys.argv[1])
child = os.fork()
if child == 0:
    handle.close()
    os._exit(0)
os.waitpid(child, 0)
with handle.connect() as connection:
    print(connection.execute("SELECT 1").fetchone()[0], flush=True)
    sys.stdin.read()
"""
    clients.append(
        subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )
    assert first_line(clients[0]).strip() == "1"
    assert locks.try_acquire(DataDirectory(path).users_lock) is None


def test_opening_a_running_server_starts_no_process(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with server.open(path):
        log = DataDirectory(path).log
        before = log.read_text().count("starting PostgreSQL")
        for _ in range(20):
            with server.open(path) as handle, handle.connect() as connection:
                connection.execute("SELECT 1")
        assert log.read_text().count("starting PostgreSQL") == before == 1
