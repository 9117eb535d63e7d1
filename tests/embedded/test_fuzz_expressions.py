"""Random programs evaluated by the engine and by an independent oracle.

FUZZ_EXPRESSIONS sets the number of expressions (10,000 by default), FUZZ_SEED the first seed.
"""

import os
from decimal import Decimal
from typing import Any

import pytest
import tsql_pg

from .conformance.oracle import Fails
from .conformance.programs import Expression, Maker

COUNT = int(os.environ.get("FUZZ_EXPRESSIONS", "10000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
PER_PROGRAM = 100
ASSIGNMENTS = 8
CHUNKS = 10


def program(seed: int) -> tuple[str, list[Expression], list[Any]]:
    """A batch of assignments and one SELECT of many expressions, and the values that it must give."""
    maker = Maker(seed)
    lines = [maker.declarations()]
    lines += [maker.assignment(3) for _ in range(ASSIGNMENTS)]
    expressions = [maker.settled(maker.any_kind(), maker.random.randint(1, 4)) for _ in range(PER_PROGRAM)]
    for name, kind in maker.variables.items():
        expressions.append(Expression(name, kind, lambda given, name=name: given[name]))
    items = ", ".join(f"{made.sql} AS c{place}" for place, made in enumerate(expressions))
    expected = [made.value(maker.given) for made in expressions]
    return "\n".join([*lines, f"SELECT {items};"]), expressions, expected


def same(found: Any, expected: Any) -> bool:
    """Equal values of the same kind of type; -0.0 equals 0.0."""
    if isinstance(expected, float):
        return isinstance(found, float) and found == expected
    if isinstance(expected, Decimal):
        return isinstance(found, Decimal) and found == expected
    return type(found) is type(expected) and bool(found == expected)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_expressions_give_what_the_oracle_gives(db: tsql_pg.Connection, chunk: int) -> None:
    per_chunk = -(-COUNT // (CHUNKS * PER_PROGRAM))
    differences = []
    for seed in range(SEED + chunk * per_chunk, SEED + (chunk + 1) * per_chunk):
        batch, expressions, expected = program(seed)
        found = db.execute(batch).rows[0]
        differences += [
            f"seed {seed}: {made.sql}\n  engine {got!r}, oracle {wanted!r}"
            for made, got, wanted in zip(expressions, found, expected, strict=True)
            if not same(got, wanted)
        ]
    assert not differences, f"{len(differences)} differences\n" + "\n".join(differences[:5])


FLOAT_TO_INT = 232


@pytest.mark.parametrize("seed", range(SEED, SEED + 40))
def test_errors_are_the_oracles(db: tsql_pg.Connection, seed: int) -> None:
    """An expression that is an error for the oracle is an error of the engine, and the other way round."""
    maker = Maker(seed)
    found = 0
    while found < 3:
        made = maker.expression(maker.any_kind(), 3)
        try:
            made.value(maker.given)
            continue
        except Fails:
            found += 1
        with pytest.raises(tsql_pg.SqlError) as raised:
            db.execute(f"{maker.declarations()} SELECT {made.sql} AS x;")
        assert raised.value.number in (8115, 8134, 517, 535, 536, 537, 289, FLOAT_TO_INT), made.sql
