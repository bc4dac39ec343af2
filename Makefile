# `make run` and `make test` need only git, make and Python 3; everything else is set up here.
SHELL := /bin/bash
PYTHON := .venv/bin/python
UV := .uv/bin/uv
WORKERS ?= 2
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS := ignore

.PHONY: help run test unit setup setup-dev lint train evaluate lock css clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup  ## set up, train if there is no release, serve on http://localhost:8000
	@$(PYTHON) -m emma serve

test: setup-dev  ## set up, then every check and every test
	@$(MAKE) --no-print-directory lint
	@$(PYTHON) -m emma prepare
	@PYTHONHASHSEED=0 $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

unit: setup-dev  ## only the fast tests
	@$(PYTHON) -m pytest tests/unit tests/privacy

lint: setup-dev  ## ruff, mypy, import-linter
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

train: setup  ## train a release; `emma promote` makes it live where another one is
	@$(PYTHON) -m emma train

evaluate: setup-dev  ## figures on the held-out messages
	@$(PYTHON) -m emma evaluate

setup: .venv/.runtime
setup-dev: .venv/.dev

$(UV):
	@echo "1/3 uv (about 10 s)"
	@python3 -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/bin/python: $(UV)
	@$(UV) venv --quiet --allow-existing --python "$$(cat .python-version)" .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "2/3 the Python environment (1 to 3 minutes, 1.9 GB)"
	@test -e .venv/.dev || $(UV) pip sync --python $(PYTHON) --require-hashes --compile-bytecode requirements.lock
	@echo "3/3 the project itself"
	@$(UV) pip install --quiet --python $(PYTHON) --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "2/3 the Python environment with the test tools (1 to 3 minutes, 2.3 GB)"
	@$(UV) pip sync --python $(PYTHON) --require-hashes --compile-bytecode requirements-dev.lock
	@echo "3/3 the project itself"
	@$(UV) pip install --quiet --python $(PYTHON) --no-deps -e .
	@touch $@ .venv/.runtime

lock: $(UV)  ## renew the two lock files (names, versions, hashes; no addresses)
	@$(UV) lock
	@$(UV) export -q --frozen --no-dev --no-emit-project --no-annotate --no-header -o requirements.lock
	@$(UV) export -q --frozen --all-groups --no-emit-project --no-annotate --no-header -o requirements-dev.lock

css:  ## rebuild the stylesheet of the design system (needs npm)
	@npm ci --ignore-scripts && npm run css

clean:  ## remove what was made: environment, database, releases
	rm -rf .venv .uv var .rasa models/release-* models/.[!.]* node_modules
