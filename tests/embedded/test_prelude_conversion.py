"""CAST, CONVERT and TRY_CONVERT. Expectations: Microsoft Learn, "CAST and CONVERT (Transact-SQL)"."""

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Evaluate = Callable[[str], Any]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tsql.to_int('42')", 42),
        ("tsql.to_int('  -7 ')", -7),
        ("tsql.to_int('+5')", 5),
        ("tsql.to_int('')", 0),
        ("tsql.to_int(2.7)", 2),
        ("tsql.to_int(-2.7)", -2),
        ("tsql.to_int(2.7::double precision)", 2),
        ("tsql.to_int(-2.7::double precision)", -2),
        ("tsql.to_int(NULL::integer)", None),
        ("tsql.to_bigint('9223372036854775807')", 9223372036854775807),
        ("tsql.to_smallint(3.99)", 3),
        ("tsql.to_tinyint('255')", 255),
        ("tsql.to_bit('true')", 1),
        ("tsql.to_bit('False')", 0),
        ("tsql.to_bit('17')", 1),
        ("tsql.to_bit(0.4)", 1),
        ("tsql.to_bit(-3)", 1),
        ("tsql.to_bit(0)", 0),
        ("tsql.to_float('1.5e3')", 1500.0),
        ("tsql.to_float(' .5 ')", 0.5),
        ("tsql.to_float('')", 0.0),
        ("tsql.to_float('1.234567890123')", 1.234567890123),
        ("tsql.to_float(1)", 1.0),
        ("tsql.to_numeric('1.005', 10, 2)", Decimal("1.01")),
        ("tsql.to_numeric(-2.345, 10, 2)", Decimal("-2.35")),
        ("tsql.to_numeric(0.1::double precision, 10, 5)", Decimal("0.10000")),
        ("tsql.to_numeric(7, 5, 2)", Decimal("7.00")),
        (
            "tsql.to_uuid('6F9619FF-8B86-D011-B42D-00C04FC964FF')",
            uuid.UUID("6f9619ff8b86d011b42d00c04fc964ff"),
        ),
        (
            "tsql.to_uuid('{6F9619FF-8B86-D011-B42D-00C04FC964FF}')",
            uuid.UUID("6f9619ff8b86d011b42d00c04fc964ff"),
        ),
        ("tsql.try_to_int('x')", None),
        ("tsql.try_to_int('99999999999')", None),
        ("tsql.try_to_int(99999999999)", None),
        ("tsql.try_to_int(3e10::double precision)", None),
        ("tsql.try_to_bigint(9.3e18::double precision)", None),
        ("tsql.try_to_tinyint(256)", None),
        ("tsql.try_to_float('1e400')", None),
        ("tsql.try_to_float('abc')", None),
        ("tsql.try_to_numeric('1000', 5, 2)", None),
        ("tsql.try_to_numeric('1e3', 5, 2)", None),
        ("tsql.try_to_uuid('x')", None),
        ("tsql.try_to_bit('x')", None),
    ],
)
def test_to_numbers(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("tsql.to_int('abc')", 245),
        ("tsql.to_int('1.5')", 245),
        ("tsql.to_int('1 2')", 245),
        ("tsql.to_int('99999999999')", 248),
        ("tsql.to_int(99999999999)", 8115),
        ("tsql.to_int(3e10::double precision)", 232),
        ("tsql.to_smallint(40000)", 220),
        ("tsql.to_smallint('40000')", 244),
        ("tsql.to_tinyint(256)", 220),
        ("tsql.to_tinyint('256')", 244),
        ("tsql.to_bigint('x')", 8114),
        ("tsql.to_bigint('99999999999999999999')", 8115),
        ("tsql.to_bit('maybe')", 245),
        ("tsql.to_float('abc')", 8114),
        ("tsql.to_numeric('abc', 10, 2)", 8114),
        ("tsql.to_numeric('', 10, 2)", 8114),
        ("tsql.to_numeric(1000, 5, 2)", 8115),
        ("tsql.to_numeric('999.995', 5, 2)", 8115),
        ("tsql.to_uuid('abc')", 8169),
        ("tsql.to_varbinary('0xZZ', 1)", 8114),
        ("tsql.to_nvarchar(1.5::double precision, 9)", 281),
        ("tsql.to_nvarchar(timestamp '2020-01-01', 99)", 281),
        ("tsql.to_nvarchar_n(1234567890123, 5)", 8115),
    ],
)
def test_conversion_errors(error_number: Callable[[str], int], expression: str, number: int) -> None:
    assert error_number(expression) == number


