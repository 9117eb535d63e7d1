"""Scalar expressions: a sqlglot node of the parser's list to PostgreSQL text with its T-SQL type."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ..parse import tree
from . import types as t
from .arithmetic import arithmetic, bitwise
from .comparisons import COMPARISONS, compare
from .conversion import convert, implicit, unify
from .names import string_literal, text_literal
from .scope import Context, Scope, Typed, resolve
from .types import SqlType

Translate = Callable[[exp.Expr, Scope | None, Context], Typed]

SESSION_VALUES: dict[str, SqlType] = {
    "ROWCOUNT": t.INT,
    "ERROR": t.INT,
    "TRANCOUNT": t.INT,
    "IDENTITY": t.decimal(38, 0),
    "SPID": t.SMALLINT,
    "VERSION": t.nvarchar(300),
    "SERVERNAME": t.SYSNAME,
    "PROCID": t.INT,
    "NESTLEVEL": t.INT,
    "LOCK_TIMEOUT": t.INT,
    "DATEFIRST": t.TINYINT,
    "LANGUAGE": t.SYSNAME,
    "OPTIONS": t.INT,
    "MAX_PRECISION": t.TINYINT,
    "SERVICENAME": t.SYSNAME,
    "DBTS": t.VARBINARY_MAX,
    "TEXTSIZE": t.INT,
}
"""@@NAME and its type; the executor supplies the values."""

_ARITHMETIC: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
}
_BITWISE: dict[type[exp.Expr], str] = {exp.BitwiseAnd: "&", exp.BitwiseOr: "|", exp.BitwiseXor: "#"}


def expression(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    """Translate a scalar expression. NotSupported: a node that is not on the list."""
    kind = type(node)
    if kind in _ARITHMETIC:
        # A long chain is as deep as it is long: it is walked by a loop.
        chain = [node]
        while type(chain[-1].this) in _ARITHMETIC:
            chain.append(chain[-1].this)
        total = expression(chain[-1].this, scope, context)
        for link in reversed(chain):
            right = expression(link.expression, scope, context)
            total = arithmetic(_ARITHMETIC[type(link)], total, right, context)
        return total
    if kind in _BITWISE:
        left, right = expression(node.this, scope, context), expression(node.expression, scope, context)
        return bitwise(_BITWISE[kind], left, right, context)
    handler = _HANDLERS.get(kind)
    if handler is None:
        context.unsupported(f"expression {kind.__name__}", node)
    return handler(node, scope, context)


def is_value(kind: type[exp.Expr]) -> bool:
    """Whether nodes of the kind are scalar expressions."""
    return kind in _HANDLERS


def _literal(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    if node.args.get("is_string"):
        return Typed(
            string_literal(node.this), SqlType("varchar", length=max(1, len(node.this))), False, node
        )
    text = node.this
    if "e" in text.lower():
        return Typed(f"{text_literal(text)}::double precision", t.FLOAT, False, node)
    if "." in text:
        whole, _, part = text.partition(".")
        precision = max(1, len(whole.lstrip("0")) + len(part))
        shown = f"0{text}" if text.startswith(".") else text
        return Typed(f"{shown}::numeric" if not part else shown, t.decimal(precision, len(part)), False, node)
    if int(text) > 2147483647:
        return Typed(f"{text}::numeric", t.decimal(len(text.lstrip("0")), 0), False, node)
    return Typed(text, t.INT, False, node)


def _national(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    return Typed(string_literal(node.this), t.nvarchar(max(1, len(node.this))), False, node)


def _hex(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    digits = node.this if len(node.this) % 2 == 0 else f"0{node.this}"
    return Typed(f"'\\x{digits}'::bytea", SqlType("varbinary", length=max(1, len(digits) // 2)), False, node)


def _null(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    return Typed("NULL", t.NULL, True, node)


def variable(name: str, scope: Scope | None, context: Context) -> Typed:
    """A scalar variable, or the parameter of the inline function being expanded. Error 137: not declared."""
    inner = scope.function_parameter(name) if scope is not None else None
    if inner is not None:
        return inner
    key = f"@{name.lower()}"
    kind = context.variables.get(key)
    if kind is None:
        context.error(137, f'Must declare the scalar variable "@{name}".', 15, 2)
    return Typed(f"{context.parameter(key)}::{t.value_type(kind)}", kind)


def _parameter(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    return variable(node.name, scope, context)


def _session(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    name = node.name.upper()
    kind = SESSION_VALUES.get(name)
    if kind is None:
        context.unsupported(f"@@{name}", node)
    return session_value(f"@@{name.lower()}", kind, context)


def session_value(key: str, kind: SqlType, context: Context) -> Typed:
    """A value that the executor supplies at each execution: @@ROWCOUNT, ERROR_NUMBER(), SYSUTCDATETIME()
    ..."""
    if context.stored:
        if key.startswith("@@") or key.startswith("error_"):
            context.unsupported(f"{key} in a stored expression")
        return Typed(f"tsql.{key if key.endswith(')') else key + '()'}", kind)
    return Typed(f"{context.parameter(key)}::{t.value_type(kind)}", kind)


def _placeholder(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    key = f"?{node.this}"
    kind = context.variables.get(key)
    if kind is None:
        context.error(8178, f"The parameterized query expects the parameter '{key}', which was not supplied.")
    return Typed(f"{context.parameter(key)}::{t.value_type(kind)}", kind)


def _column(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    assert isinstance(node, exp.Column)
    if isinstance(node.this, exp.Star):
        context.unsupported("* in an expression", node)
    if node.name.lower() == "$action" and scope is not None:
        action = scope.function_parameter("$action")
        if action is not None:
            return action
    return resolve(node, scope, context)


def _paren(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    inner = expression(node.this, scope, context)
    return Typed(f"({inner.sql})", inner.type, inner.nullable, inner.literal)


def _negative(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    inner = expression(node.this, scope, context)
    if t.is_string(inner.type) or inner.type.name in t.DATES:
        context.error(8117, f"Operand data type {inner.type.name} is invalid for minus operator.")
    if (
        isinstance(inner.literal, exp.Literal)
        and inner.type.name == "decimal"
        and inner.literal.this == "2147483648"
    ):
        return Typed("(-2147483648)::integer", t.INT, False)
    kind = t.INT if inner.type.name in ("bit", "null") else inner.type
    if inner.type.name == "tinyint":
        kind = t.SMALLINT
    return Typed(f"(- {inner.sql})", kind, inner.nullable, inner.literal)


def _bitwise_not(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    inner = expression(node.this, scope, context)
    if inner.type.name == "bit":
        return Typed(f"(1 - {inner.sql})::smallint", t.BIT, inner.nullable)
    if inner.type.name == "tinyint":
        return Typed(f"(255 - {inner.sql})::smallint", t.TINYINT, inner.nullable)
    return Typed(f"(~ {inner.sql})", inner.type, inner.nullable)


def _case(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    from .conditions import condition

    subject = expression(node.this, scope, context) if node.args.get("this") is not None else None
    conditions: list[str] = []
    results: list[Typed] = []
    for arm in node.args["ifs"]:
        if subject is not None:
            conditions.append(compare("=", subject, expression(arm.this, scope, context), context))
        else:
            conditions.append(condition(arm.this, scope, context))
        results.append(expression(arm.args["true"], scope, context))
    default = node.args.get("default")
    if default is not None:
        results.append(expression(default, scope, context))
    return case_of(conditions, results, default is not None, context)


def case_of(conditions: list[str], results: list[Typed], has_default: bool, context: Context) -> Typed:
    """CASE over translated conditions; the last result is ELSE's when has_default."""
    if all(value.type.name == "null" for value in results):
        context.error(
            8133,
            "At least one of the result expressions in a CASE specification must be an expression "
            "other than the NULL "
            "constant.",
        )
    unified, kind = unify(results, context)
    arms = " ".join(f"WHEN {when} THEN {then.sql}" for when, then in zip(conditions, unified, strict=False))
    tail = f" ELSE {unified[-1].sql}" if has_default else ""
    nullable = not has_default or any(value.nullable for value in unified)
    return Typed(f"(CASE {arms}{tail} END)", kind, nullable)


