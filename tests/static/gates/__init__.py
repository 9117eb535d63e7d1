"""Static gates over the project's T-SQL: Microsoft's parser and model compiler, and rules of this project.

`python tests/static/lint.py` runs them; `gates.client.Linter` does the same from a test.
"""
