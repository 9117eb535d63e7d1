"""The statement tree: what `parse_batch` gives and what translate and execute read.

Statements are the frozen dataclasses below, each with `line`. Queries and expressions inside them are sqlglot
nodes, made by this package's own recursive descent, never by sqlglot's parser, which drops hints, options,
styles and arguments without a word: **only** the nodes listed here occur, with only these arguments.
`node.meta.get("line")` is the source line of Column, Anonymous, Table, Parameter,
SessionParameter, Placeholder, Subquery, Conversion and Literal nodes.

Query
    exp.Select      expressions, distinct (exp.Distinct() or absent), limit (exp.Limit(expression) for TOP, or
                    exp.Fetch(count) for FETCH), offset (exp.Offset(expression)), into (exp.Into(this=Table)),
                    from_ (exp.From(this=source)), joins [exp.Join], where (exp.Where), group (exp.Group(
                    expressions)), having (exp.Having), order (exp.Order(expressions=[exp.Ordered(this,
                    desc)])), with_ (exp.With(expressions=[exp.CTE(this=query, alias=TableAlias)])), for_
                    (tree.ForJson), options [exp.QueryOption(this=Var, expression)]: this is
                    RECOMPILE, MAXDOP, HASH JOIN ...; expression a number, a string, or exp.Tuple (of exp.EQ
                    for OPTIMIZE FOR, of strings for USE HINT), or absent
                    GROUP BY ROLLUP/CUBE/GROUPING SETS: exp.Anonymous of that name inside expressions.
    exp.Union/Except/Intersect   this, expression, distinct (False only for UNION ALL), order, limit, offset,
                    with_, for_, options. A bracketed operand or whole query is exp.Subquery, no alias.
    select item     expression, exp.Alias(this, alias=Identifier) (`x AS a`, `x a`, `a = x`), exp.Star(),
                    exp.Column(this=Star(), table=...)
Sources (of exp.From.this and exp.Join.this)
    exp.Table       this = Identifier, or Parameter (table variable), or Anonymous (table-valued function), or
                    exp.OpenJSON(this, path, expressions=[exp.OpenJSONColumnDef(this=Identifier,
                    kind=TypeName, path=Literal or absent, as_json=bool)]); db, catalog = Identifier; alias;
                    hints = [exp.WithTableHint(expressions=[Var or Anonymous("INDEX", ...)])]
    exp.Subquery    this = query, alias
    exp.Values      expressions = [exp.Tuple], alias
    tree.JoinedTable  this = source, joins
    alias           exp.TableAlias(this=Identifier, columns=[Identifier])
    exp.Join        this = source, side ("", LEFT, RIGHT, FULL), kind (INNER, CROSS, OUTER for sided ones,
                    CROSS APPLY, OUTER APPLY), on = condition, hint = LOOP/HASH/MERGE or absent
Expressions
    exp.Literal (number: text as written; string), exp.National(this=str), exp.HexString(this=hex digits),
    exp.Null, exp.Parameter(this=Var(name)) for @name, exp.SessionParameter(this=Var(UPPER)) for @@NAME,
    exp.Placeholder(this="1") for the first `?`, "2" for the second ...
    exp.Column(this=Identifier, table, db, catalog); `$action` is Column(this=Identifier("$action"))
    exp.Identifier(this=name, quoted=bool)
    exp.Paren, Neg, BitwiseNot, Not, And, Or, Add, Sub, Mul, Div, Mod, BitwiseAnd, BitwiseOr, BitwiseXor,
    EQ, NEQ, LT, LTE, GT, GTE (unary plus is dropped; !< and !> become GTE and LTE)
    exp.Is(this, expression=Null), exp.Like(this, expression), exp.Escape(this=Like, expression),
    exp.Between(this, low, high), exp.In(this, expressions=[...]) or In(this, query=Subquery),
    exp.Exists(this=query); each negated form is exp.Not(this=...)
    exp.Any / exp.All (this=Subquery) as the right side of a comparison; exp.Subquery as a scalar
    exp.Case(this or absent, ifs=[exp.If(this, true)], default)
    exp.Collate(this, expression=Var), exp.AtTimeZone(this, zone)
    tree.Conversion CAST, TRY_CAST, CONVERT, TRY_CONVERT
    exp.Anonymous(this=UPPER NAME, expressions=[...])  **every** other function: COUNT(*) has [Star()],
                    COUNT(DISTINCT x) has [exp.Distinct(expressions=[x])]; the part of DATEADD, DATEDIFF,
                    DATEDIFF_BIG, DATEPART, DATENAME is a first argument exp.Var with its canonical name (YEAR
                    QUARTER MONTH DAYOFYEAR DAY WEEK WEEKDAY HOUR MINUTE SECOND MILLISECOND MICROSECOND
                    NANOSECOND TZOFFSET ISO_WEEK); TRIM(c FROM x) is TRIM[x, c]; CURRENT_TIMESTAMP,
                    SYSTEM_USER, CURRENT_USER, SESSION_USER, USER have no arguments
    exp.Dot(this=Identifier or Dot, expression=Anonymous)  a function with a schema, in expressions
    exp.WithinGroup(this=Anonymous, expression=Order)
    exp.Window(this=Anonymous or WithinGroup, partition_by=[...], order=Order, spec=exp.WindowSpec(kind
                    ROWS or RANGE, start, start_side, end, end_side)); bounds: "UNBOUNDED", "CURRENT ROW" or a
                    number literal, side PRECEDING or FOLLOWING; end absent without BETWEEN
    exp.Var("DEFAULT") only as a value in VALUES, SET, MERGE's INSERT
"""

