"""Table-valued parameters: what a frame holds is stored, what a type cannot hold is refused."""

import datetime as dt
import decimal
import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tsql_pg.errors import SqlError
from tsql_pg.tables import TableColumn, copy_rows

Connection = psycopg.Connection[Any]

PG_TYPES = {
    "float": "tsql.float8",
    "real": "tsql.float8",
    "int": "integer",
    "bigint": "bigint",
    "smallint": "smallint",
    "tinyint": "tsql.tinyint",
    "bit": "tsql.bit",
    "datetime2": "timestamp",
    "datetime": "timestamp",
    "smalldatetime": "timestamp",
    "datetimeoffset": "timestamptz",
    "date": "date",
    "time": "time",
    "nvarchar": "tsql.nvarchar",
    "uniqueidentifier": "uuid",
    "varbinary": "bytea",
    "decimal": "numeric",
}


def column(name: str, type_name: str, **options: Any) -> TableColumn:
    return TableColumn(name, type_name, name.lower(), **options)


def stored(
    pg: Connection, columns: Sequence[TableColumn], rows: pd.DataFrame | Sequence[Sequence[object]]
) -> list[tuple[Any, ...]]:
    """Copies the rows into a temporary table of the columns' types and reads them back in order."""
    definitions = ", ".join(f'"{each.pg_name}" {PG_TYPES[each.type_name]}' for each in columns)
    pg.execute(f"DROP TABLE IF EXISTS pg_temp.t; CREATE TEMP TABLE t (n serial, {definitions})".encode())
    count = copy_rows(pg, "pg_temp.t", columns, rows, type_name="dbo.T")
    assert count == len(rows)
    names = ", ".join(f'"{each.pg_name}"' for each in columns)
    return pg.execute(f"SELECT {names} FROM t ORDER BY n".encode()).fetchall()


def stored_one(pg: Connection, type_name: str, values: Any, **options: Any) -> list[Any]:
    frame = pd.DataFrame({"X": values})
    return [row[0] for row in stored(pg, [column("X", type_name, **options)], frame)]


def refused(pg: Connection, type_name: str, values: Any, **options: Any) -> SqlError:
    with pytest.raises(SqlError) as raised:
        stored_one(pg, type_name, values, **options)
    return raised.value


NAT = pd.NaT
MICRO = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("type_name", "values", "expected"),
    [
        ("float", [1.5, np.nan, -2.0], [1.5, None, -2.0]),
        ("float", [1, 2], [1.0, 2.0]),
        ("float", [True, False], [1.0, 0.0]),
        ("float", pd.array([1.5, None], dtype="Float64"), [1.5, None]),
        (
            "float",
            pd.Series([None, 1.5, np.float32(0.5), 3, decimal.Decimal("0.1")], dtype=object),
            [None, 1.5, 0.5, 3.0, 0.1],
        ),
        ("float", [None, None], [None, None]),
        ("float", np.array([0.1], dtype=np.float32), [float(np.float32(0.1))]),
        ("real", [0.1], [float(np.float32(0.1))]),
        ("int", [1, -2147483648], [1, -2147483648]),
        ("int", [1.0, np.nan], [1, None]),
        ("int", pd.array([7, None], dtype="Int64"), [7, None]),
        ("int", pd.Series([None, np.int16(5), True], dtype=object), [None, 5, 1]),
        ("bigint", np.array([2**63 - 1], dtype=np.uint64), [2**63 - 1]),
        ("bigint", pd.array([2**62 + 1, None], dtype="Int64"), [2**62 + 1, None]),
        ("smallint", np.array([5], dtype=np.int8), [5]),
        ("tinyint", [0, 255], [0, 255]),
        ("bit", [True, False], [1, 0]),
        ("bit", pd.array([True, None], dtype="boolean"), [1, None]),
        ("bit", [0, 7], [0, 1]),
        ("bit", pd.Series([None, np.True_], dtype=object), [None, 1]),
        ("nvarchar", ["a", None, "Zähler 東 😀", ""], ["a", None, "Zähler 東 😀", ""]),
        ("nvarchar", pd.Series(["a", np.nan], dtype=object), ["a", None]),
        ("nvarchar", pd.Categorical(["x", "y", "x"]), ["x", "y", "x"]),
        ("nvarchar", pd.array(["s", None], dtype="string"), ["s", None]),
        (
            "varbinary",
            [b"\0\1", None, bytearray(b"x"), memoryview(b"y"), b""],
            [b"\0\1", None, b"x", b"y", b""],
        ),
        (
            "uniqueidentifier",
            [uuid.UUID(int=5), str(uuid.UUID(int=6)), None],
            [uuid.UUID(int=5), uuid.UUID(int=6), None],
        ),
        ("date", [dt.date(2024, 1, 2), None], [dt.date(2024, 1, 2), None]),
        ("date", pd.to_datetime(["2024-01-02 23:59", None]), [dt.date(2024, 1, 2), None]),
        ("date", [dt.date(1, 1, 1), dt.date(9999, 12, 31)], [dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
        ("time", [dt.time(23, 59, 59, 999999), None], [dt.time(23, 59, 59, 999999), None]),
    ],
)
def test_values(pg: Connection, type_name: str, values: Any, expected: list[Any]) -> None:
    options: dict[str, Any] = {"scale": 6} if type_name == "time" else {}
    assert stored_one(pg, type_name, values, **options) == expected


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_in_every_unit(pg: Connection, unit: str) -> None:
    values = pd.Series(pd.to_datetime(["2024-01-02 03:04:05", None, "1969-12-31 23:59:59"])).astype(
        f"datetime64[{unit}]"
    )
    assert stored_one(pg, "datetime2", values, scale=3) == [
        dt.datetime(2024, 1, 2, 3, 4, 5),
        None,
        dt.datetime(1969, 12, 31, 23, 59, 59),
    ]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (0, "03:04:06"),
        (1, "03:04:05.600000"),
        (3, "03:04:05.556000"),
        (6, "03:04:05.555556"),
        (7, "03:04:05.555556"),
    ],
)
def test_times_are_rounded_to_the_scale(pg: Connection, scale: int, expected: str) -> None:
    at = pd.Timestamp("2024-01-02 03:04:05.555555555")
    wanted = dt.datetime.fromisoformat(f"2024-01-02 {expected}")
    assert stored_one(pg, "datetime2", [at], scale=scale) == [wanted]
    assert stored_one(pg, "datetime2", pd.Series([at, None], dtype=object), scale=scale) == [wanted, None]


