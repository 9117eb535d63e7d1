"""Static gates over the project's T-SQL: Microsoft's parser and model compiler, and rules of this project.

`python tests/static/lint.py` runs them; `gates.client.Linter` does the same from a test.

    toolchain   fetches ScriptDom, DacFx, .NET and OpenSSL out of wheels
    client      starts the worker process and asks it;  worker  is that process
    checks      all gates over one project, in order
    sources     scripts and sqlcmd's directives;  tree  their syntax trees;  lexer  their words
    schema      what the scripts declare in the end, every ALTER folded in
    generated   text that procedures put together and run, rendered with sample names
    model       the scripts as DacFx is to see them;  shadows  stand for tables that DacFx does not check;
                mapped  text that knows where it came from;  dacfx  the compiler;  census  what did not arrive
    manifest, contract and rules/  the project's own rules
    data/       facts about SQL Server 2017 and tSQLt
"""
