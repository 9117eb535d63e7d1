"""Microsoft's model of a database, built from scripts: what it says about them, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import dotnet
from .shadows import SHADOW

# A slip of case is an error on a server with a case-sensitive collation, so it is one here.
COLLATION = "Latin1_General_100_CS_AS"


@dataclass(frozen=True)
class Message:
    """A message of DacFx about the script number `entry`; None stands for the catalogue's shadows."""

    entry: int | None
    line: int
    column: int
    number: int
    text: str


def compiled(scripts: list[str], preamble: Iterable[str] = ()) -> tuple[list[Message], set[tuple[str, str]]]:
    """Builds a model of the scripts; returns its messages, and the (type, dotted name) of what it holds."""
    dac = dotnet.dac_model()
    options = dac.TSqlModelOptions()
    options.Collation = COLLATION
    model = dac.TSqlModel(dac.SqlServerVersion.Sql140, options)
    try:
        service = _Service(model)
        empty = dac.TSqlObjectOptions()
        model.AddOrUpdateObjects(
            f"CREATE SCHEMA [{SHADOW}];\nGO\n" + "\nGO\n".join(preamble), "preamble.sql", empty
        )
        for number, script in enumerate(scripts):
            model.AddOrUpdateObjects(script, f"{number}.sql", empty)
        messages = [
            Message(_entry(e.SourceName), e.Line, e.Column, e.ErrorCode, e.Message)
            for e in model.GetModelErrors()
        ]
        messages += [
            Message(_entry(e.Document), e.Line, e.Column, e.ErrorCode, e.Message)
            for e in service.validation_errors()
        ]
        held = {
            (thing.ObjectType.Name, ".".join(thing.Name.Parts))
            for thing in model.GetObjects(dac.DacQueryScopes.UserDefined)
        }
    finally:
        model.Dispose()
    return messages, held


def _entry(document: str | None) -> int | None:
    found = re.search(r"(\d+)\.sql$", document or "")
    return int(found.group(1)) if found else None


class _Service:
    """The part of DacFx that knows the places of errors; the public TSqlModel.Validate() leaves them out."""

    def __init__(self, model: Any) -> None:
        from System.Reflection import BindingFlags

        flags = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        self._service = dotnet.clr_type(type(model)).GetField("_service", flags).GetValue(model)
        kind = self._service.GetType()
        self._validate = kind.GetMethod("GetModelValidationErrors", flags)
        # One script in error must not keep the others out.
        kind.GetMethod("SetThrowOnModelErrors", flags).Invoke(self._service, [False])

    def validation_errors(self) -> Any:
        return self._validate.Invoke(self._service, [None])
