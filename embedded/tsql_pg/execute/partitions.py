"""Partition functions and schemes, database options: accepted, recorded as not enforced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..parse import tree
from .frames import Frame
from .session import Session


def _noted(word: str) -> Callable[[Session, Frame, Any], None]:
    def handler(session: Session, frame: Frame, node: Any) -> None:
        session.note({f"{word} {getattr(node, 'name', '') or ''}".rstrip()}, frame, node.line)

    return handler


def drop(session: Session, frame: Frame, node: tree.Drop, name: tree.ObjectName) -> None:
    session.note({f"DROP {node.kind} {name}"}, frame, node.line)


DEFINITIONS: dict[type[tree.Statement], Callable[[Session, Frame, Any], None]] = {
    tree.CreatePartitionFunction: _noted("CREATE PARTITION FUNCTION"),
    tree.CreatePartitionScheme: _noted("CREATE PARTITION SCHEME"),
    tree.AlterPartitionFunction: _noted("ALTER PARTITION FUNCTION"),
    tree.AlterPartitionScheme: _noted("ALTER PARTITION SCHEME"),
    tree.AlterDatabase: _noted("ALTER DATABASE"),
}
