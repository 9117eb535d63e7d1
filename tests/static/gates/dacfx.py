"""Microsoft's model of a database, built from scripts: what it says about them, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import dotnet
from .shadows import SHADOW, of_system_views

# A slip of case is an error on a server with a case-sensitive collation, so it is one here.
COLLATION = "Latin1_General_100_CS_AS"
PREAMBLE = "preamble.sql"


@dataclass(frozen=True)
class Message:
    """A message of DacFx about the script number `entry`; None stands for the catalogue's shadows."""

    entry: int | None
    line: int
    column: int
    number: int
    text: str


class Model:
    """A model that lives from lint to lint: only scripts that came, went or changed are compiled again."""

    def __init__(self) -> None:
        """An empty model of SQL Server 2017 with the shadows of the catalogue's views in it."""
        dac = dotnet.dac_model()
        self._dac = dac
        self._options = dac.TSqlObjectOptions()
        # The name that DacFx knows a script by, for its text and its number among scripts of that text.
        self._held: dict[tuple[str, int], str] = {}
        self._named = 0
        self._begin()

    def _begin(self) -> None:
        from System.Reflection import BindingFlags

        options = self._dac.TSqlModelOptions()
        options.Collation = COLLATION
        self._model = self._dac.TSqlModel(self._dac.SqlServerVersion.Sql140, options)
        # The part of DacFx that knows the places of errors; the public TSqlModel.Validate() leaves them out.
        flags = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        self._service = dotnet.clr_type(self._dac.TSqlModel).GetField("_service", flags).GetValue(self._model)
        kind = self._service.GetType()
        self._validate = kind.GetMethod("GetModelValidationErrors", flags)
        # One script in error must not keep the others out.
        kind.GetMethod("SetThrowOnModelErrors", flags).Invoke(self._service, [False])
        self._held.clear()
        shadows = "\nGO\n".join(script for _, script in of_system_views())
        self._add(f"CREATE SCHEMA [{SHADOW}];\nGO\n{shadows}", PREAMBLE)

    def compile(self, scripts: Sequence[str]) -> tuple[list[Message], set[tuple[str, str]]]:
        """Makes the model that of `scripts`; its messages, and the (type, dotted name) of what it holds."""
        wanted: dict[tuple[str, int], int] = {}
        for entry, script in enumerate(scripts):
            same = 0
            while (script, same) in wanted:
                same += 1
            wanted[script, same] = entry
        self._drop([key for key in self._held if key not in wanted])
        for key in wanted:
            if key not in self._held:
                self._named += 1
                self._held[key] = f"{self._named}.sql"
                self._add(key[0], self._held[key])
        entries = {name: wanted[key] for key, name in self._held.items()}
        return self._messages(entries), self._names()

    def _drop(self, keys: Sequence[tuple[str, int]]) -> None:
        """Takes scripts out. DacFx stumbles where what one refers to went before it: then it begins anew."""
        from System import ArgumentOutOfRangeException

        try:
            for key in keys:
                self._model.DeleteObjects(self._held.pop(key))
        except ArgumentOutOfRangeException:
            self._begin()

    def _add(self, script: str, name: str) -> None:
        self._model.AddOrUpdateObjects(script, name, self._options)

    def _messages(self, entries: dict[str, int]) -> list[Message]:
        found = [
            (e.SourceName, e.Line, e.Column, e.ErrorCode, e.Message) for e in self._model.GetModelErrors()
        ]
        found += [
            (e.Document, e.Line, e.Column, e.ErrorCode, e.Message)
            for e in self._validate.Invoke(self._service, [None])
        ]
        return [Message(entries.get(_file_name(document)), *rest) for document, *rest in found]

    def _names(self) -> set[tuple[str, str]]:
        things = self._model.GetObjects(self._dac.DacQueryScopes.UserDefined)
        return {(thing.ObjectType.Name, ".".join(thing.Name.Parts)) for thing in things}


def _file_name(document: str | None) -> str:
    # DacFx writes the names as MSSQL::1.sql in some messages.
    return re.split(r"[:/\\]", document or "")[-1]
