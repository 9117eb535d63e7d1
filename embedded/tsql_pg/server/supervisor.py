"""The detached process that starts one PostgreSQL server, and stops it when its last user is gone.

Run as a script with one JSON argument and only the standard library, so that it stays small:

    command, cwd, user, group       how to start the server (user null: as we are)
    adopt                           or: the pid of a running server whose supervisor died
    users_lock, supervisor_lock     every user process holds users_lock shared; this one waits for it
    postmaster_pid, log, runtime, runtime_directory
    status_descriptor               a pipe: "ready" or the reason of the failure, then end of file

Everything here must work after the process that started it was killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.01
LOG_LIMIT = 5_000_000
# A killed server's backends need a moment to notice and to let go of the shared memory.
_TRANSIENT = ("pre-existing shared memory block", "Is another postmaster")


class Server:
    """The PostgreSQL process, our child or (adopted) a stranger's."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.child: subprocess.Popen[bytes] | None = None
        self.pid: int = settings.get("adopt") or 0

    def start(self) -> str:
        """Start the server and wait until it accepts connections; "" or why it did not."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            failure = self._start_once(deadline)
            if not any(text in failure for text in _TRANSIENT) or time.monotonic() > deadline:
                return failure
            time.sleep(0.1)

    def _start_once(self, deadline: float) -> str:
        settings = self.settings
        log = Path(settings["log"])
        start_of_output = log.stat().st_size if log.exists() else 0
        user: dict[str, Any] = {}
        if settings["user"] is not None:
            user = {"user": settings["user"], "group": settings["group"], "extra_groups": []}
        try:
            with log.open("ab") as output:
                self.child = subprocess.Popen(
                    settings["command"],
                    cwd=settings["cwd"],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    umask=0o077,
                    **user,
                )
        except OSError as error:
            return f"{settings['command'][0]}: {error}"
        self.pid = self.child.pid
        while time.monotonic() < deadline:
            if self.child.poll() is not None:
                with log.open("rb") as output:
                    output.seek(start_of_output)
                    return output.read().decode(errors="replace").strip() or "the server ended at once"
            if self._is_ready():
                return ""
            time.sleep(POLL_SECONDS)
        self.stop()
        return f"the server was not ready after {START_SECONDS:.0f} s"

    def _is_ready(self) -> bool:
        try:
            lines = Path(self.settings["postmaster_pid"]).read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def alive(self) -> bool:
        """Whether the server process exists."""
        if self.child is not None:
            return self.child.poll() is None
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return not _ended_unreaped(self.pid)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the server process has ended; False when it has not within `seconds`."""
        if self.child is not None:
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                return False
            return True
        deadline = None if seconds is None else time.monotonic() + seconds
        while self.alive():
            if deadline is not None and time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def stop(self) -> None:
        """Stop the server: fast (clean) first, then immediate, then by force."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not self.alive():
                return
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return
            if self.wait(STOP_SECONDS):
                return


def _ended_unreaped(pid: int) -> bool:
    """Whether a stranger's process is a zombie: where no init reaps, it stays one for ever."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except ProcessLookupError:
        return True
    except FileNotFoundError:
        return Path("/proc/self").exists()  # it ended while we looked, or this system has no /proc
    return stat.rpartition(")")[2].split()[0] == "Z"


def stop_when_unused(server: Server, users: int) -> None:
    """Wait until no process holds the users' lock, then stop the server, still holding the lock."""
    fcntl.flock(users, fcntl.LOCK_EX)
    server.stop()


def report(status: int, answer: str) -> None:
    """Tell the process that started us; its death leaves nobody to tell, and the server ours to stop."""
    try:
        os.write(status, answer.encode())
    except BrokenPipeError:
        pass
    finally:
        os.close(status)


def clean_up(settings: dict[str, Any]) -> None:
    """Remove what the server left outside of its data directory."""
    shutil.rmtree(settings["runtime_directory"], ignore_errors=True)
    Path(settings["runtime"]).unlink(missing_ok=True)


def main(argument: str) -> int:
    settings = json.loads(argument)
    if os.fork() > 0:
        return 0  # the parent reaps this one; the supervisor itself belongs to init
    status = settings["status_descriptor"]
    supervisor = os.open(settings["supervisor_lock"], os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(supervisor, fcntl.LOCK_EX)
    users = os.open(settings["users_lock"], os.O_RDWR | os.O_CREAT, 0o600)
    log = Path(settings["log"])
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.old"))
    server = Server(settings)
    signal.signal(signal.SIGTERM, lambda number, frame: os.kill(server.pid, signal.SIGINT))
    failure = "" if settings.get("adopt") else server.start()
    report(status, failure or "ready")
    if not failure:
        threading.Thread(target=stop_when_unused, args=(server, users), daemon=True).start()
        server.wait()
    clean_up(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
