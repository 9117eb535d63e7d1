"""The rules of this project over syntax trees and text, each a function from Context to findings."""

from __future__ import annotations

from . import (
    columns,
    error_numbers,
    execute,
    functions,
    literals,
    names,
    procedures,
    security,
    style,
    targets,
    text,
)

ALL = (
    text.check,
    style.check,
    names.check,
    procedures.check,
    execute.check,
    columns.check,
    functions.check,
    literals.check,
    error_numbers.check,
    security.check,
    targets.check,
)
