"""Speed of the embedded engine, each figure beside its peer or limit measured in the same run.

    python -m benchmarks.embedded [--rounds N]

Prints one line per figure: what was measured, the peer's time or the limit, and the ratio. Exit code 1 when a
goal is missed. Figures are medians: other load on the machine moves both sides.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tsql_pg
from tsql_pg import server

OVERHEAD_GOAL = 1.3
FIRST_CALL_GOAL_MS = 50.0
CONNECT_GOAL_MS = 100.0


@dataclass(frozen=True)
class Figure:
    """A measurement in milliseconds beside what it is held against."""

    name: str
    milliseconds: float
    against: str
    limit: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.milliseconds / self.limit

    @property
    def met(self) -> bool:
        return self.ratio <= self.goal

    def line(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return (
            f"{self.name:<52} {self.milliseconds:8.2f} ms   {self.against} {self.limit:8.2f} ms   "
            f"ratio {self.ratio:5.2f}   goal {self.goal:.2f} {verdict}"
        )


def median_ms(run: Callable[[], Any], rounds: int) -> float:
    """The median time of a call in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


# --- a procedure of 20 statements against the same statements by psycopg ---------------------------------

_TABLES = [
    "CREATE TABLE dbo.Sample (RunId int NOT NULL, N int NOT NULL, V float NULL, "
    "CONSTRAINT PK_Sample PRIMARY KEY (RunId, N))",
    "CREATE TABLE dbo.Tally (Id int NOT NULL CONSTRAINT PK_Tally PRIMARY KEY, Runs int NOT NULL, "
    "Top1 float NULL)",
    "CREATE TABLE dbo.Number (N int NOT NULL CONSTRAINT PK_Number PRIMARY KEY)",
]


def _tsql_block(place: int) -> str:
    """Four statements of T-SQL."""
    low, high = place * 100, place * 100 + 99
    return f"""
        INSERT INTO dbo.Sample (RunId, N, V)
        SELECT @Run, N + {low}, N * 0.5e0 FROM dbo.Number WHERE N <= @Rows;
        UPDATE dbo.Sample SET V = V + 1 WHERE RunId = @Run AND N BETWEEN {low} AND {high};
        SELECT @Top = MAX(V) FROM dbo.Sample WHERE RunId = @Run AND N BETWEEN {low} AND {high};
        UPDATE dbo.Tally SET Runs = Runs + 1, Top1 = @Top WHERE Id = 1;"""


def _pg_block(place: int) -> list[bytes]:
    """The same statements for PostgreSQL, with the parameters run, rows and top."""
    low, high = place * 100, place * 100 + 99
    return [
        f"INSERT INTO dbo.sample (runid, n, v) SELECT %(run)s, n + {low}, n * 0.5::float8 FROM dbo.number "
        "WHERE n <= %(rows)s".encode(),
        f"UPDATE dbo.sample SET v = v + 1 WHERE runid = %(run)s AND n BETWEEN {low} AND {high}".encode(),
        f"SELECT max(v) FROM dbo.sample WHERE runid = %(run)s AND n BETWEEN {low} AND {high}".encode(),
        b"UPDATE dbo.tally SET runs = runs + 1, top1 = %(top)s WHERE id = 1",
    ]


def overhead(path: Path, rounds: int, rows: int) -> Figure:
    """A procedure of 20 statements in a transaction, and the same statements one by one by psycopg."""
    body = "".join(_tsql_block(place) for place in range(1, 6))
    with tsql_pg.connect(path) as connection, server.open(path) as handle, handle.connect() as plain:
        connection.execute(f"""CREATE OR ALTER PROCEDURE dbo.Twenty @Run int, @Rows int AS
        BEGIN
        SET NOCOUNT, XACT_ABORT ON;
        DECLARE @Top float;
        BEGIN TRANSACTION;{body}
        COMMIT TRANSACTION;
        END""")
        statements = [text for place in range(1, 6) for text in _pg_block(place)]
        runs = iter(range(rows * 1_000_000, (rows + 1) * 1_000_000))

        def by_procedure() -> None:
            connection.call("dbo.Twenty", Run=next(runs), Rows=rows)

        def by_psycopg() -> None:
            given: dict[str, Any] = {"run": next(runs), "rows": rows, "top": None}
            with plain.transaction():
                for text in statements:
                    cursor = plain.execute(text, given, prepare=True)
                    if cursor.description is not None:
                        row = cursor.fetchone()
                        given["top"] = row[0] if row else None

        plain.autocommit = True
        for _ in range(10):
            by_procedure()
            by_psycopg()
        # In turns, so that load on the machine falls on both.
        procedure, peer = [], []
        for _ in range(rounds):
            procedure.append(median_ms(by_procedure, 1))
            peer.append(median_ms(by_psycopg, 1))
    return Figure(
        f"procedure of 20 statements, {rows} row(s) each",
        statistics.median(procedure),
        "psycopg",
        statistics.median(peer),
        OVERHEAD_GOAL,
    )