from .tree_base import Conversion, ForJson, JoinedTable, ObjectName, Option, Statement, Storage, TypeName
from .tree_schema import (
    AddToTable,
    AlterAuthorization,
    AlterColumn,
    AlterDatabase,
    AlterIndex,
    AlterPartitionFunction,
    AlterPartitionScheme,
    AlterRole,
    AlterTable,
    CheckConstraint,
    Column,
    Constraint,
    CreateFunction,
    CreateIndex,
    CreatePartitionFunction,
    CreatePartitionScheme,
    CreatePrincipal,
    CreateProcedure,
    CreateSchema,
    CreateSynonym,
    CreateTable,
    CreateType,
    CreateView,
    DefaultConstraint,
    Drop,
    DropFromTable,
    DropIndex,
    ForeignKey,
    Identity,
    Index,
    IndexColumn,
    KeyConstraint,
    ParameterDefinition,
    Permission,
    RebuildTable,
    SetTableOptions,
    SwitchConstraints,
    SwitchPartition,
    TableAction,
    TableDefinition,
    TruncateTable,
    UpdateStatistics,
)
from .tree_statements import (
    Argument,
    Assignment,
    BeginTransaction,
    Block,
    Break,
    CommitTransaction,
    Continue,
    Declare,
    DefaultValues,
    Delete,
    Execute,
    ExecuteAs,
    ExecuteString,
    If,
    Insert,
    Merge,
    MergeClause,
    MergeDelete,
    MergeInsert,
    MergeUpdate,
    Output,
    Print,
    Raiserror,
    Return,
    Revert,
    RollbackTransaction,
    SaveTransaction,
    ScalarVariable,
    Select,
    SelectAssign,
    SetIdentityInsert,
    SetOption,
    SetVariable,
    TableVariable,
    Throw,
    TryCatch,
    Update,
    Use,
    WaitFor,
    While,
)

__all__ = [
    "AddToTable",
    "AlterAuthorization",
    "AlterColumn",
    "AlterDatabase",
    "AlterIndex",
    "AlterPartitionFunction",
    "AlterPartitionScheme",
    "AlterRole",
    "AlterTable",
    "Argument",
    "Assignment",
    "BeginTransaction",
    "Block",
    "Break",
    "CheckConstraint",
    "Column",
    "CommitTransaction",
    "Constraint",
    "Continue",
    "Conversion",
    "CreateFunction",
    "CreateIndex",
    "CreatePartitionFunction",
    "CreatePartitionScheme",
    "CreatePrincipal",
    "CreateProcedure",
    "CreateSchema",
    "CreateSynonym",
    "CreateTable",
    "CreateType",
    "CreateView",
    "Declare",
    "DefaultConstraint",
    "DefaultValues",
    "Delete",
    "Drop",
    "DropFromTable",
    "DropIndex",
    "Execute",
    "ExecuteAs",
    "ExecuteString",
    "ForJson",
    "ForeignKey",
    "Identity",
    "If",
    "Index",
    "IndexColumn",
    "Insert",
    "JoinedTable",
    "KeyConstraint",
    "Merge",
    "MergeClause",
    "MergeDelete",
    "MergeInsert",
    "MergeUpdate",
    "ObjectName",
    "Option",
    "Output",
    "ParameterDefinition",
    "Permission",
    "Print",
    "Raiserror",
    "RebuildTable",
    "Return",
    "Revert",
    "RollbackTransaction",
    "SaveTransaction",
    "ScalarVariable",
    "Select",
    "SelectAssign",
    "SetIdentityInsert",
    "SetOption",
    "SetTableOptions",
    "SetVariable",
    "Statement",
    "Storage",
    "SwitchConstraints",
    "SwitchPartition",
    "TableAction",
    "TableDefinition",
    "TableVariable",
    "Throw",
    "TruncateTable",
    "TryCatch",
    "TypeName",
    "Update",
    "UpdateStatistics",
    "Use",
    "WaitFor",
    "While",
]
