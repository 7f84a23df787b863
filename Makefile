# make: set up and run the main job · make check: code, types, order of the packages, documentation · make test: the tests
# make test-all: the slow ones, too · make docs · make bench-…: the benchmarks, as docs/benchmarks.md has them (hours)
# make fuzz: half an hour of looking for what breaks · make audit-dependencies: known weaknesses of what is installed
# (that asks a public database)
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Compiled files beside the source would look like edits to weasel, which hashes whole folders. This is set before pip
# installs anything, so that pip compiles packages to where Python will look for them: spaCy then loads in half the time.
# Docker images like to set PYTHONDONTWRITEBYTECODE, with which our own code would be compiled by every process.
PYCACHE := import sys; sys.pycache_prefix = sys.prefix + "/pycache"
export PYTHONDONTWRITEBYTECODE :=

.PHONY: all install check test test-all docs bench bench-labels bench-train bench-scale fuzz audit-dependencies clean
all: install
	$(BIN)/python -m spacy project run all

install: .venv/installed

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	echo '$(PYCACHE)' > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/pycache.pth"
	$(PIP) install --upgrade pip setuptools wheel
	$(PIP) install --editable ".[test,check,docs]"
	touch $@

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sphinx-build -q -W --keep-going -n -b html docs docs/_build/html

test: install
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-all: install
	$(BIN)/python -m pytest --slow $(PYTEST_ARGS)

docs: install
	$(BIN)/sphinx-build -q -b html docs docs/_build/html

bench: install
	$(BIN)/python -m benchmarks spacing
	$(BIN)/python -m benchmarks convert corpus/raw
	$(BIN)/python -m benchmarks tag corpus/raw

bench-labels: install
	$(BIN)/python -m benchmarks labels --cables 0 --seeds 3 --spoiled

bench-train: install
	$(BIN)/python -m benchmarks train corpus/train.spacy --dev corpus/dev.spacy --test corpus/test.spacy \
		--seeds 3 --max-steps 0

bench-scale: install
	$(BIN)/python -m benchmarks scale corpus/raw --cables 20000

fuzz: install
	$(PIP) install --editable ".[test,fuzz]"
	$(BIN)/python -m tests.fuzz.fuzz --seconds $(or $(FUZZ_SECONDS),1800)

audit-dependencies: install
	$(PIP) install --editable ".[security]"
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive scripts
	$(BIN)/pip-audit --local --skip-editable

clean:
	rm -rf .venv docs/_build
