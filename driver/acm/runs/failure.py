"""A failure as what is stored about it."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

from acm.database import ServerError, mask

_LENGTH = 900  # of the 1,000 characters that are stored


def error_message(error: BaseException) -> str:
    """One line for people, without passwords."""
    text = mask(str(error)).strip()[:_LENGTH] or type(error).__name__
    number = getattr(error, "number", None)
    return f"{number}: {text}" if number else f"{type(error).__name__}: {text}"


def error_json(error: BaseException) -> str:
    """Type, message, number and place of an error, for ACM_Runs.ErrorJSON."""
    return json.dumps(
        {
            "type": type(error).__name__,
            "message": mask(str(error)),
            "number": getattr(error, "number", None),
            "where": _where(error),
        },
        sort_keys=True,
    )


def _where(error: BaseException) -> str:
    """The procedure and line of an error from the database, else the innermost line of ACM's own code."""
    if isinstance(error, ServerError) and error.procedure:
        return f"{error.procedure}, line {error.line}"
    package = Path(__file__).resolve().parents[1]
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if package in Path(frame.filename).parents
    ]
    if not own:
        return ""
    last = own[-1]
    return f"acm/{Path(last.filename).relative_to(package).as_posix()}, line {last.lineno}, in {last.name}"
