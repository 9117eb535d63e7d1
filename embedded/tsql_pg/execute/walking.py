"""Walking over statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import SqlError
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


def check(statements: Sequence[tree.Statement], *, in_module: bool, file: str | None) -> None:
    """What SQL Server refuses when it compiles. SqlError 134, 135, 136, 178."""
    seen: set[str] = set()
    for statement in walk(statements):
        if isinstance(statement, tree.Declare):
            for variable in statement.variables:
                if variable.name.lower() in seen:
                    raise SqlError(
                        134,
                        f"The variable name '@{variable.name}' has already been declared. Variable names "
                        "must be unique within a query batch or stored procedure.",
                        15,
                        2,
                        line=variable.line,
                        file=file,
                    )
                seen.add(variable.name.lower())
        elif isinstance(statement, tree.Return) and statement.value is not None and not in_module:
            raise SqlError(
                178,
                "A RETURN statement with a return value cannot be used in this context.",
                15,
                line=statement.line,
                file=file,
            )
    _check_loops(statements, False, file)


def _check_loops(statements: Sequence[tree.Statement], inside: bool, file: str | None) -> None:
    for statement in statements:
        match statement:
            case tree.Break() | tree.Continue() if not inside:
                number, word = (135, "BREAK") if isinstance(statement, tree.Break) else (136, "CONTINUE")
                raise SqlError(
                    number,
                    f"Cannot use a {word} statement outside the scope of a WHILE statement.",
                    15,
                    line=statement.line,
                    file=file,
                )
            case tree.Block():
                _check_loops(statement.body, inside, file)
            case tree.If():
                _check_loops([statement.then], inside, file)
                _check_loops([statement.otherwise] if statement.otherwise is not None else [], inside, file)
            case tree.While():
                _check_loops([statement.body], True, file)
            case tree.TryCatch():
                _check_loops([*statement.body, *statement.handler], inside, file)
