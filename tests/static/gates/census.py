"""Counts what the text of the scripts declares, so that nothing can stay out of the model in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

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
    "INDEX": ("Index", "ColumnStoreIndex"),
}
MODULE_WORDS = ("PROCEDURE", "PROC", "VIEW", "FUNCTION")
# Words between CREATE and the kind of thing.
ADJECTIVES = ("OR", "ALTER", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE")


def check(project: Project, held: set[tuple[str, str]], dropped: Collection[str]) -> Iterator[Finding]:
    """What the scripts declare twice, and what the model does not hold.

    `held` are the (type, name) pairs of the model, `dropped` the names that a later script drops for good.
    """
    first: dict[tuple[str, str], str] = {}
    for source in project:
        for word, name, start in declared_by_text(source):
            if name not in dropped and not any((kind, name) in held for kind in COUNTED[word]):
                message = f"CREATE {word} {name} did not reach the model, so nothing in it was checked"
                yield source.finding(start, name, message, "model")
            if (word, name) in first:
                message = f"CREATE {word} {name} stands in {first[word, name]} too"
                yield source.finding(start, name, message, "model")
            first.setdefault((word, name), source.path)


def declared_by_text(source: Source) -> Iterator[tuple[str, str, int]]:
    """Word, dotted name and offset of every CREATE outside of module bodies, read without the syntax tree."""
    words = code(source.sql)
    inside_module = False
    for i, token in enumerate(words):
        if _is(token, "GO") and (i == 0 or "\n" in source.sql[words[i - 1].end : token.start]):
            inside_module = False
        if inside_module or not _is(token, "CREATE"):
            continue
        at = i + 1
        while at < len(words) and words[at].text.upper() in ADJECTIVES:
            at += 1
        if at + 1 >= len(words) or words[at].text.upper() not in COUNTED:
            continue
        word = words[at].text.upper()
        inside_module = word in MODULE_WORDS
        name, rest = _name(words[at + 1 :])
        if word == "INDEX" and len(rest) > 1:
            name = f"{_name(rest[1:])[0]}.{name}"
            end = next((place for place, later in enumerate(rest) if later.text == ";"), len(rest))
            if any(_is(later, "DROP_EXISTING") for later in rest[:end]):
                continue
        if not name.startswith("#"):
            yield word, name, token.start


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _name(words: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """A dotted name without brackets, and the tokens behind it."""
    parts = [words[0].text]
    while len(words) > 2 and words[1].text == ".":
        words = words[2:]
        parts.append(words[0].text)
    return ".".join(part[1:-1] if part[0] in '["' else part for part in parts), words[1:]