def test_times_before_the_epoch_are_rounded_alike(pg: Connection) -> None:
    at = pd.Timestamp("1960-01-01 00:00:00.0006")
    assert stored_one(pg, "datetime2", [at], scale=3) == [dt.datetime(1960, 1, 1, 0, 0, 0, 1000)]


def test_mixed_objects_of_time(pg: Connection) -> None:
    values = pd.Series(
        [
            None,
            NAT,
            dt.datetime(2024, 1, 1, 5),
            pd.Timestamp("2024-01-02"),
            np.datetime64("2024-01-03"),
            dt.date(2024, 1, 4),
            dt.datetime(1, 1, 1),
            dt.datetime(9999, 12, 31, 23, 59, 59, 999000),
        ],
        dtype=object,
    )
    assert stored_one(pg, "datetime2", values, scale=3) == [
        None,
        None,
        dt.datetime(2024, 1, 1, 5),
        dt.datetime(2024, 1, 2),
        dt.datetime(2024, 1, 3),
        dt.datetime(2024, 1, 4),
        dt.datetime(1, 1, 1),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999000),
    ]


def test_datetime_ticks_and_offsets(pg: Connection) -> None:
    at = pd.Timestamp("2024-01-01 00:00:00.005")
    assert stored_one(pg, "datetime", [at]) == [dt.datetime(2024, 1, 1, 0, 0, 0, 7000)]
    assert stored_one(pg, "smalldatetime", [pd.Timestamp("2024-01-01 00:00:30")]) == [
        dt.datetime(2024, 1, 1, 0, 1)
    ]
    zoned = pd.Series(pd.to_datetime(["2024-01-01 12:00"])).dt.tz_localize("Europe/Berlin")
    assert stored_one(pg, "datetimeoffset", zoned) == [dt.datetime(2024, 1, 1, 11, tzinfo=dt.UTC)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", "0.000"),
        ("1", "1.000"),
        ("-1.5", "-1.500"),
        ("12345.6785", "12345.679"),
        ("-0.0005", "-0.001"),
        ("99999999999999.999", "99999999999999.999"),
        ("10000", "10000.000"),
        ("0.001", "0.001"),
    ],
)
def test_decimals(pg: Connection, value: str, expected: str) -> None:
    result = stored_one(pg, "decimal", [decimal.Decimal(value), None], precision=17, scale=3)
    assert result == [decimal.Decimal(expected), None]
    assert str(result[0]) == expected


@given(numbers=st.lists(st.decimals(-(10**14), 10**14, allow_nan=False, places=5), min_size=1, max_size=20))
def test_decimals_come_back_exactly(examples_pg: Connection, numbers: list[decimal.Decimal]) -> None:
    assert stored_one(examples_pg, "decimal", numbers, precision=20, scale=5) == numbers


