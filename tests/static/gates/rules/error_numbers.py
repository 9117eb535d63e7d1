"""Error numbers: from 51000, each with one meaning in docs/errors.md, and named in headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..context import Context, is_test
from ..report import Finding
from ..schema import Module, executed_name
from ..sources import Source
from ..tree import Node
from .procedures import header_part

DOCUMENT = "docs/errors.md"
FIRST = 51000
# From here on the driver raises them.
DRIVER = 51400


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    document = context.project.others.get(DOCUMENT)
    listed = documented(document or "")
    raised: set[int] = set()
    if document is None:
        yield Finding(DOCUMENT, 1, 1, "errors", "the document does not exist", "errors")
    for number, lines in listed.items():
        if len(lines) > 1:
            message = f"{number} stands in two rows: one meaning per number"
            yield Finding(DOCUMENT, lines[1], 1, str(number), message, "errors")
    for source in context.project:
        if is_test(source) or source.tree is None:
            continue
        for node, number in thrown(source.tree):
            raised.add(number)
            if number < FIRST:
                yield source.finding(node, str(number), f"error numbers begin at {FIRST}", "errors")
            elif document is not None and number not in listed:
                yield source.finding(node, str(number), f"the error is not listed in {DOCUMENT}", "errors")
    for number, lines in listed.items():
        if number < DRIVER and number not in raised:
            yield Finding(DOCUMENT, lines[0], 1, str(number), "no script raises this error", "errors")
    yield from _headers(context)


def documented(document: str) -> dict[int, list[int]]:
    """The numbers from FIRST on that begin a row of a table in the document, each with its lines."""
    found: dict[int, list[int]] = {}
    for line, text in enumerate(document.splitlines(), start=1):
        row = re.match(r"\|\s*`?(\d{5})`?\s*\|", text)
        if row and int(row.group(1)) >= FIRST:
            found.setdefault(int(row.group(1)), []).append(line)
    return found


def thrown(tree: Node) -> Iterator[tuple[Node, int]]:
    """Every THROW with a literal number."""
    for node in tree.find("ThrowStatement"):
        if node.ErrorNumber is not None and node.ErrorNumber.kind == "IntegerLiteral":
            yield node, int(node.ErrorNumber.Value)


def _headers(context: Context) -> Iterator[Finding]:
    modules = {module.name: module for module in context.modules("procedure")}
    for module in modules.values():
        stated = _stated(module.source)
        own = {number: node for node, number in thrown(module.node)}
        for number, node in own.items():
            if number not in stated:
                message = f"the header does not name error {number}"
                yield module.source.finding(node, module.name, message, "header-errors")
        reachable = set(own).union(*(_stated(m.source) for m in _called(modules, module)))
        # "none of its own" speaks of errors that generated code raises.
        if header_part(module.source, "Errors:").startswith("none"):
            continue
        for number in sorted(stated - reachable):
            message = f"the header names error {number}, which nothing here raises"
            yield module.source.finding(0, module.name, message, "header-errors")


def _stated(source: Source) -> set[int]:
    return {int(number) for number in re.findall(r"\b(5\d{4})\b", header_part(source, "Errors:"))}


def _called(modules: dict[str, Module], module: Module) -> Iterator[Module]:
    for node in module.node.find("ExecuteStatement", "InsertSpecification"):
        call = node if node.kind == "ExecuteStatement" else node.InsertSource
        name = executed_name(call)
        if name in modules:
            yield modules[name]
