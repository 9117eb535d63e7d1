"""Scalar expressions and search conditions, by operator precedence, to the sqlglot nodes listed in `tree`."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from . import functions, queries
from .cursor import Cursor
from .tokens import Kind, Token
from .words import CONVERSIONS, FUNCTION_WORDS, NILADIC

_OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _UNARY = range(1, 8)

_ARITHMETIC: Final[dict[str, tuple[int, type[exp.Binary]]]] = {
    "+": (_ADD, exp.Add),
    "-": (_ADD, exp.Sub),
    "&": (_ADD, exp.BitwiseAnd),
    "|": (_ADD, exp.BitwiseOr),
    "^": (_ADD, exp.BitwiseXor),
    "*": (_MULTIPLY, exp.Mul),
    "/": (_MULTIPLY, exp.Div),
    "%": (_MULTIPLY, exp.Mod),
}
_COMPARISONS: Final[dict[str, type[exp.Binary]]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
    "!<": exp.GTE,
    "!>": exp.LTE,
}
_LOGICAL: Final[dict[str, tuple[int, type[exp.Connector]]]] = {"AND": (_AND, exp.And), "OR": (_OR, exp.Or)}
_TESTS: Final = frozenset(("IS", "LIKE", "IN", "BETWEEN", "NOT"))
_PREDICATES: Final[tuple[type[exp.Expr], ...]] = (
    exp.Connector,
    exp.Not,
    *_COMPARISONS.values(),
    exp.Is,
    exp.Like,
    exp.Escape,
    exp.Between,
    exp.In,
    exp.Exists,
)
_XML_METHODS: Final = frozenset(("value", "nodes", "query", "exist", "modify"))


def located(node: exp.Expr, line: int) -> exp.Expr:
    """The same node, knowing its source line."""
    node.meta["line"] = line
    return node


def value(c: Cursor) -> exp.Expr:
    """A scalar expression; a search condition in its place raises 102."""
    start = c.token
    node = _operators(c, _ADD)
    _require_scalar(c, node, start)
    return node


def condition(c: Cursor) -> exp.Expr:
    """A search condition; a scalar in its place raises 4145."""
    start = c.token
    node = _operators(c, _OR)
    _require_condition(c, node, start)
    return node


def is_condition(node: exp.Expr) -> bool:
    while isinstance(node, exp.Paren):
        node = node.this
    return isinstance(node, _PREDICATES)


def operand(c: Cursor) -> exp.Expr:
    """A constant, variable, column, call or bracket, without operators."""
    return _primary(c)


def column(c: Cursor) -> exp.Column:
    """A column name of one or more parts; `col.WRITE(...)` in its place is NotSupported."""
    node = _name_chain(c)
    if not isinstance(node, exp.Column):
        c.unsupported("a method as the target of SET")
    return node


def _require_scalar(c: Cursor, node: exp.Expr, start: Token) -> None:
    if is_condition(node):
        c.fail(c.token if not c.at_end else start)


def _require_condition(c: Cursor, node: exp.Expr, start: Token) -> None:
    if not is_condition(node):
        shown = c.text[c.token.start : c.token.end][:60]
        c.error(
            4145,
            "An expression of non-boolean type specified in a context where a condition is expected, "
            f"near '{shown}'.",
            start.line,
        )


def _operators(c: Cursor, floor: int) -> exp.Expr:
    """An operand and the operators behind it that bind at least as tightly as `floor`."""
    c.enter()
    start = c.token
    left = _prefix(c)
    while True:
        key = c.token.key
        if key in _ARITHMETIC:
            level, node = _ARITHMETIC[key]
            if level < floor:
                break
            c.advance()
            right_start = c.token
            right = _operators(c, level + 1)
            _require_scalar(c, left, start)
            _require_scalar(c, right, right_start)
            left = node(this=left, expression=right)
        elif key in _COMPARISONS or key in _TESTS:
            if floor > _COMPARE or is_condition(left):
                break
            if key == "NOT" and c.peek().key not in ("LIKE", "IN", "BETWEEN"):
                break
            left = _comparison(c, left) if key in _COMPARISONS else _test(c, left)
        elif key in _LOGICAL:
            level, logical = _LOGICAL[key]
            if level < floor:
                break
            _require_condition(c, left, start)
            c.advance()
            right_start = c.token
            right = _operators(c, level + 1)
            _require_condition(c, right, right_start)
            left = logical(this=left, expression=right)
        else:
            break
    c.depth -= 1
    return left


def _comparison(c: Cursor, left: exp.Expr) -> exp.Expr:
    node = _COMPARISONS[c.advance().key]
    if c.token.key in ("ALL", "ANY", "SOME"):
        quantifier = exp.All if c.advance().key == "ALL" else exp.Any
        return node(this=left, expression=quantifier(this=queries.subquery(c)))
    start = c.token
    right = _operators(c, _ADD)
    _require_scalar(c, right, start)
    return node(this=left, expression=right)


def _test(c: Cursor, left: exp.Expr) -> exp.Expr:
    """IS [NOT] NULL, [NOT] LIKE, IN, BETWEEN."""
    if c.accept("IS"):
        negated = c.accept("NOT")
        c.expect("NULL")
        node: exp.Expr = exp.Is(this=left, expression=exp.Null())
        return exp.Not(this=node) if negated else node
    negated = c.accept("NOT")
    if c.accept("LIKE"):
        node = exp.Like(this=left, expression=_scalar_operand(c))
        if c.accept("ESCAPE"):
            node = exp.Escape(this=node, expression=_scalar_operand(c))
    elif c.accept("BETWEEN"):
        low = _scalar_operand(c)
        c.expect("AND")
        node = exp.Between(this=left, low=low, high=_scalar_operand(c))
    else:
        c.expect("IN")
        if c.peek().key == "SELECT" or (c.at("(", "(") and _leads_to_select(c)):
            node = exp.In(this=left, query=queries.subquery(c))
        else:
            node = exp.In(this=left, expressions=list(c.bracketed(value)))
    return exp.Not(this=node) if negated else node


def _leads_to_select(c: Cursor) -> bool:
    """Is `((...(SELECT` ahead, closed as one query rather than as the first item of a list?"""
    ahead = 0
    while c.peek(ahead).key == "(":
        ahead += 1
    if c.peek(ahead).key != "SELECT":
        return False
    depth = 0
    for ahead in range(len(c.tokens) - c.index):
        key = c.peek(ahead).key
        if key == "(":
            depth += 1
        elif key == ")":
            depth -= 1
            if depth == 0:
                return True
            if depth == 1:
                return c.peek(ahead + 1).key in (")", "UNION", "EXCEPT", "INTERSECT")
    return False


def _scalar_operand(c: Cursor) -> exp.Expr:
    start = c.token
    node = _operators(c, _ADD)
    _require_scalar(c, node, start)
    return node


def _prefix(c: Cursor) -> exp.Expr:
    key = c.token.key
    if key == "NOT":
        c.advance()
        start = c.token
        operand = _operators(c, _NOT)
        _require_condition(c, operand, start)
        return exp.Not(this=operand)
    if key in ("-", "+"):
        # SQL Server's unary minus binds less tightly than * / %: -6.0/-2.0*3.0 is -(6.0/-(2.0*3.0)).
        c.advance()
        start = c.token
        operand = _operators(c, _MULTIPLY)
        _require_scalar(c, operand, start)
        return exp.Neg(this=operand) if key == "-" else operand
    if key == "~":
        c.advance()
        start = c.token
        operand = _operators(c, _UNARY)
        _require_scalar(c, operand, start)
        return exp.BitwiseNot(this=operand)
    return _postfix(c, _primary(c))


def _postfix(c: Cursor, node: exp.Expr) -> exp.Expr:
    while True:
        if c.at("COLLATE"):
            c.advance()
            node = exp.Collate(this=node, expression=exp.Var(this=c.name()))
        elif c.at("AT", "TIME"):
            c.expect("AT", "TIME")
            c.expect("ZONE")
            c.enter()
            node = exp.AtTimeZone(this=node, zone=_primary(c))
            c.depth -= 1
        elif c.at("::"):
            c.unsupported("a static method of a CLR type")
        else:
            return node


def _primary(c: Cursor) -> exp.Expr:
    token = c.token
    kind = token.kind
    if kind is Kind.WORD or kind is Kind.QUOTED:
        return _word(c)
    if kind is Kind.VARIABLE:
        parameter = c.parameter()
        if c.at("."):
            c.unsupported(f"a method of @{token.text}")
        return parameter
    if kind is Kind.OPERATOR:
        if token.key == "(":
            return _bracket(c)
        c.fail()
    if kind is Kind.END:
        c.fail()
    c.advance()
    if kind is Kind.NUMBER:
        text = token.text if token.text[-1] not in "eE+-" else token.text.rstrip("+-") + "0"
        return located(exp.Literal(this=text, is_string=False), token.line)
    if kind is Kind.STRING:
        return located(exp.Literal(this=token.text, is_string=True), token.line)
    if kind is Kind.NATIONAL:
        return located(exp.National(this=token.text), token.line)
    if kind is Kind.HEX:
        return located(exp.HexString(this=token.text), token.line)
    if kind is Kind.GLOBAL:
        return located(exp.SessionParameter(this=exp.Var(this=token.text.upper())), token.line)
    c.markers += 1
    return located(exp.Placeholder(this=str(c.markers)), token.line)


def _bracket(c: Cursor) -> exp.Expr:
    line = c.token.line
    if c.peek().key == "SELECT":
        return queries.subquery(c)
    c.expect("(")
    inner = _operators(c, _OR)
    if isinstance(inner, exp.Subquery) and c.token.key in queries.SET_OPERATORS:
        inner = located(exp.Subquery(this=queries.query(c, left=inner)), line)
        c.expect(")")
        return inner
    c.expect(")")
    return exp.Paren(this=inner)


def _word(c: Cursor) -> exp.Expr:
    """Everything that begins with a word or a quoted name."""
    token = c.token
    key = token.key
    if key == "NULL":
        c.advance()
        return exp.Null()
    if key == "CASE":
        return _case(c)
    if key == "EXISTS":
        c.advance()
        return exp.Exists(this=queries.subquery(c).this)
    if c.peek().key == "(":
        if key in CONVERSIONS:
            return functions.conversion(c)
        if key in ("PARSE", "TRY_PARSE", "CONTAINS", "FREETEXT", "IDENTITY"):
            c.unsupported(f"the function {key}")
        if key in FUNCTION_WORDS or c.at_name():
            return functions.call(c)
    if key in NILADIC:
        c.advance()
        return located(exp.Anonymous(this=key, expressions=[]), token.line)
    if key in ("NEXT", "CURRENT") and c.peek().key in ("VALUE", "OF"):
        c.unsupported("a sequence (NEXT VALUE FOR)" if key == "NEXT" else "a cursor (CURRENT OF)")
    if key in ("IDENTITYCOL", "ROWGUIDCOL", "$IDENTITY", "$ROWGUID"):
        c.unsupported(f"the column reference {key}")
    return _name_chain(c)


def _name_chain(c: Cursor) -> exp.Expr:
    """A column, `t.*`, or a function with a schema."""
    line = c.token.line
    if c.token.key in ("$ACTION", "$PARTITION"):
        parts = [exp.Identifier(this=c.advance().text, quoted=False)]
    else:
        parts = [c.identifier()]
    while c.accept("."):
        if c.at("*"):
            c.advance()
            return _column(c, exp.Star(), parts, line)
        if c.at("."):
            parts.append(exp.Identifier(this="", quoted=False))
            continue
        if c.peek().key == "(":
            if c.token.text in _XML_METHODS:
                c.unsupported(f"the XML method {c.token.text}()")
            dotted: exp.Expr = parts[0]
            for part in parts[1:]:
                dotted = exp.Dot(this=dotted, expression=part)
            return exp.Dot(this=dotted, expression=functions.call(c))
        parts.append(c.identifier())
    return _column(c, parts.pop(), parts, line)


def _column(c: Cursor, this: exp.Expr, qualifiers: list[exp.Identifier], line: int) -> exp.Expr:
    if len(qualifiers) > 3 or (qualifiers and not qualifiers[-1].this):
        c.fail(c.previous)
    arguments: dict[str, exp.Expr] = {"this": this}
    arguments.update(zip(("table", "db", "catalog"), reversed(qualifiers), strict=False))
    return located(exp.Column(**arguments), line)


def _case(c: Cursor) -> exp.Expr:
    c.expect("CASE")
    operand = None if c.at("WHEN") else value(c)
    branches = []
    while c.accept("WHEN"):
        test = condition(c) if operand is None else value(c)
        c.expect("THEN")
        branches.append(exp.If(this=test, true=value(c)))
    if not branches:
        c.fail()
    default = value(c) if c.accept("ELSE") else None
    c.expect("END")
    return exp.Case(this=operand, ifs=branches, default=default)


def order_by(c: Cursor) -> exp.Order:
    """`ORDER BY item [ASC | DESC], ...`"""
    c.expect("ORDER", "BY")
    return exp.Order(expressions=list(c.listed(_ordered)))


def _ordered(c: Cursor) -> exp.Ordered:
    node = value(c)
    descending = c.accept("DESC")
    if not descending:
        c.accept("ASC")
    return exp.Ordered(this=node, desc=descending, nulls_first=not descending)
