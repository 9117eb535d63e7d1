"""The arguments of a call, and the parameters that they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from ..errors import SqlError
from ..parse import parse_batch, tree
from ..translate.types import SqlType
from . import evaluate, rowsets
from .catalogue import Parameter, Procedure
from .frames import Frame, LocalTable
from .session import Session


@dataclass
class Bound:
    """An argument as the callee gets it: a value of the parameter's type, or a table."""

    value: Any = None
    table: LocalTable | None = None
    back: str | None = None
    """The caller's variable that gets an OUTPUT parameter's last value."""


def split_name(text: str) -> tuple[str, ...]:
    """The parts of a dotted name, brackets and quotation marks taken off."""
    parts: list[str] = []
    rest = text.strip()
    while rest:
        if rest[0] in '["':
            close = "]" if rest[0] == "[" else '"'
            end = 1
            while end < len(rest) and not (rest[end] == close and rest[end : end + 2] != close * 2):
                end += 2 if rest[end] == close else 1
            parts.append(rest[1:end].replace(close * 2, close))
            rest = rest[end + 1 :].lstrip(" .")
        else:
            part, _, rest = rest.partition(".")
            parts.append(part.strip())
            rest = rest.strip()
    return tuple(parts) or ("",)


def bind(session: Session, frame: Frame, procedure: Procedure, node: tree.Execute) -> dict[str, Bound]:
    """The arguments of a call by parameter. Errors: 201, 8144, 8145, 119."""
    out: dict[str, Bound] = {}
    named = False
    for place, argument in enumerate(node.arguments):
        if argument.name is None:
            if named:
                raise SqlError(
                    119,
                    f"Must pass parameter number {place + 1} and subsequent parameters as '@name = value'.",
                    15,
                )
            if place >= len(procedure.parameters):
                raise SqlError(
                    8144,
                    f"Procedure or function {short_name(procedure.shown)} has too many arguments specified.",
                    16,
                    2,
                )
            parameter = procedure.parameters[place]
        else:
            named = True
            found = next((p for p in procedure.parameters if p.name.lower() == argument.name.lower()), None)
            if found is None:
                raise SqlError(
                    8145,
                    f"@{argument.name} is not a parameter for procedure {short_name(procedure.shown)}.",
                    16,
                    2,
                )
            parameter = found
        if parameter.name.lower() in out:
            raise SqlError(8143, f"Parameter '@{parameter.name}' was supplied multiple times.", 16, 1)
        if argument.value is None:
            continue
        out[parameter.name.lower()] = _argument(session, frame, procedure, parameter, argument)
    return out


def short_name(shown: str) -> str:
    return shown.rpartition(".")[2]


def _argument(
    session: Session, frame: Frame, procedure: Procedure, parameter: Parameter, argument: tree.Argument
) -> Bound:
    node = argument.value
    assert node is not None
    if parameter.table is not None:
        return Bound(table=table_argument(session, frame, parameter, node))
    assert parameter.type is not None
    back = None
    if argument.output:
        if not parameter.output:
            raise SqlError(
                8162,
                f'The formal parameter "@{parameter.name}" was not declared as an OUTPUT parameter, but '
                "the actual "
                "parameter passed in requested output.",
                16,
                2,
            )
        back = node.name if isinstance(node, exp.Parameter) else None
    found, kind = evaluate.natural_value(session, frame, node, argument.line)
    return Bound(as_parameter(session, found, kind, parameter.type), back=back)


def as_parameter(session: Session, found: Any, kind: SqlType, target: SqlType) -> Any:
    """An argument as its parameter's type. Error 8114: it cannot be converted."""
    try:
        return evaluate.converted(session, found, kind, target)
    except SqlError as error:
        if error.number not in (245, 241):
            raise
        raise SqlError(8114, f"Error converting data type {kind.name} to {target.name}.", 16, 5) from error


def table_argument(session: Session, frame: Frame, parameter: Parameter, node: exp.Expr) -> LocalTable:
    assert parameter.table is not None
    wanted = session.stock.table_type(parameter.table)
    assert wanted is not None
    if isinstance(node, exp.Parameter):
        local = frame.local(f"@{node.name}")
        if local is None:
            kind = frame.types.get(f"@{node.name.lower()}")
            if kind is None:
                raise SqlError(137, f'Must declare the scalar variable "@{node.name}".', 15, 2)
            raise SqlError(
                206, f"Operand type clash: {kind.name} is incompatible with {short_name(wanted.shown)}", 16, 2
            )
        if not local.pool_key.startswith(f"@{wanted.object_id}"):
            raise SqlError(
                206, f"Operand type clash: table is incompatible with {short_name(wanted.shown)}", 16, 2
            )
        return local
    if isinstance(node, exp.Placeholder):
        key = f"?{node.this}"
        kept = frame.tables.get(key)
        if kept is None:
            given = frame.values.get(key)
            kept = rowsets.type_table(session, wanted, f"@{parameter.name}")
            frame.tables[key] = kept
            if given is not None:
                rowsets.load(session, kept, given)
        return kept
    raise SqlError(
        206, f"Operand type clash: the value is incompatible with {short_name(wanted.shown)}", 16, 2
    )


def parameter_list(session: Session, text: str, file: str | None) -> tuple[Parameter, ...]:
    """The parameters that sp_executesql's second argument declares."""
    if not text.strip():
        return ()
    node = parse_batch(f"CREATE PROCEDURE dbo.parameters {text} AS RETURN", file=file or "batch")[0]
    assert isinstance(node, tree.CreateProcedure)
    return tuple(session.stock.parameter(item, file) for item in node.parameters)


def outputs_of(procedure: Procedure) -> Sequence[Parameter]:
    return [parameter for parameter in procedure.parameters if parameter.output]
