"""The statements of a batch one after the other: control flow, variables, TRY ... CATCH."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from ..errors import SqlError
from ..parse import tree
from ..translate import types as t
from . import evaluate, rowsets, transactions
from .failures import failure
from .frames import Failure, Frame
from .session import Session


class Signal(Enum):
    """How a statement hands on the flow of control."""

    NEXT = 0
    BREAK = 1
    CONTINUE = 2
    RETURN = 3


def body(session: Session, frame: Frame, statements: Sequence[tree.Statement]) -> Signal:
    """Run statements in order. Failure: an error that leaves them."""
    for statement in statements:
        signal = one(session, frame, statement)
        if signal is not Signal.NEXT:
            return signal
    return Signal.NEXT


def one(session: Session, frame: Frame, statement: tree.Statement) -> Signal:
    """Run one statement; an error that only ends the statement is recorded and passed over."""
    try:
        flow = _FLOW.get(type(statement))
        if flow is not None:
            return flow(session, frame, statement)
        if session.noexec:
            return Signal.NEXT
        handler = session.statements.get(type(statement))
        if handler is None:
            raise SqlError(
                40517,
                f"{type(statement).__name__} is not supported by the embedded engine.",
                line=statement.line,
            )
        handler(session, frame, statement)
        if not isinstance(statement, tree.Raiserror):
            session.error_number = 0
        return Signal.NEXT
    except SqlError as error:
        found = failure(session, frame, statement, error)
        if found.aborts or session.try_depth or found.scope >= 0:
            raise found from error
        session.errors.append(error)
        return Signal.NEXT


def _block(session: Session, frame: Frame, node: Any) -> Signal:
    return body(session, frame, node.body)


def _if(session: Session, frame: Frame, node: Any) -> Signal:
    holds = evaluate.truth(session, frame, node.condition, node.line)
    session.rowcount, session.error_number = 0, 0
    if holds:
        return one(session, frame, node.then)
    if node.otherwise is not None:
        return one(session, frame, node.otherwise)
    return Signal.NEXT


def _while(session: Session, frame: Frame, node: Any) -> Signal:
    while evaluate.truth(session, frame, node.condition, node.line):
        session.rowcount, session.error_number = 0, 0
        signal = one(session, frame, node.body)
        if signal is Signal.BREAK:
            break
        if signal is Signal.RETURN:
            return signal
    session.rowcount, session.error_number = 0, 0
    return Signal.NEXT


def _try(session: Session, frame: Frame, node: Any) -> Signal:
    session.try_depth += 1
    depth = session.try_depth
    try:
        return body(session, frame, node.body)
    except Failure as caught:
        if caught.scope == frame.depth or session.wire.broken:
            # What SQL Server finds when it compiles the statement again is not caught at the same level.
            raise
        error = caught.error
    finally:
        session.try_depth = depth - 1
    session.error_number = error.number
    session.rowcount = 0
    frame.caught.append(error)
    try:
        return body(session, frame, node.handler)
    finally:
        frame.caught.pop()


def _return(session: Session, frame: Frame, node: Any) -> Signal:
    if node.value is not None:
        found = evaluate.value(session, frame, node.value, t.INT, node.line)
        frame.return_code = int(found) if found is not None else 0
    return Signal.RETURN


_FLOW: dict[type[tree.Statement], Callable[[Session, Frame, Any], Signal]] = {
    tree.Block: _block,
    tree.If: _if,
    tree.While: _while,
    tree.TryCatch: _try,
    tree.Return: _return,
    tree.Break: lambda session, frame, node: Signal.BREAK,
    tree.Continue: lambda session, frame, node: Signal.CONTINUE,
}


def _declare(session: Session, frame: Frame, node: tree.Declare) -> None:
    for variable in node.variables:
        key = f"@{variable.name.lower()}"
        if isinstance(variable, tree.TableVariable):
            if key not in frame.tables:
                frame.tables[key] = rowsets.declared_table(session, frame, variable)
            continue
        if not variable.type.builtin:
            kind = session.stock.table_type((variable.type.schema or "dbo", variable.type.name))
            if kind is None:
                raise SqlError(
                    2715, f"Column, parameter, or variable: Cannot find data type {variable.type}.", 16, 3
                )
            if key not in frame.tables:
                frame.tables[key] = rowsets.type_table(session, kind, f"@{variable.name}")
            continue
        if variable.value is not None:
            found = evaluate.value(session, frame, variable.value, frame.types[key], variable.line)
            frame.values[key] = found
            session.rowcount = 1


def _throw(session: Session, frame: Frame, node: tree.Throw) -> None:
    if node.number is None:
        error = frame.caught[-1] if frame.caught else None
        if error is None:
            raise SqlError(
                10704, "To rethrow an error, a THROW statement must be used inside a CATCH block.", 15
            )
        raise SqlError(
            error.number, error.message, error.severity, error.state, error.procedure, error.line, error.file
        )
    assert node.message is not None
    assert node.state is not None
    number = evaluate.value(session, frame, node.number, t.INT, node.line)
    if number is None or number < 50000:
        raise SqlError(
            35100,
            f"Error number {number} in the THROW statement is outside the valid range. Specify an "
            "error number in "
            "the valid range of 50000 to 2147483647.",
            16,
            10,
        )
    message = evaluate.value(session, frame, node.message, t.nvarchar(2048), node.line)
    state = evaluate.value(session, frame, node.state, t.INT, node.line)
    raise SqlError(
        number, _unescaped(message or ""), 16, int(state or 0), frame.procedure, node.line, frame.module.file
    )


def _unescaped(message: str) -> str:
    """THROW's text is a printf format without arguments: a doubled % is one."""
    return message.replace("%%", "%")


