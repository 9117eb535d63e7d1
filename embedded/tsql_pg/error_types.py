"""The exceptions of the engine."""

from __future__ import annotations

from typing import Final

NOT_SUPPORTED_NUMBER: Final = 40517
"""Azure SQL's "Keyword or statement option '%' is not supported in this version of SQL Server"."""


class EngineError(Exception):
    """The embedded engine itself failed: life cycle of the server, data directory, installation."""


class SqlError(Exception):
    """An error as SQL Server reports it: number, severity, state, procedure, line, and our file."""

    def __init__(
        self,
        number: int,
        message: str,
        severity: int = 16,
        state: int = 1,
        procedure: str | None = None,
        line: int = 0,
        file: str | None = None,
    ) -> None:
        super().__init__(number, message, severity, state, procedure, line, file)
        self.number = number
        self.message = message
        self.severity = severity
        self.state = state
        self.procedure = procedure
        self.line = line
        self.file = file

    def __str__(self) -> str:
        where = [f"procedure {self.procedure}"] if self.procedure else []
        where += [f"file {self.file}"] if self.file else []
        where += [f"line {self.line}"] if self.line else []
        place = f" ({', '.join(where)})" if where else ""
        return f"Msg {self.number}, level {self.severity}, state {self.state}: {self.message}{place}"


class NotSupported(SqlError):  # noqa: N818 (the public name of the package's contract)
    """A T-SQL construct that the engine does not understand or cannot translate faithfully."""

    def __init__(self, file: str | None, line: int, construct: str) -> None:
        super().__init__(
            NOT_SUPPORTED_NUMBER,
            f"{construct} is not supported by the embedded engine.",
            severity=16,
            state=1,
            line=line,
            file=file,
        )
        self.construct = construct
        self.args = (file, line, construct)
