"""EXECUTE: procedures, dynamic batches, their parameters, and the batch of the client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from ..errors import NotSupported, SqlError
from ..parse import parse_batch, tree
from ..translate import types as t
from ..translate.scope import ColumnInfo, Context
from ..translate.types import SqlType
from . import control, evaluate, rowsets
from .catalogue import Parameter, Procedure
from .frames import Failure, Frame, LocalTable, Module, Result
from .session import MAX_NESTING, Session
from .tables import local_info
from .walking import check, walk


@dataclass
class Bound:
    """An argument as the callee gets it: a value of the parameter's type, or a table."""

    value: Any = None
    table: LocalTable | None = None
    back: str | None = None
    """The caller's variable that gets an OUTPUT parameter's last value."""


def execute(session: Session, frame: Frame, node: tree.Execute) -> None:
    """EXECUTE of a procedure by name or by a variable that holds the name."""
    if isinstance(node.module, exp.Parameter):
        name = evaluate.value(session, frame, node.module, t.nvarchar(776), node.line)
        parts = _split_name(str(name or ""))
    else:
        parts = node.module.parts
    from .system import SYSTEM_PROCEDURES

    system = SYSTEM_PROCEDURES.get(parts[-1].lower())
    if system is not None and (len(parts) == 1 or parts[-2].lower() in ("sys", "dbo", "")):
        code = system(session, frame, node)
        if node.return_variable is not None:
            kind = evaluate.variable_type(frame, node.return_variable)
            evaluate.assign(
                session, frame, node.return_variable, evaluate.converted(session, code, t.INT, kind)
            )
        return
    procedure = session.stock.procedure(parts)
    if procedure is None and parts[-1].lower().startswith(("sp_", "xp_")):
        raise NotSupported(frame.module.file, node.line, f"system procedure {parts[-1]}")
    if procedure is None:
        raise SqlError(2812, f"Could not find stored procedure '{'.'.join(parts)}'.", 16, 62)
    session.permit(frame, frozenset({(procedure.object_id, "EXECUTE")}))
    arguments = bind(session, frame, procedure, node)
    inner = call(session, frame, procedure, arguments, node.line)
    code = inner.return_code
    for parameter in procedure.parameters:
        given = arguments.get(parameter.name.lower())
        if given is not None and given.back is not None and parameter.type is not None:
            kind = evaluate.variable_type(frame, given.back)
            found = inner.values.get(f"@{parameter.name.lower()}")
            evaluate.assign(
                session, frame, given.back, evaluate.converted(session, found, parameter.type, kind)
            )
    if node.return_variable is not None:
        kind = evaluate.variable_type(frame, node.return_variable)
        evaluate.assign(session, frame, node.return_variable, evaluate.converted(session, code, t.INT, kind))


def _split_name(text: str) -> tuple[str, ...]:
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
                    f"Procedure or function {_last(procedure.shown)} has too many arguments specified.",
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
                    f"@{argument.name} is not a parameter for procedure {_last(procedure.shown)}.",
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


def _last(shown: str) -> str:
    return shown.rpartition(".")[2]


def _argument(
    session: Session, frame: Frame, procedure: Procedure, parameter: Parameter, argument: tree.Argument
) -> Bound:
    node = argument.value
    assert node is not None
    if parameter.table is not None:
        return Bound(table=_table_argument(session, frame, parameter, node))
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


