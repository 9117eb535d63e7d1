"""The one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType

from acm.errors import AcmError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process: 0 done or nothing due, 1 failed, 2 wrong use; no traceback."""
    sys.excepthook = _unexpected
    import typer.main

    from acm.cli.app import app

    try:
        typer.main.get_command(app).main(args=arguments, prog_name="acm")
    except AcmError as error:
        _say(f"error {error.number}: {error}")
        if os.environ.get("ACM_DEBUG"):
            traceback.print_exc()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has enough; stdout must not be flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        _say("interrupted")
        return
    if os.environ.get("ACM_DEBUG"):
        sys.__excepthook__(kind, error, trace)
        return
    _say(
        f"error: unexpected {kind.__name__}: {error}\nThis is a defect. ACM_DEBUG=1 shows where it happened."
    )


def _say(text: str) -> None:
    from acm.database.dsn import mask

    sys.stderr.write(f"{mask(text)}\n")
