"""The process with the .NET runtime: a request per line of stdin, an answer per line of stdout, both JSON.

Started by gates.client, which sets the environment that the runtime needs.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from . import dotnet
from .checks import lint
from .toolchain import Toolchain


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Serves one request."""
    if "toolchain" in request:
        dotnet.start(Toolchain.from_json(request["toolchain"]))
        return {"ready": True}
    findings = lint(request["files"], request["type_columns"])
    return {"findings": [asdict(finding) for finding in findings]}


def main() -> None:
    """Serves requests until stdin ends; an error in a gate ends the process with its trace on stderr."""
    # What .NET writes to the console must not stand between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
