# Every command a newcomer needs; `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PUPILS ?= 6000
OULAD ?= ../shared/data/oulad

.PHONY: help setup demo test check format docs bench lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Waymark needs Python 3.11 or later; set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/uv.txt
	@touch $@

# LightGBM's wheel needs the system's OpenMP runtime, which slim images lack.
$(VENV)/openmp.stamp: | $(BIN)/uv
	@$(BIN)/python -c 'import ctypes.util, sys; sys.exit(sys.platform == "linux" and not ctypes.util.find_library("gomp"))' \
		|| { [ -w /usr/lib ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq libgomp1; } \
		|| { echo "Install the OpenMP runtime first (Debian: libgomp1)"; exit 1; }
	@touch $@

$(VENV)/run.stamp: $(BIN)/uv requirements/run.txt pyproject.toml $(VENV)/openmp.stamp
	$(BIN)/uv pip install --quiet --require-hashes --no-deps --python $(BIN)/python -r requirements/run.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

# PySpark comes as source only: it is packed here, by the tools that run.txt pins.
$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	$(BIN)/uv pip install --quiet --require-hashes --no-deps --no-build-isolation --python $(BIN)/python -r requirements/dev.txt
	@touch $@

# A browser for the tests: the system's, or Debian's package where we may install it.
$(VENV)/browser.stamp: $(VENV)/dev.stamp
	@command -v chromium >/dev/null || [ -n "$$WAYMARK_CHROMIUM" ] \
		|| { [ -w /usr/bin ] && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
		|| { echo "Install Chromium, or set WAYMARK_CHROMIUM to one"; exit 1; }
	@touch $@

setup: $(VENV)/dev.stamp $(VENV)/browser.stamp ## Install everything a developer needs

demo: $(VENV)/run.stamp ## Simulate a county, train, screen the week and serve it (SERVE=0 stops before serving)
	$(BIN)/waymark demo --pupils $(PUPILS) $(if $(filter 0,$(SERVE)),--no-serve)

test: setup check ## Check the code and run every test on both cores
	$(BIN)/pytest --numprocesses 2 --dist loadgroup --no-loadscope-reorder

check: $(VENV)/dev.stamp ## Lint, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev.stamp ## Write the generated documents anew
	$(BIN)/python -m typer waymark.py utils docs --name waymark --title "The command line" --output docs/commands.md
	$(BIN)/python -m features.documentation
	$(BIN)/python -m records.dictionary > docs/data-dictionary.md
	$(BIN)/python -m records.json_schema docs/json-schema
	$(BIN)/python -m records.examples docs/examples
	$(BIN)/python -m serving.api.description docs/openapi.json

bench: $(VENV)/dev.stamp ## Run every benchmark; each prints one JSON object last (OULAD=folder for the real students)
	@for name in county features fairness fairness_proof records service training; do echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done
	@[ ! -d $(OULAD) ] || { echo "== oulad"; $(BIN)/python -m benchmarks.oulad --data $(OULAD); }

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"
lock: $(VENV)/dev.stamp ## Pin the newest allowed packages, with hashes
	$(LOCK) --upgrade pyproject.toml --group build -o requirements/run.txt
	$(LOCK) --upgrade pyproject.toml --group dev --extra spark -c requirements/run.txt -o requirements/dev.txt
	echo uv | $(LOCK) - -c requirements/dev.txt -o requirements/uv.txt

clean: ## Remove the virtual environment and everything the demo made
	rm -rf $(VENV) .waymark
