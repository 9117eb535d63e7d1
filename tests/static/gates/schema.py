"""What the scripts declare, in its final state: tables with every ALTER in them, types, modules, the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from .manifest import deployment_order
from .sources import Project, Source
from .tree import Node, name_parts

MODULES = {
    "CreateProcedureStatement": "procedure",
    "CreateOrAlterProcedureStatement": "procedure",
    "CreateViewStatement": "view",
    "CreateOrAlterViewStatement": "view",
    "CreateFunctionStatement": "function",
    "CreateOrAlterFunctionStatement": "function",
}
OTHERS = {
    "CreateSynonymStatement": "synonym",
    "CreateRoleStatement": "role",
    "CreateUserStatement": "user",
    "CreateSchemaStatement": "schema",
    "CreateIndexStatement": "index",
    "CreateColumnStoreIndexStatement": "index",
    "CreateSequenceStatement": "sequence",
    "CreatePartitionFunctionStatement": "partition function",
    "CreatePartitionSchemeStatement": "partition scheme",
    "CreateTypeUddtStatement": "alias type",
    "GrantStatement": "permission",
    "DenyStatement": "permission",
}
ALTERING = {
    "AlterTableAddTableElementStatement",
    "AlterTableAlterColumnStatement",
    "AlterTableDropTableElementStatement",
}
DROPPED = {
    "DropTableStatement": "table",
    "DropTypeStatement": "type",
    "DropProcedureStatement": "procedure",
    "DropViewStatement": "view",
    "DropFunctionStatement": "function",
    "DropSynonymStatement": "synonym",
    "DropRoleStatement": "role",
}


@dataclass(frozen=True)
class Column:
    """One column of a table, type or table variable; `type` is the text of its data type, lower case."""

    name: str
    type: str
    required: bool
    writable: bool
    source: Source
    node: Node


@dataclass(frozen=True)
class Element:
    """A column, constraint or index inside a CREATE TABLE, as written somewhere in `source`.

    `retyped` is the ALTER COLUMN that gave a column another data type, with its script.
    """

    node: Node
    source: Source
    retyped: tuple[Node, Source] | None = None


@dataclass(frozen=True)
class Table:
    """A table, or a table type: what its CREATE declares, with later ALTERs folded in."""

    kind: str
    name: str
    source: Source
    node: Node
    elements: tuple[Element, ...]

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name, in order."""
        return {column.name: column for column in map(column_of, self.elements) if column is not None}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a procedure or function; `type` is the text of its data type."""

    name: str
    type: str
    optional: bool
    output: bool
    readonly: bool


@dataclass(frozen=True)
class Module:
    """A procedure, view or function."""

    kind: str
    name: str
    source: Source
    node: Node

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in order; a view has none."""
        declared = self.node.fields.get("Parameters") or []
        return tuple(
            parameter_of(self.source, node) for node in declared if node.kind == "ProcedureParameter"
        )


@dataclass(frozen=True)
class Declared:
    """Anything else that a script declares: an index, role, permission, synonym, extended property."""

    kind: str
    name: str
    source: Source
    node: Node


@dataclass
class Schema:
    """Everything the scripts declare."""

    tables: dict[str, Table] = field(default_factory=dict)
    types: dict[str, Table] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    others: list[Declared] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)

    def procedure(self, name: str) -> Module | None:
        """The procedure of that name; a synonym leads to its target."""
        target = next((o for o in self.others if o.kind == "synonym" and o.name == name), None)
        module = self.modules.get(dotted(target.node.ForName) if target else name)
        return module if module is not None and module.kind == "procedure" else None

    def declared(self, *kinds: str) -> list[Table | Module | Declared]:
        """All declared things of some kinds."""
        pool: list[Table | Module | Declared] = [*self.tables.values(), *self.types.values()]
        return [item for item in (*pool, *self.modules.values(), *self.others) if item.kind in kinds]

    def names(self, *kinds: str) -> set[str]:
        """The names of all declared things of some kinds."""
        return {item.name for item in self.declared(*kinds)}


def dotted(name: Node) -> str:
    """A name's parts joined with dots."""
    return ".".join(name_parts(name))


def leaves(statement: Node) -> Iterator[Node]:
    """The statements that a batch comes down to, through IF, BEGIN … END, WHILE and TRY."""
    if statement.kind == "IfStatement":
        yield from leaves(statement.ThenStatement)
        if statement.ElseStatement is not None:
            yield from leaves(statement.ElseStatement)
    elif statement.kind == "BeginEndBlockStatement":
        for inner in statement.StatementList.Statements:
            yield from leaves(inner)
    elif statement.kind == "WhileStatement":
        yield from leaves(statement.Statement)
    elif statement.kind == "TryCatchStatement":
        for part in (statement.TryStatements, statement.CatchStatements):
            for inner in part.Statements if part is not None else []:
                yield from leaves(inner)
    else:
        yield statement


