"""The deploy's manifest: which script sqlcmd reads, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from .report import Finding
from .sources import EXTERNAL, TESTS, Project, Source

MANIFEST = "database/deploy.sql"
# Scripts that the default deploy leaves out on purpose: run on request, or by a test runner.
ON_REQUEST = ("database/drop.sql", "database/storage/", "database/jobs/", TESTS, EXTERNAL)
TEST_MANIFEST = f"{TESTS}run.sql"


def included(source: Source) -> list[tuple[str, int]]:
    """The paths after `:r` in a script, each with its offset."""
    return [(d.argument.strip('"'), d.start) for d in source.directives if d.name == "r"]


def deployment_order(project: Project) -> list[Source]:
    """All scripts: first those of the manifest in its order, then the rest by path."""
    manifest = project.sources.get(MANIFEST)
    paths = [path for path, _ in included(manifest)] if manifest else []
    first = [project.sources[path] for path in dict.fromkeys(paths) if path in project.sources]
    return [*first, *(source for source in project if source not in first)]


def check(project: Project) -> Iterator[Finding]:
    """Each manifest names every script of its folders once, and nothing that does not exist."""
    yield from _manifest(project, MANIFEST, [s for s in project if not s.path.startswith(ON_REQUEST)])
    tests = list(project.under(TESTS.rstrip("/")))
    if tests:
        yield from _manifest(project, TEST_MANIFEST, tests)
    for source in project:
        for directive in source.directives:
            if directive.name not in ("r", "on", "setvar"):
                message = f"the sqlcmd directive :{directive.name} is not known here"
                yield source.finding(directive.start, "manifest", message, "manifest")


def _manifest(project: Project, path: str, expected: list[Source]) -> Iterator[Finding]:
    manifest = project.sources.get(path)
    if manifest is None:
        yield Finding(path, 1, 1, "manifest", "the manifest does not exist", "manifest")
        return
    seen: set[str] = set()
    for name, start in included(manifest):
        if name not in project.sources:
            yield manifest.finding(
                start, "manifest", f"{name} does not exist (names are case-sensitive)", "manifest"
            )
        elif name in seen:
            yield manifest.finding(start, "manifest", f"{name} is read twice", "manifest")
        seen.add(name)
    for source in expected:
        if source is not manifest and source.path not in seen:
            yield source.finding(0, "manifest", f"{path} does not read this file", "manifest")
