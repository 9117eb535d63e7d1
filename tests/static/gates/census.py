"""Counts what the text of the scripts declares, so that nothing can stay out of the model in silence."""

from __future__ import annotations

from collections.abc import Iterator

from .lexer import Token, code
from .report import Finding
from .sources import Project, Source

# DacFx's names for what a script text declares, by the words behind CREATE.
COUNTED = {
    "TABLE": ("Table",),
    "TYPE": ("TableType", "DataType"),
    "PROCEDURE": ("Procedure",),
    "PROC": ("Procedure",),
    "VIEW": ("View",),
    "FUNCTION": ("TableValuedFunction", "ScalarFunction"),
    "SYNONYM": ("Synonym",),
    "ROLE": ("Role",),
    "SEQUENCE": ("Sequence",),
}


def missing(project: Project, names: set[tuple[str, str]]) -> Iterator[Finding]:
    """What the text of the scripts declares and the model, given as (type, name) pairs, does not hold."""
    for source in project:
        if source.path.endswith("drop.sql"):
            continue
        for word, name, start in declared_by_text(source):
            if not any((kind, name) in names for kind in COUNTED[word]):
                message = f"CREATE {word} {name} did not reach the model, so nothing in it was checked"
                yield source.finding(start, name, message, "model")


def declared_by_text(source: Source) -> Iterator[tuple[str, str, int]]:
    """Word, dotted name and offset of every CREATE outside of module bodies, read without the syntax tree."""
    words = code(source.sql)
    inside_module = False
    for i, token in enumerate(words):
        if _is(token, "GO") and (i == 0 or "\n" in source.sql[words[i - 1].end : token.start]):
            inside_module = False
        if inside_module or not _is(token, "CREATE"):
            continue
        at = i + 3 if i + 2 < len(words) and _is(words[i + 1], "OR") and _is(words[i + 2], "ALTER") else i + 1
        if at + 1 >= len(words) or words[at].text.upper() not in COUNTED:
            continue
        word = words[at].text.upper()
        inside_module = word in ("PROCEDURE", "PROC", "VIEW", "FUNCTION")
        name = _name(words[at + 1 :])
        if not name.startswith("#"):
            yield word, name, token.start


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _name(words: list[Token]) -> str:
    parts = [words[0].text]
    while len(words) > 2 and words[1].text == ".":
        words = words[2:]
        parts.append(words[0].text)
    return ".".join(part[1:-1] if part[0] in '["' else part for part in parts)