def _raiserror(session: Session, frame: Frame, node: tree.Raiserror) -> None:
    message, kind = evaluate.natural_value(session, frame, node.message, node.line)
    severity = int(evaluate.value(session, frame, node.severity, t.INT, node.line) or 0)
    state = int(evaluate.value(session, frame, node.state, t.INT, node.line) or 0)
    number = 50000
    if kind.name in t.INTEGERS:
        number = int(message or 50000)
        text = (
            f"Error {number}, severity {severity}, state {state} was raised, but no message with that "
            "error number was found in sys.messages."
        )
    else:
        arguments = [evaluate.natural_value(session, frame, item, node.line)[0] for item in node.arguments]
        text = formatted(str(message or ""), arguments)
    if severity > 18 and "LOG" not in node.options:
        raise SqlError(
            2754,
            "Error severity levels greater than 18 can only be specified by members of the sysadmin "
            "role, using the WITH LOG option.",
        )
    session.rowcount = 0
    state = 1 if state < 0 else min(state, 255)
    if severity <= 10:
        session.result.messages.append(text)
        session.error_number = number if "SETERROR" in node.options else 0
        return
    raise SqlError(number, text, severity, state, frame.procedure, node.line, frame.module.file)


def formatted(text: str, arguments: list[Any]) -> str:
    """RAISERROR's printf (Learn: "RAISERROR"): %s %d %i %u %o %x %X with flags, width, precision."""
    given = iter(arguments)

    def put(found: re.Match[str]) -> str:
        flags, width, precision, letter = found.groups()
        if letter == "%":
            return "%"
        width = str(next(given, 0)) if width == "*" else width
        precision = str(next(given, 0)) if precision == "*" else precision
        value = next(given, None)
        if value is None:
            shown = "(null)"
        elif letter == "s":
            shown = str(value)[: int(precision)] if precision else str(value)
        elif letter in "di":
            shown = f"{int(value):+d}" if "+" in flags else str(int(value))
        elif letter == "u":
            shown = str(int(value) % 2**32)
        else:
            shown = format(int(value) % 2**32, letter)
            shown = ("0" if letter == "o" else f"0{letter}") + shown if "#" in flags else shown
        size = int(width or 0)
        if "-" in flags:
            return shown.ljust(size)
        return shown.zfill(size) if "0" in flags and letter != "s" else shown.rjust(size)

    return re.sub(r"%([-+0# ]*)(\d+|\*)?(?:\.(\d+|\*))?(?:I64|l|h)?([sdiuoxX%])", put, text)[:2047]


def _print(session: Session, frame: Frame, node: tree.Print) -> None:
    found = evaluate.value(session, frame, node.value, t.NVARCHAR_MAX, node.line)
    session.result.messages.append("" if found is None else str(found))
    session.rowcount = 0


def _wait(session: Session, frame: Frame, node: tree.WaitFor) -> None:
    if node.kind != "DELAY":
        raise SqlError(40517, "WAITFOR TIME is not supported by the embedded engine.", line=node.line)
    found, _ = evaluate.natural_value(session, frame, node.value, node.line)
    if hasattr(found, "hour"):
        seconds = found.hour * 3600 + found.minute * 60 + found.second + found.microsecond / 1e6
    else:
        parts = [float(part) for part in str(found).split(":")]
        parts += [0.0] * (3 - len(parts))
        seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    time.sleep(seconds)


def _begin(session: Session, frame: Frame, node: tree.BeginTransaction) -> None:
    transactions.begin(session, frame, node)
    session.rowcount = 0


def _commit(session: Session, frame: Frame, node: tree.CommitTransaction) -> None:
    transactions.commit(session)
    session.rowcount = 0


def _rollback(session: Session, frame: Frame, node: tree.RollbackTransaction) -> None:
    if session.capture and node.name is None:
        raise SqlError(3915, "Cannot use the ROLLBACK statement within an INSERT-EXEC statement.", 16, 0)
    transactions.rollback(session, frame, node)
    session.rowcount = 0


STATEMENTS: dict[type[tree.Statement], Callable[[Session, Frame, Any], None]] = {
    tree.Declare: _declare,
    tree.Throw: _throw,
    tree.Raiserror: _raiserror,
    tree.Print: _print,
    tree.WaitFor: _wait,
    tree.BeginTransaction: _begin,
    tree.CommitTransaction: _commit,
    tree.RollbackTransaction: _rollback,
    tree.SaveTransaction: transactions.save,
}
