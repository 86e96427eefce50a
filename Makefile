# Two commands: `make run` shows the demonstration, `make test` runs everything.
# Python: any 3.11 or newer; choose another with `make run PYTHON=python3.12`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The tests run in so many processes, a file of tests in one.
WORKERS ?= 2
# Compiled modules are kept, whatever the surroundings say: the tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run install test fast lint docs bench lock clean help
.DEFAULT_GOAL := help

help:            ## What can be made here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

run: install     ## Install what is missing, build the demonstration if there is none, serve it
	@$(BIN)/suyuan demo

install: $(VENV)/.installed static/vendor/manifest.json   ## The set-up of `make run` alone

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make $(MAKECMDGOALS) PYTHON=python3.12")'
	@echo "1/3 Making the virtual environment …"
	@$(PYTHON) -m venv $(VENV) || { echo "No venv module: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "2/3 Installing the Python packages (a minute or two the first time) …"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps -e .
	@touch $@

static/vendor/manifest.json: package-lock.json package.json $(VENV)/.installed
	@echo "3/3 Fetching the front-end assets …"
	@$(BIN)/python -m app.web.vendor
	@touch $@

$(VENV)/.tested: requirements-test.lock $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -r requirements-test.lock
	@touch $@

test: install $(VENV)/.tested   ## Install what the tests need, then run everything
	@sh tests/system_packages.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

fast: $(VENV)/.tested           ## The tests without browser, PostGIS and real inputs
	@$(BIN)/python -m pytest -m "not browser and not postgis and not real" $(ARGS)

lint: $(VENV)/.tested           ## ruff, mypy, import-linter
	@$(BIN)/ruff check app tests benchmarks geodata
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(VENV)/.installed        ## Write the generated pages of docs/ anew
	@$(BIN)/python -m app.layers.page > docs/layers.md
	@$(BIN)/python -m app.registers.page > docs/registers.md
	@$(BIN)/python -m app.accountability.page > docs/rule-sets.md
	@$(BIN)/python -m app.glossary > docs/glossary.md

bench: $(VENV)/.tested          ## The benchmarks, as ratios; a few minutes
	@$(BIN)/python -m benchmarks

lock:                           ## Lock the newest versions that fit (needs uv)
	uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate --generate-hashes -q -o requirements.lock
	uv pip compile pyproject.toml --upgrade --extra test --extra bench --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate --generate-hashes -q -c requirements.lock -o requirements-test.lock

clean:                          ## Remove the environment and the caches, not the data
	rm -rf $(VENV) node_modules static/vendor build .pytest_cache .mypy_cache .ruff_cache .hypothesis
