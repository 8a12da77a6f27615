# make run    the app on http://127.0.0.1:7860          make test   all tests (REQUIRE_ALL=1: none left out)
# make check  format, lint, types, imports, tests       make bench  docs/performance.md, measured anew
# make clean  remove what these made                    ARGS='-k store' goes on to pytest or bench

HOST ?= 127.0.0.1
PORT ?= 7860
# The first Python on this machine that is new enough.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
  done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
QUIET := --quiet --quiet
# Tests run in as many processes as there are cores; a file stays in one, with its rooms and servers.
WORKERS := --numprocesses auto --maxprocesses 4 --dist loadfile

.PHONY: run test check lint bench clean

run: $(VENV)/run.stamp
	@$(BIN)/rehearse serve --host $(HOST) --port $(PORT)

test: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.support.setup_machine
	@$(BIN)/python -m pytest $(WORKERS) $(ARGS)

check: lint test

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.support.setup_machine
	@$(BIN)/python -m bench $(ARGS)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Rehearsal Room needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing: install it (Debian, Ubuntu: apt-get install python3-venv), then try again." >&2; exit 1; }

# pip compiles what it installs; the app itself is compiled here, so that its first start is quick.
$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Rehearsal Room into $(VENV). This takes a minute or two, once."
	@$(PIP) install $(QUIET) --constraint constraints.txt --editable .
	@$(BIN)/python -m compileall -q app
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@echo "Installing what the tests need into $(VENV)."
	@$(PIP) install $(QUIET) --constraint constraints.txt --editable ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find app bench tests -name __pycache__ -prune -exec rm -rf {} +
