"""The process with the .NET runtime: a request per line of stdin, an answer per line of stdout, both JSON.

The first line is the toolchain and has no answer; each other line is a project. Started by gates.client
with the environment that .NET needs.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

from . import dotnet
from .checks import lint
from .dacfx import Model
from .toolchain import Toolchain


def main() -> None:
    """Serves requests until stdin ends; an error in a gate ends the process with its trace on stderr."""
    # What .NET writes to the console must not stand between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    requests = (json.loads(line) for line in sys.stdin)
    dotnet.start(Toolchain.from_json(next(requests)))
    compiler = Model()
    for request in requests:
        findings = lint(request["files"], request["type_columns"], compiler)
        print(json.dumps([asdict(finding) for finding in findings]), file=answers, flush=True)


if __name__ == "__main__":
    main()
