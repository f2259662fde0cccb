# Two commands matter: `make try` and `make test`. The rest is for people who change things.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := uv pip compile -q pyproject.toml --universal --generate-hashes --no-header --no-emit-index-url \
	--no-annotate --python-version 3.11

.PHONY: try test lint check audit bench fuzz hostile soak pictures lock clean help

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

try: $(VENV)/.runtime ## start the bot with a playground in the browser
	@$(BIN)/python -m bot try

test: $(VENV)/.dev ## run the tests
	@$(BIN)/python -m pytest $(PYTEST)

lint: $(VENV)/.dev ## format check, lint, types, import contracts
	@$(BIN)/ruff format --check bot tests
	@$(BIN)/ruff check bot tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: $(VENV)/.runtime ## check every file in data/
	@$(BIN)/python -m bot check

audit: $(VENV)/.dev ## known holes in what is installed, as far as the index tells
	@$(BIN)/pip-audit --progress-spinner off --disable-pip --require-hashes -r requirements.txt

bench: $(VENV)/.dev ## measure, against a bare Bolt app in the same run
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.dev ## 20,000 requests through nginx while machines die (needs nginx and PostgreSQL)
	@$(BIN)/python -m tests.soak $(SOAK)

fuzz: $(VENV)/.dev ## read 100,000 damaged bounces; none may raise or take long
	@$(BIN)/python -m tests.fuzz

hostile: $(VENV)/.dev ## send 10,000 hostile texts through every surface; takes a while
	@$(BIN)/python -m tests.slack.hostile

pictures: $(VENV)/.dev ## take pictures of the playground into pictures/
	@$(BIN)/python -m tests.pictures pictures

lock: ## compile the lock files from pyproject.toml (needs uv)
	@$(COMPILE) -o requirements.txt
	@$(COMPILE) --extra dev -c requirements.txt -o tests/requirements.txt

clean: ## remove what the other targets made
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("smtp-bot needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the bot needs ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt tests/requirements.txt | $(VENV)/bin/python
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@ $(VENV)/.runtime
