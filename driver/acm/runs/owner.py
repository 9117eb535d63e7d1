"""Who holds a lease, in a form that tells other processes of the same host whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_STARTED_FIELD = 19  # of /proc/PID/stat, counted behind the command's closing bracket
_LENGTH = 256


def lease_owner() -> str:
    """host/pid/start time@place of this process; the place tells containers and boots of a host apart."""
    pid = os.getpid()
    return f"{_host()}/{pid}/{_started(pid) or 0}@{_place()}"[:_LENGTH]


def is_dead(owner: str) -> bool:
    """Whether the process that this owner names is surely gone; False where that cannot be known."""
    process, _, place = owner.rpartition("@")
    host, _, rest = process.rpartition("/")[0].rpartition("/")
    started = process.rpartition("/")[2]
    if host != _host() or place != _place() or not place or not rest.isdecimal() or started == "0":
        return False
    return _started(int(rest)) != started


def _host() -> str:
    return socket.gethostname()


def _place() -> str:
    """This boot and process namespace; empty on systems that do not tell."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
        return f"{boot}-{os.readlink('/proc/self/ns/pid').strip('pid:[]')}"
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    """Start time of a process in clock ticks since boot; None without such a process, or for a zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = status.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else fields[_STARTED_FIELD]
