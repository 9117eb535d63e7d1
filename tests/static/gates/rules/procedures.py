"""The form of every procedure: header, SET options, TRY … CATCH, and whose transaction it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..context import Context, body
from ..lexer import tokens
from ..report import Finding
from ..schema import Module
from ..sources import Source
from ..tree import Node, name_parts

HEADER = ("Purpose:", "Errors:", "Result set:", "Lock order:")
TRANSACTION = {
    "BeginTransactionStatement": "BEGIN TRANSACTION",
    "CommitTransactionStatement": "COMMIT",
    "RollbackTransactionStatement": "ROLLBACK",
}


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    tables = {name.rpartition(".")[2] for name in context.schema.tables}
    for module in context.modules("procedure"):
        yield from _header(module, tables)
        yield from _result_set(module)
        yield from _options(module)
        yield from _catch(module)
        yield from _owner(module)
    for module in context.modules("view", "function"):
        if not header(module.source):
            yield module.source.finding(0, module.name, "no comment at the top says what it is for", "header")


def header(source: Source) -> str:
    """The comment that a script begins with."""
    first = next(tokens(source.sql), None)
    return first.text if first is not None and first.kind == "comment" else ""


def header_part(source: Source, label: str) -> str:
    """What stands behind a label of the header, up to the next label."""
    found = re.search(rf"{label}(.*?)(?=^\s*[A-Z][\w ]*:|\*/)", header(source), re.DOTALL | re.MULTILINE)
    return " ".join(found.group(1).split()) if found else ""


def _header(module: Module, tables: set[str]) -> Iterator[Finding]:
    source = module.source
    for label in HEADER:
        if not header_part(source, label):
            yield source.finding(
                0, module.name, f"the header does not state {label[:-1].lower()!r}", "header"
            )
    for name in header_part(source, "Lock order:").rstrip(".").split(", "):
        if re.fullmatch(r"[A-Z]\w+", name) and name not in tables:
            yield source.finding(0, module.name, f"the lock order names {name}, which is no table", "header")


def _result_set(module: Module) -> Iterator[Finding]:
    """The columns that the client gets are those that the header lists."""
    stated = header_part(module.source, "Result set:")
    returned: dict[str, Node] = {}
    for statement in module.node.find("SelectStatement"):
        query = statement.QueryExpression
        if query.kind != "QuerySpecification" or statement.Into is not None:
            continue
        for element in query.SelectElements:
            if element.kind == "SelectScalarExpression":
                returned.setdefault(_column_name(element), element)
    for name, element in returned.items():
        if not re.search(rf"\b{re.escape(name)}\b", stated):
            message = f"the header does not list the column {name or 'without name'} of the result set"
            yield module.source.finding(element, module.name, message, "result-set")
    if stated.startswith("none") or _is_dynamic(module.node):
        return
    for name in re.findall(r"(?:[:,]) (\w+)(?=[,.]|$)", stated):
        if name not in returned:
            message = f"the header lists {name}, which no SELECT returns"
            yield module.source.finding(0, module.name, message, "result-set")


def _is_dynamic(module: Node) -> bool:
    """Whether it runs text: what that returns is not known here."""
    return any(
        entity.kind != "ExecutableProcedureReference"
        or entity.ProcedureReference.ProcedureReference is None
        or name_parts(entity.ProcedureReference.ProcedureReference.Name)[-1] == "sp_executesql"
        for entity in (node.ExecutableEntity for node in module.find("ExecuteSpecification"))
    )


def _column_name(element: Node) -> str:
    if element.ColumnName is not None:
        return str(element.ColumnName.Value)
    if element.Expression.kind == "ColumnReferenceExpression":
        return name_parts(element.Expression.MultiPartIdentifier)[-1]
    return ""


def _options(module: Module) -> Iterator[Finding]:
    statements = body(module)
    first = statements[0] if statements else module.node
    options = (
        set(first.Options.split(", ")) if first.kind == "PredicateSetStatement" and first.IsOn else set()
    )
    if not {"NoCount", "XactAbort"} <= options:
        message = "the first statement is not SET NOCOUNT, XACT_ABORT ON"
        yield module.source.finding(first, module.name, message, "set-options")


def _catch(module: Module) -> Iterator[Finding]:
    source = module.source
    if not any(statement.kind == "TryCatchStatement" for statement in body(module)):
        yield source.finding(module.node, module.name, "the procedure does not work in TRY ... CATCH", "try")
    for node in module.node.find("TryCatchStatement"):
        caught = node.CatchStatements.Statements if node.CatchStatements is not None else []
        last = caught[-1] if caught else node
        if last.kind != "ThrowStatement" or last.ErrorNumber is not None:
            yield source.finding(last, module.name, "CATCH does not end with THROW;", "throw")


def _owner(module: Module) -> Iterator[Finding]:
    """Only the procedure that found no transaction at entry begins, commits or rolls back."""
    source = module.source
    owners = {
        element.VariableName.Value
        for element in module.node.find("DeclareVariableElement")
        if element.Value is not None and _asks_trancount(element.Value)
    }
    refuses = _refuses_transaction(module.node)
    counts = dict.fromkeys(TRANSACTION, 0)
    for node in module.node.find(*TRANSACTION):
        counts[node.kind] += 1
        if not (refuses or _guarded(node, owners)):
            word = TRANSACTION[node.kind]
            message = f"{word} outside of IF @... = 1 on a variable that remembers @@TRANCOUNT = 0 at entry"
            yield source.finding(node, module.name, message, "transaction-owner")
    if any(counts.values()) and not all(counts.values()):
        lacking = ", ".join(word for kind, word in TRANSACTION.items() if not counts[kind])
        yield source.finding(
            module.node, module.name, f"the transaction lacks {lacking}", "transaction-owner"
        )
    if counts["BeginTransactionStatement"] and not _returns_trancount(body(module)):
        message = "no row with @@TRANCOUNT AS TranCount is returned after COMMIT"
        yield source.finding(module.node, module.name, message, "transaction-row")


def _asks_trancount(value: Node, comparison: str = "Equals") -> bool:
    return any(
        node.kind == "BooleanComparisonExpression"
        and node.ComparisonType == comparison
        and node.FirstExpression.kind == "GlobalVariableExpression"
        and node.FirstExpression.Name.upper() == "@@TRANCOUNT"
        and node.SecondExpression.kind == "IntegerLiteral"
        and node.SecondExpression.Value == "0"
        for node in value.walk()
    )


def _refuses_transaction(module: Node) -> bool:
    """Whether IF @@TRANCOUNT > 0 THROW ... stands before the first BEGIN TRANSACTION: then it always owns."""
    first = min((node.start for node in module.find("BeginTransactionStatement")), default=0)
    return any(
        node.start < first
        and _asks_trancount(node.Predicate, "GreaterThan")
        and any(True for _ in node.ThenStatement.find("ThrowStatement"))
        for node in module.find("IfStatement")
    )


def _guarded(node: Node, owners: set[str]) -> bool:
    inner = node
    for outer in node.ancestors():
        if (
            outer.kind == "IfStatement"
            and inner is outer.ThenStatement
            and _requires(outer.Predicate, owners)
        ):
            return True
        inner = outer
    return False


def _requires(predicate: Node, owners: set[str]) -> bool:
    """Whether a condition holds only where an owner variable is 1."""
    if predicate.kind == "BooleanBinaryExpression" and predicate.BinaryExpressionType == "And":
        return _requires(predicate.FirstExpression, owners) or _requires(predicate.SecondExpression, owners)
    if predicate.kind != "BooleanComparisonExpression" or predicate.ComparisonType != "Equals":
        return False
    left, right = predicate.FirstExpression, predicate.SecondExpression
    return bool(left.kind == "VariableReference" and left.Name in owners and right.fields.get("Value") == "1")


def _returns_trancount(statements: list[Node]) -> bool:
    places = [i for i, statement in enumerate(statements) if statement.kind == "TryCatchStatement"]
    after = statements[places[-1] + 1 :] if places else []
    return any(
        element.ColumnName is not None
        and element.ColumnName.Value == "TranCount"
        and element.Expression.kind == "GlobalVariableExpression"
        for statement in after
        for element in statement.find("SelectScalarExpression")
    )
