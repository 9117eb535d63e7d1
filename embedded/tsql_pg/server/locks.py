"""Advisory file locks (flock), which the kernel releases when their process dies in whatever way."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tsql_pg.errors import EngineError

try:
    import fcntl
except ImportError as error:
    raise EngineError("the embedded engine runs on Linux and macOS; name a SQL Server instead") from error

_POLL_SECONDS = 0.01


class FileLock:
    """A held flock; the kernel releases it at `release()` or at the death of its last holder."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Release by closing: an unlock would also take the lock from a forked child sharing it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def try_acquire(path: Path, *, shared: bool = False) -> FileLock | None:
    """Take the lock on `path` (created when absent) or return None when another holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return FileLock(descriptor)


def acquire(path: Path, *, shared: bool = False, timeout_seconds: float = 120.0) -> FileLock:
    """Take the lock on `path`, waiting for it; `EngineError` after `timeout_seconds`."""
    deadline = time.monotonic() + timeout_seconds
    while (lock := try_acquire(path, shared=shared)) is None:
        if time.monotonic() > deadline:
            raise EngineError(f"another process has held {path} for {timeout_seconds:.0f} s; is it stuck?")
        time.sleep(_POLL_SECONDS)
    return lock
