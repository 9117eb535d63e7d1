"""The engine's data directory: what lies where, and whether it can be used.

<path>/engine.json    layout, PostgreSQL major version and prelude hash, written when complete
<path>/pg/            PostgreSQL's own data directory, the only part that another user may own
<path>/server.log     what the server and its supervisor had to say
<path>/*.lock         users (shared by every process that has it open), start, supervisor
<path>/runtime.json   socket directory and process ids of the running server
"""

from __future__ import annotations

import errno
import json
import os
from dataclasses import dataclass
from pathlib import Path

from tsql_pg.errors import EngineError

LAYOUT_VERSION = 1


@dataclass(frozen=True)
class DataDirectory:
    """Paths within one data directory."""

    path: Path

    @property
    def stamp(self) -> Path:
        return self.path / "engine.json"

    @property
    def cluster(self) -> Path:
        return self.path / "pg"

    @property
    def new_cluster(self) -> Path:
        return self.path / "pg.new"

    @property
    def postmaster_pid(self) -> Path:
        return self.cluster / "postmaster.pid"

    @property
    def log(self) -> Path:
        return self.path / "server.log"

    @property
    def runtime(self) -> Path:
        return self.path / "runtime.json"

    @property
    def users_lock(self) -> Path:
        return self.path / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.path / "start.lock"

    @property
    def install_lock(self) -> Path:
        return self.path / "install.lock"

    @property
    def supervisor_lock(self) -> Path:
        return self.path / "supervisor.lock"


@dataclass(frozen=True)
class Stamp:
    """Versions that a data directory was completed with."""

    layout: int
    postgresql: int
    prelude: str


@dataclass(frozen=True)
class Running:
    """A server as postmaster.pid describes it."""

    pid: int
    socket_directory: str
    ready: bool


def prepare(path: Path) -> DataDirectory:
    """Create the directory when absent and check that it can be ours; `EngineError` says what is wrong."""
    directory = DataDirectory(Path(os.path.realpath(path)))
    try:
        directory.path.mkdir(parents=True, exist_ok=True)
        writable = os.access(directory.path, os.W_OK | os.X_OK)
        entries = {entry.name for entry in os.scandir(directory.path)} if writable else set()
    except OSError as error:
        raise os_failure("cannot use the data directory", directory.path, error) from error
    if not writable:
        raise EngineError(f"cannot write to the data directory {directory.path}: permission denied")
    ours = {"engine.json", "pg", "pg.new", "users.lock", "start.lock"}
    if entries and not entries & ours:
        raise EngineError(
            f"{directory.path} holds other files and is not a data directory of the embedded engine; "
            "name a new or an empty directory"
        )
    return directory


def os_failure(what: str, path: Path, error: OSError) -> EngineError:
    """An `EngineError` that says what could not be done, where and why."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return EngineError(f"{what} {path}: it, or a part of its path, is a file, not a directory")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EngineError(f"{what} {path}: the disk is full; free some space and try again")
    return EngineError(f"{what} {path}: {error.strerror or error}")


def read_stamp(directory: DataDirectory) -> Stamp | None:
    """The completed directory's versions, or None when it was never completed."""
    try:
        values = json.loads(directory.stamp.read_text(encoding="utf-8"))
        return Stamp(int(values["layout"]), int(values["postgresql"]), str(values["prelude"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError) as error:
        raise EngineError(
            f"{directory.stamp} is damaged: {error}; restore it or use a new directory"
        ) from error


def write_stamp(directory: DataDirectory, stamp: Stamp) -> None:
    """Write the stamp so that it is there whole or not at all."""
    replace_json(
        directory.stamp, {"layout": stamp.layout, "postgresql": stamp.postgresql, "prelude": stamp.prelude}
    )


def replace_json(path: Path, values: dict[str, object]) -> None:
    """Write `values` to `path` by rename, synced to disk."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with new.open("w", encoding="utf-8") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except OSError as error:
        raise os_failure("cannot write", path, error) from error


def check_versions(directory: DataDirectory, postgresql: int) -> None:
    """Raise `EngineError` when the directory belongs to another PostgreSQL or layout version."""
    stamp = read_stamp(directory)
    if stamp is not None and stamp.layout != LAYOUT_VERSION:
        raise EngineError(
            f"the data directory {directory.path} has layout {stamp.layout}, this engine has "
            f"{LAYOUT_VERSION}: export its data with the version that wrote it, or name a new directory"
        )
    try:
        found = (directory.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        found = "" if stamp is None else "no"
    except OSError as error:
        raise os_failure("cannot read the data directory", directory.cluster, error) from error
    if found and found != str(postgresql):
        raise EngineError(
            f"the data directory {directory.path} was written by PostgreSQL {found}, this engine runs "
            f"{postgresql}: export its data with the version that wrote it, or name a new directory"
            if found != "no"
            else f"the data directory {directory.path} has lost its database files ({directory.cluster}); "
            "restore them from a backup or name a new directory"
        )


def read_postmaster(directory: DataDirectory) -> Running | None:
    """What postmaster.pid says, or None when there is none or it is still being written."""
    try:
        lines = directory.postmaster_pid.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 5:
        return None
    return Running(int(lines[0]), lines[4], len(lines) >= 8 and lines[7].strip() == "ready")
