# make run    the app on http://127.0.0.1:7860          make test   all tests (REQUIRE_ALL=1: none left out)
# make check  format, lint, types, imports, tests       make bench  docs/performance.md, measured anew
# make audit  known vulnerabilities of constraints.txt      make sbom   dist/sbom.cdx.json (CycloneDX)
# make pins   constraints.txt, resolved anew             make dist   wheel and sdist, reproducible
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

# For these a machine needs more than a package registry: see docs/operating.md.
TOOLS := .venv-tools
PIP_AUDIT := pip-audit==2.10.1
CYCLONEDX := cyclonedx-bom==7.5.0

.PHONY: run test check lint bench dist audit sbom pins clean

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

dist: $(VENV)/dev.stamp
	@$(BIN)/python -m hatchling build -d dist

audit: | $(TOOLS)/bin/python
	@$(TOOLS)/bin/python -m pip install $(QUIET) --disable-pip-version-check $(PIP_AUDIT)
	$(TOOLS)/bin/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip

# Of an environment with the app and what it needs, and nothing else.
sbom: | $(TOOLS)/bin/python
	@$(TOOLS)/bin/python -m pip install $(QUIET) --disable-pip-version-check $(CYCLONEDX)
	@rm -rf build/sbom && $(PYTHON) -m venv build/sbom
	@build/sbom/bin/python -m pip install $(QUIET) --disable-pip-version-check --constraint constraints.txt ".[otel]"
	@build/sbom/bin/python -m pip uninstall $(QUIET) --yes pip setuptools
	@mkdir -p dist
	$(TOOLS)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.cdx.json build/sbom/bin/python

# The oldest Python decides; what only a newer one needs is added: PYTHONS="python3.11 python3.13"
pins: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.support.pins $(PYTHONS)

$(TOOLS)/bin/python:
	@$(PYTHON) -m venv $(TOOLS)

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
	rm -rf $(VENV) $(TOOLS) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find app bench tests -name __pycache__ -prune -exec rm -rf {} +
