# Each target sets up what it needs. `make demo` and `make test` work from a fresh clone.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: all setup demo test lint bench clean

all: setup

setup: $(READY)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "ACM needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY)
	$(BIN)/acm demo

# ruff, mypy, then the T-SQL: Microsoft's parser and model compiler, and the project's own rules.
lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy driver/acm embedded/tsql_pg
	$(BIN)/python tests/static/lint.py

test: lint
	$(BIN)/python -m pytest

# Ratios measured in one run: the embedded engine beside psycopg, detection beside published figures.
bench: $(READY)
	$(BIN)/python -m benchmarks.embedded
	$(BIN)/python -m benchmarks.detection

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
