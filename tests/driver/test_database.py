"""Retry, contract, transaction check and circuit breaker, over a session that fails as a server would."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest
from acm.database.database import Database
from acm.database.retry import Backoff
from acm.database.rows import Rows
from acm.database.session import ServerError, TableValue
from acm.errors import AnswerError, CircuitOpenError, ConnectionStateError, ContractError

Answer = Callable[[Mapping[str, Any], Mapping[str, TableValue]], list[Rows]]


@dataclass
class Server:
    """Answers in order; an exception is raised instead. Hands out connections and counts them."""

    answers: list[Any]
    contract: bytes = b"1"
    columns: tuple[str, ...] = ("a", "b")
    looks: int = 0
    calls: list[tuple[str, dict[str, Any], dict[str, TableValue]]] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    description: str = "scripted"

    def open(self) -> Server:
        self.opened += 1
        return self

    def call(
        self, procedure: str, scalars: Mapping[str, Any], tables: Mapping[str, TableValue]
    ) -> list[Rows]:
        if procedure == "dbo.usp_GetContract":
            self.looks += 1
            columns = ("ParameterName", "TypeSchema", "TypeName", "ColumnOrdinal", "ColumnName", "ColumnType")
            kinds = {"b": "int"}
            rows = [
                ("@Rows", "dbo", "T", ordinal, name, kinds.get(name, "float"))
                for ordinal, name in reversed([*enumerate(self.columns, start=1)])
            ]
            made = [(*row, False, self.contract) for row in rows]
            return [Rows((*columns, "IsNullable", "Contract"), made)]
        self.calls.append((procedure, dict(scalars), dict(tables)))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return [answer]

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Rows]:
        return self.call(sql, {}, {})

    def close(self) -> None:
        self.closed += 1


def fails(number: int, sqlstate: str = "") -> ServerError:
    return ServerError("no", number=number, sqlstate=sqlstate)


def database(server: Server, waits: list[float] | None = None) -> Database:
    noted = waits if waits is not None else []
    return Database(server.open, Backoff(attempts=3, sleep=noted.append))


DONE = Rows(("TranCount",), [(0,)])


@pytest.mark.parametrize("number", [1205, 1222, 1204, 3961, 40501, 49918, 10928])
def test_what_passes_by_itself_is_tried_again_on_the_same_connection(number: int) -> None:
    server = Server([fails(number), DONE])
    assert database(server).call("dbo.p", A=1) == [DONE]
    assert (len(server.calls), server.opened) == (2, 1)
    assert server.calls[0] == server.calls[1]


@pytest.mark.parametrize(
    ("number", "state"), [(10054, ""), (0, "08S01"), (0, "HYT00"), (233, ""), (64, "08S01")]
)
def test_a_broken_connection_is_replaced(number: int, state: str) -> None:
    server = Server([fails(number, state), DONE])
    assert database(server).call("dbo.p") == [DONE]
    assert (server.opened, server.closed) == (2, 1)


@pytest.mark.parametrize("number", [51004, 2627, 547, 515, 8152, 208])
def test_what_stays_is_raised_at_once(number: int) -> None:
    server = Server([fails(number), DONE])
    with pytest.raises(ServerError):
        database(server).call("dbo.p")
    assert len(server.calls) == 1


def test_a_failed_login_passes_only_where_a_connection_once_worked() -> None:
    def refuse() -> Server:
        tries.append(1)
        raise fails(4060)

    tries: list[int] = []
    with pytest.raises(ServerError):
        Database(refuse, Backoff(attempts=3, sleep=lambda s: None)).call("dbo.p")
    assert len(tries) == 1
    server = Server([DONE, fails(4060), DONE])
    with database(server) as db:
        db.call("dbo.p")
        assert db.call("dbo.p") == [DONE]


def test_waits_double_and_jitter() -> None:
    waits: list[float] = []
    server = Server([fails(1205)] * 3)
    with pytest.raises(ServerError):
        database(server, waits).call("dbo.p")
    assert len(waits) == 2
    assert 0.1 <= waits[0] <= 0.2 <= waits[1] <= 0.4


def test_the_breaker_opens_after_three_calls_that_failed_for_good_and_says_why() -> None:
    server = Server([fails(10054)] * 9)
    db = database(server)
    for _ in range(3):
        with pytest.raises(ServerError):
            db.call("dbo.p")
    with pytest.raises(CircuitOpenError, match=r"3 calls in a row.*no"):
        db.call("dbo.p")
    assert len(server.calls) == 9


def test_a_success_closes_the_breaker() -> None:
    server = Server([*[fails(1205)] * 6, DONE, *[fails(1205)] * 6, DONE])
    db = database(server)
    for _ in range(2):
        for _ in range(2):
            with pytest.raises(ServerError):
                db.call("dbo.p")
        db.call("dbo.p")
    assert server.answers == []


def test_tables_carry_the_contract_and_an_empty_one_is_left_out() -> None:
    server = Server([DONE, DONE])
    db = database(server)
    db.call("dbo.p", Rows=pd.DataFrame({"b": [1], "a": [2.0]}), N=7)
    procedure, scalars, tables = server.calls[0]
    assert (procedure, scalars) == ("dbo.p", {"N": 7, "Contract": b"1"})
    assert tables["Rows"].values == ([2.0], [1])
    db.call("dbo.p", Rows=pd.DataFrame({"a": [], "b": []}))
    assert server.calls[1][1:] == ({"Contract": b"1"}, {})


def test_changed_types_are_read_again_once() -> None:
    server = Server([DONE, fails(51006), DONE, fails(51006), fails(51006)])
    db = database(server)
    rows = pd.DataFrame({"a": [2.0], "b": [1]})
    db.call("dbo.p", Rows=rows)
    server.contract = b"2"
    db.call("dbo.p", Rows=rows)
    assert [call[1]["Contract"] for call in server.calls] == [b"1", b"1", b"2"]
    with pytest.raises(ServerError, match="no"):
        db.call("dbo.p", Rows=rows)
    assert len(server.calls) == 5


def test_rows_that_do_not_fit_what_was_read_before_are_checked_against_the_types_as_they_are_now() -> None:
    server = Server([DONE, DONE])
    db = database(server)
    db.call("dbo.p", Rows=pd.DataFrame({"a": [2.0], "b": [1]}))
    server.columns = (*server.columns, "c")
    server.contract = b"2"
    db.call("dbo.p", Rows=pd.DataFrame({"a": [2.0], "b": [1], "c": [3.0]}))
    assert server.calls[1][1]["Contract"] == b"2"
    assert server.calls[1][2]["Rows"].columns == ("a", "b", "c")


def test_rows_that_do_not_fit_are_an_error_after_one_more_look() -> None:
    server = Server([DONE])
    db = database(server)
    misfit = pd.DataFrame({"a": [2.0], "b": [1], "d": [3.0]})
    with pytest.raises(ContractError, match="d"):
        db.call("dbo.p", Rows=misfit)
    assert server.looks == 1
    db.call("dbo.p", Rows=pd.DataFrame({"a": [2.0], "b": [1]}))
    with pytest.raises(ContractError, match="d"):
        db.call("dbo.p", Rows=misfit)
    assert server.looks == 2
    assert len(server.calls) == 1


def test_a_table_with_too_few_columns_for_its_type_is_sent_again_with_those_it_has_now() -> None:
    server = Server([DONE, fails(500), DONE])
    db = database(server)
    rows = pd.DataFrame({"a": [2.0], "b": [1]})
    db.call("dbo.p", Rows=rows)
    db.call("dbo.p", Rows=rows)
    assert server.looks == 2


def test_an_unknown_table_parameter_is_an_error() -> None:
    with pytest.raises(AnswerError, match="@Other"):
        database(Server([])).call("dbo.p", Other=pd.DataFrame({"a": [1]}))


def test_an_open_transaction_is_an_error_and_the_connection_is_dropped() -> None:
    server = Server([Rows(("TranCount",), [(1,)])])
    with pytest.raises(ConnectionStateError, match=r"dbo\.p left a transaction open"):
        database(server).call("dbo.p")
    assert server.closed == 1


def test_free_text_is_never_repeated() -> None:
    server = Server([fails(1205), DONE])
    with pytest.raises(ServerError):
        database(server).query("DELETE ...")
    assert len(server.calls) == 1


def test_a_row_is_wanted() -> None:
    with pytest.raises(AnswerError, match="without a row"):
        database(Server([Rows(("A",), [])])).call_for_row("dbo.p")
