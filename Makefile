# make demo: lint the sample notes.  make test: all checks of the project.  Each sets up .venv by itself.
# make release-check: build sdist and wheel, check them, install the wheel beside nothing else and run it.
# make docs: the documentation as a site in build/docs/.  make docs-api: docs/api.md from what notelint.linter
# exports, docs/sections.md from the headings that it knows.
# make fuzz: what is read is mangled, EXAMPLES times for each kind of it, then for SECONDS as the code itself guides.
# make long: texts of 2 MiB, for an hour or so: what repeats may not take twenty times what prose takes.
# make slow: MISTAKES of those that can be made in rules and record, planted one at a time: do the tests notice?
# make wheel: a wheel in dist/ of what is committed.  make sbom: the bill of materials, beside it.
# make lock: write the versions and hashes that all of these install into requirements.txt and requirements-dev.txt.
# make bench: what a check costs, in time beside spaCy's tokenizer, stage by stage and rule by rule, cores, memory and start.
# make bench-peers: medspaCy, negspacy and EDS-NLP beside notelint, each in an environment of its own below build/peers/,
# on the same notes. Both write their tables into benchmarks/RESULTS.md.
# make bench-spark: two executors of Spark beside two processes, on the same 100,000 notes.
# make evaluate: write docs/quality.md, how right the linter is on corpus/.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip
INSTALL := $(PIP) install --quiet --disable-pip-version-check
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate
EXAMPLES ?= 2000
SECONDS ?= 3600
MISTAKES ?= 400
SAMPLES := corpus/samples
LABELLED := $(wildcard corpus/rounds corpus/cases)

.PHONY: demo test release-check fuzz long slow wheel sbom lock docs docs-api bench bench-peers bench-spark evaluate clean

demo: .venv/installed
	@mkdir -p build
	@$(BIN)/notelint check --isolated --exit-zero --output-format full,html:build/report.html $(SAMPLES)
	@echo "The same as a page: build/report.html"

test: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy docs/make.py docs/generated.py docs/api.py docs/sections.py
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n auto

release-check: .venv/installed-for-tests
	$(BIN)/pytest tests/release

fuzz: .venv/installed-for-tests
	NOTELINT_FUZZ=$(EXAMPLES) $(BIN)/pytest -n auto tests/test_fuzz.py
	$(BIN)/python tests/fuzz.py --seconds $(SECONDS)

long: .venv/installed-for-tests
	NOTELINT_SIZE=2097152 $(BIN)/pytest tests/test_hostile.py -k "twenty or memory"

# In a clone, for the mistakes are written into the files that are tested.
slow: .venv/installed-for-tests
	@rm -rf build/mutation && git clone --quiet . build/mutation
	cd build/mutation && PATH=$(CURDIR)/$(BIN):$$PATH PYTHONPATH=$(CURDIR)/build/mutation/.typing python benchmarks/mutation.py run $(MISTAKES)
	@cp build/mutation/benchmarks/MUTATION.md benchmarks/MUTATION.md

# Made of what is committed, with the time of the last commit, so that two builds are the same to the byte.
wheel: .venv/installed
	@rm -rf build/committed && mkdir -p build/committed
	git archive HEAD | (umask 022 && tar -x --no-same-permissions -C build/committed)
	umask 022 && SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist build/committed

sbom: .venv/installed-for-tests
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application --output-reproducible -o dist/notelint.cdx.json requirements.txt

lock: .venv/installed-for-tests
	$(LOCK) --group build -o requirements.txt pyproject.toml
	$(LOCK) --all-extras --group build --group dev --group release --constraint requirements.txt -o requirements-dev.txt pyproject.toml

docs: .venv/installed-for-tests
	$(BIN)/python docs/make.py build/docs
	@echo "The documentation is build/docs/index.html"

docs-api: .venv/installed
	$(BIN)/python docs/api.py > docs/api.md
	$(BIN)/python docs/sections.py > docs/sections.md

bench: .venv/installed
	@$(BIN)/python benchmarks/bench.py

bench-peers: .venv/installed
	@$(BIN)/python benchmarks/peers.py

bench-spark: .venv/installed-for-tests
	@$(BIN)/python benchmarks/bench_spark.py

evaluate: .venv/installed
	@mkdir -p build docs
	@$(BIN)/notelint evaluate --output-format json -o build/quality.json $(LABELLED)
	@$(BIN)/notelint evaluate --output-format markdown --worst 30 -o build/quality.md $(LABELLED)
	@cat corpus/ABOUT.md build/quality.md benchmarks/MUTATION.md > docs/quality.md
	@echo "docs/quality.md is written; build/quality.json can be the baseline of a later run."

clean:
	rm -rf .venv build

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml requirements.txt
	$(INSTALL) --require-hashes --requirement requirements.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q linter checks reports
	@touch $@

.venv/installed-for-tests: .venv/installed requirements-dev.txt
	$(INSTALL) --require-hashes --requirement requirements-dev.txt
	@touch $@
