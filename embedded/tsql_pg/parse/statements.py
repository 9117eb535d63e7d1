"""One statement after another: the dispatch by first word, and the rules about semicolons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from . import changes, control, definitions, execution, security, session, transactions
from .cursor import Cursor
from .tokens import Kind
from .tree_base import Statement

_STATEMENTS: Final[dict[str, Callable[[Cursor], Statement]]] = {
    "ALTER": definitions.alter,
    "BEGIN": control.begin,
    "BREAK": control.break_,
    "COMMIT": transactions.commit,
    "CONTINUE": control.continue_,
    "CREATE": definitions.create,
    "DECLARE": session.declare,
    "DELETE": changes.change,
    "DENY": security.permission,
    "DROP": definitions.drop,
    "EXEC": execution.execute,
    "EXECUTE": execution.execute,
    "GRANT": security.permission,
    "IF": control.if_,
    "INSERT": changes.change,
    "MERGE": changes.change,
    "PRINT": control.print_,
    "RAISERROR": control.raiserror,
    "RETURN": control.return_,
    "REVERT": execution.revert,
    "REVOKE": security.permission,
    "ROLLBACK": transactions.rollback,
    "SAVE": transactions.save,
    "SELECT": changes.change,
    "SET": session.set_,
    "THROW": control.throw,
    "TRUNCATE": definitions.truncate,
    "UPDATE": changes.change,
    "USE": session.use,
    "WAITFOR": control.wait_for,
    "WHILE": control.while_,
    "WITH": changes.change,
    "(": changes.change,
}
_UNSUPPORTED: Final = {
    "BACKUP": "BACKUP",
    "BULK": "BULK INSERT",
    "CHECKPOINT": "CHECKPOINT",
    "CLOSE": "a cursor (CLOSE)",
    "DBCC": "DBCC",
    "DEALLOCATE": "a cursor (DEALLOCATE)",
    "DISABLE": "DISABLE TRIGGER",
    "ENABLE": "ENABLE TRIGGER",
    "FETCH": "a cursor (FETCH)",
    "GOTO": "GOTO",
    "KILL": "KILL",
    "OPEN": "a cursor (OPEN)",
    "READTEXT": "READTEXT",
    "RECONFIGURE": "RECONFIGURE",
    "RESTORE": "RESTORE",
    "SHUTDOWN": "SHUTDOWN",
    "UPDATETEXT": "UPDATETEXT",
    "WRITETEXT": "WRITETEXT",
}


def batch(c: Cursor) -> list[Statement]:
    """All statements to the end of the batch; its first may be a procedure call without EXEC."""
    while c.accept(";"):
        pass
    first: list[Statement] = []
    if _is_bare_call(c):
        first.append(execution.call(c))
    return first + list(statement_list(c))


def _is_bare_call(c: Cursor) -> bool:
    if not c.at_name() or c.peek().key in (":", "="):
        return False
    return c.token.key not in _STATEMENTS and c.token.key not in _UNSUPPORTED


def statement_list(c: Cursor, *ends: str) -> tuple[Statement, ...]:
    """Statements up to one of the words `ends` (left unread), or to the end of the batch if none is given."""
    found: list[Statement] = []
    terminated = True
    while True:
        while c.accept(";"):
            terminated = True
        if c.at_end:
            if ends:
                c.fail()
            return tuple(found)
        if c.token.key in ends:
            return tuple(found)
        if not terminated:
            _require_terminator(c)
        found.append(statement(c))
        terminated = False


def _require_terminator(c: Cursor) -> None:
    """WITH and THROW need a semicolon in front of them."""
    if c.at("WITH"):
        c.error(
            319,
            "Incorrect syntax near the keyword 'with'. If this statement is a common table expression, an "
            "xmlnamespaces clause or a change tracking context clause, the previous statement must be "
            "terminated with a semicolon.",
        )
    if c.at("THROW"):
        c.fail()


def statement(c: Cursor) -> Statement:
    """One statement, without its semicolon."""
    key = c.token.key
    parser = _STATEMENTS.get(key)
    if parser is None:
        if key in _UNSUPPORTED:
            c.unsupported(_UNSUPPORTED[key])
        if c.token.kind is Kind.WORD and c.peek().key == ":":
            c.unsupported("a label for GOTO")
        c.fail()
    c.enter()
    found = parser(c)
    c.depth -= 1
    return found
