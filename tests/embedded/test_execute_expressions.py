"""Expressions: each case is a T-SQL expression and the value that SQL Server's documentation gives it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]

# learn.microsoft.com: language-elements/divide, modulo, add; data-types/precision-scale-and-length
ARITHMETIC = [
    ("7 / 2", 3),
    ("-7 / 2", -3),
    ("7 % 3", 1),
    ("-7 % 3", -1),
    ("7 / 2.0", Decimal("3.500000")),
    ("1 / 3.0", Decimal("0.333333")),
    ("1.0 / 3", Decimal("0.333333")),
    ("10.00 * 2.5", Decimal("25.000")),
    ("1.5 + 1", Decimal("2.5")),
    ("1.25 - 0.5", Decimal("0.75")),
    ("CAST(1 AS decimal(10,4)) / CAST(3 AS decimal(10,2))", Decimal("0.333333333333333")),
    ("1e0 / 4", 0.25),
    ("1e0 + 1", 2.0),
    ("2 * 3.0e0", 6.0),
    ("5 + '3'", 8),
    ("'5' * 3", 15),
    ("- (-5)", 5),
    ("2147483647 + 0", 2147483647),
    ("3000000000", Decimal("3000000000")),
    ("CAST(7 AS bigint) / 2", 3),
    ("CAST(7 AS smallint) / CAST(2 AS tinyint)", 3),
    ("5 & 3", 1),
    ("5 | 3", 7),
    ("5 ^ 3", 6),
    ("~ 5", -6),
    ("~ CAST(1 AS bit)", False),
    ("CAST(1 AS bit) + 1", 2),
    ("NULL + 1", None),
    ("10 - 2 - 3", 5),
    ("2 + 3 * 4", 14),
    ("(2 + 3) * 4", 20),
    ("7.5 % 2", Decimal("1.5")),
]

# learn.microsoft.com: language-elements/string-concatenation, data-types/constants, functions/len ...
STRINGS = [
    ("N'a' + N'b'", "ab"),
    ("'a' + NULL", None),
    ("'it''s'", "it's"),
    ("'' + 'x'", "x"),
    ("LEN(N'abc  ')", 3),
    ("LEN(N'  abc')", 5),
    ("LEN('')", 0),
    ("DATALENGTH(N'abc')", 6),
    ("DATALENGTH('abc')", 3),
    ("DATALENGTH(0x0102)", 2),
    ("DATALENGTH(CAST(1 AS bigint))", 8),
    ("SUBSTRING(N'abcdef', 2, 3)", "bcd"),
    ("SUBSTRING(N'abcdef', 0, 3)", "ab"),
    ("SUBSTRING(N'abc', 3, 10)", "c"),
    ("LEFT(N'abc', 2)", "ab"),
    ("RIGHT(N'abc', 2)", "bc"),
    ("UPPER(N'aBc')", "ABC"),
    ("LOWER(N'aBc')", "abc"),
    ("LTRIM(N'  a ')", "a "),
    ("RTRIM(N'  a ')", "  a"),
    ("TRIM(N'  a ')", "a"),
    ("REPLACE(N'abcABC', N'b', N'x')", "axcAxC"),
    ("REPLICATE(N'ab', 3)", "ababab"),
    ("REPLICATE(N'ab', -1)", None),
    ("REVERSE(N'abc')", "cba"),
    ("STUFF(N'abcdef', 2, 3, N'ijklmn')", "aijklmnef"),
    ("CHARINDEX(N'c', N'abcabc')", 3),
    ("CHARINDEX(N'C', N'abcabc', 4)", 6),
    ("CHARINDEX(N'z', N'abc')", 0),
    ("PATINDEX(N'%[0-9]%', N'ab3')", 3),
    ("QUOTENAME(N'a]b')", "[a]]b]"),
    ("QUOTENAME(N'a', N'''')", "'a'"),
    ("CONCAT(N'a', NULL, 1, 2.5)", "a12.5"),
    ("CONCAT_WS(N'-', N'a', NULL, N'b')", "a-b"),
    ("SPACE(3) + N'x'", "   x"),
    ("ASCII('A')", 65),
    ("CHAR(65)", "A"),
    ("NCHAR(946)", "β"),
    ("UNICODE(N'β')", 946),
    ("STR(3.14159, 6, 2)", "  3.14"),
    ("CAST(N'ab' AS nchar(4)) + N'|'", "ab  |"),
    ("STRING_ESCAPE(N'a\"b', N'json')", 'a\\"b'),
    ("TRANSLATE(N'2*[3+4]', N'[]', N'()')", "2*(3+4)"),
    ("PARSENAME(N'a.b.c', 1)", "c"),
    ("FORMATMESSAGE(N'%s is %d', N'x', 5)", "x is 5"),
    ("ISNUMERIC(N'12.5')", 1),
    ("ISNUMERIC(N'abc')", 0),
]

# learn.microsoft.com: functions/cast-and-convert, try-cast, try-convert
CONVERSIONS = [
    ("CAST(2.7 AS int)", 2),
    ("CAST(-2.7 AS int)", -2),
    ("CAST(2.7e0 AS int)", 2),
    ("CAST(N' 12 ' AS int)", 12),
    ("CAST(N'' AS int)", 0),
    ("CAST(2.567 AS decimal(5,2))", Decimal("2.57")),
    ("CAST(N'1.5' AS float)", 1.5),
    ("CAST(123 AS nvarchar(10))", "123"),
    ("CAST(1.50 AS nvarchar(10))", "1.50"),
    ("CAST(1e10 AS nvarchar(30))", "1e+010"),
    ("CAST(N'abcdef' AS nvarchar(3))", "abc"),
    ("CAST(N'abcdef' AS varchar)", "abcdef"),
    ("CAST(5 AS bit)", True),
    ("CAST(0 AS bit)", False),
    ("CAST(N'true' AS bit)", True),
    ("CAST(300 AS bigint)", 300),
    ("CAST(12345 AS varchar(3))", "*"),
    ("TRY_CAST(N'x' AS int)", None),
    ("TRY_CONVERT(int, N'12')", 12),
    ("TRY_CAST(N'2020-13-01' AS date)", None),
    ("CONVERT(varbinary(4), 1)", b"\x00\x00\x00\x01"),
    ("CONVERT(varchar(10), 0x0AFF, 1)", "0x0AFF"),
    ("CONVERT(varchar(10), 0x0AFF, 2)", "0AFF"),
    ("CONVERT(varbinary(4), '0x0AFF', 1)", b"\x0a\xff"),
    (
        "CAST(N'6F9619FF-8B86-D011-B42D-00C04FC964FF' AS uniqueidentifier)",
        UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    ),
    (
        "CONVERT(nvarchar(36), CAST(N'6F9619FF-8B86-D011-B42D-00C04FC964FF' AS uniqueidentifier))",
        "6F9619FF-8B86-D011-B42D-00C04FC964FF",
    ),
    ("CAST(CAST(1 AS bit) AS nvarchar(1))", "1"),
    ("CAST(N'ab' AS varbinary(4))", b"a\x00b\x00"),
    ("CAST('ab' AS varbinary(4))", b"ab"),
    ("CAST(1.5 AS float)", 1.5),
    ("CAST(CAST(1.999 AS decimal(5,3)) AS int)", 1),
    ("CONVERT(nvarchar(30), CAST(0.1 AS float), 3)", "1.0000000000000001e-001"),
]

# learn.microsoft.com: functions/isnull, coalesce, nullif, iif, choose; language-elements/case
CONDITIONALS = [
    ("ISNULL(NULL, 5)", 5),
    ("ISNULL(CAST(NULL AS nvarchar(2)), N'abc')", "ab"),
    ("ISNULL(CAST(NULL AS int), N'7')", 7),
    ("COALESCE(NULL, NULL, 3)", 3),
    ("COALESCE(NULL, N'x')", "x"),
    ("COALESCE(1, 2.5)", Decimal("1.0")),
    ("NULLIF(1, 1)", None),
    ("NULLIF(1, 2)", 1),
    ("IIF(1 = 1, N'a', N'b')", "a"),
    ("IIF(NULL = 1, N'a', N'b')", "b"),
    ("CHOOSE(2, N'a', N'b')", "b"),
    ("CHOOSE(5, N'a', N'b')", None),
    ("CASE WHEN 1 = 2 THEN 1 END", None),
    ("CASE 3 WHEN 1 THEN N'a' WHEN 3 THEN N'c' ELSE N'z' END", "c"),
    ("CASE NULL WHEN NULL THEN 1 ELSE 2 END", 2),
    ("CASE WHEN 1 = 1 THEN 1 ELSE 2.5 END", Decimal("1.0")),
    ("CASE WHEN 1 = 1 THEN 1 ELSE 1e0 END", 1.0),
    ("CASE WHEN 1 = 1 THEN N'7' ELSE 1 END", 7),
]

# learn.microsoft.com: functions/round-transact-sql, power, abs ...
MATHS = [
    ("ROUND(123.4545, 2)", Decimal("123.4500")),
    ("ROUND(123.45, -2)", Decimal("100.00")),
    ("ROUND(150.75, 0, 1)", Decimal("150.00")),
    ("ROUND(2.5e0, 0)", 3.0),
    ("ABS(-5)", 5),
    ("ABS(-1.5)", Decimal("1.5")),
    ("CEILING(1.2)", Decimal("2")),
    ("FLOOR(-1.2)", Decimal("-2")),
    ("SIGN(-3)", -1),
    ("POWER(2, 10)", 1024),
    ("POWER(2.0e0, -1)", 0.5),
    ("POWER(2, -1)", 0),
    ("SQRT(16)", 4.0),
    ("SQUARE(3)", 9.0),
    ("EXP(0)", 1.0),
    ("LOG(1)", 0.0),
    ("LOG(8, 2)", 3.0),
    ("LOG10(1000)", 3.0),
    ("ROUND(PI(), 4)", 3.1416),
]

# learn.microsoft.com: language-elements/like, comparison operators; collations
PREDICATES = [
    ("N'A' = N'a'", True),
    ("N'a ' = N'a'", True),
    ("N' a' = N'a'", False),
    ("N'' = N' '", True),
    ("N'b' > N'A'", True),
    ("N'abc' LIKE N'A%'", True),
    ("N'abc' LIKE N'a_c'", True),
    ("N'abc' LIKE N'[a-c]bc'", True),
    ("N'xbc' LIKE N'[^a-c]bc'", True),
    ("N'50%' LIKE N'50!%' ESCAPE N'!'", True),
    ("N'500' LIKE N'50!%' ESCAPE N'!'", False),
    ("N'abc' NOT LIKE N'b%'", True),
    ("1 IN (1, 2, NULL)", True),
    ("3 NOT IN (1, NULL)", False),
    ("2 BETWEEN 1 AND 3", True),
    ("NULL = NULL", False),
    ("NULL IS NULL", True),
    ("NOT (NULL = 1)", False),
    ("1 = N'1'", True),
    ("1.0 = 1", True),
    ("0x01 = 0x01", True),
    ("CAST(1 AS bit) = 1", True),
    ("EXISTS (SELECT 1 WHERE 1 = 0)", False),
    ("EXISTS (SELECT 1 EXCEPT SELECT 2)", True),
    ("EXISTS (SELECT NULL EXCEPT SELECT NULL)", False),
    ("EXISTS (SELECT 1, NULL INTERSECT SELECT 1, NULL)", True),
    ("5 > ALL (SELECT 1 UNION SELECT 4)", True),
    ("5 = ANY (SELECT 1 UNION SELECT 4)", False),
]

# learn.microsoft.com: functions/hashbytes, newid, isjson, json-value
OTHERS = [
    ("HASHBYTES('MD5', 'abc')", bytes.fromhex("900150983cd24fb0d6963f7d28e17f72")),
    ("HASHBYTES('SHA1', 'abc')", bytes.fromhex("a9993e364706816aba3e25717850c26c9cd0d89d")),
    (
        "HASHBYTES('SHA2_256', CAST('abc' AS varbinary(3)))",
        bytes.fromhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ),
    ("HASHBYTES('NONE', 'abc')", None),
    ("CASE WHEN NEWID() = NEWID() THEN 1 ELSE 0 END", 0),
    ("0xDEADBEEF", b"\xde\xad\xbe\xef"),
    ("0x", b""),
    ("0x01 + 0x02", b"\x01\x02"),
    ("DB_NAME()", "embedded"),
    ("SCHEMA_NAME()", "dbo"),
    ("@@TRANCOUNT", 0),
    ("XACT_STATE()", 0),
    ("SERVERPROPERTY('ProductMajorVersion')", "14"),
    ("CASE WHEN ORIGINAL_LOGIN() IS NULL THEN 0 ELSE 1 END", 1),
]


@pytest.mark.parametrize(
    ("expression", "expected"), ARITHMETIC + STRINGS + CONVERSIONS + CONDITIONALS + MATHS + OTHERS
)
def test_value(rows: Rows, expression: str, expected: Any) -> None:
    found = rows(f"SELECT {expression} AS v")[0][0]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("condition", "expected"), PREDICATES)
def test_condition(rows: Rows, condition: str, expected: bool) -> None:
    assert rows(f"SELECT CASE WHEN {condition} THEN 1 ELSE 0 END AS v") == [(int(expected),)]
    assert rows(f"IF {condition} SELECT 1 AS v ELSE SELECT 0 AS v") == [(int(expected),)]


# learn.microsoft.com: errors-events/database-engine-events-and-errors
ERRORS = [
    ("SELECT 1 / 0", 8134),
    ("SELECT 1 % 0", 8134),
    ("SELECT 1e0 / 0", 8134),
    ("SELECT CAST(N'abc' AS int)", 245),
    ("SELECT N'abc' + 1", 245),
    ("SELECT CAST(N'abc' AS float)", 8114),
    ("SELECT CAST(N'2020-13-01' AS date)", 241),
    ("SELECT 2147483647 + 1", 8115),
    ("SELECT CAST(300 AS tinyint)", 220),
    ("SELECT CAST(70000 AS smallint)", 220),
    ("SELECT CAST(1000 AS decimal(3,1))", 8115),
    ("SELECT LOG(-1)", 3623),
    ("SELECT SQRT(-1)", 3623),
    ("SELECT nosuch(1)", 195),
    ("SELECT x", 207),
    ("SELECT @x", 137),
    ("SELECT LEFT(N'abc', -1)", 537),
    ("SELECT CAST(N'x' AS uniqueidentifier)", 8169),
    ("SELECT (SELECT 1 UNION SELECT 2)", 512),
    ("SELECT (SELECT 1, 2)", 116),
    ("SELECT SUM(N'a')", 8117),
    ("SELECT LEN()", 174),
    ("SELECT CAST(SYSUTCDATETIME() AS int)", 529),
    ("SELECT CAST(N'1' AS date) + 1", 206),
    ("SELECT CAST(SYSUTCDATETIME() AS datetime2) + 1", 206),
    ("SELECT TRY_CAST(N'a' AS nosuch)", 243),
]


@pytest.mark.parametrize(("batch", "expected"), ERRORS)
def test_error(number: Number, batch: str, expected: int) -> None:
    assert number(batch) == expected


def test_now_is_the_same_throughout_a_statement(rows: Rows) -> None:
    found = rows("SELECT SYSUTCDATETIME() AS a, SYSUTCDATETIME() AS b")[0]
    assert found[0] == found[1]
    assert abs(found[0] - dt.datetime.now(dt.UTC).replace(tzinfo=None)) < dt.timedelta(minutes=1)


def test_a_chain_of_a_thousand_terms(rows: Rows) -> None:
    assert rows(f"SELECT {' + '.join(['1'] * 1000)} AS v") == [(1000,)]
    assert rows(f"SELECT 1 AS v WHERE {' OR '.join(['1 = 2'] * 1000)}") == []
