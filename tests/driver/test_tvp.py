"""DataFrames as table parameters: order, types, and the values that drivers store wrongly in silence."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from acm.database.contract import Column, TableType
from acm.database.tvp import table_value, to_milliseconds
from acm.errors import ContractError


def table_type(**columns: str) -> TableType:
    made = [Column(name, text.rstrip("?"), text.endswith("?")) for name, text in columns.items()]
    return TableType("dbo", "T_TVP", tuple(made))


def one(values: Any, type_name: str) -> list[Any]:
    return table_value(pd.DataFrame({"c": values}), table_type(c=type_name)).values[0]


def test_columns_come_in_the_order_of_the_catalogue() -> None:
    frame = pd.DataFrame({"b": [1.5], "a": ["x"], "c": [True]})
    value = table_value(frame, table_type(a="nvarchar", c="bit", b="float"))
    assert value.columns == ("a", "c", "b")
    assert value.values == (["x"], [True], [1.5])
    assert (value.schema, value.type_name, len(value)) == ("dbo", "T_TVP", 1)


@pytest.mark.parametrize(
    ("frame", "named"),
    [
        (pd.DataFrame({"a": [1]}), "lack the column b"),
        (pd.DataFrame({"a": [1], "b": [1], "z": [1]}), "z"),
        (pd.DataFrame([[1, 2, 3]], columns=["a", "b", "b"]), "twice"),
    ],
)
def test_missing_unknown_and_double_columns_are_errors_that_name_them(
    frame: pd.DataFrame, named: str
) -> None:
    with pytest.raises(ContractError, match=named):
        table_value(frame, table_type(a="int", b="int"))


@pytest.mark.parametrize(
    "values",
    [
        [np.nan, 1.5],
        [None, 1.5],
        pd.array([None, 1.5], dtype="Float64"),
        pd.Series([None, 1.5], dtype=object),
        pd.Series([pd.NA, np.float32(1.5)], dtype=object),
    ],
)
def test_missing_numbers_are_null_also_in_the_first_row(values: Any) -> None:
    converted = one(values, "float?")
    assert converted == [None, 1.5]
    assert [type(v) for v in converted] == [type(None), float]


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinity_is_refused(value: float) -> None:
    with pytest.raises(ContractError, match=r"T_TVP\.c.*row 1 is infinite"):
        one([1.0, value], "float?")


def test_text_in_a_number_column_is_refused() -> None:
    with pytest.raises(ContractError, match="text where a number belongs"):
        one(pd.Series(["1.5"], dtype=object), "float?")


@pytest.mark.parametrize(
    "values",
    [
        np.array([1, 2], dtype=np.int32),
        np.array([1, 2], dtype=np.uint64),
        [1.0, 2.0],
        pd.array([1, 2], dtype="Int64"),
        pd.Series([np.int64(1), np.float64(2)], dtype=object),
    ],
)
def test_integers_are_plain(values: Any) -> None:
    converted = one(values, "int")
    assert converted == [1, 2]
    assert {type(v) for v in converted} == {int}


@pytest.mark.parametrize(("values", "why"), [([1.5], "not a whole number"), ([2**31], "does not fit")])
def test_what_is_no_int_is_refused(values: list[float], why: str) -> None:
    with pytest.raises(ContractError, match=why):
        one(values, "int")


def test_missing_integers_and_bits() -> None:
    assert one([1.0, np.nan], "int?") == [1, None]
    bits = one(pd.array([True, None, False], dtype="boolean"), "bit?")
    assert bits == [True, None, False]
    assert one(np.array([0, 1]), "bit") == [False, True]


def test_times_are_plain_rounded_and_in_utc() -> None:
    stamps = pd.to_datetime(
        ["2026-03-01 00:00:00.000499999", "2026-03-01 00:00:00.0005", None], format="ISO8601"
    )
    assert one(stamps, "datetime2?") == [
        datetime(2026, 3, 1),
        datetime(2026, 3, 1, 0, 0, 0, 1000),
        None,
    ]
    aware = pd.Series(pd.to_datetime(["2026-03-01T01:00+01:00"]))
    assert one(aware, "datetime2") == [datetime(2026, 3, 1)]
    objects = pd.Series([datetime(2026, 3, 1), pd.NaT, pd.Timestamp("2026-03-02", tz="UTC")], dtype=object)
    assert one(objects, "datetime2?") == [datetime(2026, 3, 1), None, datetime(2026, 3, 2)]
    assert {type(v) for v in one(stamps[:2], "datetime2")} == {datetime}
    assert one(pd.Series([None, None], dtype=object), "datetime2?") == [None, None]


def test_milliseconds_are_rounded_half_up() -> None:
    times = pd.Series(
        pd.to_datetime(["2026-03-01 00:00:00.0015", "2026-03-01 00:00:00.0025"], format="ISO8601")
    )
    assert to_milliseconds(times).dt.microsecond.tolist() == [2000, 3000]


def test_numbers_are_no_times() -> None:
    with pytest.raises(ContractError, match="not a time"):
        one([1, 2], "datetime2")


def test_texts_bytes_and_identifiers() -> None:
    assert one(pd.Series(["a", None, np.nan, pd.NA], dtype=object), "nvarchar?") == ["a", None, None, None]
    assert one(pd.Series([b"\0\1", bytearray(b"x"), memoryview(b"y")], dtype=object), "varbinary") == [
        b"\0\1",
        b"x",
        b"y",
    ]
    key = uuid.uuid4()
    assert one(pd.Series([key, str(key), None], dtype=object), "uniqueidentifier?") == [key, key, None]
    with pytest.raises(ContractError, match="str where bytes belong"):
        one(["text"], "varbinary")
    with pytest.raises(ContractError, match=r"T_TVP\.c"):
        one(["no key"], "uniqueidentifier")


def test_null_where_none_is_taken_names_column_and_row() -> None:
    with pytest.raises(ContractError, match=r"T_TVP\.c takes no NULL, and row 1 is one"):
        one([1.0, np.nan], "float")


def test_a_type_that_is_not_sent_is_an_error() -> None:
    with pytest.raises(ContractError, match="xml"):
        one(["<a/>"], "xml")