# --- the first call of a procedure ------------------------------------------------------------------------


def _long_procedure(number: int) -> str:
    """About 150 lines: queries, changes, a MERGE, conditions, TRY ... CATCH."""
    block = """
        IF @x > {0}
        BEGIN
            UPDATE t
            SET    t.Runs = t.Runs + s.N,
                   t.Top1 = CASE WHEN s.V > 1.5e0 THEN s.V ELSE t.Top1 END
            FROM   dbo.Tally AS t
            INNER JOIN (
                SELECT RunId,
                       COUNT(*) AS N,
                       MAX(V) AS V
                FROM   dbo.Sample
                WHERE  RunId = @x + {0}
                AND    V IS NOT NULL
                GROUP BY RunId
            ) AS s ON s.RunId = t.Id
            WHERE  t.Id = @x;
            SET @x = @x + ISNULL(@n, 0) * {0};
        END;
        SELECT @n = COUNT(*)
        FROM   dbo.Sample AS a
        LEFT JOIN dbo.Tally AS b ON b.Id = a.RunId
        WHERE  a.RunId BETWEEN @x AND @x + {0}
        AND    NOT EXISTS (SELECT 1 FROM dbo.Number AS c WHERE c.N = a.N);"""
    return f"""CREATE OR ALTER PROCEDURE dbo.Long{number} @x int, @n int = NULL AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    BEGIN TRY
        BEGIN TRANSACTION;{"".join(block.format(place) for place in range(1, 7))}
        MERGE dbo.Tally WITH (HOLDLOCK) AS t
        USING (SELECT @x AS Id) AS s ON s.Id = t.Id
        WHEN MATCHED THEN UPDATE SET Runs = t.Runs + 1
        WHEN NOT MATCHED THEN INSERT (Id, Runs) VALUES (s.Id, 1);
        COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0 ROLLBACK TRANSACTION;
        THROW;
    END CATCH;
END"""


def first_call(path: Path, rounds: int) -> Figure:
    """What the first call of a procedure of 150 lines costs beyond the second: parsing and translating."""
    costs = []
    lines = _long_procedure(0).count("\n") + 1
    with tsql_pg.connect(path) as connection:
        for number in range(rounds):
            connection.execute(_long_procedure(number))
    for number in range(rounds):
        # A connection of its own: nothing is cached yet in the session.
        with tsql_pg.connect(path) as connection:
            connection.execute("SELECT 1 AS Warm")

            def call(name: str = f"dbo.Long{number}", session: tsql_pg.Connection = connection) -> None:
                session.call(name, x=1)

            first = median_ms(call, 1)
            costs.append(first - median_ms(call, 5))
    name = f"first call of a procedure of {lines} lines, beyond later ones"
    return Figure(name, statistics.median(costs), "limit  ", FIRST_CALL_GOAL_MS, 1.0)


# --- connecting -------------------------------------------------------------------------------------------


def connecting(path: Path, rounds: int) -> Figure:
    """connect() to a server that runs, with its first statement."""

    def once() -> None:
        with tsql_pg.connect(path) as connection:
            connection.execute("SELECT 1 AS One")

    once()
    return Figure(
        "connect to a running server, first statement",
        median_ms(once, rounds),
        "limit  ",
        CONNECT_GOAL_MS,
        1.0,
    )


def plain_connecting(path: Path, rounds: int) -> str:
    """psycopg's own connection to the same server, for comparison."""
    with server.open(path) as handle:

        def once() -> None:
            with handle.connect() as connection:
                connection.execute("SELECT 1")

        return f"{'  (psycopg alone, connect and first statement)':<52} {median_ms(once, rounds):8.2f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="tsql-bench-") as place:
        path = Path(place) / "data"
        with tsql_pg.connect(path) as connection:
            for batch in _TABLES:
                connection.execute(batch)
            connection.execute("INSERT INTO dbo.Tally VALUES (1, 0, NULL)")
            connection.execute(
                "WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
                "INSERT INTO dbo.Number (N) SELECT i FROM n"
            )
            figures = [overhead(path, rounds, 1), overhead(path, rounds, 30)]
            figures += [first_call(path, max(rounds // 3, 5)), connecting(path, rounds)]
            note = plain_connecting(path, rounds)
    for figure in figures:
        print(figure.line())
    print(note)
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
