"""sqlcmd scripts: GO, :r, :setvar, $(name), :on error, and where every line came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from tsql_pg.errors import NotSupported, SqlError
from tsql_pg.sqlcmd import read_script, split_script


def texts(script: str, **variables: str) -> list[str]:
    return [batch.text.strip() for batch in split_script(script, variables=variables)]


# --- GO --------------------------------------------------------------------------------------------------


def test_batches_end_at_go() -> None:
    assert texts("a\nGO\nb\n  go  \nc") == ["a", "b", "c"]


def test_go_takes_a_count_and_a_comment() -> None:
    batches = split_script("a\nGO 3\nb\nGO -- done\nc\nGO 0\n")
    assert [(batch.text, batch.repeat) for batch in batches] == [("a", 3), ("b", 1)]


@pytest.mark.parametrize("line", ["GO;", "GO x", "a GO", "GOTO b", "[GO]", "-- GO"])
def test_what_is_not_go(line: str) -> None:
    assert texts(f"a\n{line}\nb") == [f"a\n{line}\nb"]


@pytest.mark.parametrize(
    "script",
    [
        "SELECT '\nGO\n'",
        "SELECT N'it''s\nGO\n'",
        "/*\nGO\n*/ a",
        "/* /* */\nGO\n*/ a",
        "SELECT [a]]\nGO\n]",
        'SELECT "a\nGO\n"',
    ],
)
def test_go_inside_quotations_and_comments(script: str) -> None:
    assert texts(script) == [script]


@pytest.mark.parametrize(
    "line", ["-- it's", "-- /*", "'--' -- \"", "'/*'", "[a'b]", '"a\'b"', "'it''s'", "/* ' */"]
)
def test_marks_that_open_nothing(line: str) -> None:
    assert texts(f"{line}\nGO\nb") == [line, "b"]


def test_empty_batches_are_left_out() -> None:
    assert texts("\nGO\n\n  \nGO\na\nGO\n") == ["a"]
    assert texts("") == []


def test_windows_line_ends() -> None:
    assert [batch.text for batch in split_script("a\r\nb\r\nGO\r\nc\r\n")] == ["a\nb", "c"]


@pytest.mark.parametrize(("script", "line"), [("a\n'b", 2), ("a\nGO\n/* b\nc", 3), ("[a", 1)])
def test_unclosed(script: str, line: int) -> None:
    with pytest.raises(SqlError) as caught:
        split_script(script, file="s.sql")
    assert (caught.value.number, caught.value.file, caught.value.line) == (105, "s.sql", line)


# --- variables -------------------------------------------------------------------------------------------


def test_variables() -> None:
    assert texts("SELECT '$(A)', $(b)", a="x", B="1") == ["SELECT 'x', 1"]
    assert texts(':setvar a 1\n:setvar B "two words"\n$(A) $(b)') == ["1 two words"]
    assert texts(':setvar a "say ""hi"""\n$(a)') == ['say "hi"']
    assert texts(":setvar a 2\n$(a)", a="1") == ["2"]
    assert texts(":setvar a 1\n:setvar b $(a)x\n$(b)") == ["1x"]


def test_variables_are_not_replaced_in_comments() -> None:
    assert texts("-- $(nope)\n/* $(nope)\n$(nope) */ a") == ["-- $(nope)\n/* $(nope)\n$(nope) */ a"]


def test_a_value_may_open_a_quotation_or_hold_lines() -> None:
    assert texts("$(q)\nGO\n' + 1", q="SELECT '") == ["SELECT '\nGO\n' + 1"]
    (batch,) = split_script("$(v)\nc", file="f", variables={"v": "a\nb"})
    assert (batch.text, batch.origins) == ("a\nb\nc", (("f", 1), ("f", 1), ("f", 2)))


@pytest.mark.parametrize("script", ["a\n$(nope)", "a\n:setvar x 1\n:setvar x\n$(x)"])
def test_undefined_variable(script: str) -> None:
    with pytest.raises(SqlError, match="scripting variable not defined") as caught:
        split_script(script, file="s.sql")
    assert (caught.value.file, caught.value.line) == ("s.sql", script.count("\n") + 1)


