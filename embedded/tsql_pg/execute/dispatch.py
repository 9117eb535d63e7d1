"""Which function runs which statement: the list that a session is given."""

from __future__ import annotations

from typing import Any

from ..parse import tree
from . import control, data, execution, options, security
from .definitions import DEFINITIONS
from .frames import Frame
from .session import Handler, Session


def _definition(handler: Handler) -> Handler:
    """A definition of a database's object: only those run it who may."""

    def run(session: Session, frame: Frame, node: Any) -> None:
        session.rowcount = 0
        security.check_definition(session, frame, node)
        handler(session, frame, node)

    return run


def _insert(session: Session, frame: Frame, node: tree.Insert) -> None:
    if isinstance(node.source, tree.Execute | tree.ExecuteString):
        execution.insert_exec(session, frame, node)
        return
    data.change(session, frame, node)


STATEMENTS: dict[type[tree.Statement], Handler] = {
    **{kind: _definition(handler) for kind, handler in DEFINITIONS.items()},
    **control.STATEMENTS,
    tree.SetVariable: data.set_variable,
    tree.SetOption: options.set_option,
    tree.SetIdentityInsert: options.set_identity_insert,
    tree.Use: options.use,
    tree.Select: data.select,
    tree.SelectAssign: data.select_assign,
    tree.Insert: _insert,
    tree.Update: data.change,
    tree.Delete: data.change,
    tree.Merge: data.change,
    tree.Execute: execution.execute,
    tree.ExecuteString: execution.execute_string,
    tree.ExecuteAs: options.execute_as,
    tree.Revert: options.revert,
}
