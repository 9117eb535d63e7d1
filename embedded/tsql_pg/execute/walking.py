"""Walking over statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..parse import tree


def walk(statements: Sequence[tree.Statement]) -> Iterator[tree.Statement]:
    """All statements, those inside blocks included."""
    for statement in statements:
        yield statement
        match statement:
            case tree.Block():
                yield from walk(statement.body)
            case tree.If():
                yield from walk([statement.then])
                if statement.otherwise is not None:
                    yield from walk([statement.otherwise])
            case tree.While():
                yield from walk([statement.body])
            case tree.TryCatch():
                yield from walk(statement.body)
                yield from walk(statement.handler)
