"""Definitions: CREATE, ALTER and DROP of what a database holds, and the statement that each is for."""

from __future__ import annotations

from ...parse import tree
from .. import partitions, security
from ..session import Handler
from . import alter_table, drop, indexes, modules, names, tables

DEFINITIONS: dict[type[tree.Statement], Handler] = {
    tree.CreateSchema: names.create_schema,
    tree.CreateTable: tables.create_table,
    tree.CreateType: tables.create_type,
    tree.CreateProcedure: modules.create_procedure,
    tree.CreateView: modules.create_view,
    tree.CreateFunction: modules.create_function,
    tree.CreateSynonym: names.create_synonym,
    tree.Drop: drop.drop,
    tree.TruncateTable: tables.truncate,
    tree.AlterTable: alter_table.alter_table,
    tree.CreateIndex: indexes.create_index,
    tree.DropIndex: indexes.drop_index,
    tree.AlterIndex: indexes.alter_index,
    tree.UpdateStatistics: indexes.update_statistics,
    tree.CreatePrincipal: security.create_principal,
    tree.AlterRole: security.alter_role,
    tree.Permission: security.permission,
    tree.AlterAuthorization: security.alter_authorization,
    **partitions.DEFINITIONS,
}
