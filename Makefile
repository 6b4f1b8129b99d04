# `make` lists the targets. Everything runs in .venv, which the first of them makes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz docs kill bench bench-growth bench-peers soak screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## serve the bundled project (ARGS="--port 0 --watch" adds options)
	@$(BIN)/ticketstub serve $(ARGS)

test: $(VENV)/.test ## run every test, with coverage (ARGS="-k name" runs some, without)
	$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),--numprocesses auto --dist worksteal --cov)

check: $(VENV)/.test $(VENV)/.lint ## lint, format, types, and that the project fits
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/ticketstub check

fuzz: $(VENV)/.test ## fuzz the served project with Schemathesis, all phases, several seeds
	$(BIN)/python -m tests.contract.fuzz $(ARGS)

docs: $(VENV)/.run ## write the API docs to build/docs (ARGS="--base-url URL" says where the stub is)
	@$(BIN)/ticketstub docs build build/docs $(ARGS)

kill: $(VENV)/.test ## kill a stub under load, 200 times, and see that nothing is lost
	$(BIN)/python -m tests.killing $(ARGS)

bench: $(VENV)/.test ## measure against bare Starlette in one run (needs wrk)
	$(BIN)/python -m bench $(ARGS)

bench-growth: $(VENV)/.test ## measure what calls cost with up to 100,000 tickets
	$(BIN)/python -m bench --growth $(ARGS)

bench-peers: $(VENV)/.test ## probe and measure other mock servers beside it (needs npm, java, wrk)
	$(BIN)/python -m bench.peers $(ARGS)

soak: $(VENV)/.test ## let many clients work for ten minutes, and see that nothing grows
	$(BIN)/python -m bench.soak $(ARGS)

screenshots: $(VENV)/.test ## take the pictures in docs/images (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

clean: ## remove everything that was made here
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache \
	  .ruff_cache .schemathesis schemathesis-report
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The versions in constraints.txt make an install next year the one that was tested.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "ticketstub needs Python 3.11 or newer; set PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV)…" >&2
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV)…" >&2
	$(INSTALL) --editable '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/.lint: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV)…" >&2
	$(INSTALL) --editable '.[lint]'
	@touch $@