def batches(source: Source) -> Iterator[tuple[Node, list[Node]]]:
    """The batches of a script, each with its leaves."""
    if source.tree is not None:
        for batch in source.tree.Batches:
            yield batch, [leaf for statement in batch.Statements for leaf in leaves(statement)]


def is_temporary(name: Node) -> bool:
    """Whether a name is that of a temporary table."""
    return name_parts(name)[-1].startswith("#")


def kind_of(leaf: Node) -> str | None:
    """What a statement declares or changes for the model; None for a statement that is just run."""
    if leaf.kind in MODULES:
        return MODULES[leaf.kind]
    if leaf.kind in ("CreateTableStatement", *ALTERING):
        return None if is_temporary(leaf.SchemaObjectName) else "table"
    if leaf.kind == "CreateTypeTableStatement":
        return "type"
    if any(option.kind == "IndexStateOption" and _drops_existing(option) for option in _options(leaf)):
        return None
    if leaf.kind in OTHERS:
        on = leaf.fields.get("OnName")
        return None if on is not None and is_temporary(on) else OTHERS[leaf.kind]
    if _test_class(leaf) is not None:
        return "schema"
    return "property" if _is_extended_property(leaf) else None


def _options(leaf: Node) -> list[Node]:
    return leaf.IndexOptions if leaf.kind == "CreateIndexStatement" else []


def _drops_existing(option: Node) -> bool:
    """DROP_EXISTING = ON moves an index that is declared elsewhere."""
    return bool(option.OptionKind == "DropExisting" and option.OptionState == "On")


def read_schema(project: Project) -> Schema:
    """Collects what the scripts declare, in the order of the deploy."""
    schema = Schema()
    for source in deployment_order(project):
        for _, statements in batches(source):
            for leaf in statements:
                _collect(schema, source, leaf)
    # What was dropped to be made anew is there in the end.
    schema.dropped -= {
        *schema.tables,
        *schema.types,
        *schema.modules,
        *(other.name for other in schema.others),
    }
    return schema


def _collect(schema: Schema, source: Source, leaf: Node) -> None:
    kind = kind_of(leaf)
    if kind == "table" and leaf.kind == "CreateTableStatement":
        schema.tables[dotted(leaf.SchemaObjectName)] = table_of(source, leaf, "table", leaf.SchemaObjectName)
    elif kind == "table":
        name = dotted(leaf.SchemaObjectName)
        if name in schema.tables:
            schema.tables[name] = altered(schema.tables[name], source, leaf)
    elif kind == "type":
        schema.types[dotted(leaf.Name)] = table_of(source, leaf, "type", leaf.Name)
    elif kind is not None and leaf.kind in MODULES:
        name = dotted(module_name(leaf))
        schema.modules[name] = Module(kind, name, source, leaf)
    elif kind is not None:
        schema.others.append(Declared(kind, _other_name(leaf), source, leaf))
    elif not source.path.endswith("drop.sql"):
        _drop(schema, leaf)


def _drop(schema: Schema, leaf: Node) -> None:
    """Takes away what a DROP statement names; does nothing for other statements."""
    if leaf.kind in DROPPED:
        for name in dropped_names(leaf):
            schema.dropped.add(name)
            schema.tables.pop(name, None)
            schema.types.pop(name, None)
            schema.modules.pop(name, None)
            schema.others = [other for other in schema.others if other.name != name]
    elif leaf.kind == "DropIndexStatement":
        for clause in leaf.DropIndexClauses:
            table, index = dotted(clause.Object), clause.Index.Value
            schema.dropped.add(f"{table}.{index}")
            schema.others = [other for other in schema.others if other.name != f"{table}.{index}"]
            if table in schema.tables:
                schema.tables[table] = _without(schema.tables[table], {index})


def module_name(statement: Node) -> Node:
    """The name of a CREATE PROCEDURE, VIEW or FUNCTION."""
    if "ProcedureReference" in statement.fields:
        name: Node = statement.ProcedureReference.Name
    else:
        name = statement.fields.get("SchemaObjectName") or statement.Name
    return name


def dropped_names(leaf: Node) -> list[str]:
    """The names that a DROP statement of DROPPED lists."""
    if leaf.kind in ("DropTypeStatement", "DropRoleStatement"):
        return [dotted(leaf.Name) if leaf.Name.kind == "SchemaObjectName" else leaf.Name.Value]
    return [dotted(name) for name in leaf.Objects]


def _other_name(leaf: Node) -> str:
    if leaf.kind in ("CreateIndexStatement", "CreateColumnStoreIndexStatement"):
        return f"{dotted(leaf.OnName)}.{leaf.Name.Value}"
    if leaf.kind in ("GrantStatement", "DenyStatement"):
        target = leaf.SecurityTargetObject
        return dotted(target.ObjectName.MultiPartIdentifier) if target is not None else "database"
    if leaf.kind == "ExecuteStatement":
        return _test_class(leaf) or "MS_Description"
    name = leaf.fields.get("Name")
    if name is None:
        return str(leaf.kind)
    return dotted(name) if name.kind == "SchemaObjectName" else str(name.Value)


