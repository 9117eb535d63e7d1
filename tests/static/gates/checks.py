"""All gates over a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from . import contract, generated, manifest, model, rules
from .context import Context
from .dacfx import Model
from .report import Finding, ordered
from .schema import read_schema
from .sources import Project


def lint(
    files: Mapping[str, str], type_columns: Mapping[str, Sequence[str]] | None, compiler: Model
) -> list[Finding]:
    """Every finding in the scripts, given by relative path.

    `type_columns` is the client's idea of the table types: the columns by type, in order; None leaves it out.
    """
    written = Project(files)
    project, texts, findings = generated.with_generated(written, read_schema(written))
    schema = read_schema(project)
    context = Context(project, schema)
    findings += [*syntax(project), *manifest.check(project), *model.check(project, schema, compiler)]
    for rule in rules.ALL:
        findings += rule(context)
    if type_columns is not None:
        findings += contract.check(schema, type_columns)
    return ordered(generated.traced(findings, written, texts))


def syntax(project: Project) -> Iterator[Finding]:
    """What the parser of SQL Server 2017 refuses."""
    for source in project:
        for problem in source.problems:
            yield Finding(
                source.path, problem.line, problem.column, "syntax", problem.message, f"SQL{problem.number}"
            )
