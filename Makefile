# make demo: lint the sample notes.  make test: all checks of the project.  Each sets up .venv by itself.
# make docs-rules: write docs/rules.md from the rules.  make docs-api: docs/api.md from what notelint.linter exports.
# make bench: what a check costs, in time beside spaCy's tokenizer, memory and start.
# make evaluate: write docs/quality.md, how right the linter is on corpus/.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SAMPLES := corpus/samples
LABELLED := $(wildcard corpus/rounds corpus/cases)

.PHONY: demo test docs-rules docs-api bench evaluate clean

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
	$(BIN)/notelint rule --isolated --all --output-format markdown > docs/rules.md

docs-api: .venv/installed
	$(BIN)/python docs/api.py > docs/api.md

bench: .venv/installed
	@$(BIN)/python benchmarks/bench.py

evaluate: .venv/installed
	@mkdir -p build docs
	@$(BIN)/notelint evaluate --output-format json -o build/quality.json $(LABELLED)
	@$(BIN)/notelint evaluate --output-format markdown --worst 30 -o build/quality.md $(LABELLED)
	@cat corpus/ABOUT.md build/quality.md > docs/quality.md
	@echo "docs/quality.md is written; build/quality.json can be the baseline of a later run."

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
