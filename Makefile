# make demo: lint the sample notes.  make test: all checks of the project.  Each sets up .venv by itself.
# make release-check: build sdist and wheel, check them, install the wheel beside nothing else and run it.
# make docs: the documentation as a site in build/docs/.  make docs-api: docs/api.md from what notelint.linter exports.
# make fuzz: what is read is mangled at random, EXAMPLES times for each kind of it.  make wheel: a wheel in dist/.
# make bench: what a check costs, in time beside spaCy's tokenizer, memory and start.
# make evaluate: write docs/quality.md, how right the linter is on corpus/.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
EXAMPLES ?= 2000
SAMPLES := corpus/samples
LABELLED := $(wildcard corpus/rounds corpus/cases)

.PHONY: demo test release-check fuzz wheel docs docs-api bench evaluate clean

demo: .venv/installed
	@mkdir -p build
	@$(BIN)/notelint check --isolated --exit-zero --output-format full,html:build/report.html $(SAMPLES)
	@echo "The same as a page: build/report.html"

test: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy docs/make.py docs/generated.py docs/api.py
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n auto

release-check: .venv/installed-for-release
	$(BIN)/pytest tests/release

fuzz: .venv/installed-for-tests
	NOTELINT_FUZZ=$(EXAMPLES) $(BIN)/pytest -n auto tests/test_fuzz.py

# The time of the last commit stands in the files of the wheel, so that two builds are the same to the byte.
wheel: .venv/installed
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(PIP) wheel --no-deps --wheel-dir dist .

docs: .venv/installed-for-tests
	$(BIN)/python docs/make.py build/docs
	@echo "The documentation is build/docs/index.html"

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
	$(BIN)/python -m compileall -q linter checks reports
	@touch $@

.venv/installed-for-tests: .venv/installed
	$(PIP) --group dev
	@touch $@

.venv/installed-for-release: .venv/installed-for-tests
	$(PIP) --group release
	@touch $@