def test_dollar_without_bracket_is_text() -> None:
    assert texts("SELECT '$.a', $action") == ["SELECT '$.a', $action"]


# --- directives ------------------------------------------------------------------------------------------


def test_on_error() -> None:
    batches = split_script("a\nGO\n:on error exit\nb\nGO\n:ON ERROR ignore\nc")
    assert [batch.exit_on_error for batch in batches] == [False, True, False]


@pytest.mark.parametrize(
    "line", [":!! ls", ":exit", ":connect x", ":out x", ":error x", ":quit", ":help", ":", ":listvar"]
)
def test_other_directives_are_not_supported(line: str) -> None:
    with pytest.raises(NotSupported, match="sqlcmd directive") as caught:
        split_script(f"a\n{line}", file="s.sql")
    assert (caught.value.file, caught.value.line) == ("s.sql", 2)


@pytest.mark.parametrize("line", [":on error stop", ":on", ":setvar", ":setvar 1a b", ":setvar a b c", ":r"])
def test_malformed_directives(line: str) -> None:
    with pytest.raises(SqlError, match="Sqlcmd") as caught:
        split_script(f"\n{line}", file="s.sql")
    assert (caught.value.file, caught.value.line) == ("s.sql", 2)


def test_directives_inside_quotations_are_text() -> None:
    assert texts("SELECT '\n:r x\n'") == ["SELECT '\n:r x\n'"]


# --- files -----------------------------------------------------------------------------------------------


def test_includes_and_their_lines(tmp_path: Path) -> None:
    folder = tmp_path / "sub folder"
    folder.mkdir()
    (tmp_path / "main.sql").write_text(
        '/* head */\n:on error exit\n:r "sub folder/one.sql"\nd\nGO\n:r sub folder\\two.sql\n',
        encoding="utf-8",
    )
    (folder / "one.sql").write_text("a\nGO\n\nb\nc", encoding="utf-8")
    (folder / "two.sql").write_text("\ufeffSELECT N'ü'\nGO\n", encoding="utf-8")
    first, second, third = read_script(tmp_path / "main.sql", root=tmp_path)
    main = str(tmp_path / "main.sql")
    assert (first.text, first.origins) == ("/* head */\na", ((main, 1), ("sub folder/one.sql", 1)))
    assert (second.text, second.file, second.first_line) == ("\nb\nc\nd", "sub folder/one.sql", 3)
    assert [second.locate(line) for line in (0, 2, 4, 99)] == [
        ("sub folder/one.sql", 3),
        ("sub folder/one.sql", 4),
        (main, 4),
        (main, 4),
    ]
    assert (third.text, third.file) == ("SELECT N'ü'", "sub folder\\two.sql")


def test_variables_pass_into_includes_and_name_them(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_text("$(v)\n:setvar v 2\n", encoding="utf-8")
    batches = split_script(":setvar f x\n:r $(f).sql\nGO\n$(v)", root=tmp_path, variables={"v": "1"})
    assert [batch.text for batch in batches] == ["1", "2"]


def test_utf16_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_bytes("SELECT N'é'".encode("utf-16"))
    assert read_script(tmp_path / "x.sql")[0].text == "SELECT N'é'"


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(SqlError, match=r"'nope\.sql' cannot be read") as caught:
        split_script("a\n:r nope.sql", file="s.sql", root=tmp_path)
    assert (caught.value.file, caught.value.line) == ("s.sql", 2)
    with pytest.raises(SqlError, match="cannot be read"):
        read_script(tmp_path / "nope.sql")
    (tmp_path / "latin.sql").write_bytes(b"SELECT '\xe9'")
    with pytest.raises(SqlError, match="not UTF-8"):
        split_script(":r latin.sql", root=tmp_path)


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_text(":r x.sql", encoding="utf-8")
    with pytest.raises(SqlError, match="include one another"):
        read_script(tmp_path / "x.sql", root=tmp_path)
