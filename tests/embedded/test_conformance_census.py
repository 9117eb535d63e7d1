"""The conformance suite as a whole: its size, its pages, and that it covers what the engine promises."""

import re
from pathlib import Path

import pytest

from .conformance.case import Case
from .conformance.suite import FAMILIES

README = Path(__file__).parents[2] / "embedded" / "README.md"
CASES = [case for cases in FAMILIES.values() for case in cases]

# What the engine must get right, and how a case about it is recognised.
PROMISED = {
    "DECLARE, SET, SELECT assignment": r"DECLARE @.*SET @.*|SELECT @\w+ =",
    "IF, WHILE, BREAK, CONTINUE, RETURN": r"\bWHILE\b.*\bCONTINUE\b",
    "TRY ... CATCH": r"BEGIN TRY.*END CATCH",
    "THROW": r"\bTHROW 5\d{4}",
    "RAISERROR": r"RAISERROR",
    "ERROR_ functions": r"ERROR_NUMBER\(\).*ERROR_STATE\(\)",
    "named parameters": r"EXECUTE? dbo\.\w+ @\w+ =",
    "OUTPUT parameters": r"@\w+ OUTPUT",
    "table-valued parameters": r"READONLY",
    "return codes": r"EXEC @\w+ = dbo",
    "@@TRANCOUNT": r"@@TRANCOUNT",
    "XACT_STATE": r"XACT_STATE\(\)",
    "XACT_ABORT": r"SET XACT_ABORT ON",
    "table variables": r"DECLARE @\w+ table",
    "temporary tables": r"CREATE TABLE #",
    "sp_executesql": r"sp_executesql",
    "OUTPUT INTO": r"OUTPUT [^;]* INTO @",
    "UPDATE FROM an alias": r"UPDATE t SET .* FROM",
    "TOP in changes": r"(UPDATE|DELETE|INSERT) TOP",
    "updatable common table expressions": r"WITH c AS .* UPDATE c",
    "MERGE": r"MERGE .* WHEN NOT MATCHED BY SOURCE",
    "$action": r"\$action",
    "APPLY": r"OUTER APPLY",
    "OPENJSON WITH": r"OPENJSON\(.*\) WITH \(",
    "STRING_SPLIT": r"STRING_SPLIT",
    "STRING_AGG": r"STRING_AGG.*WITHIN GROUP",
    "FOR JSON PATH": r"FOR JSON PATH",
    "window functions": r"OVER \(PARTITION BY",
    "inline functions": r"RETURNS TABLE",
    "views": r"CREATE VIEW",
    "computed columns": r" AS \(\w+ \* \w+\)\)",
    "CHECK": r"CHECK \(",
    "FOREIGN KEY": r"FOREIGN KEY",
    "UNIQUE": r"UNIQUE",
    "filtered unique indexes": r"CREATE UNIQUE INDEX .* WHERE",
    "IDENTITY": r"IDENTITY\(",
    "synonyms": r"CREATE SYNONYM",
    "extended properties": r"sp_addextendedproperty",
    "sp_getapplock": r"sp_getapplock",
    "catalogue views": r"sys\.columns",
    "OBJECT_ID, TYPE_ID, COL_LENGTH": r"COL_LENGTH|TYPE_ID|OBJECT_ID",
    "DATEADD, DATEDIFF": r"DATEDIFF\(",
    "styles of CONVERT": r"CONVERT\(varchar\(40\), .*, 126\)",
    "0x literals": r"0x[0-9A-F]+",
    "HASHBYTES": r"HASHBYTES",
    "SCOPE_IDENTITY": r"SCOPE_IDENTITY",
    "ORIGINAL_LOGIN": r"ORIGINAL_LOGIN",
    "other schemas": r"CREATE SCHEMA",
    "names with blanks": r"\[Gas Turbine\]",
    "truncating CAST": r"CAST\(-?10\.6496 AS int\)",
    "integer AVG": r"AVG\(v\)",
}
NUMBERS = (
    2627, 2601, 547, 515, 2628, 245, 8114, 8134, 220, 8115, 3902, 3903, 3930, 3931, 3998, 266, 628, 6401, 512,
    208, 207, 201, 8144, 8145, 2812, 217, 50000, 51000, 2754, 35100, 10704, 241, 8169, 544, 271, 8672,
    40517, 530,
)  # fmt: skip


def text(case: Case) -> str:
    return " ".join(f"{case.setup} {case.sql} {case.then}".split())


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 400
    assert len(FAMILIES["errors"]) + len(FAMILIES["transactions"]) >= 40


def test_no_case_stands_twice() -> None:
    seen = [(case.setup, case.sql, case.then) for case in CASES]
    assert sorted({item for item in seen if seen.count(item) > 1}) == []


@pytest.mark.parametrize("family", FAMILIES)
def test_each_case_expects_something_of_a_page(family: str) -> None:
    for case in FAMILIES[family]:
        assert re.fullmatch(r"(t-sql|relational-databases)/[a-z0-9-]+/[a-z0-9-]+", case.page), case
        assert case.construct, case
        assert case.rows is not None or case.error is not None or case.messages is not None, case


@pytest.mark.parametrize("construct", PROMISED)
def test_each_promise_has_a_case(construct: str) -> None:
    assert any(re.search(PROMISED[construct], text(case)) for case in CASES)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_error_number_has_a_case(number: int) -> None:
    assert any(case.error == number or (number,) in (case.rows or ()) for case in CASES)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_readme_names_each_family(family: str) -> None:
    module = {"json": "json_documents"}.get(family, family)
    assert f"conformance/{module}.py" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", sorted({case.differs for case in CASES if case.differs}))
def test_the_readme_lists_each_difference(reason: str) -> None:
    assert reason in " ".join(README.read_text(encoding="utf-8").split())
