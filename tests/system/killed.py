"""Commands, each in a process of its own that kills itself at the n-th call of the database.

Reads a JSON array [N, ARGUMENTS...] a line and answers [EXIT CODE OR -SIGNAL, OUTPUT]. N counts the calls of
procedures: the N-th is never made; with -N it is made, and the process dies before the driver hears of it.
The processes are forks of this one, which has loaded everything and opened nothing.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from typing import Any

import acm.cli.app
from acm.cli import main
from acm.database import Database, Rows

_call = Database.call


def _killed_at(at: int) -> Any:
    made = 0

    def call(self: Database, procedure: str, **params: Any) -> list[Rows]:
        nonlocal made
        made += 1
        if made == at:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = _call(self, procedure, **params)
        if made == -at:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return call


def _run(at: int, arguments: list[str]) -> tuple[int, str]:
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            Database.call = _killed_at(at)  # type: ignore[method-assign]
            main(arguments)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        return ended, said.read()


if __name__ == "__main__":
    assert acm.cli.app.app is not None
    for line in sys.stdin:
        at, *arguments = json.loads(line)
        print(json.dumps(_run(at, arguments)), flush=True)
