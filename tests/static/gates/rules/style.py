"""How statements are written: terminators, case, qualified names, and constructs that are not used here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..context import Context, Scope, is_test
from ..data import sections
from ..lexer import Token, code
from ..report import Finding
from ..sources import Source
from ..tree import Node, name_parts

LOCAL_CLOCKS = {"GETDATE", "GETUTCDATE", "SYSDATETIME", "SYSDATETIMEOFFSET"}
OLD_TYPES = {"datetime", "smalldatetime", "text", "ntext", "image", "timestamp"}
# The parts of a statement whose end is the end of a statement inside.
OPEN_ENDED = {"IfStatement", "WhileStatement", "LabelStatement"}


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    for source in context.project:
        if source.tree is not None:
            yield from _case(source, source.tree)
            yield from _terminators(source, source.tree)
            yield from _constructs(source, source.tree)
            yield from _aliases(source, source.tree)
    for scope in context.scopes():
        yield from _qualified(scope)


def _case(source: Source, tree: Node) -> Iterator[Finding]:
    keywords = sections("keywords")
    identifiers = {node.start for node in tree.find("Identifier")}
    for token in code(source.sql):
        if token.kind != "word" or token.text.isupper() or token.start in identifiers:
            continue
        if token.text.upper() in keywords["reserved"] or token.text.upper() in keywords["contextual"]:
            yield source.finding(
                token.start, token.text, f"keywords are upper case: {token.text.upper()}", "case"
            )
    for node in tree.find("SqlDataTypeReference"):
        name = source.words(node.Name)
        if not name.islower():
            yield source.finding(node, name, f"data types are lower case: {name.lower()}", "case")
        if name.lower() in OLD_TYPES:
            yield source.finding(node, name, f"the data type {name} is not used here", "type")


def _terminators(source: Source, tree: Node) -> Iterator[Finding]:
    for node in tree.walk():
        if not _is_statement(node) or node.kind in OPEN_ENDED:
            continue
        parent = node.parent
        before_else = (
            parent is not None and parent.kind == "IfStatement" and parent.ElseStatement not in (None, node)
        )
        if node.kind == "BeginEndBlockStatement" and before_else:
            continue
        if not source.words(node).rstrip().endswith(";"):
            name = node.kind.removesuffix("Statement")
            yield source.finding(max(node.end - 1, 0), name, "the statement does not end with ;", "semicolon")


def _is_statement(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.kind in ("TSqlBatch", "StatementList"):
        return True
    if parent.kind == "IfStatement":
        return node in (parent.ThenStatement, parent.ElseStatement)
    return parent.kind == "WhileStatement" and node is parent.Statement


def _constructs(source: Source, tree: Node) -> Iterator[Finding]:
    for node in tree.walk():
        if node.kind == "SelectStarExpression" and not is_test(source):
            yield source.finding(node, "*", "SELECT * is not used: name the columns", "star")
        elif node.kind == "TableHint" and node.HintKind in ("NoLock", "ReadUncommitted"):
            yield source.finding(node, source.words(node), "uncommitted rows are not read here", "nolock")
        elif node.kind == "SetTransactionIsolationLevelStatement" and node.Level == "ReadUncommitted":
            yield source.finding(node, "isolation level", "uncommitted rows are not read here", "nolock")
        elif node.kind == "FunctionCall" and node.FunctionName.Value.upper() in LOCAL_CLOCKS:
            yield source.finding(node, node.FunctionName.Value, "the clock is SYSUTCDATETIME()", "clock")
        elif node.kind == "ParameterlessCall" and node.ParameterlessCallType == "CurrentTimestamp":
            yield source.finding(node, "CURRENT_TIMESTAMP", "the clock is SYSUTCDATETIME()", "clock")
        elif node.kind == "RaiseErrorStatement":
            yield source.finding(node, "RAISERROR", "errors are raised with THROW", "raiserror")
        elif node.kind in ("DeclareCursorStatement", "GoToStatement", "CreateTriggerStatement"):
            yield source.finding(node, node.kind, "cursors, GOTO and triggers are not used here", "construct")


def _aliases(source: Source, tree: Node) -> Iterator[Finding]:
    words = code(source.sql)
    starts = [token.start for token in words]
    for node in tree.walk():
        for key in ("Alias", "ColumnName"):
            alias = node.fields.get(key)
            if not isinstance(alias, Node) or node.kind == "ColumnDefinition":
                continue
            if _before(words, starts, alias.start).upper() != "AS":
                yield source.finding(alias, source.words(alias), "an alias stands behind AS", "alias")


def _before(words: Sequence[Token], starts: list[int], offset: int) -> str:
    place = bisect_left(starts, offset)
    return words[place - 1].text if place else ""


def _qualified(scope: Scope) -> Iterator[Finding]:
    source, node = scope.source, scope.node
    local = {part.ExpressionName.Value for part in node.find("CommonTableExpression")}
    local |= {part.Alias.Value for part in node.walk() if isinstance(part.fields.get("Alias"), Node)}
    named = [
        part.SchemaObject for part in node.find("NamedTableReference", "SchemaObjectFunctionTableReference")
    ]
    named += [part.Name for part in node.find("ProcedureReference")]
    named += [part.Name for part in node.find("UserDataTypeReference")]
    named += [part.fields["SchemaObjectName"] for part in node.find("CreateTableStatement")]
    for name in named:
        parts = name_parts(name)
        if len(parts) == 1 and not parts[0].startswith("#") and parts[0] not in local | {"sysname"}:
            yield source.finding(name, parts[0], "the name has no schema", "schema-name")
