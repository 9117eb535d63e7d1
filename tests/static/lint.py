"""Runs the static gates over every T-SQL script of the project: `python tests/static/lint.py [ROOT]`.

Prints one line per finding, `file:line:column: object: message [rule]`. Exit code 0 without findings, 1 with
some, 2 when the gates could not run.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gates.client import Linter, WorkerError
from gates.sources import read_files
from gates.toolchain import ToolchainError


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Static gates over the project's T-SQL.")
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parents[2])
    root = parser.parse_args().root
    files = read_files(root)
    scripts = sum(path.endswith(".sql") for path in files)
    if not scripts:
        print(f"{root}: no T-SQL scripts here", file=sys.stderr)
        return 2
    started = time.perf_counter()
    try:
        with Linter() as linter:
            findings = linter.lint(files)
    except (ToolchainError, WorkerError) as error:
        print(f"the gates could not run: {error}", file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    elapsed = time.perf_counter() - started
    print(f"{scripts} scripts, {len(findings)} findings, {elapsed:.1f} s", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
