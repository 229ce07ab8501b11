# The build house: everything runs from .venv, made from the locks with hashes. Needs Python 3.11, pip, venv and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PYTEST ?= $(BIN)/python -m pytest
# Two workers suit a small machine; `make test JOBS=0` runs in one process.
JOBS ?= 2
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test slow cover check format bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.runtime ## the sample county on a throw-away database, ledger in the browser
	$(BIN)/duban demo

test: .venv/.test ## the test suite (ARGS="-k name" passes options to pytest)
	$(PYTEST) -n $(JOBS) $(ARGS)

slow: .venv/.test ## the longer suites
	$(PYTEST) -n $(JOBS) -m slow $(ARGS)

cover: .venv/.test ## the test suite with branch coverage
	$(PYTEST) -n $(JOBS) --cov --cov-report=term-missing $(ARGS)

check: .venv/.test ## style, types and the arrows between the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

format: .venv/.test ## put the style right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.test ## speed against the floor of the database
	$(BIN)/python -m tests.bench $(ARGS)

# A stamp stands for "installed from this lock": a changed lock installs again, an unchanged one does nothing.
.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "duban needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/.test: .venv/.runtime requirements-test.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.lock
	@touch $@

COMPILE = .venv-lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header $(ARGS)

lock: ## compute both locks anew (ARGS=--upgrade for newer versions)
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --extra build --extra test --constraint requirements.lock --output-file requirements-test.lock

clean: ## remove everything made here
	rm -rf .venv .venv-lock .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage dist
