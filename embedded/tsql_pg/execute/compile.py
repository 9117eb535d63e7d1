"""From statement to PostgreSQL text, once: translations are kept with their module while what they saw
is unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..parse import tree
from ..translate.names import quoted
from ..translate.scope import LOCAL_CLOSE, LOCAL_OPEN, PARAMETER_CLOSE, PARAMETER_OPEN, Context, TableInfo
from ..translate.types import SqlType
from .values import encoded

if TYPE_CHECKING:
    from .frames import Frame
    from .session import Session

Payload = TypeVar("Payload")
_LOCAL = re.compile(f"{LOCAL_OPEN}([^{LOCAL_CLOSE}]*){LOCAL_CLOSE}")
_PARAMETER = re.compile(f"{PARAMETER_OPEN}([0-9]+){PARAMETER_CLOSE}")


@dataclass
class Compiled(Generic[Payload]):
    """A translated statement: text with the names of local tables still open, parameter keys, the
    translator's result."""

    sql: str
    keys: tuple[str, ...]
    locals: tuple[str, ...]
    payload: Payload
    seen: dict[tuple[str, ...], TableInfo | None]
    types: dict[str, SqlType | None]
    epoch: int
    uses: frozenset[tuple[int, str]]
    retry: bool
    holds_keys: bool
    texts: dict[tuple[str, ...], str] = field(default_factory=dict)

    def text(self, frame: Frame) -> str:
        """The text for the frame's local tables."""
        if not self.locals:
            return self.sql
        names = tuple(frame.local(name).pg for name in self.locals)  # type: ignore[union-attr]
        found = self.texts.get(names)
        if found is None:
            by_name = dict(zip(self.locals, names, strict=True))
            found = _LOCAL.sub(lambda m: f"pg_temp.{quoted(by_name[m.group(1)])}", self.sql)
            if len(self.texts) > 64:
                self.texts.clear()
            self.texts[names] = found
        return found


class Visible:
    """The catalogue as one statement sees it: local tables first; every look-up is remembered."""

    def __init__(self, session: Session, frame: Frame) -> None:
        self._session = session
        self._frame = frame
        self.seen: dict[tuple[str, ...], TableInfo | None] = {}

    def table(self, parts: tuple[str, ...]) -> TableInfo | None:
        found = visible_table(self._session, self._frame, parts)
        self.seen[parts] = found
        return found

    def type(self, name: tree.TypeName) -> SqlType | None:
        return None


def visible_table(session: Session, frame: Frame, parts: tuple[str, ...]) -> TableInfo | None:
    """The local or stored table of a name."""
    if parts[-1].startswith(("#", "@")):
        local = frame.local(parts[-1])
        return local.info if local is not None else None
    return session.stock.table(parts)


def context_of(session: Session, frame: Frame, line: int) -> Context:
    """A translator's context outside the cache, for definitions."""
    return Context(Visible(session, frame), frame.types, frame.module.file, line)


def compiled(
    session: Session, frame: Frame, key: Any, line: int, build: Callable[[Context], tuple[str, Payload]]
) -> Compiled[Payload]:
    """The translation under the key in the frame's module, made by `build` when it is new or out of date."""
    kept: Compiled[Payload] | None = frame.module.compiled.get(key)
    if kept is not None and _current(kept, session, frame):
        return kept
    visible = Visible(session, frame)
    context = Context(visible, frame.types, frame.module.file, line)
    sql, payload = build(context)
    sql, keys = _numbered(sql, context.parameters)
    made = Compiled(
        sql,
        keys,
        tuple(sorted(set(_LOCAL.findall(sql)))),
        payload,
        visible.seen,
        {name: frame.types.get(name) for name in keys if name[0] in "@?" and not name.startswith("@@")},
        session.stock.epoch,
        frozenset(context.uses),
        context.serializable,
        context.holds_keys,
    )
    session.note(context.ignored, frame, line)
    frame.module.compiled[key] = made
    return made


def looked_up(
    session: Session,
    frame: Frame,
    made: Compiled[Any],
    in_vain: Callable[[list[tuple[Any, ...]]], bool] | None = None,
) -> list[tuple[Any, ...]]:
    """The rows of a translated query. SqlError.

    One with UPDLOCK and HOLDLOCK that looks in vain holds what it looked for to the end of the transaction,
    and looks again once it does.
    """
    text, values = made.text(frame), bound(session, frame, made.keys)
    rows = session.run(text, values).rows or []
    if made.holds_keys and session.trancount and (in_vain or _nothing)(rows):
        session.lock_absent(text, values)
        rows = session.run(text, values).rows or []
    return rows


def _nothing(rows: list[tuple[Any, ...]]) -> bool:
    """No row, or what aggregates give over none."""
    return not rows or (len(rows) == 1 and all(cell is None or cell == 0 for cell in rows[0]))


def _current(kept: Compiled[Any], session: Session, frame: Frame) -> bool:
    if kept.epoch != session.stock.epoch:
        if any(visible_table(session, frame, parts) != info for parts, info in kept.seen.items()):
            return False
        kept.epoch = session.stock.epoch
    else:
        for parts, info in kept.seen.items():
            if parts[-1][0] in "#@" and visible_table(session, frame, parts) is not info:
                return False
    return all(frame.types.get(name) == kind for name, kind in kept.types.items())


def _numbered(sql: str, names: list[str]) -> tuple[str, tuple[str, ...]]:
    """The text with $1, $2 ... for the parameters that are left in it, and their keys."""
    order: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        key = names[int(found.group(1))]
        return f"${order.setdefault(key, len(order) + 1)}"

    return _PARAMETER.sub(number, sql), tuple(order)


def bound(session: Session, frame: Frame, keys: tuple[str, ...]) -> list[bytes | None]:
    """The parameters' values in PostgreSQL's text format."""
    return [encoded(session.value_of(frame, key)) for key in keys]