def executed_name(leaf: Node) -> str | None:
    """The dotted name of the procedure that an EXECUTE statement calls; None for anything else."""
    if leaf.kind not in ("ExecuteStatement", "ExecuteInsertSource"):
        return None
    specification = leaf.ExecuteSpecification if leaf.kind == "ExecuteStatement" else leaf.Execute
    entity = specification.ExecutableEntity
    if entity.kind != "ExecutableProcedureReference" or entity.ProcedureReference.ProcedureReference is None:
        return None
    return dotted(entity.ProcedureReference.ProcedureReference.Name)


def _is_extended_property(leaf: Node) -> bool:
    if executed_name(leaf) not in ("sys.sp_addextendedproperty", "sp_addextendedproperty"):
        return False
    # With variables for names there is nothing to model: the statement is then checked as any other.
    parameters = leaf.ExecuteSpecification.ExecutableEntity.Parameters
    return all(parameter.ParameterValue.kind == "StringLiteral" for parameter in parameters)


def _test_class(leaf: Node) -> str | None:
    """The schema that `EXECUTE tSQLt.NewTestClass N'name'` makes."""
    if executed_name(leaf) != "tSQLt.NewTestClass":
        return None
    value = leaf.ExecuteSpecification.ExecutableEntity.Parameters[0].ParameterValue
    return value.Value if value.kind == "StringLiteral" else None


def table_of(source: Source, node: Node, kind: str, name: Node | str) -> Table:
    """The table of a fragment that holds a Definition: CREATE TABLE, CREATE TYPE, DECLARE @x TABLE."""
    definition = node.Definition
    parts = [*definition.ColumnDefinitions, *definition.TableConstraints, *definition.Indexes]
    elements = tuple(Element(part, source) for part in sorted(parts, key=lambda part: part.start))
    return Table(kind, name if isinstance(name, str) else dotted(name), source, node, elements)


def altered(table: Table, source: Source, leaf: Node) -> Table:
    """`table` after an ALTER TABLE."""
    elements = list(table.elements)
    if leaf.kind == "AlterTableAddTableElementStatement":
        added = table_of(source, leaf, "table", table.name).elements
        # A generated ALTER TABLE adds what the generated CREATE TABLE has already: only what is missing.
        present = {element_name(e) for e in elements} if source.is_generated else set()
        elements += [element for element in added if element_name(element) not in present]
    elif leaf.kind == "AlterTableAlterColumnStatement":
        elements = [
            replace(element, retyped=(leaf, source))
            if element_name(element) == leaf.ColumnIdentifier.Value
            else element
            for element in elements
        ]
    else:
        return _without(table, {part.Name.Value for part in leaf.AlterTableDropTableElements})
    return replace(table, elements=tuple(elements))


def _without(table: Table, names: set[str]) -> Table:
    """A table without some of its columns, constraints and indexes."""
    return replace(table, elements=tuple(e for e in table.elements if element_name(e) not in names))


def element_name(element: Element) -> str | None:
    """The name of a column, constraint or index; None for an unnamed constraint."""
    for key in ("ColumnIdentifier", "ConstraintIdentifier", "Name"):
        identifier = element.node.fields.get(key)
        if identifier is not None:
            return str(identifier.Value)
    return None


def column_of(element: Element) -> Column | None:
    """The column that an element of a table declares; None for constraints and indexes."""
    node = element.node
    if node.kind != "ColumnDefinition":
        return None
    typed, source = element.retyped or (node, element.source)
    computed = node.ComputedColumnExpression is not None
    identity = node.IdentityOptions is not None
    if element.retyped:
        nullable = element.retyped[0].AlterTableAlterColumnOption != "NotNull"
    else:
        nullable = not any(
            (part.kind == "NullableConstraintDefinition" and not part.Nullable)
            or (part.kind == "UniqueConstraintDefinition" and part.IsPrimaryKey)
            for part in node.Constraints
        )
    return Column(
        name=node.ColumnIdentifier.Value,
        type="" if typed.DataType is None else source.words(typed.DataType).lower(),
        required=not (nullable or computed or identity or node.DefaultConstraint is not None),
        writable=not (computed or identity),
        source=element.source,
        node=node,
    )


def parameter_of(source: Source, node: Node) -> Parameter:
    """The parameter that a ProcedureParameter fragment declares."""
    return Parameter(
        name=node.VariableName.Value,
        type=source.words(node.DataType),
        optional=node.Value is not None,
        output=node.Modifier == "Output",
        readonly=node.Modifier == "ReadOnly",
    )
