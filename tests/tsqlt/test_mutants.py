"""Mutants of the procedures: the tSQLt tests notice the mistakes that they are there for."""

from __future__ import annotations

import pytest
import tsql_pg

from .mutants import MUTANTS, Mutant
from .runner import Case, cases, run

LEAST = 20


def deploy(connection: tsql_pg.Connection, text: str) -> None:
    """Run the batches of a script."""
    for batch in text.split("\nGO\n"):
        if batch.strip():
            connection.execute(batch)


def first_to_notice(connection: tsql_pg.Connection, test_class: str) -> Case | None:
    """The first test procedure of a class that does not succeed."""
    for case in cases():
        if case.test_class == test_class and run(connection, case).result != "Success":
            return case
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mistake)
def test_mutant(db: tsql_pg.Connection, mutant: Mutant) -> None:
    mutated = mutant.mutated()
    try:
        deploy(db, mutated)
        noticed = first_to_notice(db, mutant.test_class)
    finally:
        deploy(db, mutant.original())
    assert noticed == mutant.expected


def test_there_are_as_many_as_promised() -> None:
    assert len(MUTANTS) >= LEAST
    assert len({mutant.mistake for mutant in MUTANTS}) == len(MUTANTS)
