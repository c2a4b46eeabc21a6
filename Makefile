# make run    set up, build the code book, code the example note
# make test   everything that must hold before a change lands
# make help   the rest

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test lint types layers leaks unit docs bench screenshots scorecard lock clean

help:
	@sed -n 's/^# \(make .*\)/\1/p; s/^\([a-z]*\):.*## \(.*\)/make \1 -- \2/p' Makefile

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "superbill needs Python 3.11 or later; set PYTHON=/path/to/it"; exit 2; }
	@echo "== making $(VENV)"
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "python's venv is missing: apt-get install python3-venv"; exit 2; }
	@touch $@

$(VENV)/installed: $(VENV)/python requirements.txt pyproject.toml
	@echo "== installing pinned dependencies"
	@$(BIN)/python -m pip install -q -r requirements.txt
	@$(BIN)/python -m pip install -q --no-deps -e .
	@$(BIN)/python -m compileall -q src  # a third of a command's start, where Python keeps nothing
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	@echo "== installing what the tests need"
	@$(BIN)/python -m pip install -q -r requirements-dev.txt
	@touch $@

run: $(VENV)/installed ## set up, build the code book, code the example note
	@echo "== coding examples/hysteroscopic-sterilization.txt"
	@$(BIN)/superbill code examples/hysteroscopic-sterilization.txt --on 2024-07-15
	@echo
	@echo "Next: $(BIN)/superbill lookup E11.9    $(BIN)/superbill --help"

test: lint types layers leaks unit ## everything that must hold before a change lands

lint: $(VENV)/installed-dev ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev ## strict types
	$(BIN)/basedpyright

layers: $(VENV)/installed-dev ## imports point one way
	$(BIN)/lint-imports

leaks: $(VENV)/installed-dev ## nothing in the repository that is not ours to give out
	$(BIN)/python ci/leak_guard

docs: $(VENV)/installed-dev ## writes the documentation that is made from the code
	$(BIN)/python docs/generate.py

unit: $(VENV)/installed-dev ## tests, with coverage, but the slow ones
	$(BIN)/python -m pytest -m "not slow" --cov --cov-report=term:skip-covered

bench: $(VENV)/installed-dev ## speed, measured; figures for docs/scorecard.md
	$(BIN)/python benchmarks/lookup.py
	$(BIN)/python benchmarks/notes.py
	$(BIN)/python benchmarks/diagnoses.py
	$(BIN)/python benchmarks/mentions.py --sample 60 --no-learning
	$(BIN)/python benchmarks/search.py --terms ../shared/bench/term_search_dev.tsv
	$(BIN)/python benchmarks/imports.py --data ../shared/data

SITE ?= http://127.0.0.1:8000
SHOTS ?= screenshots
screenshots: $(VENV)/installed-dev ## pictures of every page of the site at SITE, into the folder SHOTS
	$(BIN)/python benchmarks/screenshots.py $(SITE) $(SHOTS)

scorecard: bench ## the same and what takes minutes: all notes, learning from a course
	$(BIN)/python benchmarks/mentions.py

lock: ## pins requirements anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --no-annotate --extra site pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --no-annotate --extra site pyproject.toml requirements-dev.in -o requirements-dev.txt

clean: ## removes the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .coverage