def test_decimals_from_numbers(pg: Connection) -> None:
    values = pd.Series([1, 0.1, np.float64(2.5), None], dtype=object)
    expected = [decimal.Decimal("1.0"), decimal.Decimal("0.1"), decimal.Decimal("2.5"), None]
    assert stored_one(pg, "decimal", values, precision=10, scale=1) == expected


@given(
    rows=st.lists(
        st.tuples(
            st.none() | st.floats(allow_nan=False, allow_infinity=False),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none()
            | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
            st.none() | st.binary(max_size=20),
            st.none() | st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)),
            st.none() | st.uuids(),
        ),
        max_size=12,
    )
)
def test_rows_come_back_as_they_went(examples_pg: Connection, rows: list[tuple[Any, ...]]) -> None:
    columns = [
        column("F", "float"),
        column("I", "bigint"),
        column("S", "nvarchar"),
        column("B", "varbinary"),
        column("D", "datetime2", scale=6),
        column("U", "uniqueidentifier"),
    ]
    assert stored(examples_pg, columns, rows) == rows
    frame = pd.DataFrame(rows, columns=[each.name for each in columns], dtype=object)
    assert stored(examples_pg, columns, frame) == rows


def test_columns_are_matched_by_name_and_missing_ones_are_null(pg: Connection) -> None:
    columns = [column("First", "int"), column("Second", "nvarchar"), column("Third", "float")]
    frame = pd.DataFrame({"third": [0.5], "FIRST": [1]})
    assert stored(pg, columns, frame) == [(1, None, 0.5)]


def test_a_missing_column_with_a_default_takes_it(pg: Connection) -> None:
    pg.execute("CREATE TEMP TABLE d (a integer, b integer NOT NULL DEFAULT 7)")
    columns = [column("a", "int"), column("b", "int", is_nullable=False, has_default=True)]
    copy_rows(pg, "d", columns, pd.DataFrame({"a": [1]}), type_name="dbo.T")
    assert pg.execute("SELECT a, b FROM d").fetchall() == [(1, 7)]


def test_names_with_quotes_and_blanks(pg: Connection) -> None:
    name = 'odd "name" 1'
    pg.execute('CREATE TEMP TABLE "my ""t" ("odd ""name"" 1" integer)')
    copy_rows(pg, '"my ""t"', [column(name, "int")], pd.DataFrame({name: [3]}), type_name="dbo.T")
    assert pg.execute('SELECT * FROM "my ""t"').fetchall() == [(3,)]


def test_nothing_to_copy(pg: Connection) -> None:
    columns = [column("A", "int", is_nullable=False)]
    assert stored(pg, columns, pd.DataFrame({"A": []})) == []
    assert stored(pg, columns, pd.DataFrame()) == []
    assert stored(pg, columns, []) == []


def test_many_rows_and_wide_values(pg: Connection) -> None:
    rng = np.random.default_rng(7)
    count = 40_000
    frame = pd.DataFrame(
        {"F": rng.normal(size=count), "S": [None if n % 7 == 0 else "x" * (n % 50) for n in range(count)]}
    )
    frame.loc[::11, "F"] = np.nan
    rows = stored(pg, [column("F", "float"), column("S", "nvarchar")], frame)
    assert [text for _, text in rows] == [None if n % 7 == 0 else "x" * (n % 50) for n in range(count)]
    floats = np.array([np.nan if number is None else number for number, _ in rows])
    np.testing.assert_array_equal(floats, frame["F"].to_numpy())


def test_one_huge_value_among_many_small(pg: Connection) -> None:
    values = [b"s"] * 3000
    values[1234] = bytes(9_000_000)
    lengths = [len(value) for value in stored_one(pg, "varbinary", values)]
    assert lengths == [len(value) for value in values]


