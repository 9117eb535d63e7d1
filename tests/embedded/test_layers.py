"""Who imports whom in the engine: parse <- translate <- execute, and no circles but the language's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import tsql_pg

ROOT = Path(tsql_pg.__file__).parent
LAYERS = ("parse", "translate", "execute")

RECURSIVE = (
    # An expression holds queries, a query is made of expressions; a statement holds statements.
    {"parse.expressions", "parse.functions", "parse.queries", "parse.query_options", "parse.sources"},
    {"parse.statements", "parse.changes", "parse.control", "parse.definitions", "parse.modules"},
    {
        "translate.expressions",
        "translate.conditions",
        "translate.aggregates",
        "translate.functions",
        "translate.functions.calls",
        "translate.functions.choices",
        "translate.functions.dates",
        "translate.functions.numbers",
        "translate.functions.strings",
        "translate.functions.system",
        "translate.json_text",
        "translate.ordering",
        "translate.queries",
        "translate.sources",
    },
)
"""Circles that are the grammar's. A module that joins one has to say so here."""


def names_of_modules(root: Path) -> dict[str, Path]:
    found = {}
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def run_time_nodes(node: ast.AST) -> Iterator[ast.ImportFrom | ast.Import]:
    """Imports at the top and inside functions, without those under TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.ImportFrom | ast.Import):
            yield child
        yield from run_time_nodes(child)


def imports(root: Path) -> dict[str, set[str]]:
    """The modules of the package that each of them imports, by names from the package on."""
    modules = names_of_modules(root)
    out: dict[str, set[str]] = {}
    for name, path in modules.items():
        package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
        package = [part for part in package if part]
        targets: set[str] = set()
        for node in run_time_nodes(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                whole = [item.name for item in node.names]
            else:
                above = package[: len(package) - node.level + 1] if node.level else []
                start = ".".join([*([root.name] if node.level else []), *above, *filter(None, [node.module])])
                whole = [f"{start}.{item.name}" for item in node.names]
            for target in whole:
                inner = target.removeprefix(f"{root.name}.")
                if inner == target:
                    continue
                targets.add(inner if inner in modules else inner.rpartition(".")[0])
        out[name] = targets - {name}
    return out


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Sets of modules that reach one another."""
    reach = {name: set(targets) for name, targets in graph.items()}
    changed = True
    while changed:
        changed = False
        for targets in reach.values():
            more = set().union(*(reach.get(target, set()) for target in targets)) - targets
            if more:
                targets |= more
                changed = True
    around = {name for name in graph if name in reach[name]}
    return [
        set(group)
        for group in {frozenset(m for m in around if m in reach[n] and n in reach[m]) for n in around}
    ]


def test_the_layers_import_in_one_direction() -> None:
    graph = imports(ROOT)
    assert any(target.startswith("parse") for target in graph["translate.expressions"])
    for low, layer in enumerate(LAYERS):
        above = LAYERS[low + 1 :]
        wrong = {
            f"{name} -> {target}"
            for name, targets in graph.items()
            if name.split(".")[0] == layer
            for target in targets
            if target.split(".")[0] in above
        }
        assert wrong == set()


def test_there_are_no_circles_but_those_of_the_grammar() -> None:
    found = circles(imports(ROOT))
    assert [sorted(group) for group in found if not any(group <= known for known in RECURSIVE)] == []


def test_a_circle_would_be_found(tmp_path: Path) -> None:
    package = tmp_path / "made"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("from .a import f\n")
    (package / "inner" / "__init__.py").write_text("")
    (package / "a.py").write_text("from .inner.b import g\n\ndef f():\n    return g\n")
    (package / "inner" / "b.py").write_text("def g():\n    from ..a import f\n    return f\n")
    (package / "c.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .d import x\ny = 1\n"
    )
    (package / "d.py").write_text("from .c import y\nx = y\n")
    assert circles(imports(package)) == [{"a", "inner.b"}]