def test_the_message_names_the_value(value: Evaluate) -> None:
    with pytest.raises(Exception, match="converting the nvarchar value 'abc' to data type int"):
        value("tsql.to_int('abc')")


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        ("0.1", 0, "0.1"),
        ("0", 0, "0"),
        ("-1.5", 0, "-1.5"),
        ("100000", 0, "100000"),
        ("123456.7", 0, "123457"),
        ("1234567", 0, "1.23457e+006"),
        ("999999.5", 0, "1e+006"),
        ("0.0001", 0, "0.0001"),
        ("0.00001", 0, "1e-005"),
        ("1e100", 0, "1e+100"),
        ("1.5", 1, "1.5000000e+000"),
        ("1.5", 2, "1.500000000000000e+000"),
        ("0.1", 3, "1.0000000000000001e-001"),
        ("-123.456", 2, "-1.234560000000000e+002"),
    ],
)
def test_float_to_text(value: Evaluate, number: str, style: int, expected: str) -> None:
    assert value(f"tsql.to_nvarchar({number}::double precision, {style})") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tsql.to_nvarchar(42)", "42"),
        ("tsql.to_nvarchar(1.50)", "1.50"),
        (
            "tsql.to_nvarchar('6f9619ff-8b86-d011-b42d-00c04fc964ff'::uuid)",
            "6F9619FF-8B86-D011-B42D-00C04FC964FF",
        ),
        ("tsql.to_nvarchar_n(12345, 3)", "*"),
        ("tsql.to_nvarchar_n(123, 3)", "123"),
        ("tsql.to_nvarchar('\\xdeadbeef'::bytea, 1)", "0xDEADBEEF"),
        ("tsql.to_nvarchar('\\xdeadbeef'::bytea, 2)", "DEADBEEF"),
        ("tsql.to_nvarchar('\\x41004200'::bytea)", "AB"),
        ("tsql.to_varchar('\\x418042'::bytea)", "A€B"),
        ("tsql.to_varbinary('AB')", b"A\0B\0"),
        ("tsql.to_varbinary('€')", b"\xac\x20"),
        ("tsql.to_varbinary('😀')", b"\x3d\xd8\x00\xde"),
        ("tsql.to_nvarchar(tsql.to_varbinary('a€😀z'))", "a€😀z"),
        ("tsql.to_varbinary_ansi('A€漢')", b"A\x80?"),
        ("tsql.to_varbinary('0xDEADBEEF', 1)", b"\xde\xad\xbe\xef"),
        ("tsql.to_varbinary('deadbeef', 2)", b"\xde\xad\xbe\xef"),
        ("tsql.to_varbinary(1)", b"\0\0\0\1"),
        ("tsql.to_varbinary(1::bigint)", b"\0\0\0\0\0\0\0\1"),
        (
            "tsql.to_varbinary('6F9619FF-8B86-D011-B42D-00C04FC964FF'::uuid)",
            bytes.fromhex("ff19966f868b11d0b42d00c04fc964ff"),
        ),
        (
            "tsql.to_uuid(tsql.to_varbinary('6F9619FF-8B86-D011-B42D-00C04FC964FF'::uuid))",
            uuid.UUID("6f9619ff8b86d011b42d00c04fc964ff"),
        ),
        ("tsql.to_int('\\x01'::bytea)", 1),
        ("tsql.to_int('\\xffffffff'::bytea)", -1),
        ("tsql.to_bigint('\\x0102030405060708'::bytea)", 0x0102030405060708),
        ("tsql.cut('\\x010203'::bytea, 2)", b"\1\2"),
        ("tsql.pad('\\x01'::bytea, 3)", b"\1\0\0"),
        ("tsql.pad('ab'::tsql.nvarchar, 4)::text || '|'", "ab  |"),
        ("tsql.try_to_varbinary('0xZZ', 1)", None),
    ],
)
def test_text_and_bytes(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("2024-01-31", 0, dt.datetime(2024, 1, 31)),
        ("2024-01-31 13:05", 0, dt.datetime(2024, 1, 31, 13, 5)),
        ("2024-01-31 13:05:06.123", 0, dt.datetime(2024, 1, 31, 13, 5, 6, 123000)),
        ("2024-01-31T13:05:06.1234567", 0, dt.datetime(2024, 1, 31, 13, 5, 6, 123457)),
        ("2024-01-31T13:05:06Z", 127, dt.datetime(2024, 1, 31, 13, 5, 6)),
        ("2024-01-31T13:05:06", 126, dt.datetime(2024, 1, 31, 13, 5, 6)),
        ("20240131", 0, dt.datetime(2024, 1, 31)),
        ("20240131", 112, dt.datetime(2024, 1, 31)),
        ("20240131 23:59:59", 0, dt.datetime(2024, 1, 31, 23, 59, 59)),
        ("2024/01/31", 111, dt.datetime(2024, 1, 31)),
        ("01/31/2024", 101, dt.datetime(2024, 1, 31)),
        ("31/01/2024", 103, dt.datetime(2024, 1, 31)),
        ("31.01.2024", 104, dt.datetime(2024, 1, 31)),
        ("31-01-2024", 105, dt.datetime(2024, 1, 31)),
        ("Jan 31 2024  1:05PM", 0, dt.datetime(2024, 1, 31, 13, 5)),
        ("31 January 2024", 106, dt.datetime(2024, 1, 31)),
        ("2024-01-31 12:00:00AM", 0, dt.datetime(2024, 1, 31)),
        ("2024-01-31 12:00:00.000", 121, dt.datetime(2024, 1, 31, 12)),
        ("2024-02-29", 120, dt.datetime(2024, 2, 29)),
        ("", 0, dt.datetime(1900, 1, 1)),
        ("10:20:30", 0, dt.datetime(1900, 1, 1, 10, 20, 30)),
    ],
)
def test_text_to_datetime2(value: Evaluate, text: str, style: int, expected: dt.datetime) -> None:
    assert value(f"tsql.to_datetime2('{text}', {style})") == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "0000-01-01",
        "31/31/2024",
        "Foo 3 2024",
        "yesterday",
        "2024-01-31 25:00",
        "2024-01-31 10:61",
        "2024-01-31x",
        "2024-01-31 13:00PM",
    ],
)
def test_what_is_no_date(value: Evaluate, error_number: Callable[[str], int], text: str) -> None:
    assert value(f"tsql.try_to_datetime2('{text}'), tsql.try_to_date('{text}')") == (None, None)
    assert error_number(f"tsql.to_datetime2('{text}')") == 241


