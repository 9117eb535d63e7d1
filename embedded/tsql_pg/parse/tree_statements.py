"""Statement nodes of control flow, variables, transactions, execution and data changes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from .tree_base import ObjectName, Statement, TypeName
from .tree_schema import TableDefinition

# --- variables and session -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScalarVariable:
    """`@name type [= value]`; `name` without the @. A table type's variable looks the same (user type)."""

    name: str
    type: TypeName
    value: exp.Expr | None
    line: int


@dataclass(frozen=True)
class TableVariable:
    """`@name TABLE (...)`; `name` without the @."""

    name: str
    table: TableDefinition
    line: int


@dataclass(frozen=True, kw_only=True)
class Declare(Statement):
    variables: tuple[ScalarVariable | TableVariable, ...]


@dataclass(frozen=True, kw_only=True)
class SetVariable(Statement):
    """`SET @name op value`; operator is one of = += -= *= /= %= &= |= ^=."""

    name: str
    operator: str
    value: exp.Expr


@dataclass(frozen=True, kw_only=True)
class SetOption(Statement):
    """`SET NOCOUNT, XACT_ABORT ON`: names upper-case; value an upper-case word ("ON", "READ COMMITTED") or
    an expression (LOCK_TIMEOUT, DEADLOCK_PRIORITY with a number or variable, ROWCOUNT, CONTEXT_INFO...)."""

    names: tuple[str, ...]
    value: str | exp.Expr


@dataclass(frozen=True, kw_only=True)
class SetIdentityInsert(Statement):
    table: ObjectName
    on: bool


@dataclass(frozen=True, kw_only=True)
class Use(Statement):
    database: str


# --- control flow ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Block(Statement):
    body: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True)
class If(Statement):
    condition: exp.Expr
    then: Statement
    otherwise: Statement | None


@dataclass(frozen=True, kw_only=True)
class While(Statement):
    condition: exp.Expr
    body: Statement


@dataclass(frozen=True, kw_only=True)
class Break(Statement):
    pass


@dataclass(frozen=True, kw_only=True)
class Continue(Statement):
    pass


@dataclass(frozen=True, kw_only=True)
class Return(Statement):
    value: exp.Expr | None


@dataclass(frozen=True, kw_only=True)
class TryCatch(Statement):
    body: tuple[Statement, ...]
    handler: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True)
class Throw(Statement):
    """All three are None for the `THROW;` that raises again."""

    number: exp.Expr | None
    message: exp.Expr | None
    state: exp.Expr | None


@dataclass(frozen=True, kw_only=True)
class Raiserror(Statement):
    """`options` holds LOG, NOWAIT, SETERROR."""

    message: exp.Expr
    severity: exp.Expr
    state: exp.Expr
    arguments: tuple[exp.Expr, ...]
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Print(Statement):
    value: exp.Expr


@dataclass(frozen=True, kw_only=True)
class WaitFor(Statement):
    """`kind` is DELAY or TIME; `value` a literal or a variable."""

    kind: str
    value: exp.Expr


# --- transactions ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class BeginTransaction(Statement):
    name: str | exp.Parameter | None


@dataclass(frozen=True, kw_only=True)
class CommitTransaction(Statement):
    name: str | exp.Parameter | None


@dataclass(frozen=True, kw_only=True)
class RollbackTransaction(Statement):
    name: str | exp.Parameter | None


@dataclass(frozen=True, kw_only=True)
class SaveTransaction(Statement):
    name: str | exp.Parameter


# --- execution -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Argument:
    """`[@name =] value [OUTPUT]`; value None means the word DEFAULT. A bare word is a string literal."""

    name: str | None
    value: exp.Expr | None
    output: bool
    line: int


@dataclass(frozen=True, kw_only=True)
class Execute(Statement):
    """`EXEC [@return_variable =] module arguments`; a module named by a variable is exp.Parameter."""

    module: ObjectName | exp.Parameter
    arguments: tuple[Argument, ...]
    return_variable: str | None
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExecuteString(Statement):
    """`EXEC (N'...' + @sql)`."""

    text: exp.Expr


@dataclass(frozen=True, kw_only=True)
class ExecuteAs(Statement):
    """`EXECUTE AS USER = 'name'` (kind USER, LOGIN, CALLER) as a statement of its own."""

    kind: str
    name: exp.Expr | None


@dataclass(frozen=True, kw_only=True)
class Revert(Statement):
    pass


# --- queries and data changes ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Select(Statement):
    """A query to the client, or SELECT ... INTO (then `query.args["into"]` is exp.Into(this=exp.Table))."""

    query: exp.Query


@dataclass(frozen=True, kw_only=True)
class SelectAssign(Statement):
    """`SELECT @a = x, @b += y FROM ...`: `targets` are (name, operator), in step with query.expressions."""

    targets: tuple[tuple[str, str], ...]
    query: exp.Select


@dataclass(frozen=True)
class Output:
    """OUTPUT items (of `inserted`, `deleted`, a source, `$action`) to the client or INTO a table."""

    items: tuple[exp.Expr, ...]
    into: exp.Table | None
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Assignment:
    """An item of UPDATE's SET: `column op value`, `@v op value`, or `@v = column op value` (both given)."""

    column: exp.Column | None
    variable: str | None
    operator: str
    value: exp.Expr
    line: int


@dataclass(frozen=True)
class DefaultValues:
    """The source of INSERT ... DEFAULT VALUES."""


@dataclass(frozen=True, kw_only=True)
class Insert(Statement):
    """`source`: exp.Query, exp.Values (rows of exp.Tuple; exp.Var("DEFAULT") for DEFAULT), DefaultValues,
    Execute or ExecuteString. `target.args["hints"]` holds hints."""

    target: exp.Table
    columns: tuple[str, ...]
    source: exp.Query | exp.Values | DefaultValues | Execute | ExecuteString
    outputs: tuple[Output, ...]
    top: exp.Expr | None
    with_: exp.With | None
    options: tuple[exp.QueryOption, ...]


@dataclass(frozen=True, kw_only=True)
class Update(Statement):
    """`target` may be an alias of a source in from_/joins, a CTE of with_, a table or a table variable."""

    target: exp.Table
    assignments: tuple[Assignment, ...]
    from_: exp.From | None
    joins: tuple[exp.Join, ...]
    where: exp.Expr | None
    outputs: tuple[Output, ...]
    top: exp.Expr | None
    with_: exp.With | None
    options: tuple[exp.QueryOption, ...]


@dataclass(frozen=True, kw_only=True)
class Delete(Statement):
    """`target` as for Update."""

    target: exp.Table
    from_: exp.From | None
    joins: tuple[exp.Join, ...]
    where: exp.Expr | None
    outputs: tuple[Output, ...]
    top: exp.Expr | None
    with_: exp.With | None
    options: tuple[exp.QueryOption, ...]


@dataclass(frozen=True)
class MergeUpdate:
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True)
class MergeDelete:
    pass


@dataclass(frozen=True)
class MergeInsert:
    """`values` is None for DEFAULT VALUES; exp.Var("DEFAULT") stands for DEFAULT."""

    columns: tuple[str, ...]
    values: tuple[exp.Expr, ...] | None


@dataclass(frozen=True)
class MergeClause:
    """`kind`: MATCHED, NOT MATCHED (by target), NOT MATCHED BY SOURCE; `condition` what follows AND."""

    kind: str
    condition: exp.Expr | None
    action: MergeUpdate | MergeDelete | MergeInsert
    line: int


@dataclass(frozen=True, kw_only=True)
class Merge(Statement):
    """`target` has its alias in args["alias"] and hints in args["hints"]; `source` is any table source."""

    target: exp.Table
    source: exp.Expr
    on: exp.Expr
    clauses: tuple[MergeClause, ...]
    outputs: tuple[Output, ...]
    top: exp.Expr | None
    with_: exp.With | None
    options: tuple[exp.QueryOption, ...]
