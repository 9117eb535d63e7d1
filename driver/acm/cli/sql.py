"""acm sql"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer

from acm.cli.options import DsnOption, JsonOption
from acm.cli.output import print_json, say, show_table
from acm.database import Rows, connect
from acm.errors import ConnectionStateError


def register(app: typer.Typer) -> None:
    app.command("sql")(_sql)


def _sql(
    text: Annotated[str, typer.Argument(metavar="T-SQL", help="One batch.")],
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run T-SQL on the configured engine. With --json the rows of all its result sets are one array."""
    with connect(dsn, deployed=False) as db:
        answer = db.query(text)
        open_transactions = db.query("SELECT @@TRANCOUNT AS TranCount")[-1].rows[0][0]
    if as_json:
        print_json(record for rows in answer for record in _records(rows))
    else:
        for rows in answer:
            show_table("", _names(rows), rows.rows)
        if not answer:
            say("done, no result set")
    if open_transactions:
        raise ConnectionStateError("the batch left a transaction open: it was rolled back")


def _names(rows: Rows) -> list[str]:
    """A name for each column: unnamed ones by position, repeated ones numbered."""
    seen: Counter[str] = Counter()
    names = []
    for position, column in enumerate(rows.columns, start=1):
        name = column or f"Column{position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names


def _records(rows: Rows) -> list[dict[str, Any]]:
    names = _names(rows)
    return [dict(zip(names, row, strict=True)) for row in rows.rows]
