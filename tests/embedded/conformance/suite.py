"""All families of the conformance suite."""

from . import (
    arithmetic,
    catalogue,
    changes,
    conversion,
    cuts,
    dates,
    errors,
    json_documents,
    logic,
    modules,
    queries,
    strings,
    tables,
    transactions,
)
from .case import Case

FAMILIES: dict[str, list[Case]] = {
    "arithmetic": arithmetic.CASES,
    "strings": strings.CASES,
    "conversion": conversion.CASES,
    "dates": dates.CASES,
    "logic": logic.CASES,
    "queries": queries.CASES,
    "json": json_documents.CASES,
    "changes": changes.CASES,
    "tables": tables.CASES,
    "catalogue": catalogue.CASES,
    "modules": modules.CASES,
    "errors": errors.CASES,
    "transactions": transactions.CASES,
    "cuts": cuts.CASES,
}