def test_datetime_has_its_range_ticks_and_number(value: Evaluate, error_number: Callable[[str], int]) -> None:
    assert error_number("tsql.to_datetime('1700-01-01')") == 242
    assert error_number("tsql.to_datetime('2024-02-30')") == 242
    assert error_number("tsql.to_datetime('nonsense')") == 241
    for micros, millis in ((4999, 3), (5000, 7), (1000, 0), (2000, 3), (9000, 10), (999000, 1000)):
        shown = value(f"tsql.to_datetime(timestamp '2024-01-01' + {micros} * interval '1 microsecond')")
        assert shown == dt.datetime(2024, 1, 1) + dt.timedelta(milliseconds=millis)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (0, "Jan  2 2024  3:04PM"),
        (100, "Jan  2 2024  3:04PM"),
        (1, "01/02/24"),
        (101, "01/02/2024"),
        (102, "2024.01.02"),
        (103, "02/01/2024"),
        (104, "02.01.2024"),
        (105, "02-01-2024"),
        (106, "02 Jan 2024"),
        (107, "Jan 02, 2024"),
        (108, "15:04:05"),
        (109, "Jan  2 2024  3:04:05:123PM"),
        (110, "01-02-2024"),
        (111, "2024/01/02"),
        (112, "20240102"),
        (12, "240102"),
        (113, "02 Jan 2024 15:04:05:123"),
        (114, "15:04:05:123"),
        (20, "2024-01-02 15:04:05"),
        (120, "2024-01-02 15:04:05"),
        (21, "2024-01-02 15:04:05.123"),
        (121, "2024-01-02 15:04:05.123"),
        (23, "2024-01-02"),
        (126, "2024-01-02T15:04:05.123"),
        (127, "2024-01-02T15:04:05.123"),
    ],
)
def test_datetime_to_text(value: Evaluate, style: int, expected: str) -> None:
    assert value(f"tsql.to_nvarchar(timestamp '2024-01-02 15:04:05.123', {style})") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tsql.to_nvarchar(timestamp '2024-01-02 15:04:05', 126)", "2024-01-02T15:04:05"),
        ("tsql.to_nvarchar(timestamp '2024-01-02 15:04:05', 121)", "2024-01-02 15:04:05.000"),
        ("tsql.to_nvarchar(timestamp '2024-01-02 15:04:05', 121, 7)", "2024-01-02 15:04:05.0000000"),
        ("tsql.to_nvarchar(timestamp '2024-01-02 15:04:05', 121, 0)", "2024-01-02 15:04:05"),
        ("tsql.to_nvarchar(timestamp '2024-01-02 00:04:05', 0)", "Jan  2 2024 12:04AM"),
        ("tsql.to_nvarchar(date '2024-01-02')", "2024-01-02"),
        ("tsql.to_nvarchar(date '2024-01-02', 112)", "20240102"),
        ("tsql.to_nvarchar(time '15:04:05.5', 121, 3)", "15:04:05.500"),
        ("tsql.to_nvarchar(time '15:04:05', 108)", "15:04:05"),
        ("tsql.to_nvarchar(timestamptz '2024-01-02 15:04:05+00', 126, 3)", "2024-01-02T15:04:05Z"),
        ("tsql.to_date(timestamp '2024-01-02 15:04:05')", dt.date(2024, 1, 2)),
        ("tsql.to_time(timestamp '2024-01-02 15:04:05')", dt.time(15, 4, 5)),
        ("tsql.to_datetime2(date '2024-01-02')", dt.datetime(2024, 1, 2)),
        ("tsql.to_datetime2(time '10:00')", dt.datetime(1900, 1, 1, 10)),
        ("tsql.to_time('10:20:30.5')", dt.time(10, 20, 30, 500000)),
        ("tsql.to_datetime(1)", dt.datetime(1900, 1, 2)),
        ("tsql.to_datetimeoffset('2024-01-02T15:00:00+02:00')", dt.datetime(2024, 1, 2, 13, tzinfo=dt.UTC)),
        ("tsql.isdate('2024-01-31'), tsql.isdate('2024-02-31'), tsql.isdate('')", (1, 0, 0)),
    ],
)
def test_among_dates(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected
