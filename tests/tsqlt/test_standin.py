"""The stand-in for tSQLt fails when it should, and has the parameters of the real procedures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tsql_pg

from .runner import ROOT, STAND_IN, Case, Outcome, run

# What the static gates know of tSQLt: names and parameters.
DECLARED = ROOT / "tests/static/gates/data/tsqlt.sql"
PROCEDURE = re.compile(r"CREATE PROCEDURE tSQLt\.(\w+)(.*?)\bAS\b", re.DOTALL)
CLASS = "test_stand_in"
TABLES = """
    SELECT 1 AS N, CAST(NULL AS nvarchar(10)) AS Word INTO #Actual;
    INSERT INTO #Actual (N, Word) VALUES (2, N'two');
    SELECT TOP (0) a.* INTO #Expected FROM #Actual AS a;
"""
COMPARED = "EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';"
EXPECT = "EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;"
FAKE_CONFIG = "EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_Config';"
KEY_OF_CONFIG = (
    "EXECUTE tSQLt.ApplyConstraint @TableName = N'dbo.ACM_Config', @ConstraintName = N'PK_ACM_Config';"
)
ONE_SETTING = "INSERT INTO dbo.ACM_Config (EquipID, ParamName) VALUES (0, N'window');"

Try = Callable[..., Outcome]


@pytest.fixture
def attempt(db: tsql_pg.Connection) -> Iterator[Try]:
    """Runs a body as the only test of a class, with a SetUp and an annotation if given."""

    def run_body(body: str, *, set_up: str = "", clean_up: str | None = None) -> Outcome:
        db.execute(f"EXECUTE tSQLt.NewTestClass @ClassName = N'{CLASS}';")
        if set_up:
            db.execute(f"CREATE PROCEDURE {CLASS}.[SetUp] AS BEGIN {set_up} END;")
        annotation = ""
        if clean_up is not None:
            db.execute(f"CREATE PROCEDURE {CLASS}.[CleanUp] AS BEGIN {clean_up} END;")
            annotation = f"--[@tSQLt:NoTransaction]('{CLASS}.[CleanUp]')\n"
        db.execute(f"{annotation}CREATE PROCEDURE {CLASS}.[test it] AS BEGIN {body} END;")
        outcome = run(db, Case(CLASS, "test it"))
        assert not db.in_transaction
        return outcome

    yield run_body
    db.execute(f"EXECUTE tSQLt.NewTestClass @ClassName = N'{CLASS}';")


SUCCESSES = {
    "nothing": "RETURN;",
    "equal numbers": "EXECUTE tSQLt.AssertEquals @Expected = 3, @Actual = 3;",
    "both NULL": "EXECUTE tSQLt.AssertEquals @Expected = NULL, @Actual = NULL;",
    "equal words": "EXECUTE tSQLt.AssertEqualsString @Expected = N'a', @Actual = N'a';",
    "equal tables in another order": TABLES
    + "INSERT INTO #Expected (N, Word) VALUES (2, N'two'), (1, NULL);"
    + COMPARED,
    "two empty tables": TABLES + "DELETE FROM #Actual;" + COMPARED,
    "the expected exception": EXPECT + "THROW 51008, N'no machine', 1;",
    "the expected exception of a procedure": EXPECT + "EXECUTE dbo.usp_GetProgress @EquipID = -1;",
    "a faked table takes anything": FAKE_CONFIG
    + "INSERT INTO dbo.ACM_Config (ParamName) VALUES (NULL), (NULL);",
    "a constraint brought back": FAKE_CONFIG
    + KEY_OF_CONFIG
    + ONE_SETTING
    + "EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 2627;"
    + ONE_SETTING,
}
FAILURES = {
    "Fail": ("EXECUTE tSQLt.Fail N'a ', N'b';", "a b"),
    "other numbers": ("EXECUTE tSQLt.AssertEquals @Expected = 3, @Actual = 4;", "Expected: <3> but was: <4>"),
    "NULL for a number": (
        "EXECUTE tSQLt.AssertEquals @Expected = 3, @Actual = NULL;",
        "Expected: <3> but was: <NULL>",
    ),
    "a number for NULL": (
        "EXECUTE tSQLt.AssertEquals @Expected = NULL, @Actual = 4;",
        "Expected: <NULL> but was: <4>",
    ),
    "other words": (
        "EXECUTE tSQLt.AssertEqualsString @Expected = N'a', @Actual = N'b', @Message = N'word';",
        "word Expected: <a> but was: <b>",
    ),
    "a differing row": (
        TABLES + "INSERT INTO #Expected (N, Word) VALUES (1, NULL), (2, N'too');" + COMPARED,
        '< {"N":2,"Word":"too"}\n> {"N":2,"Word":"two"}',
    ),
    "a missing row": (
        TABLES + "INSERT INTO #Expected (N, Word) VALUES (1, NULL), (2, N'two'), (3, NULL);" + COMPARED,
        '< {"N":3,"Word":null}',
    ),
    "a row too many": (
        TABLES + "INSERT INTO #Expected (N, Word) VALUES (1, NULL);" + COMPARED,
        '> {"N":2,"Word":"two"}',
    ),
    "a row twice": (
        TABLES + "INSERT INTO #Expected (N, Word) VALUES (1, NULL), (1, NULL), (2, N'two');" + COMPARED,
        '< {"N":1,"Word":null}',
    ),
    "an empty word for NULL": (
        TABLES + "INSERT INTO #Expected (N, Word) VALUES (1, N''), (2, N'two');" + COMPARED,
        '< {"N":1,"Word":""}\n> {"N":1,"Word":null}',
    ),
    "no exception": (EXPECT, "Expected an error to be raised."),
    "another exception": (EXPECT + "THROW 51009, N'no rows', 1;", "actual error number: 51009"),
    "two expectations": (EXPECT + EXPECT, "only contain one call"),
    "a failure where an exception is expected": (EXPECT + "EXECUTE tSQLt.Fail N'odd';", "odd"),
}
ERRORS = {
    "an exception": ("THROW 51009, N'no rows', 1;", "no rows [51009]"),
    "an exception of a procedure": ("EXECUTE dbo.usp_GetProgress @EquipID = -1;", "{dbo.usp_GetProgress,"),
    "a transaction ended": ("COMMIT TRANSACTION;", "@@TRANCOUNT 0"),
    "a transaction left open": ("BEGIN TRANSACTION;", "@@TRANCOUNT 2"),
    "a table that is not there": ("EXECUTE tSQLt.FakeTable @TableName = N'dbo.Nothing';", "dbo.Nothing"),
    "a constraint that is not there": (FAKE_CONFIG + KEY_OF_CONFIG.replace("PK_", "QK_"), "QK_ACM_Config"),
    "identity that would be kept in silence": (
        "EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_ConfigHistory';",
        "@Identity = 1",
    ),
    "a table that cannot be compared": (COMPARED, "#Expected"),
}


@pytest.mark.parametrize("body", SUCCESSES.values(), ids=SUCCESSES.keys())
def test_success(attempt: Try, body: str) -> None:
    assert attempt(body) == Outcome("Success", "")


@pytest.mark.parametrize(("body", "message"), FAILURES.values(), ids=FAILURES.keys())
def test_failure(attempt: Try, body: str, message: str) -> None:
    outcome = attempt(body)
    assert outcome.result == "Failure"
    assert message in outcome.message


@pytest.mark.parametrize(("body", "message"), ERRORS.values(), ids=ERRORS.keys())
def test_error(attempt: Try, body: str, message: str) -> None:
    outcome = attempt(body)
    assert outcome.result == "Error"
    assert message in outcome.message


def settings(db: tsql_pg.Connection) -> list[tuple[Any, ...]]:
    return db.execute("SELECT c.ParamName FROM dbo.ACM_Config AS c ORDER BY c.ParamName;").rows


STORE = """
    INSERT INTO dbo.ACM_Config (EquipID, ParamName, ParamValue, ValueType)
    VALUES (0, N'window', N'1', 'INT');
