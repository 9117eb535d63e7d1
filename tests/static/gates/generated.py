"""T-SQL that procedures put together and run: rendered with sample names, it goes through the gates too.

Tables are taken to hold two sample rows, with "<Column> 1" and "<Column> 2" in their text columns (with a
blank, as names of machines and tags may have one). Conditions are not evaluated: every text that a procedure
can run is rendered once, with the last assignment before the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .data import sections
from .mapped import MappedText
from .report import Finding
from .schema import Module, Schema, dotted
from .sources import EXTERNAL, GENERATED, Project, Source
from .tree import Node, name_parts

NUMBERS = ("int", "bigint", "smallint", "tinyint", "bit", "float", "real", "decimal", "numeric")
# Rules about files and their documents, or about procedures that people call by name.
LEFT_OUT = {"manifest", "text", "header", "header-errors", "result-set", "try", "errors", "guard"}
Row = Mapping[str, str]


class NotRenderedError(Exception):
    """An expression that this module does not know; `node` is where."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.kind)
        self.node = node


@dataclass(frozen=True)
class Rendered:
    """One text that a procedure runs."""

    module: Module
    script: MappedText


@dataclass(frozen=True)
class _Assigned:
    """An expression in a variable, and the rows that its columns come from."""

    value: Node
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Values:
    """What the variables of a procedure hold at some point: samples as text, and assigned expressions."""

    samples: Mapping[str, str]
    assigned: Mapping[str, _Assigned]

    def without(self, name: str) -> _Values:
        """An expression may build on the variable's own earlier value; that is not kept."""
        return replace(self, assigned={key: value for key, value in self.assigned.items() if key != name})


def with_generated(project: Project, schema: Schema) -> tuple[Project, dict[str, Rendered], list[Finding]]:
    """The project with the texts that its procedures run, these by path; and what could not be rendered."""
    texts: dict[str, Rendered] = {}
    findings = []
    for module in schema.modules.values():
        if module.kind == "procedure":
            try:
                for number, script in enumerate(_texts(schema, module), start=1):
                    texts[f"{GENERATED}{module.name}.{number:02}.sql"] = Rendered(module, script)
            except NotRenderedError as error:
                what = module.source.words(error.node)
                message = (
                    f"{what} stands in text that is run: data/samples.txt needs a value for its variable"
                )
                findings.append(module.source.finding(error.node, module.name, message, "generated"))
    files = {source.path: source.text for source in project} | project.others
    return Project(files | {path: rendered.script.text for path, rendered in texts.items()}), texts, findings


def traced(findings: list[Finding], project: Project, texts: Mapping[str, Rendered]) -> Iterator[Finding]:
    """The findings in files, and those in generated text at the place in the procedure that it comes from."""
    for finding in findings:
        rendered = texts.get(finding.file)
        if rendered is None:
            if finding.file != EXTERNAL:
                yield finding
        elif finding.rule not in LEFT_OUT:
            source, offset = rendered.script.locate(finding.line, finding.column)
            line, column = source.place(offset)
            message = f"in the text that it runs: {finding.object}: {finding.message}"
            yield replace(
                finding,
                file=source.path,
                line=line,
                column=column,
                object=rendered.module.name,
                message=message,
            )


def named_by_variable(schema: Schema, module: Module) -> Iterator[tuple[Node, str]]:
    """Every EXECUTE of a variable, with the name that it holds; "" where the script does not tell."""
    for call, values in _calls(schema, module):
        variable = call.fields.get("ProcedureReference") and call.ProcedureReference.ProcedureVariable
        if variable is None:
            continue
        try:
            name = _plain(module.source, variable, values, ())
        except NotRenderedError:
            name = ""
        yield call, name.replace("[", "").replace("]", "")


def _texts(schema: Schema, module: Module) -> Iterator[MappedText]:
    for call, values in _calls(schema, module):
        if call.kind == "ExecutableStringList":
            script = MappedText()
            for part in call.Strings:
                _render(script, module.source, part, values, ())
            yield script.insert("\n", module.source, call.start)
        else:
            reference = call.ProcedureReference.ProcedureReference
            if reference is not None and name_parts(reference.Name)[-1] == "sp_executesql":
                yield _call(module, call, values)


def _calls(schema: Schema, module: Module) -> Iterator[tuple[Node, _Values]]:
    """Every EXECUTE, and what the variables hold there."""
    samples = {p.name: "1" for p in module.parameters if p.type.lower().startswith(NUMBERS)}
    samples |= dict(word.split("=", 1) for word in sections("samples").get(module.name, ()))
    assigned: dict[str, _Assigned] = {}
    values = _Values(samples, assigned)
    for node in module.node.walk():
        if node.kind == "DeclareVariableElement" and node.Value is not None:
            assigned[node.VariableName.Value] = _Assigned(node.Value, ())
        elif node.kind == "SetVariableStatement" and node.Expression is not None:
            assigned[node.Variable.Name] = _Assigned(node.Expression, ())
        elif node.kind == "SelectSetVariable":
            assigned[node.Variable.Name] = _Assigned(node.Expression, _rows(schema, module, _query(node)))
        elif node.kind in ("ExecutableProcedureReference", "ExecutableStringList"):
            yield node, values


def _query(node: Node) -> Node:
    return next(outer for outer in node.ancestors() if outer.kind == "QuerySpecification")