def _table_argument(session: Session, frame: Frame, parameter: Parameter, node: exp.Expr) -> LocalTable:
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
                206, f"Operand type clash: {kind.name} is incompatible with {_last(wanted.shown)}", 16, 2
            )
        if not local.pool_key.startswith(f"@{wanted.object_id}"):
            raise SqlError(
                206, f"Operand type clash: table is incompatible with {_last(wanted.shown)}", 16, 2
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
    raise SqlError(206, f"Operand type clash: the value is incompatible with {_last(wanted.shown)}", 16, 2)


def call(
    session: Session, caller: Frame, procedure: Procedure, arguments: dict[str, Bound], line: int
) -> Frame:
    """Run a procedure with bound arguments; its frame holds the return code and the parameters' last
    values."""
    module = session.modules.get((procedure.object_id, procedure.definition_hash))
    if module is None:
        module = Module(procedure.body, procedure.file, procedure.text)
        session.modules[(procedure.object_id, procedure.definition_hash)] = module
    frame = Frame(module, procedure.shown, procedure.object_id, caller, caller.depth + 1)
    for parameter in procedure.parameters:
        given = arguments.get(parameter.name.lower())
        key = f"@{parameter.name.lower()}"
        if parameter.table is not None:
            frame.tables[key] = _table_parameter(session, parameter, given)
            continue
        assert parameter.type is not None
        frame.types[key] = parameter.type
        if given is not None:
            frame.values[key] = given.value
        elif parameter.default is not None:
            frame.values[key] = evaluate.value(session, frame, parameter.default, parameter.type, line)
        else:
            raise SqlError(
                201,
                f"Procedure or function '{_last(procedure.shown)}' expects parameter '@{parameter.name}', "
                "which was not "
                "supplied.",
                16,
                4,
            )
    before = session.trancount
    user = session.user
    if procedure.execute_as is not None and procedure.execute_as.upper() != "CALLER":
        session.user = None
    try:
        run(session, frame)
    finally:
        session.user = user
    check_count(session, before)
    return frame


def _table_parameter(session: Session, parameter: Parameter, given: Bound | None) -> LocalTable:
    assert parameter.table is not None
    wanted = session.stock.table_type(parameter.table)
    assert wanted is not None
    info = rowsets.type_info(wanted, f"@{parameter.name}")
    if given is not None and given.table is not None:
        table = given.table
        return LocalTable(info, table.pg, table.pool_key, True, table.rows, identity=table.identity)
    made = rowsets.type_table(session, wanted, f"@{parameter.name}")
    made.readonly = True
    made.owned = True
    return made


def check_count(session: Session, before: int) -> None:
    """Error 266 when a module leaves another transaction count than it found (not under XACT_ABORT ON)."""
    if session.trancount != before and not session.xact_abort:
        raise SqlError(
            266,
            "Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT "
            "statements. Previous "
            f"count = {before}, current count = {session.trancount}.",
            16,
            2,
        )


def run(session: Session, frame: Frame) -> None:
    """Run a frame's module: declarations, body, clean-up; SET options end with it."""
    if frame.depth > MAX_NESTING:
        raise SqlError(
            217,
            "Maximum stored procedure, function, trigger, or view nesting level exceeded (limit "
            f"{MAX_NESTING}).",
        )
    with _level(session, frame):
        declare_all(frame)
        try:
            control.body(session, frame, frame.module.body)
        except Failure as failure:
            if failure.scope != frame.depth or session.try_depth or frame.depth == 0 or failure.aborts:
                failure.scope = -1
                raise
            # An error of name resolution ends its own level only.
            session.errors.append(failure.error)


@contextmanager
def _level(session: Session, frame: Frame) -> Iterator[None]:
    kept = (session.xact_abort, session.nocount, session.isolation, session.identity_insert)
    session.frames.append(frame)
    try:
        yield
    finally:
        session.frames.pop()
        if frame.depth:
            session.xact_abort, session.nocount, session.isolation, session.identity_insert = kept
            for table in frame.temps.values():
                session.pool.release(session, table)
        for table in frame.tables.values():
            if not table.readonly or table.owned:
                session.pool.release(session, table)


def declare_all(frame: Frame) -> None:
    """Declare the scalar variables of the whole module: in T-SQL a declaration holds from its place on,
    run or not."""
    kept = frame.module.compiled.get("declared")
    if kept is None:
        kept = {}
        for statement in walk(frame.module.body):
            if isinstance(statement, tree.Declare):
                for variable in statement.variables:
                    if isinstance(variable, tree.ScalarVariable) and variable.type.builtin:
                        arguments = tuple(str(item) for item in variable.type.arguments)
                        kind = t.declared(variable.type.name, arguments)
                        if kind is not None:
                            kept[f"@{variable.name.lower()}"] = kind
        frame.module.compiled["declared"] = kept
    for name, kind in kept.items():
        frame.types.setdefault(name, kind)


def execute_string(session: Session, frame: Frame, node: tree.ExecuteString) -> None:
    """EXEC (N'...')."""
    text = evaluate.value(session, frame, node.text, t.NVARCHAR_MAX, node.line)
    if text:
        dynamic(session, frame, str(text), {}, {})


def dynamic(
    session: Session,
    caller: Frame,
    text: str,
    types: dict[str, SqlType],
    values: dict[str, Any],
    tables: dict[str, LocalTable] | None = None,
) -> Frame:
    """Run a batch given as text, at a level of its own; gives the frame for its OUTPUT parameters."""
    module = batch_module(session, text, None)
    frame = Frame(module, None, 0, caller, caller.depth + 1)
    frame.types.update(types)
    frame.values.update(values)
    for name, table in (tables or {}).items():
        info = replace(table.info, name=name, sql=local_info(name, (), ()).sql)
        frame.tables[name] = LocalTable(
            info, table.pg, table.pool_key, True, table.rows, identity=table.identity
        )
    before = session.trancount
    run(session, frame)
    check_count(session, before)
    return frame


def batch_module(session: Session, text: str, file: str | None, first_line: int = 1) -> Module:
    """The parsed batch of a text, kept for the next time."""
    key = (text, file, first_line)
    module = session.batches.get(key)
    if module is None:
        body = tuple(parse_batch(text, file=file or "batch", first_line=first_line))
        check(body, in_module=False, file=file)
        module = Module(body, file, text)
        if len(session.batches) > 500:
            session.batches.clear()
        session.batches[key] = module
    return module


def parameter_list(session: Session, text: str, file: str | None) -> tuple[Parameter, ...]:
    """The parameters that sp_executesql's second argument declares."""
    if not text.strip():
        return ()
    node = parse_batch(f"CREATE PROCEDURE dbo.parameters {text} AS RETURN", file=file or "batch")[0]
    assert isinstance(node, tree.CreateProcedure)
    return tuple(session.stock.parameter(item, file) for item in node.parameters)


def captured(session: Session, frame: Frame, node: tree.Execute | tree.ExecuteString) -> Result:
    """Run an EXECUTE and keep its result sets for INSERT ... EXEC."""
    if session.capture:
        raise SqlError(8164, "An INSERT EXEC statement cannot be nested.", 16, 1)
    session.capture.append(Result())
    try:
        if isinstance(node, tree.Execute):
            execute(session, frame, node)
        else:
            execute_string(session, frame, node)
        return session.capture[-1]
    finally:
        session.capture.pop()


def insert_exec(session: Session, frame: Frame, node: tree.Insert) -> None:
    """INSERT ... EXEC."""
    from .data import insert_rows

    assert isinstance(node.source, tree.Execute | tree.ExecuteString)
    result = captured(session, frame, node.source)
    total = 0
    for rows in result.result_sets:
        columns = tuple(
            ColumnInfo(name, _type_of(kind)) for name, kind in zip(rows.columns, rows.types, strict=True)
        )
        insert_rows(session, frame, node, columns, rows.rows)
        total += len(rows.rows)
    session.rowcount = session.result.rowcount = total


def _type_of(shown: str) -> SqlType:
    name, _, rest = shown.partition("(")
    kind = t.declared(name, tuple(part.strip() for part in rest.rstrip(")").split(",")) if rest else ())
    return kind if kind is not None else t.NVARCHAR_MAX


def context_of(session: Session, frame: Frame, line: int) -> Context:
    """A translator's context outside the cache, for definitions."""
    from .compile import Visible

    return Context(Visible(session, frame), frame.types, frame.module.file, line)


def outputs_of(procedure: Procedure) -> Sequence[Parameter]:
    return [parameter for parameter in procedure.parameters if parameter.output]