"""
REMOVE = "DELETE FROM dbo.ACM_Config;"


def test_set_up_comes_first(attempt: Try) -> None:
    check = "IF NOT EXISTS (SELECT 1 FROM dbo.ACM_Config AS c) EXECUTE tSQLt.Fail N'no setting';"
    assert attempt(check).result == "Failure"
    assert attempt(check, set_up=STORE).result == "Success"


def test_set_up_that_fails_is_an_error(attempt: Try) -> None:
    outcome = attempt("RETURN;", set_up="THROW 51009, N'no rows', 1;")
    assert outcome.result == "Error"
    assert "no rows" in outcome.message


@pytest.mark.parametrize("end", ["", "THROW 51009, N'no rows', 1;", "EXECUTE tSQLt.Fail N'odd';"])
def test_nothing_is_left_of_a_test(attempt: Try, db: tsql_pg.Connection, end: str) -> None:
    attempt(STORE + end, set_up=FAKE_CONFIG)
    assert settings(db) == []
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("INSERT INTO dbo.ACM_Config (EquipID, ParamName) VALUES (0, N'window');")
    assert raised.value.number == 515


def test_without_a_transaction_the_clean_up_cleans(attempt: Try, db: tsql_pg.Connection) -> None:
    inside = "IF @@TRANCOUNT > 0 EXECUTE tSQLt.Fail N'inside a transaction';"
    assert attempt(inside + STORE, clean_up="RETURN;") == Outcome("Success", "")
    assert settings(db) == [("window",)]
    assert attempt(inside, clean_up=REMOVE) == Outcome("Success", "")
    assert settings(db) == []


def test_clean_up_that_fails_is_an_error(attempt: Try) -> None:
    outcome = attempt("RETURN;", clean_up="THROW 51009, N'no rows', 1;")
    assert outcome.result == "Error"
    assert "no rows" in outcome.message


def test_clean_up_comes_after_a_failure_too(attempt: Try, db: tsql_pg.Connection) -> None:
    assert attempt(STORE + "EXECUTE tSQLt.Fail N'odd';", clean_up=REMOVE) == Outcome("Failure", "odd")
    assert settings(db) == []


def parameters(text: str) -> dict[str, list[str]]:
    return {name: re.findall(r"@\w+", head) for name, head in PROCEDURE.findall(text)}


def test_parameters_are_those_of_tsqlt() -> None:
    real = parameters(DECLARED.read_text())
    here = parameters((ROOT / STAND_IN).read_text())
    for name, names in here.items():
        assert names == real[name][: len(names)], name
