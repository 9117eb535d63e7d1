"""Commands of `acm`, each in a process of its own, which is a fork of one that has loaded everything.

As a program: reads a JSON object (Request) a line, answers [EXIT CODE OR -SIGNAL, STDOUT, STDERR]. A process
may be made to kill itself: `kill_at` counts the calls of procedures, and the N-th is never made; with -N it
is made, and the process dies before the driver hears of it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import acm.cli.app
import acm.database.embedded
from acm.cli import main
from acm.database import Database, Rows

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Request:
    """A command line, its working directory and environment, and the call at which it dies (0: never)."""

    arguments: list[str]
    directory: str
    environment: dict[str, str]
    kill_at: int = 0


@dataclass(frozen=True)
class Ended:
    """What a process left behind; `code` is minus the signal that killed it."""

    code: int
    out: str
    err: str

    def records(self) -> list[dict[str, Any]]:
        found = json.loads(self.out)
        assert isinstance(found, list)
        return found


class Forks:
    """The process that makes the others."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.system.forks"],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, request: Request) -> Ended:
        """Run a command to its end; a traceback is a failure of the test."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(request)) + "\n")
        self._process.stdin.flush()
        ended = Ended(*json.loads(self._process.stdout.readline()))
        assert "Traceback" not in ended.err + ended.out, ended.err
        return ended

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


def _dying(at: int) -> Any:
    """Database.call, which kills the process at one of its calls."""
    whole, made = Database.call, 0

    def call(self: Database, procedure: str, **params: Any) -> list[Rows]:
        nonlocal made
        made += 1
        if made == at:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = whole(self, procedure, **params)
        if made == -at:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return call


def _run(request: Request) -> tuple[int, str, str]:
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.environ.clear()
            os.environ.update(request.environment)
            os.chdir(request.directory)
            if request.kill_at:
                Database.call = _dying(request.kill_at)  # type: ignore[method-assign]
            main(request.arguments)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        return ended, out.read(), err.read()


if __name__ == "__main__":
    assert acm.cli.app.app is not None  # every command is loaded, and the engine
    gc.freeze()  # a fork that ends would walk through all that was loaded, and copy it
    for line in sys.stdin:
        print(json.dumps(_run(Request(**json.loads(line)))), flush=True)