@pytest.mark.parametrize(
    ("type_name", "values", "number", "row"),
    [
        ("float", [1.0, np.inf], 8023, 2),
        ("float", pd.Series([None, -np.inf], dtype=object), 8023, 2),
        ("float", pd.Series([1.0, "x"], dtype=object), 8023, 2),
        ("float", pd.Series([10**400], dtype=object), 8023, 1),
        ("float", ["1.5"], 8023, 1),
        ("real", [1e39], 8115, 1),
        ("int", [1.5], 8023, 1),
        ("int", [np.inf], 8023, 1),
        ("int", [0, 2**31], 8115, 2),
        ("int", pd.Series(["5"], dtype=object), 8023, 1),
        ("bigint", np.array([2**63], dtype=np.uint64), 8115, 1),
        ("bigint", pd.Series([2**70], dtype=object), 8115, 1),
        ("bigint", [1e19], 8115, 1),
        ("smallint", [-32769], 220, 1),
        ("tinyint", [256], 220, 1),
        ("tinyint", [-1], 220, 1),
        ("bit", pd.Series(["yes"], dtype=object), 8023, 1),
        ("nvarchar", pd.Series(["a", 5], dtype=object), 8023, 2),
        ("nvarchar", ["a\0b"], 8023, 1),
        ("nvarchar", pd.Series(["\ud800"], dtype=object), 8023, 1),
        ("varbinary", ["text"], 8023, 1),
        ("uniqueidentifier", ["not one"], 8023, 1),
        ("uniqueidentifier", [5], 8023, 1),
        ("datetime2", pd.Series(pd.to_datetime([None, "2024-01-01"])).dt.tz_localize("UTC"), 8023, 2),
        ("datetime2", pd.Series([dt.datetime(2024, 1, 1, tzinfo=dt.UTC)], dtype=object), 8023, 1),
        ("datetime2", ["2024-01-01"], 8023, 1),
        ("datetime2", [5.5], 8023, 1),
        ("datetime", pd.Series([dt.datetime(1700, 1, 1)], dtype=object), 242, 1),
        ("date", [20240101], 8023, 1),
        ("time", [dt.datetime(2024, 1, 1)], 8023, 1),
        ("time", [dt.time(1, tzinfo=dt.UTC)], 8023, 1),
        ("decimal", [decimal.Decimal("1000")], 8115, 1),
        ("decimal", [decimal.Decimal("999.996")], 8115, 1),
        ("decimal", pd.Series([decimal.Decimal("Infinity")], dtype=object), 8023, 1),
    ],
)
def test_what_a_type_cannot_hold(pg: Connection, type_name: str, values: Any, number: int, row: int) -> None:
    options = {"precision": 5, "scale": 2} if type_name == "decimal" else {"scale": 3}
    error = refused(pg, type_name, values, **options)
    assert error.number == number
    assert f'row {row}, column "X"' in error.message
    assert "dbo.T" in error.message


def test_too_many_bytes(pg: Connection) -> None:
    error = refused(pg, "varbinary", [b"1", b"123"], max_length=2)
    assert (error.number, "row 2" in error.message) == (2628, True)


def test_an_unknown_column_is_named(pg: Connection) -> None:
    with pytest.raises(SqlError, match="Invalid column name 'Extra'") as raised:
        stored(pg, [column("A", "int")], pd.DataFrame({"A": [1], "Extra": [2]}))
    assert raised.value.number == 207


def test_a_column_given_twice_is_named(pg: Connection) -> None:
    frame = pd.DataFrame([[1, 2]], columns=["A", "a"])
    with pytest.raises(SqlError, match="'a' is specified more than once") as raised:
        stored(pg, [column("A", "int")], frame)
    assert raised.value.number == 264


def test_a_missing_required_column_is_named(pg: Connection) -> None:
    columns = [column("A", "int"), column("B", "int", is_nullable=False)]
    with pytest.raises(SqlError, match=r"column 'B', table 'dbo\.T'") as raised:
        stored(pg, columns, pd.DataFrame({"A": [1]}))
    assert raised.value.number == 515


def test_a_null_in_a_required_column_is_named(pg: Connection) -> None:
    error = refused(pg, "float", [1.0, np.nan], is_nullable=False)
    assert (error.number, "Row 2" in error.message) == (515, True)


def test_a_row_of_another_width_is_named(pg: Connection) -> None:
    with pytest.raises(SqlError, match="row 2: 1 values for 2 columns"):
        stored(pg, [column("A", "int"), column("B", "int")], [(1, 2), (3,)])


def test_text_that_is_too_long_is_refused_by_the_type(pg: Connection) -> None:
    pg.execute("CREATE TEMP TABLE short (a tsql.nvarchar(2))")
    with pytest.raises(psycopg.errors.StringDataRightTruncation):
        copy_rows(pg, "short", [column("A", "nvarchar")], pd.DataFrame({"A": ["abc"]}), type_name="dbo.T")
    assert pg.execute("SELECT count(*) FROM short").fetchone() == (0,)


def test_a_type_that_cannot_be_sent(pg: Connection) -> None:
    with pytest.raises(SqlError, match="Operand type clash: xml"):
        copy_rows(pg, "t", [column("A", "xml")], pd.DataFrame({"A": ["x"]}), type_name="dbo.T")
