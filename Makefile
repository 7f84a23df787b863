# make: set up and run the main job · make test: set up and run the tests · make bench, bench-labels, bench-train, bench-scale:
# the benchmarks · make fuzz: half an hour of looking for what breaks · make audit-dependencies: known weaknesses of what is installed (asks a public database)
PYTHON ?= python3
BIN := .venv/bin

.PHONY: all install test bench bench-labels bench-train bench-scale fuzz audit-dependencies clean
all: install
	$(BIN)/python -m spacy project run all

install: .venv/installed

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip setuptools wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	$(BIN)/python -c 'import sysconfig; open(sysconfig.get_path("purelib") + "/pycache.pth", "w").write("import sys; sys.pycache_prefix = sys.prefix + \"/pycache\"\n")'
	touch $@

test: install
	$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: install
	$(BIN)/python -m benchmarks spacing
	$(BIN)/python -m benchmarks convert corpus/raw
	$(BIN)/python -m benchmarks tag corpus/raw

bench-labels: install
	$(BIN)/python -m benchmarks labels

bench-train: install
	$(BIN)/python -m benchmarks train corpus/train.spacy --dev corpus/dev.spacy --test corpus/test.spacy

bench-scale: install
	$(BIN)/python -m benchmarks scale corpus/raw

fuzz: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,fuzz]"
	$(BIN)/python tests/fuzz/fuzz.py --seconds $(or $(FUZZ_SECONDS),1800)

audit-dependencies: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[security]"
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive scripts
	$(BIN)/pip-audit --local --skip-editable

clean:
	rm -rf .venv