def _conversion(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    value = expression(node.this, scope, context)
    target = scalar_type(node.args["to"], context, default_length=30)
    style_node = node.args.get("style")
    style = (
        implicit(expression(style_node, scope, context), t.INT, context).sql
        if style_node is not None
        else None
    )
    if style is not None and not _styled(value.type, target):
        style = None
    return convert(value, target, context, safe=node.args["kind"].startswith("TRY_"), style=style)


def _styled(source: SqlType, target: SqlType) -> bool:
    """Whether a style has a meaning for the pair (Learn: CAST and CONVERT, style arguments)."""
    dates, strings = t.DATES, t.STRINGS
    if target.name in strings:
        return (
            source.name in dates
            or source.name in t.FLOATS
            or source.name in t.BINARIES
            or source.name == "money"
        )
    return source.name in strings and (target.name in dates or target.name in t.BINARIES)


def scalar_type(name: tree.TypeName, context: Context, default_length: int = 1) -> SqlType:
    """The scalar type of a declaration. Error 2715 when there is none of that name."""
    kind = None
    if name.builtin:
        kind = t.declared(
            name.name, tuple(str(argument) for argument in name.arguments), default_length=default_length
        )
    if kind is None:
        kind = context.catalogue.type(name)
    if kind is None and default_length != 1:
        context.error(243, f"Type {name} is not a defined system type.")
    if kind is None:
        context.error(2715, f"Column, parameter, or variable: Cannot find data type {name}.", 16, 7)
    if kind.name in ("sql_variant", "xml", "rowversion"):
        context.unsupported(f"data type {kind.name}")
    return kind


def _subquery(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    from .queries import query

    translated = query(node.this, scope, context)
    if len(translated.columns) != 1:
        context.error(
            116,
            "Only one expression can be specified in the select list when the subquery is not "
            "introduced with EXISTS.",
        )
    return Typed(f"({translated.sql})", translated.columns[0].type, True)


def _collate(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    inner = expression(node.this, scope, context)
    name = node.expression.name.lower()
    if "_bin" in name or "_cs_" in name:
        return Typed(
            f'({inner.sql})::text COLLATE "C"', SqlType(inner.type.name, inner.type.length), inner.nullable
        )
    return inner


def _zone(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    context.unsupported("AT TIME ZONE", node)


def _window(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    from .aggregates import window

    return window(node, scope, context)


def _anonymous(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    from .functions import call

    return call(node, scope, context)


def _boolean_value(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    context.error(
        102, f"Incorrect syntax: a condition ({type(node).__name__}) stands where a value is expected.", 15
    )


_HANDLERS: dict[type[exp.Expr], Translate] = {
    exp.Literal: _literal,
    exp.National: _national,
    exp.HexString: _hex,
    exp.Null: _null,
    exp.Parameter: _parameter,
    exp.SessionParameter: _session,
    exp.Placeholder: _placeholder,
    exp.Column: _column,
    exp.Paren: _paren,
    exp.Neg: _negative,
    exp.BitwiseNot: _bitwise_not,
    exp.Case: _case,
    tree.Conversion: _conversion,
    exp.Subquery: _subquery,
    exp.Collate: _collate,
    exp.AtTimeZone: _zone,
    exp.Window: _window,
    exp.WithinGroup: _anonymous,
    exp.Anonymous: _anonymous,
    exp.Dot: _anonymous,
}
for _predicate in (
    *COMPARISONS,
    exp.And,
    exp.Or,
    exp.Not,
    exp.Is,
    exp.Like,
    exp.Between,
    exp.In,
    exp.Exists,
):
    _HANDLERS[_predicate] = _boolean_value