def _call(module: Module, call: Node, values: _Values) -> MappedText:
    script = MappedText()
    given = [parameter.ParameterValue for parameter in call.Parameters]
    if len(given) > 1 and given[1].kind == "StringLiteral":
        # The statement's own parameters, as variables.
        declared = given[1].Value.replace(" OUTPUT", "")
        script.insert(f"DECLARE {declared};\n", module.source, given[1].start)
    _render(script, module.source, given[0], values, ())
    return script.insert("\nGO\n", module.source, call.start)


def _rows(schema: Schema, module: Module, query: Node) -> tuple[Row, ...]:
    """Sample rows of everything in a FROM clause, the columns of all tables side by side."""
    if query.FromClause is None:
        return ()
    rows: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for reference in query.FromClause.find("NamedTableReference"):
        table = schema.tables.get(dotted(reference.SchemaObject))
        for number, row in enumerate(rows, start=1):
            for column in table.columns.values() if table is not None else ():
                numeric = column.type.startswith(NUMBERS)
                row.setdefault(column.name, str(number) if numeric else f"{column.name} {number}")
    for derived in query.FromClause.find("QueryDerivedTable"):
        for element in derived.QueryExpression.fields.get("SelectElements") or ():
            if element.kind == "SelectScalarExpression" and element.ColumnName is not None:
                for row in rows:
                    row[element.ColumnName.Value] = _derived(module.source, element.Expression, row)
    return rows


def _derived(source: Source, expression: Node, row: Row) -> str:
    """A column of a derived table; what is no text is a number, which no text is made of."""
    try:
        return _plain(source, expression, _Values({}, {}), (row,))
    except NotRenderedError:
        return "1"


def _plain(source: Source, node: Node, values: _Values, rows: tuple[Row, ...]) -> str:
    text = MappedText()
    _render(text, source, node, values, rows)
    return text.text


def _render(out: MappedText, source: Source, node: Node, values: _Values, rows: tuple[Row, ...]) -> None:
    """Adds the value of a text expression; `rows` are what columns take their values from, the first one."""
    if node.kind == "StringLiteral":
        _literal(out, source, node)
    elif node.kind in ("IntegerLiteral", "NumericLiteral"):
        out.insert(node.Value, source, node.start)
    elif node.kind == "VariableReference":
        _variable(out, source, node, values)
    elif node.kind == "ColumnReferenceExpression" and rows:
        out.insert(rows[0].get(name_parts(node.MultiPartIdentifier)[-1], "1"), source, node.start)
    elif node.kind == "BinaryExpression" and node.BinaryExpressionType == "Add":
        _render(out, source, node.FirstExpression, values, rows)
        _render(out, source, node.SecondExpression, values, rows)
    elif node.kind == "ParenthesisExpression":
        _render(out, source, node.Expression, values, rows)
    elif node.kind in ("CastCall", "ConvertCall", "TryConvertCall"):
        _render(out, source, node.Parameter, values, rows)
    elif node.kind == "IIfCall":
        # The longer of two texts is the one with something to check in it.
        branches = (node.ThenExpression, node.ElseExpression)
        _render(out, source, max(branches, key=lambda branch: int(branch.length)), values, rows)
    elif node.kind == "FunctionCall" and node.CallTarget is None:
        _function(out, source, node, values, rows)
    else:
        raise NotRenderedError(node)


def _variable(out: MappedText, source: Source, node: Node, values: _Values) -> None:
    if node.Name in values.samples:
        out.insert(values.samples[node.Name], source, node.start)
    elif node.Name in values.assigned:
        known = values.assigned[node.Name]
        _render(out, source, known.value, values.without(node.Name), known.rows)
    else:
        raise NotRenderedError(node)


def _literal(out: MappedText, source: Source, node: Node) -> None:
    place = node.start + (2 if node.IsNational else 1)
    for number, part in enumerate(source.sql[place : node.end - 1].split("''")):
        if number:
            out.insert("'", source, place)
            place += 2
        out.copy(source, place, place + len(part))
        place += len(part)


def _function(out: MappedText, source: Source, node: Node, values: _Values, rows: tuple[Row, ...]) -> None:
    name, given = node.FunctionName.Value.upper(), node.Parameters
    if name == "CONCAT":
        for part in given:
            _render(out, source, part, values, rows)
    elif name == "QUOTENAME" and len(given) == 1:
        quoted = _plain(source, given[0], values, rows).replace("]", "]]")
        out.insert(f"[{quoted}]", source, node.start)
    elif name == "REPLACE":
        text, old, new = (_plain(source, part, values, rows) for part in given)
        out.insert(text.replace(old, new), source, node.start)
    elif name in ("NCHAR", "CHAR"):
        out.insert(chr(int(_plain(source, given[0], values, rows))), source, node.start)
    elif name == "STRING_AGG":
        for number, row in enumerate(rows):
            if number:
                _render(out, source, given[1], values, ())
            _render(out, source, given[0], values, (row,))
    elif name in ("ISNULL", "MIN", "MAX", "FORMAT"):
        _render(out, source, given[0], values, rows)
    elif name in ("COUNT", "LEN", "DATEDIFF"):
        out.insert("1", source, node.start)
    elif name in ("DATEADD", "SYSUTCDATETIME"):
        out.insert("2000-01-01T00:00:00", source, node.start)
    else:
        raise NotRenderedError(node)
