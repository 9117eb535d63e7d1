"""What is sent to pyodbc and what is made of its errors; the connection itself needs a SQL Server."""

from __future__ import annotations

import pytest
from acm.database.odbc import server_error, statement, table_argument, with_client_names
from acm.database.session import TableValue

DRIVER = "[Microsoft][ODBC Driver 18 for SQL Server]"
SERVER = f"{DRIVER}[SQL Server]"


@pytest.mark.parametrize(
    ("state", "text", "number", "message"),
    [
        ("42000", f"[42000] {SERVER}Lost. (51004) (SQLExecDirectW)", 51004, "Lost."),
        ("40001", f"[40001] {SERVER}Deadlock (victim) (1205) (SQLExecDirectW)", 1205, "Deadlock (victim)"),
        (
            "08S01",
            f"[08S01] {DRIVER}TCP Provider: 0x2746 (10054) (SQLExecDirectW)",
            10054,
            "TCP Provider: 0x2746",
        ),
        ("HYT00", f"[HYT00] {DRIVER}Login timeout (0) (SQLDriverConnect)", 51500, "Login timeout"),
        ("IM002", "[IM002] [unixODBC][Driver Manager]No source (0) (SQLDriverConnect)", 51500, "No source"),
        ("42000", f"[42000] {SERVER}a (50001) (SQLExecDirectW); [42000] b (3609)", 50001, "a"),
    ],
)
def test_the_native_number_and_the_bare_text(state: str, text: str, number: int, message: str) -> None:
    error = server_error((state, text))
    assert (error.number, error.sqlstate, error.message) == (number, state, message)


def test_an_error_shows_no_password() -> None:
    error = server_error(
        ("28000", "[28000] login failed (18456) (SQLDriverConnect)"), "no connection to A=b;PWD=geheim"
    )
    assert "geheim" not in str(error)
    assert error.number == 18456


def test_statement_names_its_parameters() -> None:
    assert statement("dbo.usp_X", ["A", "Rows"]) == "EXEC dbo.usp_X @A = ?, @Rows = ?"
    assert statement("dbo.usp_X", []) == "EXEC dbo.usp_X"


def test_a_table_goes_with_type_and_schema_first() -> None:
    table = TableValue("dbo", "T_TVP", ("A", "B"), ([1, 2], ["x", None]))
    assert table_argument(table) == ["T_TVP", "dbo", (1, "x"), (2, None)]


def test_client_names_are_added_once() -> None:
    assert ";APP=acm " in with_client_names("SERVER=db;")
    assert with_client_names("SERVER=db;App=mine;WSID=h") == "SERVER=db;App=mine;WSID=h"
