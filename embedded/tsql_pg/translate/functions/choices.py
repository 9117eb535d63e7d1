"""Functions that choose between values: ISNULL, COALESCE, NULLIF, IIF, CHOOSE."""

from __future__ import annotations

from .. import types as t
from ..comparisons import compare
from ..conditions import condition
from ..conversion import branch, convert, unify
from ..expressions import case_of
from ..scope import Typed
from .calls import Call, Handler, pinned


def _isnull(c: Call) -> Typed:
    c.count(2)
    first, second = c.arg(0), c.arg(1)
    if first.type.name == "null":
        return second if second.type.name != "null" else Typed("NULL::integer", t.INT)
    bounded = t.is_string(first.type) and first.type.length not in (None, t.MAX)
    second = (convert if bounded else branch)(second, first.type, c.context)
    return Typed(f"COALESCE({first.sql}, {second.sql})", first.type, first.nullable and second.nullable)


def _coalesce(c: Call) -> Typed:
    found = c.args()
    if all(value.type.name == "null" for value in found):
        c.context.error(
            4127,
            "At least one of the arguments to COALESCE must be an expression that is not the NULL constant.",
        )
    values, kind = unify(found, c.context)
    nullable = all(value.nullable for value in values)
    return Typed(f"COALESCE({', '.join(value.sql for value in values)})", kind, nullable)


def _nullif(c: Call) -> Typed:
    c.count(2)
    first, second = c.arg(0), c.arg(1)
    if second.type.name == "null":
        return first
    same = compare("=", first, second, c.context)
    sql = pinned(first)
    return Typed(f"(CASE WHEN {same} THEN NULL ELSE {sql} END)", first.type, True)


def _iif(c: Call) -> Typed:
    c.count(3)
    return case_of([condition(c.nodes[0], c.scope, c.context)], [c.arg(1), c.arg(2)], True, c.context)


def _choose(c: Call) -> Typed:
    index = c.integer(0)
    values, kind = unify([c.arg(n) for n in range(1, len(c.nodes))], c.context)
    arms = " ".join(f"WHEN {n} THEN {value.sql}" for n, value in enumerate(values, 1))
    return Typed(f"(CASE {index} {arms} END)", kind, True)


HANDLERS: dict[str, Handler] = {
    "ISNULL": _isnull,
    "COALESCE": _coalesce,
    "NULLIF": _nullif,
    "IIF": _iif,
    "CHOOSE": _choose,
}
