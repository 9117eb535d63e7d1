"""Starting the server of a data directory: at most one at a time, found again when it runs already."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from json import dumps, loads
from pathlib import Path

from tsql_pg.errors import EngineError
from tsql_pg.server import binaries, locks
from tsql_pg.server.directory import (
    DataDirectory,
    check_versions,
    os_failure,
    read_postmaster,
    replace_json,
)

_log = logging.getLogger(__name__)

SUPERUSER = "tsql"
DATABASE = "postgres"
_SOCKET_NAME = ".s.PGSQL.5432"
_SOCKET_PATH_LIMIT = 100  # of 107 bytes on Linux and 103 on macOS
_RUNTIME_PREFIX = "tsql-pg-"

# One call for the whole file system instead of one for each of a thousand files.
_SYNC_METHOD = "syncfs" if sys.platform.startswith("linux") else "fsync"

_SETTINGS = {
    "recovery_init_sync_method": _SYNC_METHOD,
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "superuser_reserved_connections": "2",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "min_wal_size": "80MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "io_method": "sync",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    # A trial's server lives for seconds: statistics have to follow its tables at once.
    "autovacuum_naptime": "1s",
    "deadlock_timeout": "300ms",
    "max_locks_per_transaction": "256",
    "search_path": "dbo, tsql",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "lc_messages": "C",
    "logging_collector": "off",
    "log_checkpoints": "off",
    # Statements' own errors go to their client alone: their texts hold data.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
}


def ensure_running(directory: DataDirectory) -> str:
    """Start the server unless it runs, and return its socket directory.

    The caller holds the users' lock shared, so that a server found running stays.
    """
    running = _answering(directory)
    if running is not None and _supervised(directory):
        return running
    start = locks.acquire(directory.start_lock)
    try:
        running = _answering(directory)
        if running is None:
            return _start(directory)
        if not _supervised(directory):
            _log.warning("the supervisor of %s is gone, starting another", directory.path)
            _adopt(directory, running)
        return running
    finally:
        start.release()


def _supervised(directory: DataDirectory) -> bool:
    lock = locks.try_acquire(directory.supervisor_lock, shared=True)
    if lock is None:
        return True
    lock.release()
    return False


def _answering(directory: DataDirectory) -> str | None:
    """The socket directory of a server that accepts connections, or None."""
    server = read_postmaster(directory)
    if server is None or not server.ready:
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(Path(server.socket_directory) / _SOCKET_NAME))
        except OSError:
            return None
    return server.socket_directory


def _start(directory: DataDirectory) -> str:
    check_versions(directory, binaries.POSTGRESQL_MAJOR)
    # A supervisor whose server just ended may still be cleaning up.
    locks.acquire(directory.supervisor_lock).release()
    _remove_stale_runtime(directory)
    user = binaries.account(directory.cluster)
    runtime = _runtime_directory(user)
    started = False
    try:
        root = binaries.usable_installation(user, runtime)
        if not directory.cluster.exists():
            _create_cluster(directory, root, user)
        command = [str(root / "bin" / "postgres"), "-D", _data_argument(directory.cluster, user)]
        command += ["-k", str(runtime)]
        for name, value in _SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        replace_json(directory.runtime, {"runtime_directory": str(runtime)})
        _supervise(
            directory,
            runtime,
            {
                "command": command,
                "cwd": str(directory.cluster),
                "user": user.user if user else None,
                "group": user.group if user else None,
            },
        )
        started = True
    except OSError as error:
        raise os_failure("cannot start the database server of", directory.path, error) from error
    finally:
        if not started:
            shutil.rmtree(runtime, ignore_errors=True)
    return str(runtime)


def _adopt(directory: DataDirectory, socket_directory: str) -> None:
    server = read_postmaster(directory)
    if server is not None:
        _supervise(directory, Path(socket_directory), {"adopt": server.pid})


def _data_argument(cluster: Path, user: binaries.Account | None) -> str:
    """How the server names its data directory: by its working directory when the path may be closed to it."""
    return "/proc/self/cwd" if user else str(cluster)


def _runtime_directory(user: binaries.Account | None) -> Path:
    """A new private directory with a short path, for the socket."""
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        usual = Path(place) / f"{_RUNTIME_PREFIX}12345678" / f"{_SOCKET_NAME}.lock"
        if len(os.fsencode(usual)) > _SOCKET_PATH_LIMIT or set(place) & set(",\"'\\"):
            continue
        if user is not None and not binaries.reachable(Path(place).resolve(), user):
            continue
        try:
            runtime = Path(tempfile.mkdtemp(prefix=_RUNTIME_PREFIX, dir=place))
        except OSError:
            continue
        if user is not None:
            os.chown(runtime, user.user, user.group)
        return runtime
    raise EngineError(
        "no writable temporary directory with a short path for the server's socket (set TMPDIR)"
    )


def _remove_stale_runtime(directory: DataDirectory) -> None:
    """Remove the socket directory of a server that was killed together with its supervisor."""
    try:
        stale = Path(loads(directory.runtime.read_text(encoding="utf-8"))["runtime_directory"])
    except (FileNotFoundError, ValueError, KeyError):
        return
    if stale.name.startswith(_RUNTIME_PREFIX):
        shutil.rmtree(stale, ignore_errors=True)
    directory.runtime.unlink(missing_ok=True)


def _create_cluster(directory: DataDirectory, root: Path, user: binaries.Account | None) -> None:
    """Run initdb beside the final place, sync it to disk, then rename: a half-made cluster is never found."""
    new = directory.new_cluster
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(mode=0o700)
    if user is not None:
        os.chown(new, user.user, user.group)
    initdb = [str(root / "bin" / "initdb"), "-D", _data_argument(new, user)]
    options = ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
    options += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    options += ["--no-instructions", "--no-sync"]
    _run(initdb + options, new, user)
    _run([*initdb, "--sync-only", "--sync-method", _SYNC_METHOD], new, user)
    new.rename(directory.cluster)
    parent = os.open(directory.path, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def _run(command: list[str], cwd: Path, user: binaries.Account | None) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        user=user.user if user else None,
        group=user.group if user else None,
        extra_groups=[] if user else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
    )
    if done.returncode != 0:
        raise start_failure("cannot create the database in", cwd, done.stderr or done.stdout)


def start_failure(what: str, path: Path, output: str) -> EngineError:
    """An `EngineError` from a PostgreSQL program's output."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return EngineError(f"{what} {path}: the disk is full; free some space and try again")
    return EngineError(f"{what} {path}: {output.strip()[-2000:]}")


def _supervise(directory: DataDirectory, runtime: Path, how: dict[str, object]) -> None:
    reader, writer = os.pipe()
    settings = how | {
        "users_lock": str(directory.users_lock),
        "supervisor_lock": str(directory.supervisor_lock),
        "postmaster_pid": str(directory.postmaster_pid),
        "log": str(directory.log),
        "runtime": str(directory.runtime),
        "runtime_directory": str(runtime),
        "status_descriptor": writer,
    }
    script = Path(__file__).with_name("supervisor.py")
    with os.fdopen(reader, "rb") as status:
        try:
            subprocess.run(
                [sys.executable, "-I", "-S", str(script), dumps(settings)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(writer,),
                start_new_session=True,
                cwd="/",
                check=True,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            )
        finally:
            os.close(writer)
        answer = status.read().decode(errors="replace")
    if answer != "ready":
        reason = answer or "its supervisor died"
        raise start_failure("cannot start the database server of", directory.path, reason)
