"""What is stored in the database, read from the prelude's catalogue tables and kept until it changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlglot import exp

from ..errors import DeclaredName, SqlError
from ..parse import parse_batch, tree
from ..translate import types as t
from ..translate.expressions import scalar_type
from ..translate.names import quoted
from ..translate.scope import ColumnInfo, Context, ModuleQuery, TableInfo
from ..translate.types import SqlType
from .walking import walk

_TABLES = """
SELECT o.object_id, s.name::text, o.name::text, o.type, o.pg_schema, o.pg_name, sn.base_object_name::text,
    (SELECT json_agg(json_build_array(c.name, c.type_name, c.max_length, c.precision, c.scale, c.is_nullable,
        c.is_identity, c.is_computed, c.default_definition IS NOT NULL) ORDER BY c.column_id)
     FROM tsql.columns c WHERE c.object_id = o.object_id),
    (SELECT json_agg(c.pg_name ORDER BY ic.key_ordinal) FROM tsql.indexes i
     JOIN tsql.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND NOT
     ic.is_included_column
     JOIN tsql.columns c ON c.object_id = i.object_id AND c.column_id = ic.column_id
     WHERE i.object_id = o.object_id AND i.is_primary_key)
FROM tsql.objects o JOIN tsql.schemas s ON s.schema_id = o.schema_id
LEFT JOIN tsql.synonyms sn ON sn.object_id = o.object_id
WHERE o.type IN ('U', 'V', 'IF', 'SN', 'P', 'TT')"""

_MODULE = """
SELECT m.definition, m.definition_hash, m.file, m.first_line, m.execute_as
FROM tsql.modules m WHERE m.object_id = {id}"""

_SYSTEM_COLUMNS = """
SELECT n.nspname, c.relname, json_agg(json_build_array(a.attname, format_type(a.atttypid, NULL)) ORDER BY
    a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname IN ('sys', 'information_schema_tsql') AND c.relkind IN ('r', 'v') GROUP BY 1, 2"""

_SYSTEM_TYPES = {
    "integer": t.INT,
    "bigint": t.BIGINT,
    "smallint": t.SMALLINT,
    "text": t.SYSNAME,
    "tsql.nvarchar": t.SYSNAME,
    'tsql."bit"': t.BIT,
    "tsql.bit": t.BIT,
    "tsql.tinyint": t.TINYINT,
    "boolean": t.BIT,
    "tsql.float8": t.FLOAT,
    "double precision": t.FLOAT,
    "timestamp without time zone": t.DATETIME,
    "bytea": t.VARBINARY_MAX,
    "numeric": t.decimal(38, 0),
    "uuid": t.UUID,
    "nvarchar": t.SYSNAME,
    "bit": t.BIT,
    "tinyint": t.TINYINT,
    "float8": t.FLOAT,
    '"char"': t.SYSNAME,
    "name": t.SYSNAME,
}


class Reader(Protocol):
    """How the catalogue asks PostgreSQL."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Stored:
    """An object of the database as look-ups find it."""

    object_id: int
    schema: str
    name: str
    type: str
    pg_schema: str | None
    pg_name: str | None
    target: str | None
    columns: tuple[ColumnInfo, ...]
    key: tuple[str, ...]

    @property
    def shown(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def sql(self) -> str:
        return f"{quoted(self.pg_schema or '')}.{quoted(self.pg_name or '')}"


@dataclass(frozen=True)
class Parameter:
    """A procedure's parameter: name without @; `table` is the table type's key for a TVP."""

    name: str
    type: SqlType | None
    table: tuple[str, str] | None
    default: exp.Expr | None
    output: bool


@dataclass(frozen=True)
class Procedure:
    object_id: int
    shown: str
    definition_hash: str
    file: str | None
    parameters: tuple[Parameter, ...]
    body: tuple[tree.Statement, ...]
    execute_as: str | None
    text: str


@dataclass
class TableType:
    """A table type; `infos` are its TableInfos by variable name, so that equal uses are the same object."""

    object_id: int
    shown: str
    columns: tuple[ColumnInfo, ...]
    key: tuple[str, ...]
    definition: str
    infos: dict[str, TableInfo] = field(default_factory=dict)


def sql_type(name: str, max_length: int, precision: int, scale: int) -> SqlType:
    """The type that a row of tsql.columns or tsql.parameters describes."""
    if name in ("nvarchar", "nchar"):
        return SqlType(name, length=t.MAX if max_length < 0 else max_length // 2)
    if name in ("varchar", "char", "varbinary", "binary"):
        return SqlType(name, length=t.MAX if max_length < 0 else max_length)
    if name in ("decimal", "numeric", "money", "smallmoney"):
        return SqlType("decimal" if name == "numeric" else name, precision=precision, scale=scale)
    if name in ("datetime2", "time", "datetimeoffset"):
        return SqlType(name, scale=scale)
    return SqlType(name)


def type_row(kind: SqlType) -> tuple[str, int, int, int]:
    """(type_name, max_length, precision, scale) of a type, as sys.columns shows it."""
    name = kind.name
    if name in t.STRINGS or name in t.BINARIES:
        length = kind.length if kind.length is not None else t.MAX
        return (name, length if length == t.MAX else length * 2 if name.startswith("n") else length, 0, 0)
    if name in t.DECIMALS:
        precision = kind.precision or 18
        size = next(n for limit, n in ((9, 5), (19, 9), (28, 13), (38, 17)) if precision <= limit)
        return (name, size, precision, kind.scale or 0)
    if name in ("datetime2", "time", "datetimeoffset"):
        scale = kind.scale if kind.scale is not None else 7
        base = {"datetime2": (6, 19), "time": (3, 8), "datetimeoffset": (8, 26)}[name]
        size = base[0] + (0 if scale < 3 else 1 if scale < 5 else 2)
        return (name, size, base[1] + (scale + 1 if scale else 0), scale)
    sizes = {
        "int": (4, 10),
        "bigint": (8, 19),
        "smallint": (2, 5),
        "tinyint": (1, 3),
        "bit": (1, 1),
        "float": (8, 53),
        "real": (4, 24),
        "datetime": (8, 23),
        "smalldatetime": (4, 16),
        "date": (3, 10),
        "uniqueidentifier": (16, 0),
    }
    size, precision = sizes.get(name, (0, 0))
    return (name, size, precision, 3 if name == "datetime" else 0)


class Stock:
    """The cache of the stored objects of one connection's database."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._objects: dict[tuple[str, str], Stored] | None = None
        self._types: dict[tuple[str, str], Stored] = {}
        self._tables: dict[tuple[str, str], TableInfo] = {}
        self._procedures: dict[tuple[str, str], Procedure] = {}
        self._table_types: dict[tuple[str, str], TableType] = {}
        self._system: dict[tuple[str, str], TableInfo] | None = None
        self._parsed: dict[str, tuple[tree.Statement, ...]] = {}
        self.version = -1
        self.epoch = 0

    def refresh(self, version: int) -> None:
        """Drop what is kept when another session has changed the catalogue."""
        if version != self.version:
            self.forget()
            self.version = version

    def forget(self) -> None:
        """Drop what is kept: this session has changed the catalogue, or rolled a change back."""
        self._objects = None
        self._tables.clear()
        self._procedures.clear()
        self._table_types.clear()
        self.epoch += 1

    def _load(self) -> dict[tuple[str, str], Stored]:
        if self._objects is None:
            self._objects, self._types = {}, {}
            for row in self._reader.rows(_TABLES):
                stored = _stored(row)
                kept = self._types if stored.type == "TT" else self._objects
                kept[(stored.schema.lower(), stored.name.lower())] = stored
        return self._objects

    def changed(self, object_id: int) -> None:
        """Read one object again: this session has created, altered or dropped it."""
        self.epoch += 1
        if self._objects is None:
            return
        for kept in (self._objects, self._types):
            for key in [key for key, stored in kept.items() if stored.object_id == object_id]:
                del kept[key]
                self._forget_name(key)
        for row in self._reader.rows(f"{_TABLES} AND o.object_id = {object_id}"):
            stored = _stored(row)
            kept = self._types if stored.type == "TT" else self._objects
            key = (stored.schema.lower(), stored.name.lower())
            kept[key] = stored
            self._forget_name(key)

    def _forget_name(self, key: tuple[str, str]) -> None:
        self._table_types.pop(key, None)
        synonyms = [name for name, stored in (self._objects or {}).items() if stored.type == "SN"]
        for name in (key, *synonyms):
            self._tables.pop(name, None)
            self._procedures.pop(name, None)

    def key(self, parts: tuple[str, ...]) -> tuple[str, str]:
        schema = parts[-2] if len(parts) > 1 and parts[-2] else "dbo"
        return (schema.lower(), parts[-1].lower())

    def find(self, parts: tuple[str, ...]) -> Stored | None:
        """The object of a name, synonyms followed."""
        found = self._load().get(self.key(parts))
        if found is not None and found.type == "SN":
            target = tuple(part.strip("[]") for part in (found.target or "").split("."))
            behind = self._load().get(self.key(target))
            if behind is None:
                raise SqlError(5313, f"Synonym '{found.shown}' refers to an invalid object.")
            return behind
        return found

    def find_exactly(self, parts: tuple[str, ...]) -> Stored | None:
        """The object of a name, a synonym as itself."""
        return self._load().get(self.key(parts))

    def table(self, parts: tuple[str, ...]) -> TableInfo | None:
        key = self.key(parts)
        if key[0] in ("sys", "information_schema"):
            return self._system_table(key)
        kept = self._tables.get(key)
        if kept is None:
            stored = self.find(parts)
            if stored is None or stored.type not in ("U", "V", "IF"):
                return None
            module = self._module_query(stored) if stored.type in ("V", "IF") else None
            kept = TableInfo(
                stored.shown, stored.type, stored.sql, stored.columns, stored.key, stored.object_id, module
            )
            self._tables[key] = kept
        return kept

    def _system_table(self, key: tuple[str, str]) -> TableInfo | None:
        if self._system is None:
            self._system = {}
            for schema, name, columns in self._reader.rows(_SYSTEM_COLUMNS):
                infos = tuple(ColumnInfo(c[0], _SYSTEM_TYPES.get(c[1], t.SYSNAME)) for c in columns)
                shown = "INFORMATION_SCHEMA" if schema == "information_schema_tsql" else schema
                self._system[(shown.lower(), name)] = TableInfo(
                    f"{shown}.{name}", "S", f"{quoted(schema)}.{quoted(name)}", infos
                )
        return self._system.get(key)

    def _parse(self, text: str, file: str | None) -> tuple[tree.Statement, ...]:
        kept = self._parsed.get(text)
        if kept is None:
            kept = tuple(parse_batch(text, file=file or "module"))
            self._parsed[text] = kept
        return kept

    def _module_query(self, stored: Stored) -> ModuleQuery:
        row = self._reader.rows(_MODULE.format(id=stored.object_id))[0]
        node = _defining(self._parse(row[0], row[2]), stored.name)
        if isinstance(node, tree.CreateView):
            return ModuleQuery(node.query, node.columns, (), row[2], node.line)
        assert isinstance(node, tree.CreateFunction)
        assert node.query is not None
        context = Context(_NoTables(self), {}, row[2])
        parameters = tuple((p.name, scalar_type(p.type, context), p.default) for p in node.parameters)
        return ModuleQuery(node.query, (), parameters, row[2], node.line)

    def procedure(self, parts: tuple[str, ...]) -> Procedure | None:
        """The stored procedure of a name, parsed."""
        key = self.key(parts)
        kept = self._procedures.get(key)
        if kept is None:
            stored = self.find(parts)
            if stored is None or stored.type != "P":
                return None
            text, digest, file, _, execute_as = self._reader.rows(_MODULE.format(id=stored.object_id))[0]
            node = _defining(self._parse(text, file), stored.name)
            assert isinstance(node, tree.CreateProcedure)
            kept = Procedure(
                stored.object_id,
                stored.shown,
                digest,
                file,
                tuple(self.parameter(p, file) for p in node.parameters),
                node.body,
                execute_as,
                text,
            )
            self._procedures[key] = kept
        return kept

    def parameter(self, node: tree.ParameterDefinition, file: str | None) -> Parameter:
        """A parameter with its type found. SqlError 2715."""
        if not node.type.builtin:
            parts = (node.type.schema or "dbo", node.type.name)
            self._load()
            if self.key(parts) in self._types:
                return Parameter(node.name, None, self.key(parts), None, False)
        kind = scalar_type(node.type, Context(_NoTables(self), {}, file, node.line))
        return Parameter(node.name, kind, None, node.default, node.output)

    def table_type(self, parts: tuple[str, ...]) -> TableType | None:
        """The table type of a name."""
        key = self.key(parts)
        kept = self._table_types.get(key)
        if kept is None:
            self._load()
            stored = self._types.get(key)
            if stored is None:
                return None
            definition = self._reader.rows(_MODULE.format(id=stored.object_id))[0][0]
            kept = TableType(stored.object_id, stored.shown, stored.columns, stored.key, definition)
            self._table_types[key] = kept
        return kept

    def type_definition(self, found: TableType) -> tree.TableDefinition:
        node = _defining(self._parse(found.definition, None), found.shown.rpartition(".")[2])
        assert isinstance(node, tree.CreateType)
        assert node.table is not None
        return node.table

    def declared(self, kind: str, pg_schema: str, pg_table: str, pg_name: str) -> DeclaredName | None:
        """The declared name behind PostgreSQL's, for error messages (errors.NameLookup)."""
        for stored in self._load().values():
            if stored.pg_name == pg_table and (not pg_schema or stored.pg_schema == pg_schema):
                if kind == "table":
                    return DeclaredName(stored.shown)
                if kind == "column":
                    column = next((c for c in stored.columns if c.pg == pg_name), None)
                    return DeclaredName(column.name) if column is not None else None
        if kind != "constraint":
            return None
        rows = self._reader.rows(_CONSTRAINT.replace("{name}", pg_name.replace("'", "''")))
        if not rows:
            return None
        name, found, table, column = rows[0]
        return DeclaredName(name, found, table or "", column or "")


def _stored(row: tuple[Any, ...]) -> Stored:
    columns = tuple(ColumnInfo(c[0], sql_type(c[1], c[2], c[3], c[4]), *c[5:9]) for c in row[7] or ())
    return Stored(row[0], row[1], row[2], row[3], row[4], row[5], row[6], columns, tuple(row[8] or ()))


_CONSTRAINT = """
SELECT o.name::text, o.type, rs.name::text || '.' || r.name::text, c.name::text FROM tsql.foreign_keys f
JOIN tsql.objects o ON o.object_id = f.object_id JOIN tsql.objects r ON r.object_id = f.referenced_object_id
JOIN tsql.schemas rs ON rs.schema_id = r.schema_id
LEFT JOIN tsql.foreign_key_columns fc ON fc.constraint_object_id = f.object_id
LEFT JOIN tsql.columns c ON c.object_id = f.referenced_object_id AND c.column_id = fc.referenced_column_id
    AND (SELECT count(*) FROM tsql.foreign_key_columns x WHERE x.constraint_object_id = f.object_id) = 1
WHERE f.pg_name = '{name}'
UNION ALL SELECT o.name::text, o.type, ps.name::text || '.' || p.name::text, c.name::text FROM
    tsql.check_constraints k
JOIN tsql.objects o ON o.object_id = k.object_id JOIN tsql.objects p ON p.object_id = k.parent_object_id
JOIN tsql.schemas ps ON ps.schema_id = p.schema_id
LEFT JOIN tsql.columns c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
WHERE k.pg_name = '{name}'
UNION ALL SELECT o.name::text, o.type, '', '' FROM tsql.key_constraints k
JOIN tsql.objects o ON o.object_id = k.object_id WHERE k.pg_name = '{name}'
UNION ALL SELECT i.name::text, 'IX', '', '' FROM tsql.indexes i
WHERE i.pg_name = '{name}' AND NOT i.is_primary_key AND NOT i.is_unique_constraint LIMIT 1"""


def _defining(statements: tuple[tree.Statement, ...], name: str) -> tree.Statement:
    """The CREATE of an object in the batch that its definition was stored with. SqlError 8624: there is
    none."""
    for statement in walk(statements):
        if (
            isinstance(
                statement, tree.CreateView | tree.CreateFunction | tree.CreateProcedure | tree.CreateType
            )
            and statement.name.name.lower() == name.lower()
        ):
            return statement
    raise SqlError(8624, f"The stored definition of '{name}' holds no CREATE of it.")


class _NoTables:
    """The catalogue as far as a parameter's type needs it."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def table(self, parts: tuple[str, ...]) -> TableInfo | None:
        return self._stock.table(parts)

    def type(self, name: tree.TypeName) -> SqlType | None:
        return None
