# make demo: lint the sample notes.  make test: all checks of the project.  Each sets up .venv by itself.
# make docs-rules: write docs/rules.md from the rules.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SAMPLES := corpus/samples

.PHONY: demo test docs-rules clean

demo: .venv/installed
	@mkdir -p build
	@$(BIN)/notelint check --isolated --exit-zero --output-format full,html:build/report.html $(SAMPLES)
	@echo "The same as a page: build/report.html"

test: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n auto

docs-rules: .venv/installed
	@mkdir -p docs
	$(BIN)/notelint rule --all --output-format markdown > docs/rules.md

clean:
	rm -rf .venv build

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) --upgrade pip
	$(PIP) --editable .
	@touch $@

.venv/installed-for-tests: .venv/installed
	$(PIP) --group dev
	@touch $@
