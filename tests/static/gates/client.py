"""The gates from another process: one worker with the .NET runtime serves any number of lints."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from .report import Finding
from .sources import read_files
from .toolchain import DEFAULT_CACHE, Toolchain, prepare

PACKAGE_PARENT = Path(__file__).resolve().parents[1]


class WorkerError(RuntimeError):
    """The worker ended before it answered; why is on its stderr."""


class Linter:
    """A running worker. Use as a context manager; not for several threads at once."""

    def __init__(self, toolchain: Toolchain | None = None) -> None:
        """Starts the worker; fetches the toolchain when none is given. Raises ToolchainError."""
        toolchain = toolchain or prepare(DEFAULT_CACHE)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gates.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PACKAGE_PARENT,
            env={**toolchain.environment(), "PYTHONPATH": str(PACKAGE_PARENT)},
        )
        self._send(toolchain.as_json())

    def lint(
        self, files: Mapping[str, str], type_columns: Mapping[str, Sequence[str]] | None = None
    ) -> list[Finding]:
        """All findings in scripts given by their paths relative to the root."""
        columns = (
            None if type_columns is None else {name: list(names) for name, names in type_columns.items()}
        )
        self._send({"files": dict(files), "type_columns": columns})
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._ended()
        return [Finding(**finding) for finding in json.loads(line)]

    def lint_folder(
        self, root: Path, type_columns: Mapping[str, Sequence[str]] | None = None
    ) -> list[Finding]:
        """All findings in the scripts below a project's root."""
        return self.lint(read_files(root), type_columns)

    def close(self) -> None:
        """Ends the worker."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()

    def __enter__(self) -> Linter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, request: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _ended(self) -> WorkerError:
        return WorkerError(f"the worker ended with code {self._process.wait()}; see its messages above")
