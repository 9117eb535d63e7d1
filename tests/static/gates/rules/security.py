"""Rights: a GRANT for every procedure and type, and no right on a table for the driver."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, is_test
from ..report import Finding
from ..schema import Declared, Module, Table

FOLDER = "database/security/"
DRIVER_ROLE = "acm_driver"


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    schema = context.schema
    grants = [other for other in schema.others if other.kind == "permission"]
    executable = {grant.name for grant in grants if "EXECUTE" in permissions(grant)}
    declared: list[Module | Table] = [*schema.modules.values(), *schema.types.values()]
    for item in declared:
        if item.kind in ("procedure", "type") and item.name not in executable and not is_test(item.source):
            message = f"{FOLDER} grants EXECUTE on it to nobody"
            yield item.source.finding(item.node, item.name, message, "grant")
    for grant in grants:
        if not (grant.source.path.startswith(FOLDER) or grant.source.is_generated):
            yield grant.source.finding(grant.node, grant.name, f"permissions stand in {FOLDER}", "grant")
        roles = {
            principal.Identifier.Value
            for principal in grant.node.Principals
            if principal.Identifier is not None
        }
        if grant.node.kind == "GrantStatement" and DRIVER_ROLE in roles and grant.name in schema.tables:
            message = f"{DRIVER_ROLE} has no right on any table: procedures own what they touch"
            yield grant.source.finding(grant.node, grant.name, message, "grant")


def permissions(grant: Declared) -> set[str]:
    """The permissions of a GRANT, such as EXECUTE, upper case."""
    return {" ".join(word.Value for word in entry.Identifiers).upper() for entry in grant.node.Permissions}
