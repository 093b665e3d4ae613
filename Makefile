# Everything a person types. `make` alone lists it.

VENV    := .venv
PY      := $(VENV)/bin/python
STAMP   := $(VENV)/.installed
STAMP_D := $(VENV)/.installed-dev
PYTHON  ?= python3
ARGS    ?=
WORKERS ?= 2
XVFB    := xvfb-run -a -s "-screen 0 1600x1200x24"
CHECKED := virtgui tests tools benchmarks

.DEFAULT_GOAL := help
.PHONY: help run demo test soak lint format bench screenshots lab-up lab-down translations wheel clean system-run system-test

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STAMP) ## Install what is missing and open the program (ARGS="…" are its arguments)
	$(PY) -m virtgui $(ARGS)

demo: $(STAMP) ## Open it with libvirt's test hypervisor and 1,000 machines
	$(PY) -m virtgui --demo-domains 1000 $(ARGS)

test: $(STAMP_D) ## Install what is missing and run all tests, the lab's real nodes included
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)
	$(PY) tools/without_qt.py

soak: $(STAMP_D) ## Run the slow tests
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -m soak $(ARGS)

lint: $(STAMP_D) ## Check style, types, layers and the project's own rules
	$(VENV)/bin/ruff check $(CHECKED)
	$(VENV)/bin/ruff format --check $(CHECKED)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest -q tests/test_project_rules.py

format: $(STAMP_D) ## Put the code into its usual form
	$(VENV)/bin/ruff check --fix $(CHECKED)
	$(VENV)/bin/ruff format $(CHECKED)

bench: $(STAMP_D) ## Measure the budgets and write docs/benchmarks.md
	$(XVFB) $(PY) -m benchmarks $(ARGS)

screenshots: $(STAMP_D) ## Take a picture of every page and dialog into docs/screenshots
	$(XVFB) $(PY) -m tools.tour $(ARGS)

lab-up: $(STAMP_D) ## Start three real libvirt nodes to try things on
	$(PY) -m tests.lab up

lab-down: $(STAMP_D) ## Stop them and clean up
	$(PY) -m tests.lab down

translations: $(STAMP_D) ## Collect the texts and build the translations
	$(PY) tools/translations.py

wheel: $(STAMP_D) ## Build the wheel
	$(PY) tools/translations.py build
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## Remove everything that was built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

system-run:
	@sh tools/ensure_system.sh run

system-test:
	@sh tools/ensure_system.sh test

$(VENV)/bin/python: | system-run
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml requirements.lock $(wildcard virtgui/translations/*.ts) | system-run $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(PY) tools/translations.py build
	@touch $@

$(STAMP_D): $(STAMP) requirements-dev.lock | system-test
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
