"""FOR JSON PATH and OPENJSON."""

from __future__ import annotations

from sqlglot import exp

from . import types as t
from .conversion import convert, decimals, implicit
from .expressions import expression, scalar_type
from .names import quoted, string_literal, text_literal
from .queries import Query
from .scope import ColumnInfo, Context, Scope, Typed


def for_json(clause: exp.Expr, items: list[exp.Expr], rows: Query, context: Context) -> Query:
    """The rows as one JSON text; its single value is NULL when there are no rows."""
    if clause.args["mode"] != "PATH":
        context.unsupported("FOR JSON AUTO", clause)
    names: list[str] = []
    cells: list[str] = []
    for place, info in enumerate(rows.columns):
        if not info.name:
            context.error(
                13605,
                "Column expressions and data sources without names or aliases cannot be formatted as JSON "
                "text using "
                "FOR JSON clause. Add alias to the unnamed column or table.",
            )
        names.append(text_literal(info.name))
        column = f'"q"."c{place + 1}"'
        raw = len(items) == len(rows.columns) and _is_json(items[place])
        cells.append(f"tsql.json_raw({column})" if raw else _cell(Typed(column, info.type)))
    nulls = "true" if clause.args.get("include_null_values") else "false"
    shown = ", ".join(f'"c{n}"' for n in range(1, len(names) + 1))
    one = (
        f"tsql.json_object_path(ARRAY[{', '.join(names)}]::text[], "
        f"ARRAY[{', '.join(cells)}]::text[], {nulls})"
    )
    text = f"tsql.json_array({one})"
    if clause.args.get("without_array_wrapper"):
        text = f"tsql.json_objects({one})"
        if clause.args.get("root"):
            context.error(
                13620, "ROOT option and WITHOUT_ARRAY_WRAPPER option cannot be used together in FOR JSON."
            )
    elif clause.args.get("root"):
        head = text_literal("{" + f'"{clause.args["root"]}":')
        text = f"({head} || ({text})::text || '}}')::tsql.nvarchar"
    sql = f'SELECT {text} AS "json" FROM ({rows.sql}) AS "q" ({shown})'
    return Query(sql, (ColumnInfo("JSON_F52E2B61-18A1-11d1-B105-00805F49916B", t.NVARCHAR_MAX),))


def _cell(value: Typed) -> str:
    if value.type.name == "bit":
        return f"tsql.json_bit({value.sql})"
    if value.type.name in ("datetime2", "datetime", "smalldatetime", "time", "datetimeoffset"):
        return f"tsql.json_text({value.sql}, {decimals(value.type)})"
    return f"tsql.json_text({value.sql})"


def _is_json(item: exp.Expr) -> bool:
    inner = item.this if isinstance(item, exp.Alias) else item
    if isinstance(inner, exp.Subquery):
        return inner.this.args.get("for_") is not None
    return isinstance(inner, exp.Anonymous) and inner.this.upper() == "JSON_QUERY"


def open_json(node: exp.Expr, scope: Scope, context: Context) -> Query:
    """OPENJSON(document [, path]) [WITH (...)] as a query."""
    document = implicit(expression(node.this, scope, context), t.NVARCHAR_MAX, context).sql
    path_node = node.args.get("path")
    path = implicit(expression(path_node, scope, context), t.NVARCHAR_MAX, context).sql if path_node else None
    if not node.expressions:
        arguments = document if path is None else f"{document}, {path}"
        columns = (
            ColumnInfo("key", t.nvarchar(4000), False),
            ColumnInfo("value", t.NVARCHAR_MAX),
            ColumnInfo("type", t.TINYINT, False),
        )
        return Query(f'SELECT "key", value, type FROM tsql.openjson({arguments})', columns)
    cells: list[str] = []
    shown: list[ColumnInfo] = []
    for column in node.expressions:
        kind = scalar_type(column.args["kind"], context)
        cell_path = _path(column)
        as_json = "true" if column.args.get("as_json") else "false"
        value = Typed(f'tsql.json_cell("r".item, {string_literal(cell_path)}, {as_json})', t.NVARCHAR_MAX)
        info = ColumnInfo(column.this.name, kind)
        cells.append(f"{_typed_cell(value, kind, context)} AS {quoted(info.pg)}")
        shown.append(info)
    rows = f"tsql.openjson_rows({document}, {path or string_literal('$')})"
    sql = f'SELECT {", ".join(cells)} FROM {rows} AS "r" (ordinal, item) ORDER BY "r".ordinal'
    return Query(sql, tuple(shown))


def _typed_cell(value: Typed, kind: t.SqlType, context: Context) -> str:
    if kind.name in t.BINARIES:
        # OPENJSON reads varbinary from base64, unlike CAST.
        return f"decode(({value.sql})::text, 'base64')"
    return convert(value, kind, context).sql


def _path(column: exp.Expr) -> str:
    path = column.args.get("path")
    if path is None:
        return f'$."{column.this.name}"'
    return str(path.this)
